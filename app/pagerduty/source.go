package pagerduty

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// The limits of what is packed. An export packs to a tenth; what packs to less than a hundredth is made to fill a disk.
const (
	maxRatio     = 100     // bytes out for a byte in
	freeUnpacked = 1 << 20 // bytes out before the ratio is looked at
	maxUnpacked  = 4 << 30 // bytes out of one archive
	maxInMemory  = 256 << 20
)

// An Input is a file to read, or a member of an archive. Expand makes it; opening it again reads the same bytes.
type Input struct {
	Name   string // as people read it: "march.csv", "export.zip: march.csv"
	path   string
	member int  // place in the zip archive at path, from 1; 0 = the file itself
	gzip   bool // the file or the member is one gzip stream
}

// A source is an input's bytes, counted and hashed as they are read.
type source struct {
	name    string
	file    *os.File
	info    fs.FileInfo // of file, as it was when it was opened
	in      io.Reader
	closers []io.Closer
	packed  *packed // nil where the bytes stand in the file as they are
	size    int64   // bytes to come, or a good guess for a gzip stream
	read    int64
	hash    hash.Hash
}

// openSource opens an input. The error is a *FileError.
func openSource(in Input) (*source, error) {
	fail := func(p Problem, err error) (*source, error) {
		return nil, &FileError{File: in.Name, Problem: p, Detail: cause(err), Err: err}
	}
	info, err := os.Stat(in.path)
	switch {
	case err != nil:
		return fail(NotFound, err)
	case info.IsDir():
		return fail(NotFound, errors.New("is a directory"))
	case !info.Mode().IsRegular(): // a pipe would wait for ever, and cannot be read twice
		return fail(NotFound, errors.New("is no regular file"))
	}
	f, err := os.Open(in.path)
	if err != nil {
		return fail(NotFound, err)
	}
	s := &source{name: in.Name, file: f, in: f, hash: sha256.New(), closers: []io.Closer{f}}
	if s.info, err = f.Stat(); err == nil {
		s.size = s.info.Size()
		err = s.unpack(in)
	}
	if err != nil {
		s.Close()
		return nil, s.fail(err)
	}
	return s, nil
}

// cause is the system's own words for err, without the path, which the sentence names already.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// unpack finds the member and opens its stream.
func (s *source) unpack(in Input) error {
	size := s.size
	if in.member > 0 {
		z, err := zip.NewReader(s.file, s.size)
		if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
			return err
		}
		if in.member > len(z.File) {
			return zip.ErrFormat
		}
		m := z.File[in.member-1]
		r, err := m.Open()
		if err != nil {
			return err
		}
		s.in, s.size, size = r, int64(m.UncompressedSize64), int64(m.CompressedSize64)
		s.closers = append(s.closers, r)
		s.packed = &packed{in: s.in, size: size}
		s.in = s.packed
	}
	if in.gzip {
		r, err := gzip.NewReader(bufio.NewReaderSize(s.in, 1<<16))
		if err != nil {
			return err
		}
		s.packed = &packed{in: r, size: size}
		s.in, s.size = s.packed, 0
	}
	return nil
}

// A packed stream stops with errBomb when it gives more than data would.
type packed struct {
	in        io.Reader
	size, out int64
}

var errBomb = errors.New("unpacks to more than data do")

func (p *packed) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.out += int64(n)
	if p.out > maxUnpacked || p.out > freeUnpacked && p.out/maxRatio > p.size {
		return n, errBomb
	}
	return n, err
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.in.Read(p)
	s.hash.Write(p[:n])
	s.read += int64(n)
	if err != nil && err != io.EOF {
		err = s.fail(err)
	}
	return n, err
}

// bytesAt gives random access to the bytes, which readers of workbooks and Parquet need. What is packed is unpacked into
// memory by way of from, which is at their beginning. They are hashed, and nothing else is read of s after it.
func (s *source) bytesAt(from io.Reader) (io.ReaderAt, int64, error) {
	if s.packed == nil {
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return nil, 0, s.fail(err)
		}
		s.hash.Reset()
		s.read = 0
		if _, err := io.Copy(io.Discard, struct{ io.Reader }{s}); err != nil {
			return nil, 0, s.fail(err)
		}
		return s.file, s.read, nil
	}
	var all bytes.Buffer
	if _, err := all.ReadFrom(io.LimitReader(from, maxInMemory+1)); err != nil {
		return nil, 0, s.fail(err)
	}
	if all.Len() > maxInMemory {
		return nil, 0, s.fail(errBomb)
	}
	return bytes.NewReader(all.Bytes()), int64(all.Len()), nil
}

// fail turns a read error into a *FileError.
func (s *source) fail(err error) error {
	var bad *FileError
	if errors.As(err, &bad) {
		bad.File = s.name
		return bad
	}
	p := Unreadable
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errBomb):
		return &FileError{File: s.name, Problem: Bomb, Err: err}
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, gzip.ErrHeader),
		errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt), errors.Is(err, io.ErrUnexpectedEOF), s.packed != nil && errors.Is(err, io.EOF):
		p = Damaged
	}
	return &FileError{File: s.name, Problem: p, Detail: cause(err), Err: err}
}

// changed says whether the file is another than when it was opened.
func (s *source) changed() error {
	info, err := s.file.Stat()
	if err != nil || !info.ModTime().Equal(s.info.ModTime()) || info.Size() != s.info.Size() {
		return &FileError{File: s.name, Problem: Changed, Err: err}
	}
	return nil
}

// sum is the hex digest of what was read.
func (s *source) sum() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// Close lets go of the file.
func (s *source) Close() error {
	var err error
	for i := len(s.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.closers[i].Close())
	}
	return err
}

// plain is the input of one file that is no archive.
func plain(path string) Input { return Input{Name: cleanName(filepath.Base(path)), path: path} }
