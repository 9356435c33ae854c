package team_test

import (
	"context"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func TestAFormSentTwiceMakesOneThing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
		send := func(user int64, form string, id int64) (made int64, first bool) {
			t.Helper()
			err := db.Update(ctx, func(tx *store.Tx) (err error) {
				if made, first, err = team.Send(ctx, tx, user, form, cal.At(now)); err != nil || !first {
					return err
				}
				return team.Made(ctx, tx, user, form, id)
			})
			if err != nil {
				t.Fatal(err)
			}
			return made, first
		}
		if _, first := send(1, "a", 17); !first {
			t.Error("the first one is not the first")
		}
		if made, first := send(1, "a", 18); first || made != 17 {
			t.Errorf("the second made %d, first %v", made, first)
		}
		if _, first := send(2, "a", 19); !first {
			t.Error("forms of two users are one")
		}
		if _, first := send(1, "b", 20); !first {
			t.Error("two forms of one user are one")
		}
		now = now.AddDate(0, 0, 3)
		if err := team.New(db, func() time.Time { return now }, nil).Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if _, first := send(1, "a", 21); !first {
			t.Error("a form is remembered for ever")
		}
	})
}
