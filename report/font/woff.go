package font

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
)

// WOFF is a font file as the web packs it (W3C WOFF 1.0): the same tables, each compressed where that makes it shorter.
// It takes files that Subset made. Same font, same bytes.
func WOFF(ttf []byte) ([]byte, error) {
	const head, entry = 44, 20
	if len(ttf) < 12 {
		return nil, fmt.Errorf("packing the font: no font file")
	}
	n := int(binary.BigEndian.Uint16(ttf[4:]))
	if len(ttf) < 12+16*n {
		return nil, fmt.Errorf("packing the font: its list of tables is cut off")
	}
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("packing the font: %w", err)
	}
	word := binary.BigEndian.AppendUint32
	var list []byte
	body := make([]byte, 0, len(ttf))
	for i := range n {
		e := ttf[12+16*i:]
		from, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		if uint64(from)+uint64(size) > uint64(len(ttf)) {
			return nil, fmt.Errorf("packing the font: table %q is cut off", e[:4])
		}
		table := ttf[from : from+size]
		packed.Reset()
		w.Reset(&packed)
		if _, err := w.Write(table); err != nil {
			return nil, fmt.Errorf("packing the font: %w", err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("packing the font: %w", err)
		}
		stored := packed.Bytes()
		if len(stored) >= len(table) {
			stored = table
		}
		list = append(list, e[:4]...)
		list = word(list, uint32(head+entry*n+len(body)))
		list = word(list, uint32(len(stored)))
		list = word(list, size)
		list = append(list, e[4:8]...)
		body = append(body, stored...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out := append([]byte("wOFF"), ttf[:4]...)
	out = word(out, uint32(head+len(list)+len(body)))
	out = binary.BigEndian.AppendUint16(out, uint16(n))
	out = append(out, 0, 0)
	out = word(out, uint32(len(ttf)))
	out = append(out, make([]byte, head-len(out))...) // no version, metadata or private data
	return append(append(out, list...), body...), nil
}
