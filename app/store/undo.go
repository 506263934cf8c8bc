package store

import (
	"context"
	"fmt"
)

// Undo takes the last import back as if it had not been: what it added goes, what it changed is merged again from the
// readings that are left, and what it gave an id has only its number again. Called again it goes further back. by derives
// what is merged, by the rules of the last Rederive. ErrNothing says that nothing is left. Imports of
// versions that did not note which numbers they gave an id leave the ids.
func (s *Store) Undo(ctx context.Context, by Rules) (ImportRecord, error) {
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
		if err := s.takeBack(ctx, last.Number, by); err != nil {
			return fmt.Errorf("taking %s back: %w", last.Name, err)
		}
		return nil
	})
	if err != nil || s.trying {
		return last, err
	}
	return last, swept(s.sweep(ctx))
}

func (s *Store) takeBack(ctx context.Context, n int64, by Rules) error {
	number := fmt.Sprint(n)
	mark, err := s.mark(ctx)
	if err != nil {
		return err
	}
	err = s.run(ctx,
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
		// What has to be derived again along its timeline: what lost entries, and what has some and loses its row.
		`CREATE OR REPLACE TEMP TABLE told_anew AS
		 SELECT key FROM event WHERE "import" = `+number+`
		 UNION SELECT key FROM joined_event WHERE "by" = `+number+`
		 UNION SELECT was_key FROM joined_event WHERE "by" = `+number+`
		 UNION SELECT key FROM event WHERE key IN (SELECT key FROM incident WHERE gone = 0 AND ("import" = `+number+` OR key IN (SELECT key FROM again)))`,
		`UPDATE incident SET gone = 1 WHERE gone = 0 AND ("import" = `+number+` OR key IN (SELECT key FROM again))`,
		"DELETE FROM reading WHERE key IN (SELECT key FROM again)")
	if err != nil {
		return err
	}
	last, err := s.count(ctx, "SELECT coalesce(max(place), 0) FROM pile")
	if err != nil {
		return err
	}
	derivers := by.derivers()
	if err := s.mergePile(ctx, n, last, &Imported{}, derivers); err != nil {
		return err
	}
	err = s.run(ctx,
		`DELETE FROM event WHERE "import" = `+number,
		`UPDATE event SET incident_id = j.was, key = j.was_key FROM joined_event j WHERE j."by" = `+number+` AND event.key = j.key AND event.hash = j.hash`,
		`DELETE FROM joined WHERE "by" = `+number,
		`DELETE FROM joined_event WHERE "by" = `+number,
		`DELETE FROM pull_window WHERE "import" = `+number,
		`DELETE FROM team_member WHERE "import" = `+number)
	if err != nil {
		return err
	}
	if err := s.follow(ctx, mark, course{derivers: derivers, share: by.Share}); err != nil {
		return err
	}
	if err := s.rememberKinds(ctx, 0); err != nil {
		return err
	}
	err = s.run(ctx,
		// A kind that it met is no longer known, unless changed rules have found it elsewhere since.
		`DELETE FROM kind WHERE "import" = `+number+` AND kind_id NOT IN (SELECT kind_id FROM incident WHERE gone = 0)`,
		`DELETE FROM import WHERE "import" = `+number,
		"DROP TABLE again", "DROP TABLE left_over", "DROP TABLE pile")
	if err != nil {
		return err
	}
	return s.applyMap(ctx)
}
