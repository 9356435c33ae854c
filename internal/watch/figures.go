package watch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Few is below how many cases no time is told.
const Few = 5

// ReactionDays is how far back the firm's reaction is told.
const ReactionDays = 90

// Reaction is how the firm takes up alerts, in open time. It is told of the firm, never of a
// colleague.
type Reaction struct {
	Alerts   int // in all
	Seen     int // those that somebody has seen
	Answered int // those to which somebody said what is done
	ByItself int // those whose cause went before that
	Open     int
	// The middle of the times until an alert was seen and answered, with the spread of the middle
	// half; 0 below [Few].
	ToSeen, ToAnswer Middle
}

// Middle is a median with the quartiles around it.
type Middle struct {
	N              int
	Low, Mid, High time.Duration
}

// Shown reports whether there are enough cases.
func (m Middle) Shown() bool { return m.N >= Few }

// middleOf is the median with quartiles, each a value that occurred.
func middleOf(list []time.Duration) Middle {
	m := Middle{N: len(list)}
	if !m.Shown() {
		return m
	}
	slices.Sort(list)
	at := func(share float64) time.Duration { return list[int(share*float64(len(list)-1)+0.5)] }
	m.Low, m.Mid, m.High = at(0.25), at(0.5), at(0.75)
	return m
}

// Reacted returns how the firm took up the alerts of the last [ReactionDays] days.
func Reacted(ctx context.Context, q store.Querier, hours cal.Hours, today cal.Date) (Reaction, error) {
	type taken struct {
		at, seen, closed cal.Instant
		by               int64
	}
	var r Reaction
	list, err := store.All(ctx, q, statements.Get("taken-up"), func(t *taken) []any { return []any{&t.at, &t.seen, &t.closed, &t.by} }, today.Add(-ReactionDays))
	if err != nil {
		return r, fmt.Errorf("read how alerts were taken up: %w", err)
	}
	zone := hours.Zone()
	var seen, answered []time.Duration
	for _, t := range list {
		r.Alerts++
		if t.seen != 0 {
			r.Seen++
			seen = append(seen, hours.Between(t.at.Time(zone), t.seen.Time(zone)))
		}
		switch {
		case t.closed == 0:
			r.Open++
		case t.by == 0:
			r.ByItself++
		default:
			r.Answered++
			answered = append(answered, hours.Between(t.at.Time(zone), t.closed.Time(zone)))
		}
	}
	r.ToSeen, r.ToAnswer = middleOf(seen), middleOf(answered)
	return r, nil
}

// hardDays and hardMany are how many hard talks in how many days are a lot for one person.
const (
	HardDays = 14
	HardMany = 3
)

// Load is what lies with one colleague: told so that it can be taken off him.
type Load struct {
	User                                           int64
	Promises, Complaints, Enquiries, Voices, Tasks int
	Overdue                                        int // of promises, complaints and enquiries
	Hard                                           int // calls for help, angry complaints, marked talks of the last 14 days
}

// Open is how much lies with him.
func (l *Load) Open() int { return l.Promises + l.Complaints + l.Enquiries + l.Voices + l.Tasks }

// Much reports whether somebody needs relief: hard talks came close together.
func (l *Load) Much() bool { return l.Hard >= HardMany }

// Loads returns what lies with whom, by user; who is not named has nothing.
func Loads(ctx context.Context, q store.Querier, now cal.Instant, today cal.Date) (map[int64]Load, error) {
	type part struct {
		user int64
		what string
		n    int
	}
	hard := int64(interaction.Urgent | interaction.AskedBoss)
	list, err := store.All(ctx, q, statements.Get("load"), func(p *part) []any { return []any{&p.user, &p.what, &p.n} }, today, now, today.Add(-HardDays), hard)
	if err != nil {
		return nil, fmt.Errorf("read what lies with whom: %w", err)
	}
	loads := map[int64]Load{}
	for _, p := range list {
		l := loads[p.user]
		l.User = p.user
		switch p.what {
		case "promise":
			l.Promises += p.n
		case "complaint":
			l.Complaints += p.n
		case "enquiry":
			l.Enquiries += p.n
		case "voice":
			l.Voices += p.n
		case "task":
			l.Tasks += p.n
		case "overdue":
			l.Overdue += p.n
		case "hard":
			l.Hard += p.n
		}
		loads[p.user] = l
	}
	return loads, nil
}

// Matter is something that needs a decision.
type Matter struct {
	ID, Customer int64
	Name         string // of the customer; of a task its matter
	Words        string
	Day          cal.Date // since when it waits, of a task until when it was to be done
}

// Decisions are what waits for a decision, the oldest first in each list.
type Decisions struct {
	Demands    []Matter // what customers demand, undecided
	Complaints []Matter // put before who is responsible, without a solution
	Enquiries  []Matter // that nobody took
	Tasks      []Matter // what was to be improved by now
}

// None reports whether nothing waits.
func (d *Decisions) None() bool {
	return len(d.Demands)+len(d.Complaints)+len(d.Enquiries)+len(d.Tasks) == 0
}

// Undecided returns what waits for a decision, of each kind at most limit.
func Undecided(ctx context.Context, q store.Querier, today cal.Date, limit int) (d Decisions, err error) {
	read := func(list *[]Matter, name string, args ...any) {
		if err != nil {
			return
		}
		*list, err = store.All(ctx, q, statements.Get(name), func(m *Matter) []any { return []any{&m.ID, &m.Customer, &m.Name, &m.Words, &m.Day} }, args...)
	}
	read(&d.Demands, "demands-open", limit)
	read(&d.Complaints, "raised-open", limit)
	read(&d.Enquiries, "unowned", limit)
	read(&d.Tasks, "tasks-due", today, limit)
	if err != nil {
		return d, fmt.Errorf("read what waits for a decision: %w", err)
	}
	return d, nil
}
