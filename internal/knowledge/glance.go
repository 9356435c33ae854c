package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Glance is what somebody should know who meets a customer, on one look.
type Glance struct {
	Likes   []Liked             // those that he named himself first, then the longest lasting
	Avoids  []string            // topics not to speak of, by name
	Treated interest.Preference // zero when nobody has asked
	Quiet   []interest.Quiet    // the next days of quiet first
	Belongs []party.Seen        // links that hold, by kind and name
	Form    party.Form          // agreed form of address; empty when none is agreed
	Why     []accord.Reason     // the newest of each phase: phase, code, words and day
	Doubts  []interest.Doubt    // what should be asked of his interests, the oldest first
	Reach   []party.Point       // ways that work beside the first ones: way, value or street, usage, city with postcode
}

// Liked is a topic that interests a customer.
type Liked struct {
	Name  string
	Since cal.Date
}

// parts of the statement "glance".
const (
	partTopic = iota + 1
	partTreated
	partQuiet
	partBelongs
	partForm
	partWhy
	partReach
	partDoubt
)

// seen is a row of the statement "glance".
type seen struct {
	part, id, flag int64
	a, b, c, d     string
	since, until   cal.Date
}

// At reads what is known of a customer on a day, in one statement.
func At(ctx context.Context, db store.Querier, id int64, day cal.Date) (Glance, error) {
	rows, err := store.All(ctx, db, statements.Get("glance"), func(s *seen) []any {
		return []any{&s.part, &s.id, &s.flag, &s.a, &s.b, &s.c, &s.d, &s.since, &s.until}
	}, id, day)
	if err != nil {
		return Glance{}, fmt.Errorf("read what is known of customer %d: %w", id, err)
	}
	slices.SortStableFunc(rows, inOrder)
	var g Glance
	for i := range rows {
		g.take(&rows[i])
	}
	return g, nil
}

// inOrder sorts rows as [Glance] shows them.
func inOrder(x, y seen) int {
	switch {
	case x.part != y.part:
		return cmp.Compare(x.part, y.part)
	case x.part == partTopic:
		return cmp.Or(cmp.Compare(y.flag, x.flag), cmp.Compare(y.until, x.until), cmp.Compare(x.a, y.a))
	case x.part == partQuiet:
		return cmp.Compare(x.since, y.since)
	case x.part == partDoubt:
		return cmp.Or(cmp.Compare(x.since, y.since), cmp.Compare(x.id, y.id))
	case x.part == partReach:
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.id, y.id))
	case x.part == partBelongs:
		return cmp.Or(cmp.Compare(x.b, y.b), cmp.Compare(x.a, y.a))
	}
	return 0
}

func (g *Glance) take(s *seen) {
	switch s.part {
	case partTopic:
		if s.flag == 1 {
			g.Avoids = append(g.Avoids, s.a)
			return
		}
		g.Likes = append(g.Likes, Liked{s.a, s.since})
	case partTreated:
		g.Treated.Channel, g.Treated.Times, g.Treated.QuietDays, g.Treated.Orientation, g.Treated.Since = s.a, s.b, s.c, s.d, s.since
		g.Treated.Often = interest.Oftens[s.flag]
	case partQuiet:
		g.Quiet = append(g.Quiet, interest.Quiet{Since: s.since, Until: s.until})
	case partBelongs:
		g.Belongs = append(g.Belongs, party.Seen{
			Link: party.Link{Kind: party.Kind(s.b), Label: s.c, BackLabel: s.d, Since: s.since, Until: s.until},
			Back: s.flag == 1, Other: s.id, OtherName: s.a,
		})
	case partForm:
		g.Form = party.Form(s.a)
	case partWhy:
		if !slices.ContainsFunc(g.Why, func(r accord.Reason) bool { return r.Phase == s.a }) {
			g.Why = append(g.Why, accord.Reason{Phase: s.a, Code: s.b, Words: s.c, Day: s.since})
		}
	case partDoubt:
		g.Doubts = append(g.Doubts, interest.Doubt{Topic: s.id, Name: s.a, Kind: interest.Question(s.b), Since: s.since})
	case partReach:
		p := party.Point{Way: party.Way(s.a), Usage: s.c, City: strings.TrimSpace(s.d), Since: s.since, Until: s.until}
		if p.Value = s.b; p.Way == party.Address {
			p.Value, p.Street = "", s.b
		}
		g.Reach = append(g.Reach, p)
	}
}
