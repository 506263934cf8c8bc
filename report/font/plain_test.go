package font

import (
	"encoding/binary"
	"testing"
)

// Instructions for small pixels take the ink from "−" at 13 pixels in WebKit under Linux: subsets have none.
func TestSubsetHasNoInstructions(t *testing.T) {
	m, err := New()
	if err != nil {
		t.Fatal(err)
	}
	ttf, err := m.Subset([]rune("−–ー前年同期比é"), false)
	if err != nil {
		t.Fatal(err)
	}
	s := subset{ttf: ttf, tables: map[string][]byte{}}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		e := ttf[12+16*i:]
		name := string(e[:4])
		from, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		s.tables[name] = ttf[from : from+size]
		switch name {
		case "fpgm", "prep", "cvt ", "gasp":
			t.Errorf("the subset has the table %q", name)
		}
	}
	s.long = true
	glyphs := len(s.tables["loca"])/4 - 1
	for g := range glyphs {
		o := s.outline(uint16(g))
		if len(o) < 12 {
			continue
		}
		if n := int(int16(binary.BigEndian.Uint16(o))); n >= 0 {
			if size := binary.BigEndian.Uint16(o[10+2*n:]); size != 0 {
				t.Errorf("glyph %d of %d has %d bytes of instructions", g, glyphs, size)
			}
			continue
		}
		for _, at := range components(o) {
			if binary.BigEndian.Uint16(o[at-2:])&(1<<8) != 0 {
				t.Errorf("glyph %d of %d says that it has instructions", g, glyphs)
			}
		}
	}
}
