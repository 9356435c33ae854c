package project

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx = context.Background()
	day = cal.MustParse("2026-11-24")
	by  = By{Actor: 7, At: 1000}
)

func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func someone(t testing.TB, db *store.DB) (id int64) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, customer.By{At: 1, Region: "DE"}, customer.Customer{Company: "Muster GmbH"})
		return err
	})
	return id
}

func begin(t testing.TB, db *store.DB, p Project) Project {
	t.Helper()
	p.Begun, p.Promised, p.Delivered = day, cal.Never, cal.Never
	var id int64
	update(t, db, func(tx *store.Tx) (err error) { id, err = Begin(ctx, tx, by, p); return err })
	return get(t, db, id)
}

func get(t testing.TB, db *store.DB, id int64) Project {
	t.Helper()
	p, err := Get(ctx, db, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAProjectGoesItsWay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		p := begin(t, db, Project{Customer: someone(t, db), Title: "Neue Webseite", Kind: "project", Rate: 12000, Budget: 600})
		update(t, db, func(tx *store.Tx) error {
			return Change(ctx, tx, By{Actor: 7, At: 2000}, p.ID, p.Version, func(p *Project) error { p.Stage = Work; return nil })
		})
		if got := get(t, db, p.ID); got.Stage != Work || got.StageAt != 2000 || got.Version != 2 {
			t.Errorf("%+v", got)
		}
		err := db.Update(ctx, func(tx *store.Tx) error {
			return Change(ctx, tx, by, p.ID, 1, func(p *Project) error { p.Aim = "x"; return nil })
		})
		if f := fault.Of(err); f == nil || f.Key != "project.changed_meanwhile" {
			t.Errorf("%v", err)
		}
		since, err := Since(ctx, db, p.ID, 1)
		if err != nil || len(since) != 1 || !strings.Contains(string(since[0].After), `"stage":"work"`) {
			t.Errorf("%v, %v", since, err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, p.ID, since[0].ID) })
		back := get(t, db, p.ID)
		back.Version = p.Version
		if back != p {
			t.Errorf("got %+v, want %+v", back, p)
		}
	})
}

func TestStepsOfOursAreDueForTheirOwner(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		p := begin(t, db, Project{Customer: someone(t, db), Title: "Umbau", Owner: 3})
		add := func(party, what string, owner int64, due cal.Date) (id int64) {
			update(t, db, func(tx *store.Tx) (err error) {
				id, err = AddStep(ctx, tx, by, Step{Project: p.ID, Party: party, What: what, Owner: owner, Due: due})
				return err
			})
			return id
		}
		first := add(Us, "Angebot", 0, day.Add(-2))
		add(Us, "Skizze", 4, day)
		add(TheCustomer, "Plan schicken", 0, day.Add(-3))
		add(Us, "Später", 0, day.Add(1))
		due := func(user int64) (names []string) {
			list, err := DueSteps(ctx, db, user, day, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				names = append(names, d.What)
			}
			return names
		}
		if got := due(3); !slices.Equal(got, []string{"Angebot"}) {
			t.Errorf("owner of the project: %v", got)
		}
		if got := due(4); !slices.Equal(got, []string{"Skizze"}) {
			t.Errorf("owner of the step: %v", got)
		}
		update(t, db, func(tx *store.Tx) error { return Finish(ctx, tx, by, first, day) })
		if got := due(3); got != nil {
			t.Errorf("after it was done: %v", got)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return Finish(ctx, tx, by, first, day) }); fault.KindOf(err) != fault.Conflict {
			t.Errorf("done twice: %v", err)
		}
		list, err := history.Of(ctx, db, Subject, p.ID, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, p.ID, list[0].ID) })
		if got := due(3); len(got) != 1 {
			t.Errorf("after the undo: %v", got)
		}
	})
}

func TestHoursAreSummedAndTakenBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		p := begin(t, db, Project{Customer: someone(t, db), Title: "Beratung", Rate: 12000})
		for i, minutes := range []int{90, 30, 45} {
			update(t, db, func(tx *store.Tx) error {
				_, err := NoteHours(ctx, tx, by, Hours{Project: p.ID, Day: day, Minutes: minutes, User: 7, Billable: 1 - i%2, Note: "x"})
				return err
			})
		}
		if sum, err := SumHours(ctx, db, p.ID); err != nil || sum != (Sum{165, 135}) {
			t.Errorf("%v, %v", sum, err)
		}
		list, err := history.Of(ctx, db, Subject, p.ID, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, p.ID, list[0].ID) })
		if sum, err := SumHours(ctx, db, p.ID); err != nil || sum != (Sum{120, 90}) {
			t.Errorf("after the undo %v, %v", sum, err)
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			_, err := NoteHours(ctx, tx, by, Hours{Project: p.ID, Day: day, Minutes: 25 * 60})
			return err
		})
		if f := fault.Of(err); f == nil || f.Key != "project.bad_minutes" {
			t.Errorf("%v", err)
		}
	})
	for minutes, want := range map[int]money.Cents{60: 12000, 90: 18000, 1: 200, 0: 0} {
		if got := Worth(minutes, 12000); got != want {
			t.Errorf("%d minutes are worth %d, want %d", minutes, got, want)
		}
	}
}

func TestProjectsFollowTheirCustomerAndAreForgottenWithHim(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := someone(t, db), someone(t, db)
		mine := begin(t, db, Project{Customer: a, Title: "Eins"})
		met := begin(t, db, Project{Customer: b, Contact: a, Title: "Zwei"})
		update(t, db, func(tx *store.Tx) error {
			_, err := Talk(ctx, tx, mine.ID, interaction.Interaction{Day: day, Channel: interaction.Phone, Note: "Zeitplan"})
			return err
		})
		if talks, err := TalksOf(ctx, db, mine.ID, 5); err != nil || len(talks) != 1 || talks[0].Note != "Zeitplan" {
			t.Errorf("%v, %v", talks, err)
		}
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) { moved, err = Relink(ctx, tx, a, b); return err })
		if get(t, db, mine.ID).Customer != b || get(t, db, met.ID).Contact != b {
			t.Errorf("moved %v", moved)
		}
		update(t, db, func(tx *store.Tx) error { return Unlink(ctx, tx, moved, a) })
		if get(t, db, mine.ID) != mine || get(t, db, met.ID) != met {
			t.Error("not as before")
		}
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, a) })
		if _, err := Get(ctx, db, mine.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
		if get(t, db, met.ID).Contact != 0 {
			t.Error("he is still the contact")
		}
	})
}

func TestStagesComeInPages(t *testing.T) {
	db := schematest.SQLite(t)
	c := someone(t, db)
	for i := range 5 {
		begin(t, db, Project{Customer: c, Title: fmt.Sprint(i), Owner: int64(i % 2)})
	}
	first, err := InStage(ctx, db, Enquiry, Anybody, First, 3)
	if err != nil || len(first) != 3 || first[0].Title != "4" {
		t.Fatalf("%v, %v", first, err)
	}
	rest, err := InStage(ctx, db, Enquiry, Anybody, After(first[2]), 3)
	if err != nil || len(rest) != 2 || rest[1].Title != "0" {
		t.Errorf("%v, %v", rest, err)
	}
	if n, err := Count(ctx, db, Enquiry, 1); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
}

// Every page and count walks an index in its order.
func TestEveryListHasAnIndex(t *testing.T) {
	db := schematest.SQLite(t)
	for name, args := range map[string][]any{
		"in-stage": {"work", 1, 1, 5}, "in-stage-of-owner": {"work", 1, 1, 5, 3}, "count": {"work", 10}, "count-of-owner": {"work", 10, 3},
		"of-customer": {2, 5}, "of-enquiry": {2, 5}, "steps": {1}, "due-steps": {"2026-11-24", 3, 5}, "hours": {1, 5}, "terms": {1}, "ids-of-customer": {2},
	} {
		lines, err := store.AllText(ctx, db, "EXPLAIN QUERY PLAN "+statements.Get(name).Text(store.SQLite), func(s *[4]string) []any {
			return []any{&s[0], &s[1], &s[2], &s[3]}
		}, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			whole := strings.HasPrefix(l[3], "SCAN") && l[3] != "SCAN t" && !strings.Contains(l[3], "INDEX")
			if whole || strings.Contains(l[3], "TEMP B-TREE") {
				t.Errorf("%s: %s", name, l[3])
			}
		}
	}
}
