package html

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"furikaeri/report"
)

func TestRefsCountTheRowsBehindANumber(t *testing.T) {
	d := fixture()
	p := mustParse(t, mustWrite(t, d))
	var list []refView
	if err := json.Unmarshal([]byte(content(p.byID("refs"))), &list); err != nil {
		t.Fatalf("reading refs: %v", err)
	}
	var table struct {
		Columns []dataColumn `json:"columns"`
		Rows    [][]any      `json:"rows"`
	}
	if err := json.Unmarshal([]byte(content(p.byID("data-0"))), &table); err != nil {
		t.Fatalf("reading data: %v", err)
	}
	if got := len(table.Rows); got != 600 {
		t.Fatalf("got %d rows, want 600", got)
	}
	// all incidents (count), all incidents (sum), P1 … P4, five services
	if got := len(list); got != 11 {
		t.Errorf("got %d refs, want 11: each different one once", got)
	}
	for _, r := range list {
		got := 0
		for _, row := range table.Rows {
			match := true
			for _, w := range r.Where {
				for i, c := range table.Columns {
					if c.Name == w[0] && row[i] != w[1] {
						match = false
					}
				}
			}
			if match {
				got++
			}
		}
		if got != r.Rows {
			t.Errorf("ref %v: got %d rows, want %d", r.Where, got, r.Rows)
		}
	}
}

func TestLargeDataIsCutAndSaysSo(t *testing.T) {
	d := fixture()
	d.Data = []report.Data{incidents(6001), {Name: "unused", Title: "使わない表", Rows: [][]report.Value{{}}}}
	p := mustParse(t, mustWrite(t, d))
	var table dataRows
	if err := json.Unmarshal([]byte(content(p.byID("data-0"))), &table); err != nil {
		t.Fatalf("reading data: %v", err)
	}
	if got := len(table.Rows); got != maxRows {
		t.Errorf("got %d rows, want %d", got, maxRows)
	}
	if want := "アラート一覧6,001行先頭の5,000件を載せています。"; !strings.Contains(p.text, want) {
		t.Errorf("the page lacks %q", want)
	}
	if strings.Contains(p.text, "使わない表") {
		t.Error("data that no number names is in the page")
	}
}

type dataRows struct {
	Rows [][]json.RawMessage `json:"rows"`
}

func TestRefsToNothingOpenNothing(t *testing.T) {
	r := newRefs([]report.Data{{Name: "empty"}, incidents(3)})
	for name, ref := range map[string]*report.Ref{"nil": nil, "unknown data": {Data: "x"}, "no rows": {Data: "empty"}} {
		if got := r.add(ref); got != "" {
			t.Errorf("%s: got ref %q, want none", name, got)
		}
	}
	if got := r.add(countRef("no_such_column", "x")); got != "0" || r.list[0].Rows != 0 {
		t.Errorf("unknown column: got ref %q with %d rows, want 0 with 0", got, r.list[0].Rows)
	}
}

func TestSentenceMarksItsNumbers(t *testing.T) {
	v := &viewer{refs: newRefs(nil)}
	for _, c := range []struct {
		text  string
		cells []report.Cell
		want  string
	}{
		{"13件と3件", []report.Cell{num("3", 3)}, `<span class="nb">13件</span>と<span class="nb"><data value="3">3</data>件</span>`},
		{"3.5時間、35件、5件", []report.Cell{num("5", 5)}, `<span class="nb">3.5時間</span>、<span class="nb">35件</span>、<span class="nb"><data value="5">5</data>件</span>`},
		{"2件から2件へ", []report.Cell{num("2", 2), num("2", 2.0)}, `<span class="nb"><data value="2">2</data>件</span>から<span class="nb"><data value="2">2</data>件</span>へ`},
		{"後が先 20% 10%", []report.Cell{num("10%", 10), num("20%", 20)}, `後が先 <data value="20">20%</data> <data value="10">10%</data>`},
		{"数なし", []report.Cell{num("7", 7)}, `数なし<data value="7"></data>`},
		{"<b>4</b>", []report.Cell{with(num("4", 4), report.Bad)}, `&lt;b&gt;<data class="bad" value="4">4</data>&lt;/b&gt;`},
		{"前年比−4.0%", []report.Cell{with(num("−4.0%", -4), report.Good)}, `前年比<data class="good down" value="-4">−4.0%</data>`},
		{"", nil, ""},
	} {
		if got := string(v.sentence(c.text, c.cells)); got != c.want {
			t.Errorf("sentence(%q): got %s, want %s", c.text, got, c.want)
		}
	}
}

func TestSignalsAreNotOnlyColour(t *testing.T) {
	for _, c := range []struct {
		cell report.Cell
		unit report.Unit
		want string
	}{
		{with(num("21.3%", -21.3), report.Good), report.Change, "good down"},
		{with(num("+4%", 4), report.Bad), report.None, "bad up"},
		{with(num("96.2", 96.2), report.Bad), report.Percent, "bad mark"},
		{with(num("98.7", 98.7), report.Good), report.Percent, "good mark"},
		{with(words("未達"), report.Bad), report.None, "bad"},
		{with(num("1", 1), report.Muted), report.Count, "muted"},
		{num("1", 1), report.Change, ""},
	} {
		if got := signalClass(&c.cell, c.unit); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.cell.Text, c.cell.Signal, got, c.want)
		}
	}
}

func TestSparkDrawsGaps(t *testing.T) {
	n, inf := report.Num, math.Inf(1)
	for _, c := range []struct {
		series []*float64
		want   string // the line's path
	}{
		{[]*float64{n(0), n(10)}, "M3.0 19.0L89.0 3.0"},
		{[]*float64{n(0), nil, n(10)}, "M3.0 19.0M89.0 3.0"},
		{[]*float64{n(5)}, "M89.0 3.0"},
		{[]*float64{n(0), n(0)}, "M3.0 19.0L89.0 19.0"},
		{[]*float64{n(-10), n(10)}, "M3.0 19.0L89.0 3.0"},
		{[]*float64{n(1), &inf}, "M3.0 3.0"},
		{[]*float64{n(-math.MaxFloat64), n(math.MaxFloat64)}, "M3.0 19.0L89.0 3.0"},
	} {
		if got := string(spark(c.series)); !strings.Contains(got, `<path d="`+c.want+`"/>`) {
			t.Errorf("got %s, want the path %s", got, c.want)
		}
	}
	for _, series := range [][]*float64{nil, {}, {nil, nil}} {
		if got := spark(series); got != "" {
			t.Errorf("spark(%v): got %s, want nothing", series, got)
		}
	}
}

func TestPageNumberOnPaper(t *testing.T) {
	for label, want := range map[string]string{
		"{page} / {pages}": `counter(page) "\000020\00002F\000020" counter(pages)`,
		"p{page}":          `"p" counter(page)`,
		"{x":               `"\00007Bx"`,
		"":                 "none",
	} {
		if got := pageNumber(label); got != want {
			t.Errorf("pageNumber(%q): got %s, want %s", label, got, want)
		}
	}
}

func TestDefinitionsSplitAtTheirColon(t *testing.T) {
	v := &viewer{refs: newRefs(nil)}
	for text, want := range map[string]termView{
		"MTTA: 着手まで": {`MTTA<span class="vh">: </span>`, "着手まで"},
		"時間帯:9:00から": {`時間帯<span class="vh">:</span>`, "9:00から"},
		"ことばだけ":      {"", "ことばだけ"},
	} {
		if got := v.term(&report.Sentence{Text: text}); got != want {
			t.Errorf("term(%q): got %v, want %v", text, got, want)
		}
	}
}

func TestParagraphsCarryNoSignals(t *testing.T) {
	v := &viewer{}
	cells := []report.Cell{with(num("+1.4%", 1.4), report.Bad)}
	text := report.Text{Sentences: []report.Sentence{{Text: "前年同月比 +1.4%とほぼ横ばいでした。", Cells: cells}}}
	got := string(v.text(&text).Sentences[0])
	if want := `前年同月比 <data value="1.4">+1.4%</data>とほぼ横ばいでした。`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if cells[0].Signal != report.Bad {
		t.Errorf("the document's cell: got signal %q, want %q", cells[0].Signal, report.Bad)
	}
}
