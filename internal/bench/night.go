package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/store"
)

// nightRows are the rows of what happens without anybody asking.
var nightRows = []string{"nightly_rebuild", "rebuild_firm", "rebuild_forecast", "plan_day", "refresh_one", "kinds_all", "kinds_one", "duplicates_all"}

// night times them: all insight computed anew, of that the firm's figures and the forecast
// of the base by themselves, the list planned, one customer's figures after a change, the kinds of
// relationship with strained phases of all and of one, and the search for doubles. What else waits is done then.
func (r *run) night(ctx context.Context) error {
	for i, measure := range []func(context.Context) error{r.rebuild, r.rebuildFirm, r.rebuildForecast, r.plan, r.refreshOne, r.kinds, r.kindsOne, r.doubles} {
		if !r.wants(nightRows[i]) {
			continue
		}
		r.Progress(nightRows[i])
		if err := measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", nightRows[i], err)
		}
	}
	return r.settle(ctx)
}

func (r *run) rebuild(ctx context.Context) error {
	t := r.start(os.Getpid())
	if err := r.app.Insight.RefreshAll(ctx, r.day, nil); err != nil {
		return err
	}
	row := t.row("nightly_rebuild", float64(r.Customers))
	row.BudgetMS = r.goal.night
	r.add(row)
	return nil
}

// rebuildFirm times the figures and the book of the firm. They are part of the row before
// it, where they take less: there the facts of all customers have been read already.
func (r *run) rebuildFirm(ctx context.Context) error {
	return r.whole("rebuild_firm", func() error { return r.app.Insight.RefreshFirm(ctx, r.day) })
}

// rebuildForecast times the models of the base with the worth of every customer, which the
// night adds to the first row.
func (r *run) rebuildForecast(ctx context.Context) error {
	return r.whole("rebuild_forecast", func() error { return r.app.Insight.RefreshForecast(ctx, r.day) })
}

// whole times one thing done for all customers.
func (r *run) whole(operation string, do func() error) error {
	t := r.start(os.Getpid())
	if err := do(); err != nil {
		return err
	}
	r.add(t.row(operation, float64(r.Customers)))
	return nil
}

// plan makes the list of a day that has none: the one that the pages show was planned when
// the database was filled, the next ones by earlier runs.
func (r *run) plan(ctx context.Context) error {
	next := r.day
	for planned := true; planned; {
		next = next.Add(1)
		var err error
		if _, planned, err = care.Today(ctx, r.app.DB, r.user, next); err != nil {
			return err
		}
	}
	t := r.start(os.Getpid())
	if err := r.app.Desk.Plan(ctx, r.user, next); err != nil {
		return err
	}
	row := t.row("plan_day", float64(r.Customers))
	row.BudgetMS = r.goal.plan
	r.add(row)
	return nil
}

// patience is how long the work may take that a fresh start brings with it: the night
// that it has missed, and what a fill leaves to be compared and learned.
const patience = time.Hour

// settle does that work now, so that it does not run beside what is measured.
func (r *run) settle(ctx context.Context) error {
	r.Progress("settle")
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := r.app.Jobs.Drain(ctx); err != nil {
		return fmt.Errorf("the work of the night does not end: %w", err)
	}
	return nil
}

// refreshOne computes the figures of single customers all over the record.
func (r *run) refreshOne(ctx context.Context) error {
	ids, err := r.spread(ctx, r.Requests)
	if err != nil {
		return err
	}
	row, err := r.measure(ctx, "refresh_one", 1, os.Getpid(), func(ctx context.Context, i int) (time.Duration, error) {
		begun := r.Now()
		err := r.app.Insight.Refresh(ctx, r.day, ids[i%len(ids)])
		return r.Now().Sub(begun), err
	})
	row.BudgetMS = refreshMS
	r.add(row)
	return err
}

// kinds judges which kind of relationship every customer wants, and who is in a strained phase.
func (r *run) kinds(ctx context.Context) error {
	t := r.start(os.Getpid())
	if _, err := r.app.JudgeKinds(ctx, r.day); err != nil {
		return err
	}
	row := t.row("kinds_all", float64(r.Customers))
	row.BudgetMS = r.goal.kinds
	r.add(row)
	return nil
}

// kindsOne judges single customers all over the record, as after a talk that was noted.
func (r *run) kindsOne(ctx context.Context) error {
	ids, err := r.spread(ctx, r.Requests)
	if err != nil {
		return err
	}
	p, err := r.app.Profile(ctx)
	if err != nil {
		return err
	}
	row, err := r.measure(ctx, "kinds_one", 1, os.Getpid(), func(ctx context.Context, i int) (time.Duration, error) {
		begun := r.Now()
		err := r.app.DB.Update(ctx, func(tx *store.Tx) error {
			return relationship.Refresh(ctx, tx, r.day, p.Trade.Kinds(), ids[i%len(ids)])
		})
		return r.Now().Sub(begun), err
	})
	row.BudgetMS = kindMS
	r.add(row)
	return err
}

// spread returns up to n customers from all over the record.
func (r *run) spread(ctx context.Context, n int) ([]int64, error) {
	var ids []int64
	last := int64(0)
	for i := range n {
		after := max(last, int64(r.Customers)*int64(i)/int64(n))
		found, err := customer.Subjects(ctx, r.app.DB, after, 1)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			break
		}
		last = found[0].ID
		ids = append(ids, last)
	}
	return ids, nil
}
