package insight

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

//go:embed *.sql
var sqlFiles embed.FS

var insightSQL = store.Load(sqlFiles)

// FiguresRule names the version of the firm's figures.
const FiguresRule = "figures/1"

const (
	enough      = 30  // cases from which a share says something
	curvePoints = 100 // of the concentration curve
	months      = 25  // of the firm's totals: this one and two years before
)

// Share is a part of a whole, with its inputs.
type Share struct {
	Part   int  `json:"part"`
	Whole  int  `json:"whole"`
	Enough bool `json:"enough"` // false means "zu wenig Daten": at least 30 cases are needed
}

func shareOf(part, whole int) Share { return Share{part, whole, whole >= enough} }

// Rate is the share as a fraction; 0 of nothing.
func (s Share) Rate() float64 {
	if s.Whole == 0 {
		return 0
	}
	return float64(s.Part) / float64(s.Whole)
}

// Figures are the firm's figures of a day: what it has, keeps and wins. A year is
// the twelve months up to the day. Collective accounts are no customers.
type Figures struct {
	Day       cal.Date                   `json:"day"`
	Rules     []string                   `json:"rules"`
	Customers int                        `json:"customers"` // with at least one occasion
	Prospects int                        `json:"prospects"` // without
	Standing  map[lifecycle.Standing]int `json:"standing"`
	Activity  map[lifecycle.Activity]int `json:"activity"` // of those with two or more occasions
	Warning   map[warning.Colour]int     `json:"warning"`

	// Have: regulars who are active, regained or late, and all regulars.
	ActiveRegulars Share `json:"active_regulars"`
	FormerRegulars int   `json:"former_regulars"`
	// Spoken: of those who buy again and again and have not stayed away, with whom somebody
	// has talked (at the counter, by phone, on a visit) within two of their own intervals.
	Spoken Share `json:"spoken"`
	// Keep: of those with revenue in the year before, who bought again in this one.
	Kept Share `json:"kept"`
	// Win: first purchases in this year and the one before; of those of the year
	// before, who has come again so far.
	New      int   `json:"new"`
	NewPast  int   `json:"new_past"`
	NewAgain Share `json:"new_again"`

	FirstRight   Share `json:"first_right"` // first orders that went right, of those that can be judged
	FirstOpen    int   `json:"first_open"`
	FirstUnknown int   `json:"first_unknown"`

	Spread Spread        `json:"spread"`
	Year   value.Margin  `json:"year"` // of the firm, documents without a customer included
	Past   value.Margin  `json:"past"`
	Known  value.Shares  `json:"known"`
	Months []sales.Total `json:"months"` // by month, up to the day; without documents absent
}

// Spread is how this year's revenue is spread over the customers who brought any.
type Spread struct {
	value.Concentration
	Warns bool `json:"warns"`
}

// member is what a customer adds to the firm's figures.
type member struct {
	row        lifecycle.Row
	net, past  money.Cents
	ordersYear int
	colour     warning.Colour
	collective bool
	talk       cal.Date // the last one, cal.Never without
}

// spoken tells whether a customer belongs to those one should talk with, and whether
// somebody has in his rhythm.
func (m *member) spoken(day cal.Date) (counts, yes bool) {
	if m.row.Occasions < 2 || m.row.DormantFrom <= day || m.row.LostFrom <= day || m.row.IntervalDays >= lifecycle.NoInterval {
		return false, false
	}
	return true, m.talk <= day && float64(day.Sub(m.talk)) <= knowledge.TalkIntervals*m.row.IntervalDays
}

// tally adds customers up.
type tally struct {
	Figures
	regulars, activeRegulars int
	past, back               int
	active, spoken           int
	newPastAgain             int
	amounts                  []money.Cents
	first                    lifecycle.FirstTimeRight
}

func newTally(day cal.Date) *tally {
	return &tally{Figures: Figures{
		Day: day, Rules: []string{FiguresRule, lifecycle.Rule, value.Rule, warning.Rule},
		Standing: map[lifecycle.Standing]int{}, Activity: map[lifecycle.Activity]int{}, Warning: map[warning.Colour]int{},
	}}
}

func (t *tally) add(m *member) {
	if m.collective {
		return
	}
	standing, activity := m.row.StandingOn(t.Day), m.row.ActivityOn(t.Day)
	t.Standing[standing]++
	if m.row.Occasions == 0 {
		t.Prospects++
		return
	}
	t.Customers++
	t.Warning[m.colour]++
	if m.row.Occasions > 1 {
		t.Activity[activity]++
	}
	if counts, yes := m.spoken(t.Day); counts {
		t.active++
		if yes {
			t.spoken++
		}
	}
	if standing == lifecycle.Regular {
		t.regulars++
		if activity != lifecycle.Dormant && activity != lifecycle.Lost {
			t.activeRegulars++
		}
	} else if m.row.FormerSince <= t.Day || m.row.RegularUntil <= t.Day {
		t.FormerRegulars++
	}
	if m.past > 0 {
		t.past++
		if m.ordersYear > 0 {
			t.back++
		}
	}
	year, before := t.Day.AddMonths(-12), t.Day.AddMonths(-24)
	switch {
	case m.row.First > year:
		t.New++
	case m.row.First > before:
		t.NewPast++
		if m.row.Occasions > 1 {
			t.newPastAgain++
		}
	}
	if m.net > 0 {
		t.amounts = append(t.amounts, m.net)
	}
}

// figures closes the tally.
func (t *tally) figures() Figures {
	t.ActiveRegulars = shareOf(t.activeRegulars, t.regulars)
	t.Kept = shareOf(t.back, t.past)
	t.Figures.Spoken = shareOf(t.spoken, t.active)
	t.NewAgain = shareOf(t.newPastAgain, t.NewPast)
	t.FirstRight = shareOf(t.first.Right, t.first.Judged)
	t.FirstOpen, t.FirstUnknown = t.first.Open, t.first.Unknown
	t.Spread.Concentration = value.Concentrate(t.amounts, curvePoints)
	t.Spread.Warns = t.Spread.Concentration.Warns()
	t.Known = t.Year.Shares()
	return t.Figures
}

// addFirm adds what the documents of the firm say without regard to customers.
func (t *tally) addFirm(ctx context.Context, q store.Querier) error {
	from := firstOfMonth(t.Day.AddMonths(-months + 1))
	b := ledger{q: q, whole: map[int]sales.Total{}}
	list, err := sales.Totals(ctx, q, from.MonthKey())
	if err != nil {
		return err
	}
	for _, m := range list {
		b.whole[m.Month] = m
		if m.Month < t.Day.MonthKey() {
			t.Months = append(t.Months, m)
		}
	}
	year, before := t.Day.AddMonths(-12).Add(1), t.Day.AddMonths(-24).Add(1)
	t.Year = b.margin(ctx, year, t.Day)
	t.Past = b.margin(ctx, before, year.Add(-1))
	current := b.days(ctx, firstOfMonth(t.Day), t.Day)
	current.Month = t.Day.MonthKey()
	t.Months = append(t.Months, current)
	return b.err
}

func firstOfMonth(day cal.Date) cal.Date { return day.Add(1 - day.Day()) }

// ledger sums up the firm's days; whole months come from the stored sums.
type ledger struct {
	q     store.Querier
	whole map[int]sales.Total
	err   error // the first failure
}

// margin sums the days from one to the other, both included.
func (b *ledger) margin(ctx context.Context, from, to cal.Date) value.Margin {
	head := firstOfMonth(from.Add(-1)).AddMonths(1) // the first month that begins inside
	tail := firstOfMonth(to.Add(1))                 // the first that does not end inside
	if head >= tail {
		return marginOf(b.days(ctx, from, to))
	}
	sum := marginOf(b.days(ctx, from, head.Add(-1))).Add(marginOf(b.days(ctx, tail, to)))
	for m := head; m < tail; m = m.AddMonths(1) {
		sum = sum.Add(marginOf(b.whole[m.MonthKey()]))
	}
	return sum
}

func marginOf(m sales.Total) value.Margin {
	return value.Margin{Net: m.Net, Cost: m.Cost, NetMeasured: m.NetMeasured, NetEstimated: m.NetEstimated}
}

func (b *ledger) days(ctx context.Context, from, to cal.Date) sales.Total {
	if from > to || b.err != nil {
		return sales.Total{}
	}
	m, _, err := store.One(ctx, b.q, insightSQL.Get("insight-firm-days"), func(r *sales.Total) []any {
		return []any{&r.Net, &r.NetUnassigned, &r.Cost, &r.NetMeasured, &r.NetEstimated, &r.Orders}
	}, from, to)
	b.err = err
	return m
}

// RefreshFirm computes the firm's figures from the published rows and publishes them, and
// the firm's book from the record.
func (s *Service) RefreshFirm(ctx context.Context, today cal.Date) error {
	return s.refreshFirm(ctx, today, nil)
}

// refreshFirm takes the documents from the facts when there are any.
func (s *Service) refreshFirm(ctx context.Context, today cal.Date, facts *sales.FactBook) error {
	t := newTally(today)
	err := store.Each(ctx, s.db, insightSQL.Get("insight-members"), func(m *member) []any {
		r := &m.row
		return []any{
			&r.Customer, &r.Standing, &r.FormerSince, &r.RegularUntil, &r.RegainedUntil, &r.LateFrom, &r.DormantFrom, &r.LostFrom,
			&r.Occasions, &r.IntervalDays, &r.First, &r.Last, &m.net, &m.past, &m.ordersYear, &m.colour, &m.collective, &m.talk,
		}
	}, func(m *member) error { t.add(m); return nil }, today)
	if err != nil {
		return fmt.Errorf("figures of the firm: %w", err)
	}
	if err := t.addDeliveries(ctx, s.db); err != nil {
		return fmt.Errorf("figures of the firm: %w", err)
	}
	if err := t.addFirm(ctx, s.db); err != nil {
		return fmt.Errorf("figures of the firm: %w", err)
	}
	text, err := json.Marshal(t.figures())
	if err != nil {
		return fmt.Errorf("figures of the firm: %w", err)
	}
	if err := s.db.Update(ctx, func(tx *store.Tx) error {
		return value.SaveFirm(ctx, tx, value.FirmFigures{Day: today, Figures: string(text), ComputedAt: s.now()})
	}); err != nil {
		return err
	}
	return s.refreshBook(ctx, today, facts)
}

// addDeliveries judges how the first orders went.
func (t *tally) addDeliveries(ctx context.Context, q store.Querier) error {
	type row struct {
		customer                 int64
		day, promised, delivered cal.Date
		faulty                   int8
	}
	last := int64(0)
	return store.Each(ctx, q, insightSQL.Get("insight-first-deliveries"), func(r *row) []any {
		return []any{&r.customer, &r.day, &r.promised, &r.delivered, &r.faulty}
	}, func(r *row) error {
		if r.customer == last || r.day > t.Day {
			return nil
		}
		last = r.customer
		impression, _ := delivery(t.Day, r.promised, r.delivered, r.faulty).On(t.Day)
		t.first.Add(impression)
		return nil
	}, t.Day)
}

// LatestFigures returns the firm's figures as the last complete run up to today saw
// them, and when it did; found is false before the first run.
func LatestFigures(ctx context.Context, q store.Querier, today cal.Date) (f Figures, at cal.Instant, found bool, err error) {
	stored, found, err := value.LatestFirm(ctx, q, today)
	if err != nil || !found {
		return f, 0, found, err
	}
	if err := json.Unmarshal([]byte(stored.Figures), &f); err != nil {
		return f, 0, false, fmt.Errorf("read the figures of the firm: %w", err)
	}
	return f, stored.ComputedAt, true, nil
}

// Computed tells when the last complete run up to today ended ("Stand: 04:30"); found
// is false before the first.
func Computed(ctx context.Context, q store.Querier, today cal.Date) (at cal.Instant, found bool, err error) {
	stored, found, err := value.LatestFirm(ctx, q, today)
	return stored.ComputedAt, found, err
}

// FiguresAt computes the firm's figures as of any day in memory.
func (s *Service) FiguresAt(ctx context.Context, day cal.Date) (Figures, error) {
	t := newTally(day)
	if err := s.At(ctx, day, func(p *Portrait) error {
		v := p.ValueRow()
		m := member{
			row: p.LifecycleRow(), net: v.NetYear, past: v.NetPast, ordersYear: v.OrdersYear, colour: p.Warning.Colour, collective: p.Collective, talk: cal.Never,
		}
		if counts, _ := m.spoken(day); counts {
			var err error
			if m.talk, err = store.Value[cal.Date](ctx, s.db, insightSQL.Get("insight-last-talk"), p.Customer, day); err != nil {
				return fmt.Errorf("last talk with customer %d: %w", p.Customer, err)
			}
		}
		t.add(&m)
		if p.FirstOrder != 0 && !p.Collective {
			t.first.Add(p.First)
		}
		return nil
	}); err != nil {
		return Figures{}, err
	}
	if err := t.addFirm(ctx, s.db); err != nil {
		return Figures{}, fmt.Errorf("figures of %v: %w", day, err)
	}
	return t.figures(), nil
}
