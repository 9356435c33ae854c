package undo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/undo"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-22")
)

type tb interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

type house struct {
	db   *store.DB
	desk *undo.Desk
	tick int64
}

func newHouse(t tb, db *store.DB) *house {
	h := &house{db: db}
	now := func() time.Time { h.tick++; return time.Date(2026, 11, 22, 10, 0, 0, int(h.tick)*1000, time.UTC) }
	day := func(context.Context) (cal.Date, error) { return today, nil }
	h.desk = &undo.Desk{
		DB: db, Now: now, Day: day,
		Care: &care.Desk{DB: db, Now: now, Firm: func(context.Context) (care.Firm, error) { return care.Firm{Secret: []byte("x")}, nil }},
		Duplicates: &duplicate.Desk{
			DB: db, Ledgers: care.Registry(), Now: func() cal.Instant { return cal.At(now()) }, Day: day,
			Currency: func(context.Context) (string, error) { return "EUR", nil },
		},
	}
	h.update(t, func(tx *store.Tx) error {
		return firm.Create(ctx, tx, firm.Profile{
			Name: "Bäckerei Muster", Trade: firm.Bakery, Locale: locale.DeDE, Timezone: "Europe/Berlin", Currency: "EUR", AddressForm: "sie",
			DayMinutes: 60, MarginBP: 3000, VATBP: 700, Secret: "x", Today: cal.Never,
		})
	})
	return h
}

func (h *house) by() customer.By {
	return customer.By{Actor: 7, At: cal.At(h.desk.Now()), Region: "DE"}
}

func (h *house) update(t tb, fn func(*store.Tx) error) {
	t.Helper()
	if err := h.db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) create(t tb, name string) (id int64) {
	t.Helper()
	h.update(t, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, h.by(), customer.Customer{Kind: customer.Person, LastName: name, City: "Ulm", Phone: "030 1234567"})
		return err
	})
	return id
}

func (h *house) get(t tb, id int64) customer.Customer {
	t.Helper()
	c, err := customer.Get(ctx, h.db, id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *house) set(c context.Context, t tb, id int64, f customer.Field, v string) {
	t.Helper()
	version := h.get(t, id).Version
	h.update(t, func(tx *store.Tx) error {
		_, err := customer.Update(c, tx, h.by(), id, version, customer.Fields{f: v})
		return err
	})
}

func (h *house) newest(t tb, subject string, id int64) history.Entry {
	t.Helper()
	list, err := history.Of(ctx, h.db, subject, id, 0, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("the newest entry of %s %d: %v, %v", subject, id, list, err)
	}
	return list[0]
}

func (h *house) undo(t tb, e history.Entry) {
	t.Helper()
	if err := h.desk.Undo(ctx, 8, e.ID); err != nil {
		t.Fatalf("take back %s: %v", e.Verb, err)
	}
}

func TestAChangedFieldGoesBackAndForth(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		id := h.create(t, "Berger")
		h.set(history.From(ctx, history.CLI), t, id, customer.FieldPhone, "030 7654321")
		e := h.newest(t, "customer", id)
		if e.Origin != history.CLI {
			t.Errorf("origin %q", e.Origin)
		}
		h.undo(t, e)
		if c := h.get(t, id); c.Phone != "030 1234567" || c.PhoneKey == "" {
			t.Errorf("phone %q, key %q", c.Phone, c.PhoneKey)
		}
		if err := h.desk.Undo(ctx, 8, e.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: %v", err)
		}
		back := h.newest(t, "customer", id)
		if back.Undoes != e.ID || back.Actor != 8 {
			t.Errorf("the undo is %+v", back)
		}
		h.undo(t, back)
		if c := h.get(t, id); c.Phone != "030 7654321" {
			t.Errorf("phone %q", c.Phone)
		}
	})
}

func TestWhatWasChangedSinceStaysAndIsTold(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		id := h.create(t, "Berger")
		h.set(ctx, t, id, customer.FieldCity, "Köln")
		first := h.newest(t, "customer", id)
		h.set(ctx, t, id, customer.FieldNote, "mag Roggen")
		h.set(ctx, t, id, customer.FieldCity, "Bonn")
		if err := h.desk.Undo(ctx, 8, first.ID); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("got %v", err)
		}
		since, err := history.Since(ctx, db, first, 10)
		if err != nil || len(since) != 1 || string(since[0].After) != `{"city":"Bonn"}` {
			t.Errorf("since: %+v, %v", since, err)
		}
		if c := h.get(t, id); c.City != "Bonn" || c.Note != "mag Roggen" {
			t.Errorf("got %+v", c)
		}
	})
}

func TestABulkActionGoesBackAtOnceButForWhatWasChangedSince(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		ids := []int64{h.create(t, "A"), h.create(t, "B"), h.create(t, "C")}
		var head int64
		h.update(t, func(tx *store.Tx) error {
			all, id, err := history.Together(ctx, tx, history.Entry{At: 1, Actor: 7, Verb: "list.edit", Subject: undo.BulkSubject, After: history.Values(map[string]string{"city": "Köln"})})
			head = id
			for _, c := range ids {
				if err == nil {
					_, err = customer.Update(all, tx, h.by(), c, 1, customer.Fields{customer.FieldCity: "Köln"})
				}
			}
			return err
		})
		h.set(ctx, t, ids[1], customer.FieldCity, "Bonn")
		r, err := h.desk.Bulk(ctx, 8, head)
		if err != nil || r.Undone != 2 || len(r.Kept) != 1 || r.Kept[0].Entry.SubjectID != ids[1] {
			t.Fatalf("%+v, %v", r, err)
		}
		for i, want := range []string{"Ulm", "Bonn", "Ulm"} {
			if c := h.get(t, ids[i]); c.City != want {
				t.Errorf("customer %d lives in %s, want %s", i, c.City, want)
			}
		}
		if _, err := h.desk.Bulk(ctx, 8, head); fault.KindOf(err) != fault.Conflict {
			t.Errorf("taken back twice: %v", err)
		}
		undone := h.newest(t, undo.BulkSubject, 0)
		if r, err := h.desk.Bulk(ctx, 8, undone.ID); err != nil || r.Undone != 2 {
			t.Errorf("the undo taken back: %+v, %v", r, err)
		}
		if c := h.get(t, ids[0]); c.City != "Köln" {
			t.Errorf("lives in %s", c.City)
		}
	})
}

func TestWhatIsNeverTakenBackSaysSo(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	id := h.create(t, "Berger")
	created := h.newest(t, "customer", id)
	if err := h.desk.Care.DeleteCustomer(ctx, h.by(), "EUR", id, 1); err != nil {
		t.Fatal(err)
	}
	deleted := h.newest(t, "customer", id)
	if w := undo.WayOf(deleted); w.Can || w.Why != "deleted" {
		t.Errorf("a deletion: %+v", w)
	}
	if err := h.desk.Undo(ctx, 8, deleted.ID); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	if err := h.desk.Undo(ctx, 8, created.ID); err == nil {
		t.Error("a deleted customer was removed once more")
	}
}

func TestAMistakenEntryIsRemovedWhileNothingHangsOnIt(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	free, used := h.create(t, "Frei"), h.create(t, "Belegt")
	h.undo(t, h.newest(t, "customer", free))
	if _, err := customer.Get(ctx, h.db, free); fault.KindOf(err) != fault.NotFound {
		t.Errorf("still there: %v", err)
	}
	created := h.newest(t, "customer", used)
	h.update(t, func(tx *store.Tx) error {
		_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 7, At: 1}, interaction.Interaction{
			Customer: used, Day: today, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer,
		})
		return err
	})
	if err := h.desk.Undo(ctx, 8, created.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

// TestDeletingErasesEveryEntryOfACustomer lists all subjects of the log: those that bear
// a customer's id are emptied with him, and a new one must be named here.
func TestDeletingErasesEveryEntryOfACustomer(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	id := h.create(t, "Berger")
	h.set(ctx, t, id, customer.FieldNote, "mag Roggen")
	h.update(t, func(tx *store.Tx) error {
		if _, err := party.AddPoint(ctx, tx, h.by(), party.Point{Customer: id, Way: party.Phone, Value: "0170 7654321", Since: today, Until: cal.Never, Bad: cal.Never}); err != nil {
			return err
		}
		_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 7, At: 1}, interaction.Interaction{
			Customer: id, Day: today, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer, Note: "rief an",
		})
		return err
	})
	if err := h.desk.Care.DeleteCustomer(ctx, h.by(), "EUR", id, h.get(t, id).Version); err != nil {
		t.Fatal(err)
	}
	list, _, _, err := history.Stream(ctx, h.db, history.Filter{}, history.Cursor{}, 100)
	if err != nil || len(list) < 4 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	for _, e := range list {
		if e.SubjectID == id && (string(e.Before) != "{}" || string(e.After) != "{}") {
			t.Errorf("%s of %s %d still says %s %s", e.Verb, e.Subject, e.SubjectID, e.Before, e.After)
		}
	}
}

func TestUndoingInReverseReturnsToTheSameRows(t *testing.T) {
	db := schematest.SQLite(t)
	h := newHouse(t, db)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		id := h.create(t, fmt.Sprint("Kunde ", n))
		was := h.state(t, id)
		first := h.newest(t, "customer", id).ID
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			h.random(t, id)
		}
		list, _, _, err := history.Stream(ctx, db, history.Filter{Subjects: undo.CustomerSubjects, ID: id}, history.Cursor{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.ID > first {
				h.undo(t, e)
			}
		}
		if diff := cmp.Diff(was, h.state(t, id)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// random changes something about a customer.
func (h *house) random(t *rapid.T, id int64) {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0, 1:
		f := rapid.SampledFrom([]customer.Field{customer.FieldCity, customer.FieldNote, customer.FieldFirstName, customer.FieldStreet}).Draw(t, "field")
		h.set(ctx, t, id, f, rapid.StringMatching("[A-Za-zäöü]{0,6}").Draw(t, "value"))
	case 2:
		h.update(t, func(tx *store.Tx) error {
			_, err := party.AddPoint(ctx, tx, h.by(), party.Point{
				Customer: id, Way: party.Phone, Value: fmt.Sprintf("0170 %07d", 1000000+h.tick), Since: today, Until: cal.Never, Bad: cal.Never,
			})
			return err
		})
	case 3:
		h.update(t, func(tx *store.Tx) error {
			_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 7, At: cal.Instant(h.tick)}, interaction.Interaction{
				Customer: id, Day: today, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer,
			})
			return err
		})
	}
}

// state is what people have said of a customer.
func (h *house) state(t tb, id int64) map[string]any {
	t.Helper()
	c := h.get(t, id)
	ways, err := party.Points(ctx, h.db, &c, "DE")
	if err != nil {
		t.Fatal(err)
	}
	talks, err := store.Value[int64](ctx, h.db, store.New("talks", "SELECT count(*) FROM interaction WHERE customer_id = $1"), id)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"city": c.City, "note": c.Note, "first": c.FirstName, "street": c.Street, "name": c.Name, "sort": c.SortKey, "ways": len(ways), "talks": talks,
		"contact": c.LastContact,
	}
}
