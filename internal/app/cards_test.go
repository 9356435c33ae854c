package app

import (
	"path/filepath"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Cards follow their customers by trigger; a broken one is found.
func TestCheckFindsACardThatTellsAnotherName(t *testing.T) {
	ctx := t.Context()
	a, err := Open(ctx, Settings{DB: filepath.Join(t.TempDir(), "firm.db"), Data: t.TempDir(), Volatile: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	update := func(fn func(*store.Tx) error) {
		t.Helper()
		if err := a.DB.Update(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) error {
		_, err := customer.Create(ctx, tx, customer.By{At: 1, Region: "DE"}, customer.Customer{LastName: "Ahrens"})
		return err
	})
	bad := func() int64 {
		t.Helper()
		found, err := a.Check(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Check == "cards" {
				return f.Bad
			}
		}
		t.Fatal("cards are not checked")
		return 0
	}
	if n := bad(); n != 0 {
		t.Errorf("%d of one good card are bad", n)
	}
	update(func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("spoil", "UPDATE insight_card SET name = 'Brandt'"))
		return err
	})
	if n := bad(); n != 1 {
		t.Errorf("%d of one broken card", n)
	}
}
