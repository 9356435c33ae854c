package project

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Carry is what becomes of agreed time that a month did not use.
type Carry string

// The stored keys.
const (
	Lapses Carry = "none" // it ends with the month
	Next   Carry = "next" // it is good in the following month too
	AddsUp Carry = "all"  // it stays until it is used
)

// Carries are all of them in the order in which forms offer them.
var Carries = []Carry{Lapses, Next, AddsUp}

// MonthRule is the rule by which a month is balanced, see [Balance].
const MonthRule = "month/1"

// Term is what is agreed for every month from Since on, until a later term begins.
type Term struct {
	ID      int64    `json:"id"`
	Project int64    `json:"project_id"`
	Since   cal.Date `json:"since"` // the first day of a month
	Minutes int      `json:"minutes"`
	Carry   Carry    `json:"carry"`
	Gone    int      `json:"gone"`
}

func (t *Term) fields() []any {
	return []any{&t.ID, &t.Project, &t.Since, &t.Minutes, (*string)(&t.Carry), &t.Gone}
}

func (t *Term) tidy() error {
	switch {
	case t.Minutes < 0 || t.Minutes > 31*maxMinutes:
		return fault.New(fault.Invalid, "project.bad_amount")
	case !slices.Contains(Carries, t.Carry):
		return fault.New(fault.Invalid, "project.bad_choice")
	case !t.Since.Valid() || t.Since.Day() != 1:
		return fault.New(fault.Invalid, "project.bad_day")
	}
	return nil
}

// FirstOf is the first day of the day's month.
func FirstOf(day cal.Date) cal.Date { return cal.On(day.Year(), day.Month(), 1) }

// Agree says what is agreed a month from the term's month on. What holds already is
// written no second time. It fails with fault.Invalid "project.bad_amount",
// "project.bad_choice" or "project.bad_day".
func Agree(ctx context.Context, tx *store.Tx, by By, t Term) error {
	if _, err := Get(ctx, tx, t.Project); err != nil {
		return err
	}
	known, err := Terms(ctx, tx, t.Project)
	if err != nil {
		return err
	}
	now, found := termOn(known, t.Since)
	if found && now.Minutes == t.Minutes && now.Carry == t.Carry || !found && t.Minutes == 0 {
		return nil
	}
	t.ID, t.Gone = 0, 0
	return put(ctx, tx, by, t.Project, "project.term", "term", nil, &t, func() (err error) {
		t.ID, err = store.Value[int64](ctx, tx, statements.Get("add-term"), t.Project, t.Since, t.Minutes, string(t.Carry), t.Gone)
		return err
	}, 0)
}

// Terms returns what is agreed a month, by month; the last of equal months counts.
func Terms(ctx context.Context, q store.Querier, id int64) ([]Term, error) {
	return store.All(ctx, q, statements.Get("terms"), (*Term).fields, id)
}

// undoTerm takes a term back that still stands.
func undoTerm(ctx context.Context, tx *store.Tx, by By, is Term, entry int64) error {
	now, found, err := store.One(ctx, tx, statements.Get("term"), (*Term).fields, is.ID)
	if err != nil {
		return fmt.Errorf("read what is agreed for project %d: %w", is.Project, err)
	}
	if !found || now.Gone != is.Gone {
		return fault.New(fault.Conflict, "project.changed_since")
	}
	back := now
	back.Gone = 1 - now.Gone
	return put(ctx, tx, by, is.Project, "project.undo", "term", now, &back, func() error {
		_, err := tx.Exec(ctx, statements.Get("save-term"), back.Gone, back.ID)
		return err
	}, entry)
}

// termOn is the term that holds in a month.
func termOn(list []Term, month cal.Date) (t Term, found bool) {
	for _, one := range list {
		if one.Since <= month {
			t, found = one, true
		}
	}
	return t, found
}

// Month is the balance of one month, in minutes.
type Month struct {
	First   cal.Date // its first day
	Agreed  int
	Carry   Carry
	Carried int // brought in from months before
	Used    int // billable time
	Left    int // of Carried + Agreed
	Over    int // used beyond them
	Onward  int // of Left, what the next month may still use; 0 in the last one
	Notes   int // from how many notes of time Used comes
}

// Used is the billable time of a month.
type Used struct {
	First   cal.Date
	Minutes int
	Notes   int
}

// Balance walks the months from the first term to the month of until. Time brought in is
// used first. What is left goes on as the term of its month says; what was used beyond is
// told and charged to no other month. Source: the rule is ours, docs/methods/months.md.
func Balance(terms []Term, used []Used, until cal.Date) []Month {
	if len(terms) == 0 {
		return nil
	}
	var list []Month
	carried := 0
	for first := terms[0].Since; first <= FirstOf(until); first = first.AddMonths(1) {
		t, _ := termOn(terms, first)
		m := Month{First: first, Agreed: t.Minutes, Carry: t.Carry, Carried: carried}
		if i := slices.IndexFunc(used, func(u Used) bool { return u.First == first }); i >= 0 {
			m.Used, m.Notes = used[i].Minutes, used[i].Notes
		}
		m.Left, m.Over = max(0, m.Carried+m.Agreed-m.Used), max(0, m.Used-m.Carried-m.Agreed)
		switch t.Carry {
		case Lapses:
			carried = 0
		case Next:
			carried = min(m.Left, m.Agreed)
		case AddsUp:
			carried = m.Left
		}
		m.Onward = carried
		list = append(list, m)
	}
	if len(list) > 0 {
		list[len(list)-1].Onward = 0
	}
	return list
}

// Months returns the balances of a project's months, the newest first: until today's
// month, or until the month in which the project ended. A project without monthly hours
// has none. zone is where the firm is.
func Months(ctx context.Context, q store.Querier, p *Project, today cal.Date, zone *time.Location) ([]Month, error) {
	terms, err := Terms(ctx, q, p.ID)
	if err != nil || len(terms) == 0 {
		return nil, err
	}
	if p.Stage.Ended() {
		today = min(today, cal.Of(p.StageAt.Time(zone), zone))
	}
	used, err := usedIn(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	list := Balance(terms, used, today)
	slices.Reverse(list)
	return list, nil
}

func usedIn(ctx context.Context, q store.Querier, id int64) ([]Used, error) {
	type row struct {
		month string
		Used
	}
	rows, err := store.All(ctx, q, statements.Get("used-by-month"), func(r *row) []any { return []any{&r.month, &r.Minutes, &r.Notes} }, id)
	if err != nil {
		return nil, fmt.Errorf("sum the months of project %d: %w", id, err)
	}
	list := make([]Used, len(rows))
	for i, r := range rows {
		list[i] = r.Used
		if list[i].First, err = cal.Parse(r.month + "-01"); err != nil {
			return nil, err
		}
	}
	return list, nil
}
