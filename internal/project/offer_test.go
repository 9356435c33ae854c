package project

import (
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// offersOf are the contacts of a customer that were offers.
func offersOf(t *testing.T, db *store.DB, id int64) []interaction.Interaction {
	t.Helper()
	list, err := interaction.Of(ctx, db, id, interaction.Cursor{Day: 1 << 20}, 50)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(i interaction.Interaction) bool { return i.Reason != interaction.Offer })
}

// What an offer takes is a cost of winning, whether it wins or not; taken back, nothing is left.
func TestAnOfferInAProjectIsAContactOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who := someone(t, db)
		p := begin(t, db, Project{Customer: who, Title: "Neue Webseite"})
		stage := func(at int64, to Stage) history.Entry {
			now := get(t, db, p.ID)
			update(t, db, func(tx *store.Tx) error {
				return Change(ctx, tx, By{Actor: 7, At: cal.Instant(at), Day: day}, p.ID, now.Version, func(p *Project) error { p.Stage = to; return nil })
			})
			list, err := history.Of(ctx, db, Subject, p.ID, 0, 1)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			return list[0]
		}
		stage(2000, Talks)
		made := stage(3000, Offer)
		list := offersOf(t, db, who)
		if len(list) != 1 || list[0].Direction != interaction.Out || list[0].Day != day {
			t.Fatalf("%+v", list)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, p.ID, made.ID) })
		if n := len(offersOf(t, db, who)); n != 0 || get(t, db, p.ID).Stage != Talks {
			t.Errorf("taken back, %d offers are left", n)
		}
		stage(4000, Offer)
		stage(5000, Work)
		stage(6000, Offer) // from the work back: no second offer
		stage(7000, Stopped)
		if n := len(offersOf(t, db, who)); n != 1 {
			t.Errorf("lost, %d offers are left", n)
		}
		other := someone(t, db)
		var begun int64
		update(t, db, func(tx *store.Tx) (err error) {
			p := Project{Customer: other, Title: "Umbau", Stage: Offer, Begun: day, Promised: p.Promised, Delivered: p.Delivered}
			begun, err = Begin(ctx, tx, By{Actor: 7, At: 9000, Day: day}, p)
			if err == nil {
				p.Enquiry = 5 // whose offer is a contact already
				_, err = Begin(ctx, tx, By{Actor: 7, At: 9500, Day: day}, p)
			}
			return err
		})
		if n := len(offersOf(t, db, other)); n != 1 {
			t.Errorf("begun with an offer: %d", n)
		}
		entries, err := history.Of(ctx, db, Subject, begun, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, begun, entries[0].ID) })
		if n := len(offersOf(t, db, other)); n != 0 || get(t, db, begun).Stage != Withdrawn {
			t.Errorf("withdrawn, %d offers are left", n)
		}
	})
}
