package accord_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-24")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t *testing.T, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Update(ctx, do))
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func add(t *testing.T, db *store.DB, name string) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: name})
		return err
	})
	return id
}

func TestTallyCountsCustomersOfAGroupOnce(t *testing.T) {
	told := []accord.Told{{1, "stays", "quality"}, {2, "stays", "quality"}, {3, "stays", "price"}, {2, "stays", "price"}, {9, "stays", "price"}}
	group := map[int64]string{1: "regular", 2: "regular", 3: "first"}
	got := accord.Tally(told, []string{"regular", "first"}, func(id int64) string { return group[id] })
	want := []accord.Count{{"regular", "quality", 2}, {"regular", "price", 1}, {"first", "price", 1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestWhatIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id, other := add(t, db, "Haller GmbH"), add(t, db, "Kolb KG")
		update(t, db, func(tx *store.Tx) error {
			return accord.Plan(ctx, tx, by, accord.Matter{Customer: id, Title: "Neue Halle", Since: today, Due: cal.Never, State: accord.Open})
		})
		list, err := accord.Matters(ctx, db, id)
		must(t, err)
		for name, c := range map[string]struct {
			do   func(tx *store.Tx) error
			want string
		}{
			"a reason needs a phase": {func(tx *store.Tx) error {
				return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "sings", Code: "price", Source: "told", Day: today})
			}, "accord.word"},
			"a reason is not from tomorrow": {func(tx *store.Tx) error {
				return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "came", Code: "price", Source: "told", Day: today.Add(1)})
			}, "accord.future"},
			"nobody wishes for the unclear": {func(tx *store.Tx) error {
				return accord.WishFor(ctx, tx, by, accord.Wish{Customer: id, Kind: "unknown", Day: today})
			}, "accord.word"},
			"an empty agreement is none": {func(tx *store.Tx) error {
				return accord.Agree(ctx, tx, by, accord.Agreement{Customer: id, Day: today, WeGive: "  "})
			}, "accord.empty"},
			"a book is no agreement": {func(tx *store.Tx) error {
				return accord.Agree(ctx, tx, by, accord.Agreement{Customer: id, Day: today, WeGive: strings.Repeat("a", 4001)})
			}, "accord.too_long"},
			"a matter ends after it began": {func(tx *store.Tx) error {
				return accord.Plan(ctx, tx, by, accord.Matter{Customer: id, Title: "x", Since: today, Due: today.Add(-1), State: accord.Open})
			}, "accord.span"},
			"a step belongs to its customer's matter": {func(tx *store.Tx) error {
				return accord.Step(ctx, tx, by, accord.Task{Customer: other, Matter: list[0].ID, Side: "us", Words: "x", Due: today, Done: cal.Never})
			}, "history.no_such_row"},
			"an unknown customer has no reasons": {func(tx *store.Tx) error {
				return accord.Say(ctx, tx, by, today, accord.Reason{Customer: 999, Phase: "came", Code: "price", Source: "told", Day: today})
			}, "customer.no_such_customer"},
		} {
			if err := db.Update(ctx, c.do); key(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
	})
}

func TestNewestVersionHoldsAndEarlierOnesStay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := add(t, db, "Haller GmbH")
		for _, a := range []accord.Agreement{
			{Customer: id, Day: today.Add(-400), WeGive: "Lieferung in 24 Stunden"},
			{Customer: id, Day: today, WeGive: "Lieferung am selben Tag", Decides: "Frau Haller"},
		} {
			update(t, db, func(tx *store.Tx) error { return accord.Agree(ctx, tx, by, a) })
		}
		list, err := accord.Agreements(ctx, db, id)
		must(t, err)
		if len(list) != 2 || list[0].Decides != "Frau Haller" {
			t.Fatalf("%+v", list)
		}
		entries, err := history.Of(ctx, db, row.Subject, id, 0, 1)
		must(t, err)
		update(t, db, func(tx *store.Tx) error { _, err := accord.Undo(ctx, tx, by, entries[0]); return err })
		if list, err = accord.Agreements(ctx, db, id); err != nil || len(list) != 1 {
			t.Errorf("after the undo: %+v, %v", list, err)
		}
	})
}

func TestJointMattersHaveStepsOnBothSides(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := add(t, db, "Haller GmbH")
		update(t, db, func(tx *store.Tx) error {
			return accord.Plan(ctx, tx, by, accord.Matter{Customer: id, Title: "Neue Halle", Aim: "Ein Fett für alles", Since: today, Due: today.Add(90), State: accord.Open})
		})
		list, err := accord.Matters(ctx, db, id)
		must(t, err)
		for side, due := range map[string]cal.Date{"us": today.Add(-1), "them": today.Add(-2)} {
			update(t, db, func(tx *store.Tx) error {
				return accord.Step(ctx, tx, by, accord.Task{Customer: id, Matter: list[0].ID, Side: side, Words: "Muster", Due: due, Done: cal.Never})
			})
		}
		due, err := accord.Due(ctx, db, 3, today, 10)
		must(t, err)
		if len(due) != 1 || due[0].Side != "us" || !due[0].Late(today) {
			t.Fatalf("%+v", due)
		}
		step := due[0]
		step.Done = today
		update(t, db, func(tx *store.Tx) error { return accord.Step(ctx, tx, by, step) })
		if due, err = accord.Due(ctx, db, 3, today, 10); err != nil || len(due) != 0 {
			t.Errorf("done: %+v, %v", due, err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { step.Words = "anders"; return accord.Step(ctx, tx, by, step) }); key(err) != "history.row_changed" {
			t.Errorf("a second editor: %v", err)
		}
	})
}

func TestReasonsAreCountedPerPhaseAndForgotten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := add(t, db, "Haller GmbH"), add(t, db, "Kolb KG")
		for _, r := range []accord.Reason{
			{Customer: a, Phase: "stays", Code: "quality", Words: "Das Fett hält.", Source: "told", Day: today},
			{Customer: a, Phase: "stays", Code: "quality", Source: "survey", Day: today},
			{Customer: b, Phase: "came", Code: "recommended", Source: "told", Day: today},
		} {
			update(t, db, func(tx *store.Tx) error { return accord.Say(ctx, tx, by, today, r) })
		}
		update(t, db, func(tx *store.Tx) error {
			return accord.WishFor(ctx, tx, by, accord.Wish{Customer: a, Kind: "partner", Step: "Einladen", Day: today})
		})
		told, err := accord.ToldOf(ctx, db, "stays")
		must(t, err)
		if len(told) != 1 || told[0] != (accord.Told{Customer: a, Phase: "stays", Code: "quality"}) {
			t.Errorf("%+v", told)
		}
		moved := map[string][]int64{}
		for _, m := range accord.Movings() {
			update(t, db, func(tx *store.Tx) (err error) { moved[m.Table], err = m.Relink(ctx, tx, a, b); return err })
		}
		if list, err := accord.Reasons(ctx, db, b); err != nil || len(list) != 3 {
			t.Errorf("moved: %+v, %v", list, err)
		}
		for _, m := range accord.Movings() {
			update(t, db, func(tx *store.Tx) error { return m.Unlink(ctx, tx, moved[m.Table], a) })
		}
		update(t, db, func(tx *store.Tx) error { return accord.Forget(ctx, tx, a) })
		mine, err := accord.Reasons(ctx, db, a)
		must(t, err)
		wishes, err := accord.Wishes(ctx, db, a)
		must(t, err)
		if theirs, err := accord.Reasons(ctx, db, b); err != nil || len(mine)+len(wishes) != 0 || len(theirs) != 1 {
			t.Errorf("%+v %+v %+v, %v", mine, wishes, theirs, err)
		}
	})
}
