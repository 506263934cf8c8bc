package derive

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"furikaeri/app/incident"
)

// Share shares one person's time out among the incidents that it was spent on (l1-shared, definitions §5): an instant at which
// the person holds k incidents counts 1/k to each. The stretches, in any order, are those of one person that have ended. It
// gives whole seconds for each incident, which sum exactly to the time during which the person held any: each one's share is
// cut to whole seconds, and the seconds left over go to the largest remainders, ties by incident id.
func Share(stretches []incident.Stretch) map[string]int64 {
	type edge struct {
		at       time.Time
		incident string
		opens    int // 1 or −1
	}
	edges := make([]edge, 0, 2*len(stretches))
	out := map[string]int64{}
	for _, s := range stretches {
		out[s.Incident] = 0
		if s.To.After(s.From) {
			edges = append(edges, edge{s.From, s.Incident, 1}, edge{s.To, s.Incident, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.incident, b.incident), cmp.Compare(b.opens, a.opens))
	})
	held := map[string]int{} // how many stretches of an incident are running: one that overlaps itself counts once
	parts := map[string]*big.Rat{}
	total := int64(0)
	for i, e := range edges {
		if held[e.incident] += e.opens; held[e.incident] == 0 {
			delete(held, e.incident)
		}
		if i+1 == len(edges) {
			break
		}
		seconds := int64(edges[i+1].at.Sub(e.at) / time.Second)
		if k := int64(len(held)); seconds > 0 && k > 0 {
			total += seconds
			for id := range held {
				out[id] += seconds / k
				if rest := seconds % k; rest > 0 {
					if parts[id] == nil {
						parts[id] = new(big.Rat)
					}
					parts[id].Add(parts[id], big.NewRat(rest, k))
				}
			}
		}
	}
	for id, p := range parts {
		whole := new(big.Int).Quo(p.Num(), p.Denom())
		out[id] += whole.Int64()
		p.Sub(p, new(big.Rat).SetInt(whole))
	}
	for _, s := range out {
		total -= s
	}
	ids := make([]string, 0, len(parts))
	for id := range parts {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(parts[b].Cmp(parts[a]), cmp.Compare(a, b)) })
	for _, id := range ids[:total] {
		out[id]++
	}
	return out
}
