package portfolio

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Summary is the portfolio of the firm on a day.
type Summary struct {
	Day       cal.Date `json:"day"`
	Rule      string   `json:"rule"`
	Concept   string   `json:"concept"` // what the amounts are counted in, see value.Concept
	Frame     Frame    `json:"frame"`
	From      cal.Date `json:"lines_from"`
	Customers int      `json:"customers"` // inside
	Left      int      `json:"left"`      // bought once and are lost or ended
	Estimated int      `json:"estimated"` // of those inside, whose share of need could be estimated
	// Sums by measure (ByValue, ByYear) and field, Outside first.
	Sums [2][5]Sum `json:"sums"`
	// Half is how many of the customers bring half of what twelve months brought, the largest
	// first, and Loose with how many of those we are weak.
	Half  int `json:"half"`
	Loose int `json:"loose"`
	// Since is the month (year*100 + month) that Flows compare with, 0 while none is known.
	Since int    `json:"since"`
	Flows []Flow `json:"flows"`
	// Rhythm tells that Late was counted; runs of earlier versions did not.
	Rhythm bool `json:"rhythm"`
}

// Sum is what the customers of a field come to.
type Sum struct {
	Customers int         `json:"customers"`
	Worth     money.Cents `json:"worth_cents"` // lifetime values
	Year      money.Cents `json:"year_cents"`
	Care      money.Cents `json:"care_cents"` // what care cost in twelve months; by customer value only
	Late      int         `json:"late"`       // silent for unusually long on the day; in a summary only
}

// Flow is how many customers went from one field to another, or came or left.
type Flow struct {
	Measure   Measure `json:"measure"`
	From      Field   `json:"from"`
	To        Field   `json:"to"`
	Customers int     `json:"customers"`
}

// MonthSum is what a field held in a month.
type MonthSum struct {
	Month   int // year*100 + month
	Measure Measure
	Field   Field
	Sum
}

// refitDays is how long lines hold at least, unless the customers inside have doubled.
const refitDays = 30

// LearnIfNeeded draws the lines from what is published, as soon as there are enough
// customers, and anew at most every 30 days or when they have doubled; the parts that the
// firm chose stay. They hold from today.
func LearnIfNeeded(ctx context.Context, db *store.DB, today cal.Date, at cal.Instant) (bool, error) {
	frames, err := LoadFrames(ctx, db)
	if err != nil {
		return false, err
	}
	last, found := frames.Last()
	if found && last.From >= today {
		return false, nil
	}
	if found && today.Sub(last.From) < refitDays {
		n, err := store.Value[int](ctx, db, statements.Get("portfolio-count"))
		if err != nil || n < 2*last.Customers {
			return false, err
		}
	}
	f, err := learn(ctx, db, last.Strong, last.Worth)
	if err != nil || !f.Known() {
		return false, err
	}
	return true, db.Update(ctx, func(tx *store.Tx) error { return SaveFrame(ctx, tx, f, today, at) })
}

// MoveLines draws the lines of today so that the parts strong and worth of the customers lie
// beyond them. The rows follow with the next [Close].
func MoveLines(ctx context.Context, db *store.DB, today cal.Date, at cal.Instant, strong, worth float64) error {
	f, err := learn(ctx, db, strong, worth)
	if err != nil || !f.Known() {
		return err
	}
	return db.Update(ctx, func(tx *store.Tx) error { return SaveFrame(ctx, tx, f, today, at) })
}

func learn(ctx context.Context, q store.Querier, strong, worth float64) (Frame, error) {
	type row struct {
		Point
		valued int64
	}
	var points []Point
	err := store.Each(ctx, q, statements.Get("portfolio-points"), func(r *row) []any { return []any{&r.Position, &r.valued, &r.Worth, &r.Year} }, func(r *row) error {
		r.Inside, r.Valued = true, r.valued == 1
		points = append(points, r.Point)
		return nil
	})
	if err != nil {
		return Frame{}, fmt.Errorf("learn the lines of the portfolio: %w", err)
	}
	return Learn(points, strong, worth), nil
}

// stored is a row as closing reads it.
type stored struct {
	Point
	customer               int64
	inside, valued         int64
	field, year, was, wasY Field
	past                   string
	share, dot             int64
}

func (s *stored) fields() []any {
	return []any{&s.customer, &s.inside, &s.field, &s.year, &s.Position, &s.share, &s.valued, &s.Worth, &s.Point.Year, &s.was, &s.wasY, &s.past, &s.dot}
}

// closeChunk is how many rows closing looks at in a transaction.
const closeChunk = 2000

// brief is what closing keeps of every row.
type brief struct {
	customer    int64
	worth, year money.Cents
	field, in   Field // by value, by year
	dot         bool
}

// closer goes over all rows.
type closer struct {
	db    *store.DB
	frame Frame
	month int
	since int // month that movement is told against, 0 for none
	sum   Summary
	flows map[Flow]int
	rows  []brief
}

// Close is the end of a complete run: it places every row by the lines of today, notes where
// it stood when a month begins, chooses who is drawn, and publishes the firm's sums.
func Close(ctx context.Context, db *store.DB, today cal.Date, at cal.Instant, concept string) error {
	frames, err := LoadFrames(ctx, db)
	if err != nil {
		return err
	}
	c := &closer{db: db, frame: frames.On(today), month: today.MonthKey(), flows: map[Flow]int{}}
	if c.since, err = c.base(ctx); err != nil {
		return err
	}
	c.sum = Summary{Day: today, Rule: Rule, Concept: concept, Frame: c.frame, From: c.frame.From, Since: c.since}
	for after := int64(0); ; {
		next, err := c.chunk(ctx, after)
		if err != nil {
			return fmt.Errorf("close the portfolio of %v: %w", today, err)
		}
		if next == after {
			break
		}
		after = next
	}
	c.concentrate()
	return c.publish(ctx, at)
}

// base is the month to compare with: three before this one, or the oldest that is known
// since then.
func (c *closer) base(ctx context.Context) (int, error) {
	oldest := monthsBefore(c.month, Back)
	months, err := Months(ctx, c.db, oldest)
	if err != nil || len(months) == 0 || months[0].Month >= c.month {
		return 0, err
	}
	return months[0].Month, nil
}

// chunk looks at the rows behind a customer and returns the last one.
func (c *closer) chunk(ctx context.Context, after int64) (last int64, err error) {
	err = c.db.Update(ctx, func(tx *store.Tx) error {
		last = after
		rows, err := store.All(ctx, tx, statements.Get("portfolio-all"), (*stored).fields, after, closeChunk)
		if err != nil {
			return err
		}
		for i := range rows {
			r := &rows[i]
			r.Inside, r.Valued = r.inside == 1, r.valued == 1
			if err := c.place(ctx, tx, r); err != nil {
				return err
			}
			last = r.customer
		}
		for i := range rows {
			c.add(&rows[i])
		}
		return nil
	})
	return last, err
}

// place writes a row whose field or past is no longer right.
func (c *closer) place(ctx context.Context, tx *store.Tx, r *stored) error {
	was := *r
	r.field, r.year = c.frame.Of(r.Point)
	marks := marked(unpackPast(r.past), c.month, r.Point)
	r.past, r.was, r.wasY = packPast(marks), Unknown, Unknown
	if c.since > 0 {
		r.was, r.wasY = c.frame.Of(since(marks, c.since))
	}
	if was.field == r.field && was.year == r.year && was.was == r.was && was.wasY == r.wasY && was.past == r.past {
		return nil
	}
	_, err := tx.Exec(ctx, statements.Get("portfolio-place"), r.customer, r.field, r.year, r.was, r.wasY, r.past, c.frame.ID)
	return err
}

// add counts a row.
func (c *closer) add(r *stored) {
	s := &c.sum
	if r.Inside {
		s.Customers++
		if r.share >= 0 {
			s.Estimated++
		}
	} else {
		s.Left++
	}
	for m, f := range [2][2]Field{{r.field, r.was}, {r.year, r.wasY}} {
		t := &s.Sums[m][f[0]]
		t.Customers, t.Worth, t.Year = t.Customers+1, t.Worth+r.Worth, t.Year+r.Point.Year
		if f[1] != Unknown && f[1] != f[0] {
			c.flows[Flow{Measure: Measure(m), From: f[1], To: f[0]}]++
		}
	}
	c.rows = append(c.rows, brief{r.customer, r.Worth, r.Point.Year, r.field, r.year, r.dot > 0})
}

// concentrate finds who brings half of what twelve months brought.
func (c *closer) concentrate() {
	slices.SortFunc(c.rows, func(a, b brief) int { return cmp.Or(cmp.Compare(b.year, a.year), cmp.Compare(a.customer, b.customer)) })
	var all, sum money.Cents
	for _, r := range c.rows {
		all += r.year
	}
	for _, r := range c.rows {
		if 2*sum >= all || r.year <= 0 {
			break
		}
		sum += r.year
		c.sum.Half++
		if r.in != Outside && !r.in.Strong() {
			c.sum.Loose++
		}
	}
}

// How many customers are drawn: the first by each measure, the first of each field, and some
// who are spread over all.
const (
	dotsFirst  = 40
	dotsField  = 6
	dotsSpread = 140
)

// dots chooses who is drawn. Rows are by what the year brought.
func (c *closer) dots() map[int64]bool {
	list := map[int64]bool{}
	take := func(in func(*brief) Field) {
		var of [5]int
		taken := 0
		for i := range c.rows {
			f := in(&c.rows[i])
			if f == Outside || taken >= dotsFirst && of[f] >= dotsField {
				continue
			}
			list[c.rows[i].customer] = true
			taken++
			of[f]++
		}
	}
	take(func(r *brief) Field { return r.in })
	slices.SortFunc(c.rows, func(a, b brief) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.customer, b.customer))
	})
	take(func(r *brief) Field { return r.field })
	slices.SortFunc(c.rows, func(a, b brief) int {
		return cmp.Or(cmp.Compare(spread(a.customer), spread(b.customer)), cmp.Compare(a.customer, b.customer))
	})
	n := 0
	for i := range c.rows {
		if r := &c.rows[i]; n < dotsSpread && (r.field != Outside || r.in != Outside) {
			list[r.customer] = true
			n++
		}
	}
	return list
}

// spread scatters ids evenly (Knuth's multiplicative hash).
func spread(id int64) uint32 { return uint32(uint64(id) * 2654435761) }

// publish writes the dots, the firm's sums and, once a month, what the fields held.
func (c *closer) publish(ctx context.Context, at cal.Instant) error {
	dots := c.dots()
	for f, n := range c.flows {
		f.Customers = n
		c.sum.Flows = append(c.sum.Flows, f)
	}
	slices.SortFunc(c.sum.Flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return c.db.Update(ctx, func(tx *store.Tx) error {
		for _, r := range c.rows {
			if dots[r.customer] == r.dot {
				continue
			}
			if _, err := tx.Exec(ctx, statements.Get("portfolio-dot"), r.customer, flag(dots[r.customer])); err != nil {
				return err
			}
		}
		late, err := store.All(ctx, tx, statements.Get("portfolio-late"), func(p *[3]int64) []any { return []any{&p[0], &p[1], &p[2]} }, c.sum.Day)
		if err != nil {
			return err
		}
		c.sum.Rhythm = true
		for _, p := range late {
			c.sum.Sums[ByValue][p[0]].Late += int(p[2])
			c.sum.Sums[ByYear][p[1]].Late += int(p[2])
		}
		care, err := store.All(ctx, tx, statements.Get("portfolio-care"), func(p *[2]int64) []any { return []any{&p[0], &p[1]} })
		if err != nil {
			return err
		}
		for _, p := range care {
			c.sum.Sums[ByValue][p[0]].Care = money.Cents(p[1])
		}
		if c.frame.Known() {
			if err := KeepMonth(ctx, tx, c.month, c.sum.Sums); err != nil {
				return err
			}
		}
		text, err := json.Marshal(c.sum)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, statements.Get("portfolio-firm-drop")); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, statements.Get("portfolio-firm-put"), c.sum.Day, string(text), int64(at))
		return err
	})
}

// KeepMonth notes what the fields held in a month, unless that is known.
func KeepMonth(ctx context.Context, tx *store.Tx, month int, sums [2][5]Sum) error {
	for m := range sums {
		for f, s := range sums[m] {
			if _, err := tx.Exec(ctx, statements.Get("portfolio-month-put"), month, m, f, s.Customers, s.Worth, s.Year); err != nil {
				return fmt.Errorf("note what the fields held in %d: %w", month, err)
			}
		}
	}
	return nil
}

// Months returns what the fields held by month, from a month on.
func Months(ctx context.Context, q store.Querier, from int) ([]MonthSum, error) {
	return store.All(ctx, q, statements.Get("portfolio-months"), func(s *MonthSum) []any {
		return []any{&s.Month, &s.Measure, &s.Field, &s.Customers, &s.Worth, &s.Year}
	}, from)
}

// Latest returns the portfolio that the last complete run up to a day published; found is
// false before the first.
func Latest(ctx context.Context, q store.Querier, today cal.Date) (s Summary, at cal.Instant, found bool, err error) {
	type row struct {
		text string
		at   int64
	}
	r, found, err := store.One(ctx, q, statements.Get("portfolio-firm"), func(r *row) []any { return []any{&r.text, &r.at} }, today)
	if err != nil || !found {
		return s, 0, false, err
	}
	if err := json.Unmarshal([]byte(r.text), &s); err != nil {
		return s, 0, false, fmt.Errorf("read the portfolio: %w", err)
	}
	return s, cal.Instant(r.at), true, nil
}

// Dot is a customer who is drawn.
type Dot struct {
	Row
	Name string
	Kind string
	Late cal.Date // from when on his silence is unusual
}

// Dots returns who is drawn, by customer.
func Dots(ctx context.Context, q store.Querier) ([]Dot, error) {
	type row struct {
		placed
		name, kind string
		late       cal.Date
	}
	var list []Dot
	err := store.Each(ctx, q, statements.Get("portfolio-dots"), func(r *row) []any { return append(r.fields(), &r.name, &r.kind, &r.late) }, func(r *row) error {
		list = append(list, Dot{r.row(), r.name, r.kind, r.late})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read who is drawn: %w", err)
	}
	return list, nil
}
