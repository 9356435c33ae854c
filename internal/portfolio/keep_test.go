package portfolio

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestWhereSomebodyStoodBeforeComesBackWithHim(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		update := func(do func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Update(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		row := Row{Customer: 7, Point: Point{Inside: true, Position: 6000, Valued: true, Worth: 900, Year: 300}, Share: 4000, Told: true, Field: Decide, FieldYear: Keep, Rule: Rule, Day: today, Was: Unknown, WasYear: Unknown}
		past := packPast([]mark{{202604, row.Point}, {202606, row.Point}})
		update(func(tx *store.Tx) error {
			if err := WriteRows(ctx, tx, []Row{row}, nil); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, statements.Get("portfolio-past"), row.Customer, past)
			return err
		})
		var text []byte
		update(func(tx *store.Tx) error {
			kept, err := Take(ctx, tx, row.Customer)
			if err != nil {
				return err
			}
			text, err = json.Marshal(kept)
			return err
		})
		if _, found, err := GetRow(ctx, db, row.Customer); found || err != nil {
			t.Fatalf("still there after the merge: %v", err)
		}
		for range 2 { // the second time he has a row again, which stays
			var kept *Kept
			if err := json.Unmarshal(text, &kept); err != nil {
				t.Fatal(err)
			}
			update(func(tx *store.Tx) error { return Give(ctx, tx, row.Customer, kept) })
		}
		got, _, err := GetRow(ctx, db, row.Customer)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(row, got); d != "" {
			t.Error(d)
		}
		one, _, err := store.One(ctx, db, statements.Get("portfolio-kept"), (*Kept).fields, row.Customer)
		if err != nil || one.Past != past {
			t.Errorf("past %q, want %q, %v", one.Past, past, err)
		}
		update(func(tx *store.Tx) error {
			kept, err := Take(ctx, tx, 99)
			if err != nil || kept != nil {
				t.Errorf("of one who has no row: %+v, %v", kept, err)
			}
			return Give(ctx, tx, 99, nil)
		})
	})
}
