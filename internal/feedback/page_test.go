package feedback_test

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// A link holds for a year, is renewed in its last month only, and nobody who does not know
// the firm's secret can make one.
func TestALinkToThePageOfBothSides(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var id, house int64
		update := func(do func(tx *store.Tx) error) { t.Helper(); must(t, db.Update(ctx, do)) }
		update(func(tx *store.Tx) (err error) {
			if id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Person, LastName: "Berger"}); err != nil {
				return err
			}
			house, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Household, LastName: "Berger"})
			return err
		})
		open := func(days int) (p feedback.Page) {
			t.Helper()
			update(func(tx *store.Tx) (err error) {
				p, err = feedback.OpenPage(ctx, tx, by, today.Add(days), id)
				return err
			})
			return p
		}
		first := open(0)
		if again := open(300); again.ID != first.ID {
			t.Errorf("a new link after 300 days: %+v", again)
		}
		second := open(340)
		if second.ID == first.ID {
			t.Error("no new link in the last month")
		}
		token := first.Token("secret")
		at := func(secret, token string, days int) error {
			p, err := feedback.PageAt(ctx, db, secret, token, today.Add(days))
			if err == nil && p.Customer != id {
				t.Errorf("it opens the page of %d", p.Customer)
			}
			return err
		}
		if err := at("secret", token, 365); err != nil {
			t.Error(err)
		}
		number, seal, _ := strings.Cut(token, "-")
		for name, c := range map[string]struct {
			secret, token string
			days          int
		}{
			"after a year":     {"secret", token, 366},
			"another secret":   {"public", token, 0},
			"another number":   {"secret", "2-" + seal, 0},
			"a leading zero":   {"secret", "0" + number + "-" + seal, 0},
			"capitals":         {"secret", strings.ToUpper(number) + "-" + seal[:15] + "_", 0},
			"no seal":          {"secret", number, 0},
			"an empty address": {"secret", "", 0},
			"a link not made":  {"secret", (&feedback.Page{}).Token("secret"), 0},
		} {
			if err := at(c.secret, c.token, c.days); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		update(func(tx *store.Tx) error { return feedback.EndPage(ctx, tx, by, today.Add(1), first.ID, first.Version) })
		if err := at("secret", token, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an ended link: %v", err)
		}
		err := db.Update(ctx, func(tx *store.Tx) error { return feedback.EndPage(ctx, tx, by, today.Add(1), first.ID, first.Version) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("ended twice: %v", err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error { _, err := feedback.OpenPage(ctx, tx, by, today, house); return err })
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("the page of a household: %v", err)
		}
	})
}
