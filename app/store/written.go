package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrNoCopy says that a file is no copy of what people wrote.
var ErrNoCopy = errors.New("no copy of what people wrote")

// A Copy is what people wrote, which no import brings again.
type Copy struct {
	Map        []MapEntry
	Exclusions []Exclusion
	Mappings   []HeaderMapping
	Files      []TextFile // by name
}

// A TextFile is a file of the workspace that people write: the settings, the comments of a report.
type TextFile struct {
	Name string // as IsFileName takes it
	Text string // UTF-8
}

// texts are those of files that a copy holds, by name: what people can read and write.
func texts(files map[string][]byte) []TextFile {
	out := []TextFile{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if isTextName(name) && utf8.Valid(files[name]) {
			out = append(out, TextFile{name, string(files[name])})
		}
	}
	return out
}

func isTextName(name string) bool {
	return IsFileName(name) && (name == "settings.toml" || strings.HasPrefix(name, commentsFolder+"/"))
}

// A HeaderMapping is what people said that the columns of files with certain headers mean; Body is app's own.
type HeaderMapping struct {
	Key, Body, Who     string
	WrittenAt, Version int64
}

// A writtenLine is one line of a copy: what it is, and as much of it as there is.
type writtenLine struct {
	What       string `json:"what"` // written (the first line), map, exclusion, headers, file
	Format     int64  `json:"format,omitempty"`
	ServiceID  string `json:"service_id,omitempty"`
	Service    string `json:"service,omitempty"`
	Project    string `json:"project,omitempty"`
	Client     string `json:"client,omitempty"`
	Unit       string `json:"unit,omitempty"`
	FromDay    *int64 `json:"from_day,omitempty"` // since 1970
	UntilDay   *int64 `json:"until_day,omitempty"`
	IncidentID string `json:"incident_id,omitempty"`
	Number     *int64 `json:"number,omitempty"`
	FromAt     *int64 `json:"from_at,omitempty"` // seconds since 1970
	UntilAt    *int64 `json:"until_at,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Key        string `json:"key,omitempty"`
	Body       string `json:"body,omitempty"`
	Who        string `json:"who,omitempty"`
	WrittenAt  int64  `json:"written_at,omitempty"`
	Version    int64  `json:"version,omitempty"`
	Name       string `json:"name,omitempty"`
	Text       string `json:"text,omitempty"`
}

// writtenFormat is the format of copies; it grows when older programs would read one wrongly.
const writtenFormat = 2 // 2: files too

// Written is what people wrote into the database until now; Files is nil.
func (s *Store) Written(ctx context.Context) (Copy, error) {
	var c Copy
	var err error
	if c.Map, err = s.Map(ctx); err != nil {
		return c, err
	}
	if c.Exclusions, err = s.Exclusions(ctx); err != nil {
		return c, err
	}
	c.Mappings = []HeaderMapping{}
	err = s.each(ctx, `SELECT "key", body, who, written_at, version FROM header_mapping ORDER BY "key"`, func(v []driver.Value) error {
		c.Mappings = append(c.Mappings, HeaderMapping{v[0].(string), v[1].(string), v[2].(string), v[3].(int64), v[4].(int64)})
		return nil
	})
	return c, damage(err)
}

// Write writes the copy as JSON Lines. The same copy gives the same bytes.
func (c Copy) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(writtenLine{What: "written", Format: writtenFormat}); err != nil {
		return err
	}
	for _, m := range c.Map {
		err := e.Encode(writtenLine{What: "map", ServiceID: m.ServiceID, Service: m.Service, Project: m.Project, Client: m.Client, Unit: m.Unit,
			FromDay: m.FromDay, UntilDay: m.UntilDay})
		if err != nil {
			return err
		}
	}
	for _, x := range c.Exclusions {
		err := e.Encode(writtenLine{What: "exclusion", IncidentID: x.IncidentID, Number: x.Number, Service: x.Service, Client: x.Client,
			FromAt: x.FromAt, UntilAt: x.UntilAt, Reason: x.Reason, Who: x.Who, WrittenAt: x.WrittenAt, Version: x.Version})
		if err != nil {
			return err
		}
	}
	for _, h := range c.Mappings {
		if err := e.Encode(writtenLine{What: "headers", Key: h.Key, Body: h.Body, Who: h.Who, WrittenAt: h.WrittenAt, Version: h.Version}); err != nil {
			return err
		}
	}
	for _, f := range c.Files {
		if err := e.Encode(writtenLine{What: "file", Name: f.Name, Text: f.Text}); err != nil {
			return err
		}
	}
	return nil
}

// ReadCopy reads what Write wrote: a file of copies/, or written.jsonl of a backup. The error is ErrNoCopy, ErrNewer, or the
// system's.
func ReadCopy(path string) (Copy, error) {
	f, err := os.Open(path)
	if err != nil {
		return Copy{}, err
	}
	defer f.Close()
	return parseCopy(f)
}

func parseCopy(r io.Reader) (Copy, error) {
	c := Copy{Map: []MapEntry{}, Exclusions: []Exclusion{}, Mappings: []HeaderMapping{}, Files: []TextFile{}}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		body, err := lines.ReadBytes('\n')
		if err == io.EOF && n > 1 && len(body) == 0 {
			return c, nil
		}
		if err != nil && err != io.EOF {
			return Copy{}, err
		}
		if err == io.EOF {
			return Copy{}, fmt.Errorf("%w: line %d has no end", ErrNoCopy, n)
		}
		var l writtenLine
		if err := json.Unmarshal(body, &l); err != nil {
			return Copy{}, fmt.Errorf("%w: line %d: %w", ErrNoCopy, n, err)
		}
		switch {
		case n == 1 && l.What == "written" && l.Format > writtenFormat:
			return Copy{}, fmt.Errorf("%w: format %d, known up to %d", ErrNewer, l.Format, writtenFormat)
		case (n == 1) != (l.What == "written"):
			return Copy{}, fmt.Errorf("%w: line %d: %q", ErrNoCopy, n, l.What)
		case n == 1:
		case l.What == "map":
			c.Map = append(c.Map, MapEntry{ServiceID: l.ServiceID, Service: l.Service, Project: l.Project, Client: l.Client, Unit: l.Unit,
				FromDay: l.FromDay, UntilDay: l.UntilDay})
		case l.What == "exclusion":
			c.Exclusions = append(c.Exclusions, Exclusion{IncidentID: l.IncidentID, Number: l.Number, Service: l.Service, Client: l.Client,
				FromAt: l.FromAt, UntilAt: l.UntilAt, Reason: l.Reason, Who: l.Who, WrittenAt: l.WrittenAt, Version: l.Version})
		case l.What == "headers":
			c.Mappings = append(c.Mappings, HeaderMapping{l.Key, l.Body, l.Who, l.WrittenAt, l.Version})
		case l.What == "file" && isTextName(l.Name) && !slices.ContainsFunc(c.Files, func(f TextFile) bool { return f.Name == l.Name }):
			c.Files = append(c.Files, TextFile{l.Name, l.Text})
		default:
			return Copy{}, fmt.Errorf("%w: line %d: %q", ErrNoCopy, n, l.What)
		}
	}
}

// Apply replaces what people wrote into the database by a copy, with its versions and times. The copy's files are the
// caller's.
func (s *Store) Apply(ctx context.Context, c Copy) error {
	return s.within(ctx, func() error {
		s.touched = s.trying
		if err := s.putMap(ctx, c.Map); err != nil {
			return err
		}
		if err := s.putExclusions(ctx, c.Exclusions); err != nil {
			return err
		}
		// One by one, and no row twice: the table has a key.
		kept := map[string]bool{}
		for _, h := range c.Mappings {
			kept[h.Key] = true
			_, err := s.conn.ExecContext(ctx, `INSERT INTO header_mapping VALUES (?, ?, ?, ?, ?)
				ON CONFLICT ("key") DO UPDATE SET body = excluded.body, who = excluded.who, written_at = excluded.written_at, version = excluded.version`,
				h.Key, h.Body, h.Who, h.WrittenAt, h.Version)
			if err != nil {
				return fmt.Errorf("writing what columns mean: %w", err)
			}
		}
		now, err := s.Written(ctx)
		if err != nil {
			return err
		}
		for _, h := range now.Mappings {
			if !kept[h.Key] {
				if _, err := s.conn.ExecContext(ctx, `DELETE FROM header_mapping WHERE "key" = ?`, h.Key); err != nil {
					return fmt.Errorf("writing what columns mean: %w", err)
				}
			}
		}
		return s.applyMap(ctx)
	})
}

// copiesKept is how many copies of what people wrote stand in the workspace.
const copiesKept = 10

// WriteCopy keeps a copy of what people wrote, into the database and into files (as Backup takes them; those that are no text are
// left out), as copies/written-<UTC>.jsonl in the workspace, unless the newest one says the same, and removes all but the last ten.
// It returns the copy's path, "" if none was needed. Comments are saved often: of the copies of one day that differ from the ones
// before them in comments alone, the last is kept, so that the past of the map is not pushed out.
func (s *Store) WriteCopy(ctx context.Context, files map[string][]byte, at time.Time) (string, error) {
	c, err := s.Written(ctx)
	if err != nil {
		return "", err
	}
	c.Files = texts(files)
	var body bytes.Buffer
	if err := c.Write(&body); err != nil {
		return "", err
	}
	names, err := Copies(s.dir)
	if err != nil {
		return "", err
	}
	newest, before := lastTwo(names)
	if bytes.Equal(newest, body.Bytes()) {
		return "", nil
	}
	dir := filepath.Join(s.dir, "copies")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "written-"+at.UTC().Format("20060102T150405Z")+".jsonl")
	for n := 1; slices.Contains(names, path); n++ { // several in one second
		path = filepath.Join(dir, fmt.Sprintf("written-%s_%03d.jsonl", at.UTC().Format("20060102T150405Z"), n))
	}
	if err := replaceFile(path, func(w io.Writer) error { _, err := w.Write(body.Bytes()); return err }); err != nil {
		return "", err
	}
	old := names[:max(0, len(names)+1-copiesKept)]
	if before != nil && saidBesides(newest) == saidBesides(before) && saidBesides(newest) == saidBesides(body.Bytes()) &&
		strings.HasPrefix(filepath.Base(names[len(names)-1]), "written-"+at.UTC().Format("20060102")) {
		old = names[len(names)-1:]
	}
	for _, o := range old {
		if err := os.Remove(o); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return path, err
		}
	}
	return path, nil
}

// lastTwo are the newest copy and the one before it; nil where there is none, or it cannot be read.
func lastTwo(names []string) (newest, before []byte) {
	if len(names) > 0 {
		newest, _ = os.ReadFile(names[len(names)-1])
	}
	if len(names) > 1 {
		before, _ = os.ReadFile(names[len(names)-2])
	}
	return newest, before
}

// saidBesides is what a copy says besides comments.
func saidBesides(body []byte) string {
	var out strings.Builder
	for line := range strings.Lines(string(body)) {
		if !strings.HasPrefix(line, `{"what":"file","name":"`+commentsFolder+"/") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// Copies are the paths of a workspace's copies, oldest first.
func Copies(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "copies"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	out := []string{}
	for _, e := range entries { // by name, and so by time
		if ok, _ := filepath.Match("written-*.jsonl", e.Name()); ok && e.Type().IsRegular() {
			out = append(out, filepath.Join(dir, "copies", e.Name()))
		}
	}
	return out, nil
}
