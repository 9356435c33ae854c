package enquiry

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Subject is the name of enquiries in the history.
const Subject = "enquiry"

// Get returns the enquiry id, or fault.NotFound "enquiry.no_such_enquiry".
func Get(ctx context.Context, q store.Querier, id int64) (Enquiry, error) {
	r, found, err := store.One(ctx, q, statements.Get("get"), rowFields, id)
	if err != nil {
		return Enquiry{}, fmt.Errorf("read enquiry %d: %w", id, err)
	}
	if !found {
		return Enquiry{}, fault.New(fault.NotFound, "enquiry.no_such_enquiry")
	}
	return r.enquiry()
}

// Receive takes down an enquiry and returns its id. Without a customer a prospect is
// taken down with it; ReceivedAt 0 is now. A mail that was taken down before fails with
// fault.Conflict "enquiry.mail_known".
func Receive(ctx context.Context, tx *store.Tx, by customer.By, clock Clock, e Enquiry) (int64, error) {
	if e.MessageID != "" {
		if _, err := tx.Exec(ctx, statements.Get("free-message"), e.MessageID); err != nil {
			return 0, fmt.Errorf("take down a mail: %w", err)
		}
		known, err := store.Value[int64](ctx, tx, statements.Get("by-message"), e.MessageID)
		if err != nil {
			return 0, err
		}
		if known != 0 {
			return 0, fault.New(fault.Conflict, "enquiry.mail_known")
		}
	}
	if e.ReceivedAt == 0 || e.ReceivedAt > by.At {
		e.ReceivedAt = by.At
	}
	at := e.ReceivedAt.Time(clock.Hours.Zone())
	e.Received, e.DueAt = cal.Of(at, clock.Hours.Zone()), cal.At(clock.Due(at))
	e.State, e.StateAt, e.CreatedBy = New, by.At, by.Actor
	e.AnsweredAt, e.Answer, e.ClosedAt, e.OfferDay, e.OfferUntil = 0, 0, 0, cal.Never, cal.Never
	if err := e.tidy(); err != nil {
		return 0, err
	}
	e.keys(by.Region)
	if err := e.ensureCustomer(ctx, tx, by); err != nil {
		return 0, err
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("insert"), e.values()...)
	if err != nil {
		return 0, fmt.Errorf("take down an enquiry: %w", err)
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: "enquiry.receive", Subject: Subject, SubjectID: id, After: history.Values(e),
	})
	return id, err
}

// keys computes the compared forms of mail and telephone as customers have them.
func (e *Enquiry) keys(region string) {
	c := customer.Customer{LastName: "x", Email: e.Email, Phone: e.Phone}
	customer.Prepare(&c, region)
	e.EmailKey, e.PhoneKey = c.EmailKey, c.PhoneKey
}

// ensureCustomer gives the enquiry a customer: the one it names, or a new prospect. Who
// asks for a firm is its contact person. What reads as no mail address stays in the
// enquiry only.
func (e *Enquiry) ensureCustomer(ctx context.Context, tx *store.Tx, by customer.By) error {
	if e.Customer != 0 {
		c, err := customer.Get(ctx, tx, e.Customer)
		if err != nil {
			return err
		}
		return e.ensureContact(ctx, tx, by, &c)
	}
	c := e.person()
	var err error
	if e.Company != "" {
		firm := customer.Customer{Kind: customer.Firm, Company: e.Company, Origin: e.Found, OwnerID: e.Owner}
		if e.Name == "" { // then nobody is named and the firm is reached there
			firm.Phone, firm.Email = c.Phone, c.Email
		}
		if e.Customer, err = customer.Create(ctx, tx, by, firm); err == nil && e.Name != "" && e.Contact == 0 {
			c.Kind, c.FirmID = customer.Contact, e.Customer
			e.Contact, err = customer.Create(ctx, tx, by, c)
		}
	} else {
		c.Origin, c.OwnerID = e.Found, e.Owner
		e.Customer, err = customer.Create(ctx, tx, by, c)
	}
	e.Made = err == nil
	return err
}

// person is the asker as a customer.
func (e *Enquiry) person() customer.Customer {
	c := customer.Customer{Kind: customer.Person, LastName: e.Asker(), Phone: e.Phone}
	if e.EmailKey != "" {
		c.Email = e.Email
	}
	if at := strings.LastIndexByte(e.Name, ' '); at > 0 {
		c.FirstName, c.LastName = e.Name[:at], e.Name[at+1:]
	}
	return c
}

// ensureContact finds who asks for the known customer c: himself with his firm where he
// is a contact person, the one of that name at a firm, or a new one there.
func (e *Enquiry) ensureContact(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer) error {
	if c.Kind == customer.Contact {
		e.Customer, e.Contact = c.FirmID, c.ID
		return nil
	}
	if c.Kind != customer.Firm || e.Contact != 0 || e.Name == "" || e.Name == c.Name {
		return nil
	}
	known, err := customer.Contacts(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	for i := range known {
		if locale.SortKey(known[i].Name) == locale.SortKey(e.Name) {
			e.Contact = known[i].ID
			return nil
		}
	}
	p := e.person()
	p.Kind, p.FirmID = customer.Contact, c.ID
	e.Contact, err = customer.Create(ctx, tx, by, p)
	return err
}

// change runs fn on an enquiry whose version the editor has seen and writes what it
// changed into the history. Without a difference nothing is written. An enquiry changed
// meanwhile fails with fault.Conflict "enquiry.changed_meanwhile".
func change(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, verb string, fn func(*Enquiry) error) error {
	was, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if was.Version != version {
		return fault.New(fault.Conflict, "enquiry.changed_meanwhile", was.Asker())
	}
	is := was
	is.Files = slices.Clone(was.Files)
	if err := fn(&is); err != nil {
		return err
	}
	return save(ctx, tx, by, was, is, history.Entry{Verb: verb})
}

// save writes the changed row and its entry.
func save(ctx context.Context, tx *store.Tx, by customer.By, was, is Enquiry, entry history.Entry) error {
	if err := is.tidy(); err != nil {
		return err
	}
	is.keys(by.Region)
	before, after, err := history.Diff(was, is)
	if err != nil || before == nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("save"), append(is.values(), is.ID, was.Version)...)
	if err != nil {
		return fmt.Errorf("save enquiry %d: %w", is.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "enquiry.changed_meanwhile", was.Asker())
	}
	entry.At, entry.Actor, entry.Subject, entry.SubjectID, entry.Before, entry.After = by.At, by.Actor, Subject, is.ID, before, after
	_, err = history.Append(ctx, tx, entry)
	return err
}

// Edit changes what people may type: asker, what is sought, wishes, owner, origin. The
// clock goes on as it was.
func Edit(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, typed Enquiry) error {
	return change(ctx, tx, by, id, version, "enquiry.edit", func(e *Enquiry) error {
		e.Origin, e.Found, e.Sought, e.Message = typed.Origin, typed.Found, typed.Sought, typed.Message
		e.Name, e.Company, e.Email, e.Phone = typed.Name, typed.Company, typed.Email, typed.Phone
		e.Wish, e.WishTimes, e.Owner = typed.Wish, typed.WishTimes, typed.Owner
		return nil
	})
}

// Own gives the enquiry to somebody, 0 to nobody in particular.
func Own(ctx context.Context, tx *store.Tx, by customer.By, id, version, owner int64) error {
	return change(ctx, tx, by, id, version, "enquiry.own", func(e *Enquiry) error { e.Owner = owner; return nil })
}

// Assign says that the asker is another customer, as a suggestion said and a person
// confirmed: a person, a contact person with his firm, or a firm, to which the contact
// person taken down with the enquiry then goes. Who was taken down otherwise stays: the
// verb of the same name above merges him where nothing hangs on him. It fails with
// fault.Conflict "enquiry.same_customer" where the enquiry is his already.
func Assign(ctx context.Context, tx *store.Tx, by customer.By, id, version, to int64) error {
	c, err := customer.Get(ctx, tx, to)
	if err != nil {
		return err
	}
	return change(ctx, tx, by, id, version, "enquiry.assign", func(e *Enquiry) error {
		from := e.Customer
		if c.Kind == customer.Contact && from == c.FirmID && e.Contact == c.ID || from == c.ID && e.Contact == 0 {
			return fault.New(fault.Conflict, "enquiry.same_customer", c.Shown())
		}
		e.Customer = c.ID
		switch {
		case c.Kind == customer.Contact:
			e.Customer, e.Contact = c.FirmID, c.ID
		case c.Kind != customer.Firm || !e.Made:
			e.Contact = 0
		default:
			if err := movePerson(ctx, tx, by, e.Contact, from, to); err != nil {
				return err
			}
		}
		e.Made = false
		return nil
	})
}

// movePerson gives a contact person of one firm to another; who is gone or elsewhere
// stays so.
func movePerson(ctx context.Context, tx *store.Tx, by customer.By, contact, from, to int64) error {
	if contact == 0 || from == to {
		return nil
	}
	p, err := customer.Get(ctx, tx, contact)
	if fault.KindOf(err) == fault.NotFound || err == nil && p.FirmID != from {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = customer.Update(ctx, tx, by, p.ID, p.Version, customer.Fields{customer.FieldFirm: strconv.FormatInt(to, 10)})
	return err
}

// Answer says that the first answer was given, writes contact down and stops the clock;
// it returns the contact's id. Customer, direction and reason of contact are filled in. It
// fails with fault.Conflict "enquiry.already_answered".
func Answer(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, contact interaction.Interaction) (int64, error) {
	var noted int64
	err := change(ctx, tx, by, id, version, "enquiry.answer", func(e *Enquiry) (err error) {
		if e.State != New {
			return fault.New(fault.Conflict, "enquiry.already_answered", e.Asker())
		}
		noted, err = e.answer(ctx, tx, by, contact, answered)
		e.State, e.StateAt = Answered, by.At
		return err
	})
	return noted, err
}

// answered is the reason of a contact that answers an enquiry.
const answered = "enquiry"

// answer notes the contact that was the first answer.
func (e *Enquiry) answer(ctx context.Context, tx *store.Tx, by customer.By, contact interaction.Interaction, reason string) (int64, error) {
	id, err := e.note(ctx, tx, by, contact, reason)
	e.AnsweredAt, e.Answer = by.At, id
	return id, err
}

// note writes a contact down that the firm had with who asks.
func (e *Enquiry) note(ctx context.Context, tx *store.Tx, by customer.By, contact interaction.Interaction, reason string) (int64, error) {
	contact.Customer, contact.Contact, contact.Direction, contact.Reason, contact.User = e.Customer, e.Contact, interaction.Out, reason, by.Actor
	if contact.Channel == "" {
		contact.Channel = e.Way()
	}
	if contact.At == 0 {
		contact.At = by.At
	}
	return interaction.Append(ctx, tx, contact, interaction.Link{Subject: Subject, ID: e.ID})
}

// Way is how an answer goes: as wished, else by what is known of the asker.
func (e *Enquiry) Way() interaction.Channel {
	switch {
	case e.Wish != "":
		return e.Wish
	case e.Email != "":
		return interaction.Mail
	case e.Phone != "":
		return interaction.Phone
	}
	return interaction.Other
}

// Proposal is an offer that was made.
type Proposal struct {
	Amount money.Cents
	Day    cal.Date
	Until  cal.Date // cal.Never without an end
	Text   string
}

// Offer writes an offer down and moves the enquiry on. contact is noted for the first offer,
// which is the first answer where there was none yet, and for a later one that took minutes:
// so what offers cost counts, whether they win the customer or not.
func Offer(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, p Proposal, contact interaction.Interaction) error {
	return change(ctx, tx, by, id, version, "enquiry.offer", func(e *Enquiry) error {
		first := e.OfferDay == cal.Never
		e.Offer, e.OfferDay, e.OfferUntil, e.OfferText = p.Amount, p.Day, p.Until, p.Text
		if e.State != New && !e.State.Closed() && (first || contact.Minutes > 0) {
			if _, err := e.note(ctx, tx, by, contact, interaction.Offer); err != nil {
				return err
			}
			e.StateAt = by.At // who sends the form twice meets a changed enquiry
		}
		return e.move(ctx, tx, by, Offered, contact)
	})
}

// Close ends an enquiry as won or lost with its reason; without one it fails
// with fault.Invalid "enquiry.no_reason". Who is won without an answer was answered: contact is noted.
func Close(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, to State, reason, text string, contact interaction.Interaction) error {
	return change(ctx, tx, by, id, version, "enquiry.close", func(e *Enquiry) error {
		if reason == "" {
			return fault.New(fault.Invalid, "enquiry.no_reason")
		}
		if !slices.Contains(Reasons[to], reason) {
			return fault.New(fault.Invalid, "enquiry.bad_reason")
		}
		e.Reason, e.ReasonText = reason, text
		return e.move(ctx, tx, by, to, contact)
	})
}

// Move puts an enquiry into another column. Back to new leads only the undo of what moved
// it on, because an answer that was given stays given: fault.Invalid "enquiry.not_back".
func Move(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, to State, contact interaction.Interaction) error {
	if to.Closed() {
		return Close(ctx, tx, by, id, version, to, "", "", contact)
	}
	return change(ctx, tx, by, id, version, "enquiry.move", func(e *Enquiry) error {
		if to == Offered && e.OfferDay == cal.Never {
			e.OfferDay = contact.Day
			if e.State != New {
				if _, err := e.note(ctx, tx, by, contact, interaction.Offer); err != nil {
					return err
				}
			}
		}
		return e.move(ctx, tx, by, to, contact)
	})
}

// move changes the state with the marks that belong to it.
func (e *Enquiry) move(ctx context.Context, tx *store.Tx, by customer.By, to State, contact interaction.Interaction) error {
	switch {
	case !slices.Contains(States, to):
		return fault.New(fault.Invalid, "enquiry.bad_choice")
	case to == e.State:
		return nil
	case e.State == Withdrawn:
		return fault.New(fault.Conflict, "enquiry.withdrawn")
	case to == New:
		return fault.New(fault.Invalid, "enquiry.not_back")
	}
	if e.State == New && to != Lost {
		reason := answered
		if to == Offered {
			reason = interaction.Offer
		}
		if _, err := e.answer(ctx, tx, by, contact, reason); err != nil {
			return err
		}
	}
	e.State, e.StateAt, e.ClosedAt = to, by.At, 0
	if to.Closed() {
		e.ClosedAt = by.At
	} else {
		e.Reason, e.ReasonText = "", ""
	}
	return nil
}

// Undo takes one change back unless its fields were changed since: then it fails with
// fault.Conflict "enquiry.changed_since". The contact that an answer wrote goes with it. An
// enquiry that was taken down is withdrawn, see [Withdrawn], as long as nothing else
// happened to it; a customer who was taken down with it stays.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, id, entry int64) error {
	change, err := history.Get(ctx, tx, entry)
	if err != nil {
		return err
	}
	was, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if change.Subject != Subject || change.SubjectID != id {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	if change.Undone {
		return fault.New(fault.Conflict, "history.already_undone")
	}
	is := was
	is.Files = slices.Clone(was.Files)
	since, err := history.Restore(&is, change.Before, change.After)
	if err != nil {
		return err
	}
	if len(is.Files) == 0 { // none is written in two ways
		since = slices.DeleteFunc(since, func(key string) bool { return key == "files" })
	}
	if len(since) > 0 {
		return fault.New(fault.Conflict, "enquiry.changed_since")
	}
	if change.Verb == "enquiry.receive" {
		return withdraw(ctx, tx, by, was, entry)
	}
	if is.Customer != was.Customer {
		if err := is.backTo(ctx, tx, by, &was); err != nil {
			return err
		}
	}
	gone, err := was.notedBy(ctx, tx, change)
	if err != nil {
		return err
	}
	if was.Answer != 0 && is.Answer != was.Answer && !slices.Contains(gone, was.Answer) {
		gone = append(gone, was.Answer)
	}
	if len(gone) > 0 {
		if _, err := interaction.RemoveMany(ctx, tx, gone); err != nil {
			return err
		}
	}
	return save(ctx, tx, by, was, is, history.Entry{Verb: "enquiry.undo", Undoes: entry})
}

// notedBy returns the contacts with offers that a change has noted.
func (e *Enquiry) notedBy(ctx context.Context, tx *store.Tx, change history.Entry) ([]int64, error) {
	if change.Verb != "enquiry.offer" && change.Verb != "enquiry.move" {
		return nil, nil
	}
	ids, err := interaction.About(ctx, tx, interaction.Link{Subject: Subject, ID: e.ID}, maxTalks)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	talks, err := interaction.Many(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var noted []int64
	for i := range talks {
		if talks[i].Reason == interaction.Offer && talks[i].At == change.At {
			noted = append(noted, talks[i].ID)
		}
	}
	return noted, nil
}

// maxTalks is how many of an enquiry's newest contacts an undo looks at.
const maxTalks = 1000

// withdraw takes back that an enquiry was taken down. Who talked about it since has it:
// fault.Conflict "enquiry.in_use".
func withdraw(ctx context.Context, tx *store.Tx, by customer.By, was Enquiry, entry int64) error {
	talks, err := interaction.About(ctx, tx, interaction.Link{Subject: Subject, ID: was.ID}, 1)
	if err != nil {
		return err
	}
	if len(talks) > 0 {
		return fault.New(fault.Conflict, "enquiry.in_use")
	}
	is := was
	is.State, is.StateAt = Withdrawn, by.At
	return save(ctx, tx, by, was, is, history.Entry{Verb: "enquiry.withdraw", Undoes: entry})
}

// backTo makes sure that the customer to whom an enquiry returns is there, with the
// contact person who had gone to the firm was; a prospect who was deleted meanwhile is
// taken down anew.
func (e *Enquiry) backTo(ctx context.Context, tx *store.Tx, by customer.By, was *Enquiry) error {
	if e.Contact != 0 {
		if _, err := customer.Get(ctx, tx, e.Contact); fault.KindOf(err) == fault.NotFound {
			e.Contact = 0
		} else if err != nil {
			return err
		}
	}
	_, err := customer.Get(ctx, tx, e.Customer)
	if fault.KindOf(err) == fault.NotFound {
		e.Customer = 0
		err = e.ensureCustomer(ctx, tx, by)
	}
	if err != nil || e.Contact != was.Contact {
		return err
	}
	return movePerson(ctx, tx, by, e.Contact, was.Customer, e.Customer)
}

// Unanswer takes the answer back that a line of the day gave, whatever version the
// enquiry has; one that was moved on since fails with fault.Conflict.
func Unanswer(ctx context.Context, tx *store.Tx, by customer.By, id int64) error {
	list, err := history.Of(ctx, tx, Subject, id, 0, 100)
	if err != nil {
		return err
	}
	for _, h := range list {
		if h.Verb == "enquiry.answer" && !h.Undone {
			return Undo(ctx, tx, by, id, h.ID)
		}
	}
	return nil // taken back on its own page already
}
