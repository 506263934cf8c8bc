package font

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"testing"
)

func TestWOFFHasTheSameTables(t *testing.T) {
	m := mustNew(t)
	ttf, err := m.Subset([]rune("四半期振り返り 2026"), true)
	if err != nil {
		t.Fatal(err)
	}
	woff, err := WOFF(ttf)
	if err != nil {
		t.Fatal(err)
	}
	if len(woff) >= len(ttf) {
		t.Errorf("got %d bytes for %d, want fewer", len(woff), len(ttf))
	}
	u := binary.BigEndian.Uint32
	if string(woff[:4]) != "wOFF" || !bytes.Equal(woff[4:8], ttf[:4]) || int(u(woff[8:])) != len(woff) || int(u(woff[16:])) != len(ttf) {
		t.Fatalf("got head % x, want wOFF, the font's kind, %d and %d bytes", woff[:44], len(woff), len(ttf))
	}
	n := int(binary.BigEndian.Uint16(woff[12:]))
	if want := int(binary.BigEndian.Uint16(ttf[4:])); n != want {
		t.Fatalf("got %d tables, want %d", n, want)
	}
	for i := range n {
		w, f := woff[44+20*i:], ttf[12+16*i:]
		if !bytes.Equal(w[:4], f[:4]) || !bytes.Equal(w[16:20], f[4:8]) || u(w[12:]) != u(f[12:]) {
			t.Errorf("table %d: got entry % x, want that of % x", i, w[:20], f[:16])
		}
		got, want := woff[u(w[4:]):u(w[4:])+u(w[8:])], ttf[u(f[8:]):u(f[8:])+u(f[12:])]
		if len(got) < len(want) {
			r, err := zlib.NewReader(bytes.NewReader(got))
			if err != nil {
				t.Fatalf("table %s: %v", w[:4], err)
			}
			if got, err = io.ReadAll(r); err != nil {
				t.Fatalf("table %s: %v", w[:4], err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("table %s differs", w[:4])
		}
	}
	if again, err := WOFF(ttf); err != nil || !bytes.Equal(again, woff) {
		t.Errorf("packing again: got other bytes, %v", err)
	}
}

func TestWOFFOfNoFontIsAnError(t *testing.T) {
	m := mustNew(t)
	ttf, err := m.Subset(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, []byte("short"), ttf[:40], ttf[:len(ttf)/2]} {
		if _, err := WOFF(b); err == nil {
			t.Errorf("%d bytes: got no error", len(b))
		}
	}
}
