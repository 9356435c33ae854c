package undo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/undo"
)

func (h *house) talk() interaction.By { b := h.by(); return interaction.By{Actor: b.Actor, At: b.At} }

// expectations are those of a customer without what a row is called.
func (h *house) expectations(t tb, id int64) []string {
	t.Helper()
	list, err := promise.Expectations(ctx, h.db, id, 10)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range list {
		out = append(out, e.Text+" "+e.State+" "+e.Judged.String())
	}
	return out
}

func TestExpectationsGoBackInWhateverWasDoneToThem(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		id := h.create(t, "Berger")
		var row int64
		var states [][]string
		note := func() { states = append(states, h.expectations(t, id)) }
		note()
		h.update(t, func(tx *store.Tx) (err error) {
			row, err = promise.Expect(ctx, tx, h.talk(), promise.Expectation{Customer: id, Text: "frisch", Since: today})
			return err
		})
		note()
		made := h.newest(t, "promise", id)
		h.update(t, func(tx *store.Tx) error { return promise.Judge(ctx, tx, h.talk(), row, promise.Met, today) })
		note()
		h.update(t, func(tx *store.Tx) error { return promise.Judge(ctx, tx, h.talk(), row, promise.Missed, today) })
		note()
		h.update(t, func(tx *store.Tx) error { return promise.Drop(ctx, tx, h.talk(), row) })
		if err := h.desk.Undo(ctx, 8, made.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("what was dropped since: %v", err)
		}
		list, err := history.Of(ctx, db, "promise", id, 0, 10)
		if err != nil || len(list) != 4 {
			t.Fatalf("%d entries, %v", len(list), err)
		}
		for i, e := range list {
			h.undo(t, e)
			if d := cmp.Diff(states[len(states)-1-i], h.expectations(t, id)); d != "" {
				t.Errorf("after %s was taken back: %s", e.Verb, d)
			}
		}
	})
}

func TestWordsAboutTheFirmGoBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		by := culture.By{User: 7, At: 5, Day: today.Add(-30)}
		var id int64
		h.update(t, func(tx *store.Tx) (err error) {
			id, err = culture.Say(ctx, tx, by, culture.Statement{Kind: culture.Vision, Words: "Das beste Brot"})
			return err
		})
		said := func() (out []string) {
			list, err := culture.Now(ctx, db, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				out = append(out, s.Words)
			}
			return out
		}
		first := h.newest(t, "culture", id)
		by.Day = today.Add(-10)
		h.update(t, func(tx *store.Tx) (err error) {
			id, err = culture.Say(ctx, tx, by, culture.Statement{ID: id, Kind: culture.Vision, Words: "Das schnellste Brot", Version: 1})
			return err
		})
		if err := h.desk.Undo(ctx, 7, first.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("words that were replaced since: %v", err)
		}
		h.undo(t, h.newest(t, "culture", id))
		if d := cmp.Diff([]string{"Das beste Brot"}, said()); d != "" {
			t.Error(d)
		}
		now, err := culture.Now(ctx, db, 0)
		if err != nil {
			t.Fatal(err)
		}
		h.update(t, func(tx *store.Tx) error { return culture.Retire(ctx, tx, by, now[0].ID, now[0].Version) })
		h.undo(t, h.newest(t, "culture", now[0].ID))
		if d := cmp.Diff([]string{"Das beste Brot"}, said()); d != "" {
			t.Error(d)
		}
		h.update(t, func(tx *store.Tx) error { return culture.Want(ctx, tx, by, culture.Mix{"exchange": 10_000}) })
		h.update(t, func(tx *store.Tx) error { return culture.Want(ctx, tx, by, culture.Mix{"partner": 10_000}) })
		h.undo(t, h.newest(t, "culture", 0))
		if m, _, err := culture.Wanted(ctx, db); err != nil || m["exchange"] != 10_000 {
			t.Errorf("%v, %v", m, err)
		}
	})
}

func TestAnAnswerWithoutContentGoesBack(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	id := h.create(t, "Berger")
	h.update(t, func(tx *store.Tx) error {
		return knowledge.Ask(ctx, tx, h.by(), knowledge.Asked{Customer: id, Question: knowledge.Questions()[0], Outcome: knowledge.Declined, Day: today, User: 7})
	})
	h.undo(t, h.newest(t, "customer", id))
	if list, err := knowledge.AskedOf(ctx, h.db, id); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestADecisionAboutAPairGoesBackUnlessDecidedAnew(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		a, b := h.create(t, "Haller"), h.create(t, "Haler")
		decide := func(two bool) history.Entry {
			if err := h.desk.Duplicates.Dismiss(ctx, h.by(), a, b, two); err != nil {
				t.Fatal(err)
			}
			return h.newest(t, "customer", a)
		}
		first := decide(true)
		decide(false)
		if err := h.desk.Undo(ctx, 8, first.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("got %v", err)
		}
		second := decide(true)
		h.undo(t, second)
		if c := h.get(t, a); !c.Duplicate {
			t.Error("the pair is not shown again")
		}
		if back := h.newest(t, "customer", a); back.Undoes != second.ID {
			t.Errorf("the undo stands as %+v", back)
		}
	})
}

func TestARunOfTheListIsOneActOfTheLog(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		ids := []int64{h.create(t, "A"), h.create(t, "B"), h.create(t, "C")}
		var run int64
		h.update(t, func(tx *store.Tx) (err error) {
			run, err = bulk.Start(ctx, tx, h.by(), bulk.Plan{Act: bulk.Objection, Source: "Brief", Day: today, Seen: 1 << 60}, ids)
			return err
		})
		if err := bulk.Work(ctx, db, h.by(), today, run); err != nil {
			t.Fatal(err)
		}
		head := h.newest(t, undo.BulkSubject, run)
		if n, err := history.BulkSize(ctx, db, head.ID); err != nil || n != 3 || head.Verb != bulk.Verb {
			t.Fatalf("%+v holds %d changes, %v", head, n, err)
		}
		h.update(t, func(tx *store.Tx) error {
			return consent.Lift(ctx, tx, consent.Statement{CustomerID: ids[1], Kind: consent.Objected, Day: today, Source: "counter", Actor: 3, At: h.by().At})
		})
		r, err := h.desk.Bulk(ctx, 8, head.ID)
		if err != nil || r.Undone != 2 || len(r.Kept) != 1 || r.Kept[0].Entry.SubjectID != ids[1] {
			t.Fatalf("%+v, %v", r, err)
		}
		bars, err := consent.Many(ctx, db, ids)
		if err != nil || bars[ids[0]].Objected || bars[ids[2]].Objected {
			t.Errorf("%v, %v", bars, err)
		}
		if state, err := bulk.Get(ctx, db, run); err != nil || state.State != bulk.Back {
			t.Errorf("the run is %s, %v", state.State, err)
		}
		if _, err := h.desk.Bulk(ctx, 8, head.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: %v", err)
		}
		if r, err := h.desk.Bulk(ctx, 8, h.newest(t, undo.BulkSubject, run).ID); err != nil || r.Undone != 2 {
			t.Errorf("done again: %+v, %v", r, err)
		}
	})
}

func TestADecisionAboutTheStandingGoesBackAndForth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		id := h.create(t, "Berger")
		acts := func() (out []string) {
			if err := lifecycle.EachActs(ctx, db, id, id+1, today, func(_ int64, a lifecycle.Act) { out = append(out, string(a.Kind)+" "+a.Reason) }); err != nil {
				t.Fatal(err)
			}
			return out
		}
		for _, act := range []lifecycle.Act{{Day: today, Kind: lifecycle.ActSet, Reason: "lange da"}, {Day: today, Kind: lifecycle.ActEnd, Reason: "Betrieb zu"}} {
			h.update(t, func(tx *store.Tx) error { return lifecycle.Decide(ctx, tx, id, act, 7, h.by().At) })
		}
		ended := h.newest(t, "customer", id)
		h.undo(t, ended)
		if d := cmp.Diff([]string{"set lange da"}, acts()); d != "" {
			t.Error(d)
		}
		if err := h.desk.Undo(ctx, 8, ended.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: %v", err)
		}
		h.undo(t, h.newest(t, "customer", id))
		if d := cmp.Diff([]string{"set lange da", "end Betrieb zu"}, acts()); d != "" {
			t.Error(d)
		}
	})
}

func TestTheSettingsOfTheCounterGoBackUnlessChangedSince(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	was, err := counter.ReadSetting(ctx, h.db)
	if err != nil {
		t.Fatal(err)
	}
	save := func(topics bool, lock time.Duration) history.Entry {
		h.update(t, func(tx *store.Tx) error {
			return counter.SaveSetting(ctx, tx, 7, h.by().At, counter.Setting{Topics: topics, Lock: lock})
		})
		return h.newest(t, "counter", 1)
	}
	first := save(true, was.Lock)
	if again := save(true, was.Lock); again.ID != first.ID {
		t.Error("what changes nothing stands in the log")
	}
	second := save(true, 9*time.Minute)
	h.undo(t, first) // the other setting changed since stays
	if now, err := counter.ReadSetting(ctx, h.db); err != nil || now != (counter.Setting{Topics: false, Lock: 9 * time.Minute}) {
		t.Errorf("%+v, %v", now, err)
	}
	save(false, 3*time.Minute)
	if err := h.desk.Undo(ctx, 8, second.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("changed since: %v", err)
	}
}
