package team_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

var monday = cal.MustParse("2026-11-23")

func (h *house) update(t *testing.T, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := h.db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func TestExactlyOnePersonIsResponsible(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		_, err := team.GetChief(ctx, db)
		wantKey(t, err, "team.no_chief")
		owner, carer, helper := h.create(t, "jana", team.Owner), h.create(t, "timo", team.Carer), h.create(t, "lea", team.Helper)
		c, err := team.GetChief(ctx, db)
		if err != nil || c.User != owner || c.Deputy != 0 {
			t.Fatalf("nobody was named: %+v %v", c, err)
		}
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{}, team.Chief{User: helper, Version: 1})
		}), "team.no_chief")
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{}, team.Chief{User: carer, Deputy: carer, Version: 1})
		}), "team.own_deputy")
		h.update(t, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{}, team.Chief{User: carer, Deputy: owner, Version: 1})
		})
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{}, team.Chief{User: owner, Version: 1})
		}), "team.changed")
		var id int64
		h.update(t, func(tx *store.Tx) (err error) {
			id, err = team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: carer, From: monday, Until: monday.Add(4)})
			return err
		})
		for day, want := range map[cal.Date]int64{monday.Add(-1): carer, monday: owner, monday.Add(4): owner, monday.Add(5): carer} {
			if got, err := team.OnDuty(ctx, db, day); err != nil || got != want {
				t.Errorf("on %s: %d, want %d (%v)", day, got, want, err)
			}
		}
		h.update(t, func(tx *store.Tx) error {
			_, err := team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: owner, From: monday, Until: monday})
			return err
		})
		if got, _ := team.OnDuty(ctx, db, monday); got != carer {
			t.Errorf("both are away: %d, want the person responsible", got)
		}
		h.update(t, func(tx *store.Tx) error { _, err := team.RemoveAbsence(ctx, tx, team.By{}, carer, id); return err })
		if away, _ := team.Away(ctx, db, monday); !cmp.Equal(away, []int64{owner}) {
			t.Errorf("away are %v", away)
		}
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error {
			_, err := team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: owner, From: monday, Until: monday.Add(-1)})
			return err
		}), "team.absence")
	})
}

func TestDutiesOfWhoIsNotThereWaitForWhoIsOnDuty(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		owner, chief, carer, helper := h.create(t, "jana", team.Owner), h.create(t, "rita", team.Responsible), h.create(t, "timo", team.Carer), h.create(t, "lea", team.Helper)
		h.update(t, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{}, team.Chief{User: chief, Deputy: owner, Version: 1})
		})
		want := func(state string, user int64, day cal.Date, want ...int64) {
			t.Helper()
			if got, err := team.Charge(ctx, db, user, day); err != nil || !cmp.Equal(got, want) {
				t.Errorf("%s: %d sees to %v, want %v (%v)", state, user, got, want, err)
			}
		}
		save := func(id int64, change func(*team.User)) {
			t.Helper()
			h.update(t, func(tx *store.Tx) error {
				u, err := team.Get(ctx, tx, id)
				if err != nil {
					return err
				}
				change(&u)
				return team.Save(ctx, tx, team.By{}, u)
			})
		}
		want("all are there", chief, monday, chief, helper)
		want("all are there", carer, monday, carer)
		save(carer, func(u *team.User) { u.DisabledAt = 1 })
		want("the carer has left", chief, monday, chief, carer, helper)
		want("the carer has left", owner, monday, owner)
		h.update(t, func(tx *store.Tx) error {
			_, err := team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: chief, From: monday, Until: monday})
			return err
		})
		want("the chief is away", owner, monday, owner, chief, carer, helper)
		want("the chief is back", owner, monday.Add(1), owner)
		save(chief, func(u *team.User) { u.Role = team.Helper })
		if c, err := team.GetChief(ctx, db); err != nil || c.User != owner || c.Deputy != 0 {
			t.Errorf("the deputy follows a chief who may no longer decide: %+v, %v", c, err)
		}
		want("the chief serves at the counter only", owner, monday.Add(1), owner, chief, carer, helper)
	})
}

func TestAColleagueFitsByWhatIsShared(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		jana, timo := h.create(t, "jana", team.Owner), h.create(t, "timo", team.Carer)
		h.update(t, func(tx *store.Tx) error {
			if err := team.SetSkills(ctx, tx, team.By{}, jana, team.Topic, []string{"Modellbahn", " ", "modellbahn"}); err != nil {
				return err
			}
			if err := team.SetSkills(ctx, tx, team.By{}, timo, team.Topic, []string{"Angeln"}); err != nil {
				return err
			}
			return team.SetSkills(ctx, tx, team.By{}, timo, team.Expertise, []string{"Hydrauliköl", "Modellbahn"})
		})
		all, err := team.AllSkills(ctx, db)
		if err != nil || len(all) != 4 {
			t.Fatalf("%+v %v", all, err)
		}
		want := []team.Fit{{User: timo, Words: []string{"Hydrauliköl", "Modellbahn"}}, {User: jana, Words: []string{"Modellbahn"}}}
		if diff := cmp.Diff(want, team.Fitting(all, []string{"MODELLBAHN", "Hydraulikoel", ""})); diff != "" {
			t.Error(diff)
		}
		if got := team.Fitting(all, []string{"Gartenbau", ""}); got != nil {
			t.Errorf("nobody shares gardening, got %+v", got)
		}
		wantKey(t, db.Update(ctx, func(tx *store.Tx) error { return team.SetSkills(ctx, tx, team.By{}, jana, "hobby", nil) }), "team.skill")
		h.update(t, func(tx *store.Tx) error { return team.SetSkills(ctx, tx, team.By{}, timo, team.Topic, nil) })
		if all, _ = team.AllSkills(ctx, db); len(all) != 3 {
			t.Errorf("after emptying: %+v", all)
		}
	})
}

// Two who manage name somebody at once: one of them is told, and there is one person.
func TestOfTwoWhoNameSomebodyAtOnceOneIsTold(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		one, two := h.create(t, "jana", team.Owner), h.create(t, "rita", team.Responsible)
		before, err := team.GetChief(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		failures := make(chan error, 2)
		for _, c := range []team.Chief{{User: one, Deputy: two, Version: before.Version}, {User: two, Deputy: one, Version: before.Version}} {
			go func() {
				failures <- db.Update(ctx, func(tx *store.Tx) error { return team.SetChief(ctx, tx, team.By{}, c) })
			}()
		}
		first, second := <-failures, <-failures
		if (first == nil) == (second == nil) {
			t.Fatalf("both or none were taken: %v, %v", first, second)
		}
		if first == nil {
			first = second
		}
		wantKey(t, first, "team.changed")
		after, err := team.GetChief(ctx, db)
		if err != nil || after.Version != before.Version+1 || after.User == after.Deputy || after.User == 0 || after.Deputy == 0 {
			t.Errorf("%+v, %v", after, err)
		}
	})
}
