package care_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// strainOn notes demands of the last days and publishes what follows from them.
func strainOn(t *testing.T, db *store.DB, id int64, ago ...int) {
	t.Helper()
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		for _, n := range ago {
			_, err := interaction.Append(t.Context(), tx, interaction.Interaction{
				Customer: id, Day: today.Add(-n), Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer, Reason: "demand",
			})
			if err != nil {
				return err
			}
		}
		return relationship.Refresh(t.Context(), tx, today, "default", id)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsStrainedIsLeftInPeace(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		first := list(t, desk, 1)
		who := first.Steps[0].Line.Customer
		strainOn(t, db, who, 1, 4, 9)
		if s := list(t, desk, 1).Steps[0]; s.State != care.Struck || s.Reason != "strained" {
			t.Errorf("the line of somebody in a strained phase is %s, %s", s.State, s.Reason)
		}
		for _, s := range list(t, desk, 2).Steps {
			if s.Line.Customer == who {
				t.Errorf("planned for a colleague: %s", s.Line.Key)
			}
		}
		soon, err := care.WatchList(t.Context(), db, today)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range soon {
			if s.Customer == who {
				t.Error("stands among those to keep an eye on")
			}
		}
		err = db.Update(t.Context(), func(tx *store.Tx) error {
			return relationship.Refresh(t.Context(), tx, today.Add(120), "default", who)
		})
		if err != nil {
			t.Fatal(err)
		}
		if s := list(t, desk, 1).Steps[0]; s.State != care.Planned {
			t.Errorf("after the phase the line is %s, %s", s.State, s.Reason)
		}
	})
}
