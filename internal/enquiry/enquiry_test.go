package enquiry

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

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
	ctx   = context.Background()
	zone  = time.UTC
	now   = time.Date(2026, 11, 24, 10, 0, 0, 0, zone) // a Tuesday
	clock = UsualClock(cal.NewCalendar([]int{0, 6}, nil), zone)
	by    = customer.By{Actor: 7, At: cal.At(now), Region: "DE"}
)

func at(later time.Duration) customer.By {
	b := by
	b.At = cal.At(now.Add(later))
	return b
}

func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func receive(t testing.TB, db *store.DB, e Enquiry) Enquiry {
	t.Helper()
	var id int64
	update(t, db, func(tx *store.Tx) (err error) { id, err = Receive(ctx, tx, by, clock, e); return err })
	return get(t, db, id)
}

func get(t testing.TB, db *store.DB, id int64) Enquiry {
	t.Helper()
	e, err := Get(ctx, db, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

var cake = Enquiry{Origin: "form", Sought: "Torte zum 50.", Name: "Jana Uhl", Email: "jana@example.de", Wish: interaction.Mail}

func TestAnEnquiryBringsItsProspect(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		first := receive(t, db, cake)
		c, err := customer.Get(ctx, db, first.Customer)
		if err != nil || c.FirstName != "Jana" || c.LastName != "Uhl" || c.Email != "jana@example.de" || !first.Made {
			t.Fatalf("%+v, %v", c, err)
		}
		again := receive(t, db, cake)
		found, err := Matches(ctx, db, again)
		if err != nil || len(found) != 1 || found[0] != (Match{Customer: first.Customer, Mail: true}) {
			t.Fatalf("suggestions %v, %v", found, err)
		}
		update(t, db, func(tx *store.Tx) error { return Assign(ctx, tx, by, again.ID, again.Version, first.Customer) })
		same := db.Update(ctx, func(tx *store.Tx) error { return Assign(ctx, tx, by, again.ID, again.Version+1, first.Customer) })
		if fault.Of(same) == nil || fault.Of(same).Key != "enquiry.same_customer" {
			t.Errorf("assigned where it is already: %v", same)
		}
		if e := get(t, db, again.ID); e.Customer != first.Customer || e.Made {
			t.Errorf("%+v", e)
		}
		list, err := OfCustomer(ctx, db, first.Customer, 10)
		if err != nil || len(list) != 2 {
			t.Errorf("%d enquiries, %v", len(list), err)
		}
	})
}

// firmCake is asked by somebody for a firm.
var firmCake = Enquiry{Origin: "mail", Sought: "Kuchen für den Messetag", Name: "Jana Uhl", Company: "Uhl Metallbau GmbH", Email: "jana@example.de", Phone: "0911 2345678"}

func TestWhoAsksForAFirmIsItsContactPerson(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := receive(t, db, firmCake)
		firm, err := customer.Get(ctx, db, e.Customer)
		if err != nil || firm.Kind != customer.Firm || firm.Name != "Uhl Metallbau GmbH" || firm.Email != "" || !e.Made {
			t.Fatalf("%+v, %v", firm, err)
		}
		person, err := customer.Get(ctx, db, e.Contact)
		if err != nil || person.Kind != customer.Contact || person.FirmID != firm.ID || person.Name != "Jana Uhl" || person.Email != "jana@example.de" || person.Company != "" {
			t.Fatalf("%+v, %v", person, err)
		}
		if list, err := OfContact(ctx, db, e.Contact, 5); err != nil || len(list) != 1 {
			t.Errorf("his enquiries %v, %v", list, err)
		}
		update(t, db, func(tx *store.Tx) error {
			_, err := Answer(ctx, tx, by, e.ID, e.Version, interaction.Interaction{Day: cal.Of(now, zone)})
			return err
		})
		talks, err := interaction.Of(ctx, db, firm.ID, interaction.Newest, 5)
		if err != nil || len(talks) != 1 || talks[0].Contact != person.ID {
			t.Errorf("answered %+v, %v", talks, err)
		}
		again := receive(t, db, Enquiry{Customer: firm.ID, Sought: "Brot", Name: "jana uhl"})
		other := receive(t, db, Enquiry{Customer: firm.ID, Sought: "Brot", Name: "Ole Petersen", Phone: "0911 2345680"})
		if c, err := customer.Get(ctx, db, other.Contact); err != nil || c.FirmID != firm.ID || c.Phone == "" || again.Contact != person.ID || again.Made {
			t.Errorf("at the known firm: %+v, %+v, %v", again, c, err)
		}
		if e := receive(t, db, Enquiry{Customer: person.ID, Sought: "Brot"}); e.Customer != firm.ID || e.Contact != person.ID {
			t.Errorf("at the contact person: %+v", e)
		}
		only := receive(t, db, Enquiry{Sought: "Brot", Company: "Uhl Metallbau GmbH", Phone: "0911 2345679"})
		if c, err := customer.Get(ctx, db, only.Customer); err != nil || c.Kind != customer.Firm || c.Phone == "" || only.Contact != 0 {
			t.Errorf("a firm that names nobody: %+v, %v", c, err)
		}
	})
}

func TestAKnownFirmIsSuggestedAndTakesThePerson(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		var known, colleague int64
		update(t, db, func(tx *store.Tx) (err error) {
			if known, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Firm, Company: "UHL Metallbau GmbH"}); err != nil {
				return err
			}
			colleague, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, FirmID: known, LastName: "Petersen", Email: "jana@example.de"})
			return err
		})
		e := receive(t, db, firmCake)
		found, err := Matches(ctx, db, e)
		if want := []Match{{Customer: colleague, Mail: true}, {Customer: known, Firm: true}}; err != nil || !slices.Equal(found, want) {
			t.Fatalf("suggestions %+v, %v", found, err)
		}
		update(t, db, func(tx *store.Tx) error { return Assign(ctx, tx, by, e.ID, e.Version, known) })
		moved := get(t, db, e.ID)
		if p, err := customer.Get(ctx, db, e.Contact); err != nil || p.FirmID != known || moved.Customer != known || moved.Contact != e.Contact || moved.Made {
			t.Fatalf("%+v, %+v, %v", p, moved, err)
		}
		list, err := history.Of(ctx, db, Subject, e.ID, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, e.ID, list[0].ID) })
		back := get(t, db, e.ID)
		if p, err := customer.Get(ctx, db, e.Contact); err != nil || p.FirmID != e.Customer || back.Customer != e.Customer || !back.Made {
			t.Fatalf("not back: %+v, %+v, %v", p, back, err)
		}
		update(t, db, func(tx *store.Tx) error { return Assign(ctx, tx, by, e.ID, back.Version, colleague) })
		if e := get(t, db, e.ID); e.Customer != known || e.Contact != colleague {
			t.Errorf("with the colleague %+v", e)
		}
	})
}

func TestAContactPersonWhoIsDeletedLeavesTheEnquiryToTheFirm(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := receive(t, db, firmCake)
		other := receive(t, db, cake)
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) { moved, err = Relink(ctx, tx, e.Contact, other.Customer); return err })
		if got := get(t, db, e.ID); !slices.Equal(moved, []int64{-e.ID}) || got.Contact != other.Customer || got.Customer != e.Customer {
			t.Fatalf("moved %v, %+v", moved, got)
		}
		update(t, db, func(tx *store.Tx) error { return Unlink(ctx, tx, moved, e.Contact) })
		if got := get(t, db, e.ID); got.Contact != e.Contact {
			t.Fatalf("not back: %+v", got)
		}
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, e.Contact) })
		got := get(t, db, e.ID)
		if got.Contact != 0 || got.Name+got.Email+got.Phone+got.EmailKey+got.PhoneKey != "" || got.Asker() != firmCake.Company || got.Customer != e.Customer {
			t.Errorf("%+v", got)
		}
		if list, err := history.Of(ctx, db, Subject, e.ID, 0, 5); err != nil || len(list) != 1 || string(list[0].After) != "{}" {
			t.Errorf("the history remembers %+v, %v", list, err)
		}
	})
}

func TestWhoWritesNonsenseAsAMailIsStillTakenDown(t *testing.T) {
	db := schematest.SQLite(t)
	e := receive(t, db, Enquiry{Sought: "Hilfe", Email: "jana at example"})
	if c, err := customer.Get(ctx, db, e.Customer); err != nil || c.LastName != "jana at example" || c.Email != "" {
		t.Errorf("%+v, %v", c, err)
	}
	for key, e := range map[string]Enquiry{
		"enquiry.needs_sought": {Name: "x"}, "enquiry.needs_asker": {Sought: "x"}, "enquiry.bad_choice": {Sought: "x", Name: "x", Wish: "pigeon"},
		"enquiry.too_long": {Sought: strings.Repeat("x", MaxSought+1), Name: "x"},
	} {
		err := db.Update(ctx, func(tx *store.Tx) error { _, err := Receive(ctx, tx, by, clock, e); return err })
		if f := fault.Of(err); f == nil || f.Key != key {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestTheAnswerStopsTheClockAndUndoStartsItAgain(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := receive(t, db, cake)
		if want := now.Add(24 * time.Hour); !e.DueAt.Time(zone).Equal(want) {
			t.Errorf("due %v, want %v", e.DueAt.Time(zone), want)
		}
		if w, err := Waiting(ctx, db, 3, 10); err != nil || len(w) != 1 {
			t.Errorf("everybody sees what nobody owns: %v, %v", w, err)
		}
		update(t, db, func(tx *store.Tx) error {
			_, err := Answer(ctx, tx, at(time.Hour), e.ID, e.Version, interaction.Interaction{Day: cal.Of(now, zone)})
			return err
		})
		answered := get(t, db, e.ID)
		talks, err := interaction.Of(ctx, db, e.Customer, interaction.Newest, 5)
		if err != nil || len(talks) != 1 || talks[0].Channel != interaction.Mail || talks[0].ID != answered.Answer || answered.AnsweredAt != at(time.Hour).At {
			t.Fatalf("%+v, %v, %+v", talks, err, answered)
		}
		err = db.Update(ctx, func(tx *store.Tx) error {
			_, err := Answer(ctx, tx, by, e.ID, answered.Version, interaction.Interaction{Day: cal.Of(now, zone)})
			return err
		})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("answered twice: %v", err)
		}
		update(t, db, func(tx *store.Tx) error { return Unanswer(ctx, tx, by, e.ID) })
		back := get(t, db, e.ID)
		if back.State != New || back.AnsweredAt != 0 || back.Answer != 0 || back.StateAt != e.StateAt {
			t.Errorf("%+v", back)
		}
		if talks, err := interaction.Of(ctx, db, e.Customer, interaction.Newest, 5); err != nil || len(talks) != 0 {
			t.Errorf("the contact stayed: %v, %v", talks, err)
		}
	})
}

func TestTheSecondEditorSeesWhatChanged(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := receive(t, db, cake)
		typed := e
		typed.Sought = "Torte zum 60."
		update(t, db, func(tx *store.Tx) error { return Edit(ctx, tx, by, e.ID, e.Version, typed) })
		err := db.Update(ctx, func(tx *store.Tx) error { return Own(ctx, tx, by, e.ID, e.Version, 3) })
		if f := fault.Of(err); f == nil || f.Key != "enquiry.changed_meanwhile" {
			t.Fatalf("got %v", err)
		}
		since, err := Since(ctx, db, e.ID, e.Version)
		if err != nil || len(since) != 1 || string(since[0].After) != `{"sought":"Torte zum 60."}` {
			t.Errorf("%v, %v", since, err)
		}
		update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, e.ID, since[0].ID) })
		if got := get(t, db, e.ID); got.Sought != e.Sought {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhatChangedSinceIsNotUndone(t *testing.T) {
	db := schematest.SQLite(t)
	e := receive(t, db, cake)
	day := cal.Of(now, zone)
	update(t, db, func(tx *store.Tx) error {
		return Move(ctx, tx, by, e.ID, 1, Answered, interaction.Interaction{Day: day})
	})
	update(t, db, func(tx *store.Tx) error {
		return Offer(ctx, tx, by, e.ID, 2, Proposal{Amount: 12000, Day: day, Until: day.Add(30), Text: "mit Marzipan"}, interaction.Interaction{Day: day})
	})
	list, err := history.Of(ctx, db, Subject, e.ID, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	undo := func(entry int64) error {
		return db.Update(ctx, func(tx *store.Tx) error { return Undo(ctx, tx, by, e.ID, entry) })
	}
	if err := undo(list[1].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the answer under the offer: %v", err)
	}
	if err := undo(list[0].ID); err != nil {
		t.Error(err)
	}
	if err := undo(list[2].ID); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the receipt under the answer: %v", err)
	}
	if got := get(t, db, e.ID); got.State != Answered || got.Offer != 0 || got.OfferDay != cal.Never {
		t.Errorf("%+v", got)
	}
}

// offers are the contacts about an enquiry with offers, the newest first.
func offers(t *testing.T, db *store.DB, e Enquiry) []interaction.Interaction {
	t.Helper()
	talks, err := interaction.Of(ctx, db, e.Customer, interaction.Newest, 10)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(talks, func(i interaction.Interaction) bool { return i.Reason != interaction.Offer })
}

func TestEveryOfferIsAContactWhetherItWinsOrNot(t *testing.T) {
	day := cal.Of(now, zone)
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := receive(t, db, cake)
		propose := func(version int64, amount money.Cents, minutes int) error {
			return db.Update(ctx, func(tx *store.Tx) error {
				return Offer(ctx, tx, at(time.Duration(version)*time.Hour), e.ID, version, Proposal{Amount: amount, Day: day, Until: cal.Never}, interaction.Interaction{Day: day, Minutes: minutes})
			})
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(propose(1, 12000, 0))
		if list := offers(t, db, e); len(list) != 1 || list[0].ID != get(t, db, e.ID).Answer || list[0].Direction != interaction.Out {
			t.Fatalf("an offer that is the first answer is one contact: %+v", list)
		}
		must(propose(2, 11000, 0))
		if n := len(offers(t, db, e)); n != 1 {
			t.Errorf("an offer set right is no second one: %d", n)
		}
		must(propose(3, 11000, 35))
		if err := propose(3, 11000, 35); fault.KindOf(err) != fault.Conflict {
			t.Errorf("sent twice: %v", err)
		}
		if list := offers(t, db, e); len(list) != 2 || list[0].Minutes+list[1].Minutes != 35 {
			t.Errorf("one that took minutes again is: %+v", list)
		}
		update(t, db, func(tx *store.Tx) error {
			return Close(ctx, tx, by, e.ID, 4, Lost, Reasons[Lost][0], "", interaction.Interaction{Day: day})
		})
		if n := len(offers(t, db, e)); n != 2 {
			t.Errorf("lost, %d offers are left", n)
		}
	})
}

func TestAnOfferThatIsTakenBackTakesItsContactWithIt(t *testing.T) {
	day := cal.Of(now, zone)
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for name, act := range map[string]func(*store.Tx, int64) error{
			"by the form": func(tx *store.Tx, id int64) error {
				return Offer(ctx, tx, by, id, 2, Proposal{Amount: 5, Day: day, Until: cal.Never}, interaction.Interaction{Day: day})
			},
			"on the board": func(tx *store.Tx, id int64) error {
				return Move(ctx, tx, by, id, 2, Offered, interaction.Interaction{Day: day})
			},
		} {
			e := receive(t, db, Enquiry{Origin: "form", Sought: "Torte " + name, Name: "Jana Uhl " + name, Wish: interaction.Mail})
			update(t, db, func(tx *store.Tx) error {
				_, err := Answer(ctx, tx, by, e.ID, 1, interaction.Interaction{Day: day})
				return err
			})
			update(t, db, func(tx *store.Tx) error { return act(tx, e.ID) })
			if n := len(offers(t, db, e)); n != 1 {
				t.Fatalf("%s: %d contacts with the offer", name, n)
			}
			last, err := history.Of(ctx, db, Subject, e.ID, 0, 1)
			if err != nil {
				t.Fatal(err)
			}
			update(t, db, func(tx *store.Tx) error { return Undo(ctx, tx, by, e.ID, last[0].ID) })
			now := get(t, db, e.ID)
			if n := len(offers(t, db, e)); n != 0 || now.State != Answered || now.Answer == 0 {
				t.Errorf("%s, taken back: %d contacts, %+v", name, n, now)
			}
		}
	})
}

func TestWonAndLostHaveTheirReasons(t *testing.T) {
	db := schematest.SQLite(t)
	day := interaction.Interaction{Day: cal.Of(now, zone)}
	won, lost := receive(t, db, cake), receive(t, db, cake)
	update(t, db, func(tx *store.Tx) error { return Close(ctx, tx, by, won.ID, 1, Won, "advice", "", day) })
	update(t, db, func(tx *store.Tx) error { return Close(ctx, tx, by, lost.ID, 1, Lost, "price", "zu teuer", day) })
	if w := get(t, db, won.ID); w.State != Won || w.AnsweredAt == 0 || w.ClosedAt == 0 || w.Reason != "advice" {
		t.Errorf("%+v", w)
	}
	if l := get(t, db, lost.ID); l.State != Lost || l.AnsweredAt != 0 || l.ReasonText != "zu teuer" {
		t.Errorf("%+v", l)
	}
	err := db.Update(ctx, func(tx *store.Tx) error { return Close(ctx, tx, by, lost.ID, 2, Won, "silent", "", day) })
	if f := fault.Of(err); f == nil || f.Key != "enquiry.bad_reason" {
		t.Errorf("%v", err)
	}
	err = db.Update(ctx, func(tx *store.Tx) error { return Move(ctx, tx, by, lost.ID, 2, New, day) })
	if f := fault.Of(err); f == nil || f.Key != "enquiry.not_back" {
		t.Errorf("%v", err)
	}
}

func TestAMailIsTakenDownOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		e := cake
		e.MessageID, e.Files = "<1@example.de>", []string{"plan.pdf"}
		if got := receive(t, db, e); len(got.Files) != 1 || got.Files[0] != "plan.pdf" {
			t.Errorf("files %v", got.Files)
		}
		err := db.Update(ctx, func(tx *store.Tx) error { _, err := Receive(ctx, tx, by, clock, e); return err })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("got %v", err)
		}
	})
}

func TestColumnsComeInPages(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 7 {
			e := cake
			e.Sought, e.Owner = fmt.Sprint("Nr. ", i), int64(i%2)
			receive(t, db, e)
		}
		var got []string
		for from, more := First, true; more; {
			page, err := Column(ctx, db, New, Anybody, from, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page {
				got = append(got, e.Sought)
				from = After(e)
			}
			more = len(page) == 3
		}
		if len(got) != 7 || got[0] != "Nr. 6" || got[6] != "Nr. 0" {
			t.Errorf("got %v", got)
		}
		if n, err := Count(ctx, db, New, 1); err != nil || n != 3 {
			t.Errorf("%d, %v", n, err)
		}
		mine, err := Column(ctx, db, New, 1, First, 10)
		if err != nil || len(mine) != 3 {
			t.Errorf("%d, %v", len(mine), err)
		}
	})
}

func TestEnquiriesFollowTheirCustomerAndAreForgottenWithHim(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := receive(t, db, cake), receive(t, db, cake)
		var moved []int64
		update(t, db, func(tx *store.Tx) (err error) { moved, err = Relink(ctx, tx, b.Customer, a.Customer); return err })
		if !slices.Equal(moved, []int64{b.ID}) || get(t, db, b.ID).Customer != a.Customer {
			t.Fatalf("moved %v", moved)
		}
		update(t, db, func(tx *store.Tx) error { return Unlink(ctx, tx, moved, b.Customer) })
		if get(t, db, b.ID).Customer != b.Customer {
			t.Error("not back")
		}
		update(t, db, func(tx *store.Tx) error { return Forget(ctx, tx, b.Customer) })
		if _, err := Get(ctx, db, b.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v", err)
		}
		list, err := history.Of(ctx, db, Subject, b.ID, 0, 5)
		if err != nil || len(list) != 1 || string(list[0].After) != "{}" {
			t.Errorf("the history remembers %+v, %v", list, err)
		}
	})
}

// Whatever happens to an enquiry, taking all of it back in reverse order leads to the
// enquiry as it came, and to the contacts that there were.
func TestAnyHistoryCanBeTakenBack(t *testing.T) {
	db := schematest.SQLite(t)
	rapid.Check(t, func(rt *rapid.T) {
		e := receive(t, db, rapid.SampledFrom([]Enquiry{cake, firmCake}).Draw(rt, "enquiry"))
		day := interaction.Interaction{Day: cal.Of(now, zone)}
		other := receive(t, db, rapid.SampledFrom([]Enquiry{cake, firmCake}).Draw(rt, "other"))
		for range rapid.IntRange(0, 8).Draw(rt, "changes") {
			cur := get(t, db, e.ID)
			what := rapid.IntRange(0, 4).Draw(rt, "what")
			state := rapid.SampledFrom(States[1:]).Draw(rt, "state")
			err := db.Update(ctx, func(tx *store.Tx) error {
				switch what {
				case 0:
					typed := cur
					typed.Sought = fmt.Sprint("x", rand.Uint32())
					return Edit(ctx, tx, by, e.ID, cur.Version, typed)
				case 1:
					return Own(ctx, tx, by, e.ID, cur.Version, rapid.Int64Range(0, 3).Draw(rt, "owner"))
				case 2:
					return Assign(ctx, tx, by, e.ID, cur.Version, other.Customer)
				case 3:
					return Offer(ctx, tx, by, e.ID, cur.Version, Proposal{Amount: 5, Day: day.Day, Until: cal.Never}, day)
				}
				if state == Won || state == Lost {
					return Close(ctx, tx, at(time.Minute), e.ID, cur.Version, state, "price", "", day)
				}
				return Move(ctx, tx, at(time.Minute), e.ID, cur.Version, state, day)
			})
			if what == 2 && cur.Customer == other.Customer && cur.Contact == 0 { // his already: refused, nothing is written
				if fault.Of(err) == nil || fault.Of(err).Key != "enquiry.same_customer" {
					rt.Fatalf("assigned where it is already: %v", err)
				}
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
		}
		list, err := history.Of(ctx, db, Subject, e.ID, 0, 100)
		if err != nil {
			rt.Fatal(err)
		}
		for _, h := range list[:len(list)-1] {
			if err := db.Update(ctx, func(tx *store.Tx) error { return Undo(ctx, tx, by, e.ID, h.ID) }); err != nil {
				rt.Fatal(err)
			}
		}
		back := get(t, db, e.ID)
		back.Version = e.Version
		if fmt.Sprint(back) != fmt.Sprint(e) {
			rt.Fatalf("got  %+v\nwant %+v", back, e)
		}
		for _, c := range []int64{e.Customer, other.Customer} {
			if talks, err := interaction.Of(ctx, db, c, interaction.Newest, 5); err != nil || len(talks) != 0 {
				rt.Fatalf("contacts stayed: %v, %v", talks, err)
			}
		}
	})
}
