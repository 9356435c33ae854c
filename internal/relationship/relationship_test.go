package relationship_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx   = context.Background()
	today = cal.MustParse("2026-11-23")
	by    = customer.By{Actor: 3, At: 1000, Region: "DE"}
)

func must(t rapid.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

func person(t rapid.TB, db *store.DB, name string) (id int64) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Person, LastName: name})
		return err
	}))
	return id
}

// talk notes contacts that the customer began, so many days ago.
func talk(t rapid.TB, db *store.DB, id int64, reason, tone string, ago ...int) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		for _, days := range ago {
			i := interaction.Interaction{Customer: id, Day: today.Add(-days), Channel: interaction.Counter, Direction: interaction.In, Reason: reason, Tone: tone}
			if _, err := interaction.Append(ctx, tx, i); err != nil {
				return err
			}
		}
		return nil
	}))
}

func say(db *store.DB, l relationship.Label) (id int64, err error) {
	err = db.Update(ctx, func(tx *store.Tx) (err error) { id, err = relationship.Say(ctx, tx, by, today, l); return err })
	return id, err
}

func of(t rapid.TB, db *store.DB, id int64) relationship.Estimate {
	t.Helper()
	e, err := relationship.Of(ctx, db, id, today, "default")
	must(t, err)
	return e
}

// buys writes purchases of one article each, so many days ago.
func buys(t rapid.TB, db *store.DB, id int64, product int, ago ...int) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		for _, days := range ago {
			number := 1_000_000*int(id) + 1000*product + days
			_, err := tx.Exec(ctx, store.New("order", `INSERT INTO sales_order (id, customer_id, source, document, number, kind, day, currency, net_cents)
VALUES ($1, $2, 'test', $4, '', 'invoice', $3, 'EUR', 100)`), number, id, today.Add(-days), strconv.Itoa(number))
			if err != nil {
				return err
			}
			if _, err = tx.Exec(ctx, store.New("line", "INSERT INTO sales_line (id, order_id, position, product_id, net_cents) VALUES ($1, $1, 1, $2, 100)"), number, product); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestWhoIsUnknownIsThePrior(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := of(t, db, person(t, db, "Neu"))
		if e.Shown() != kind.Unknown || e.First != kind.Exchange || e.Events != 0 || e.Seen.From != 0 || e.Strained || e.Label != nil {
			t.Errorf("%+v", e)
		}
	})
}

func TestContactsTellTheKind(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id := person(t, db, "Freundlich")
		talk(t, db, id, interaction.NoOccasion, "warm", 5, 20, 40, 60, 90, 120)
		e := of(t, db, id)
		if e.Shown() != kind.Attached || e.Seen.Counts[kind.NoOccasion] != 6 || e.Seen.Tones[kind.Warm] != 6 || e.Seen.From != today.Add(-120) {
			t.Errorf("%+v", e)
		}
		if !e.Seeks || e.Attention < 60 {
			t.Errorf("attention %v, %v", e.Attention, e.Seeks)
		}
		early, err := relationship.Of(ctx, db, id, today.Add(-100), "default")
		if err != nil || early.Seen.Counts[kind.NoOccasion] != 1 {
			t.Errorf("a hundred days ago: %+v, %v", early, err)
		}
	})
}

// covered writes how completely the firm notes its talks.
func covered(t rapid.TB, db *store.DB, share float64) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("coverage", `INSERT INTO interaction_coverage (day, preset, logged, quarters, customers, expected, share, rule)
VALUES ($1, 'default', 60, 100, 30, 100, $2, 'coverage/1')`), today.Add(-400), share)
		return err
	}))
}

func TestWhatOurSideBeganIsNoSignal(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Still")
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			for _, i := range []interaction.Interaction{
				{Customer: id, Day: today, Channel: interaction.Phone, Direction: interaction.Out, Reason: interaction.NoOccasion},
				{Customer: id, Day: today, Channel: interaction.Note, Reason: "demand"},
			} {
				if _, err := interaction.Append(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		}))
		if e := of(t, db, id); e.Seen.Counts != [kind.Counts]int{} {
			t.Errorf("counted %v", e.Seen.Counts)
		}
	})
}

func TestTheFavouriteArticleAgainIsAShare(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Gewohnt")
		talk(t, db, id, "order", "", 200)
		buys(t, db, id, 1, 100, 80, 40)
		buys(t, db, id, 2, 60, 20)
		buys(t, db, id, 2, 15, 10, 5)
		// 1 first, 1 again, 2 new, 1 again, 2 and 2 while 1 leads, then level with it, then 2 leads
		if e := of(t, db, id); e.Seen.Again != (kind.Part{Hits: 3, Of: 7}) {
			t.Errorf("%+v", e.Seen.Again)
		}
	})
}

func TestMarksAreSignalsWhereTheyAreSet(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id, other := person(t, db, "Eins"), person(t, db, "Zwei")
		talk(t, db, id, "order", "", 3, 30, 60)
		before := of(t, db, id)
		for _, g := range before.Grounds {
			if g.Signal == kind.Personal.Signal() || g.Signal == kind.OtherSupplier.Signal() {
				t.Errorf("nobody sets marks, yet they weigh: %+v", g)
			}
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			for _, ago := range []int{9, 4, 1} {
				i := interaction.Interaction{
					Customer: other, Day: today.Add(-ago), Channel: interaction.Phone, Direction: interaction.In,
					Marks: interaction.PersonalMatter | interaction.OtherSupplier | interaction.Urgent,
				}
				if _, err := interaction.Append(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		}))
		e, err := relationship.Of(ctx, db, other, today.Add(40), "default") // the strained phase is over
		must(t, err)
		if e.Seen.Counts[kind.Personal] != 3 || e.Seen.Counts[kind.Urgency] != 3 || e.Seen.Counts[kind.Threat] != 0 || e.Seen.Others != (kind.Part{Hits: 3, Of: 3}) {
			t.Errorf("%+v", e.Seen)
		}
		if e := of(t, db, other); !e.Strained || e.Strain.Level != strain.Alarm {
			t.Errorf("three urgent calls in nine days: %+v", e.Strain)
		}
		if after := of(t, db, id); after.Seen.Others != (kind.Part{Of: 3}) || after.Probable[kind.Exchange] <= before.Probable[kind.Exchange] {
			t.Errorf("who told nothing personal where that is noted: %v, before %v", after.Probable, before.Probable)
		}
	})
}

func TestDemandsCloseTogetherAreAStrain(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Schwer")
		talk(t, db, id, "order", "", 400)
		talk(t, db, id, "demand", "demanding", 12, 6)
		talk(t, db, id, "complaint", "", 2)
		e := of(t, db, id)
		if !e.Strained || e.Strain.Level != strain.Alarm || e.Strain.Since != today.Add(-6) || e.Strain.Ends != today.Add(28) {
			t.Errorf("%+v", e.Strain)
		}
		_, err := say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "demanding"})
		must(t, err)
		if e := of(t, db, id); e.Strained || e.Shown() != kind.Demanding {
			t.Errorf("who was confirmed as such is taken for strained: %+v", e.Strain)
		}
	})
}

func TestTwoStrainedPhasesAreAReasonToAsk(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Zweimal")
		talk(t, db, id, "order", "", 900)
		talk(t, db, id, "demand", "demanding", 200, 198, 195)
		if e := of(t, db, id); e.Strains != 1 || e.Doubtful() {
			t.Errorf("after one phase: %+v", e.Strain)
		}
		talk(t, db, id, "demand", "demanding", 60, 58, 56)
		if e := of(t, db, id); e.Strains != 2 || e.Strained || !e.Doubtful() {
			t.Errorf("%d phases, the last %+v", e.Strains, e.Strain)
		}
		if e, err := relationship.Of(ctx, db, id, today.Add(70), "default"); err != nil || e.Doubtful() {
			t.Errorf("after a calm quarter: %+v, %v", e.Strain, err)
		}
	})
}

func TestAStrainedPhaseTeachesNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id := person(t, db, "Freundlich")
		talk(t, db, id, interaction.NoOccasion, "warm", 30, 60, 90, 120, 150)
		calm, err := relationship.Of(ctx, db, id, today.Add(-13), "default")
		must(t, err)
		talk(t, db, id, "demand", "demanding", 12, 6, 2)
		e := of(t, db, id)
		if !e.Strained || e.Probable != calm.Probable || e.Seen != calm.Seen {
			t.Errorf("in the phase %v, before %v", e.Probable, calm.Probable)
		}
		all(t, db, today)
		if r := rowOf(t, db, id); r.Kind != calm.Shown() || r.Strain != strain.Alarm {
			t.Errorf("published %+v", r)
		}
		after, err := relationship.Of(ctx, db, id, today.Add(60), "default")
		must(t, err)
		if after.Strained || after.Seen.Counts[kind.Demand] != 3 {
			t.Errorf("afterwards %+v", after.Seen)
		}
		_, err = say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "demanding"})
		must(t, err)
		if e := of(t, db, id); e.Strained || e.Seen.Counts[kind.Demand] != 3 {
			t.Errorf("with whom demands are the usual: %+v", e.Seen)
		}
	})
}

func TestNobodyIsDemandingUnlessAPersonSaysSo(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id := person(t, db, "Fordernd")
		talk(t, db, id, "demand", "demanding", 5, 30, 60, 90, 120, 150, 180, 210)
		e := of(t, db, id)
		if e.Named != kind.Demanding || e.Shown() != kind.Unknown {
			t.Errorf("named %s, shown %s", e.Named.Key(), e.Shown().Key())
		}
	})
}

// What somebody says of himself on his own page stands above what the firm says and what is
// seen of him, until he takes it back.
func TestHisOwnWordStandsAboveAll(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Selbst")
		tell := func(source relationship.Source, k kind.Kind) {
			t.Helper()
			_, err := say(db, relationship.Label{Customer: id, Source: source, Kind: k.Key()})
			must(t, err)
		}
		tell(relationship.Self, kind.Attached)
		tell(relationship.Owner, kind.Exchange)
		if e := of(t, db, id); e.Shown() != kind.Attached || e.Label.Source != relationship.Self || e.Told == nil {
			t.Errorf("shown is %s by %+v", e.Shown().Key(), e.Label)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return relationship.Refresh(ctx, tx, today, "default", id) }))
		if r, found, err := relationship.Get(ctx, db, id); err != nil || !found || r.Kind != kind.Attached || r.By != relationship.Self {
			t.Errorf("%+v, %v, %v", r, found, err)
		}
		tell(relationship.Self, kind.Unknown)
		if e := of(t, db, id); e.Shown() != kind.Exchange {
			t.Errorf("after taking it back it is %s", e.Shown().Key())
		}
		if _, err := say(db, relationship.Label{Customer: id, Source: relationship.Self, Kind: kind.Demanding.Key()}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("nobody says so of himself: %v", err)
		}
	})
}

func TestWhatPeopleSayHoldsUntilItIsLifted(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id, other := person(t, db, "Eins"), person(t, db, "Zwei")
		before := of(t, db, other).Probable[kind.Partner]
		_, err := say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "partner", Day: today.AddMonths(-13), Words: " kennt sich aus "})
		must(t, err)
		e := of(t, db, id)
		if e.Shown() != kind.Partner || e.Label.Words != "kennt sich aus" || !e.Label.AskAgain(today) || e.Label.AskAgain(today.AddMonths(-2)) {
			t.Errorf("%+v", e.Label)
		}
		// One case beside twenty moves what is expected of the others.
		if got, want := of(t, db, other).Probable[kind.Partner], (20*before+1)/21; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%v, want %v", got, want)
		}
		_, err = say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "unknown"})
		must(t, err)
		if e := of(t, db, id); e.Label != nil || of(t, db, other).Probable[kind.Partner] != before {
			t.Errorf("lifted, yet %+v", e.Label)
		}
	})
}

func TestOwnWordsAreEvidenceAndNoLock(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Redet")
		before := of(t, db, id).Probable[kind.Special]
		_, err := say(db, relationship.Label{Customer: id, Source: relationship.Heard, Kind: "special"})
		must(t, err)
		if e := of(t, db, id); e.Label != nil || e.Told == nil || e.Probable[kind.Special] < 3*before {
			t.Errorf("%+v", e)
		}
	})
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id := person(t, db, "Eins")
		for name, c := range map[string]struct {
			label relationship.Label
			want  string
		}{
			"a kind that is none":              {relationship.Label{Customer: id, Source: relationship.Owner, Kind: "friend"}, "relationship.kind"},
			"a source that is none":            {relationship.Label{Customer: id, Source: "rumour", Kind: "partner"}, "relationship.source"},
			"nobody says demanding of himself": {relationship.Label{Customer: id, Source: relationship.Heard, Kind: "demanding"}, "relationship.kind"},
			"from tomorrow":                    {relationship.Label{Customer: id, Source: relationship.Owner, Kind: "partner", Day: today.Add(1)}, "relationship.day"},
			"a book":                           {relationship.Label{Customer: id, Source: relationship.Owner, Kind: "partner", Words: strings.Repeat("ß", 501)}, "relationship.too_long"},
			"of nobody":                        {relationship.Label{Customer: 999, Source: relationship.Owner, Kind: "partner"}, "customer.no_such_customer"},
		} {
			if _, err := say(db, c.label); key(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
	})
}

func TestStatementsAreTakenBackMovedAndForgotten(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := person(t, db, "Eins"), person(t, db, "Zwei")
		id, err := say(db, relationship.Label{Customer: a, Source: relationship.Owner, Kind: "attached"})
		must(t, err)
		list, err := history.Of(ctx, db, row.Subject, a, 0, 1)
		must(t, err)
		undo := func() {
			t.Helper()
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				known, err := relationship.Undo(ctx, tx, by, list[0])
				if !known {
					t.Errorf("%s is not known", list[0].Verb)
				}
				return err
			}))
		}
		undo()
		if e := of(t, db, a); e.Label != nil {
			t.Errorf("taken back, yet %+v", e.Label)
		}
		id, err = say(db, relationship.Label{Customer: a, Source: relationship.Owner, Kind: "attached"})
		must(t, err)
		move := relationship.Movings()[0]
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			moved, err := move.Relink(ctx, tx, a, b)
			if diff := cmp.Diff([]int64{id}, moved); diff != "" {
				t.Error(diff)
			}
			return err
		}))
		if of(t, db, b).Label == nil || of(t, db, a).Label != nil {
			t.Error("the statement did not move")
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return move.Unlink(ctx, tx, []int64{id}, a) }))
		if of(t, db, a).Label == nil {
			t.Error("the statement did not come back")
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return relationship.Forget(ctx, tx, a) }))
		if said, err := relationship.Labels(ctx, db, a, today); err != nil || len(said) != 0 {
			t.Errorf("forgotten, yet %v, %v", said, err)
		}
	})
}

// The coverage is measured with the same rates that the inference uses.
func TestCoverageAndInferenceShareTheirRates(t *testing.T) {
	for preset, as := range map[string]string{"default": "default", "dealer": "b2b"} {
		table, prior := kind.Table(), kind.New(as, 1).Prior
		want := 0.0
		for _, c := range []kind.Count{kind.NoOccasion, kind.Suggestion, kind.Demand, kind.Complaint} {
			for k, rate := range table.Counts[c] {
				want += 8 * prior[k] * rate
			}
		}
		if got := interaction.ExpectedNotes(preset, 8); got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%s: %v events are expected to be noted, %v inferred with", preset, got, want)
		}
	}
}
