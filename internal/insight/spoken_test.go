package insight

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestSpokenInHisRhythm(t *testing.T) {
	for name, c := range map[string]struct {
		occasions   int
		interval    float64
		silent      int // days since the last talk, -1 for none
		dormant     int // days until he counts as staying away
		counts, yes bool
	}{
		"within two of his own intervals":       {9, 7, 14, 30, true, true},
		"a day later no more":                   {9, 7, 15, 30, true, false},
		"who comes twice a year is left longer": {9, 180, 300, 30, true, true},
		"nobody has talked with him yet":        {9, 7, -1, 30, true, false},
		"who bought once has no rhythm":         {1, 7, 1, 30, false, false},
		"who stays away is looked at elsewhere": {9, 7, 1, 0, false, false},
		"who never bought has no interval":      {0, lifecycle.NoInterval, 1, 30, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := member{row: lifecycle.Row{Occasions: c.occasions, IntervalDays: c.interval, DormantFrom: today.Add(c.dormant), LostFrom: cal.Never}, talk: cal.Never}
			if c.silent >= 0 {
				m.talk = today.Add(-c.silent)
			}
			if counts, yes := m.spoken(today); counts != c.counts || yes != c.yes {
				t.Errorf("counts %v, spoken %v", counts, yes)
			}
		})
	}
}

func TestSpokenIsTheSamePublishedAndInMemory(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 40)
		w.insert(t, w.history())
		if err := w.insight.RefreshAll(ctx, today, nil); err != nil {
			t.Fatal(err)
		}
		spoken := func() Share {
			t.Helper()
			if err := w.insight.RefreshFirm(ctx, today); err != nil {
				t.Fatal(err)
			}
			published, _, _, err := LatestFigures(ctx, db, today)
			if err != nil {
				t.Fatal(err)
			}
			at, err := w.insight.FiguresAt(ctx, today)
			if err != nil {
				t.Fatal(err)
			}
			if at.Spoken != published.Spoken {
				t.Errorf("in memory %+v, published %+v", at.Spoken, published.Spoken)
			}
			return published.Spoken
		}
		before := spoken()
		if before.Part != 0 || before.Whole == 0 {
			t.Fatalf("without talks %+v", before)
		}
		w.update(t, func(tx *store.Tx) error {
			for id := int64(2); id < 42; id++ {
				for channel, day := range map[interaction.Channel]cal.Date{interaction.Phone: today, interaction.Mail: today, interaction.Visit: today.Add(1)} {
					if id%2 == 0 == (channel == interaction.Phone) {
						if _, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: day, Channel: channel, Direction: interaction.In}); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
		if after := spoken(); after.Part == 0 || after.Part >= after.Whole || after.Whole != before.Whole {
			t.Errorf("letters and talks to come count: %+v after %+v", after, before)
		}
	})
}
