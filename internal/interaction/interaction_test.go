package interaction

import (
	"context"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

func addCustomer(t *testing.T, db *store.DB) {
	t.Helper()
	if _, err := db.Raw().ExecContext(ctx, "INSERT INTO customer (id, kind, name, sort_key, created_at, updated_at) VALUES (10, 'person', 'Probe', 'probe', 0, 0)"); err != nil {
		t.Fatal(err)
	}
}

func note(day string, channel Channel) Interaction {
	return Interaction{Customer: 10, Day: cal.MustParse(day), Channel: channel}
}

func TestContactsComeNewestFirstAndMoveTheSpan(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := InsertMany(ctx, tx, []Interaction{note("2025-03-01", Phone), note("2025-01-01", Mail), note("2025-03-01", Visit)}); err != nil {
				return err
			}
			_, err := Append(ctx, tx, note("2025-02-01", Counter))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var got []Channel
		from := Newest
		for {
			page, err := Of(ctx, db, 10, from, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range page {
				got = append(got, i.Channel)
				from = After(i)
			}
			if len(page) < 3 {
				break
			}
		}
		if len(got) != 4 || got[0] != Visit || got[1] != Phone || got[2] != Counter || got[3] != Mail {
			t.Errorf("got %v", got)
		}
		c, err := customer.Get(ctx, db, 10)
		if err != nil || c.FirstContact != cal.MustParse("2025-01-01") || c.LastContact != cal.MustParse("2025-03-01") {
			t.Errorf("span %v to %v, %v", c.FirstContact, c.LastContact, err)
		}
	})
}

func TestTheSameContactTwiceIsOne(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		one := note("2025-03-01", Phone)
		one.Document = "step-17"
		if err := db.Update(ctx, func(tx *store.Tx) error {
			a, err := Append(ctx, tx, one)
			if err != nil {
				return err
			}
			b, err := Append(ctx, tx, one)
			if a != b {
				t.Errorf("ids %d and %d", a, b)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if list, err := Of(ctx, db, 10, Newest, 5); err != nil || len(list) != 1 {
			t.Errorf("%d contacts, %v", len(list), err)
		}
	})
}

func TestUndoRemovesContacts(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		addCustomer(t, db)
		list := []Interaction{note("2025-03-01", Phone), note("2025-01-01", Mail)}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := InsertMany(ctx, tx, list); err != nil {
				return err
			}
			touched, err := RemoveMany(ctx, tx, []int64{list[0].ID, 987654})
			if len(touched) != 1 || touched[0] != 10 {
				t.Errorf("touched %v", touched)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if left, err := Of(ctx, db, 10, Newest, 5); err != nil || len(left) != 1 || left[0].Channel != Mail {
			t.Errorf("left %v, %v", left, err)
		}
	})
}

func TestUnknownChannelIsRefused(t *testing.T) {
	db := schematest.SQLite(t)
	err := db.Update(ctx, func(tx *store.Tx) error {
		_, err := Append(ctx, tx, note("2025-03-01", "pigeon"))
		return err
	})
	if e := fault.Of(err); e == nil || e.Key != "interaction.bad_channel" {
		t.Errorf("got %v", err)
	}
}
