package list_test

import (
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The column and the filter say of each customer what the share on the page of figures is
// counted from: a talk within two of his own intervals, of those who have not stayed away.
func TestSpokenToInHisRhythmIsAColumnAndAFilter(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		fill(t, db, 400)
		talks := map[int64]cal.Date{}
		channels := []interaction.Channel{interaction.Phone, interaction.Visit, interaction.Counter, interaction.Mail}
		update(t, db, func(tx *store.Tx) error {
			for id := int64(2); id < 400; id += 2 {
				channel, ago := channels[id/2%4], int(id)%150-5
				if _, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: day.Add(-ago), Channel: channel, Direction: interaction.In}); err != nil {
					return err
				}
				if channel != interaction.Mail && ago >= 0 {
					talks[id] = day.Add(-ago)
				}
			}
			return nil
		})
		if _, err := knowledge.RefreshAll(ctx, db, day); err != nil {
			t.Fatal(err)
		}
		want := map[string][]int64{}
		for _, r := range all(t, db, list.Query{Day: day, Limit: 500, Full: true}) {
			word := ""
			if stays := r.Activity != lifecycle.Dormant && r.Activity != lifecycle.Lost; r.Occasions > 1 && stays {
				word = "no"
				if talk, there := talks[r.ID]; there && float64(day.Sub(talk)) <= 2*r.IntervalDays {
					word = "yes"
				}
			}
			if got := r.Spoken(day); got != word {
				t.Errorf("customer %d, last talk %v, interval %v, %s: %q, want %q", r.ID, talks[r.ID], r.IntervalDays, r.Activity, got, word)
			}
			want[word] = append(want[word], r.ID)
		}
		for _, option := range []string{"yes", "no"} {
			rule := audience.Rule{Field: "spoken", Op: audience.Is, Values: []string{option}}
			got, err := audience.Standard().IDs(ctx, db, rule, day, 0, 1000)
			slices.Sort(want[option])
			if err != nil || len(got) < 5 || !slices.Equal(got, want[option]) {
				t.Errorf("%s: %v, %v; want %v", option, got, err, want[option])
			}
		}
	})
}
