package metrics

import (
	"context"
	"time"

	"furikaeri/app/incident"
)

// Acted is what one user did on one incident whose timeline has its trigger.
type Acted struct {
	Key            int64 // of the incident, as in the table event
	Person         incident.Person
	TriggeredAt    time.Time
	MovedAt        incident.Opt[time.Time] // the first move after the second of the trigger
	Delegated      bool                    // it was moved to another policy
	At             time.Time               // the user's first act
	AcknowledgedAt incident.Opt[time.Time] // the user's first acknowledge
	Notes          int64                   // annotations
	Acts           int64                   // other acts
	APIActs        int64                   // those of them that came by the API
}

// EachActed calls each for every user and incident, the users of one incident one after the other by their first act. each asks
// nothing of db.
func EachActed(ctx context.Context, db Querier, each func(Acted)) error {
	q, err := statement("incidents_people")
	if err != nil {
		return err
	}
	rows, err := db.Query(ctx, q)
	return scanned(rows, err, func(scan func(...any) error) error {
		var a Acted
		var triggered, delegated, at int64
		var moved, acknowledged *int64
		if err := scan(&a.Key, &a.Person.ID, &a.Person.Name, &triggered, &moved, &delegated, &at, &acknowledged, &a.Notes, &a.Acts, &a.APIActs); err != nil {
			return err
		}
		a.TriggeredAt, a.At, a.Delegated = time.Unix(triggered, 0).UTC(), time.Unix(at, 0).UTC(), delegated == 1
		for _, o := range []struct {
			from *int64
			to   *incident.Opt[time.Time]
		}{{moved, &a.MovedAt}, {acknowledged, &a.AcknowledgedAt}} {
			if o.from != nil {
				*o.to = incident.Known(time.Unix(*o.from, 0).UTC())
			}
		}
		each(a)
		return nil
	})
}
