package care

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheAnniversariesOfAWeekRunFromMondayToSunday(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		monday := day.Add(-((int(day.Weekday()) + 6) % 7))
		names := map[int64]string{}
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			names[weekly(t, tx, "begins the data", day.AddMonths(-60).Add(-30))] = ""
			for name, first := range map[string]cal.Date{
				"before": monday.Add(-1).AddMonths(-12), "monday": monday.AddMonths(-24), "sunday": monday.Add(6).AddMonths(-12),
				"after": monday.Add(7).AddMonths(-12), "in the fourth year": monday.AddMonths(-48),
			} {
				names[weekly(t, tx, name, first)] = name
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		desk := fresh(db)
		if err := desk.Insight.RefreshAll(t.Context(), day, nil); err != nil {
			t.Fatal(err)
		}
		list, err := desk.Jubilees(t.Context(), day)
		if err != nil {
			t.Fatal(err)
		}
		type found struct {
			Name  string
			Years int
		}
		var got []found
		for _, j := range list {
			got = append(got, found{names[j.Customer], j.Years})
		}
		if diff := cmp.Diff([]found{{"monday", 2}, {"sunday", 1}}, got); diff != "" {
			t.Error(diff)
		}
	})
}
