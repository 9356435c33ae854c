package web

import (
	"context"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// The tabs of the list tell how many each group has. To count a group goes through all
// customers, so no page of a large firm waits for it: it shows what was counted last, and what
// is older is counted anew behind it.

const (
	countedFresh = 3 * time.Second // how old counts of a small firm may be
	countedLate  = time.Minute     // and those of a large one
	manyToCount  = 5000            // customers of a large firm
)

// groupCounts are how many customers are in the groups of the list, by key, on a day.
type groupCounts struct {
	mu      sync.Mutex
	of      map[string]int64
	day     cal.Date
	at      time.Time
	running bool
}

// inGroups returns how many customers each group has; nil while nobody has counted yet.
func (s *server) inGroups(v *visit) (map[string]int64, error) {
	c, now, day := &s.members, s.Now(), v.facts.today
	small := v.facts.customers <= manyToCount
	c.mu.Lock()
	age := now.Sub(c.at)
	there := c.of != nil && c.day == day && age >= 0
	fresh := there && (age < countedFresh || !small && age < countedLate)
	begin := !fresh && !small && !c.running
	if begin {
		c.running = true
	}
	of := c.of
	if !there {
		of = nil
	}
	c.mu.Unlock()
	switch {
	case fresh:
		return of, nil
	case small:
		return s.countGroups(v.ctx(), v.seen, day, now)
	case begin:
		// What is counted is for everybody and must not end with the visitor who asked first.
		ctx, seen := v.lasting(), team.SightOf(&v.user, team.See).Over(s.DB)
		s.behind("count the groups of the list", func() {
			if _, err := s.countGroups(ctx, seen, day, now); err != nil {
				s.Log.Warn("the groups of the list could not be counted", "err", err)
			}
		})
	}
	return of, nil
}

// countGroups counts them and keeps the result.
func (s *server) countGroups(ctx context.Context, seen store.Querier, day cal.Date, now time.Time) (map[string]int64, error) {
	of := map[string]int64{}
	var failed error
	for _, g := range groups[1:] {
		q := g.query
		q.Day = day
		n, err := list.Count(ctx, seen, q)
		if err != nil {
			failed = err
			break
		}
		of[g.key] = n
	}
	c := &s.members
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = false
	if failed != nil {
		c.at = now // not again with the next request
		return c.of, failed
	}
	c.of, c.day, c.at = of, day, now
	return of, nil
}
