package promise

import (
	"context"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	by    = interaction.By{Actor: 3, At: 1000}
	today = cal.MustParse("2026-11-24")
)

func update(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func people(t testing.TB, db *store.DB) {
	t.Helper()
	for _, text := range []string{
		"INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Probe', 'probe', 0, 0)",
		"INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (11, 'firm', 'Zweite', 'zweite', 0, 0)",
		"INSERT INTO team_user (id, login, name, role, password, created_at) VALUES (3, 'jana', 'Jana', 'owner', '', 0)",
		"INSERT INTO team_user (id, login, name, role, password, created_at, disabled_at) VALUES (4, 'gone', 'Fort', 'carer', '', 0, 5)",
		"INSERT INTO team_user (id, login, name, role, password, created_at) VALUES (5, 'olga', 'Olga', 'carer', '', 0)",
	} {
		if _, err := db.Raw().ExecContext(ctx, text); err != nil {
			t.Fatal(err)
		}
	}
}

func ours(due cal.Date) Promise {
	return Promise{Customer: 10, Party: interaction.Us, Kind: Thing, Text: "Angebot schicken", Due: due, Minute: Anytime, User: 3, Made: today}
}

func make1(t testing.TB, db *store.DB, p Promise) (id, entry int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) { id, entry, err = Make(ctx, tx, by, p); return err })
	return id, entry
}

func TestDuePromisesReachWhomTheyConcern(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		for _, p := range []struct {
			user int64
			due  cal.Date
			text string
		}{{3, today, "heute"}, {3, today.Add(1), "morgen"}, {3, today.Add(-3), "alt"}, {5, today, "Olgas"}, {4, today, "des Gegangenen"}, {0, today, "aller"}} {
			one := ours(p.due)
			one.User, one.Text = p.user, p.text
			make1(t, db, one)
		}
		list, err := Due(ctx, db, 3, today)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range list {
			got = append(got, p.Text)
		}
		if text := strings.Join(got, ", "); text != "alt, heute, aller" {
			t.Errorf("got %s", text)
		}
		if !list[0].Late(today) || list[1].Late(today) {
			t.Error("only the old one is late")
		}
	})
}

func TestSettledOnceAndTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		id, made := make1(t, db, ours(today))
		var kept int64
		update(t, db, func(tx *store.Tx) (err error) { kept, err = Settle(ctx, tx, by, id, Kept, today); return err })
		p, err := Get(ctx, db, id)
		if err != nil || p.State != Kept || p.Settled != today || p.By != 3 {
			t.Errorf("%+v %v", p, err)
		}
		for name, verb := range map[string]func(tx *store.Tx) error{
			"settle": func(tx *store.Tx) error { _, err := Settle(ctx, tx, by, id, Broken, today); return err },
			"move":   func(tx *store.Tx) error { _, err := Move(ctx, tx, by, id, today.Add(1), Anytime); return err },
			"undo":   func(tx *store.Tx) error { return Undo(ctx, tx, by, made) },
		} {
			if err := db.Update(ctx, verb); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s of a kept promise: %v", name, err)
			}
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, kept) })
		if p, err := Get(ctx, db, id); err != nil || p.State != Open || p.Settled != cal.Never {
			t.Errorf("%+v %v", p, err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, made) })
		if _, err := Get(ctx, db, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("still there: %v", err)
		}
	})
}

func TestMovedPromiseComesLaterAndReturns(t *testing.T) {
	db := schematest.SQLite(t)
	people(t, db)
	id, _ := make1(t, db, ours(today))
	update(t, db, func(tx *store.Tx) error { _, err := Move(ctx, tx, by, id, today.Add(3), 9*60); return err })
	p, err := Get(ctx, db, id)
	if err != nil || p.Moves != 1 || p.Clock() != "09:00" || p.Due != today.Add(3) {
		t.Errorf("%+v %v", p, err)
	}
	if list, err := Due(ctx, db, 3, today); err != nil || len(list) > 0 {
		t.Errorf("due today: %v %v", list, err)
	}
	update(t, db, func(tx *store.Tx) error { return Return(ctx, tx, by, id, today, 0) })
	if list, err := Due(ctx, db, 3, today); err != nil || len(list) != 1 || list[0].Moves != 0 {
		t.Errorf("due today: %v %v", list, err)
	}
	update(t, db, func(tx *store.Tx) error {
		for range 2 {
			if _, err := Move(ctx, tx, by, id, today.Add(5), Anytime); err != nil {
				return err
			}
		}
		return nil
	})
	if err := db.Update(ctx, func(tx *store.Tx) error { return Return(ctx, tx, by, id, today, 0) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("returned behind a second move: %v", err)
	}
}

func TestWhatWasDueOnADay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		id, _ := make1(t, db, ours(today))
		update(t, db, func(tx *store.Tx) error { _, err := Settle(ctx, tx, by, id, Kept, today.Add(2)); return err })
		for shift, want := range map[int]int{-1: 0, 0: 1, 1: 1, 2: 0} {
			list, err := DueAt(ctx, db, today.Add(shift))
			if err != nil || len(list) != want {
				t.Errorf("%d days later %d, want %d (%v)", shift, len(list), want, err)
			}
		}
		r, err := RecordOf(ctx, db, 0, today, today.Add(30))
		if err != nil || r != (Record{Kept: 1, Late: 1}) {
			t.Errorf("%+v %v", r, err)
		}
		if r, err := RecordOf(ctx, db, 11, today, today.Add(30)); err != nil || r != (Record{}) {
			t.Errorf("%+v %v", r, err)
		}
	})
}

func TestIncompletePromisesAreRefused(t *testing.T) {
	db := schematest.SQLite(t)
	people(t, db)
	for want, change := range map[string]func(*Promise){
		"promise.incomplete":      func(p *Promise) { p.Party = "" },
		"promise.no_text":         func(p *Promise) { p.Text = " " },
		"promise.too_long":        func(p *Promise) { p.Text = strings.Repeat("ä", maxText+1) },
		"promise.no_day":          func(p *Promise) { p.Due = cal.Never },
		"interaction.bad_channel": func(p *Promise) { p.Kind, p.Channel = Callback, "pigeon" },
	} {
		p := ours(today)
		change(&p)
		err := db.Update(ctx, func(tx *store.Tx) error { _, _, err := Make(ctx, tx, by, p); return err })
		if e := fault.Of(err); e == nil || e.Key != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	back := ours(today)
	back.Kind, back.Text = Callback, ""
	make1(t, db, back) // a call back needs no words
}

func TestAmendNoticesAnotherHand(t *testing.T) {
	db := schematest.SQLite(t)
	people(t, db)
	id, _ := make1(t, db, ours(today))
	p, err := Get(ctx, db, id)
	if err != nil {
		t.Fatal(err)
	}
	p.Text, p.Due = "Muster schicken", today.Add(2)
	update(t, db, func(tx *store.Tx) error { _, err := Amend(ctx, tx, by, p); return err })
	if err := db.Update(ctx, func(tx *store.Tx) error { _, err := Amend(ctx, tx, by, p); return err }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the stale version was taken: %v", err)
	}
	if p, err := Get(ctx, db, id); err != nil || p.Text != "Muster schicken" || p.Moves != 0 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestExpectationsAreJudged(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			if id, err = Expect(ctx, tx, by, Expectation{Customer: 10, Text: "Lieferung vor zehn Uhr", Since: today}); err != nil {
				return err
			}
			return Judge(ctx, tx, by, id, Exceeded, today.Add(1))
		})
		list, err := Expectations(ctx, db, 10, 5)
		if err != nil || len(list) != 1 || list[0].State != Exceeded || list[0].Judged != today.Add(1) {
			t.Errorf("%+v %v", list, err)
		}
		update(t, db, func(tx *store.Tx) error { return Judge(ctx, tx, by, id, "open", today) })
		if list, err := Expectations(ctx, db, 10, 5); err != nil || list[0].Judged != cal.Never || list[0].By != 0 {
			t.Errorf("%+v %v", list, err)
		}
		update(t, db, func(tx *store.Tx) error { return Drop(ctx, tx, by, id) })
		if list, err := Expectations(ctx, db, 10, 5); err != nil || len(list) > 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestRelinkedPromisesReturn(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		make1(t, db, ours(today))
		other := ours(today)
		other.Customer, other.Contact = 11, 10
		make1(t, db, other)
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) {
			if _, err = Expect(ctx, tx, by, Expectation{Customer: 10, Text: "pünktlich", Since: today}); err != nil {
				return err
			}
			moved, err = Relink(ctx, tx, 10, 11)
			return err
		})
		if list, err := OpenOf(ctx, db, 11); err != nil || len(list) != 2 || list[1].Contact != 11 || len(moved) != 3 {
			t.Errorf("%+v %v %v", list, moved, err)
		}
		update(t, db, func(tx *store.Tx) error { return Unlink(ctx, tx, moved, 10) })
		if list, err := OpenOf(ctx, db, 11); err != nil || len(list) != 1 || list[0].Contact != 10 {
			t.Errorf("%+v %v", list, err)
		}
		if list, err := Expectations(ctx, db, 10, 5); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestForgottenPromisesLeaveNoWords(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		id, _ := make1(t, db, ours(today))
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, 10) })
		if _, err := Get(ctx, db, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("still there: %v", err)
		}
		list, err := history.Of(ctx, db, subject, 10, 0, 5)
		if err != nil || len(list) != 1 || strings.Contains(string(list[0].After), "Angebot") {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestClock(t *testing.T) {
	for text, want := range map[string]int{"": Anytime, "9:05": 545, "14.30": 870, "23:59": 1439} {
		if got, err := ParseClock(text); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"24:00", "9", "9:60", "bald"} {
		if _, err := ParseClock(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q was read: %v", text, err)
		}
	}
}

func TestWhoComesBackGetsThePromisesBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		people(t, db)
		boss := customer.By{Actor: 3, At: by.At, Region: "DE"}
		var old, next, left int64
		update(t, db, func(tx *store.Tx) (err error) {
			if old, err = customer.Create(ctx, tx, boss, customer.Customer{Kind: customer.Contact, LastName: "Altmann", FirmID: 11}); err != nil {
				return err
			}
			next, err = customer.Create(ctx, tx, boss, customer.Customer{Kind: customer.Contact, LastName: "Neumann", FirmID: 11})
			return err
		})
		with := func(contact int64, text string) int64 {
			p := ours(today)
			p.Customer, p.Contact, p.Text = 11, contact, text
			id, _ := make1(t, db, p)
			return id
		}
		stays, kept, own := with(old, "offen"), with(old, "gehalten"), with(next, "von jeher")
		update(t, db, func(tx *store.Tx) (err error) {
			left, err = Leave(ctx, tx, boss, old, next, today, today)
			return err
		})
		update(t, db, func(tx *store.Tx) error { _, err := Settle(ctx, tx, by, kept, Kept, today); return err })
		contact := func(id int64) int64 {
			p, err := Get(ctx, db, id)
			if err != nil {
				t.Fatal(err)
			}
			return p.Contact
		}
		if contact(stays) != next || contact(kept) != next || contact(own) != next {
			t.Fatal("the successor did not get what was open")
		}
		update(t, db, func(tx *store.Tx) error { return ComeBack(ctx, tx, boss, left, 1) })
		if contact(stays) != old || contact(kept) != next || contact(own) != next {
			t.Errorf("back: open with %d, kept with %d, own with %d", contact(stays), contact(kept), contact(own))
		}
		update(t, db, func(tx *store.Tx) (err error) { // and once more, to nobody in particular
			left, err = Leave(ctx, tx, boss, old, 0, today, today)
			return err
		})
		if contact(stays) != 0 {
			t.Errorf("open with %d, want nobody", contact(stays))
		}
		update(t, db, func(tx *store.Tx) error { return ComeBack(ctx, tx, boss, left, 1) })
		if contact(stays) != old || contact(own) != next {
			t.Errorf("back again: %d, %d", contact(stays), contact(own))
		}
	})
}
