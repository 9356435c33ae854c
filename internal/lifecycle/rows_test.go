package lifecycle_test

import (
	"context"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestRowAnswersLikeTheResultOnEveryLaterDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := cal.MustParse("2020-01-01")
		var occasions []lifecycle.Occasion
		for _, wait := range rapid.SliceOfN(rapid.IntRange(1, 60), 0, 40).Draw(t, "waits") {
			day = day.Add(wait)
			occasions = append(occasions, lifecycle.Occasion{Day: day, Last: day, Orders: 1})
		}
		var acts []lifecycle.Act
		kinds := []lifecycle.ActKind{
			lifecycle.ActSet, lifecycle.ActDeny, lifecycle.ActFree, lifecycle.ActEnd, lifecycle.ActNotice, lifecycle.ActReopen,
		}
		for _, kind := range rapid.SliceOfN(rapid.SampledFrom(kinds), 0, 2).Draw(t, "acts") {
			acts = append(acts, lifecycle.Act{Day: day, Kind: kind, Reason: "Probe"})
		}
		params, err := lifecycle.NewParamsHistory(lifecycle.Preset(lifecycle.Bakery, cal.Earliest))
		if err != nil {
			t.Fatal(err)
		}
		r := lifecycle.Walk(occasions, acts, params, cal.Calendar{})
		from := day.Add(rapid.IntRange(0, 900).Draw(t, "computed"))
		row := lifecycle.RowOf(7, r, from, 1)
		later := from.Add(rapid.IntRange(0, 900).Draw(t, "asked"))
		if got, want := row.ActivityOn(later), r.ActivityOn(later); got != want {
			t.Fatalf("activity on %v: %s, want %s", later, got, want)
		}
		if got, want := row.StandingOn(later), r.StandingOn(later); got != want {
			t.Fatalf("standing on %v: %s, want %s", later, got, want)
		}
		if row.Standing != lifecycle.Prospect && (row.StandingSince > from || row.StandingSince < cal.MustParse("2020-01-01")) {
			t.Fatalf("%s since %v, as of %v", row.Standing, row.StandingSince, from)
		}
	})
}

func TestParametersAreDatedAndNeverChanged(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		first, second := cal.MustParse("2025-03-01"), cal.MustParse("2025-06-01")
		load := func(until cal.Date) lifecycle.Stored {
			stored, err := lifecycle.LoadParams(ctx, db, lifecycle.Dealer, until)
			if err != nil {
				t.Fatal(err)
			}
			return stored
		}
		if s := load(cal.Never); s.Version(second) != 0 || s.On(second).K != 3 {
			t.Errorf("while nothing is stored the preset holds: %+v", s.On(second))
		}
		save := func(from cal.Date, k float64) error {
			return db.Update(ctx, func(tx *store.Tx) error {
				p := lifecycle.Preset(lifecycle.Dealer, from)
				p.K = k
				_, err := lifecycle.SaveParams(ctx, tx, p, 1)
				return err
			})
		}
		if err := save(second, 2); err != nil {
			t.Fatal(err)
		}
		if err := save(first, 4); err != nil {
			t.Fatal(err)
		}
		if e := fault.Of(save(first, 5)); e == nil || e.Key != "insight.params_exist" {
			t.Errorf("got %v", e)
		}
		for until, want := range map[cal.Date]float64{first.Add(-1): 4, first: 4, second.Add(-1): 4, second: 2} {
			if got := load(until).On(cal.Latest).K; got != want {
				t.Errorf("as known on %v: k = %v, want %v", until, got, want)
			}
		}
		s := load(cal.Never)
		if s.On(first.Add(-100)).K != 4 || s.On(second.Add(-1)).K != 4 || s.Version(second) == s.Version(first) || s.Version(first) == 0 {
			t.Errorf("got %+v", s)
		}
	})
}

func TestDecisionsNeedAReasonAndComeInOrder(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		day := cal.MustParse("2025-03-01")
		decide := func(act lifecycle.Act) error {
			return db.Update(ctx, func(tx *store.Tx) error { return lifecycle.Decide(ctx, tx, 5, act, 1, 1) })
		}
		if e := fault.Of(decide(lifecycle.Act{Day: day, Kind: lifecycle.ActSet, Reason: " "})); e == nil || e.Key != "insight.reason_needed" {
			t.Errorf("got %v", e)
		}
		if err := decide(lifecycle.Act{Day: day, Kind: lifecycle.ActSet, Reason: "Kam schon zum Großvater"}); err != nil {
			t.Fatal(err)
		}
		if e := fault.Of(decide(lifecycle.Act{Day: day.Add(-1), Kind: lifecycle.ActDeny, Reason: "Probe"})); e == nil || e.Key != "insight.act_too_early" {
			t.Errorf("got %v", e)
		}
		if err := decide(lifecycle.Act{Day: day, Kind: lifecycle.ActFree, Reason: "Versehen"}); err != nil {
			t.Fatal(err)
		}
		var kinds []lifecycle.ActKind
		if err := lifecycle.EachActs(ctx, db, 5, 6, day, func(_ int64, a lifecycle.Act) { kinds = append(kinds, a.Kind) }); err != nil {
			t.Fatal(err)
		}
		if len(kinds) != 2 || kinds[0] != lifecycle.ActSet || kinds[1] != lifecycle.ActFree {
			t.Errorf("got %v", kinds)
		}
	})
}

// Every field that changes alone is written, whether an index has its column or not.
func TestRewritingARowChangesEachField(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		day := cal.MustParse("2025-06-01")
		want := lifecycle.Row{
			Customer: 7, Standing: lifecycle.First, StandingSince: day, FormerSince: day, RegularUntil: day, RegainedUntil: day, LateFrom: day,
			DormantFrom: day, LostFrom: day, First: day, Last: day, Rule: lifecycle.Rule, Day: day,
		}
		write := func() {
			t.Helper()
			if err := db.Update(ctx, func(tx *store.Tx) error { return lifecycle.WriteRows(ctx, tx, []lifecycle.Row{want}) }); err != nil {
				t.Fatal(err)
			}
		}
		write()
		v := reflect.ValueOf(&want).Elem()
		for i := 1; i < v.NumField(); i++ {
			switch f := v.Field(i); {
			case v.Type().Field(i).Name == "Standing":
				want.Standing = lifecycle.Regular
			case f.Kind() == reflect.String:
				f.SetString(f.String() + "+")
			case f.Kind() == reflect.Float64:
				f.SetFloat(f.Float() + 3)
			default:
				f.SetInt(f.Int() + 3)
			}
			write()
			if got, found, err := lifecycle.GetRow(ctx, db, 7); err != nil || !found || got != want {
				t.Errorf("%s: got %+v, want %+v, %v", v.Type().Field(i).Name, got, want, err)
			}
		}
	})
}
