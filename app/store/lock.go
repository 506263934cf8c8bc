package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// LockOptions say how long to wait for another process, and what time it is.
type LockOptions struct {
	Wait time.Duration // 0: do not wait
	Now  time.Time     // written as "since"
}

// Busy says that another process holds the workspace, which one and since when.
type Busy struct {
	PID     int    `json:"pid"`
	Command string `json:"command"`
	Since   string `json:"since"` // RFC 3339
}

func (b *Busy) Error() string {
	return fmt.Sprintf("the workspace is held by process %d (%s) since %s", b.PID, b.Command, b.Since)
}

// A Lock is held while a Store is open.
type Lock struct {
	file *flock.Flock
	info string
}

// takeLock takes workspace.lock; who holds it stands in workspace.owner, because a locked file cannot be read on every
// system.
func takeLock(ctx context.Context, dir, command string, o LockOptions) (*Lock, error) {
	l := &Lock{file: flock.New(filepath.Join(dir, "workspace.lock")), info: filepath.Join(dir, "workspace.owner")}
	ok, err := l.file.TryLock()
	if err == nil && !ok && o.Wait > 0 {
		wait, cancel := context.WithTimeout(ctx, o.Wait)
		defer cancel()
		ok, err = l.file.TryLockContext(wait, 200*time.Millisecond)
	}
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("locking the workspace: %w", err)
	}
	if !ok {
		b := &Busy{}
		if body, err := os.ReadFile(l.info); err == nil {
			json.Unmarshal(body, b) // a half-written note names nobody
		}
		return nil, b
	}
	body, err := json.Marshal(Busy{PID: os.Getpid(), Command: command, Since: o.Now.UTC().Format(time.RFC3339)})
	if err == nil {
		err = note(l.info, body)
	}
	if err != nil {
		l.file.Unlock()
		return nil, fmt.Errorf("locking the workspace: %w", err)
	}
	return l, nil
}

// note writes who holds the workspace, whole for those who read it meanwhile. It need not outlast a crash of the machine: the
// lock does not either.
func note(path string, body []byte) error {
	if err := os.WriteFile(path+".tmp", body, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

func (l *Lock) release() error {
	os.Remove(l.info)
	return l.file.Unlock()
}
