package care_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// quiet is a desk over an empty record.
func quiet(db *store.DB) *care.Desk {
	return &care.Desk{DB: db, Now: func() time.Time { return today.Start(time.UTC).Add(10 * time.Hour) }, Zone: func() *time.Location { return time.UTC }}
}

func ask(t *testing.T, db *store.DB, sought string, ago time.Duration, owner int64) (id int64) {
	t.Helper()
	at := today.Start(time.UTC).Add(10*time.Hour - ago)
	err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
		id, err = enquiry.Receive(t.Context(), tx, customer.By{Actor: 1, At: cal.At(at), Region: "DE"}, enquiry.UsualClock(cal.Calendar{}, time.UTC),
			enquiry.Enquiry{Origin: "form", Sought: sought, Name: "Jana Uhl", Email: "jana@example.de", Phone: "030 23125 014", Owner: owner})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// waiting returns what a user's day shows of class 0.
func waiting(t *testing.T, d *care.Desk, user int64) []care.Step {
	t.Helper()
	lines, err := d.Arriving(t.Context(), user, today)
	if err == nil {
		err = d.Arrive(t.Context(), user, today, lines)
	}
	if err != nil {
		t.Fatal(err)
	}
	day, err := care.List(t.Context(), d.DB, user, today)
	if err != nil {
		t.Fatal(err)
	}
	return day.Steps
}

func TestAnEnquiryStandsOnTheListUntilItIsAnswered(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := quiet(db)
		fresh := ask(t, db, "Torte", time.Hour, 0)
		late := ask(t, db, "Kuchen", 72*time.Hour, 3)
		if got := waiting(t, d, 4); len(got) != 1 || got[0].Line.Facts.Duty.ID != fresh {
			t.Fatalf("somebody else's enquiry: %+v", got)
		}
		got := waiting(t, d, 3)
		if len(got) != 2 || got[0].Line.Facts.Duty.ID != late || got[1].Line.Facts.Duty.ID != fresh || got[0].Line.Class != care.Duty {
			t.Fatalf("not the overdue one first: %+v", got)
		}
		if again := waiting(t, d, 3); len(again) != 2 {
			t.Fatalf("arrived twice: %d", len(again))
		}
		de := locale.New(locale.Options{Tag: locale.DeDE})
		text := got[0].Line.Words(de, got[0].Subject("sie"), "bakery")
		if want := "Jana Uhl fragt an: „Kuchen“. Die Antwort war vor 2 Tagen um 10:00 Uhr fällig."; text.Reason() != want || text.How != "Per E-Mail antworten, per Sie" {
			t.Errorf("got %q, %q", text.Reason(), text.How)
		}
		dec := care.Decision{Actor: 3, Step: got[1].ID, Today: today}
		if err := d.Complete(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		e, err := enquiry.Get(t.Context(), db, fresh)
		if err != nil || e.State != enquiry.Answered {
			t.Fatalf("%+v, %v", e, err)
		}
		if other := waiting(t, d, 4); other[0].State != care.Struck || other[0].Reason != "settled" {
			t.Errorf("on the other list %s", other[0].State)
		}
		talks, err := interaction.Of(t.Context(), db, e.Customer, interaction.Newest, 5)
		if err != nil || len(talks) != 1 || talks[0].Channel != interaction.Mail {
			t.Errorf("%+v, %v", talks, err)
		}
		if err := d.Undo(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if e, err = enquiry.Get(t.Context(), db, fresh); err != nil || e.State != enquiry.New {
			t.Errorf("after the undo %+v, %v", e, err)
		}
		if talks, err := interaction.Of(t.Context(), db, e.Customer, interaction.Newest, 5); err != nil || len(talks) != 0 {
			t.Errorf("%+v, %v", talks, err)
		}
		if other := waiting(t, d, 4); other[0].State != care.Planned {
			t.Errorf("after the undo on the other list %s", other[0].State)
		}
	})
}

func TestOneCustomerMayWaitForSeveralThings(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := quiet(db)
		e, err := enquiry.Get(t.Context(), db, ask(t, db, "Torte", time.Hour, 3))
		if err != nil {
			t.Fatal(err)
		}
		var step int64
		err = db.Update(t.Context(), func(tx *store.Tx) error {
			by := project.By{Actor: 3, At: 5}
			id, err := project.Begin(t.Context(), tx, by, project.Project{Customer: e.Customer, Title: "Hochzeit", Owner: 3, Begun: today, Promised: cal.Never, Delivered: cal.Never})
			if err != nil {
				return err
			}
			step, err = project.AddStep(t.Context(), tx, by, project.Step{Project: id, Party: project.Us, What: "Probe backen", Due: today.Add(-1)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got := waiting(t, d, 3)
		if len(got) != 2 || got[0].Line.Occasion != care.ProjectStep {
			t.Fatalf("%+v", got)
		}
		en := locale.New(locale.Options{Tag: locale.EnGB})
		if text := got[0].Line.Words(en, got[0].Subject("sie"), "bakery").Reason(); !strings.Contains(text, "Probe backen (Hochzeit). It was due yesterday.") {
			t.Errorf("got %q", text)
		}
		dec := care.Decision{Actor: 3, Step: got[0].ID, Today: today}
		for range 2 { // done, undone, done again
			if err := d.Complete(t.Context(), dec); err != nil {
				t.Fatal(err)
			}
			if s, err := project.GetStep(t.Context(), db, step); err != nil || s.Open() {
				t.Fatalf("%+v, %v", s, err)
			}
			if err := d.Undo(t.Context(), dec); err != nil {
				t.Fatal(err)
			}
		}
		day, err := care.List(t.Context(), db, 3, today)
		if settled, all := day.Counted(); err != nil || settled != 0 || all != 0 {
			t.Errorf("duties are counted: %d of %d, %v", settled, all, err)
		}
	})
}
