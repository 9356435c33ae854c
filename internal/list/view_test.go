package list_test

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

var (
	anna = &team.User{ID: 5, Role: team.Carer}
	emil = &team.User{ID: 6, Role: team.Carer}
	boss = &team.User{ID: 7, Role: team.Owner}
)

// seen are the names of the views that somebody sees.
func seen(t *testing.T, db *store.DB, u *team.User) string {
	t.Helper()
	all, err := list.Views(ctx, db, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range all {
		names = append(names, v.Name)
	}
	return strings.Join(names, ", ")
}

func TestViewsAreSavedMovedRemovedAndBroughtBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		rule := audience.Rule{Field: "city", Op: audience.Is, Values: []string{"Ulm"}}
		views := []list.View{
			{User: anna.ID, Name: " Meine  Ulmer ", Rule: rule, Sort: list.ByNet, Desc: true, Columns: []string{"city", "owner"}},
			{Name: "Unsere"},
			{Name: "Dritte"},
		}
		for i := range views {
			update(t, db, func(tx *store.Tx) (err error) {
				views[i].ID, err = list.AddView(ctx, tx, anna, 1, views[i])
				return err
			})
		}
		if got := seen(t, db, anna) + "; " + seen(t, db, emil); got != "Meine Ulmer, Unsere, Dritte; Unsere, Dritte" {
			t.Errorf("they see %s", got)
		}
		got, err := list.GetView(ctx, db, anna.ID, views[0].ID)
		want := views[0]
		want.Name, want.Version, want.Maker = "Meine Ulmer", 1, anna.ID
		if diff := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(list.View{})); diff != "" || err != nil {
			t.Errorf("the saved view: %s (%v)", diff, err)
		}
		update(t, db, func(tx *store.Tx) error { return list.MoveView(ctx, tx, anna, 2, views[2].ID, false) })
		if got := seen(t, db, emil); got != "Dritte, Unsere" {
			t.Errorf("after the move: %s", got)
		}
		third, _ := list.GetView(ctx, db, anna.ID, views[2].ID)
		update(t, db, func(tx *store.Tx) error { return list.RemoveView(ctx, tx, boss, 3, third.ID, third.Version) })
		if got := seen(t, db, emil); got != "Unsere" {
			t.Errorf("after the removal: %s", got)
		}
		update(t, db, func(tx *store.Tx) error { return list.RestoreView(ctx, tx, boss, 4, third.ID) })
		if got := seen(t, db, emil); got != "Dritte, Unsere" {
			t.Errorf("brought back: %s", got)
		}
	})
}

func TestAViewIsChangedByWhoMayAndSawItAsItIs(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, err = list.AddView(ctx, tx, anna, 1, list.View{Name: "Unsere"})
			return err
		})
		try := func(u *team.User, v list.View) error {
			return db.Update(ctx, func(tx *store.Tx) error { return list.ChangeView(ctx, tx, u, 2, v) })
		}
		v := list.View{ID: id, Version: 1, Name: "Anders"}
		if err := try(emil, v); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another's change: %v", err)
		}
		if err := try(anna, v); err != nil {
			t.Error(err)
		}
		if err := try(anna, v); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a change of what changed meanwhile: %v", err)
		}
		if err := try(anna, list.View{ID: id, Version: 2}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a view without a name: %v", err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := list.AddView(ctx, tx, anna, 3, list.View{Name: "Anders"})
			return err
		}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a second of the same name: %v", err)
		}
		mine := list.View{User: anna.ID, Name: "Nur meine"}
		update(t, db, func(tx *store.Tx) (err error) { mine.ID, err = list.AddView(ctx, tx, anna, 4, mine); return err })
		if _, err := list.GetView(ctx, db, emil.ID, mine.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another's own view: %v", err)
		}
	})
}

func TestARuleTravelsInAnAddressOrAsADraft(t *testing.T) {
	db := schematest.SQLite(t)
	rapid.Check(t, func(t *rapid.T) {
		r := audience.Rule{Field: "city", Op: audience.Is, Values: rapid.SliceOfN(rapid.StringN(1, 30, 60), 1, 60).Draw(t, "values")}
		text, fits := list.Address(r)
		if !fits {
			if err := db.Update(ctx, func(tx *store.Tx) (err error) { text, err = list.KeepDraft(ctx, tx, 1, r); return err }); err != nil {
				t.Fatal(err)
			}
		}
		back, err := list.ReadAddress(ctx, db, text)
		if err != nil || back.String() != r.String() || len(text) > 1200 {
			t.Fatalf("%s came back as %s (%v)", r, back, err)
		}
	})
	for _, bad := range []string{"~nie", "x", "AAAA", "%"} {
		if _, err := list.ReadAddress(ctx, db, bad); fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
