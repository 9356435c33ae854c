package interest_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx = context.Background()
	by  = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t rapid.TB, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Update(ctx, do))
}

func add(t rapid.TB, db *store.DB, last string) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Person, LastName: last})
		return err
	})
	return id
}

func topic(t rapid.TB, db *store.DB, name string) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) { id, err = interest.EnsureTopic(ctx, tx, name, 1); return err })
	return id
}

func note(t rapid.TB, db *store.DB, who, about int64, kind interest.Kind, days int) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		_, err := interest.Note(ctx, tx, by, today, interest.Noted{Customer: who, Topic: about, Kind: kind, Day: today.Add(-days), Source: "counter"})
		return err
	})
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func TestTopicsAreOneHoweverWritten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		if a, b := topic(t, db, "Rennräder"), topic(t, db, "  rennräder "); a != b {
			t.Errorf("%d and %d", a, b)
		}
		err := db.Update(ctx, func(tx *store.Tx) error { _, err := interest.EnsureTopic(ctx, tx, " ", 1); return err })
		if key(err) != "interest.topic_name" {
			t.Errorf("no name: %v", err)
		}
	})
}

// Who has a dog and fishes is found by two comparisons, on whatever day.
func TestDogOwnersWhoFish(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		dogs, fish := topic(t, db, "Hunde"), topic(t, db, "Angeln")
		both, one, not := add(t, db, "Beides"), add(t, db, "Nur Hund"), add(t, db, "Bitte nicht")
		for _, who := range []int64{both, one, not} {
			note(t, db, who, dogs, interest.Told, 0)
		}
		note(t, db, both, fish, interest.Told, 0)
		note(t, db, not, fish, interest.Told, 5)
		note(t, db, not, fish, interest.Excluded, 0)
		ask := func(day cal.Date) []int64 {
			ids, err := interest.WhoLikesBoth(ctx, db, dogs, fish, day, 0, 10)
			must(t, err)
			return ids
		}
		if got := ask(today); !slices.Equal(got, []int64{both}) {
			t.Errorf("both: %v", got)
		}
		if got := ask(today.Add(158)); len(got) != 0 { // .6 halves in 270 days, so it is .4 after 158
			t.Errorf("faded: %v", got)
		}
		if got := ask(today.Add(157)); len(got) != 1 {
			t.Errorf("the day before: %v", got)
		}
		list, err := interest.WhoLikes(ctx, db, dogs, today, both, 10)
		must(t, err)
		if !slices.Equal(list, []int64{one, not}) {
			t.Errorf("dogs: %v", list)
		}
	})
}

// buy writes purchases of a product of a category, so many days ago.
func buy(t rapid.TB, db *store.DB, who int64, category string, days ...int) (goods interest.Goods) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		cat, _, err := sales.EnsureCategory(ctx, tx, category, category)
		if err != nil {
			return err
		}
		goods = interest.Goods{Kind: "category", ID: cat}
		list := []sales.Product{{Source: "t", Number: category, Name: category, Category: cat, Class: sales.Goods}}
		if err := sales.MergeProducts(ctx, tx, list); err != nil {
			return err
		}
		var docs []sales.Document
		for _, d := range days {
			o := sales.Blank()
			o.Customer, o.Source, o.Document, o.Currency, o.Kind = who, "t", category+time.Duration(d).String()+time.Duration(who).String(), "EUR", sales.Sale
			o.Day = today.Add(-d)
			docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{{Product: list[0].ID, Class: sales.Goods, Quantity: money.Decimal{Digits: 1}, Net: 500}}})
		}
		return sales.Books{Currency: "EUR", At: 1}.Insert(ctx, tx, docs)
	})
	return goods
}

func TestPurchasesAreEvidenceAndVanishingIsAsked(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who, about := add(t, db, "Berger"), topic(t, db, "Hunde")
		goods := buy(t, db, who, "Hundefutter", 40, 47, 54, 61, 68)
		buy(t, db, who, "Köder", 3)
		update(t, db, func(tx *store.Tx) error { return interest.SetGoods(ctx, tx, about, []interest.Goods{goods}) })
		if list, err := interest.GoodsOf(ctx, db, about); err != nil || !slices.Equal(list, []interest.Goods{goods}) {
			t.Errorf("%v, %v", list, err)
		}
		n, err := interest.RefreshAll(ctx, db, today)
		must(t, err)
		likes, err := interest.Likes(ctx, db, who)
		must(t, err)
		if n != 1 || len(likes) != 1 || likes[0].Bought != 5 || likes[0].Name != "Hunde" || likes[0].On(today) < interest.Strong {
			t.Fatalf("%d customers, %+v", n, likes)
		}
		doubts, err := interest.Doubts(ctx, db, who)
		must(t, err)
		if len(doubts) != 1 || doubts[0].Kind != interest.AskVanished || doubts[0].Since != today.Add(-40) {
			t.Fatalf("%+v", doubts)
		}
		update(t, db, func(tx *store.Tx) error { return interest.Answer(ctx, tx, by, today, doubts[0], true) })
		again := db.Update(ctx, func(tx *store.Tx) error { return interest.Answer(ctx, tx, by, today, doubts[0], true) })
		if key(again) != "interest.answered" {
			t.Errorf("answered twice: %v", again)
		}
		for _, day := range []cal.Date{today, today.Add(30)} {
			update(t, db, func(tx *store.Tx) error { return interest.Refresh(ctx, tx, day, who) })
			if left, err := interest.Doubts(ctx, db, who); err != nil || len(left) != 0 {
				t.Errorf("asked again on %v: %+v, %v", day, left, err)
			}
		}
		likes, err = interest.Likes(ctx, db, who)
		must(t, err)
		if likes[0].On(today) < .99 {
			t.Errorf("he still likes it: %v", likes[0].On(today))
		}
	})
}

func TestDeniedInterestIsOverAndCanBeTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who, about := add(t, db, "Berger"), topic(t, db, "Rennrad")
		note(t, db, who, about, interest.Told, 100)
		note(t, db, who, about, interest.Denied, 0)
		likes, err := interest.Likes(ctx, db, who)
		must(t, err)
		if likes[0].Until != today || likes[0].FitsUntil != 0 {
			t.Errorf("%+v", likes)
		}
		list, err := history.Of(ctx, db, row.Subject, who, 0, 1)
		must(t, err)
		update(t, db, func(tx *store.Tx) error {
			known, err := interest.Undo(ctx, tx, by, today, list[0])
			if !known {
				t.Error("its own entry is not known")
			}
			return err
		})
		likes, err = interest.Likes(ctx, db, who)
		must(t, err)
		if likes[0].Until != cal.Never || math.Abs(likes[0].On(today)-.6*math.Exp2(-100./270)) > 1e-9 {
			t.Errorf("after the undo: %+v", likes)
		}
	})
}

func TestImportedTwiceIsImportedOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who, about := add(t, db, "Berger"), topic(t, db, "Hunde")
		for range 2 {
			update(t, db, func(tx *store.Tx) error {
				_, err := interest.Import(ctx, tx, today, []interest.Noted{{Customer: who, Topic: about, Kind: interest.Imported, Day: today, Source: "crm", Document: "7"}})
				return err
			})
		}
		list, err := interest.EvidenceOf(ctx, db, who)
		must(t, err)
		if len(list) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

// One customer refreshed by himself has the rows that refreshing everybody gives him.
func TestRefreshOfOneAndOfAllAgree(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		about := topic(t, db, "Hunde")
		goods := interest.Goods{}
		var who []int64
		for i := range 3 {
			id := add(t, db, "Berger")
			goods = buy(t, db, id, "Hundefutter", 10*i, 10*i+20, 10*i+50)
			who = append(who, id)
		}
		update(t, db, func(tx *store.Tx) error { return interest.SetGoods(ctx, tx, about, []interest.Goods{goods}) })
		note(t, db, who[1], about, interest.Told, 3)
		rows := func() (all []interest.Like) {
			for _, id := range who {
				list, err := interest.Likes(ctx, db, id)
				must(t, err)
				all = append(all, list...)
			}
			return all
		}
		update(t, db, func(tx *store.Tx) error { return interest.Refresh(ctx, tx, today, who...) })
		one := rows()
		_, err := interest.RefreshAll(ctx, db, today)
		must(t, err)
		if d := cmp.Diff(one, rows()); d != "" || len(one) != 3 {
			t.Errorf("%d rows, %s", len(one), d)
		}
	})
}

func TestParseTimes(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "9-11": "09:00-11:00", "9 bis 11 Uhr": "09:00-11:00", "15:30–17, 9-11": "09:00-11:00,15:30-17:00",
		"9.30-10": "09:30-10:00", "8 to 9; 8-9": "08:00-09:00", "22-24": "22:00-24:00",
	} {
		if got, err := interest.ParseTimes(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for _, bad := range []string{"9", "11-9", "9-25", "9:70-10", "abends", "9-9", "-", "930-1000", "-1-5"} {
		if got, err := interest.ParseTimes(bad); key(err) != "interest.times" {
			t.Errorf("%q: %q, %v", bad, got, err)
		}
	}
}

func FuzzParseTimes(f *testing.F) {
	for _, s := range []string{"9-11", "9 bis 11 Uhr, 15:30–17", "::-", "24:00-24:01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := interest.ParseTimes(s)
		if err != nil {
			return
		}
		if again, err := interest.ParseTimes(got); err != nil || again != got {
			t.Errorf("%q was read as %q, that as %q (%v)", s, got, again, err)
		}
	})
}

func TestPreferences(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who := add(t, db, "Berger")
		p, err := interest.PreferenceOf(ctx, db, who)
		must(t, err)
		p.Channel, p.Times, p.QuietDays, p.Orientation, p.Since = "phone", "9-10", "7,6", "brand", today
		update(t, db, func(tx *store.Tx) error { return interest.Prefer(ctx, tx, by, p) })
		if err := db.Update(ctx, func(tx *store.Tx) error { return interest.Prefer(ctx, tx, by, p) }); key(err) != "history.row_exists" {
			t.Errorf("two editors: %v", err)
		}
		p, err = interest.PreferenceOf(ctx, db, who)
		must(t, err)
		if p.Version != 1 || p.QuietDays != "6,7" || p.Times != "09:00-10:00" {
			t.Errorf("%+v", p)
		}
		update(t, db, func(tx *store.Tx) error {
			_, err := interest.KeepQuiet(ctx, tx, by, interest.Quiet{Customer: who, Since: today, Until: today.Add(7)})
			return err
		})
		spans, err := interest.Quiets(ctx, db, who, today)
		must(t, err)
		saturday := cal.MustParse("2026-12-05")
		for day, want := range map[cal.Date]bool{today: true, today.Add(6): true, today.Add(7): false, saturday: true, saturday.Add(2): false} {
			if got := p.QuietOn(day, spans); got != want {
				t.Errorf("quiet on %v: %v", day, got)
			}
		}
		if !p.Suits(9*time.Hour) || p.Suits(10*time.Hour) || p.Suits(8*time.Hour+59*time.Minute) {
			t.Error("the times of day are not kept")
		}
		p.Channel = "pigeon"
		if err := db.Update(ctx, func(tx *store.Tx) error { return interest.Prefer(ctx, tx, by, p) }); key(err) != "interest.channel" {
			t.Errorf("an unknown way: %v", err)
		}
	})
}

func TestForgottenCustomerLikesNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who, about := add(t, db, "Berger"), topic(t, db, "Hunde")
		note(t, db, who, about, interest.Told, 0)
		update(t, db, func(tx *store.Tx) error {
			return interest.Prefer(ctx, tx, by, interest.Preference{Customer: who, Orientation: "price", Since: today})
		})
		update(t, db, func(tx *store.Tx) error { return interest.Forget(ctx, tx, who) })
		for _, table := range []string{"interest_evidence", "interest_current", "interest_question", "interest_preference", "interest_quiet"} {
			if n, err := store.Value[int64](ctx, db, store.New("count", "SELECT count(*) FROM "+table)); err != nil || n != 0 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
	})
}

func TestMovingThereAndBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b, about := add(t, db, "Berger"), add(t, db, "Bergar"), topic(t, db, "Hunde")
		note(t, db, a, about, interest.Told, 0)
		note(t, db, b, about, interest.Told, 0)
		count := func(id int64) int {
			list, err := interest.EvidenceOf(ctx, db, id)
			must(t, err)
			return len(list)
		}
		moved := map[string][]int64{}
		for _, m := range interest.Movings() {
			update(t, db, func(tx *store.Tx) (err error) { moved[m.Table], err = m.Relink(ctx, tx, a, b); return err })
		}
		if count(a) != 0 || count(b) != 2 {
			t.Errorf("moved: %d stay, %d there", count(a), count(b))
		}
		for _, m := range interest.Movings() {
			update(t, db, func(tx *store.Tx) error { return m.Unlink(ctx, tx, moved[m.Table], a) })
		}
		if count(a) != 1 || count(b) != 1 {
			t.Errorf("moved back: %d and %d", count(a), count(b))
		}
	})
}

func TestHowOftenTheFirmMayComeUpByItself(t *testing.T) {
	for _, tc := range []struct {
		wish interest.Wish
		last int // days ago, -1 never
		want bool
	}{
		{interest.Wish{}, 0, true},
		{interest.Wish{Quiet: true}, -1, false},
		{interest.Wish{Often: "matter"}, -1, false},
		{interest.Wish{Often: "monthly"}, -1, true},
		{interest.Wish{Often: "monthly"}, 29, false},
		{interest.Wish{Often: "monthly"}, 30, true},
		{interest.Wish{Often: "rarely"}, 181, false},
		{interest.Wish{Often: "rarely"}, 182, true},
	} {
		last := cal.Never
		if tc.last >= 0 {
			last = today.Add(-tc.last)
		}
		if got := tc.wish.Allows(today, last); got != tc.want {
			t.Errorf("%+v, last %d days ago: %v, want %v", tc.wish, tc.last, got, tc.want)
		}
	}
}

func TestWishesOfMany(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ids := make([]int64, 4)
		for i := range ids {
			ids[i] = add(t, db, fmt.Sprint("Muster ", i))
		}
		update(t, db, func(tx *store.Tx) error {
			weekday := (int(today.Weekday())+6)%7 + 1
			for _, p := range []interest.Preference{
				{Customer: ids[0], Channel: "letter", Orientation: "unclear", Often: "rarely", Since: today},
				{Customer: ids[1], QuietDays: fmt.Sprint(weekday), Orientation: "unclear", Since: today},
			} {
				if err := interest.Prefer(ctx, tx, by, p); err != nil {
					return err
				}
			}
			for _, span := range [][2]cal.Date{{today.Add(-3), today.Add(1)}, {today.Add(-1), today.Add(2)}, {today.Add(1), today.Add(2)}} {
				if _, err := interest.KeepQuiet(ctx, tx, by, interest.Quiet{Customer: ids[2], Since: span[0], Until: span[1]}); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := interest.Wishes(ctx, db, ids, today)
		want := map[int64]interest.Wish{ids[0]: {Channel: "letter", Often: "rarely"}, ids[1]: {Quiet: true}, ids[2]: {Quiet: true}}
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
		if got, err = interest.Wishes(ctx, db, ids[3:], today); err != nil || len(got) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
