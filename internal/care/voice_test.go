package care_test

import (
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/voice"
)

// said notes something a customer said some days before today; the firm is there already.
func said(t *testing.T, db *store.DB, ago int, i feedback.Idea) (id int64) {
	t.Helper()
	by := customer.By{Actor: 3, At: cal.At(today.Start(time.UTC).Add(10*time.Hour).AddDate(0, 0, -ago)), Region: "DE"}
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		p, err := firm.Load(t.Context(), tx)
		if err != nil {
			return err
		}
		i.Day, i.Words = today.Add(-ago), "Abends länger öffnen"
		if !i.Shared {
			if i.Customer, err = customer.Create(t.Context(), tx, by, customer.Customer{Kind: customer.Person, LastName: "Vogt"}); err != nil {
				return err
			}
		}
		i.Shared = false
		id, err = voice.Note(t.Context(), tx, by, p.Hours(), i)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSuggestionsAndPraiseStandOnTheListWhenTheyAreDue(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := quiet(db)
		complain(t, db, 8, complaint.Taken{Cause: "ours", Remedy: feedback.Excused}) // makes the firm
		said(t, db, 0, feedback.Idea{Kind: feedback.Suggestion})
		said(t, db, 9, feedback.Idea{Kind: feedback.Praise, Shared: true}) // of somebody whom nobody knows
		complain(t, db, 9, complaint.Taken{Name: "Erika Muster", Angry: true, Customer: -1})
		idea, praise := said(t, db, 9, feedback.Idea{Kind: feedback.Suggestion}), said(t, db, 4, feedback.Idea{Kind: feedback.Praise})
		of := map[care.Occasion][]care.Step{}
		for _, s := range waiting(t, d, 3) {
			of[s.Line.Occasion] = append(of[s.Line.Occasion], s)
		}
		if len(of[care.Complaint]) != 0 {
			t.Errorf("somebody unknown stands on the list: %+v", of[care.Complaint])
		}
		if len(of[care.Suggested]) != 1 || len(of[care.Praised]) != 1 || of[care.Suggested][0].Line.Facts.Duty.ID != idea || of[care.Praised][0].Line.Facts.Duty.ID != praise {
			t.Fatalf("%+v", of)
		}
		if got := waiting(t, d, 4); len(got) != 0 {
			t.Errorf("somebody else sees %d", len(got))
		}
		for tag, want := range map[locale.Tag]string{
			locale.DeDE: "Vogt hat angeregt: „Abends länger öffnen“. Eine Antwort war", locale.EnGB: "Vogt suggested: “Abends länger öffnen”. An answer was due",
		} {
			text := of[care.Suggested][0].Line.Words(locale.New(locale.Options{Tag: tag}), of[care.Suggested][0].Subject("sie"), care.Shop).Reason()
			if len(text) < len(want) || text[:len(want)] != want {
				t.Errorf("said %q", text)
			}
		}
		dec := care.Decision{Step: of[care.Suggested][0].ID, Actor: 3, Today: today}
		if err := d.Complete(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		i, err := feedback.Read(t.Context(), db, idea)
		if err != nil || i.Answered == 0 || i.Waits() || !bool(i.Late) {
			t.Fatalf("after „erledigt“: %+v, %v", i, err)
		}
		if got, err := interaction.Of(t.Context(), db, i.Customer, interaction.Newest, 5); err != nil || len(got) != 1 || got[0].Direction != interaction.Out {
			t.Errorf("%+v, %v", got, err)
		}
		if err := d.Undo(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if i, err = feedback.Read(t.Context(), db, idea); err != nil || i.Answered != 0 || !i.Waits() {
			t.Errorf("taken back: %+v, %v", i, err)
		}
	})
}
