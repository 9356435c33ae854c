package culture

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var monday = cal.MustParse("2026-11-23")

func by(user int64, day cal.Date) By { return By{User: user, At: 1, Day: day} }

func update(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if f := fault.Of(err); f == nil || f.Key != key {
		t.Fatalf("got %v, want %s", err, key)
	}
}

func TestStatementsMustSayWhatCanBeSeen(t *testing.T) {
	for name, c := range map[string]struct {
		key string
		s   Statement
	}{
		"nothing said":                   {"culture.empty", Statement{Kind: Vision, Words: "  "}},
		"a value without an example":     {"culture.examples", Statement{Kind: Worth, Words: "zuverlässig"}},
		"a value with too many examples": {"culture.examples", Statement{Kind: Worth, Words: "zuverlässig", Examples: []string{"a", "b", "c", "d"}}},
		"examples of a vision":           {"culture.examples", Statement{Kind: Vision, Words: "das beste Brot", Examples: []string{"a"}}},
		"a measure of a value":           {"culture.measure", Statement{Kind: Worth, Words: "x", Examples: []string{"a"}, Measure: OnTime}},
		"a measure that there is not":    {"culture.measure", Statement{Kind: Promise, Words: "x", Measure: "loyalty"}},
		"a target without a measure":     {"culture.target", Statement{Kind: Promise, Words: "x", TargetBP: 9000}},
		"a person's own vision":          {"culture.own", Statement{Kind: Vision, User: 3, Words: "x"}},
		"a kind that there is not":       {"culture.kind", Statement{Kind: "claim", Words: "x"}},
	} {
		t.Run(name, func(t *testing.T) { wantKey(t, c.s.check(), c.key) })
	}
	good := Statement{Kind: Worth, Words: " Wir  sind ehrlich ", Examples: []string{"Wir sagen, wenn etwas nicht passt", ""}}
	if err := good.check(); err != nil || good.Words != "Wir sind ehrlich" || len(good.Examples) != 1 {
		t.Errorf("%+v %v", good, err)
	}
}

func TestWordsThatHeldBeforeTodayAreKept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		s := Statement{Kind: Mission, Words: "Brot für die Straße"}
		update(t, db, func(tx *store.Tx) (err error) { s.ID, err = Say(ctx, tx, by(1, monday), s); return err })
		s.Version, s.Words = 1, "Brot für das Viertel"
		update(t, db, func(tx *store.Tx) error { _, err := Say(ctx, tx, by(1, monday), s); return err })
		past, err := Past(ctx, db, 1, 10)
		if err != nil || len(past) != 0 {
			t.Fatalf("words of one day became past words: %+v %v", past, err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { _, err := Say(ctx, tx, by(2, monday.Add(1)), s); return err })
		wantKey(t, err, "culture.changed")
		s.Version, s.Words = 2, "Brot für die Stadt"
		update(t, db, func(tx *store.Tx) (err error) { s.ID, err = Say(ctx, tx, by(2, monday.Add(30)), s); return err })
		now, err := Now(ctx, db, 1)
		if err != nil || len(now) != 1 || now[0].Words != "Brot für die Stadt" || now[0].Since != monday.Add(30) {
			t.Fatalf("%+v %v", now, err)
		}
		past, err = Past(ctx, db, 1, 10)
		if err != nil || len(past) != 1 || past[0].Words != "Brot für das Viertel" || past[0].Until != monday.Add(30) {
			t.Fatalf("%+v %v", past, err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			_, err := Say(ctx, tx, by(1, monday), Statement{Kind: Mission, Words: "Noch eine"})
			return err
		})
		wantKey(t, err, "culture.enough")
		update(t, db, func(tx *store.Tx) error { return Retire(ctx, tx, by(1, monday.Add(31)), s.ID, 1) })
		if now, _ = Now(ctx, db, 1); len(now) != 0 {
			t.Errorf("retired words still hold: %+v", now)
		}
	})
}

func TestAPersonsOwnImageIsReadByThatPersonAlone(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = Say(ctx, tx, by(7, monday), Statement{Kind: SelfImage, User: 7, Words: "Ich höre gern zu"})
			return err
		})
		if now, _ := Now(ctx, db, 8); len(now) != 0 {
			t.Errorf("a colleague reads %+v", now)
		}
		if now, _ := Now(ctx, db, 7); len(now) != 1 {
			t.Errorf("the author reads %+v", now)
		}
		err := db.Update(ctx, func(tx *store.Tx) error { return Retire(ctx, tx, by(8, monday), id, 1) })
		wantKey(t, err, "culture.gone")
		entries, err := history.Of(ctx, db, subject, id, 0, 10)
		if err != nil || len(entries) != 1 || string(entries[0].After) != "{}" {
			t.Errorf("the history tells %+v (%v)", entries, err)
		}
	})
}

func TestEachGuideHasItsWeekAndEachValueItsMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 2*MaxValues).Draw(t, "n")
		var now []Statement
		for i := range n {
			now = append(now, Statement{ID: int64(i + 1), Kind: []Kind{Worth, Promise, Vision}[i%3]})
		}
		guides := n - n/3
		if n%3 == 0 {
			guides = n / 3 * 2
		}
		start := cal.Date(rapid.IntRange(10_000, 30_000).Draw(t, "day"))
		seen := map[int64]bool{}
		for week := range guides {
			s, found := guiding(now, start.Add(7*week))
			if !found || s.Kind == Vision {
				t.Fatalf("week %d: %+v", week, s)
			}
			seen[s.ID] = true
		}
		if len(seen) != guides {
			t.Fatalf("%d guides in %d weeks", len(seen), guides)
		}
		var checks []Check
		asked := map[int64]int{}
		for month := range 2 * guides {
			day := start.AddMonths(month)
			s, found := question(now, checks, day)
			if !found {
				t.Fatalf("nothing is asked in month %d", month)
			}
			asked[s.ID]++
			checks = append(checks, Check{Statement: s.ID, Month: day.MonthKey()})
			if _, again := question(now, checks, day); again {
				t.Fatal("a second question in one month")
			}
		}
		for id, n := range asked {
			if n != 2 {
				t.Fatalf("statement %d was asked about %d times in two rounds", id, n)
			}
		}
	})
}

func TestPromisesAreMeasured(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		update(t, db, func(tx *store.Tx) error {
			for i, o := range []struct {
				customer            int64
				day, promise, deliv string
				faulty              int
			}{
				{5, "2026-03-02", "2026-03-05", "2026-03-05", 0},
				{5, "2026-05-02", "2026-05-05", "2026-05-09", 1},
				{6, "2026-06-01", "9999-12-31", "9999-12-31", 1},
				{6, "2026-06-20", "2026-06-21", "9999-12-31", 0},
				{7, "2024-06-01", "2024-06-01", "2024-06-01", 0},
			} {
				_, err := tx.Exec(ctx, store.New("order", `INSERT INTO sales_order (id, customer_id, source, document, number, kind, day, currency, net_cents,
					promised_day, delivered_day, faulty) VALUES ($1, $2, 'test', $3, $3, 'sale', $4, 'EUR', 100, $5, $6, $7)`),
					int64(i+10), o.customer, string(rune('A'+i)), o.day, o.promise, o.deliv, o.faulty)
				if err != nil {
					return err
				}
			}
			return nil
		})
		results, err := Compute(ctx, db, monday)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return Save(ctx, tx, results) })
		update(t, db, func(tx *store.Tx) error { return Save(ctx, tx, results) })
		got, err := Results(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if r := got[OnTime]; r.Hits != 1 || r.Total != 2 {
			t.Errorf("on time: %+v, want 1 of 2", r)
		}
		if r := got[FaultFree]; r.Hits != 1 || r.Total != 2 {
			t.Errorf("first orders without a fault: %+v, want 1 of 2", r)
		}
		if r := got[PromiseKept]; r.Total != 0 {
			t.Errorf("promises: %+v, want none", r)
		}
	})
}

func TestTheWantedMixMakesAHundred(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		for _, bad := range []Mix{{"exchange": 9000}, {"exchange": 11_000, "partner": -1000}, {"friends": 10_000}, {}} {
			wantKey(t, db.Update(ctx, func(tx *store.Tx) error { return Want(ctx, tx, by(1, monday), bad) }), "culture.mix")
		}
		update(t, db, func(tx *store.Tx) error { return Want(ctx, tx, by(1, monday), Mix{"exchange": 6000, "partner": 4000}) })
		m, since, err := Wanted(ctx, db)
		if err != nil || since != monday || m["partner"] != 4000 {
			t.Errorf("%v %v %v", m, since, err)
		}
	})
}

func TestAMonthHasOneAnswer(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = Say(ctx, tx, by(1, monday), Statement{Kind: Worth, Words: "ehrlich", Examples: []string{"Wir sagen auch Nein"}})
			return err
		})
		s, found, err := Question(ctx, db, monday)
		if err != nil || !found || s.ID != id {
			t.Fatalf("%+v %v %v", s, found, err)
		}
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error { return Reply(ctx, tx, by(1, monday), id, "super", "") }), "culture.answer")
		for _, a := range []Answer{Partly, Yes} {
			update(t, db, func(tx *store.Tx) error {
				return Reply(ctx, tx, by(1, monday), id, a, "Reklamation von Frau Vogt offen besprochen")
			})
		}
		checks, err := Since(ctx, db, monday.Add(-10))
		if err != nil || len(checks) != 1 || checks[0].Answer != Yes {
			t.Fatalf("%+v %v", checks, err)
		}
		if _, found, _ = Question(ctx, db, monday); found {
			t.Error("asked again in the same month")
		}
	})
}
