package store

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
)

// ErrNoBackup says that a file is no backup at all; a *BackupError, that it is one that is damaged.
var ErrNoBackup = errors.New("no backup of a workspace")

// A BackupError says what is wrong with a backup. Nothing of it was restored.
type BackupError struct {
	Path   string
	Member string // the file inside it; "" where its list cannot be read
	Err    error
}

func (e *BackupError) Error() string {
	return fmt.Sprintf("backup %s: %s: %v", e.Path, e.Member, e.Err)
}

// Unwrap is the cause.
func (e *BackupError) Unwrap() error { return e.Err }

// A Manifest says what a backup holds.
type Manifest struct {
	Format    int      `json:"format"`
	Schema    int      `json:"schema"`     // of the database: the number of its last migration
	WrittenAt string   `json:"written_at"` // RFC 3339, UTC
	Files     []Member `json:"files"`
}

// A Member is one file of a backup.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// What stands in every backup beside the files that app gives.
const (
	backupFormat   = 2 // 2: comments too
	manifestName   = "manifest.json"
	writtenName    = "written.jsonl" // what people wrote, to be read without the program
	commentsFolder = "comments"      // the one folder that a backup has
)

// Backup writes the workspace as a zip file: the database, what people wrote as JSON Lines, and files (names that IsFileName
// takes, and what is in them: settings, a logo, comments), each with its SHA-256 in manifest.json. The same state and at give
// the same bytes.
func (s *Store) Backup(ctx context.Context, w io.Writer, files map[string][]byte, at time.Time) error {
	if s.trying {
		return errors.New("backing up inside a trial")
	}
	c, err := s.Written(ctx)
	if err != nil {
		return err
	}
	c.Files = texts(files)
	var written bytes.Buffer
	if err := c.Write(&written); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	b := packer{ctx: ctx, zip: z, at: at.UTC(), manifest: Manifest{Format: backupFormat, Schema: known(), WrittenAt: at.UTC().Format(time.RFC3339)}}
	if err := s.aside(ctx, func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return b.add(fileName, f)
	}); err != nil {
		return fmt.Errorf("backing up the database: %w", err)
	}
	if err := b.add(writtenName, &written); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !IsFileName(name) {
			return fmt.Errorf("backing up %q: no name for a file", name)
		}
		if err := b.add(name, bytes.NewReader(files[name])); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return err
	}
	return z.Close()
}

// reserved are names in a workspace, in lower case, that no file from elsewhere may have: a restore would put it in the place
// of something else.
var reserved = []string{manifestName, writtenName, fileName, commentsFolder, "copies", "tmp", "workspace.lock", "workspace.owner", "workspace.owner.tmp", "workspace.id",
	restoreFolder, restoreMarker, restoreMarker + ".tmp"}

// IsFileName says whether a backup or a copy can hold a file of that name: one that lies in the workspace, as "logo.png", or in
// its folder comments, as "comments/x.md". On no system does it lead elsewhere, or to what is the store's own.
func IsFileName(name string) bool {
	base, inside := strings.CutPrefix(name, commentsFolder+"/")
	lower := strings.ToLower(base)
	if !inside && (slices.Contains(reserved, lower) || strings.HasPrefix(lower, fileName+".")) {
		return false
	}
	return filepath.IsLocal(base) && !strings.ContainsAny(base, `/\:`) && !strings.ContainsFunc(base, unicode.IsControl) &&
		!strings.HasPrefix(base, ".") && !strings.HasSuffix(base, ".") && !strings.HasSuffix(base, " ")
}

// packer adds files to a backup and remembers what they were.
type packer struct {
	ctx      context.Context
	zip      *zip.Writer
	at       time.Time
	manifest Manifest
}

func (b *packer) create(name string) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.at})
}

func (b *packer) add(name string, from io.Reader) error {
	w, err := b.create(name)
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), reader{b.ctx, from})
	if err != nil {
		return fmt.Errorf("backing up %s: %w", name, err)
	}
	b.manifest.Files = append(b.manifest.Files, Member{name, n, hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func (b *packer) end() error {
	w, err := b.create(manifestName)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(b.manifest, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(body, '\n'))
	return err
}

// reader reads until ctx ends.
type reader struct {
	ctx  context.Context
	from io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

// Verify reads a backup to its end and says what it holds. The error is ErrNoBackup, ErrNewer, a *BackupError or the
// system's.
func Verify(ctx context.Context, path string) (Manifest, error) {
	return unpackBackup(path, func(m Member, from io.Reader) error {
		_, err := io.Copy(io.Discard, reader{ctx, from})
		return err
	})
}

// unpackBackup hands every file of a backup over and checks it. A file is whole only when do has returned without an error
// and so has unpackBackup.
func unpackBackup(path string, do func(Member, io.Reader) error) (Manifest, error) {
	var m Manifest
	if _, err := os.Stat(path); err != nil {
		return m, err
	}
	z, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		return m, fmt.Errorf("%w: %s: %w", ErrNoBackup, path, err)
	}
	if err != nil {
		return m, err
	}
	defer z.Close()
	members := map[string]*zip.File{}
	for _, f := range z.File {
		if members[f.Name] != nil {
			return m, &BackupError{path, f.Name, errors.New("stands in it twice")}
		}
		members[f.Name] = f
	}
	if m, err = readManifest(path, members); err != nil {
		return m, err
	}
	if len(m.Files)+1 != len(members) {
		return m, &BackupError{path, manifestName, errors.New("names other files than it has")}
	}
	for _, want := range m.Files {
		f := members[want.Name]
		if f == nil {
			return m, &BackupError{path, want.Name, errors.New("is missing")}
		}
		if err := checkMember(f, want, do); err != nil {
			return m, &BackupError{path, want.Name, err}
		}
	}
	return m, nil
}

func readManifest(path string, members map[string]*zip.File) (Manifest, error) {
	var m Manifest
	f := members[manifestName]
	if f == nil || members[fileName] == nil {
		return m, fmt.Errorf("%w: %s", ErrNoBackup, path)
	}
	r, err := f.Open()
	if err != nil {
		return m, &BackupError{path, manifestName, err}
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err == nil {
		err = json.Unmarshal(body, &m)
	}
	if err != nil {
		return m, &BackupError{path, manifestName, err}
	}
	if m.Format > backupFormat || m.Schema > known() {
		return m, fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, m.Schema, known())
	}
	for _, f := range m.Files {
		if f.Name != fileName && f.Name != writtenName && !IsFileName(f.Name) {
			return m, &BackupError{path, f.Name, errors.New("is no name for a file of a workspace")}
		}
	}
	return m, nil
}

func checkMember(f *zip.File, want Member, do func(Member, io.Reader) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	sum := sha256.New()
	in := &counted{from: io.TeeReader(io.LimitReader(r, want.Size+1), sum)} // no more than it says, whatever comes
	if err := do(want, in); err != nil {
		return err
	}
	if in.n != want.Size {
		return fmt.Errorf("is not %d bytes long", want.Size)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.SHA256 {
		return errors.New("is not what was written")
	}
	return nil
}

type counted struct {
	from io.Reader
	n    int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}
