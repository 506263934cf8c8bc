package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Mapping is what people said that the columns of files with these headers mean; ok is false where nobody did.
func (s *Store) Mapping(ctx context.Context, key string) (body []byte, ok bool, err error) {
	var text string
	err = s.conn.QueryRowContext(ctx, `SELECT body FROM header_mapping WHERE "key" = ?`, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading what columns mean: %w", damage(err))
	}
	return []byte(text), true, nil
}

// SetMapping remembers body, JSON of app's own, for the headers of key; nil forgets them. The same body again changes
// nothing.
func (s *Store) SetMapping(ctx context.Context, key string, body []byte, who string, at time.Time) error {
	return s.within(ctx, func() error {
		var text string
		var version int64
		err := s.conn.QueryRowContext(ctx, `SELECT body, version FROM header_mapping WHERE "key" = ?`, key).Scan(&text, &version)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("reading what columns mean: %w", err)
		}
		if version > 0 && body != nil && text == string(body) {
			return nil
		}
		s.touched = s.trying
		switch {
		case body == nil:
			_, err = s.conn.ExecContext(ctx, `DELETE FROM header_mapping WHERE "key" = ?`, key)
		case version > 0: // a key that was deleted in this transaction cannot be inserted again
			_, err = s.conn.ExecContext(ctx, `UPDATE header_mapping SET body = ?, who = ?, written_at = ?, version = ? WHERE "key" = ?`,
				string(body), who, at.Unix(), version+1, key)
		default:
			_, err = s.conn.ExecContext(ctx, "INSERT INTO header_mapping VALUES (?, ?, ?, ?, ?)", key, string(body), who, at.Unix(), 1)
		}
		if err != nil {
			return fmt.Errorf("writing what columns mean: %w", err)
		}
		return nil
	})
}
