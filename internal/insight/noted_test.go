package insight

import (
	"slices"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// Whatever somebody notes that speaks against a relationship marks the customer and is a
// sign with the next refresh; what is settled is none any more.
func TestWhatIsNotedOfACustomerIsASign(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 20)
		w.insert(t, w.history())
		w.refreshAll(t)
		by := customer.By{Actor: 1, At: w.now(), Region: "DE"}
		talks := interaction.By{Actor: 1, At: w.now()}
		reasons := func(id int64) (list []warning.Reason) {
			t.Helper()
			if _, err := w.insight.RefreshDue(ctx, today, 0); err != nil {
				t.Fatal(err)
			}
			row, _, err := warning.GetRow(ctx, db, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range row.Reasons {
				list = append(list, p.Sign.Reason)
			}
			return list
		}
		has := func(id int64, want warning.Reason, there bool) {
			t.Helper()
			if got := reasons(id); slices.Contains(got, want) != there {
				t.Errorf("customer %d: %v; %s is there: want %v", id, got, want, there)
			}
		}
		late := feedback.Complaint{
			Customer: 3, Day: today.Add(-5), At: 1, Since: 1, Channel: interaction.Counter, Words: "Hart", Owner: 1, Task: feedback.Solve, DueAt: 1, Due: today.Add(-2),
		}
		w.update(t, func(tx *store.Tx) (err error) { late.ID, err = feedback.Complain(ctx, tx, by, late); return err })
		has(3, warning.ComplaintLate, true)
		w.update(t, func(tx *store.Tx) error { return feedback.RemoveComplaint(ctx, tx, by, late.ID, 1) })
		has(3, warning.ComplaintLate, false)

		sad := late
		sad.ID, sad.Customer, sad.Cause, sad.Remedy, sad.Task, sad.Due = 0, 4, "ours", feedback.Excused, feedback.Nothing, cal.Never
		noon := cal.At(today.Add(-1).Start(time.UTC).Add(12 * time.Hour))
		sad.Solved, sad.Answered, sad.Asked, sad.Closed, sad.Result, sad.DueAt = noon, noon, noon, noon, feedback.No, 0
		w.update(t, func(tx *store.Tx) error { _, err := feedback.Complain(ctx, tx, by, sad); return err })
		has(4, warning.ComplaintUnhappy, true)

		var hope int64
		w.update(t, func(tx *store.Tx) (err error) {
			hope, err = promise.Expect(ctx, tx, talks, promise.Expectation{Customer: 5, Text: "frisch", Since: today.Add(-9)})
			return err
		})
		has(5, warning.Disconfirmed, false)
		w.update(t, func(tx *store.Tx) error { return promise.Judge(ctx, tx, talks, hope, promise.Missed, today) })
		has(5, warning.Disconfirmed, true)
		w.update(t, func(tx *store.Tx) error { return promise.Judge(ctx, tx, talks, hope, promise.Met, today) })
		has(5, warning.Disconfirmed, false)

		w.update(t, func(tx *store.Tx) error {
			_, err := feedback.Asked(ctx, tx, customer.By{Actor: 1, At: cal.At(today.Start(time.UTC))}, today, interaction.Phone, feedback.Demand{Customer: 9, Words: "Nachts liefern", Decision: feedback.Refused, Reason: "niemand da"})
			return err
		})
		has(9, warning.DemandRefused, true)

		bar := consent.Statement{CustomerID: 6, Kind: consent.Objected, Day: today, Source: "letter", Actor: 1, At: by.At}
		w.update(t, func(tx *store.Tx) error { return consent.Set(ctx, tx, bar) })
		has(6, warning.Objected, true)
		w.update(t, func(tx *store.Tx) error { return consent.Lift(ctx, tx, bar) })
		has(6, warning.Objected, false)

		w.update(t, func(tx *store.Tx) error {
			_, err := interaction.Append(ctx, tx, interaction.Interaction{
				Customer: 7, Day: today, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer, Marks: interaction.OtherSupplier,
			})
			return err
		})
		has(7, warning.OtherSupplier, true)

		ask := enquiry.Enquiry{Customer: 8, Sought: "Torte", Origin: "phone", ReceivedAt: cal.At(today.Add(-20).Start(time.UTC))}
		w.update(t, func(tx *store.Tx) (err error) {
			ask.ID, err = enquiry.Receive(ctx, tx, by, enquiry.UsualClock(cal.Calendar{}, time.UTC), ask)
			return err
		})
		w.update(t, func(tx *store.Tx) error { return customer.MarkDue(ctx, tx, w.now(), 8) })
		has(8, warning.Unanswered, true)
		w.update(t, func(tx *store.Tx) error {
			_, err := enquiry.Answer(ctx, tx, by, ask.ID, 1, interaction.Interaction{Day: today, Channel: interaction.Phone})
			return err
		})
		has(8, warning.Unanswered, false)
	})
}
