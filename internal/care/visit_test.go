package care_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func TestWhoLeftBringsAVisit(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, ctx := quiet(db), t.Context()
		by := customer.By{Actor: 1, Region: "DE"}
		var house int64
		if err := db.Update(ctx, func(tx *store.Tx) (err error) {
			if house, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH"}); err != nil {
				return err
			}
			old, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, FirstName: "Kurt", LastName: "Alt", FirmID: house})
			if err != nil {
				return err
			}
			_, err = party.Leave(ctx, tx, by, old, 0, today, today)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		lines := waiting(t, desk, 1)
		if len(lines) != 1 || lines[0].Line.Occasion != care.Visit || lines[0].Line.Customer != house || lines[0].Line.Facts.Duty.Text != "Kurt Alt" {
			t.Fatalf("%+v", lines)
		}
		if got := lines[0].Line.Words(locale.For(locale.DeDE), care.Subject{Person: locale.Person{Name: "Haller GmbH", Firm: true}}, care.Dealer).Reason(); got != "Bei Haller GmbH ist Kurt Alt ausgeschieden. Lernen Sie bei einem Besuch kennen, wer jetzt zuständig ist." {
			t.Error(got)
		}
		dec := care.Decision{Actor: 1, Step: lines[0].ID, Today: today}
		state := func() party.State {
			p, err := party.ReadProposal(ctx, db, lines[0].Line.Facts.Duty.ID)
			if err != nil {
				t.Fatal(err)
			}
			return p.State
		}
		if err := desk.Complete(ctx, dec); err != nil {
			t.Fatal(err)
		}
		talks, err := interaction.Of(ctx, db, house, interaction.Newest, 5)
		if err != nil || len(talks) != 1 || talks[0].Channel != interaction.Visit || state() != party.Done {
			t.Errorf("done: %+v %v, %s", talks, err, state())
		}
		if err := desk.Undo(ctx, dec); err != nil {
			t.Fatal(err)
		}
		if state() != party.Open {
			t.Errorf("undo leaves %s", state())
		}
		if err := desk.Reject(ctx, dec, care.Rejections[0]); err != nil {
			t.Fatal(err)
		}
		if left := waiting(t, desk, 1); state() != party.Dropped || len(left) != 1 || left[0].State == care.Planned {
			t.Errorf("not suitable leaves %s: %+v", state(), left)
		}
	})
}

func TestVisitOfAnotherCarerIsNotMine(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, by := t.Context(), customer.By{Actor: 1, Region: "DE"}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			house, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH", OwnerID: 2})
			if err != nil {
				return err
			}
			old, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, LastName: "Alt", FirmID: house})
			if err != nil {
				return err
			}
			_, err = party.Leave(ctx, tx, by, old, 0, today, today)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for user, want := range map[int64]int{1: 0, 2: 1} {
			if got, err := party.Proposals(ctx, db, user, today, 5); err != nil || len(got) != want {
				t.Errorf("user %d: %d visits, %v", user, len(got), err)
			}
		}
		if over, err := party.Proposals(ctx, db, 2, today.Add(30), 5); err != nil || len(over) != 0 {
			t.Errorf("after its time: %+v, %v", over, err)
		}
	})
}

func TestOurStepOfAJointMatterStandsOnItsDay(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, ctx, by := quiet(db), t.Context(), customer.By{Actor: 1, Region: "DE"}
		var house int64
		step := func(side, words string, due cal.Date) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				list, err := accord.Matters(ctx, tx, house)
				if err != nil {
					return err
				}
				return accord.Step(ctx, tx, by, accord.Task{Customer: house, Matter: list[0].ID, Side: side, Words: words, Due: due, Done: cal.Never})
			}
		}
		for _, fn := range []func(tx *store.Tx) error{
			func(tx *store.Tx) (err error) {
				house, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH"})
				return err
			},
			func(tx *store.Tx) error {
				return accord.Plan(ctx, tx, by, accord.Matter{Customer: house, Title: "Neue Halle", Since: today, Due: cal.Never, State: accord.Open})
			},
			step("us", "Muster schicken", today), step("them", "Pläne schicken", today), step("us", "Später", today.Add(1)),
		} {
			if err := db.Update(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		lines := waiting(t, desk, 1)
		if len(lines) != 1 || lines[0].Line.Occasion != care.Joint || lines[0].Line.Class != care.Duty {
			t.Fatalf("%+v", lines)
		}
		if got := lines[0].Line.Words(locale.For(locale.DeDE), care.Subject{Person: locale.Person{Name: "Haller GmbH", Firm: true}}, care.Dealer).Reason(); got != "Haller GmbH: Muster schicken (Neue Halle). Das ist heute zugesagt." {
			t.Error(got)
		}
		done := func() cal.Date {
			task, err := accord.ReadTask(ctx, db, lines[0].Line.Facts.Duty.ID)
			if err != nil {
				t.Fatal(err)
			}
			return task.Done
		}
		dec := care.Decision{Actor: 1, Step: lines[0].ID, Today: today}
		if err := desk.Complete(ctx, dec); err != nil || done() != today {
			t.Errorf("done: %s, %v", done(), err)
		}
		if err := desk.Undo(ctx, dec); err != nil || done() != cal.Never {
			t.Errorf("taken back: %s, %v", done(), err)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			m, err := accord.Matters(ctx, tx, house)
			if err != nil {
				return err
			}
			m[0].State = accord.Dropped
			return accord.Plan(ctx, tx, by, m[0])
		}); err != nil {
			t.Fatal(err)
		}
		if left := waiting(t, desk, 1); len(left) != 1 || left[0].State != care.Struck {
			t.Errorf("the matter was dropped: %+v", left)
		}
	})
}

func TestDutiesOfACarerWhoLeftReachTheDeputyAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		desk, ctx := quiet(db), t.Context()
		staff := team.New(db, desk.Now, rand.Reader)
		var users [3]int64 // who is responsible, the deputy, the carer
		for i, login := range []string{"jana", "rita", "timo"} {
			role := []team.Role{team.Owner, team.Responsible, team.Carer}[i]
			id, err := staff.Create(ctx, 0, team.User{Login: login, Name: login, Role: role}, "sieben kleine brote")
			if err != nil {
				t.Fatal(err)
			}
			users[i] = id
		}
		by := customer.By{Actor: users[0], Region: "DE"}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := team.SetChief(ctx, tx, team.By{}, team.Chief{User: users[0], Deputy: users[1], Version: 1}); err != nil {
				return err
			}
			if _, err := team.AddAbsence(ctx, tx, team.By{}, team.Absence{User: users[0], From: today, Until: today}); err != nil {
				return err
			}
			return carersWork(ctx, tx, by, users[2])
		}); err != nil {
			t.Fatal(err)
		}
		ask(t, db, "Torte", time.Hour, users[2])
		if mine := waiting(t, desk, users[2]); len(mine) != 4 {
			t.Fatalf("the carer's own day: %+v", mine)
		}
		if others := waiting(t, desk, users[1]); len(others) != 0 {
			t.Fatalf("the deputy has %+v before the carer leaves", others)
		}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			u, err := team.Get(ctx, tx, users[2])
			if err != nil {
				return err
			}
			u.DisabledAt = 1
			return team.Save(ctx, tx, team.By{}, u)
		}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range waiting(t, desk, users[1]) {
			got = append(got, string(s.Line.Occasion))
		}
		slices.Sort(got)
		want := []string{string(care.Visit), string(care.Enquiry), string(care.Promised), string(care.Joint)}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the deputy has %v, want %v", got, want)
		}
		if again := waiting(t, desk, users[1]); len(again) != len(want) {
			t.Errorf("opening the page again makes %d lines", len(again))
		}
	})
}

// carersWork gives a carer a customer with a visit, a joint step and a promise.
func carersWork(ctx context.Context, tx *store.Tx, by customer.By, carer int64) error {
	house, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: "Haller GmbH", OwnerID: carer})
	if err != nil {
		return err
	}
	old, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, LastName: "Alt", FirmID: house})
	if err != nil {
		return err
	}
	if _, err := party.Leave(ctx, tx, by, old, 0, today, today); err != nil {
		return err
	}
	if err := accord.Plan(ctx, tx, by, accord.Matter{Customer: house, Title: "Neue Halle", Since: today, Due: cal.Never, State: accord.Open}); err != nil {
		return err
	}
	list, err := accord.Matters(ctx, tx, house)
	if err != nil {
		return err
	}
	if err := accord.Step(ctx, tx, by, accord.Task{Customer: house, Matter: list[0].ID, Side: "us", Words: "Muster", Due: today, Done: cal.Never}); err != nil {
		return err
	}
	_, _, err = promise.Make(ctx, tx, interaction.By{Actor: by.Actor}, promise.Promise{
		Customer: house, Party: interaction.Us, Kind: promise.Thing, Text: "Preisliste", Due: today, Minute: promise.Anytime, User: carer, Made: today,
	})
	return err
}
