package care

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Welcome is K30: somebody was entered by hand and nothing else is known of him yet, so
// the next visit brings the first question.
const Welcome Occasion = "K30"

const (
	welcomeDays = 7 // K30: from the day of the entry
	// byHand is the position from which lines stand that users put into a day
	// themselves.
	byHand = 1000
)

func welcomeKey(customer int64) string { return fmt.Sprintf("K30:%d", customer) }

// welcome is the line for a customer entered on the day entered; false outside of the
// window and for somebody who must not be approached.
func welcome(c Candidate, entered, day cal.Date, trade Trade) (Line, bool) {
	if c.Barred || c.Shy || day < entered || day >= entered.Add(welcomeDays) {
		return Line{}, false
	}
	c.First, c.Last = cal.Never, cal.Never
	l := finish(window(Welcome, welcomeKey(c.Customer), entered, entered.Add(welcomeDays)), c, day, trade)
	l.Facts.Days = 0
	// It is the user's own act: it does not wait behind lines that the program found.
	l.Facts.Overlooked = true
	return l, true
}

// newcomer looks at a customer as far as [Welcome] needs him.
func newcomer(ctx context.Context, q store.Querier, c customer.Customer, day cal.Date) (Candidate, error) {
	bars, err := consent.Current(ctx, q, c.ID)
	known := Candidate{
		Customer: c.ID, Firm: c.Kind == customer.Firm, Barred: bars.Any() || c.Collective,
		HasPhone: c.Phone != "", HasPlace: c.Street != "" && c.City != "",
	}
	if err != nil {
		return known, err
	}
	wishes, err := interest.Wishes(ctx, q, []int64{c.ID}, day)
	if err != nil {
		return known, err
	}
	if wish, said := wishes[c.ID]; said {
		err = known.heed(ctx, q, wish, day)
	}
	return known, err
}

// Welcome puts the line for a customer whom the user has just entered into his day at
// once, also when the day is planned already: it is his own act. A line that is there
// stays as it is.
func (d *Desk) Welcome(ctx context.Context, tx *store.Tx, user int64, c customer.Customer, day cal.Date, trade Trade) error {
	known, err := newcomer(ctx, tx, c, day)
	if err != nil {
		return fmt.Errorf("welcome customer %d: %w", c.ID, err)
	}
	l, ok := welcome(known, day, day, trade)
	if !ok {
		return nil
	}
	l.Facts.Article = c.Favourite
	there, err := store.Value[int](ctx, tx, sql.Get("step-with-key"), user, day, l.Key)
	if err != nil || there > 0 {
		return err
	}
	n, err := store.Value[int](ctx, tx, sql.Get("steps-by-hand"), user, day, byHand)
	if err != nil {
		return err
	}
	return addStep(ctx, tx, user, day, byHand+n, l)
}

// welcomes are the lines of K30 that a plan takes in: for everybody entered by hand in
// the last week who has not bought yet and does not stand in the user's day already.
func (d *Desk) welcomes(ctx context.Context, user int64, day cal.Date, firm Firm) ([]Line, error) {
	zone := d.Zone()
	since := cal.At(day.Add(1 - welcomeDays).Start(zone))
	ids, err := store.All(ctx, d.DB, sql.Get("entered-by-hand"), func(id *int64) []any { return []any{id} }, since)
	if err != nil {
		return nil, fmt.Errorf("customers entered by hand: %w", err)
	}
	people, err := customer.Many(ctx, d.DB, ids)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, c := range people {
		known, err := newcomer(ctx, d.DB, c, day)
		if err != nil {
			return nil, err
		}
		l, ok := welcome(known, cal.Of(c.CreatedAt.Time(zone), zone), day, firm.Trade)
		if !ok {
			continue
		}
		l.Facts.Article = c.Favourite
		there, err := store.Value[int](ctx, d.DB, sql.Get("step-with-key"), user, day, l.Key)
		if err != nil {
			return nil, err
		}
		if there > 0 {
			continue
		}
		past, err := loadPast(ctx, d.DB, c.ID, day)
		if err != nil {
			return nil, err
		}
		for _, allowed := range past.allow([]Line{l}, day) {
			allowed.Facts.Overlooked = true
			lines = append(lines, allowed)
		}
	}
	return lines, nil
}

// welcomeWhy are the inputs of a line of K30: there are no figures yet.
func (l Line) welcomeWhy(p *locale.Printer) [][2]string {
	f := l.Facts
	return [][2]string{
		{p.T("care.why.entered"), p.Date(f.From)},
		{p.T("care.why.window"), p.Date(f.From) + " – " + p.Date(lastDay(f.Until))},
		{p.T("care.why.minutes"), p.Int(int64(l.Minutes))},
		{p.T("care.why.rule"), f.Rule},
		{p.T("care.why.day"), p.Date(f.Day)},
	}
}

// List returns the lines of a user's day as they are, planned or put there by hand.
func List(ctx context.Context, q store.Querier, user int64, day cal.Date) (Day, error) {
	d, _, err := loadDay(ctx, q, user, day)
	if err != nil {
		return d, fmt.Errorf("list of %s: %w", day, err)
	}
	rows, err := store.All(ctx, q, sql.Get("steps"), stepRowFields, user, day)
	if err != nil {
		return d, fmt.Errorf("list of %s: %w", day, err)
	}
	for i := range rows {
		s, err := rows[i].step()
		if err != nil {
			return d, err
		}
		d.Steps = append(d.Steps, s)
	}
	if err := heedWishes(ctx, q, d.Steps); err != nil {
		return d, err
	}
	return d, settleDuties(ctx, q, d.Steps)
}
