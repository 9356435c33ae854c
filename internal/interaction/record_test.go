package interaction

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var by = By{Actor: 3, At: 1000}

func update(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func call(day string, d Direction) Interaction {
	return Interaction{Customer: 10, Day: cal.MustParse(day), Channel: Phone, Direction: d, Reason: NoOccasion, Tone: "warm", Minutes: 12}
}

func wantLast(t *testing.T, db *store.DB, in, out string) {
	t.Helper()
	text := func(d cal.Date) string {
		if d == cal.Never {
			return ""
		}
		return d.String()
	}
	l, err := LastOf(ctx, db, 10)
	if err != nil || text(l.In) != in || text(l.Out) != out {
		t.Errorf("last in %q out %q, want %q %q (%v)", text(l.In), text(l.Out), in, out, err)
	}
}

func TestLastContactFollowsEveryChange(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		wantLast(t, db, "", "")
		var first, entry int64
		update(t, db, func(tx *store.Tx) (err error) {
			if _, _, err = Log(ctx, tx, by, call("2025-03-01", Out)); err != nil {
				return err
			}
			first, entry, err = Log(ctx, tx, by, call("2025-04-01", In), Link{"order", 7})
			return err
		})
		wantLast(t, db, "2025-04-01", "2025-03-01")
		update(t, db, func(tx *store.Tx) error {
			_, _, err := Log(ctx, tx, by, Interaction{Customer: 10, Day: cal.MustParse("2025-05-01"), Channel: Note, Direction: In, Note: "zieht um"})
			return err
		})
		wantLast(t, db, "2025-04-01", "2025-03-01") // a note is no contact
		c, err := customer.Get(ctx, db, 10)
		if err != nil || c.LastContact != cal.MustParse("2025-04-01") {
			t.Errorf("span ends %v, %v", c.LastContact, err)
		}
		i, links, err := Get(ctx, db, first)
		if err != nil || i.StartedBy != Customer || len(links) != 1 || links[0] != (Link{"order", 7}) {
			t.Errorf("%+v %v %v", i, links, err)
		}
		if ids, err := About(ctx, db, Link{"order", 7}, 5); err != nil || len(ids) != 1 || ids[0] != first {
			t.Errorf("about the order: %v %v", ids, err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, entry) })
		wantLast(t, db, "", "2025-03-01")
		if c, err := customer.Get(ctx, db, 10); err != nil || c.LastContact != cal.MustParse("2025-03-01") || c.FirstContact != c.LastContact {
			t.Errorf("span %v to %v, %v", c.FirstContact, c.LastContact, err)
		}
	})
}

func TestTheSpanThatAFileGaveSurvivesUndo(t *testing.T) {
	db := schematest.SQLite(t)
	addCustomer(t, db)
	var entry int64
	update(t, db, func(tx *store.Tx) (err error) {
		day := cal.MustParse("2019-05-05")
		if err := customer.TouchContacts(ctx, tx, []customer.Span{{CustomerID: 10, First: day, Last: day}}); err != nil {
			return err
		}
		_, entry, err = Log(ctx, tx, by, call("2025-04-01", In))
		return err
	})
	update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, entry) })
	if c, err := customer.Get(ctx, db, 10); err != nil || c.FirstContact.String() != "2019-05-05" || c.LastContact.String() != "2019-05-05" {
		t.Errorf("span %v to %v, %v", c.FirstContact, c.LastContact, err)
	}
}

func TestUndoRefusesWhatWasChangedSince(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		var id, logged, amended int64
		update(t, db, func(tx *store.Tx) (err error) {
			if id, logged, err = Log(ctx, tx, by, call("2025-04-01", In)); err != nil {
				return err
			}
			i, _, err := Get(ctx, tx, id)
			if err != nil {
				return err
			}
			i.Minutes = 40
			amended, err = Amend(ctx, tx, by, i)
			return err
		})
		err := db.Update(ctx, func(tx *store.Tx) error { return Undo(ctx, tx, by, logged) })
		if e := fault.Of(err); e == nil || e.Key != "interaction.changed_since" {
			t.Errorf("got %v", err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			stale := call("2025-04-01", In)
			stale.ID, stale.Version = id, 1
			_, err := Amend(ctx, tx, by, stale)
			return err
		})
		if e := fault.Of(err); e == nil || e.Key != "interaction.changed_since" {
			t.Errorf("a stale version was taken: %v", err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, amended) })
		if i, _, err := Get(ctx, db, id); err != nil || i.Minutes != 12 {
			t.Errorf("minutes %d, %v", i.Minutes, err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, logged) })
		if _, _, err := Get(ctx, db, id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("still there: %v", err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { return Undo(ctx, tx, by, logged) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestRemovedContactComesBackAsItWas(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		var id, removed int64
		update(t, db, func(tx *store.Tx) (err error) {
			if id, _, err = Log(ctx, tx, by, call("2025-04-01", In), Link{"order", 7}); err != nil {
				return err
			}
			removed, err = Remove(ctx, tx, by, id)
			return err
		})
		wantLast(t, db, "", "")
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, removed) })
		wantLast(t, db, "2025-04-01", "")
		i, links, err := Get(ctx, db, id)
		if err != nil || i.Tone != "warm" || i.Minutes != 12 || len(links) != 1 {
			t.Errorf("%+v %v %v", i, links, err)
		}
	})
}

func TestForgottenContactsLeaveNoWords(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		i := call("2025-04-01", In)
		i.Note = "Modellbahn"
		var removed int64
		update(t, db, func(tx *store.Tx) error {
			id, _, err := Log(ctx, tx, by, i, Link{"order", 7})
			if err != nil {
				return err
			}
			if removed, err = Remove(ctx, tx, by, id); err != nil {
				return err
			}
			if _, _, err := Log(ctx, tx, by, i, Link{"order", 8}); err != nil {
				return err
			}
			return Forget(ctx, tx, 10)
		})
		list, err := history.Of(ctx, db, subject, 10, 0, 10)
		if err != nil || len(list) != 3 {
			t.Fatalf("%d entries, %v", len(list), err)
		}
		for _, e := range list {
			if string(e.Before) != "{}" || string(e.After) != "{}" {
				t.Errorf("%s keeps %s %s", e.Verb, e.Before, e.After)
			}
		}
		if ids, err := About(ctx, db, Link{"order", 8}, 5); err != nil || len(ids) > 0 {
			t.Errorf("a link is left: %v %v", ids, err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return Undo(ctx, tx, by, removed) }); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a forgotten contact came back: %v", err)
		}
	})
}

func TestRelinkAndUnlinkReturnToTheSameRows(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (11, 'firm', 'Zweite Probe', 'zweite', 0, 0)"); err != nil {
			t.Fatal(err)
		}
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) {
			if _, _, err = Log(ctx, tx, by, call("2025-04-01", In)); err != nil {
				return err
			}
			other := call("2025-02-01", Out)
			other.Customer, other.Contact = 11, 10
			if _, _, err = Log(ctx, tx, by, other); err != nil {
				return err
			}
			moved, err = Relink(ctx, tx, 10, 11)
			return err
		})
		if len(moved) != 2 {
			t.Fatalf("moved %v", moved)
		}
		if l, err := LastOf(ctx, db, 11); err != nil || l.In.String() != "2025-04-01" || l.Out.String() != "2025-02-01" {
			t.Errorf("after the merge %v %v", l, err)
		}
		update(t, db, func(tx *store.Tx) error { return Unlink(ctx, tx, moved, 10) })
		wantLast(t, db, "2025-04-01", "")
		if l, err := LastOf(ctx, db, 11); err != nil || l.In != cal.Never || l.Out.String() != "2025-02-01" {
			t.Errorf("after taking the merge back %v %v", l, err)
		}
		if c, err := customer.Get(ctx, db, 11); err != nil || c.LastContact.String() != "2025-02-01" {
			t.Errorf("span of the other ends %v, %v", c.LastContact, err)
		}
		list, err := Of(ctx, db, 11, Newest, 5)
		if err != nil || len(list) != 1 || list[0].Contact != 10 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestRandomLogsUndoneInReverseLeaveNothing(t *testing.T) {
	db := schematest.SQLite(t)
	addCustomer(t, db)
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "contacts")
		var entries []int64
		for range n {
			i := Interaction{
				Customer: 10, Day: cal.MustParse("2025-01-01").Add(rapid.IntRange(0, 400).Draw(rt, "day")),
				Channel: rapid.SampledFrom(Channels).Draw(rt, "channel"), Direction: rapid.SampledFrom([]Direction{In, Out, NoDirection}).Draw(rt, "direction"),
				Minutes: rapid.IntRange(0, 90).Draw(rt, "minutes"), Marks: Marks(rapid.IntRange(0, 31).Draw(rt, "marks")),
			}
			update(t, db, func(tx *store.Tx) error {
				_, entry, err := Log(ctx, tx, by, i)
				entries = append(entries, entry)
				return err
			})
		}
		for len(entries) > 0 {
			last := entries[len(entries)-1]
			entries = entries[:len(entries)-1]
			update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, last) })
		}
		if l, err := LastOf(ctx, db, 10); err != nil || l.In != cal.Never || l.Out != cal.Never {
			rt.Fatalf("left %v %v", l, err)
		}
		if c, err := customer.Get(ctx, db, 10); err != nil || c.FirstContact != cal.Never || c.LastContact != cal.Never {
			rt.Fatalf("span %v %v %v", c.FirstContact, c.LastContact, err)
		}
	})
}

func TestWrongValuesAreRefused(t *testing.T) {
	db := schematest.SQLite(t)
	addCustomer(t, db)
	for want, change := range map[string]func(*Interaction){
		"interaction.bad_channel":   func(i *Interaction) { i.Channel = "pigeon" },
		"interaction.bad_tone":      func(i *Interaction) { i.Tone = "rude" },
		"interaction.bad_minutes":   func(i *Interaction) { i.Minutes = 1441 },
		"interaction.bad_direction": func(i *Interaction) { i.StartedBy = "nobody" },
	} {
		i := call("2025-04-01", In)
		change(&i)
		err := db.Update(ctx, func(tx *store.Tx) error { _, _, err := Log(ctx, tx, by, i); return err })
		if e := fault.Of(err); e == nil || e.Key != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
