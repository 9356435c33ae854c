package knowledge_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-24")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func TestFirstThreeThingsComeFirst(t *testing.T) {
	first := []knowledge.Key{knowledge.Needs, knowledge.Likes, knowledge.Trouble}
	rapid.Check(t, func(t *rapid.T) {
		f := knowledge.Facts{
			Kind: rapid.SampledFrom([]customer.Kind{customer.Person, customer.Firm}).Draw(t, "kind"), Known: knowledge.Set(rapid.Int64Range(0, 2047).Draw(t, "known")),
			Declined: knowledge.Set(rapid.Int64Range(0, 1023).Draw(t, "declined")), Nothing: knowledge.Set(rapid.Int64Range(0, 1023).Draw(t, "nothing")),
			Occasions: rapid.IntRange(0, 400).Draw(t, "occasions"), Interval: rapid.Float64Range(0, 900).Draw(t, "interval"), Silent: rapid.Bool().Draw(t, "silent"),
		}
		v := knowledge.Judge(f)
		if v.Score < 0 || v.Score > 100 || v.Worth < 0 {
			t.Fatalf("%+v", v)
		}
		if f.Silent && v.Next != "" {
			t.Fatalf("who is silent is asked %s", v.Next)
		}
		if v.Next == knowledge.Spoken || v.Next != "" && (f.Known|f.Declined|f.Nothing).Has(v.Next) {
			t.Fatalf("%s is asked although nothing is missing there", v.Next)
		}
		if slices.ContainsFunc(first, v.Gaps.Has) && !f.Silent && !slices.Contains(first, v.Next) {
			t.Fatalf("%s is asked before requirements, preferences and complaints: %+v", v.Next, f)
		}
		if f.Kind == customer.Firm && (v.Next == knowledge.Form || v.Next == knowledge.Favourite) || f.Kind == customer.Person && (v.Next == knowledge.Partner || v.Next == knowledge.Decides) {
			t.Fatalf("a %s is asked %s", f.Kind, v.Next)
		}
	})
}

func TestWhatIsLearnedNeverLowersTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := knowledge.Facts{Kind: customer.Person, Known: knowledge.Set(rapid.Int64Range(0, 2047).Draw(t, "known"))}
		before := knowledge.Judge(f).Score
		f.Known |= knowledge.Of(rapid.SampledFrom(knowledge.Keys()).Draw(t, "learned"))
		if after := knowledge.Judge(f).Score; after < before {
			t.Fatalf("%d after %d", after, before)
		}
	})
}

func TestNextQuestion(t *testing.T) {
	most := knowledge.Of(knowledge.Needs, knowledge.Likes, knowledge.Trouble)
	for name, c := range map[string]struct {
		facts knowledge.Facts
		next  knowledge.Key
		score int
		worth int
	}{
		"of a new customer the requirements":                 {knowledge.Facts{Kind: customer.Person}, knowledge.Needs, 0, 80},
		"who comes every week can be asked soon":             {knowledge.Facts{Kind: customer.Person, Interval: 7}, knowledge.Needs, 0, 720},
		"early it is natural to ask why he came":             {knowledge.Facts{Kind: customer.Person, Known: most, Occasions: 2, Interval: 30}, knowledge.Came, 58, 270},
		"after years other things come before":               {knowledge.Facts{Kind: customer.Person, Known: most, Occasions: 50, Interval: 30}, knowledge.Channel, 58, 180},
		"of a firm with whom we talk":                        {knowledge.Facts{Kind: customer.Firm, Known: most, Occasions: 50, Interval: 30}, knowledge.Partner, 53, 240},
		"nothing to tell is known":                           {knowledge.Facts{Kind: customer.Person, Nothing: most, Occasions: 50}, knowledge.Channel, 58, 30},
		"what he does not want to tell is no gap":            {knowledge.Facts{Kind: customer.Person, Declined: most, Occasions: 50}, knowledge.Channel, 0, 30},
		"who has hardly bought has hardly met trouble":       {knowledge.Facts{Kind: customer.Person, Known: knowledge.Of(knowledge.Needs, knowledge.Likes), Occasions: 1}, knowledge.Trouble, 41, 48},
		"of the dead nothing is asked":                       {knowledge.Facts{Kind: customer.Person, Silent: true}, "", 0, 0},
		"that nobody has talked with him yet is no question": {knowledge.Facts{Kind: customer.Person, Known: 1023}, "", 91, 0},
	} {
		t.Run(name, func(t *testing.T) {
			v := knowledge.Judge(c.facts)
			if v.Next != c.next || v.Score != c.score || v.Worth != c.worth {
				t.Errorf("%s, %d, %d", v.Next, v.Score, v.Worth)
			}
		})
	}
}

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func update(t rapid.TB, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	must(t, db.Update(ctx, do))
}

func add(t rapid.TB, db *store.DB, c customer.Customer) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) { id, err = customer.Create(ctx, tx, by, c); return err })
	return id
}

// learning are the ways in which something becomes known, each with what it is.
var learning = map[knowledge.Key]func(tx *store.Tx, id int64) error{
	knowledge.Needs: func(tx *store.Tx, id int64) error {
		_, err := promise.Expect(ctx, tx, interaction.By{Actor: 3, At: 1000}, promise.Expectation{Customer: id, Text: "Lieferung vor acht", Since: today})
		return err
	},
	knowledge.Likes: func(tx *store.Tx, id int64) error {
		topic, err := interest.EnsureTopic(ctx, tx, "Angeln", 1)
		if err != nil {
			return err
		}
		_, err = interest.Note(ctx, tx, by, today, interest.Noted{Customer: id, Topic: topic, Kind: interest.Told, Day: today, Source: "counter"})
		return err
	},
	knowledge.Trouble: func(tx *store.Tx, id int64) error {
		_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 3, At: 1000}, interaction.Interaction{Customer: id, Day: today, At: 1000, Channel: interaction.Note, Reason: "complaint", Note: "Karton war feucht"})
		return err
	},
	knowledge.Decides: func(tx *store.Tx, id int64) error {
		return accord.Agree(ctx, tx, by, accord.Agreement{Customer: id, Day: today, Decides: "Frau Altmann"})
	},
	knowledge.Came: func(tx *store.Tx, id int64) error {
		return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "came", Code: "other", Words: "Empfehlung", Source: "told", Day: today})
	},
	knowledge.Channel: func(tx *store.Tx, id int64) error {
		return interest.Prefer(ctx, tx, by, interest.Preference{Customer: id, Channel: "phone", Orientation: "unclear", Source: "told", Since: today})
	},
	knowledge.Form: func(tx *store.Tx, id int64) error {
		_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: id, Form: "du", Offered: party.ByUs, Since: today})
		return err
	},
	knowledge.Favourite: func(tx *store.Tx, id int64) error {
		c, err := customer.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		_, err = customer.Update(ctx, tx, by, id, c.Version, customer.Fields{customer.FieldFavourite: "Mohnzopf"})
		return err
	},
	knowledge.Spoken: func(tx *store.Tx, id int64) error {
		_, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 3, At: 1000}, interaction.Interaction{Customer: id, Day: today, At: 1000, Channel: interaction.Phone, Direction: interaction.In, Note: "fragt nach Brot"})
		return err
	},
	knowledge.Partner: func(tx *store.Tx, id int64) error {
		_, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, LastName: "Altmann", FirmID: id})
		return err
	},
}

func TestEveryFactIsSeenAtOnceAndAgreesWithAFullRun(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		person := add(t, db, customer.Customer{Kind: customer.Person, LastName: "Berger"})
		firm := add(t, db, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH"})
		for k, learn := range learning {
			for _, id := range []int64{person, firm} {
				if id == person && (k == knowledge.Partner || k == knowledge.Decides) || id == firm && (k == knowledge.Form || k == knowledge.Favourite) {
					continue
				}
				_, err := knowledge.RefreshDue(ctx, db, today)
				must(t, err)
				before, found, err := knowledge.Get(ctx, db, id)
				must(t, err)
				if !found || !before.Missing.Has(k) {
					t.Fatalf("%s of %d is known before: %+v", k, id, before)
				}
				update(t, db, func(tx *store.Tx) error { return learn(tx, id) })
				_, err = knowledge.RefreshDue(ctx, db, today)
				must(t, err)
				after, _, err := knowledge.Get(ctx, db, id)
				must(t, err)
				if after.Missing.Has(k) || after.Score <= before.Score {
					t.Errorf("%s of %d: %+v after %+v", k, id, after, before)
				}
			}
		}
		rows, err := knowledge.Many(ctx, db, []int64{person, firm})
		must(t, err)
		update(t, db, func(tx *store.Tx) error { return knowledge.Forget(ctx, tx, person) })
		n, err := knowledge.RefreshAll(ctx, db, today)
		must(t, err)
		full, err := knowledge.Many(ctx, db, []int64{person, firm})
		must(t, err)
		if d := cmp.Diff(rows, full); d != "" || n != 2 || len(full) != 2 {
			t.Errorf("%d customers: %s", n, d)
		}
		facts, v, err := knowledge.Why(ctx, db, person)
		must(t, err)
		if v.Score != full[person].Score || v.Next != knowledge.Times || !facts.Known.Has(knowledge.Spoken) {
			t.Errorf("%+v %+v", facts, v)
		}
	})
}

func TestAskedAndNothingToTell(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := add(t, db, customer.Customer{Kind: customer.Person, LastName: "Berger"})
		other := add(t, db, customer.Customer{Kind: customer.Person, LastName: "Berger"})
		ask := func(k knowledge.Key, s knowledge.State) error {
			return db.Update(ctx, func(tx *store.Tx) error {
				return knowledge.Ask(ctx, tx, by, knowledge.Asked{Customer: id, Question: k, Outcome: s, Day: today, User: 3})
			})
		}
		must(t, ask(knowledge.Needs, knowledge.Nothing))
		must(t, ask(knowledge.Likes, knowledge.Declined))
		for _, bad := range []error{ask("birthday", knowledge.Nothing), ask(knowledge.Spoken, knowledge.Nothing), ask(knowledge.Needs, knowledge.Known)} {
			if fault.KindOf(bad) != fault.Invalid {
				t.Errorf("accepted: %v", bad)
			}
		}
		next := func(id int64) string {
			_, v, err := knowledge.Why(ctx, db, id)
			must(t, err)
			return fmt.Sprint(v.Next, " ", v.Score)
		}
		if got := next(id); got != "trouble 27" {
			t.Error(got)
		}
		entries, err := history.Of(ctx, db, row.Subject, id, 0, 5)
		must(t, err)
		update(t, db, func(tx *store.Tx) error {
			known, err := knowledge.Undo(ctx, tx, by, entries[0])
			if !known {
				t.Error("an own entry is not known")
			}
			return err
		})
		if got := next(id); got != "likes 22" {
			t.Error(got)
		}
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) { moved, err = knowledge.Moving.Relink(ctx, tx, id, other); return err })
		if got := next(other); got != "likes 22" || next(id) != "needs 0" {
			t.Error(got)
		}
		update(t, db, func(tx *store.Tx) error { return knowledge.Moving.Unlink(ctx, tx, moved, id) })
		if next(id) != "likes 22" {
			t.Error("the answer did not come back")
		}
		update(t, db, func(tx *store.Tx) error { return knowledge.Forget(ctx, tx, id) })
		if list, err := knowledge.AskedOf(ctx, db, id); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		if _, _, err := knowledge.Why(ctx, db, 999); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}
