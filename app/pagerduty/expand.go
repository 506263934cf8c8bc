package pagerduty

import (
	"archive/zip"
	"cmp"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
)

// The limits of what is looked through.
const (
	maxFolders = 5    // folders in one another
	maxMembers = 2000 // each is looked into
)

// Expand turns what a person gave (files, folders, .zip and .gz) into inputs, in a fixed order: as given, and in folders
// and archives by name. Folders are looked through five deep. What is hidden in them or holds no data is left out, and
// named in skipped. What a person named is always taken. The error is a *FileError.
func Expand(paths []string) (inputs []Input, skipped []string, err error) {
	x := expander{inputs: []Input{}, skipped: []string{}}
	for _, p := range paths {
		if err := x.given(p); err != nil {
			return nil, nil, err
		}
	}
	return x.inputs, x.skipped, nil
}

type expander struct {
	inputs  []Input
	skipped []string
}

// given takes one path as a person gave it.
func (x *expander) given(p string) error {
	name := cleanName(filepath.Base(p))
	info, err := os.Stat(p)
	if err != nil {
		return &FileError{File: name, Problem: NotFound, Detail: cause(err), Err: err}
	}
	before := len(x.inputs)
	if info.IsDir() {
		if abs, err := filepath.Abs(p); err == nil {
			name = cleanName(filepath.Base(abs)) // of "." too
		}
		err = x.folder(p, name, 1)
	} else {
		err = x.file(Input{Name: name, path: p}, true)
	}
	if err == nil && len(x.inputs) == before {
		err = &FileError{File: name, Problem: NoData}
	}
	return err
}

func (x *expander) skip(name string) { x.skipped = append(x.skipped, name) }

// folder takes the files of a folder by name.
func (x *expander) folder(dir, name string, depth int) error {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return &FileError{File: name, Problem: NotFound, Detail: cause(err), Err: err}
	}
	for _, e := range entries {
		p, n := filepath.Join(dir, e.Name()), name+"/"+cleanName(e.Name())
		info, err := os.Stat(p)
		switch {
		case err != nil, hidden(e.Name()):
			x.skip(n)
		case info.IsDir() && (depth == maxFolders || e.Type()&os.ModeSymlink != 0): // a link may lead back
			x.skip(n)
		case info.IsDir():
			err = x.folder(p, n, depth+1)
		case !info.Mode().IsRegular():
			x.skip(n)
		default:
			err = x.file(Input{Name: n, path: p}, false)
		}
		if info != nil && err != nil {
			return err
		}
	}
	return nil
}

// file takes one file, or what is in it. One that nobody named must look like data.
func (x *expander) file(in Input, named bool) error {
	head, err := beginning(in)
	if err != nil {
		return err
	}
	switch magic(head) {
	case "gzip":
		in.gzip = true
		return x.packed(in, named)
	case "zip":
		z, closer, err := openZip(in)
		if err != nil {
			return err
		}
		defer closer.Close()
		if !isWorkbook(z) {
			return x.archive(in, z)
		}
	}
	if named || looksLikeData(in) {
		x.inputs = append(x.inputs, in)
	} else {
		x.skip(in.Name)
	}
	return nil
}

// packed takes a gzip stream.
func (x *expander) packed(in Input, named bool) error {
	head, err := beginning(in)
	if err != nil {
		return err
	}
	if m := magic(head); m == "gzip" || m == "zip" && !workbookHead(head) {
		return &FileError{File: in.Name, Problem: Nested}
	}
	if named || looksLikeData(in) {
		x.inputs = append(x.inputs, in)
	} else {
		x.skip(in.Name)
	}
	return nil
}

// beginning is the first bytes of an input.
func beginning(in Input) ([]byte, error) {
	s, err := openSource(in)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	head := make([]byte, 64)
	n, err := io.ReadFull(s, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, s.fail(err)
	}
	return head[:n], nil
}

func openZip(in Input) (*zip.Reader, io.Closer, error) {
	s, err := openSource(in)
	if err != nil {
		return nil, nil, err
	}
	z, err := zip.NewReader(s.file, s.size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // nothing is written where a name says
		s.Close()
		return nil, nil, s.fail(err)
	}
	return z, s, nil
}

// isWorkbook says whether a zip archive is a workbook.
func isWorkbook(z *zip.Reader) bool {
	return slices.ContainsFunc(z.File, func(m *zip.File) bool { return m.Name == "[Content_Types].xml" })
}

// workbookHead says the same by the first bytes of the archive, where there are no others.
func workbookHead(head []byte) bool {
	if len(head) < 30 {
		return false
	}
	name := string(head[30:])
	for _, begin := range [...]string{"[Content_Types].xml", "_rels/", "xl/", "docProps/"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return false
}

// archive takes the members of a zip archive by name.
func (x *expander) archive(in Input, z *zip.Reader) error {
	info, err := os.Stat(in.path)
	if err != nil {
		return &FileError{File: in.Name, Problem: NotFound, Detail: cause(err), Err: err}
	}
	if len(z.File) > maxMembers {
		return &FileError{File: in.Name, Problem: Bomb}
	}
	type member struct {
		place int
		name  string
	}
	members := []member{}
	total := uint64(0)
	for i, m := range z.File {
		if m.FileInfo().IsDir() || strings.HasSuffix(m.Name, `\`) {
			continue
		}
		if m.UncompressedSize64 > maxUnpacked {
			return &FileError{File: in.Name, Problem: Bomb}
		}
		total += m.UncompressedSize64
		members = append(members, member{i + 1, memberName(m)})
	}
	if total > maxUnpacked || total > freeUnpacked && total/maxRatio > uint64(info.Size()) { // members may share their bytes
		return &FileError{File: in.Name, Problem: Bomb}
	}
	slices.SortStableFunc(members, func(a, b member) int { return cmp.Compare(a.name, b.name) })
	for _, m := range members {
		inside := Input{Name: in.Name + ": " + m.name, path: in.path, member: m.place}
		if slices.ContainsFunc(strings.Split(m.name, "/"), hidden) {
			x.skip(inside.Name)
			continue
		}
		if z.File[m.place-1].Flags&1 != 0 {
			return &FileError{File: in.Name, Problem: Encrypted}
		}
		if err := x.member(inside); err != nil {
			return err
		}
	}
	return nil
}

func (x *expander) member(in Input) error {
	head, err := beginning(in)
	if err != nil {
		return err
	}
	switch m := magic(head); {
	case m == "gzip":
		in.gzip = true
		return x.packed(in, false)
	case m == "zip" && !workbookHead(head):
		return &FileError{File: in.Name, Problem: Nested}
	}
	if looksLikeData(in) {
		x.inputs = append(x.inputs, in)
	} else {
		x.skip(in.Name)
	}
	return nil
}

// memberName is a member's name as people read it. Windows in Japan writes names in CP932 and does not say so.
func memberName(m *zip.File) string {
	name := m.Name
	if m.NonUTF8 && !utf8.ValidString(name) {
		if s, err := japanese.ShiftJIS.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return cleanName(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// cleanName is a name without what would spoil a line of text: control and direction characters, and more than 200
// characters.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return '_'
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 200 {
		name = string(r[:100]) + "…" + string(r[len(r)-99:])
	}
	return name
}

// hidden says whether nobody means a file of that name: what systems and Excel leave behind.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || name == "__MACOSX" || strings.EqualFold(name, "thumbs.db") ||
		strings.EqualFold(name, "desktop.ini")
}

// dataEnds are the ends of names of which data are expected: what is wrong in such a file is said, not passed over.
var dataEnds = map[string]bool{".csv": true, ".tsv": true, ".json": true, ".jsonl": true, ".ndjson": true, ".xlsx": true, ".xlsm": true, ".parquet": true}

// looksLikeData says whether a file that nobody named is one to read: by its name's end, or by what it holds.
func looksLikeData(in Input) bool {
	if dataEnds[strings.ToLower(path.Ext(strings.TrimSuffix(in.Name, ".gz")))] {
		return true
	}
	f, err := Open(in, Options{Local: time.UTC})
	if err != nil {
		return false
	}
	f.Close()
	return true
}
