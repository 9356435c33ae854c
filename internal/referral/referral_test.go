package referral_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-22")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func add(t rapid.TB, db *store.DB, c customer.Customer) (id int64) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) (err error) { id, err = customer.Create(ctx, tx, by, c); return err }))
	return id
}

func person(t rapid.TB, db *store.DB, name string) int64 {
	return add(t, db, customer.Customer{Kind: customer.Person, LastName: name})
}

func note(db *store.DB, referrer, referred int64, more ...func(*referral.Referral)) (id int64, err error) {
	r := referral.Referral{Referred: referred, Referrer: referrer, Day: today.Add(-30)}
	for _, m := range more {
		m(&r)
	}
	err = db.Update(ctx, func(tx *store.Tx) error { id, err = referral.Note(ctx, tx, by, today, r); return err })
	return id, err
}

func share(bp int) func(*referral.Referral) { return func(r *referral.Referral) { r.Share = bp } }

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

// buy gives a customer a purchase.
func buy(t rapid.TB, db *store.DB, id int64, day string) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		o := sales.Blank()
		o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", day, day, cal.MustParse(day), "EUR"
		return sales.Books{Currency: "EUR", At: 5}.Insert(ctx, tx, []sales.Document{{Order: o, Lines: []sales.Line{{Quantity: money.Decimal{Digits: 1}, Net: 1000}}}})
	}))
}

func TestRecommendationsKeepTheirRules(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna, paul, ida, otto := person(t, db, "Berger"), person(t, db, "Kolb"), person(t, db, "Moll"), person(t, db, "Ott")
		home := add(t, db, customer.Customer{Kind: customer.Household, Company: "Familie Berger"})
		buy(t, db, anna, "2024-05-02")
		buy(t, db, otto, "2023-05-02")
		_, err := note(db, anna, paul, share(6000))
		must(t, err)
		_, err = note(db, paul, ida)
		must(t, err)
		for name, test := range map[string]struct {
			referrer, referred int64
			change             func(*referral.Referral)
			want               string
		}{
			"nobody recommends himself":                     {anna, anna, nil, "referral.self"},
			"nor over somebody else":                        {paul, anna, nil, "referral.circle"},
			"nor over two":                                  {ida, anna, nil, "referral.circle"},
			"the same two stand there once":                 {anna, paul, share(1000), "referral.twice"},
			"two may share":                                 {otto, paul, share(4000), ""},
			"but not more than the whole":                   {otto, paul, share(4001), "referral.shares"},
			"whom one brought alone nobody else brought":    {otto, ida, nil, "referral.taken"},
			"a household recommends nobody":                 {home, anna, nil, "referral.household"},
			"and is recommended by nobody":                  {anna, home, nil, "referral.buyer"},
			"who bought first was not brought by a later":   {anna, otto, nil, "referral.order"},
			"a day to come is refused":                      {otto, anna, func(r *referral.Referral) { r.Day = today.Add(1) }, "referral.day"},
			"an unknown day is not":                         {otto, anna, func(r *referral.Referral) { r.Day = cal.Never }, ""},
			"an end before the day is refused":              {otto, anna, func(r *referral.Referral) { r.Until = r.Day }, "referral.until"},
			"how we know it is one of three":                {otto, anna, func(r *referral.Referral) { r.Known = "rumour" }, "referral.known"},
			"the answers are three":                         {otto, anna, func(r *referral.Referral) { r.Anyway = "perhaps" }, "referral.answer"},
			"a share of nothing is none":                    {otto, anna, share(-1), "referral.share"},
			"a reward is not negative":                      {otto, anna, func(r *referral.Referral) { r.Reward = -1 }, "referral.reward"},
			"the reserved row without a customer is no end": {customer.Without, anna, nil, "customer.no_such_customer"},
		} {
			t.Run(name, func(t *testing.T) {
				undone := fault.New(fault.Invalid, "test.undone")
				r := referral.Referral{Referred: test.referred, Referrer: test.referrer, Day: today.Add(-3)}
				if test.change != nil {
					test.change(&r)
				}
				err := db.Update(ctx, func(tx *store.Tx) error {
					if _, err := referral.Note(ctx, tx, by, today, r); err != nil {
						return err
					}
					return undone
				})
				if got := key(err); got != test.want && (test.want != "" || got != "test.undone") {
					t.Errorf("got %q (%v), want %q", got, err, test.want)
				}
			})
		}
	})
}

// outline writes a tree as nested names.
func outline(list []referral.Branch) (out []any) {
	for _, b := range list {
		out = append(out, b.Name)
		if len(b.Below) > 0 {
			out = append(out, outline(b.Below))
		}
	}
	return out
}

func TestTheTreeShowsWhomSomebodyBroughtAndTheyInTurn(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ids := map[string]int64{}
		for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
			ids[name] = person(t, db, name)
		}
		for _, pair := range []string{"AB", "AC", "BD", "DE", "EF"} {
			_, err := note(db, ids[pair[:1]], ids[pair[1:]])
			must(t, err)
		}
		for _, test := range []struct {
			depth, limit int
			want         []any
			cut          bool
		}{
			{9, 100, []any{"B", []any{"D", []any{"E", []any{"F"}}}, "C"}, false},
			{2, 100, []any{"B", []any{"D"}, "C"}, true},
			{9, 2, []any{"B", "C"}, true},
			{9, 5, []any{"B", []any{"D", []any{"E", []any{"F"}}}, "C"}, false},
		} {
			tree, cut, err := referral.Tree(ctx, db, ids["A"], test.depth, test.limit)
			must(t, err)
			if d := cmp.Diff(test.want, outline(tree)); d != "" || cut != test.cut {
				t.Errorf("depth %d, at most %d: cut %v\n%s", test.depth, test.limit, cut, d)
			}
		}
		given, err := referral.Given(ctx, db, ids["D"])
		must(t, err)
		if len(given) != 1 || given[0].Name != "B" {
			t.Errorf("D was recommended by %v", given)
		}
		told, err := referral.Before(ctx, db, ids["B"], cal.Never, 1<<60, 10)
		must(t, err)
		if len(told) != 2 || told[0].ReferredName != "D" || told[1].ReferrerName != "A" {
			t.Errorf("B's history tells %v", told)
		}
		having, err := referral.Having(ctx, db, []int64{ids["A"], ids["F"], 999})
		must(t, err)
		if d := cmp.Diff(map[int64]bool{ids["A"]: true, ids["F"]: true}, setOf(having)); d != "" {
			t.Error(d)
		}
	})
}

func setOf(ids []int64) map[int64]bool {
	set := map[int64]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func TestCorrectingEndingAndTakingBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b, c := person(t, db, "A"), person(t, db, "B"), person(t, db, "C")
		id, err := note(db, a, b)
		must(t, err)
		read := func() referral.Referral {
			r, err := referral.Read(ctx, db, id)
			must(t, err)
			return r
		}
		first := read()
		r := first
		r.Referrer, r.Anyway, r.Note = c, referral.No, "Am Telefon gesagt"
		must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.Correct(ctx, tx, by, today, r) }))
		if now := read(); now.Referrer != c || now.Anyway != referral.No || now.Version != 2 {
			t.Errorf("corrected to %+v", now)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return referral.Correct(ctx, tx, by, today, r) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second correction of the same version: %v", err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return referral.End(ctx, tx, by, id, 2, first.Day) }); key(err) != "referral.until" {
			t.Errorf("an end on the first day: %v", err)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.End(ctx, tx, by, id, 2, today) }))
		if now := read(); now.Holds(today) || !now.Holds(today.Add(-1)) {
			t.Errorf("ended: %+v", now)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.Remove(ctx, tx, by, id, 3) }))
		list, err := history.Of(ctx, db, "customer", b, 0, 10)
		must(t, err)
		due(t, db)
		for range 3 { // removed, ended, corrected
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				known, err := referral.Undo(ctx, tx, by, list[0])
				if !known {
					t.Errorf("%s is not known", list[0].Verb)
				}
				return err
			}))
			list = list[1:]
		}
		if d := cmp.Diff(first, read(), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Version" }, cmp.Ignore())); d != "" {
			t.Errorf("taking back leads elsewhere: %s", d)
		}
		if d := cmp.Diff(map[int64]bool{a: true, b: true, c: true}, due(t, db)); d != "" {
			t.Errorf("marked: %s", d)
		}
	})
}

// due returns who is marked, and takes the marks away.
func due(t rapid.TB, db *store.DB) map[int64]bool {
	t.Helper()
	marks, err := customer.NextDue(ctx, db, 0, 1000)
	must(t, err)
	must(t, db.Update(ctx, func(tx *store.Tx) error { _, err := customer.SettleDue(ctx, tx, marks); return err }))
	set := map[int64]bool{}
	for _, m := range marks {
		set[m.ID] = true
	}
	return set
}

func TestWhatWasTakenBackDoesNotCloseACircle(t *testing.T) {
	db := schematest.SQLite(t)
	a, b := person(t, db, "A"), person(t, db, "B")
	id, err := note(db, a, b)
	must(t, err)
	_, err = note(db, a, person(t, db, "C")) // so that the number of the first is not given again
	must(t, err)
	must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.Remove(ctx, tx, by, id, 1) }))
	list, err := history.Of(ctx, db, "customer", b, 0, 1)
	must(t, err)
	_, err = note(db, b, a)
	must(t, err)
	err = db.Update(ctx, func(tx *store.Tx) error { _, err := referral.Undo(ctx, tx, by, list[0]); return err })
	if key(err) != "referral.circle" {
		t.Errorf("got %v", err)
	}
}

// graph reads all recommendations.
func graph(t rapid.TB, db *store.DB) (rows []referral.Referral) {
	t.Helper()
	must(t, referral.Each(ctx, db, 0, 1<<60, func(r *referral.Referral) error { rows = append(rows, *r); return nil }))
	return rows
}

// sound reports what no history may lead to: circles, shares above the whole, a pair twice.
func sound(t rapid.TB, rows []referral.Referral) {
	t.Helper()
	above, shares, pairs := map[int64][]int64{}, map[int64]int{}, map[[2]int64]bool{}
	for _, r := range rows {
		above[r.Referred] = append(above[r.Referred], r.Referrer)
		if shares[r.Referred] += r.Share; shares[r.Referred] > referral.Whole {
			t.Fatalf("shares of %d sum to %d", r.Referred, shares[r.Referred])
		}
		if p := [2]int64{r.Referred, r.Referrer}; pairs[p] {
			t.Fatalf("%v stand there twice", p)
		} else {
			pairs[p] = true
		}
	}
	var walk func(id, begin int64, depth int)
	walk = func(id, begin int64, depth int) {
		if depth > len(rows) {
			t.Fatalf("a circle above %d", begin)
		}
		for _, up := range above[id] {
			walk(up, begin, depth+1)
		}
	}
	for id := range above {
		walk(id, id, 0)
	}
}

// TestPropNoHistoryClosesACircle notes, corrects, merges and parts at random. What is merged
// and taken back at once is as before.
func TestPropNoHistoryClosesACircle(t *testing.T) {
	db := schematest.SQLite(t)
	var ids []int64
	for range 7 {
		ids = append(ids, person(t, db, "P"))
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, r := range graph(t, db) {
			must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.Remove(ctx, tx, by, r.ID, r.Version) }))
		}
		one := rapid.SampledFrom(ids)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			from, to := one.Draw(t, "from"), one.Draw(t, "to")
			bp := rapid.SampledFrom([]int{referral.Whole, 5000, 3000}).Draw(t, "share")
			if _, err := note(db, from, to, share(bp)); err != nil && fault.KindOf(err) != fault.Conflict && key(err) != "referral.self" {
				t.Fatal(err)
			}
			sound(t, graph(t, db))
		}
		before := graph(t, db)
		from, to := one.Draw(t, "goes"), one.Draw(t, "stays")
		if from == to {
			return
		}
		var moved referral.Relinked
		must(t, db.Update(ctx, func(tx *store.Tx) (err error) { moved, err = referral.Relink(ctx, tx, from, to, 7); return err }))
		sound(t, graph(t, db))
		must(t, db.Update(ctx, func(tx *store.Tx) error { return referral.Unlink(ctx, tx, moved, from, 8) }))
		if d := cmp.Diff(before, graph(t, db)); d != "" {
			t.Fatalf("merged and parted again: %s", d)
		}
	})
}
