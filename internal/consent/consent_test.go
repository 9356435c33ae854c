package consent_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ctx = context.Background()

func note(t rapid.TB, db *store.DB, list ...consent.Statement) (changed []int64) {
	t.Helper()
	if err := db.Update(ctx, func(tx *store.Tx) (err error) {
		changed, err = consent.Append(ctx, tx, list)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return changed
}

func current(t rapid.TB, db *store.DB, id int64) consent.Bars {
	t.Helper()
	b, err := consent.Current(ctx, db, id)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBars(t *testing.T) {
	day := cal.MustParse("2026-11-20")
	by := func(kind consent.Kind, set, imported bool) consent.Statement {
		return consent.Statement{CustomerID: 7, Kind: kind, Set: set, Imported: imported, Day: day, Source: "counter", Actor: 3, At: 5}
	}
	for name, c := range map[string]struct {
		list    []consent.Statement
		want    consent.Bars
		written int
	}{
		"nobody has a bar at first":             {nil, consent.Bars{}, 0},
		"an objection holds":                    {[]consent.Statement{by(consent.Objected, true, false)}, consent.Bars{Objected: true}, 1},
		"a person takes it back":                {[]consent.Statement{by(consent.Objected, true, false), by(consent.Objected, false, false)}, consent.Bars{}, 2},
		"a file cannot take it back":            {[]consent.Statement{by(consent.Objected, true, false), by(consent.Objected, false, true)}, consent.Bars{Objected: true}, 1},
		"a file may say it":                     {[]consent.Statement{by(consent.Deceased, true, true)}, consent.Bars{Deceased: true}, 1},
		"a file wakes nobody":                   {[]consent.Statement{by(consent.Deceased, true, true), by(consent.Deceased, false, true)}, consent.Bars{Deceased: true}, 1},
		"saying it twice is saying it once":     {[]consent.Statement{by(consent.DoNotContact, true, true), by(consent.DoNotContact, true, true)}, consent.Bars{DoNotContact: true}, 1},
		"the bars do not touch each other":      {[]consent.Statement{by(consent.Objected, true, false), by(consent.Deceased, true, false), by(consent.Objected, false, false)}, consent.Bars{Deceased: true}, 3},
		"taking back what is not there is idle": {[]consent.Statement{by(consent.Objected, false, false)}, consent.Bars{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				note(t, db, c.list...)
				if d := cmp.Diff(c.want, current(t, db, 7)); d != "" {
					t.Error(d)
				}
				list, err := consent.Of(ctx, db, 7)
				if err != nil || len(list) != c.written {
					t.Errorf("%d statements, %v; want %d", len(list), err, c.written)
				}
			})
		})
	}
}

func TestUnknownBarIsRefused(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Update(ctx, func(tx *store.Tx) error {
			return consent.Set(ctx, tx, consent.Statement{CustomerID: 7, Kind: "grumpy"})
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("got %v", err)
		}
	})
}

func TestForgottenCustomerHasNoBars(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		changed := note(t, db,
			consent.Statement{CustomerID: 7, Kind: consent.Objected, Set: true, Day: 1},
			consent.Statement{CustomerID: 8, Kind: consent.Objected, Set: true, Day: 1})
		if d := cmp.Diff([]int64{7, 8}, changed); d != "" {
			t.Error(d)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return consent.Forget(ctx, tx, 7) }); err != nil {
			t.Fatal(err)
		}
		if current(t, db, 7).Any() || !current(t, db, 8).Any() {
			t.Error("the wrong one was forgotten")
		}
		if list, err := consent.Of(ctx, db, 7); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// The state kept is the one that the statements give when they are read again.
func TestStateFollowsStatements(t *testing.T) {
	db := schematest.SQLite(t)
	kinds := []consent.Kind{consent.Objected, consent.DoNotContact, consent.Deceased}
	id := int64(100)
	rapid.Check(t, func(rt *rapid.T) {
		id++
		for range rapid.IntRange(1, 12).Draw(rt, "n") {
			note(rt, db, consent.Statement{
				CustomerID: id, Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"),
				Set: rapid.Bool().Draw(rt, "set"), Imported: rapid.Bool().Draw(rt, "imported"),
			})
		}
		list, err := consent.Of(ctx, db, id)
		if err != nil {
			rt.Fatal(err)
		}
		last := map[consent.Kind]bool{}
		for i := len(list) - 1; i >= 0; i-- {
			last[list[i].Kind] = list[i].Set
		}
		want := consent.Bars{Objected: last[consent.Objected], DoNotContact: last[consent.DoNotContact], Deceased: last[consent.Deceased]}
		if got := current(rt, db, id); got != want {
			rt.Errorf("kept %+v, statements say %+v", got, want)
		}
	})
}
