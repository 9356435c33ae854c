package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A part that fails, by its own decision or by the database, leaves what went before and
// what comes after.
func TestAPartThatFailsIsTakenBackAlone(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		changed := errors.New("changed my mind")
		var ids []int64
		enter := func(tx *store.Tx, name string) error {
			id, err := customer.Create(ctx, tx, customer.By{Region: "DE"}, customer.Customer{Kind: customer.Person, LastName: name})
			ids = append(ids, id)
			return err
		}
		err := db.Update(ctx, func(tx *store.Tx) error {
			if err := enter(tx, "Vorher"); err != nil {
				return err
			}
			if err := tx.Try(ctx, func() error { return errors.Join(enter(tx, "Dazwischen"), changed) }); !errors.Is(err, changed) {
				t.Errorf("the part ended with %v", err)
			}
			broken := func() error {
				rows, err := tx.QueryText(ctx, "SELECT nothing FROM nowhere")
				if err != nil {
					return err
				}
				defer func() { _ = rows.Close() }()
				return rows.Err()
			}
			if err := tx.Try(ctx, broken); err == nil {
				t.Error("a statement on a table that is not there went through")
			}
			nested := func() error {
				if err := enter(tx, "Innen"); err != nil {
					return err
				}
				if err := tx.Try(ctx, func() error { return errors.Join(enter(tx, "Ganz innen"), changed) }); !errors.Is(err, changed) {
					t.Errorf("the inner part ended with %v", err)
				}
				return nil
			}
			if err := tx.Try(ctx, nested); err != nil {
				return err
			}
			return enter(tx, "Nachher")
		})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, id := range ids {
			if c, err := customer.Get(ctx, db, id); err == nil {
				names = append(names, c.LastName)
			}
		}
		slices.Sort(names)
		if want := []string{"Innen", "Nachher", "Vorher"}; !slices.Equal(slices.Compact(names), want) {
			t.Errorf("there are %v, want %v", names, want)
		}
	})
}
