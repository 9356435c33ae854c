package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// sums of the published rows by measure and field.
func folioSums(rows []portfolio.Row) (out [2][5]portfolio.Sum) {
	for _, r := range rows {
		for _, m := range portfolio.Measures {
			t := &out[m][r.In(m)]
			t.Customers, t.Worth, t.Year = t.Customers+1, t.Worth+r.Worth, t.Year+r.Year
		}
	}
	return out
}

func TestThePortfolioSumsUpAndTellsWhoMoved(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 200)
		w.insert(t, w.history())
		if _, err := w.insight.RefitIfNeeded(ctx, today); err != nil {
			t.Fatal(err)
		}
		w.refreshAll(t)
		before, _, found, err := portfolio.Latest(ctx, db, today)
		if err != nil || !found || !before.Frame.Known() || before.Since != 0 || len(before.Flows) != 0 {
			t.Fatalf("first portfolio %+v, %v", before, err)
		}
		if err := w.insight.RecallPortfolio(ctx, today); err != nil {
			t.Fatal(err)
		}
		s, _, _, err := portfolio.Latest(ctx, db, today)
		if err != nil || s.Since != today.AddMonths(-portfolio.Back).MonthKey() {
			t.Fatalf("compared with %d, %v", s.Since, err)
		}
		rows := w.published(t).Places
		want := folioSums(rows)
		moved := map[portfolio.Measure]int{}
		for _, r := range rows {
			for _, m := range portfolio.Measures {
				if r.In(m) != r.Before(m) {
					moved[m]++
				}
			}
		}
		for m := range s.Sums {
			var care money.Cents
			for f := range s.Sums[m] {
				care += s.Sums[m][f].Care
				if late := s.Sums[m][f].Late; late < 0 || late > s.Sums[m][f].Customers || portfolio.Field(f) == portfolio.Outside && m == 1 && late > 0 {
					t.Errorf("measure %d field %d: %d of %d are late", m, f, late, s.Sums[m][f].Customers)
				}
				s.Sums[m][f].Care, s.Sums[m][f].Late = 0, 0
			}
			if flows := countFlows(s.Flows, portfolio.Measure(m)); flows != moved[portfolio.Measure(m)] {
				t.Errorf("measure %d: %d moved, told are %d", m, moved[portfolio.Measure(m)], flows)
			}
		}
		if diff := cmp.Diff(want, s.Sums); diff != "" {
			t.Error(diff)
		}
		if s.Customers+s.Left != len(rows) || s.Half == 0 {
			t.Errorf("%d inside, %d left of %d, half by %d", s.Customers, s.Left, len(rows), s.Half)
		}
		if wanted, err := portfolio.WantsRecall(ctx, db, today); err != nil || wanted {
			t.Errorf("looks back again: %v", err)
		}
		w.update(t, func(tx *store.Tx) error { return customer.MarkAllDue(ctx, tx, w.now()) })
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(rows, w.published(t).Places); diff != "" {
			t.Error("one by one differs: " + diff)
		}
		w.refreshAll(t)
		if diff := cmp.Diff(rows, w.published(t).Places); diff != "" {
			t.Error("a second run moves: " + diff)
		}
	})
}

func countFlows(list []portfolio.Flow, m portfolio.Measure) (n int) {
	for _, f := range list {
		if f.Measure == m {
			n += f.Customers
		}
	}
	return n
}

func TestThePastIsJudgedAsItWasSeenThen(t *testing.T) {
	db := schematest.SQLite(t)
	w := newTown(t, db, 200)
	w.insert(t, w.history())
	if _, err := w.insight.RefitIfNeeded(ctx, today); err != nil {
		t.Fatal(err)
	}
	w.refreshAll(t)
	if err := w.insight.RecallPortfolio(ctx, today); err != nil {
		t.Fatal(err)
	}
	rules, err := w.insight.Rules(ctx, today)
	if err != nil {
		t.Fatal(err)
	}
	then := firstOfMonth(today).AddMonths(-portfolio.Back)
	want := map[int64]portfolio.Field{}
	if err := w.insight.At(ctx, then, func(p *Portrait) error {
		if p.Place.Bought {
			want[p.Customer], _ = rules.Lines.Of(portfolio.PointOf(&p.Place))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, r := range w.published(t).Places {
		if r.Was != want[r.Customer] {
			t.Errorf("customer %d was in %s, not %s", r.Customer, want[r.Customer].Key(), r.Was.Key())
		}
	}
}

func TestTheShareThatACustomerNamesGoesBeforeTheEstimate(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		w.refreshAll(t)
		var one portfolio.Row
		for _, r := range w.published(t).Places {
			if r.Inside {
				one = r
			}
		}
		if one.Customer == 0 || one.Told {
			t.Fatalf("nobody inside, or told already: %+v", one)
		}
		by := customer.By{At: w.now(), Region: "DE"}
		tell := func(day cal.Date, share int) (id int64) {
			w.update(t, func(tx *store.Tx) (err error) {
				id, err = feedback.Tell(ctx, tx, by, today, feedback.Told{Customer: one.Customer, Day: day, Share: share})
				return err
			})
			if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
				t.Fatal(err)
			}
			return id
		}
		row := func() portfolio.Row {
			r, found, err := portfolio.GetRow(ctx, db, one.Customer)
			if err != nil || !found {
				t.Fatal(found, err)
			}
			return r
		}
		tell(today.Add(-9), 9000)
		id := tell(today, 1000)
		if r := row(); r.Share != 1000 || !r.Told || r.Position == one.Position {
			t.Errorf("after he named a tenth: %+v", r)
		}
		w.refreshAll(t)
		if r := row(); r.Share != 1000 || !r.Told {
			t.Errorf("after a complete run: %+v", r)
		}
		w.update(t, func(tx *store.Tx) error { return feedback.Untell(ctx, tx, by, id, 1) })
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		if r := row(); r.Share != 9000 || !r.Told {
			t.Errorf("after the last word was a mistake: %+v", r)
		}
	})
}

// Rows of somebody who is gone go with the next run of all, also when nobody marked him.
func TestRowsOfWhoIsGoneGo(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 5)
		w.refreshAll(t)
		before := len(w.published(t).Lifecycle)
		if _, found, err := lifecycle.GetRow(ctx, db, 2); err != nil || !found {
			t.Fatalf("the second has rows: %v, %v", found, err)
		}
		if _, err := db.Raw().ExecContext(ctx, "DELETE FROM customer WHERE id = 2"); err != nil {
			t.Fatal(err)
		}
		w.refreshAll(t)
		if after := len(w.published(t).Lifecycle); after != before-1 {
			t.Errorf("%d published rows, %d before somebody went", after, before)
		}
	})
}
