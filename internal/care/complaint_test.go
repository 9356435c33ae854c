package care_test

import (
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// complain takes a complaint by mail, as of some days before today.
func complain(t *testing.T, db *store.DB, ago int, done complaint.Taken) (id int64) {
	t.Helper()
	by := customer.By{Actor: 3, At: cal.At(today.Start(time.UTC).Add(10*time.Hour).AddDate(0, 0, -ago)), Region: "DE"}
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		p, err := firm.Load(t.Context(), tx)
		if fault.KindOf(err) == fault.NotFound {
			if p, err = firm.New("Backhaus", firm.Bakery, locale.DeDE, zeros{}); err == nil {
				p.Timezone = "UTC"
				err = firm.Create(t.Context(), tx, p)
			}
		}
		if err != nil {
			return err
		}
		if done.Customer < 0 { // nobody knows who it was
			done.Customer, done.Channel, done.Words = 0, interaction.Other, "Kruste war hart"
			id, err = complaint.Take(t.Context(), tx, by, p.Hours(), done)
			return err
		}
		if done.Customer, err = customer.Create(t.Context(), tx, by, customer.Customer{Kind: customer.Person, LastName: "Haller"}); err != nil {
			return err
		}
		done.Channel, done.Words = interaction.Mail, "Kruste war hart"
		id, err = complaint.Take(t.Context(), tx, by, p.Hours(), done)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// zeros are a source of secrets for tests.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestComplaintsStandOnTheListWithTheirClocks(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := quiet(db)
		id := complain(t, db, 0, complaint.Taken{})
		solved := complain(t, db, 8, complaint.Taken{Cause: cost.Ours, Remedy: feedback.Excused})
		complain(t, db, 3, complaint.Taken{Cause: cost.Ours, Remedy: feedback.Excused}) // too soon to ask
		if got := waiting(t, d, 4); len(got) != 0 {
			t.Errorf("somebody else sees %d", len(got))
		}
		steps := waiting(t, d, 3)
		if len(steps) != 2 {
			t.Fatalf("%d lines, want the acknowledgement and the question afterwards", len(steps))
		}
		of := map[care.Occasion]care.Step{}
		for _, s := range steps {
			of[s.Line.Occasion] = s
		}
		ack, after := of[care.Complaint], of[care.Content]
		if ack.Line.Facts.Duty == nil || ack.Line.Facts.Duty.ID != id || ack.Line.Facts.Duty.Task != "ack" || after.Line.Facts.Duty == nil || after.Line.Facts.Duty.ID != solved {
			t.Fatalf("%+v", steps)
		}
		p := locale.New(locale.Options{Tag: locale.DeDE})
		if text := ack.Line.Words(p, ack.Subject("sie"), care.Shop).Reason(); text != "Haller hat sich beschwert: „Kruste war hart“. Eine Bestätigung ist morgen bis 10:00 Uhr fällig." {
			t.Errorf("said %q", text)
		}

		dec := care.Decision{Step: ack.ID, Actor: 3, Today: today}
		if err := d.Complete(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		c, err := feedback.ReadComplaint(t.Context(), db, id)
		if err != nil || c.Ack == 0 || c.Task != feedback.Inform {
			t.Fatalf("after „erledigt“: %+v, %v", c, err)
		}
		if said, err := interaction.Of(t.Context(), db, c.Customer, interaction.Newest, 5); err != nil || len(said) != 2 || said[0].Direction != interaction.Out {
			t.Errorf("contacts %+v, %v", said, err)
		}
		if err := d.Undo(t.Context(), dec); err != nil {
			t.Fatal(err)
		}
		if c, err = feedback.ReadComplaint(t.Context(), db, id); err != nil || c.Ack != 0 {
			t.Errorf("taken back: %+v, %v", c, err)
		}
		dec.Step = after.ID
		if err := d.Complete(t.Context(), dec); fault.Of(err) == nil || fault.Of(err).Key != "care.complaint.page" {
			t.Errorf("what he said must be written down: %v", err)
		}
	})
}
