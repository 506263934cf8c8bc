package pagerduty

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// tree is a document as encoding/json gives it, with numbers as they are written.
func (d *document) tree(n *node) any {
	switch n.kind {
	case '{':
		out := map[string]any{}
		for i := n.child; i != 0; i = d.nodes[i].next {
			out[unescape(d.nodes[i].key)] = d.tree(&d.nodes[i])
		}
		return out
	case '[':
		out := []any{}
		for i := n.child; i != 0; i = d.nodes[i].next {
			out = append(out, d.tree(&d.nodes[i]))
		}
		return out
	case '"':
		return unescape(n.text)
	case '0':
		return json.Number(n.text)
	case 't', 'f':
		return n.text == "true"
	}
	return nil
}

func mustTreeOf(t testing.TB, s string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// What encoding/json reads is read the same; what it does not, may be read.
func FuzzJSONValue(f *testing.F) {
	for _, s := range []string{
		restResolved, analytics, `{"a":[1,-2.5e+3,true,false,null,"x"],"b":{},"c":[]}`, `"\ud842\udfb7\u3042\/\b\f\n\r\t\"\\"`, `[[[]]]`, `{"a":1,"a":2}`, `"\ud842\ud842\udfb7"`, `"\\\\\""`, "NaN", `{"\u0061":1}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d document
		ok := d.parse(s)
		if !json.Valid([]byte(s)) || !utf8.ValidString(s) || strings.Contains(s, `\u0000`) || strings.Count(s, "[")+strings.Count(s, "{") > maxDepth {
			return
		}
		if !ok {
			t.Fatalf("%q is not read", s)
		}
		if got, want := d.tree(&d.nodes[0]), mustTreeOf(t, s); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
	})
}

// A text of JSON values is cut where encoding/json ends them, in whatever pieces it is read.
func FuzzJSONCut(f *testing.F) {
	for _, s := range []string{
		"[" + restResolved + "," + analytics + "]", `[{"a":"\"]}"},{"b":[{}]}]`, "{\"a\":1}\n{\"b\":\"\\\\\"}\n", `[1,"x",null,[2]]`, "{\"a\":{\"incidents\":[]}}", "[]{}[{}]",
	} {
		f.Add(s, uint16(7))
	}
	f.Fuzz(func(t *testing.T, s string, size uint16) {
		if !utf8.ValidString(s) {
			return
		}
		want := []any{}
		d := json.NewDecoder(strings.NewReader(s))
		for {
			var raw json.RawMessage
			if err := d.Decode(&raw); err == io.EOF {
				break
			} else if err != nil {
				return
			}
			switch raw[0] {
			case '{':
				want = append(want, mustTreeOf(t, string(raw)))
			case '[':
				want = append(want, mustTreeOf(t, string(raw)).([]any)...)
			default:
				return // a number alone is no export
			}
		}
		for key := range rowsKeys {
			if strings.Contains(s, key) {
				return // an answer, which is taken apart
			}
		}
		c := &cutter{t: &text{in: strings.NewReader(s), buf: make([]byte, int(size)%64+8), line: 1}}
		got := []any{}
		for {
			raw, _, problem, err := c.next(nil)
			if err == io.EOF {
				break
			}
			if err != nil || problem != "" {
				t.Fatalf("%q: got %v, %s", s, err, problem)
			}
			got = append(got, mustTreeOf(t, string(bytes.TrimSpace(raw))))
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", s, got, want)
		}
		if want := 1 + strings.Count(s, "\n"); c.t.line != want {
			t.Errorf("%q: got %d lines, want %d", s, c.t.line, want)
		}
	})
}
