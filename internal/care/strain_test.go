package care_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
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

func TestAfterAStrainedPhaseAFriendlyWord(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, in := bakery(t, db)
		who := int64(0) // a regular of whom there is nothing else to say
		err := in.At(t.Context(), today, func(p *insight.Portrait) error {
			r := p.Lifecycle
			if who == 0 && r.StandingOn(today) == lifecycle.Regular && r.ActivityOn(today) == lifecycle.Active {
				who = p.Customer
			}
			return nil
		})
		if err != nil || who == 0 {
			t.Fatal(who, err)
		}
		firm := desk.Firm
		desk.Firm = func(ctx context.Context) (care.Firm, error) {
			f, err := firm(ctx)
			f.Minutes = 600
			return f, err
		}
		strainOn(t, db, who, 43, 46, 51)
		r, _, err := relationship.Get(t.Context(), db, who)
		if err != nil || r.Strain != 0 || r.StrainUntil >= today || r.StrainUntil < today.Add(-14) {
			t.Fatalf("published %+v, %v", r, err)
		}
		found := false
		for _, s := range list(t, desk, 1).Steps {
			l := s.Line
			if l.Occasion != care.Calm {
				continue
			}
			if found = true; l.Customer != who || l.Class != care.Appreciation || l.Key != fmt.Sprintf("K20:%d:%s", who, r.StrainUntil) {
				t.Errorf("%+v", l)
			}
			p := locale.New(locale.Options{Tag: locale.DeDE})
			w := l.Words(p, care.Subject{Person: locale.Person{Name: "Frau Haller"}}, care.Shop)
			if text := w.Reason(); !strings.HasPrefix(text, "Bei Frau Haller ist seit ") || !strings.HasSuffix(text, " wieder Ruhe. Jetzt tut ein freundliches Wort gut.") {
				t.Errorf("said %q", text)
			}
		}
		if !found {
			t.Error("no line after the phase")
		}
	})
}
