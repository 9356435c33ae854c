package interest

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Noted is a stored piece of evidence.
type Noted struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Topic    int64    `json:"topic_id"`
	Kind     Kind     `json:"kind"`
	Day      cal.Date `json:"day"`
	Source   string   `json:"source"`   // how the firm knows: "counter", the source of a file
	Document string   `json:"document"` // what makes it one of the source, or ""
	User     int64    `json:"user_id"`
}

// Holder is the customer.
func (n *Noted) Holder() int64 { return n.Customer }

// Columns are the values behind id and version.
func (n *Noted) Columns() []any {
	return []any{&n.Customer, &n.Topic, &n.Kind, &n.Day, &n.Source, &n.Document, &n.User}
}

var evidence = row.New[Noted]("interest.evidence", statements, "evidence")

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// stored are the kinds that may be written down.
var stored = []Kind{Told, Clicked, Opened, Imported, Denied, Excluded, Allowed}

func (n *Noted) check(today cal.Date) error {
	switch {
	case !slices.Contains(stored, n.Kind):
		return fault.New(fault.Invalid, "interest.kind", string(n.Kind))
	case n.Day > today:
		return fault.New(fault.Invalid, "interest.future")
	case n.Customer <= customer.Without || n.Topic <= 0:
		return fault.New(fault.NotFound, "interest.no_such_topic")
	}
	return nil
}

// Note writes down what a person learned about a customer's interest and refreshes his
// rows as of today. It can be taken back by [Undo].
func Note(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, n Noted) (int64, error) {
	if err := n.check(today); err != nil {
		return 0, err
	}
	id, err := evidence.Create(ctx, tx, noted(by), n)
	if err != nil {
		return 0, err
	}
	return id, Refresh(ctx, tx, today, n.Customer)
}

// Import writes down what files and other rooms know. What its source and document said
// before changes nothing; it returns the ids of the rest. The caller refreshes the
// customers.
func Import(ctx context.Context, tx *store.Tx, today cal.Date, list []Noted) (fresh []int64, err error) {
	for _, n := range list {
		if err := n.check(today); err != nil {
			return nil, err
		}
		id, err := store.Value[int64](ctx, tx, statements.Get("evidence-once"), n.Customer, n.Topic, string(n.Kind), n.Day, n.Source, n.Document, n.User)
		if err != nil {
			return nil, fmt.Errorf("note an interest of customer %d: %w", n.Customer, err)
		}
		if id != 0 {
			fresh = append(fresh, id)
		}
	}
	return fresh, nil
}

// Withdraw takes back pieces of evidence that [Import] wrote about a customer and
// refreshes his rows as of today.
func Withdraw(ctx context.Context, tx *store.Tx, today cal.Date, id int64, list []int64) error {
	for _, one := range list {
		if _, err := tx.Exec(ctx, statements.Get("evidence-withdraw"), one, id); err != nil {
			return fmt.Errorf("withdraw what a file said about customer %d: %w", id, err)
		}
	}
	return Refresh(ctx, tx, today, id)
}

// Undo takes back a change of this room unless the row was changed since, and refreshes
// the customer. It reports false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, e history.Entry) (known bool, err error) {
	switch {
	case evidence.Knows(e):
		if err := evidence.Undo(ctx, tx, noted(by), e); err != nil {
			return true, err
		}
		return true, Refresh(ctx, tx, today, e.SubjectID)
	case preferences.Knows(e):
		return true, preferences.Undo(ctx, tx, noted(by), e)
	case quiets.Knows(e):
		return true, quiets.Undo(ctx, tx, noted(by), e)
	}
	return false, nil
}

// EvidenceOf returns what was noted of a customer's interests, by topic and day.
func EvidenceOf(ctx context.Context, db store.Querier, id int64) ([]Noted, error) {
	list, err := store.All(ctx, db, statements.Get("evidence-of"), row.Scan[Noted], id)
	if err != nil {
		return nil, fmt.Errorf("read the interests of customer %d: %w", id, err)
	}
	return list, nil
}

// facts are a customer's evidence by topic and the days on which he bought anything.
type facts struct {
	topics map[int64][]Evidence
	days   []cal.Date
}

func read(ctx context.Context, db store.Querier, id int64, day cal.Date) (facts, error) {
	f := facts{topics: map[int64][]Evidence{}}
	type bought struct {
		topic int64
		day   cal.Date
	}
	err := store.Each(ctx, db, statements.Get("bought-of"), func(b *bought) []any { return []any{&b.topic, &b.day} }, func(b *bought) error {
		if b.topic == 0 {
			f.days = append(f.days, b.day)
		} else {
			f.topics[b.topic] = append(f.topics[b.topic], Evidence{Bought, b.day})
		}
		return nil
	}, id, day)
	if err != nil {
		return f, fmt.Errorf("read what customer %d bought by topic: %w", id, err)
	}
	told, err := EvidenceOf(ctx, db, id)
	for _, n := range told {
		if n.Day <= day {
			f.topics[n.Topic] = append(f.topics[n.Topic], Evidence{n.Kind, n.Day})
		}
	}
	return f, err
}

// Refresh computes the rows and questions of customers anew as of a day.
func Refresh(ctx context.Context, tx *store.Tx, day cal.Date, ids ...int64) error {
	for _, id := range ids {
		f, err := read(ctx, tx, id, day)
		if err != nil {
			return err
		}
		if err := f.write(ctx, tx, id, day); err != nil {
			return fmt.Errorf("write the interests of customer %d: %w", id, err)
		}
	}
	return nil
}

// write replaces a customer's rows.
func (f *facts) write(ctx context.Context, tx *store.Tx, id int64, day cal.Date) error {
	for _, name := range []string{"current-drop", "question-drop"} {
		if _, err := tx.Exec(ctx, statements.Get(name), id); err != nil {
			return err
		}
	}
	for topic, list := range f.topics {
		s := Weigh(list)
		if _, err := tx.Exec(ctx, statements.Get("current-put"), id, topic, row.Flag(s.Excluded), s.Weight, s.Day, s.HalfLife,
			s.Below(Fits), s.Below(Known), s.Since, s.Until, string(s.Last), s.Day, s.Bought, Rule); err != nil {
			return err
		}
		last := lastBought(list)
		active := len(f.days) > 0 && last != cal.Never && f.days[len(f.days)-1] > last
		kind, since := s.Ask(day, last, active), s.Since
		if kind == "" {
			continue
		}
		if kind == AskVanished {
			since = last
		}
		if _, err := tx.Exec(ctx, statements.Get("question-put"), id, topic, string(kind), since); err != nil {
			return err
		}
	}
	return nil
}

func lastBought(list []Evidence) cal.Date {
	last := cal.Never
	for _, e := range list {
		if e.Kind == Bought && (last == cal.Never || e.Day > last) {
			last = e.Day
		}
	}
	return last
}

// chunk is how many ids one transaction of [RefreshAll] covers.
const chunk = 500

// RefreshAll computes the rows of all customers anew, a few hundred at a time.
func RefreshAll(ctx context.Context, db *store.DB, day cal.Date) (customers int64, err error) {
	end, err := store.Value[int64](ctx, db, statements.Get("last-customer"))
	if err != nil {
		return 0, fmt.Errorf("find the last customer: %w", err)
	}
	goods, err := store.Value[int64](ctx, db, statements.Get("any-goods"))
	if err != nil {
		return 0, fmt.Errorf("count the goods of topics: %w", err)
	}
	who := statements.Get("told-between")
	if goods > 0 {
		who = statements.Get("buyers-between")
	}
	for from := customer.Without + 1; from <= end; from += chunk {
		err := db.Update(ctx, func(tx *store.Tx) error {
			ids, err := store.All(ctx, tx, who, func(v *int64) []any { return []any{v} }, from, from+chunk)
			if err != nil {
				return err
			}
			customers += int64(len(ids))
			return Refresh(ctx, tx, day, ids...)
		})
		if err != nil {
			return customers, fmt.Errorf("refresh the interests from customer %d on: %w", from, err)
		}
	}
	return customers, nil
}

// Concerned tells whether purchases or evidence say anything about interests at all.
func Concerned(ctx context.Context, q store.Querier) (bool, error) {
	n, err := store.Value[int64](ctx, q, statements.Get("concerned"))
	if err != nil {
		return false, fmt.Errorf("look for interests: %w", err)
	}
	return n > 0, nil
}

// Like is a customer's row of one topic.
type Like struct {
	Customer, Topic       int64
	Name                  string
	Excluded              bool
	Weight                float64 // on WeightDay
	WeightDay             cal.Date
	HalfLife              float64
	FitsUntil, KnownUntil cal.Date
	Since, Until          cal.Date
	Last                  Kind
	LastDay               cal.Date
	Bought                int
}

// On is the weight on a day.
func (l *Like) On(day cal.Date) float64 {
	s := State{Excluded: l.Excluded, Weight: l.Weight, Day: l.WeightDay, HalfLife: l.HalfLife}
	return s.On(day)
}

// Likes returns all topics of a customer, exclusions last.
func Likes(ctx context.Context, db store.Querier, id int64) ([]Like, error) {
	list, err := store.All(ctx, db, statements.Get("current-of"), func(l *Like) []any {
		return []any{
			&l.Customer, &l.Topic, &l.Name, (*row.Flag)(&l.Excluded), &l.Weight, &l.WeightDay, &l.HalfLife, &l.FitsUntil, &l.KnownUntil,
			&l.Since, &l.Until, (*string)(&l.Last), &l.LastDay, &l.Bought,
		}
	}, id)
	if err != nil {
		return nil, fmt.Errorf("read what customer %d likes: %w", id, err)
	}
	return list, nil
}

// WhoLikes returns the ids of at most limit customers above after whom a topic fits on a
// day, in ascending order.
func WhoLikes(ctx context.Context, db store.Querier, topic int64, day cal.Date, after int64, limit int) ([]int64, error) {
	return store.All(ctx, db, statements.Get("who-likes"), func(v *int64) []any { return []any{v} }, topic, day, limit, after)
}

// WhoLikesBoth returns those whom two topics fit on a day.
func WhoLikesBoth(ctx context.Context, db store.Querier, one, other int64, day cal.Date, after int64, limit int) ([]int64, error) {
	return store.All(ctx, db, statements.Get("who-likes-both"), func(v *int64) []any { return []any{v} }, one, other, day, limit, after)
}

// Doubt is an open question about a topic.
type Doubt struct {
	Customer, Topic int64
	Name            string
	Kind            Question
	Since           cal.Date // vanished: the last purchase; new: the first evidence
}

func (d *Doubt) fields() []any {
	return []any{&d.Customer, &d.Topic, &d.Name, (*string)(&d.Kind), &d.Since}
}

// Doubts returns the open questions about a customer.
func Doubts(ctx context.Context, db store.Querier, id int64) ([]Doubt, error) {
	list, err := store.All(ctx, db, statements.Get("questions-of"), (*Doubt).fields, id)
	if err != nil {
		return nil, fmt.Errorf("read the questions about customer %d: %w", id, err)
	}
	return list, nil
}

// Answer closes an open question: likes says whether the customer is interested in the
// topic. That is noted as told or denied. A question that is no longer open fails with
// fault.Conflict "interest.answered".
func Answer(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, d Doubt, likes bool) error {
	state, kind := "denied", Denied
	if likes == (d.Kind == AskNew) {
		state = "confirmed"
	}
	if likes {
		kind = Told
	}
	n, err := tx.Exec(ctx, statements.Get("question-answer"), d.Customer, d.Topic, string(d.Kind), state, today, by.Actor)
	if err != nil {
		return fmt.Errorf("answer about customer %d: %w", d.Customer, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "interest.answered")
	}
	_, err = Note(ctx, tx, by, today, Noted{Customer: d.Customer, Topic: d.Topic, Kind: kind, Day: today, Source: "asked", User: by.Actor})
	return err
}
