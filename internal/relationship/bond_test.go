package relationship_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheStrengthIsTheMeanOfWhatIsKnown(t *testing.T) {
	long := relationship.Bond{Day: today, First: today.Add(-3 * 366), Gaps: 4, LateFrom: today.Add(-10), SleepAt: today.Add(10), Theirs: 3, Ours: 3, Recommended: 1}
	for name, tc := range map[string]struct {
		change func(*relationship.Bond)
		want   int
		known  bool
	}{
		"tenure, rhythm, balance and a recommendation": {func(*relationship.Bond) {}, 65, true}, // .6, .5, 1, .5
		"two answers, one of them bad":                 {func(b *relationship.Bond) { b.Answers, b.Content = 2, 2 }, 62, true},
		"one answer is none":                           {func(b *relationship.Bond) { b.Answers, b.Content = 1, 2 }, 65, true},
		"without a recommendation it stays open":       {func(b *relationship.Bond) { b.Recommended = 0 }, 70, true},
		"two parts are too few":                        {func(b *relationship.Bond) { b.Recommended, b.Theirs = 0, 0 }, 0, false},
		"who never bought":                             {func(b *relationship.Bond) { b.First = cal.Never }, 0, false},
		"dormant":                                      {func(b *relationship.Bond) { b.SleepAt = today }, 53, true},
		"in time":                                      {func(b *relationship.Bond) { b.LateFrom = today.Add(1) }, 78, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := long
			tc.change(&b)
			if got, known := b.Strength(); got != tc.want || known != tc.known {
				t.Errorf("%d, %v, want %d, %v", got, known, tc.want, tc.known)
			}
		})
	}
	if share, known := long.Begun(); !known || share != .5 || !long.Even() {
		t.Errorf("begun %v, %v", share, known)
	}
	long.Theirs = 6 // of nine
	if long.Even() {
		t.Error("two thirds are even")
	}
}

func TestWhatBothSidesGaveIsCounted(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id, other := person(t, db, "Eins"), person(t, db, "Zwei")
		talk(t, db, id, interaction.NoOccasion, "warm", 5, 20, 40, 2000)
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			for _, ago := range []int{3, 9} {
				_, err := interaction.Append(ctx, tx, interaction.Interaction{Customer: id, Day: today.Add(-ago), Channel: interaction.Phone, Direction: interaction.Out, Reason: "order"})
				if err != nil {
					return err
				}
			}
			if _, err := feedback.Note(ctx, tx, by, today, feedback.Idea{Customer: id, Day: today.Add(-30), Words: "Sonntags öffnen", State: feedback.Adopted}); err != nil {
				return err
			}
			_, err := feedback.Note(ctx, tx, by, today, feedback.Idea{Customer: id, Day: today.Add(-3), Words: "Kleinere Packung"})
			return err
		}))
		known(t, db, id, 5, today.Add(-366))
		b, err := relationship.BondOf(ctx, db, id, today)
		must(t, err)
		if b.Theirs != 3 || b.Ours != 2 || b.Ideas != 2 || b.Adopted != 1 || b.Recommended != 0 || b.First != today.Add(-366) || b.Gaps != 3 {
			t.Errorf("%+v", b)
		}
		if share, known := b.Begun(); !known || share != .6 || !b.Even() {
			t.Errorf("begun %v, %v", share, known)
		}
		if b, err = relationship.BondOf(ctx, db, other, today); err != nil || b.Theirs+b.Ours+b.Ideas != 0 || b.First != cal.Never {
			t.Errorf("%+v, %v", b, err)
		}
		if _, known := b.Strength(); known {
			t.Error("a strength of nobody")
		}
	})
}
