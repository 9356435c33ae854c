package relationship_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func all(t rapid.TB, db *store.DB, day cal.Date) relationship.Firm {
	t.Helper()
	f, err := relationship.RefreshAll(ctx, db, day, "default", cal.Instant(day))
	must(t, err)
	return f
}

func due(t rapid.TB, db *store.DB, day cal.Date) {
	t.Helper()
	_, err := relationship.RefreshDue(ctx, db, day, "default")
	must(t, err)
}

func rowOf(t rapid.TB, db *store.DB, id int64) relationship.Row {
	t.Helper()
	r, _, err := relationship.Get(ctx, db, id)
	must(t, err)
	return r
}

// known writes since when somebody buys, as the nightly run would.
func known(t rapid.TB, db *store.DB, id int64, occasions int, first cal.Date) {
	t.Helper()
	must(t, db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("life", `INSERT INTO lifecycle_current (customer_id, standing, standing_since, former_since, regular_until,
  regained_until, late_from, dormant_from, lost_from, occasions, interval_count, interval_sum, interval_days, first_day, last_day, rule, param_id, day)
VALUES ($1, 2, $3, '9999-12-31', '9999-12-31', '1900-01-01', '9999-12-31', '9999-12-31', '9999-12-31', $2, 3, 90, 30, $3, $3, '', 0, $3)
ON CONFLICT (customer_id) DO UPDATE SET occasions = excluded.occasions, first_day = excluded.first_day`), id, occasions, first)
		return err
	}))
}

func TestEverybodyHasARow(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		warm, fresh := person(t, db, "Freundlich"), person(t, db, "Neu")
		talk(t, db, warm, interaction.NoOccasion, "warm", 5, 20, 40, 60, 90, 120)
		f := all(t, db, today)
		if f.Customers != 2 || f.Counts[kind.Attached] != 1 || f.Counts[kind.Unknown] != 1 || f.Share(kind.Attached) != .5 {
			t.Errorf("sums %+v", f)
		}
		r, e := rowOf(t, db, warm), of(t, db, warm)
		if r.Kind != kind.Attached || r.Second != e.Second || r.Sure < 60 || r.Events < 5 || r.Attention < 60 || r.Since != today {
			t.Errorf("%+v", r)
		}
		if r := rowOf(t, db, fresh); r.Kind != kind.Unknown || r.First != kind.Exchange || r.Attention != -1 {
			t.Errorf("%+v", r)
		}
		list, err := relationship.Firms(ctx, db, 3)
		must(t, err)
		if diff := cmp.Diff([]relationship.Firm{f}, list); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAWordIsPublishedAndDemandingOnlyThen(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id := person(t, db, "Fordernd")
		talk(t, db, id, "demand", "demanding", 5, 25, 50, 75, 100, 125, 150)
		due(t, db, today)
		if r := rowOf(t, db, id); r.First != kind.Demanding || r.Kind != kind.Unknown {
			t.Errorf("before anybody said it: %+v", r)
		}
		l, err := say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: kind.Demanding.Key()})
		must(t, err)
		due(t, db, today)
		if r := rowOf(t, db, id); r.Kind != kind.Demanding || r.By != relationship.Owner || r.Strain != 0 {
			t.Errorf("said: %+v", r)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error { return relationship.Remove(ctx, tx, by, l, 1) }))
		due(t, db, today)
		if r := rowOf(t, db, id); r.Kind != kind.Unknown || r.By != "" {
			t.Errorf("taken back: %+v", r)
		}
	})
}

func TestTheKindAtTheEndOfAMonthIsKept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		id := person(t, db, "Wandel")
		all(t, db, today.Add(-100)) // 15 August
		_, err := say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "partner", Day: today.Add(-60)})
		must(t, err)
		all(t, db, today.Add(-60)) // 24 September
		_, err = say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "special", Day: today.Add(-58)})
		must(t, err)
		all(t, db, today.Add(-58)) // the same month: what stood at its end is the last
		_, err = say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "informed"})
		must(t, err)
		due(t, db, today)
		months, err := relationship.Months(ctx, db, id)
		must(t, err)
		if len(months) != 2 || months[0].Month != 202608 || months[0].Kind != kind.Unknown || months[1].Month != 202610 || months[1].Kind != kind.Special {
			t.Errorf("%+v", months)
		}
		other := person(t, db, "Bleibt")
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			kept, err := relationship.Take(ctx, tx, id)
			if err != nil {
				return err
			}
			return relationship.Give(ctx, tx, other, kept)
		}))
		given, err := relationship.Months(ctx, db, other)
		must(t, err)
		if diff := cmp.Diff(months, given); diff != "" || rowOf(t, db, id).Customer != 0 {
			t.Errorf("after taking and giving: %s", diff)
		}
	})
}

func TestPropSingleChangesGiveTheRowsOfACompleteRun(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		n := 0
		rapid.Check(t, func(t *rapid.T) {
			n++
			var ids []int64
			for range 4 {
				id := person(t, db, "Wer")
				ids = append(ids, id)
				if rapid.Bool().Draw(t, "buys") {
					ago := rapid.SliceOfNDistinct(rapid.IntRange(1, 900), 1, 12, rapid.ID[int]).Draw(t, "bought")
					first := 0
					for _, a := range ago {
						buys(t, db, id, 1+a%4, a)
						first = max(first, a)
					}
					known(t, db, id, len(ago), today.Add(-first))
				}
			}
			must(t, db.Update(ctx, func(tx *store.Tx) error { return relationship.MarkDue(ctx, tx, ids...) }))
			for range rapid.IntRange(0, 12).Draw(t, "acts") {
				id := rapid.SampledFrom(ids).Draw(t, "who")
				ago := rapid.IntRange(0, 800).Draw(t, "ago")
				if rapid.IntRange(0, 9).Draw(t, "act") == 0 {
					_, err := say(db, relationship.Label{Customer: id, Source: relationship.Heard, Kind: "informed", Day: today.Add(-ago)})
					must(t, err)
					continue
				}
				talk(t, db, id, rapid.SampledFrom([]string{interaction.NoOccasion, "suggestion", "demand", "complaint", ""}).Draw(t, "reason"),
					rapid.SampledFrom([]string{"", "warm", "factual", "demanding"}).Draw(t, "tone"), ago)
				if rapid.Bool().Draw(t, "now") {
					due(t, db, today)
				}
			}
			due(t, db, today)
			rows, err := relationship.Many(ctx, db, ids)
			must(t, err)
			for _, id := range ids {
				e, r := of(t, db, id), rows[id]
				if r.Kind != e.Shown() || r.First != e.First || r.Second != e.Second || r.StrainedOn(today) != e.Strained {
					t.Errorf("customer %d: row %+v, estimate %+v", id, r, e)
				}
			}
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, store.New("anew", "DELETE FROM relationship_current"))
				return err
			}))
			all(t, db, today)
			anew, err := relationship.Many(ctx, db, ids)
			must(t, err)
			if diff := cmp.Diff(rows, anew); diff != "" {
				t.Error(diff)
			}
			must(t, db.Update(ctx, func(tx *store.Tx) error {
				for _, id := range ids {
					if err := relationship.Forget(ctx, tx, id); err != nil {
						return err
					}
					if _, err := tx.Exec(ctx, store.New("leave", "UPDATE customer SET collective = 1 WHERE id = $1"), id); err != nil {
						return err
					}
				}
				return nil
			}))
		})
	})
}
