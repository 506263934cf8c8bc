package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"furikaeri/app/incident"
)

// Policies calls each for every incident that has a timeline, with its key in the table event, and its present escalation policy
// and its team where they are known.
func (s *Store) Policies(ctx context.Context, each func(key int64, policyID, policy, team string)) error {
	err := s.each(ctx, `SELECT key, team, more FROM incident WHERE gone = 0 AND key IN (SELECT key FROM event)`, func(v []driver.Value) error {
		var in incident.Incident
		if err := unpack(&in, v[2].(string)); err != nil {
			return err
		}
		each(v[0].(int64), in.PolicyID, in.Policy, v[1].(string))
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the policies of incidents: %w", damage(err))
	}
	return nil
}
