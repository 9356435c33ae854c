package team_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// newest returns the newest entry of a subject.
func (h *house) newest(t *testing.T, subject string, id int64) history.Entry {
	t.Helper()
	list, err := history.Of(ctx, h.db, subject, id, 0, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("the history of %s %d: %v, %v", subject, id, list, err)
	}
	return list[0]
}

func (h *house) undo(e history.Entry) error {
	return h.db.Update(ctx, func(tx *store.Tx) error {
		return team.Undo(history.TakingBack(ctx, e), tx, team.By{Actor: 1, At: 9}, e)
	})
}

func (h *house) role(t *testing.T, id int64, r team.Role) {
	t.Helper()
	u, err := team.Get(ctx, h.db, id)
	if err != nil {
		t.Fatal(err)
	}
	u.Role = r
	h.update(t, func(tx *store.Tx) error { return team.Save(ctx, tx, team.By{Actor: 1, At: 5}, u) })
}

func TestAChangeOfRoleGoesBackUnlessItWasChangedSince(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		h.create(t, "jana", team.Owner)
		id := h.create(t, "timo", team.Helper)
		if e := h.newest(t, "user", id); e.Verb != "team.create" {
			t.Errorf("the history says %+v", e)
		}
		h.role(t, id, team.Carer)
		first := h.newest(t, "user", id)
		if first.Verb != "team.change" || first.Actor != 1 || string(first.Before) != `{"role":"helper"}` || string(first.After) != `{"role":"carer"}` {
			t.Errorf("the history says %s %s -> %s", first.Verb, first.Before, first.After)
		}
		h.role(t, id, team.Responsible)
		wantKey(t, h.undo(first), "team.changed_since")
		if err := h.undo(h.newest(t, "user", id)); err != nil {
			t.Fatal(err)
		}
		if err := h.undo(first); err != nil {
			t.Fatal(err)
		}
		if u, err := team.Get(ctx, db, id); err != nil || u.Role != team.Helper {
			t.Errorf("%+v, %v", u, err)
		}
		if e := h.newest(t, "user", id); e.Undoes != first.ID {
			t.Errorf("the undo stands as %+v", e)
		}
	})
}

func TestNoUndoLeavesTheFirmWithoutAPersonResponsible(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		owner, second := h.create(t, "jana", team.Owner), h.create(t, "timo", team.Helper)
		h.role(t, second, team.Carer)
		promoted := h.newest(t, "user", second)
		h.update(t, func(tx *store.Tx) error {
			return team.SetChief(ctx, tx, team.By{Actor: owner}, team.Chief{User: second, Deputy: owner, Version: 1})
		})
		named := h.newest(t, "team", 1)
		wantKey(t, h.undo(promoted), "team.is_chief")
		added, err := history.Of(ctx, db, "user", second, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		wantKey(t, h.undo(added[len(added)-1]), "team.is_chief")
		if err := h.undo(named); err != nil {
			t.Fatal(err)
		}
		if c, err := team.GetChief(ctx, db); err != nil || c.User != owner || c.Deputy != 0 {
			t.Errorf("%+v, %v", c, err)
		}
		if err := h.undo(promoted); err != nil {
			t.Error(err)
		}
		wantKey(t, h.undo(h.newest(t, "user", owner)), "team.is_chief")
	})
}

func TestAbsencesAndSkillsGoBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		id := h.create(t, "jana", team.Owner)
		h.update(t, func(tx *store.Tx) error {
			if _, err := team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: id, From: monday, Until: monday}); err != nil {
				return err
			}
			return team.SetSkills(ctx, tx, team.By{}, id, team.Topic, []string{"Rosen"})
		})
		skills := h.newest(t, "user", id)
		h.update(t, func(tx *store.Tx) error {
			return team.SetSkills(ctx, tx, team.By{}, id, team.Topic, []string{"Rosen", "Tee"})
		})
		wantKey(t, h.undo(skills), "team.changed_since")
		if err := h.undo(h.newest(t, "user", id)); err != nil {
			t.Fatal(err)
		}
		if err := h.undo(skills); err != nil {
			t.Fatal(err)
		}
		if all, err := team.AllSkills(ctx, db); err != nil || len(all) != 0 {
			t.Errorf("%v, %v", all, err)
		}
		list, err := history.Of(ctx, db, "user", id, skills.ID, 1)
		if err != nil || list[0].Verb != "team.away" {
			t.Fatalf("%+v, %v", list, err)
		}
		if err := h.undo(list[0]); err != nil {
			t.Fatal(err)
		}
		if away, err := team.Away(ctx, db, monday); err != nil || len(away) != 0 {
			t.Errorf("away are %v, %v", away, err)
		}
		if err := h.undo(h.newest(t, "user", id)); err != nil {
			t.Fatal(err)
		}
		if away, err := team.Away(ctx, db, monday); err != nil || len(away) != 1 {
			t.Errorf("away are %v, %v", away, err)
		}
	})
}
