package relationship

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Row is what is published of a customer.
type Row struct {
	Customer int64
	Kind     kind.Kind // what is shown and worked with, see [Estimate.Shown]
	// What the evidence says. An unconfirmed Demanding stands here, too, and is shown nowhere.
	First, Second kind.Kind
	Sure          int    // of First, in percent
	Events        int    // effective events behind it
	By            Source // Owner or Self where a person said it, or ""
	Strain        strain.Level
	StrainSince   cal.Date // of the last phase, also when it is over; cal.Never without
	StrainUntil   cal.Date // the first day after it; cal.Earliest without
	Attention     int      // 0 to 100, -1 not known
	Began         cal.Date // the day of the first computation
	Since         cal.Date // since when Kind stands
	Day           cal.Date // since when it stands so
	Rule          string
	Reasons       string // see [Row.Why]
}

func (r *Row) fields() []any {
	return []any{
		&r.Customer, (*kindText)(&r.Kind), (*kindText)(&r.First), (*kindText)(&r.Second), &r.Sure, &r.Events, &r.By,
		&r.Strain, &r.StrainSince, &r.StrainUntil, &r.Attention, &r.Began, &r.Since, &r.Day, &r.Rule, &r.Reasons,
	}
}

// kindText reads a kind from its key.
type kindText kind.Kind

// Scan reads the key.
func (t *kindText) Scan(src any) error {
	var key string
	switch v := src.(type) {
	case string:
		key = v
	case []byte:
		key = string(v)
	}
	k, ok := kind.Parse(key)
	if !ok {
		return fmt.Errorf("a kind of relationship cannot be read from %v", src)
	}
	*t = kindText(k)
	return nil
}

// StrainedOn reports whether the customer is in a strained phase on a day.
func (r *Row) StrainedOn(day cal.Date) bool { return r.Strain > strain.None && day < r.StrainUntil }

// PlaceOf is where the customers of a kind begin in lists ordered by kind; the surest come
// first, and whose kind a person confirmed before them.
func PlaceOf(k kind.Kind) int { return 1000 * int(k) }

func (r *Row) place() int {
	if r.By != "" {
		return PlaceOf(r.Kind)
	}
	return PlaceOf(r.Kind) + 101 - r.Sure
}

// row is the published row of an estimate.
func (e *Estimate) row(id int64) Row {
	r := Row{
		Customer: id, Kind: e.Shown(), First: e.First, Second: e.Second, Sure: int(math.Round(100 * e.Probable[e.First])),
		Events: int(math.Round(e.Events)), StrainSince: cal.Never, StrainUntil: cal.Earliest, Attention: -1,
		Began: e.Day, Since: e.Day, Day: e.Day, Rule: kind.Rule,
	}
	if e.Label != nil {
		r.By = e.Label.Source
	}
	if e.Strained {
		r.Strain = e.Strain.Level
	}
	if e.Strain.Level > strain.None {
		r.StrainSince, r.StrainUntil = e.Strain.Since, e.Strain.Ends
	}
	why := e.Reasons()
	r.Reasons = why.text()
	if e.Seeks {
		r.Attention = int(math.Round(e.Attention))
	}
	return r
}

// Get returns the published row of a customer; found is false before the first computation.
func Get(ctx context.Context, q store.Querier, id int64) (r Row, found bool, err error) {
	r, found, err = store.One(ctx, q, statements.Get("current-get"), (*Row).fields, id)
	if err != nil {
		return r, false, fmt.Errorf("read the kind of customer %d: %w", id, err)
	}
	return r, found, nil
}

// Many returns the published rows of customers by id, for a column of a list.
func Many(ctx context.Context, q store.Querier, ids []int64) (map[int64]Row, error) {
	rows, err := store.All(ctx, q, statements.Get("current-many"), (*Row).fields, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read the kinds of %d customers: %w", len(ids), err)
	}
	out := make(map[int64]Row, len(rows))
	for _, r := range rows {
		out[r.Customer] = r
	}
	return out, nil
}

// Strained returns the customers who are in a strained phase on a day, whom nothing is offered
// meanwhile.
func Strained(ctx context.Context, q store.Querier, day cal.Date) (map[int64]bool, error) {
	ids, err := store.All(ctx, q, statements.Get("strained"), func(id *int64) []any { return []any{id} }, day)
	if err != nil {
		return nil, fmt.Errorf("read who is in a strained phase: %w", err)
	}
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, nil
}

// Calmed returns the customers whose strained phase was over from a day in (from, until] on,
// with that day. Who is in one again is not among them.
func Calmed(ctx context.Context, q store.Querier, from, until cal.Date) (map[int64]cal.Date, error) {
	list, err := store.All(ctx, q, statements.Get("calmed"), func(d *dayOf) []any { return []any{&d.customer, &d.day} }, from, until)
	if err != nil {
		return nil, fmt.Errorf("read whose strained phase is over: %w", err)
	}
	ended := make(map[int64]cal.Date, len(list))
	for _, d := range list {
		ended[d.customer] = d.day
	}
	return ended, nil
}

// subject is a customer with his purchases as a whole and the row that stands.
type subject struct {
	id   int64
	life rhythm
	row  Row
}

func (s *subject) fields() []any {
	return append([]any{&s.id, &s.life.occasions, &s.life.intervals, &s.life.interval, &s.life.first, &s.life.lost}, s.row.fields()...)
}

// of hands out what belongs to customers who come by id.
type of[T any] struct {
	id   func(*T) int64
	rest []T
}

// take returns what belongs to a customer and passes over those before him.
func (o *of[T]) take(id int64) []T {
	for len(o.rest) > 0 && o.id(&o.rest[0]) < id {
		o.rest = o.rest[1:]
	}
	n := 0
	for n < len(o.rest) && o.id(&o.rest[n]) == id {
		n++
	}
	found := o.rest[:n]
	o.rest = o.rest[n:]
	return found
}

type talkOf struct {
	customer int64
	talk
}

type lineOf struct {
	customer int64
	line
}

type dayOf struct {
	customer int64
	day      cal.Date
}

// change is a row as it should stand, and the one that stands.
type change struct {
	row, was Row
}

// changed reports whether another row stands.
func (c *change) changed() bool { return c.row != c.was }

// span judges the customers with ids in [from, to) as [Of] does, with a few questions for all
// of them. A row that stays keeps its day.
func (m *firm) span(ctx context.Context, q store.Querier, day cal.Date, preset string, from, to int64) ([]change, error) {
	fail := func(err error) ([]change, error) {
		return nil, fmt.Errorf("read what customers %d to %d want of us: %w", from, to, err)
	}
	people, err := store.All(ctx, q, statements.Get("span"), (*subject).fields, from, to)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	talks, err := store.All(ctx, q, statements.Get("talks-span"), func(t *talkOf) []any { return append([]any{&t.customer}, t.fields()...) }, from, to)
	if err != nil {
		return fail(err)
	}
	labels, err := store.All(ctx, q, statements.Get("labels-span"), row.Scan[Label], from, to, day)
	if err != nil {
		return fail(err)
	}
	talksOf := of[talkOf]{func(t *talkOf) int64 { return t.customer }, talks}
	labelsOf := of[Label]{func(l *Label) int64 { return l.Customer }, labels}
	list := make([]heard, len(people))
	low := cal.Never
	for i := range people {
		f := &list[i]
		f.hear(people[i].life, talksOf.take(people[i].id), labelsOf.take(people[i].id), day)
		if people[i].life.occasions > 1 && f.began <= f.until {
			low = min(low, f.seen.From)
		}
	}
	var lines []lineOf
	if low < cal.Never {
		lines, err = store.All(ctx, q, statements.Get("bought-span"), func(l *lineOf) []any { return append([]any{&l.customer}, l.fields()...) }, from, to, low, day)
		if err != nil {
			return fail(err)
		}
	}
	referred, err := store.All(ctx, q, statements.Get("referred-span"), func(d *dayOf) []any { return []any{&d.customer, &d.day} }, from, to, day)
	if err != nil {
		return fail(err)
	}
	linesOf := of[lineOf]{func(l *lineOf) int64 { return l.customer }, lines}
	referredOf := of[dayOf]{func(d *dayOf) int64 { return d.customer }, referred}
	out := make([]change, len(people))
	var bought []line
	for i := range people {
		s, f := &people[i], &list[i]
		if f.began <= f.until {
			for _, d := range referredOf.take(s.id) {
				if d.day >= f.seen.From && d.day <= f.until {
					f.recommended(d.day, f.until, f.decay)
				}
			}
			bought = bought[:0]
			for _, l := range linesOf.take(s.id) {
				if l.day >= f.seen.From && l.day <= f.until {
					bought = append(bought, l.line)
				}
			}
			f.carried(newestOrders(bought), f.until, f.decay)
		}
		e := Estimate{Day: day, Preset: preset}
		m.judge(&e, &f.facts, f.said)
		out[i] = change{e.row(s.id), s.row}
		if r := &out[i].row; s.row.Customer != 0 {
			r.Began = s.row.Began
			if r.Kind == s.row.Kind {
				r.Since = s.row.Since
			}
			if r.Day = s.row.Day; *r != s.row {
				r.Day = day
			}
		}
	}
	return out, nil
}

// heard are the facts of one customer of many, without what he bought and whom he recommended
// us to.
type heard struct {
	facts
	decay kind.Decay
	until cal.Date // the last day whose facts count
	said  []Label
}

// hear counts the contacts as [gather] does.
func (h *heard) hear(life rhythm, talks []talkOf, said []Label, day cal.Date) {
	h.said = said
	h.count(life, talks, day)
	if spared(said) {
		return
	}
	phases := h.phased(day)
	if until := untroubled(phases, day); until < day {
		h.count(life, talks, until)
	}
	h.phases = phases
}

// count counts the contacts up to a day.
func (h *heard) count(life rhythm, talks []talkOf, until cal.Date) {
	h.facts, h.until = facts{evidence: kind.Nothing()}, until
	talked := cal.Never
	if len(talks) > 0 {
		talked = talks[0].day
	}
	decay, known := h.since(life, talked, until)
	if !known {
		return
	}
	h.decay = decay
	for i := range talks {
		if t := &talks[i].talk; t.day >= h.seen.From && t.day <= until {
			h.talked(t, until, decay)
		}
	}
}

// newestOrders are the lines of the newest [mostPurchases] of purchases.
func newestOrders(lines []line) []line {
	n := 0
	for i := len(lines) - 1; i >= 0; i-- {
		if i == len(lines)-1 || lines[i].order != lines[i+1].order {
			if n++; n > mostPurchases {
				return lines[i+1:]
			}
		}
	}
	return lines
}

// write publishes the rows that have changed. A kind that stood at the end of a month and
// stands no more is kept for it.
func write(ctx context.Context, tx *store.Tx, day cal.Date, list []change) error {
	put, done, err := tx.Batch(ctx, statements.Get("current-put"))
	if err != nil {
		return err
	}
	defer done()
	month := day.AddMonths(-1).MonthKey()
	for i := range list {
		c := &list[i]
		if !c.changed() {
			continue
		}
		r := &c.row
		if err := put(r.Customer, r.Kind.Key(), r.First.Key(), r.Second.Key(), r.Sure, r.Events, string(r.By), r.place(),
			int(r.Strain), r.StrainSince, r.StrainUntil, r.Attention, r.Began, r.Since, r.Day, r.Rule, r.Reasons); err != nil {
			return fmt.Errorf("write the kind of customer %d: %w", r.Customer, err)
		}
		if c.was.Customer == 0 || c.was.Kind == r.Kind || c.was.Since.MonthKey() > month {
			continue
		}
		if _, err := tx.Exec(ctx, statements.Get("month-put"), r.Customer, month, c.was.Kind.Key(), c.was.Sure); err != nil {
			return fmt.Errorf("keep the kind of customer %d: %w", r.Customer, err)
		}
	}
	return nil
}

// Refresh writes the rows of some customers as of day, in the caller's transaction.
func Refresh(ctx context.Context, tx *store.Tx, day cal.Date, preset string, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	m, err := modelOf(ctx, tx, day, preset)
	if err != nil {
		return err
	}
	return m.refresh(ctx, tx, day, preset, ids)
}

func (m *firm) refresh(ctx context.Context, tx *store.Tx, day cal.Date, preset string, ids []int64) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for len(ids) > 0 {
		n := 1 // neighbours are read together
		for n < len(ids) && ids[n]-ids[n-1] <= 1 {
			n++
		}
		list, err := m.span(ctx, tx, day, preset, ids[0], ids[n-1]+1)
		if err != nil {
			return err
		}
		if err := write(ctx, tx, day, list); err != nil {
			return err
		}
		for _, id := range ids[:n] {
			if _, there := slices.BinarySearchFunc(list, id, func(c change, id int64) int { return cmp.Compare(c.row.Customer, id) }); there {
				continue
			}
			if _, err := tx.Exec(ctx, statements.Get("current-drop"), id); err != nil {
				return fmt.Errorf("drop the kind of customer %d: %w", id, err)
			}
		}
		ids = ids[n:]
	}
	return nil
}

const (
	chunk    = 500 // customers in one writing transaction of a complete run
	readers  = 2   // goroutines that read and judge
	dueChunk = 20  // the same while people work, who wait for each of these transactions
	dueRest  = 20 * time.Millisecond
)

// MarkDue marks customers of whom something became known.
func MarkDue(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if err := tx.ForIDs(ctx, statements.Get("due-mark"), ids); err != nil {
		return fmt.Errorf("mark whose kind is due: %w", err)
	}
	return nil
}

// CountDue counts the marks.
func CountDue(ctx context.Context, q store.Querier) (int64, error) {
	return store.Value[int64](ctx, q, statements.Get("due-count"))
}

// RefreshDue works the marks off, in small steps that nobody notices, and returns how many
// there were. What is known of all customers is read with the first step: it takes a pass over
// the contacts of a year.
func RefreshDue(ctx context.Context, db *store.DB, day cal.Date, preset string) (int, error) {
	done := 0
	var m *firm
	for {
		n := 0
		err := db.Update(ctx, func(tx *store.Tx) error {
			ids, err := store.All(ctx, tx, statements.Get("due-take"), func(id *int64) []any { return []any{id} }, dueChunk)
			if err != nil {
				return fmt.Errorf("read whose kind is due: %w", err)
			}
			if n = len(ids); n == 0 {
				return nil
			}
			if m == nil {
				if m, err = modelOf(ctx, tx, day, preset); err != nil {
					return err
				}
			}
			return m.refresh(ctx, tx, day, preset, ids)
		})
		done += n
		if err != nil || n < dueChunk {
			return done, err
		}
		select {
		case <-time.After(dueRest):
		case <-ctx.Done():
			return done, ctx.Err()
		}
	}
}

// Firm is the firm as the last complete run of a month saw it.
type Firm struct {
	Month     int // year*100+month
	Day       cal.Date
	Preset    string
	Coverage  float64 // how completely talks are noted, 0 to 1
	Customers int64
	Strained  int64
	Counts    [kind.Kinds + 1]int64 // customers by the kind that is shown
	At        cal.Instant
}

// Share is a kind's part of all customers, 0 to 1.
func (f *Firm) Share(k kind.Kind) float64 {
	if f.Customers == 0 {
		return 0
	}
	return float64(f.Counts[k]) / float64(f.Customers)
}

func (f *Firm) add(r *Row, day cal.Date) {
	f.Customers++
	f.Counts[r.Kind]++
	if r.StrainedOn(day) {
		f.Strained++
	}
}

// RefreshAll judges every person and firm anew, a few hundred at a time, and keeps the sums of
// the month. The rows of one customer are the same as [Refresh] writes.
func RefreshAll(ctx context.Context, db *store.DB, day cal.Date, preset string, at cal.Instant) (Firm, error) {
	sums := Firm{Month: day.MonthKey(), Day: day, Preset: preset, At: at}
	if err := db.Update(ctx, func(tx *store.Tx) error {
		for _, name := range []string{"due-clear", "current-drop-gone"} {
			if _, err := tx.Exec(ctx, statements.Get(name)); err != nil {
				return fmt.Errorf("begin a run over the kinds of customers: %w", err)
			}
		}
		return nil
	}); err != nil {
		return sums, err
	}
	m, err := modelOf(ctx, db, day, preset)
	if err != nil {
		return sums, err
	}
	sums.Coverage = m.Coverage
	last, err := store.Value[int64](ctx, db, statements.Get("last-customer"))
	if err != nil {
		return sums, fmt.Errorf("find the last customer: %w", err)
	}
	ctx, stop := context.WithCancelCause(store.Fresh(ctx))
	defer stop(nil)
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	next.Store(customer.Without + 1)
	for range readers {
		wg.Go(func() {
			for ctx.Err() == nil {
				from := next.Add(chunk) - chunk
				if from > last {
					return
				}
				list, err := m.publish(ctx, db, day, preset, from, min(from+chunk, last+1))
				if err != nil {
					stop(err)
					return
				}
				mu.Lock()
				for i := range list {
					sums.add(&list[i].row, day)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return sums, err
	}
	return sums, db.Update(ctx, func(tx *store.Tx) error { return sums.save(ctx, tx) })
}

// publish judges the customers with ids in [from, to), outside of a transaction that writes.
// Who was marked meanwhile is left to his mark.
func (m *firm) publish(ctx context.Context, db *store.DB, day cal.Date, preset string, from, to int64) ([]change, error) {
	list, err := m.span(ctx, db, day, preset, from, to)
	if err != nil || !slices.ContainsFunc(list, func(c change) bool { return c.changed() }) {
		return list, err
	}
	return list, db.Update(ctx, func(tx *store.Tx) error {
		due, err := store.All(ctx, tx, statements.Get("due-span"), func(id *int64) []any { return []any{id} }, from, to)
		if err != nil {
			return fmt.Errorf("read whose kind is due: %w", err)
		}
		rest := list
		if len(due) > 0 {
			rest = slices.DeleteFunc(slices.Clone(list), func(c change) bool { _, marked := slices.BinarySearch(due, c.row.Customer); return marked })
		}
		return write(ctx, tx, day, rest)
	})
}

func (f *Firm) save(ctx context.Context, tx *store.Tx) error {
	counts := map[string]int64{}
	for k, n := range f.Counts {
		counts[kind.Kind(k).Key()] = n
	}
	text, err := json.Marshal(counts)
	if err == nil {
		_, err = tx.Exec(ctx, statements.Get("firm-put"), f.Month, f.Day, f.Preset, int(math.Round(10_000*f.Coverage)), f.Customers, f.Strained, string(text), f.At)
	}
	if err != nil {
		return fmt.Errorf("write how many customers want which kind of relationship: %w", err)
	}
	return nil
}

// Firms returns the firm by month, the newest first, at most so many months.
func Firms(ctx context.Context, q store.Querier, months int) ([]Firm, error) {
	type raw struct {
		Firm
		bp     int
		counts string
	}
	rows, err := store.All(ctx, q, statements.Get("firms"), func(r *raw) []any {
		return []any{&r.Month, &r.Day, &r.Preset, &r.bp, &r.Customers, &r.Strained, &r.counts, &r.At}
	}, months)
	if err != nil {
		return nil, fmt.Errorf("read how many customers want which kind of relationship: %w", err)
	}
	out := make([]Firm, len(rows))
	for i := range rows {
		out[i] = rows[i].Firm
		out[i].Coverage = float64(rows[i].bp) / 10_000
		counts := map[string]int64{}
		if err := json.Unmarshal([]byte(rows[i].counts), &counts); err != nil {
			return nil, fmt.Errorf("read how many customers want which kind of relationship: %w", err)
		}
		for key, n := range counts {
			if k, ok := kind.Parse(key); ok {
				out[i].Counts[k] += n
			}
		}
	}
	return out, nil
}

// Month is a month at whose end another kind stood than after it.
type Month struct {
	Month int       `json:"month"` // year*100+month
	Kind  kind.Kind `json:"kind"`
	Sure  int       `json:"sure"`
}

// Months returns the kinds that stood at ends of months before the present one, oldest first:
// each since the month behind the one before.
func Months(ctx context.Context, q store.Querier, id int64) ([]Month, error) {
	list, err := store.All(ctx, q, statements.Get("months"), func(m *Month) []any { return []any{&m.Month, (*kindText)(&m.Kind), &m.Sure} }, id)
	if err != nil {
		return nil, fmt.Errorf("read the earlier kinds of customer %d: %w", id, err)
	}
	return list, nil
}

// Kept is what is told nowhere else of a customer whose record went into another one.
type Kept struct {
	Months []Month `json:"months"`
}

// Take removes the published rows of a customer who goes and returns what they alone know; nil
// for nothing.
func Take(ctx context.Context, tx *store.Tx, id int64) (*Kept, error) {
	months, err := Months(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return &Kept{months}, drop(ctx, tx, id)
}

// Give puts back what was taken; the next computation makes his row.
func Give(ctx context.Context, tx *store.Tx, id int64, k *Kept) error {
	if k == nil {
		return nil
	}
	for _, m := range k.Months {
		if _, err := tx.Exec(ctx, statements.Get("month-put"), id, m.Month, m.Kind.Key(), m.Sure); err != nil {
			return fmt.Errorf("put back the earlier kinds of customer %d: %w", id, err)
		}
	}
	return MarkDue(ctx, tx, id)
}

func drop(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range []string{"current-drop", "months-drop", "due-drop"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("drop the kinds of customers: %w", err)
		}
	}
	return nil
}
