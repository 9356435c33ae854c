package insight

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// randomTown has some sales without a customer and one collective account.
func randomTown(t *testing.T, db *store.DB, seed uint64) (*town, []sales.Document) {
	t.Helper()
	w := newTown(t, db, 30)
	w.random = rand.New(rand.NewPCG(seed, 2*seed+1))
	docs := w.history()
	for i := range docs {
		if w.random.IntN(8) == 0 {
			docs[i].Order.Customer = sales.Unassigned
		}
	}
	w.insert(t, docs)
	if _, err := db.Raw().ExecContext(ctx, "UPDATE customer SET collective = 1 WHERE id = 5"); err != nil {
		t.Fatal(err)
	}
	return w, docs
}

// bucket sums up what was sold without a customer.
func bucket(docs []sales.Document, day cal.Date) value.Windows {
	var entries []value.Entry
	for _, d := range docs {
		if o := d.Order; o.Customer == sales.Unassigned && o.Figures {
			entries = append(entries, value.Entry{Day: o.Day, Margin: value.Margin{
				Net: o.Net, Cost: o.Cost, NetMeasured: o.NetMeasured, NetEstimated: o.NetEstimated,
			}})
		}
	}
	return value.WindowsOn(entries, day)
}

// TestCustomersAndTheBucketSumUpToTheFirm is invariant 2, and 11 for deleting.
func TestCustomersAndTheBucketSumUpToTheFirm(t *testing.T) {
	for seed := range uint64(6) {
		w, docs := randomTown(t, schematest.SQLite(t), seed)
		check := func(day cal.Date) Figures {
			t.Helper()
			sum := bucket(docs, day)
			if err := w.insight.At(ctx, day, func(p *Portrait) error {
				sum.Year, sum.YearPast = sum.Year.Add(p.Value.Year), sum.YearPast.Add(p.Value.YearPast)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			f, err := w.insight.FiguresAt(ctx, day)
			if err != nil {
				t.Fatal(err)
			}
			if f.Year != sum.Year || f.Past != sum.YearPast {
				t.Errorf("seed %d, %v: the firm has %+v and %+v, its parts %+v and %+v", seed, day, f.Year, f.Past, sum.Year, sum.YearPast)
			}
			return f
		}
		days := []cal.Date{today, today.Add(-w.random.IntN(300)), today.Add(-w.random.IntN(300))}
		var before []Figures
		for _, day := range days {
			before = append(before, check(day))
		}
		for range 3 {
			id := 2 + w.random.Int64N(w.people)
			w.update(t, func(tx *store.Tx) error { return w.books().MoveToUnassigned(ctx, tx, id) })
			for i := range docs {
				if docs[i].Order.Customer == id {
					docs[i].Order.Customer = sales.Unassigned
				}
			}
			for i, day := range days {
				after := check(day)
				for m := range after.Months {
					before[i].Months[m].NetUnassigned = after.Months[m].NetUnassigned
				}
				if diff := cmp.Diff(before[i].Months, after.Months); diff != "" {
					t.Errorf("seed %d: deleting customer %d changes the months: %s", seed, id, diff)
				}
			}
		}
	}
}

// TestEveryPublishedFigureCanBeExplained is invariant 10: every row names rule and day,
// and "Warum?" computes the same from the inputs it lists.
func TestEveryPublishedFigureCanBeExplained(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w, _ := randomTown(t, db, 9)
		w.refreshAll(t)
		rows := w.published(t)
		for i, l := range rows.Lifecycle {
			why, err := w.insight.Why(ctx, l.Customer, today)
			if err != nil {
				t.Fatal(err)
			}
			if l.Rule != lifecycle.Rule || rows.Value[i].Rule != value.Rule || rows.Warning[i].Rule != warning.Rule ||
				l.Day != today || rows.Value[i].Day != today || rows.Warning[i].Day != today {
				t.Errorf("customer %d: a row names no rule or another day", l.Customer)
			}
			if diff := cmp.Diff(l, why.LifecycleRow(), near) + cmp.Diff(rows.Value[i], why.ValueRow()); diff != "" {
				t.Errorf("customer %d: published (-), explained (+): %s", l.Customer, diff)
			}
			if got := why.WarningRow(); got.Score != rows.Warning[i].Score || len(got.Reasons) != len(rows.Warning[i].Reasons) {
				t.Errorf("customer %d: warning %+v, explained %+v", l.Customer, rows.Warning[i], got)
			}
			if why.Params.Check() != nil || (l.Occasions > 0 && len(why.Orders) == 0) {
				t.Errorf("customer %d: inputs are missing", l.Customer)
			}
		}
		f, err := w.insight.FiguresAt(ctx, today)
		if err != nil || f.Day != today || len(f.Rules) != 4 {
			t.Errorf("the firm's figures name %v of %v, %v", f.Rules, f.Day, err)
		}
	})
}
