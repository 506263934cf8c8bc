package font

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Subset is a TrueType font of one weight that has the glyphs of runes only: a report carries what it uses, and a
// small font is read a hundred times faster than the whole. Runes without a glyph are left out, ASCII and "…" are
// always in. Its figures are all of one width, "1" in the middle of its own. Same set of runes, same bytes.
func (m *Metrics) Subset(runes []rune, heavy bool) ([]byte, error) {
	s := subset{face: m.face(heavy), ttf: TTF(heavy)}
	ttf, err := s.make(runes)
	if err != nil {
		return nil, fmt.Errorf("cutting the font: %w", err)
	}
	return ttf, nil
}

// A subset is a font file in the making. All multi-byte numbers in it are big-endian.
type subset struct {
	face   *face
	ttf    []byte
	tables map[string][]byte
	long   bool           // the whole font's loca has 4 bytes an entry
	glyphs []uint16       // of the whole font, in the subset's order
	place  map[uint16]int // glyph of the whole font → its place in glyphs
	one    pair           // "1" in the whole font
	aside  int16          // how far it is moved to the right, in font units
}

// kept are the tables copied as they are; the others are made anew or left out. Left out are the instructions for small
// pixels too: by them WebKit under Linux draws no ink for "−" at 13 pixels and less, so that a fall would read as a rise.
var kept = []string{"OS/2", "name", "post"}

func (s *subset) make(runes []rune) ([]byte, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	pairs := s.pairs(runes)
	if err := s.choose(pairs); err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, name := range kept {
		out[name] = s.tables[name]
	}
	glyf, loca := s.outlines()
	out["glyf"], out["loca"] = glyf, loca
	out["hmtx"] = s.advances()
	out["cmap"] = s.characters(pairs)
	out["head"] = slices.Clone(s.tables["head"])
	binary.BigEndian.PutUint32(out["head"][8:], 0)  // the checksum, set by assemble
	binary.BigEndian.PutUint16(out["head"][50:], 1) // loca has 4 bytes an entry
	out["hhea"] = slices.Clone(s.tables["hhea"])
	binary.BigEndian.PutUint16(out["hhea"][34:], uint16(len(s.glyphs)+1))
	out["maxp"] = slices.Clone(s.tables["maxp"])
	binary.BigEndian.PutUint16(out["maxp"][4:], uint16(len(s.glyphs)+1))
	return assemble(out), nil
}

// read finds the tables of the whole font.
func (s *subset) read() error {
	s.tables = map[string][]byte{}
	if len(s.ttf) < 12 {
		return fmt.Errorf("no font file")
	}
	for i := range int(binary.BigEndian.Uint16(s.ttf[4:])) {
		e := s.ttf[12+16*i:]
		from, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		s.tables[string(e[:4])] = s.ttf[from : from+size]
	}
	for _, name := range append([]string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}, kept...) {
		if s.tables[name] == nil {
			return fmt.Errorf("the font has no table %q", name)
		}
	}
	s.long = binary.BigEndian.Uint16(s.tables["head"][50:]) == 1
	return nil
}

// A pair is a character and its glyph in the whole font.
type pair struct {
	r     rune
	glyph uint16
}

// pairs are the characters that have a glyph, in order, each once.
func (s *subset) pairs(runes []rune) []pair {
	all := slices.Clone(runes)
	for r := ' '; r <= '~'; r++ {
		all = append(all, r)
	}
	all = append(all, ellipsis)
	slices.Sort(all)
	all = slices.Compact(all)
	var pairs []pair
	s.face.mu.Lock()
	defer s.face.mu.Unlock()
	for _, r := range all {
		if r < 0 || r >= bmp-1 {
			continue
		}
		if g, err := s.face.font.GlyphIndex(&s.face.buf, r); err == nil && g != 0 {
			pairs = append(pairs, pair{r, uint16(g)})
		}
	}
	return pairs
}

// choose fills glyphs with the one for missing characters, those of pairs, and those they are composed of.
func (s *subset) choose(pairs []pair) error {
	wanted := map[uint16]bool{0: true}
	queue := []uint16{0}
	want := func(g uint16) {
		if !wanted[g] {
			wanted[g] = true
			queue = append(queue, g)
		}
	}
	var zero pair
	for _, p := range pairs {
		want(p.glyph)
		switch p.r {
		case '0':
			zero = p
		case '1':
			s.one = p
		}
	}
	if len(s.outline(s.one.glyph)) < 10 {
		return fmt.Errorf("the font has no figure 1")
	}
	wide, _ := s.metric(zero.glyph)
	narrow, _ := s.metric(s.one.glyph)
	s.aside = int16(wide-narrow) / 2
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		if int(g) >= int(binary.BigEndian.Uint16(s.tables["maxp"][4:])) {
			return fmt.Errorf("glyph %d is not in the font", g)
		}
		for _, at := range components(s.outline(g)) {
			want(binary.BigEndian.Uint16(s.outline(g)[at:]))
		}
	}
	s.place = map[uint16]int{}
	for g := range wanted {
		s.glyphs = append(s.glyphs, g)
	}
	slices.Sort(s.glyphs)
	for i, g := range s.glyphs {
		s.place[g] = i
	}
	return nil
}

// outline is a glyph's data in the whole font.
func (s *subset) outline(g uint16) []byte {
	loca := s.tables["loca"]
	at := func(i int) uint32 {
		if s.long {
			return binary.BigEndian.Uint32(loca[4*i:])
		}
		return 2 * uint32(binary.BigEndian.Uint16(loca[2*i:]))
	}
	return s.tables["glyf"][at(int(g)):at(int(g)+1)]
}

// components are the places in a composite glyph's data where the glyphs it is made of are named; none in others.
func components(outline []byte) []int {
	const (
		words, scale, more, twoScales, matrix = 1 << 0, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	)
	if len(outline) < 12 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	var places []int
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		places = append(places, at+2)
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			break
		}
	}
	return places
}

// plain is a glyph's data without instructions.
func plain(outline []byte) []byte {
	if len(outline) < 12 {
		return outline
	}
	n := int(int16(binary.BigEndian.Uint16(outline)))
	if n >= 0 {
		at := 10 + 2*n
		if at+2 > len(outline) {
			return outline
		}
		rest := at + 2 + int(binary.BigEndian.Uint16(outline[at:]))
		if rest > len(outline) {
			return outline
		}
		return slices.Concat(outline[:at], []byte{0, 0}, outline[rest:])
	}
	const instructions = 1 << 8
	out := slices.Clone(outline)
	for _, at := range components(outline) {
		flags := binary.BigEndian.Uint16(out[at-2:])
		binary.BigEndian.PutUint16(out[at-2:], flags&^instructions)
	}
	return out // what stands behind the last component is not read
}

// outlines are the tables glyf and loca of the subset: the glyphs chosen, and last a "1" moved to the middle of a
// figure's width, made of the whole font's.
func (s *subset) outlines() (glyf, loca []byte) {
	size := 0
	for _, g := range s.glyphs {
		size += len(s.outline(g)) + 3
	}
	glyf = make([]byte, 0, size+64)
	put := func(outline []byte) {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	for _, g := range s.glyphs {
		o, from := plain(s.outline(g)), len(glyf)
		put(o)
		for _, at := range components(o) {
			binary.BigEndian.PutUint16(glyf[from+at:], uint16(s.place[binary.BigEndian.Uint16(o[at:])]))
		}
	}
	put(s.moved())
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
}

// moved is the outline of the "1" in the middle: a composite of one glyph with an offset.
func (s *subset) moved() []byte {
	const wordOffsets = 1<<0 | 1<<1
	o := s.outline(s.one.glyph)
	box := func(i int) int16 { return int16(binary.BigEndian.Uint16(o[2+2*i:])) }
	var out []byte
	for _, v := range []int16{-1, box(0) + s.aside, box(1), box(2) + s.aside, box(3), wordOffsets, int16(s.place[s.one.glyph]), s.aside, 0} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// metric is a glyph's advance and left side bearing in the whole font.
func (s *subset) metric(g uint16) (advance, bearing uint16) {
	hmtx := s.tables["hmtx"]
	full := int(binary.BigEndian.Uint16(s.tables["hhea"][34:]))
	if i := int(g); i >= full {
		return binary.BigEndian.Uint16(hmtx[4*(full-1):]), binary.BigEndian.Uint16(hmtx[4*full+2*(i-full):])
	}
	return binary.BigEndian.Uint16(hmtx[4*int(g):]), binary.BigEndian.Uint16(hmtx[4*int(g)+2:])
}

// advances is the table hmtx of the subset.
func (s *subset) advances() []byte {
	var out []byte
	for _, g := range s.glyphs {
		advance, bearing := s.metric(g)
		out = binary.BigEndian.AppendUint16(out, advance)
		out = binary.BigEndian.AppendUint16(out, bearing)
	}
	advance, bearing := s.metric(s.one.glyph)
	out = binary.BigEndian.AppendUint16(out, advance+2*uint16(s.aside))
	return binary.BigEndian.AppendUint16(out, bearing+uint16(s.aside))
}

// characters is the table cmap: one subtable of format 4 for Unicode's basic plane, a segment for each run of
// characters whose glyphs follow each other too.
func (s *subset) characters(pairs []pair) []byte {
	type segment struct {
		first, last rune
		glyph       int
	}
	var segments []segment
	for _, p := range pairs {
		g := s.place[p.glyph]
		if p == s.one {
			g = len(s.glyphs)
		}
		if n := len(segments); n > 0 && segments[n-1].last == p.r-1 && segments[n-1].glyph+int(p.r-segments[n-1].first) == g {
			segments[n-1].last = p.r
			continue
		}
		segments = append(segments, segment{p.r, p.r, g})
	}
	segments = append(segments, segment{0xFFFF, 0xFFFF, 0}) // the format wants an end
	n := len(segments)
	power := 1 << (bits.Len(uint(n)) - 1)
	var b []byte
	put := func(values ...int) {
		for _, v := range values {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	put(0, 1, 3, 1, 0, 12) // version, one subtable, for Windows and Unicode, 12 bytes from here
	put(4, 16+8*n, 0, 2*n, 2*power, bits.Len(uint(power))-1, 2*n-2*power)
	for _, g := range segments {
		put(int(g.last))
	}
	put(0)
	for _, g := range segments {
		put(int(g.first))
	}
	for _, g := range segments {
		put(g.glyph - int(g.first))
	}
	for range segments {
		put(0)
	}
	return b
}

// assemble is the font file of tables.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	n := len(names)
	power := 1 << (bits.Len(uint(n)) - 1)
	size := 0
	for _, t := range tables {
		size += len(t) + 3
	}
	body := make([]byte, 0, size)
	head := make([]byte, 0, 12+16*n+size)
	head = binary.BigEndian.AppendUint32(head, 0x00010000)
	for _, v := range []int{n, 16 * power, bits.Len(uint(power)) - 1, 16 * (n - power)} {
		head = binary.BigEndian.AppendUint16(head, uint16(v))
	}
	headAt := 0
	for _, name := range names {
		t := tables[name]
		at := 12 + 16*n + len(body)
		if name == "head" {
			headAt = at
		}
		body = append(body, t...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		head = append(head, name...)
		for _, v := range []uint32{checksum(body[at-12-16*n:]), uint32(at), uint32(len(t))} {
			head = binary.BigEndian.AppendUint32(head, v)
		}
	}
	file := append(head, body...)
	binary.BigEndian.PutUint32(file[headAt+8:], 0xB1B0AFBA-checksum(file))
	return file
}

// checksum is a table's: the sum of its words.
func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	return sum
}
