package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A file is something to be written whole or not at all.
type file struct {
	path  string
	write func(io.Writer) error
}

// writeFiles writes all files, or none: each under another name in its own folder, synced and closed, and only then all
// of them renamed. After an error or when ctx ends, what stood at the paths before stands there again. The error is an
// *Error with the path, unless a write or ctx gave it.
func writeFiles(ctx context.Context, files []file) (err error) {
	written := []string{}
	defer func() {
		for _, name := range written {
			if name != "" { // not renamed: after a rename the name may be somebody else's
				os.Remove(name)
			}
		}
	}()
	for _, f := range files {
		name, err := writeBeside(ctx, f)
		if name != "" {
			written = append(written, name)
		}
		if err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return replaceAll(files, written)
}

// writeError is what people hear of a path that cannot be written.
func writeError(path string, err error) error {
	detail := err.Error()
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		detail = p.Err.Error()
	case errors.As(err, &l):
		detail = l.Err.Error()
	}
	return &Error{Key: "error.write", Args: []string{"path", path, "detail", detail}, Err: fmt.Errorf("writing %s: %w", path, err)}
}

// writeBeside writes f under another name in the same folder. The name is "" if nothing was made.
func writeBeside(ctx context.Context, f file) (name string, err error) {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(f.path); err == nil {
		if info.IsDir() {
			return "", writeError(f.path, errors.New("is a directory"))
		}
		mode = info.Mode().Perm()
	}
	out, err := createBeside(f.path, mode)
	if err != nil {
		return "", writeError(f.path, err)
	}
	guard := &guarded{ctx: ctx, out: out}
	buffer := bufio.NewWriterSize(guard, 1<<16)
	err = f.write(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		if err = out.Sync(); err != nil {
			guard.err = err
		}
	}
	if closed := out.Close(); err == nil && closed != nil {
		err, guard.err = closed, closed
	}
	switch {
	case ctx.Err() != nil:
		return out.Name(), ctx.Err()
	case guard.err != nil:
		return out.Name(), writeError(f.path, guard.err)
	}
	return out.Name(), err
}

// createBeside makes a new file in the folder of path. The name is short, because path's own may be as long as names can
// be, and path's own: reports of several clients are written into one folder at once, and a name that was free a moment ago must
// never be another's. os.CreateTemp is not used, because its files are for their owner alone.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	h := fnv.New64a()
	h.Write([]byte(filepath.Base(path)))
	for i := 0; ; i++ {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".furikaeri-%016x-%d.tmp", h.Sum64(), i))
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) || i == 10_000 {
			return f, err
		}
	}
}

// A guarded writer stops when ctx ends, and remembers the disk's own error.
type guarded struct {
	ctx context.Context
	out io.Writer
	err error
}

func (g *guarded) Write(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.out.Write(p)
	if err != nil {
		g.err = err
	}
	return n, err
}

// replaceAll renames from[i] to the path of files[i]. When one cannot be renamed, as on Windows a workbook that is open,
// those before it are put back. What was renamed is "" in from.
func replaceAll(files []file, from []string) error {
	backups := make([]string, len(files))
	defer func() {
		for _, b := range backups {
			if b != "" {
				os.Remove(b)
			}
		}
	}()
	for i, f := range files {
		b, err := backup(f.path)
		backups[i] = b
		if err == nil {
			err = os.Rename(from[i], f.path)
		}
		if err == nil {
			from[i] = ""
			continue
		}
		for k := i - 1; k >= 0; k-- {
			if backups[k] == "" {
				os.Remove(files[k].path)
				continue
			}
			if os.Rename(backups[k], files[k].path) == nil {
				backups[k] = ""
			}
		}
		return writeError(f.path, err)
	}
	return nil
}

// backup keeps what stands at path under another name, "" if nothing does. A link costs nothing and leaves path in its
// place all the time; where the disk knows no links, the bytes are copied.
func backup(path string) (string, error) {
	old, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer old.Close()
	b, err := createBeside(path, 0o600)
	if err != nil {
		return "", err
	}
	name := b.Name()
	if b.Close(); os.Remove(name) == nil && os.Link(path, name) == nil {
		return name, nil
	}
	b, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(b, old)
	if closed := b.Close(); err == nil {
		err = closed
	}
	return name, err
}
