package field

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func update(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func define(t *testing.T, db *store.DB, d Definition) Definition {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		d, err = Define(context.Background(), tx, 1, 1, d)
		return err
	})
	return d
}

func person(t *testing.T, db *store.DB, name string) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(context.Background(), tx, customer.By{Actor: 1, At: 1}, customer.Customer{Kind: customer.Person, LastName: name})
		return err
	})
	return id
}

func TestValuesReadAsTheyWereWritten(t *testing.T) {
	options := Definition{Label: "Größe", Kind: Choice, Options: []string{"klein", "groß"}}
	for _, c := range []struct {
		name, text string
		d          Definition
	}{
		{"text", "Zwei Dackel", Definition{Kind: Text}},
		{"option", "groß", options},
		{"yes", Yes, Definition{Kind: Flag}},
		{"no", No, Definition{Kind: Flag}},
		{"number", "12.5", Definition{Kind: Number}},
		{"number below zero", "-0.25", Definition{Kind: Number}},
		{"whole number", "7", Definition{Kind: Number}},
		{"cents", "-1999", Definition{Kind: Money}},
		{"day", "2026-02-28", Definition{Kind: Day}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := c.d.Read(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.d.Canonical(v); got != c.text {
				t.Errorf("%q came back as %q", c.text, got)
			}
		})
	}
}

func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		text string
	}{
		{Flag, "vielleicht"}, {Number, "12,5x"}, {Number, "1e400"}, {Money, "12.50"}, {Day, "2026-02-30"}, {Choice, "mittel"}, {Text, "a\x00b"},
	} {
		d := Definition{Label: "Feld", Kind: c.kind, Options: []string{"klein", "groß"}}
		if _, err := d.Read(c.text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s %q: %v", c.kind, c.text, err)
		}
	}
}

func TestNumbersKeepFourDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Definition{Kind: Number}
		n := rapid.Int64Range(-1e14, 1e14).Draw(t, "n")
		text := d.Canonical(Value{Int: n})
		v, err := d.Read(text)
		if err != nil || v.Int != n {
			t.Fatalf("%d became %q and then %d (%v)", n, text, v.Int, err)
		}
	})
}

func TestFieldsAreMadeChangedAndRetired(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		size := define(t, db, Definition{Label: " Größe  des Hundes ", Kind: Choice, Options: []string{"klein", " groß ", ""}})
		if size.Key != "grosse_des_hundes" || size.Label != "Größe des Hundes" || len(size.Options) != 2 {
			t.Fatalf("%+v", size)
		}
		err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := Define(ctx, tx, 1, 1, Definition{Label: "GROESSE des hundes", Kind: Text})
			return err
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("a second field of the same name: %v", err)
		}
		size.Archived = true
		update(t, db, func(tx *store.Tx) error { return Redefine(ctx, tx, 1, 2, size) })
		again := define(t, db, Definition{Label: "Größe des Hundes", Kind: Number})
		if again.Key != "grosse_des_hundes_2" {
			t.Fatalf("key %q", again.Key)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { return Redefine(ctx, tx, 2, 3, size) })
		if fault.KindOf(err) != fault.Conflict {
			t.Fatalf("an old version: %v", err)
		}
		used, err := InUse(ctx, db)
		if err != nil || len(used) != 1 || used[0].ID != again.ID {
			t.Fatalf("%+v %v", used, err)
		}
	})
}

func TestAValueIsSetUndoneAndGuarded(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := define(t, db, Definition{Label: "Budget", Kind: Money})
		id := person(t, db, "Vogt")
		by := row.By{Actor: 1, At: 5}
		update(t, db, func(tx *store.Tx) error {
			return Set(ctx, tx, by, id, []Change{{d.ID, "", "150000"}})
		})
		err := db.Update(ctx, func(tx *store.Tx) error {
			return Set(ctx, tx, by, id, []Change{{d.ID, "", "200000"}})
		})
		var f *fault.Error
		if !errors.As(err, &f) || f.Key != "field.value_changed" {
			t.Fatalf("saved over a value that the editor had not seen: %v", err)
		}
		update(t, db, func(tx *store.Tx) error {
			return Set(ctx, tx, by, id, []Change{{d.ID, "150000", ""}})
		})
		entries, err := history.Of(ctx, db, row.Subject, id, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if !Knows(entries[0]) || entries[0].Verb != "field.remove" {
			t.Fatalf("newest entry %+v", entries[0])
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, entries[0]) })
		got, err := Of(ctx, db, id)
		if err != nil || d.Canonical(got[d.ID]) != "150000" {
			t.Fatalf("after undo: %+v %v", got, err)
		}
	})
}

func TestValuesFollowAMergeAndComeBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		dog := define(t, db, Definition{Label: "Hund", Kind: Text})
		car := define(t, db, Definition{Label: "Auto", Kind: Text})
		a, b := person(t, db, "Vogt"), person(t, db, "Voigt")
		by := row.By{Actor: 1, At: 5}
		update(t, db, func(tx *store.Tx) error {
			if err := Set(ctx, tx, by, a, []Change{{dog.ID, "", "Dackel"}, {car.ID, "", "Kombi"}}); err != nil {
				return err
			}
			return Set(ctx, tx, by, b, []Change{{dog.ID, "", "Pudel"}})
		})
		before, err := Many(ctx, db, []int64{a, b})
		if err != nil {
			t.Fatal(err)
		}
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) {
			moved, err = Moving.Relink(ctx, tx, a, b)
			return err
		})
		if got, _ := Of(ctx, db, b); len(moved) != 1 || got[dog.ID].Text != "Pudel" || got[car.ID].Text != "Kombi" {
			t.Fatalf("moved %v: %+v", moved, got)
		}
		update(t, db, func(tx *store.Tx) error { return Moving.Unlink(ctx, tx, moved, a) })
		after, err := Many(ctx, db, []int64{a, b})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Error(diff)
		}
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, a) })
		if got, _ := Of(ctx, db, a); len(got) != 0 {
			t.Errorf("forgotten values are still there: %+v", got)
		}
	})
}
