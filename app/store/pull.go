package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A PullWindow is a stretch of time, From ≤ t < To, whose What ("incidents", "log_entries" …, the pull's own words) an import
// brought whole from the API.
type PullWindow struct {
	What     string
	From, To time.Time
	Done     time.Time // when that import was read; set by Windows
}

// A TeamMember is a person in a team, each as PagerDuty names it; either part may be "".
type TeamMember struct {
	TeamID, Team string
	Person       incident.Person
}

// An OriginError says that an import comes from another PagerDuty account than what was pulled before under the same name:
// together they would be one company's incidents in another's reports.
type OriginError struct{ Known, Now string }

func (e *OriginError) Error() string {
	return fmt.Sprintf("pulled from the account %q before, now from %q", e.Known, e.Now)
}

// checkOrigin refuses an import of another origin, and keeps the first one. Once every pull was taken back any may come.
func (s *Store) checkOrigin(ctx context.Context, in Import) error {
	if in.Origin == "" {
		return nil
	}
	name := "origin " + in.Account
	known, err := s.Setting(ctx, name)
	if err != nil || known == in.Origin {
		return err
	}
	pulled, err := s.count(ctx, "SELECT count(*) FROM pull_window WHERE account = ?", in.Account)
	if err != nil {
		return err
	}
	if known != "" && pulled > 0 && !in.OriginSure {
		return &OriginError{Known: known, Now: in.Origin}
	}
	return s.setSetting(ctx, name, in.Origin)
}

// notePull keeps an import's windows, and its teams where they are not what is known already.
func (s *Store) notePull(ctx context.Context, in Import, number int64) error {
	if err := s.checkOrigin(ctx, in); err != nil {
		return err
	}
	if len(in.Windows) > 0 {
		err := s.fill("", "pull_window", func(add func(...driver.Value) error) error {
			for _, w := range in.Windows {
				if err := add(in.Account, w.What, w.From.Unix(), w.To.Unix(), in.ReadAt.Unix(), number); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if in.Members == nil {
		return nil
	}
	have, err := s.members(ctx, in.Account)
	if err != nil {
		return err
	}
	now := slices.Clone(in.Members)
	slices.SortFunc(now, compareMembers)
	if now = slices.Compact(now); slices.Equal(now, have) {
		return nil
	}
	if len(now) == 0 { // that there is nobody has to be said too
		now = append(now, TeamMember{})
	}
	return s.fill("", "team_member", func(add func(...driver.Value) error) error {
		for _, m := range now {
			if err := add(in.Account, m.TeamID, m.Team, m.Person.ID, m.Person.Name, number); err != nil {
				return err
			}
		}
		return nil
	})
}

// Windows are the windows of an account that were pulled whole, by what and their beginning.
func (s *Store) Windows(ctx context.Context, account string) ([]PullWindow, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT what, from_at, to_at, done_at FROM pull_window WHERE account = ? ORDER BY what, from_at, to_at, "import"`, account)
	if err != nil {
		return nil, fmt.Errorf("reading what was pulled: %w", damage(err))
	}
	defer rows.Close()
	out := []PullWindow{}
	for rows.Next() {
		var w PullWindow
		var from, to, done int64
		if err := rows.Scan(&w.What, &from, &to, &done); err != nil {
			return nil, fmt.Errorf("reading what was pulled: %w", err)
		}
		w.From, w.To, w.Done = time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC(), time.Unix(done, 0).UTC()
		out = append(out, w)
	}
	return out, damage(rows.Err())
}

// newestMembers is the condition for the rows of team_member m that hold.
const newestMembers = `m."import" = (SELECT max(n."import") FROM team_member n WHERE n.account = m.account)`

func compareMembers(a, b TeamMember) int {
	return cmp.Or(cmp.Compare(a.TeamID, b.TeamID), cmp.Compare(a.Team, b.Team), cmp.Compare(a.Person.ID, b.Person.ID), cmp.Compare(a.Person.Name, b.Person.Name))
}

// members are the people in the teams of an account, in order.
func (s *Store) members(ctx context.Context, account string) ([]TeamMember, error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT m.team_id, m.team, m.person_id, m.person FROM team_member m WHERE m.account = ? AND "+newestMembers, account)
	if err != nil {
		return nil, fmt.Errorf("reading the teams: %w", damage(err))
	}
	defer rows.Close()
	out := []TeamMember{}
	for rows.Next() {
		var m TeamMember
		if err := rows.Scan(&m.TeamID, &m.Team, &m.Person.ID, &m.Person.Name); err != nil {
			return nil, fmt.Errorf("reading the teams: %w", err)
		}
		if m != (TeamMember{}) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, compareMembers)
	return out, damage(rows.Err())
}

// Members are who is in which team, of all accounts: by the team's id and by its name, the ids and the names of its people. A
// team that is not in it is not known.
func (s *Store) Members(ctx context.Context) (map[string]map[string]bool, error) {
	out := map[string]map[string]bool{}
	err := s.each(ctx, "SELECT m.team_id, m.team, m.person_id, m.person FROM team_member m WHERE "+newestMembers, func(v []driver.Value) error {
		for _, team := range v[:2] {
			name := team.(string)
			if name == "" {
				continue
			}
			if out[name] == nil {
				out[name] = map[string]bool{}
			}
			for _, person := range v[2:] {
				if p := person.(string); p != "" {
					out[name][p] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the teams: %w", damage(err))
	}
	return out, nil
}

// Incomplete are the ids of an account's incidents triggered since ≤ t < until whose timeline a pull has to ask for: those without
// one, those whose timeline is incomplete (incident.FlagIncomplete), and those that are not resolved. Incidents whose id is not
// known are not among them.
func (s *Store) Incomplete(ctx context.Context, account string, since, until time.Time) ([]string, error) {
	return s.ids(ctx, fmt.Sprintf(`triggered_at >= %d AND triggered_at < %d AND (resolved_at IS NULL OR flags & %d <> 0 OR key NOT IN (SELECT key FROM event))`,
		since.Unix(), until.Unix(), incident.FlagIncomplete), account)
}

// OpenIncidents are the ids of an account's incidents that are not resolved, where their id is known.
func (s *Store) OpenIncidents(ctx context.Context, account string) ([]string, error) {
	return s.ids(ctx, "resolved_at IS NULL", account)
}

// Triggered are the triggers of an account's incidents among those ids, by id.
func (s *Store) Triggered(ctx context.Context, account string, ids []string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	for some := range slices.Chunk(ids, 1000) {
		texts := make([]string, 0, len(some))
		for _, id := range some {
			texts = append(texts, quoted(id))
		}
		err := s.each(ctx, "SELECT id, triggered_at FROM incident WHERE gone = 0 AND account = "+quoted(account)+" AND id IN ("+strings.Join(texts, ", ")+")", func(v []driver.Value) error {
			out[v[0].(string)] = time.Unix(v[1].(int64), 0).UTC()
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("looking for incidents: %w", damage(err))
		}
	}
	return out, nil
}

// ids are the ids of an account's incidents that fit a condition, in order.
func (s *Store) ids(ctx context.Context, condition, account string) ([]string, error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT id FROM incident WHERE gone = 0 AND account = ? AND NOT ("+numberOnly("id")+") AND "+condition+" ORDER BY id", account)
	if err != nil {
		return nil, fmt.Errorf("looking for incidents: %w", damage(err))
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("looking for incidents: %w", err)
		}
		out = append(out, id)
	}
	return out, damage(rows.Err())
}

// Incident are the incidents of an id, or of a number with or without "#", of every account: what all their readings say
// together. No error where there is none.
func (s *Store) Incident(ctx context.Context, idOrNumber string) ([]incident.Incident, error) {
	condition := "id = " + quoted(idOrNumber)
	if n, err := strconv.ParseInt(strings.TrimPrefix(idOrNumber, "#"), 10, 64); err == nil {
		condition += fmt.Sprintf(` OR "number" = %d`, n)
	}
	rs, _, err := s.saids(ctx, "SELECT "+names(kept, "")+" FROM incident WHERE gone = 0 AND ("+condition+") ORDER BY account, id", 0)
	if err != nil {
		return nil, fmt.Errorf("looking for the incident %s: %w", idOrNumber, damage(err))
	}
	out := []incident.Incident{}
	for i := range rs {
		out = append(out, rs[i].Incident)
	}
	return out, nil
}

// quoted is a text in SQL.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
