package undo_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func (h *house) ask(t tb, e enquiry.Enquiry) (id int64) {
	t.Helper()
	h.update(t, func(tx *store.Tx) (err error) {
		id, err = enquiry.Receive(ctx, tx, h.by(), enquiry.UsualClock(cal.Calendar{}, time.UTC), e)
		return err
	})
	return id
}

func TestAnEnquiryTakenDownByMistakeGoesAndComesBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.create(t, "Berger")
		id := h.ask(t, enquiry.Enquiry{Customer: who, Sought: "Torte", Origin: "mail", MessageID: "<1@example.de>"})
		before, err := enquiry.Get(ctx, db, id)
		if err != nil {
			t.Fatal(err)
		}
		h.undo(t, h.newest(t, enquiry.Subject, id))
		if gone, err := enquiry.Get(ctx, db, id); err != nil || gone.State != enquiry.Withdrawn {
			t.Fatalf("%+v, %v", gone, err)
		}
		for _, own := range []int64{0, who} {
			if n, err := enquiry.Count(ctx, db, enquiry.New, own); err != nil || n != 0 {
				t.Errorf("%d wait, %v", n, err)
			}
		}
		if of, err := enquiry.OfCustomer(ctx, db, who, 10); err != nil || len(of) != 0 {
			t.Errorf("the customer has %v, %v", of, err)
		}
		h.undo(t, h.newest(t, enquiry.Subject, id))
		after, err := enquiry.Get(ctx, db, id)
		if err != nil {
			t.Fatal(err)
		}
		if after.Version = before.Version; cmp.Diff(before, after) != "" {
			t.Error(cmp.Diff(before, after))
		}
		h.undo(t, h.newest(t, enquiry.Subject, id)) // taking back the return
		if again := h.ask(t, enquiry.Enquiry{Customer: who, Sought: "Torte", Origin: "mail", MessageID: "<1@example.de>"}); again == id {
			t.Error("the mail of an enquiry that was taken back is taken down as the same")
		}
	})
}

func TestAnEnquiryThatWasTalkedAboutStays(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	who := h.create(t, "Berger")
	id := h.ask(t, enquiry.Enquiry{Customer: who, Sought: "Torte", Origin: "phone"})
	entry := h.newest(t, enquiry.Subject, id)
	h.update(t, func(tx *store.Tx) error {
		talk := interaction.Interaction{Customer: who, Channel: interaction.Phone, Direction: interaction.Out, Day: today, At: 5, User: 7}
		_, err := interaction.Append(ctx, tx, talk, interaction.Link{Subject: enquiry.Subject, ID: id})
		return err
	})
	if err := h.desk.Undo(ctx, 7, entry.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("%v", err)
	}
}

func TestAProjectBegunByMistakeGoesAndComesBackUnlessWorkBelongsToIt(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		who := h.create(t, "Berger")
		var id int64
		h.update(t, func(tx *store.Tx) (err error) {
			id, err = project.Begin(ctx, tx, project.By{Actor: 7, At: 5}, project.Project{Customer: who, Title: "Umbau", Begun: today, Promised: cal.Never, Delivered: cal.Never})
			return err
		})
		begun := func() int {
			of, err := project.OfCustomer(ctx, db, who, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(of)
		}
		entry := h.newest(t, project.Subject, id)
		h.update(t, func(tx *store.Tx) error {
			_, err := project.NoteHours(ctx, tx, project.By{Actor: 7, At: 6}, project.Hours{Project: id, Day: today, Minutes: 30, User: 7})
			return err
		})
		if err := h.desk.Undo(ctx, 7, entry.ID); fault.KindOf(err) != fault.Conflict || begun() != 1 {
			t.Errorf("%d projects, %v", begun(), err)
		}
		h.undo(t, h.newest(t, project.Subject, id))
		h.undo(t, entry)
		if n := begun(); n != 0 {
			t.Errorf("%d projects", n)
		}
		h.undo(t, h.newest(t, project.Subject, id))
		if n := begun(); n != 1 {
			t.Errorf("%d projects came back", n)
		}
	})
}

func TestTheOrderOfViewsGoesBackUnlessMovedSince(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	owner := &team.User{ID: history.Program, Role: team.Owner}
	ids := map[string]int64{}
	for _, name := range []string{"A", "B", "C"} {
		h.update(t, func(tx *store.Tx) (err error) {
			rule := audience.Rule{Field: "city", Op: audience.Is, Values: []string{name}}
			ids[name], err = list.AddView(ctx, tx, owner, 1, list.View{Name: name, Rule: rule})
			return err
		})
	}
	order := func() (names string) {
		views, err := list.Views(ctx, h.db, history.Program)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range views {
			names += v.Name
		}
		return names
	}
	move := func(name string) history.Entry {
		h.update(t, func(tx *store.Tx) error { return list.MoveView(ctx, tx, owner, 1, ids[name], false) })
		return h.newest(t, "list_view", ids[name])
	}
	first := move("B") // BAC
	last := move("C")  // BCA
	if err := h.desk.Undo(ctx, history.Program, first.ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a view that moved on since: %v", err)
	}
	for _, e := range []history.Entry{last, first} {
		if err := h.desk.Undo(ctx, history.Program, e.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := order(); got != "ABC" {
		t.Errorf("the views are %s", got)
	}
}

func TestAWatchedFolderGoesBackUnlessChangedSince(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.arriveWithWords(t, "4711")
		feeds, err := w.desk.Intake.Feeds(ctx)
		if err != nil || len(feeds) == 0 {
			t.Fatalf("%v, %v", feeds, err)
		}
		arrange := func(folder string) {
			f := feeds[0]
			f.Folder = folder
			if err := w.desk.Intake.Arrange(ctx, 7, intake.Arrangement{Feeds: []intake.Feed{f}}); err != nil {
				t.Fatal(err)
			}
		}
		folder := func() string {
			now, err := w.desk.Intake.Feeds(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return now[0].Folder
		}
		one, two := t.TempDir(), t.TempDir()
		arrange(one)
		first := w.newest(t, "firm", 1)
		arrange(two)
		if err := w.desk.Undo(ctx, 7, first.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a folder that was changed since: %v", err)
		}
		w.undo(t, w.newest(t, "firm", 1))
		w.undo(t, first)
		if got := folder(); got != "" {
			t.Errorf("the folder is %q", got)
		}
		w.undo(t, w.newest(t, "firm", 1))
		if got := folder(); got != one {
			t.Errorf("the folder is %q, want %q", got, one)
		}
	})
}

func TestAProspectGoesWhenItIsSaidWhoAskedAndComesBack(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		known := h.create(t, "Berger")
		ask := func() enquiry.Enquiry {
			e, err := enquiry.Get(ctx, db, h.ask(t, enquiry.Enquiry{Name: "Anna Berger", Email: "anna@example.de", Sought: "Torte", Origin: "form"}))
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		there := func(id int64) bool {
			_, err := customer.Get(ctx, db, id)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				t.Fatal(err)
			}
			return err == nil
		}
		assign := func(e enquiry.Enquiry) bool {
			stays, err := h.desk.Duplicates.Assign(ctx, h.by(), e.ID, e.Version, known)
			if err != nil {
				t.Fatal(err)
			}
			return stays
		}
		one, two := ask(), ask()
		before := h.get(t, one.Customer)
		if assign(one) || there(one.Customer) {
			t.Error("an empty prospect stays")
		}
		if got := h.get(t, known); got.Email != "anna@example.de" {
			t.Errorf("the mail is %q", got.Email)
		}
		first := h.newest(t, enquiry.Subject, one.ID)
		if assign(two) || there(two.Customer) {
			t.Error("the second empty prospect stays")
		}
		h.undo(t, h.newest(t, enquiry.Subject, two.ID))
		h.undo(t, first)
		if got := h.get(t, known); got.Email != "" {
			t.Errorf("the mail is %q afterwards", got.Email)
		}
		after := h.get(t, one.Customer)
		if after.Version, after.UpdatedAt, after.Duplicate = before.Version, before.UpdatedAt, before.Duplicate; cmp.Diff(before, after) != "" {
			t.Error(cmp.Diff(before, after))
		}
		if e, err := enquiry.Get(ctx, db, one.ID); err != nil || e.Customer != one.Customer || !e.Made {
			t.Errorf("%+v, %v", e, err)
		}
		h.update(t, func(tx *store.Tx) error {
			_, err := promise.Expect(ctx, tx, h.talk(), promise.Expectation{Customer: one.Customer, Text: "frisch", Since: today})
			return err
		})
		e, err := enquiry.Get(ctx, db, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !assign(e) || !there(one.Customer) {
			t.Error("a prospect of whom something is expected goes")
		}
	})
}

// There and back again as often as somebody likes: the prospect is there exactly while the
// enquiry is his.
func TestAProspectComesAndGoesWithEachUndoOfAnUndo(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		known := h.create(t, "Berger")
		e, err := enquiry.Get(ctx, db, h.ask(t, enquiry.Enquiry{Name: "Anna Berger", Email: "anna@example.de", Sought: "Torte", Origin: "form"}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.desk.Duplicates.Assign(ctx, h.by(), e.ID, e.Version, known); err != nil {
			t.Fatal(err)
		}
		look := func(round int, with int64, mail string) {
			t.Helper()
			is, err := enquiry.Get(ctx, db, e.ID)
			if err != nil || is.Customer != with || is.Made != (with == e.Customer) {
				t.Fatalf("round %d: the enquiry is %d's (%v), want %d; %v", round, is.Customer, is.Made, with, err)
			}
			_, err = customer.Get(ctx, db, e.Customer)
			if there := err == nil; there != (with == e.Customer) {
				t.Fatalf("round %d: the prospect is there: %v; %v", round, there, err)
			}
			if got := h.get(t, known).Email; got != mail {
				t.Fatalf("round %d: the mail is %q, want %q", round, got, mail)
			}
		}
		look(0, known, "anna@example.de")
		for round := 1; round <= 3; round++ {
			h.undo(t, h.newest(t, enquiry.Subject, e.ID))
			look(round, e.Customer, "")
			h.undo(t, h.newest(t, enquiry.Subject, e.ID))
			look(round, known, "anna@example.de")
		}
		h.undo(t, h.newest(t, enquiry.Subject, e.ID))
		h.update(t, func(tx *store.Tx) error {
			_, err := promise.Expect(ctx, tx, h.talk(), promise.Expectation{Customer: e.Customer, Text: "frisch", Since: today})
			return err
		})
		h.undo(t, h.newest(t, enquiry.Subject, e.ID))
		if is, err := enquiry.Get(ctx, db, e.ID); err != nil || is.Customer != known {
			t.Errorf("the enquiry is %d's; %v", is.Customer, err)
		}
		h.get(t, e.Customer) // something is expected of him now, so he stays
	})
}

func TestAPersonStaysWhenTheEnquiryGoesToAFirm(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	var firm int64
	h.update(t, func(tx *store.Tx) (err error) {
		firm, err = customer.Create(ctx, tx, h.by(), customer.Customer{Kind: customer.Firm, Company: "Berger GmbH"})
		return err
	})
	e, err := enquiry.Get(ctx, h.db, h.ask(t, enquiry.Enquiry{Name: "Anna Berger", Sought: "Torte", Origin: "form"}))
	if err != nil {
		t.Fatal(err)
	}
	stays, err := h.desk.Duplicates.Assign(ctx, h.by(), e.ID, e.Version, firm)
	if err != nil || !stays {
		t.Fatalf("%v, %v", stays, err)
	}
	if c := h.get(t, e.Customer); c.Kind != customer.Person {
		t.Errorf("%+v", c)
	}
}
