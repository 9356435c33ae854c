package feedback_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestADemandGoesThroughItsStates(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		who := firm(t, db, "Haller GmbH")
		ask := func(d feedback.Demand) (id int64, err error) {
			d.Customer, d.Words = who, "Lieferung bis 14 Uhr"
			err = db.Update(ctx, func(tx *store.Tx) error {
				id, err = feedback.Asked(ctx, tx, by, today, interaction.Phone, d)
				return err
			})
			return id, err
		}
		for want, d := range map[string]feedback.Demand{
			"feedback.demand.price": {Decision: feedback.Priced}, "feedback.demand.reason": {Decision: feedback.Refused}, "feedback.demand.decision": {Decision: "perhaps"},
		} {
			if _, err := ask(d); key(err) != want {
				t.Errorf("%+v: %v, want %s", d, err, want)
			}
		}
		if _, err := ask(feedback.Demand{Decision: feedback.Once, Price: 500}); key(err) != "feedback.demand.price" {
			t.Errorf("a price for once: %v", err)
		}
		id, err := ask(feedback.Demand{Wanted: "heute"})
		must(t, err)
		read := func() feedback.Demand {
			d, err := feedback.ReadDemand(ctx, db, id)
			must(t, err)
			return d
		}
		do := func(act func(tx *store.Tx, version int64) error) error {
			version := read().Version
			return db.Update(ctx, func(tx *store.Tx) error { return act(tx, version) })
		}
		tell := func(tx *store.Tx, version int64) error {
			return feedback.DecisionTold(ctx, tx, by, today, id, version, interaction.Phone, "Gern, für 25 Euro.")
		}
		if err := do(tell); key(err) != "feedback.demand.undecided" {
			t.Errorf("told before it was decided: %v", err)
		}
		must(t, do(func(tx *store.Tx, version int64) error {
			return feedback.Decide(ctx, tx, by, id, version, feedback.Priced, 2500, "")
		}))
		must(t, do(tell))
		if err := do(func(tx *store.Tx, version int64) error {
			return feedback.Decide(ctx, tx, by, id, version, feedback.Once, 0, "")
		}); key(err) != "feedback.demand.told" {
			t.Errorf("decided after it was told: %v", err)
		}
		must(t, do(func(tx *store.Tx, version int64) error {
			return feedback.DecisionKept(ctx, tx, by, today, id, version, feedback.No)
		}))
		if d := read(); d.Decision != feedback.Priced || d.Price != 2500 || d.Told == 0 || d.Kept != feedback.No || d.KeptDay != today || d.DecidedBy != by.Actor {
			t.Errorf("%+v", d)
		}
		talks, err := interaction.Of(ctx, db, who, interaction.Newest, 9)
		must(t, err)
		if len(talks) != 2 || talks[0].Reason != "demand" || talks[1].Note != "Lieferung bis 14 Uhr (heute)" {
			t.Errorf("%+v", talks)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return feedback.Forget(ctx, tx, who) }))
		if list, err := feedback.Demands(ctx, db, who, 9); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// Whatever was decided and said, taking it back in reverse leaves nothing, no contact either.
func TestPropADemandIsTakenBackWhole(t *testing.T) {
	db := schematest.SQLite(t)
	who := firm(t, db, "Haller GmbH")
	rapid.Check(t, func(t *rapid.T) {
		var id int64
		must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
			id, err = feedback.Asked(ctx, tx, by, today, interaction.Phone, feedback.Demand{Customer: who, Words: "Rabatt"})
			return err
		}))
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			d, err := feedback.ReadDemand(ctx, db, id)
			must(t, err)
			_ = db.Update(ctx, func(tx *store.Tx) error {
				switch rapid.IntRange(0, 2).Draw(t, "act") {
				case 0:
					return feedback.Decide(ctx, tx, by, id, d.Version, rapid.SampledFrom(feedback.Decisions).Draw(t, "what"), 0, "Weil es sich nicht rechnet.")
				case 1:
					return feedback.DecisionTold(ctx, tx, by, today, id, d.Version, interaction.Mail, "")
				}
				return feedback.DecisionKept(ctx, tx, by, today, id, d.Version, feedback.Yes)
			})
		}
		for {
			list, err := history.Of(ctx, db, row.Subject, who, 0, 100)
			must(t, err)
			var next history.Entry
			for _, e := range list {
				if !e.Undone && e.Undoes == 0 && strings.HasPrefix(e.Verb, "feedback.demand.") {
					next = e
					break
				}
			}
			if next.ID == 0 {
				break
			}
			must(t, db.Update(ctx, func(tx *store.Tx) error { _, err := feedback.Undo(ctx, tx, by, next); return err }))
		}
		list, err := feedback.Demands(ctx, db, who, 9)
		must(t, err)
		talks, err := interaction.Of(ctx, db, who, interaction.Newest, 9)
		must(t, err)
		if len(list)+len(talks) != 0 {
			t.Fatalf("%+v, %+v", list, talks)
		}
	})
}
