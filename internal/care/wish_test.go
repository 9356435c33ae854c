package care_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// What a customer wishes decides whether and how he is approached, from the next list on.
func TestTheListHeedsWhatCustomersWish(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		usual := desk.Firm
		desk.Firm = func(ctx context.Context) (care.Firm, error) {
			firm, err := usual(ctx)
			firm.Minutes = 60
			return firm, err
		}
		planned := func(user int64) map[int64]care.Line {
			lines := map[int64]care.Line{}
			for _, s := range list(t, desk, user).Steps {
				if s.Line.Customer != 0 && s.Line.Class != care.Duty {
					lines[s.Line.Customer] = s.Line
				}
			}
			return lines
		}
		var ids []int64
		for id := range planned(1) {
			ids = append(ids, id)
		}
		if slices.Sort(ids); len(ids) < 4 {
			t.Fatalf("%d lines are too few to try this", len(ids))
		}
		by := customer.By{Actor: 1, Region: "DE"}
		wish := func(id int64, p interest.Preference) {
			t.Helper()
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				p.Customer, p.Orientation, p.Since = id, "unclear", today
				return interest.Prefer(t.Context(), tx, by, p)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		talked := func(id int64, ago int) {
			t.Helper()
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				_, err := interaction.Append(t.Context(), tx, interaction.Interaction{
					Customer: id, Day: today.Add(-ago), Channel: interaction.Letter, Direction: interaction.Out, StartedBy: interaction.Us,
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		quiet, never, lately, once := ids[0], ids[1], ids[2], ids[3]
		wish(quiet, interest.Preference{QuietDays: string(rune('1' + (int(today.Weekday())+6)%7))})
		wish(never, interest.Preference{Often: "matter"})
		wish(lately, interest.Preference{Often: "rarely"})
		talked(lately, 100)
		wish(once, interest.Preference{Often: "monthly", Channel: "counter"})
		talked(once, 60)
		second := planned(2)
		for _, id := range []int64{quiet, never, lately} {
			if l, there := second[id]; there {
				t.Errorf("customer %d is approached: %s", id, l.Key)
			}
		}
		if l := second[once]; l.Channel != care.Counter || l.Facts.Wish != "counter" {
			t.Errorf("customer %d: %q, wished %q", once, l.Channel, l.Facts.Wish)
		}
	})
}

// What a customer says in the course of the day counts on the list of that day.
func TestAWishOfTodayStrikesTheLineOfToday(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, _ := bakery(t, db)
		usual := desk.Firm
		desk.Firm = func(ctx context.Context) (care.Firm, error) {
			firm, err := usual(ctx)
			firm.Minutes = 60
			return firm, err
		}
		var steps []care.Step
		for _, s := range list(t, desk, 1).Steps {
			if s.Line.Customer != 0 && s.State == care.Planned && (s.Line.Class == care.Danger || s.Line.Class == care.Appreciation) {
				steps = append(steps, s)
			}
		}
		if len(steps) < 4 {
			t.Fatalf("%d lines are too few to try this", len(steps))
		}
		by := customer.By{Actor: 1, Region: "DE"}
		change := func(fn func(*store.Tx) error) {
			t.Helper()
			if err := db.Update(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		wish := func(id int64, p interest.Preference) {
			t.Helper()
			change(func(tx *store.Tx) error {
				p.Customer, p.Orientation, p.Since = id, "unclear", today
				return interest.Prefer(t.Context(), tx, by, p)
			})
		}
		never, day, span, fine := steps[0], steps[1], steps[2], steps[3]
		wish(never.Line.Customer, interest.Preference{Often: "matter"})
		wish(day.Line.Customer, interest.Preference{QuietDays: string(rune('1' + (int(today.Weekday())+6)%7))})
		change(func(tx *store.Tx) error {
			_, err := interest.KeepQuiet(t.Context(), tx, by, interest.Quiet{Customer: span.Line.Customer, Since: today, Until: today.Add(7)})
			return err
		})
		wish(fine.Line.Customer, interest.Preference{Times: "09:00-11:00", Often: "rarely"})
		now := map[int64]care.Step{}
		for _, s := range list(t, desk, 1).Steps {
			now[s.ID] = s
		}
		for _, s := range []care.Step{never, day, span} {
			if got := now[s.ID]; got.State != care.Struck || got.Reason != "wish" {
				t.Errorf("line %s is %s (%s)", s.Line.Key, got.State, got.Reason)
			}
			if one, err := care.Load(t.Context(), db, s.ID); err != nil || one.State != care.Struck {
				t.Errorf("line %s alone is %s (%v)", s.Line.Key, one.State, err)
			}
		}
		if got := now[fine.ID]; got.State != care.Planned || got.Times != "09:00-11:00" {
			t.Errorf("line %s is %s (%s), times %q", fine.Line.Key, got.State, got.Reason, got.Times)
		}
	})
}

func TestNobodyIsCalledWhoWishesToBeWrittenTo(t *testing.T) {
	for _, c := range []struct {
		way     care.Channel
		wish    string
		against bool
	}{
		{care.Phone, "", false},
		{care.Phone, "phone", false},
		{care.Phone, "visit", false},
		{care.Phone, "letter", true},
		{care.Counter, "letter", true},
		{care.Counter, "counter", false},
		{care.Card, "phone", false},
	} {
		if got := c.way.Against(c.wish); got != c.against {
			t.Errorf("%s for who wishes %q: %v", c.way, c.wish, got)
		}
	}
}
