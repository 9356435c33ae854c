package insight

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-03-01")
)

// town is a firm with random customers, the same for a seed on every database.
type town struct {
	db      *store.DB
	random  *rand.Rand
	insight *Service
	clock   cal.Instant
	orders  []int64
	number  int
	people  int64 // ids 2..people+1
}

func newTown(t testing.TB, db *store.DB, people int) *town {
	t.Helper()
	w := &town{db: db, random: rand.New(rand.NewPCG(7, 11)), people: int64(people)}
	settings := Settings{Calendar: cal.NewCalendar([]int{0}, nil), Trade: lifecycle.Bakery, Margin: 3000}
	w.insight = New(db, func(context.Context) (Settings, error) { return settings, nil }, w.now)
	w.update(t, func(tx *store.Tx) error {
		i := int64(1)
		columns := []string{"id", "kind", "name", "sort_key", "collective", "created_at", "updated_at"}
		_, err := tx.Bulk(ctx, "customer", columns, func(dst []any) (bool, error) {
			if i++; i > w.people+1 {
				return false, nil
			}
			kind := "person"
			if i%5 == 0 {
				kind = "firm"
			}
			copy(dst, []any{i, kind, "Probe", fmt.Sprint("probe", i), int64(0), int64(0), int64(0)})
			return true, nil
		})
		return err
	})
	return w
}

func (w *town) now() cal.Instant { w.clock++; return w.clock }

func (w *town) books() sales.Books { return sales.Books{Currency: "EUR", At: w.now()} }

func (w *town) update(t testing.TB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := w.db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// order makes a random document of a customer.
func (w *town) order(id int64, day cal.Date) sales.Document {
	w.number++
	o := sales.Blank()
	o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", fmt.Sprint(w.number), fmt.Sprint(w.number), day, "EUR"
	if w.random.IntN(4) == 0 {
		o.Promised, o.Delivered, o.Faulty = day.Add(3), day.Add(w.random.IntN(7)), int8(w.random.IntN(2))
	}
	if w.random.IntN(6) == 0 {
		o.Due, o.Paid = day.Add(14), day.Add(w.random.IntN(60))
	}
	d := sales.Document{Order: o}
	back := w.random.IntN(12) == 0
	for range 1 + w.random.IntN(2) {
		l := sales.Line{Product: int64(1 + w.random.IntN(3)), Quantity: money.Decimal{Digits: 1}, Net: money.Cents(100 + w.random.IntN(5000))}
		if w.random.IntN(3) > 0 {
			l.Cost, l.Quality = l.Net/2, sales.Given
		}
		if back {
			l.Quantity, l.Net, l.Cost = l.Quantity.Neg(), -l.Net, -l.Cost
		}
		d.Lines = append(d.Lines, l)
	}
	return d
}

// history gives every customer but each tenth a random rhythm over two years.
func (w *town) history() []sales.Document {
	var docs []sales.Document
	for id := int64(2); id <= w.people+1; id++ {
		if id%10 == 0 {
			continue
		}
		mean := 4 + w.random.ExpFloat64()*20
		last := today.Add(-w.random.IntN(400))
		for day := today.Add(-700 + w.random.IntN(300)); day <= last; day = day.Add(1 + int(mean*(0.5+w.random.Float64()))) {
			docs = append(docs, w.order(id, day))
		}
	}
	return docs
}

func (w *town) insert(t testing.TB, docs []sales.Document) {
	t.Helper()
	for len(docs) > 0 {
		n := min(len(docs), 5000)
		w.update(t, func(tx *store.Tx) error {
			if err := w.books().Insert(ctx, tx, docs[:n]); err != nil {
				return err
			}
			var touched []int64
			for _, d := range docs[:n] {
				w.orders = append(w.orders, d.Order.ID)
				touched = append(touched, d.Order.Customer)
			}
			slices.Sort(touched)
			return w.books().SettleReturns(ctx, tx, slices.Compact(touched))
		})
		docs = docs[n:]
	}
}

type published struct {
	Referred  []value.ReferredRow
	Sums      []value.ReferralRow
	Losses    []value.LossRow
	Lifecycle []lifecycle.Row
	Value     []value.Row
	Warning   []warning.Row
	Steps     []value.StepRow
	Lifetime  []value.LifetimeRow
	Cards     []string
	Places    []portfolio.Row
}

// cards are the published cards by customer, every column as text.
func cards(t testing.TB, db *store.DB) []string {
	t.Helper()
	rows, err := store.AllText(ctx, db, `SELECT customer_id || ' ' || kind || ' ' || number || ' ' || name || ' ' || city || ' ' || sort_key || ' ' ||
		collective || duplicate || bars || computed || ' ' || face || ' ' || standing || ' ' || regular_until || ' ' || regained_until || ' ' ||
		late_from || ' ' || dormant_from || ' ' || lost_from || ' ' || occasions || ' ' || CAST(round(CAST(interval_days * 1000 AS NUMERIC)) AS BIGINT) || ' ' ||
		first_day || ' ' || last_day || ' ' || net_12m_cents || ' ' || net_total_cents || ' ' || margin_12m_cents || ' ' || score
		FROM insight_card ORDER BY customer_id`, func(s *string) []any { return []any{s} })
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (w *town) published(t testing.TB) published {
	t.Helper()
	out := published{Cards: cards(t, w.db)}
	for id := int64(1); id <= w.people+20; id++ {
		l, found, err := lifecycle.GetRow(ctx, w.db, id)
		if err != nil {
			t.Fatal(err)
		}
		v, alsoV, errV := value.GetRow(ctx, w.db, id)
		g, alsoG, errG := warning.GetRow(ctx, w.db, id)
		if errV != nil || errG != nil || alsoV != found || alsoG != found {
			t.Fatalf("customer %d: rows %v %v %v, %v %v", id, found, alsoV, alsoG, errV, errG)
		}
		m, alsoM, err := value.GetSteps(ctx, w.db, id)
		if err != nil || alsoM != found {
			t.Fatalf("customer %d: margins %v, %v", id, alsoM, err)
		}
		z, alsoZ, err := value.GetLifetime(ctx, w.db, id)
		if err != nil || alsoZ != found {
			t.Fatalf("customer %d: lifetime value %v, %v", id, alsoZ, err)
		}
		place, stands, err := portfolio.GetRow(ctx, w.db, id)
		if err != nil || stands != (found && l.Occasions > 0) {
			t.Fatalf("customer %d: a place %v, %v", id, stands, err)
		}
		if stands {
			out.Places = append(out.Places, place)
		}
		if found {
			out.Steps, out.Lifetime = append(out.Steps, m), append(out.Lifetime, z)
			out.related(t, w.db, id)
			out.Lifecycle, out.Value, out.Warning = append(out.Lifecycle, l), append(out.Value, v), append(out.Warning, g)
		}
	}
	return out
}

func (w *town) refreshAll(t testing.TB) {
	t.Helper()
	if err := w.insight.RefreshAll(ctx, today, nil); err != nil {
		t.Fatal(err)
	}
}

var near = cmpopts.EquateApprox(1e-9, 0)

// leave lets a new contact person leave a firm.
func (w *town) leave(t testing.TB, firm int64) {
	t.Helper()
	by := customer.By{At: w.now(), Region: "DE"}
	id := 1000 + int64(by.At)
	insert := "INSERT INTO customer (id, kind, firm_id, name, sort_key, created_at, updated_at) VALUES (%d, 'contact', %d, 'Probe', 'probe', 0, 0)"
	if _, err := w.db.Raw().ExecContext(ctx, fmt.Sprintf(insert, id, firm)); err != nil {
		t.Fatal(err)
	}
	w.update(t, func(tx *store.Tx) error {
		_, err := party.Leave(ctx, tx, by, id, 0, today.Add(-w.random.IntN(60)), today)
		return err
	})
}

// spend writes a cost of a customer, by amount or by quantity.
func (w *town) spend(t testing.TB, id int64) {
	t.Helper()
	e := cost.Entry{
		Customer: id, Kind: cost.Minutes, Cause: cost.Causes[w.random.IntN(4)], Quality: cost.Quality(w.random.IntN(3)),
		Day: today.Add(-w.random.IntN(500)), Quantity: int64(1 + w.random.IntN(90)),
	}
	if w.random.IntN(2) == 0 {
		e.Kind, e.Quantity, e.Amount = cost.Kinds[w.random.IntN(len(cost.Kinds))], 0, money.Cents(1+w.random.IntN(5000))
	}
	w.update(t, func(tx *store.Tx) error { _, err := cost.Add(ctx, tx, customer.By{At: w.now()}, e); return err })
}

// miss writes two promises of ours whose day is over, one of them said to be broken.
func (w *town) miss(t testing.TB, id int64) {
	t.Helper()
	by := interaction.By{At: w.now()}
	w.update(t, func(tx *store.Tx) error {
		for i := range 2 {
			due := today.Add(-1 - w.random.IntN(60))
			p := promise.Promise{Customer: id, Party: interaction.Us, Kind: promise.Callback, Due: due, Minute: promise.Anytime, Made: due.Add(-3)}
			made, _, err := promise.Make(ctx, tx, by, p)
			if err != nil {
				return err
			}
			if i == 0 {
				if _, err := promise.Settle(ctx, tx, by, made, promise.Broken, due.Add(-1)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func TestPeopleWhoLeaveAndMissedPromisesAreSigns(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		w.refreshAll(t)
		w.leave(t, 15)
		w.miss(t, 15)
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		row, _, err := warning.GetRow(ctx, db, 15)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []warning.Reason{warning.ContactLeft, warning.PromisesMissed} {
			if !slices.ContainsFunc(row.Reasons, func(p warning.Part) bool { return p.Sign.Reason == want }) {
				t.Errorf("%s is missing in %+v", want, row)
			}
		}
		if row.Colour == warning.Green {
			t.Errorf("got %+v", row)
		}
	})
}

func TestIncrementalAndFullComputationAgree(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		for range 12 {
			w.recommend(t)
		}
		w.burden(t, 7)
		if _, err := w.insight.RefitIfNeeded(ctx, today); err != nil {
			t.Fatal(err)
		}
		w.refreshAll(t)
		for range 20 {
			switch w.random.IntN(10) {
			case 8, 9:
				w.recommend(t)
			case 6:
				w.spend(t, 2+w.random.Int64N(w.people))
			case 7:
				w.update(t, func(tx *store.Tx) error {
					_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: 2 + w.random.Int64N(w.people), Day: today, Channel: interaction.Visit})
					return err
				})
			case 4:
				w.leave(t, 5*(1+w.random.Int64N(12)))
			case 5:
				w.miss(t, 2+w.random.Int64N(w.people))
			case 0:
				ids := w.orders[:3]
				w.orders = w.orders[3:]
				w.update(t, func(tx *store.Tx) error {
					customers, err := w.books().Remove(ctx, tx, ids)
					if err != nil {
						return err
					}
					return w.books().SettleReturns(ctx, tx, customers)
				})
			case 1:
				act := lifecycle.Act{Day: today, Kind: lifecycle.ActSet, Reason: "Kauft seit Jahren auf dem Markt"}
				if w.random.IntN(2) == 0 {
					act.Kind = lifecycle.ActDeny
				}
				w.update(t, func(tx *store.Tx) error {
					return lifecycle.Decide(ctx, tx, 2+w.random.Int64N(w.people), act, 1, w.now())
				})
			case 2:
				w.insert(t, []sales.Document{w.order(2+w.random.Int64N(w.people), today.Add(-w.random.IntN(200)))})
			case 3:
				w.update(t, func(tx *store.Tx) error { return w.books().MoveToUnassigned(ctx, tx, 2+w.random.Int64N(w.people)) })
			}
			if _, err := w.insight.RefreshDue(ctx, today, 7); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.insight.FollowUp(ctx, today); err != nil {
			t.Fatal(err)
		}
		if n, err := customer.CountDue(ctx, db); err != nil || n != 0 {
			t.Fatalf("%d are due, %v", n, err)
		}
		incremental := w.published(t)
		if !slices.ContainsFunc(incremental.Lifetime, func(r value.LifetimeRow) bool { return r.State == value.Own && r.Group > 0 && r.Low < r.High }) {
			t.Error("nobody has a lifetime value")
		}
		w.refreshAll(t)
		if diff := cmp.Diff(w.published(t), incremental); diff != "" {
			t.Error(diff)
		}
		if len(incremental.Referred) < 5 || len(incremental.Sums) < 8 || len(incremental.Losses) == 0 {
			t.Errorf("%d recommendations, %d sums, %d questions", len(incremental.Referred), len(incremental.Sums), len(incremental.Losses))
		}
		if len(incremental.Lifecycle) != int(w.people) {
			t.Errorf("%d of %d customers have rows", len(incremental.Lifecycle), w.people)
		}
	})
}

func TestSameFiguresOnBothDatabases(t *testing.T) {
	if os.Getenv("STAMMKUNDE_TEST_PG") == "" {
		t.Skip("STAMMKUNDE_TEST_PG names no PostgreSQL server")
	}
	var got [2]published
	var figures [2]Figures
	for i, db := range []*store.DB{schematest.SQLite(t), schematest.Postgres(t)} {
		w := newTown(t, db, 80)
		w.insert(t, w.history())
		for range 12 {
			w.recommend(t)
		}
		w.burden(t, 7)
		if fitted, err := w.insight.RefitIfNeeded(ctx, today); err != nil || !fitted {
			t.Fatalf("fitted %v, %v", fitted, err)
		}
		w.refreshAll(t)
		got[i] = w.published(t)
		var err error
		if figures[i], _, _, err = LatestFigures(ctx, db, today); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(got[0], got[1], near); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(figures[0], figures[1], near); diff != "" {
		t.Error(diff)
	}
}

func TestDroppedCategoryIsNoticed(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 3)
		products := []sales.Product{{Source: "kasse", Number: "A"}, {Source: "kasse", Number: "B"}}
		w.update(t, func(tx *store.Tx) error {
			for i, name := range []string{"brot", "kuchen"} {
				id, _, err := sales.EnsureCategory(ctx, tx, name, name)
				if err != nil {
					return err
				}
				products[i].Category = id
			}
			return sales.MergeProducts(ctx, tx, products)
		})
		var docs []sales.Document
		for i := range 40 {
			d := w.order(3, today.Add(7*i-280))
			d.Lines = []sales.Line{{Product: products[0].ID, Quantity: money.Decimal{Digits: 1}, Net: 500}}
			if i < 32 {
				d.Lines = append(d.Lines, sales.Line{Product: products[1].ID, Quantity: money.Decimal{Digits: 1}, Net: 600})
			}
			docs = append(docs, d)
		}
		w.insert(t, docs)
		w.refreshAll(t)
		row, _, err := warning.GetRow(ctx, db, 3)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(row.Reasons, func(p warning.Part) bool {
			return p.Sign.Reason == warning.CategoryDropped && p.Sign.Values[0] == products[1].Category
		}) {
			t.Errorf("got %+v", row.Reasons)
		}
	})
}

func TestViewOfTodayIsWhatIsPublished(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		w.refreshAll(t)
		want := w.published(t)
		i := 0
		if err := w.insight.At(ctx, today, func(p *Portrait) error {
			if diff := cmp.Diff(want.Lifecycle[i], p.LifecycleRow()); diff != "" {
				t.Errorf("customer %d: %s", p.Customer, diff)
			}
			if diff := cmp.Diff(want.Value[i], p.ValueRow()); diff != "" {
				t.Errorf("customer %d: %s", p.Customer, diff)
			}
			if got := p.WarningRow(); got.Score != want.Warning[i].Score || len(got.Reasons) != len(want.Warning[i].Reasons) {
				t.Errorf("customer %d: warning %+v, want %+v", p.Customer, got, want.Warning[i])
			}
			i++
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		stored, _, found, err := LatestFigures(ctx, db, today)
		if err != nil || !found {
			t.Fatalf("found %v, %v", found, err)
		}
		seen, err := w.insight.FiguresAt(ctx, today)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(stored, seen, near); diff != "" {
			t.Error(diff)
		}
	})
}

func TestYearsOfTheFirmAreTheSumOfTheirDays(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 40)
		docs := w.history()
		for i := range docs {
			if i%7 == 0 {
				docs[i].Order.Customer = sales.Unassigned
			}
		}
		w.insert(t, docs)
		for _, day := range []cal.Date{today, today.Add(-1), today.Add(-17), cal.MustParse("2025-12-31"), cal.MustParse("2025-02-28")} {
			f, err := w.insight.FiguresAt(ctx, day)
			if err != nil {
				t.Fatal(err)
			}
			var year, past, month money.Cents
			for _, d := range docs {
				switch o := d.Order; {
				case o.Day > day || o.Day <= day.AddMonths(-24):
				case o.Day <= day.AddMonths(-12):
					past += o.Net
				default:
					year += o.Net
				}
				if d.Order.Day <= day && d.Order.Day.MonthKey() == day.MonthKey() {
					month += d.Order.Net
				}
			}
			if f.Year.Net != year || f.Past.Net != past || f.Months[len(f.Months)-1].Net != month {
				t.Errorf("%v: %d and %d, month %d; want %d and %d, month %d", day, f.Year.Net, f.Past.Net,
					f.Months[len(f.Months)-1].Net, year, past, month)
			}
		}
	})
}

func TestViewBackInTimeKnowsNothingLater(t *testing.T) {
	day := today.Add(-150)
	all := newTown(t, schematest.SQLite(t), 60)
	docs := all.history()
	then := newTown(t, schematest.SQLite(t), 60)
	var known []sales.Document
	for _, d := range docs {
		if d.Order.Day <= day {
			d.Lines = slices.Clone(d.Lines)
			if d.Order.Delivered > day {
				d.Order.Delivered, d.Order.Faulty = cal.Never, -1
			}
			if d.Order.Paid > day {
				d.Order.Paid = cal.Never
			}
			known = append(known, d)
		}
	}
	all.insert(t, docs)
	then.insert(t, known)
	var want []any
	if err := then.insight.At(ctx, day, func(p *Portrait) error {
		want = append(want, p.LifecycleRow(), p.ValueRow(), p.WarningRow().Score, p.First)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var got []any
	if err := all.insight.At(ctx, day, func(p *Portrait) error {
		got = append(got, p.LifecycleRow(), p.ValueRow(), p.WarningRow().Score, p.First)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhoNeverBoughtIsAProspect(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 3)
		w.refreshAll(t)
		r, found, err := lifecycle.GetRow(ctx, db, 2)
		if err != nil || !found || r.Standing != lifecycle.Prospect || r.Last != cal.Never || r.IntervalDays != lifecycle.NoInterval ||
			r.ActivityOn(today) != lifecycle.NoActivity {
			t.Errorf("got %+v, %v, %v", r, found, err)
		}
		if _, found, err := lifecycle.GetRow(ctx, db, sales.Unassigned); found || err != nil {
			t.Errorf("who stands for nobody has a row: %v, %v", found, err)
		}
	})
}

func TestStandingComesFromPurchasesAndTimeOnly(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 30)
		w.insert(t, w.history())
		w.refreshAll(t)
		before := w.published(t)
		w.update(t, func(tx *store.Tx) error {
			for id := int64(2); id < 20; id++ {
				if _, err := interaction.Append(ctx, tx, interaction.Interaction{
					Customer: id, Day: today, Channel: interaction.Letter, Direction: interaction.Out, Reason: "K12",
				}); err != nil {
					return err
				}
			}
			return nil
		})
		w.refreshAll(t)
		after := w.published(t)
		if len(after.Steps) == 0 || after.Steps[0].Year.Care != before.Steps[0].Year.Care+120 {
			t.Errorf("a letter costs 1.20: %+v", after.Steps)
		}
		before.Steps, after.Steps = nil, nil // what a letter costs is no verdict on the customer
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCollectiveAccountIsNobody(t *testing.T) {
	db := schematest.SQLite(t)
	w := newTown(t, db, 20)
	w.insert(t, w.history())
	if _, err := db.Raw().ExecContext(ctx, "UPDATE customer SET collective = 1 WHERE id = 3"); err != nil {
		t.Fatal(err)
	}
	w.refreshAll(t)
	r, _, err := lifecycle.GetRow(ctx, db, 3)
	if err != nil || r.Standing != lifecycle.Prospect || r.Occasions != 0 {
		t.Errorf("got %+v, %v", r, err)
	}
	f, _, _, err := LatestFigures(ctx, db, today)
	if err != nil || f.Customers+f.Prospects != 19 {
		t.Errorf("%d customers and %d prospects, %v", f.Customers, f.Prospects, err)
	}
}

func TestDeletedCustomerLeavesNoRow(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 10)
		w.insert(t, w.history())
		w.refreshAll(t)
		w.update(t, func(tx *store.Tx) error {
			if err := w.books().MoveToUnassigned(ctx, tx, 3); err != nil {
				return err
			}
			return lifecycle.Forget(ctx, tx, 3)
		})
		if _, err := db.Raw().ExecContext(ctx, "DELETE FROM customer WHERE id = 3"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		if rows := w.published(t); len(rows.Lifecycle) != 9 {
			t.Errorf("%d rows", len(rows.Lifecycle))
		}
	})
}

func TestChangeWhileComputingIsNotOverwritten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 10)
		w.insert(t, w.history())
		marks, err := customer.NextDue(ctx, db, 0, 100)
		if err != nil || len(marks) < 5 {
			t.Fatalf("%d marks, %v", len(marks), err)
		}
		w.update(t, func(tx *store.Tx) error { return customer.MarkDue(ctx, tx, 0, marks[1].ID) })
		w.update(t, func(tx *store.Tx) error {
			settled, err := customer.SettleDue(ctx, tx, marks)
			if len(settled) != len(marks)-1 || settled[marks[1].ID] {
				t.Errorf("settled %v of %v", settled, marks)
			}
			return err
		})
		if left, err := customer.NextDue(ctx, db, 0, 100); err != nil || len(left) != 1 || left[0].ID != marks[1].ID {
			t.Errorf("left %v, %v", left, err)
		}
	})
}

// Who plans a list after computing everything must find rows of everybody, also when
// others compute everything at the same time.
func TestAfterComputingEverythingEverybodyHasRows(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 90)
		w.insert(t, w.history())
		var group sync.WaitGroup
		count := store.New("count-rows", "SELECT count(*) FROM lifecycle_current")
		errs, rows := make([]error, 4), make([]int64, 4)
		for i := range errs {
			group.Go(func() {
				if errs[i] = w.insight.RefreshAll(ctx, today, nil); errs[i] == nil {
					rows[i], errs[i] = store.Value[int64](ctx, db, count)
				}
			})
		}
		group.Wait()
		for i, err := range errs {
			if err != nil || rows[i] != rows[0] || rows[i] < w.people {
				t.Errorf("%d rows after computing all of %d, %v", rows[i], w.people, err)
			}
		}
	})
}

func TestSeveralProcessesRefreshAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 90)
		w.insert(t, w.history())
		var group sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs[1:] {
			group.Go(func() { _, errs[i] = w.insight.RefreshDue(ctx, today, 0) })
		}
		group.Go(func() { _, errs[len(errs)-1] = w.insight.FollowUp(ctx, today) })
		group.Wait()
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
			t.Fatal(err)
		}
		together := w.published(t)
		for id := int64(2); id <= w.people+1; id++ { // those without facts were not due
			if err := w.insight.Refresh(ctx, today, id); err != nil {
				t.Fatal(err)
			}
		}
		alone := w.published(t)
		known := map[int64]bool{}
		for _, r := range together.Lifecycle {
			known[r.Customer] = true
		}
		alone.Lifecycle = filter(alone.Lifecycle, func(r lifecycle.Row) bool { return known[r.Customer] })
		if diff := cmp.Diff(alone.Lifecycle, together.Lifecycle); diff != "" {
			t.Error(diff)
		}
	})
}

func TestParametersAreFittedFromTheFirmsOwnPurchases(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 12)
		w.insert(t, w.history())
		if fitted, err := w.insight.RefitIfNeeded(ctx, today); err != nil || fitted {
			t.Fatalf("eleven customers are enough for a fit: %v, %v", fitted, err)
		}
		if _, err := db.Raw().ExecContext(ctx, "DELETE FROM customer WHERE id > 1"); err != nil {
			t.Fatal(err)
		}
		w.people = 80
		w = newTownOn(t, w)
		w.insert(t, w.history())
		for i, c := range []struct {
			day  cal.Date
			want bool
		}{{today, true}, {today, false}, {today.Add(29), false}, {today.Add(30), true}} {
			if i == 1 {
				w.refreshAll(t)
			}
			if fitted, err := w.insight.RefitIfNeeded(ctx, c.day); err != nil || fitted != c.want {
				t.Errorf("on %v: fitted %v, %v", c.day, fitted, err)
			}
		}
		why, err := w.insight.Why(ctx, 3, today.Add(29))
		if err != nil || why.Params.Source != lifecycle.FromFit || why.Params.ValidFrom != today || why.Version == 0 {
			t.Errorf("got %+v, %v", why.Params, err)
		}
	})
}

// newTownOn fills the emptied database of a town with as many customers as it says.
func newTownOn(t *testing.T, w *town) *town {
	t.Helper()
	next := newTown(t, w.db, int(w.people))
	next.number, next.clock = w.number, w.clock
	return next
}

func TestWhyTellsInputsRulesAndDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 5)
		var docs []sales.Document
		for i := range 30 {
			d := w.order(3, today.Add(-240+7*i))
			for j := range d.Lines { // no returns among them
				d.Lines[j].Quantity, d.Lines[j].Net = money.Decimal{Digits: 1}, 500
			}
			docs = append(docs, d)
		}
		w.insert(t, docs)
		why, err := w.insight.Why(ctx, 3, today)
		if err != nil {
			t.Fatal(err)
		}
		if why.Lifecycle.StandingOn(today) != lifecycle.Regular || len(why.Occasions) != 30 || len(why.Orders) != 30 ||
			why.Day != today || !slices.Equal(why.Rules, []string{lifecycle.Rule, value.Rule, value.StepsRule, value.LifetimeRule, portfolio.Rule, warning.Rule}) || why.Wait.Days != 37 {
			t.Errorf("got %+v", why)
		}
		if math.Abs(why.Lifecycle.IntervalDays-7) > 1 {
			t.Errorf("a weekly customer has an interval of %v days", why.Lifecycle.IntervalDays)
		}
		if _, err := w.insight.Why(ctx, 9999, today); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
	})
}

func BenchmarkRefreshAll(b *testing.B) {
	for _, people := range []int{2000, 100000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			w := newTown(b, schematest.SQLite(b), people)
			w.benchHistory(b)
			b.ReportAllocs()
			for b.Loop() {
				w.refreshAll(b)
			}
			b.ReportMetric(float64(people)*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
		})
	}
}

func BenchmarkRefreshOne(b *testing.B) {
	w := newTown(b, schematest.SQLite(b), 2000)
	w.benchHistory(b)
	for b.Loop() {
		if err := w.insight.Refresh(ctx, today, 2+w.random.Int64N(w.people)); err != nil {
			b.Fatal(err)
		}
	}
}

// benchHistory gives every customer ten orders, written in the order of their days.
func (w *town) benchHistory(b *testing.B) {
	b.Helper()
	var docs []sales.Document
	for n := range 10 {
		for id := int64(2); id <= w.people+1; id++ {
			d := w.order(id, today.Add(-900+90*n+w.random.IntN(60)))
			d.Lines = d.Lines[:1]
			d.Lines[0].Quantity, d.Lines[0].Net = money.Decimal{Digits: 1}, 700
			docs = append(docs, d)
			if len(docs) == 5000 {
				w.insert(b, docs)
				docs = docs[:0]
			}
		}
	}
	w.insert(b, docs)
}
