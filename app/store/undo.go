package store

import (
	"context"
	"fmt"

	"furikaeri/app/incident"
)

// Undo takes the last import back as if it had not been: what it added goes, what it changed is merged again from the
// readings that are left, and what it gave an id has only its number again. Called again it goes further back. derive makes
// the facts of what is merged; it follows the rules of the last Rederive. ErrNothing says that nothing is left. Imports of
// versions that did not note which numbers they gave an id leave the ids.
func (s *Store) Undo(ctx context.Context, derive func(*incident.Incident) incident.Facts) (ImportRecord, error) {
	var last ImportRecord
	s.takeKinds()
	err := s.within(ctx, func() error {
		all, err := s.Imports(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return ErrNothing
		}
		last = all[len(all)-1]
		s.touched = s.trying
		if err := s.takeBack(ctx, last.Number, derive); err != nil {
			return fmt.Errorf("taking %s back: %w", last.Name, err)
		}
		return nil
	})
	if err != nil || s.trying {
		return last, err
	}
	return last, s.sweep(ctx)
}

func (s *Store) takeBack(ctx context.Context, n int64, derive func(*incident.Incident) incident.Facts) error {
	number := fmt.Sprint(n)
	err := s.run(ctx,
		// The keys of what it brought more than one row of, and of what it gave an id.
		`CREATE OR REPLACE TEMP TABLE again AS
		 SELECT key FROM reading WHERE "import" = `+number+`
		 UNION
		 SELECT r.key FROM reading r JOIN joined j ON j."import" = r."import" AND j."row" = r."row" WHERE j."by" = `+number+`
		 UNION
		 SELECT i.key FROM incident i JOIN joined j ON j."import" = i."import" AND j."row" = i."row" WHERE i.gone = 0 AND j."by" = `+number,
		`CREATE OR REPLACE TEMP TABLE left_over AS
		 SELECT `+names(kept, "r.")+` FROM reading r WHERE r."import" < `+number+` AND r.key IN (SELECT key FROM again)
		 UNION ALL
		 SELECT `+names(kept, "o.")+` FROM incident o WHERE o.gone = 0 AND o."import" < `+number+` AND o.key IN (SELECT key FROM again)
		   AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.key = o.key AND r.account = o.account AND r.id = o.id
		     AND r."import" = o."import" AND r."row" = o."row")`,
		`UPDATE left_over SET id = j.was, key = j.was_key FROM joined j
		 WHERE j."by" = `+number+` AND left_over."import" = j."import" AND left_over."row" = j."row"`,
		`CREATE OR REPLACE TEMP TABLE pile AS
		 SELECT `+names(kept, "l.")+`, CAST(1 AS BIGINT) AS single, CAST(0 AS BIGINT) AS "rows", t.place FROM left_over l JOIN (
		   SELECT account, id, row_number() OVER (ORDER BY account, id) AS place FROM (SELECT DISTINCT account, id FROM left_over) d
		 ) t ON t.account = l.account AND t.id = l.id ORDER BY t.place`,
		`UPDATE incident SET gone = 1 WHERE gone = 0 AND ("import" = `+number+` OR key IN (SELECT key FROM again))`,
		"DELETE FROM reading WHERE key IN (SELECT key FROM again)")
	if err != nil {
		return err
	}
	last, err := s.count(ctx, "SELECT coalesce(max(place), 0) FROM pile")
	if err != nil {
		return err
	}
	if err := s.mergePile(ctx, n, last, &Imported{}, derivers(nil, derive)); err != nil {
		return err
	}
	if err := s.rememberKinds(ctx, 0); err != nil {
		return err
	}
	err = s.run(ctx,
		`DELETE FROM event WHERE "import" = `+number,
		`UPDATE event SET incident_id = j.was, key = j.was_key FROM joined_event j WHERE j."by" = `+number+` AND event.key = j.key AND event.hash = j.hash`,
		`DELETE FROM joined WHERE "by" = `+number,
		`DELETE FROM joined_event WHERE "by" = `+number,
		// A kind that it met is no longer known, unless changed rules have found it elsewhere since.
		`DELETE FROM kind WHERE "import" = `+number+` AND kind_id NOT IN (SELECT kind_id FROM incident WHERE gone = 0)`,
		`DELETE FROM import WHERE "import" = `+number,
		"DROP TABLE again", "DROP TABLE left_over", "DROP TABLE pile")
	if err != nil {
		return err
	}
	return s.applyMap(ctx)
}
