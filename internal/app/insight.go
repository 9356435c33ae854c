package app

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// fullShare is the share of all customers, in percent, from which on refreshing what is
// due is done as a full run, with the firm's figures.
const fullShare = 20

func (a *App) insightSettings(ctx context.Context) (insight.Settings, error) {
	p, err := a.Profile(ctx)
	if err != nil {
		return insight.Settings{}, err
	}
	return insight.Settings{Calendar: p.Calendar(), Trade: lifecycle.Trade(p.Trade), Margin: p.MarginBP}, nil
}

// AfterImport brings insight up to date after facts have come in bulk: parameters are
// fitted when there is data enough, then all that changed is computed. progress may be
// nil.
func (a *App) AfterImport(ctx context.Context, progress func(done, total int)) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	refitted, err := a.Insight.RefitIfNeeded(ctx, day)
	if err != nil {
		return err
	}
	due, err := customer.CountDue(ctx, a.DB)
	if err != nil {
		return err
	}
	all, err := customer.Count(ctx, a.DB)
	if err != nil {
		return err
	}
	full := refitted || due*100 >= all*fullShare
	if err := a.interestsDue(ctx, day, full); err != nil {
		return err
	}
	if full {
		defer debug.FreeOSMemory() // what all customers together took is not needed again for long
		return a.Insight.Rebuild(ctx, day, progress)
	}
	if due == 0 {
		return nil
	}
	if _, err := a.Insight.RefreshDue(ctx, day, 0); err != nil {
		return err
	}
	return a.Insight.RefreshFirm(ctx, day)
}

// judgeNewcomers publishes what is to be said of customers who come with a list.
func (a *App) judgeNewcomers(ctx context.Context, tx *store.Tx, list []*customer.Customer) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return a.Insight.Newcomers(ctx, tx, day, list)
}

// Nightly computes everything for the day anew and plans everybody's list.
func (a *App) Nightly(ctx context.Context, day cal.Date) error {
	defer debug.FreeOSMemory() // as after a large import
	if _, err := a.Insight.RefitIfNeeded(ctx, day); err != nil {
		return err
	}
	if err := a.Insight.Rebuild(ctx, day, nil); err != nil {
		return err
	}
	if err := a.measureNotes(ctx, day); err != nil {
		return err
	}
	return a.planAll(ctx, day)
}

// measureNotes measures once a month how completely talks are noted.
func (a *App) measureNotes(ctx context.Context, day cal.Date) error {
	last, found, err := interaction.LastCoverage(ctx, a.DB, day)
	if err != nil || found && last.Day.MonthKey() == day.MonthKey() {
		return err
	}
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	_, err = interaction.Measure(ctx, a.DB, day, string(p.Trade))
	return err
}

func (a *App) planAll(ctx context.Context, day cal.Date) error {
	users, err := team.List(ctx, a.DB)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.DisabledAt != 0 || !u.Role.Writes() {
			continue
		}
		if err := a.Desk.Plan(ctx, u.ID, day); err != nil {
			return err
		}
	}
	return nil
}

// ListToday returns the list of the first user who works with customers, planning it
// when nobody did.
func (a *App) ListToday(ctx context.Context) ([]care.Step, error) {
	day, err := a.Day(ctx)
	if err != nil {
		return nil, err
	}
	user, err := a.firstUser(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.AfterImport(ctx, nil); err != nil {
		return nil, err
	}
	if err := a.Desk.Plan(ctx, user, day); err != nil {
		return nil, err
	}
	d, _, err := care.Today(ctx, a.DB, user, day)
	if err != nil {
		return nil, err
	}
	for i := range d.Steps {
		if s := &d.Steps[i]; s.Line.Customer == 0 {
			if s.Line.Members, _, err = care.Members(ctx, a.DB, s.ID); err != nil {
				return nil, err
			}
		}
	}
	return d.Steps, nil
}

// ListAt returns the list as of a day, computed in memory.
func (a *App) ListAt(ctx context.Context, day cal.Date) ([]care.Step, error) {
	lines, err := a.Desk.At(ctx, day)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(lines))
	for _, l := range lines {
		if l.Customer != 0 {
			ids = append(ids, l.Customer)
		}
	}
	people, err := customer.Many(ctx, a.DB, ids)
	if err != nil {
		return nil, err
	}
	byID := map[int64]customer.Customer{}
	for _, c := range people {
		byID[c.ID] = c
	}
	steps := make([]care.Step, len(lines))
	for i, l := range lines {
		c := byID[l.Customer]
		steps[i] = care.Step{
			Day: day, Line: l, State: care.Planned, Until: cal.Never, Kind: string(c.Kind), FullName: c.Name, Number: c.Number,
			LastName: c.LastName, Salutation: c.Salutation, AddressForm: c.AddressForm, Phone: c.Phone, LastDay: l.Facts.Last,
		}
	}
	return steps, nil
}

func (a *App) firstUser(ctx context.Context) (int64, error) {
	users, err := team.List(ctx, a.DB)
	if err != nil {
		return 0, err
	}
	for _, u := range users {
		if u.DisabledAt == 0 && u.Role.Writes() {
			return u.ID, nil
		}
	}
	return 0, nil
}

// Refreshed tells when the firm's figures were computed last; zero before the first time.
func (a *App) Refreshed(ctx context.Context) (time.Time, error) {
	day, err := a.Day(ctx)
	if fault.KindOf(err) == fault.NotFound {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	_, at, found, err := insight.LatestFigures(ctx, a.DB, day)
	if err != nil || !found {
		return time.Time{}, err
	}
	return at.Time(a.zone()), nil
}

// DataEnd returns the day of the newest purchase, cal.Never without any.
func (a *App) DataEnd(ctx context.Context) (cal.Date, error) { return lifecycle.Newest(ctx, a.DB) }

// Customers tells how many persons and firms there are. Counting a large record takes
// long, so it is done at most twice a minute.
func (a *App) Customers(ctx context.Context) (int64, error) {
	a.mu.Lock()
	n, at := a.customers, a.counted
	a.mu.Unlock()
	if n > fewCustomers && a.Now().Sub(at) < 30*time.Second {
		return n, nil
	}
	n, err := customer.Count(ctx, a.DB)
	if err != nil {
		return 0, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.customers, a.counted = n, a.Now()
	return n, nil
}

// fewCustomers are counted anew each time.
const fewCustomers = 5000
