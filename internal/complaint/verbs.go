package complaint

import (
	"context"
	"errors"
	"strings"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// source is the source of costs that this room writes down.
const source = "complaint"

// Taken is a complaint as somebody takes it. With a remedy it is solved and answered on the
// spot.
type Taken struct {
	Customer int64
	Channel  interaction.Channel
	Words    string
	Wish     string
	Matter   feedback.Matter // "" when nobody said
	Angry    bool
	Order    int64 // the document that it is about, or 0
	Former   int64 // the complaint that it repeats, or 0
	Owner    int64 // 0 is who takes it
	At       cal.Instant
	Cause    cost.Cause
	Remedy   feedback.Remedy
	Goodwill money.Cents // what was given away, 0 for nothing
	Name     string      // of somebody whom we do not know (Customer 0), as he wrote it
	Reach    string      // how he can be reached
	File     int64       // a photo or mail that came with it
	Message  string      // id of the mail, "" without
	Rework   cal.Date    // until when it is promised to be done again, 0 for nothing
	Promise  string      // the same in words, for the promise
}

// spoken are the channels on which he hears at once that we have it.
var spoken = map[interaction.Channel]bool{interaction.Counter: true, interaction.Phone: true, interaction.Visit: true}

// Take writes a complaint down with its contact and returns its id. It fails with
// fault.Invalid "feedback.*".
func Take(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, t Taken) (int64, error) {
	if t.At == 0 || t.At > by.At {
		t.At = by.At
	}
	c := feedback.Complaint{
		Customer: t.Customer, At: t.At, Since: t.At, Day: cal.Of(t.At.Time(clock.Zone()), clock.Zone()), Channel: t.Channel, Words: t.Words, Wish: t.Wish, Matter: t.Matter,
		Order: t.Order, Owner: t.Owner, Former: t.Former, User: max(by.Actor, 0), Name: strings.TrimSpace(t.Name), Reach: strings.TrimSpace(t.Reach), File: t.File, Message: t.Message,
	}
	if c.Owner == 0 {
		c.Owner = by.Actor
	}
	c.Angry = row.Flag(t.Angry)
	if spoken[t.Channel] || t.Customer == 0 && t.Channel == interaction.Other { // the page itself told him that we have it
		c.Ack = t.At
	}
	if t.Former != 0 {
		was, err := feedback.ReadComplaint(ctx, tx, t.Former)
		if err != nil {
			return 0, err
		}
		if was.Customer != t.Customer {
			return 0, fault.New(fault.Invalid, "feedback.complaint.former")
		}
		c.Escalated = by.At // twice the same is for who is responsible
	}
	if t.Angry {
		c.Escalated = by.At
	}
	if err := hear(ctx, tx, by, clock, &c, c.Words); err != nil {
		return 0, err
	}
	c.Talk = c.Said
	if t.Remedy != "" {
		c.Ack = max(c.Ack, t.At)
		c.Cause, c.Remedy, c.Solved, c.Answered = t.Cause, t.Remedy, by.At, by.At
	}
	if err := errors.Join(give(ctx, tx, by, clock, &c, t.Goodwill), rework(ctx, tx, by, clock, &c, t.Rework, t.Promise)); err != nil {
		return 0, err
	}
	if c.Customer != 0 {
		if err := attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, c.File, c.Customer); err != nil {
			return 0, err
		}
	}
	wind(&c, clock)
	return feedback.Complain(ctx, tx, by, c)
}

// rework promises that it is done again until the end of a day: the promise stands on the list
// of that day, and the question whether all is well waits until then.
func rework(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, c *feedback.Complaint, until cal.Date, words string) error {
	if until == 0 {
		return nil
	}
	today := cal.Of(by.At.Time(clock.Zone()), clock.Zone())
	if c.Remedy != feedback.Reworked || !until.Valid() || until < today {
		return fault.New(fault.Invalid, "feedback.complaint.rework")
	}
	c.Rework = cal.At(until.Start(clock.Zone()))
	if c.Customer == 0 {
		return nil
	}
	_, _, err := promise.Make(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, promise.Promise{
		Customer: c.Customer, Party: interaction.Us, Kind: promise.Thing, Text: words, Due: until, Minute: promise.Anytime, User: c.Owner, Talk: c.Talk, Made: today,
	})
	return err
}

// hear notes what he said as a contact. Of who is not known there is none yet: it is written
// when somebody finds out, see [Assigned].
func hear(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, c *feedback.Complaint, words string) (err error) {
	c.Said = 0
	if c.Customer != 0 {
		c.Said, err = interaction.Append(ctx, tx, contact(by, clock, c, interaction.In, words))
	}
	return err
}

// contact is what was said or sent about a complaint.
func contact(by customer.By, clock cal.Hours, c *feedback.Complaint, way interaction.Direction, words string) interaction.Interaction {
	started := interaction.Customer
	if way == interaction.Out {
		started = interaction.Us
	}
	return interaction.Interaction{
		Customer: c.Customer, Day: cal.Of(by.At.Time(clock.Zone()), clock.Zone()), At: by.At, Channel: c.Channel, Direction: way, StartedBy: started,
		Reason: "complaint", Note: strings.TrimSpace(words), User: max(by.Actor, 0),
	}
}

// give writes down what was given away, with its cause: what is our own fault never burdens
// the customer.
func give(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, c *feedback.Complaint, amount money.Cents) error {
	if amount == 0 {
		return nil
	}
	if amount < 0 || c.Cause == "" || c.Remedy == "" {
		return fault.New(fault.Invalid, "feedback.complaint.goodwill")
	}
	if c.Customer == 0 {
		return fault.New(fault.Invalid, "feedback.complaint.stranger")
	}
	id, err := cost.Add(ctx, tx, by, cost.Entry{
		Customer: c.Customer, Order: c.Order, Interaction: c.Talk, Kind: cost.Goodwill, Cause: c.Cause, Amount: amount, Quality: cost.Measured,
		Day: cal.Of(by.At.Time(clock.Zone()), clock.Zone()), Note: cut(c.Words), Source: source,
	})
	c.Cost = id
	return err
}

const noteLength = 200

func cut(text string) string {
	if r := []rune(text); len(r) > noteLength {
		return string(r[:noteLength-1]) + "…"
	}
	return text
}

// Step is what somebody did about a complaint.
type Step struct {
	ID, Version int64
	Words       string
	Channel     interaction.Channel // by which he was told; "" leaves that of the complaint
	Matter      feedback.Matter     // "" leaves that of the complaint
	Cause       cost.Cause
	Remedy      feedback.Remedy
	Goodwill    money.Cents
	Rework      cal.Date // until when it is promised to be done again, 0 for nothing
	Promise     string   // the same in words, for the promise
	Owner       int64
	Result      feedback.Verdict
	Manner      feedback.Verdict
	Speed       feedback.Verdict
}

// Verb is one of the steps below. Each fails with fault.Conflict "history.row_changed" when
// somebody else was quicker, and with fault.Invalid or fault.Conflict "feedback.complaint.*"
// when it does not fit how far the complaint is.
type Verb func(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error

// Acknowledged notes that he was told we have it; Informed, how far we are. Both are contacts.
func Acknowledged(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Ack != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		stop(c, by.At, feedback.Acknowledge)
		c.Ack = by.At
		return tell(ctx, tx, by, clock, c, s)
	})
}

// Informed notes an interim word.
func Informed(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Solved != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		stop(c, by.At, feedback.Acknowledge, feedback.Inform)
		if c.Ack == 0 {
			c.Ack = by.At
		}
		c.Interim = by.At
		return tell(ctx, tx, by, clock, c, s)
	})
}

// Solved notes what is done about it and who caused it.
func Solved(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Solved != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		if by.At > cal.At(days(clock, c.Since.Time(clock.Zone()), solutionDays)) {
			c.Late |= feedback.LateSolution
		}
		stop(c, by.At, feedback.Acknowledge, feedback.Inform)
		c.Cause, c.Remedy, c.Solution, c.Solved = s.Cause, s.Remedy, s.Words, by.At
		if c.Ack == 0 {
			c.Ack = by.At
		}
		if s.Matter != "" {
			c.Matter = s.Matter
		}
		return errors.Join(give(ctx, tx, by, clock, c, s.Goodwill), rework(ctx, tx, by, clock, c, s.Rework, s.Promise))
	})
}

// Answered notes that he was told the solution. The clock stops only with that.
func Answered(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Solved == 0 {
			return fault.New(fault.Invalid, "feedback.complaint.unsolved")
		}
		if c.Answered != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		stop(c, by.At, feedback.Reply)
		c.Answered, c.Unanswered = by.At, ""
		return tell(ctx, tx, by, clock, c, s)
	})
}

// Unanswerable closes a complaint without an answer, with the reason why none was possible.
func Unanswerable(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Solved == 0 {
			return fault.New(fault.Invalid, "feedback.complaint.unsolved")
		}
		if strings.TrimSpace(s.Words) == "" {
			return fault.New(fault.Invalid, "feedback.complaint.unanswered")
		}
		c.Unanswered, c.Closed = s.Words, by.At
		return nil
	})
}

// Asked notes what he said afterwards: when all was well the complaint is closed, otherwise it
// is open again and goes to who is responsible.
func Asked(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Answered == 0 {
			return fault.New(fault.Invalid, "feedback.complaint.unanswered")
		}
		if s.Result == feedback.Unasked {
			return fault.New(fault.Invalid, "feedback.complaint.verdict")
		}
		c.Asked, c.Result, c.Manner, c.Speed = by.At, s.Result, s.Manner, s.Speed
		if err := tell(ctx, tx, by, clock, c, s); err != nil {
			return err
		}
		if c.Satisfied() {
			c.Closed = by.At
			return nil
		}
		again(c, by.At)
		return nil
	})
}

// Closed closes a complaint that was answered and of whom nobody could be asked.
func Closed(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Closed != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		c.Closed = by.At
		return nil
	})
}

// Reopened opens a complaint again: he is not content after all.
func Reopened(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Solved == 0 {
			return fault.New(fault.Conflict, "feedback.complaint.open")
		}
		again(c, by.At)
		if strings.TrimSpace(s.Words) == "" {
			return nil
		}
		return hear(ctx, tx, by, clock, c, s.Words)
	})
}

// again begins the clocks anew. That we have it he knows.
func again(c *feedback.Complaint, now cal.Instant) {
	c.Since, c.Ack, c.Interim, c.Solved, c.Answered, c.Asked, c.Closed = now, now, 0, 0, 0, 0, 0
	c.Unanswered, c.Reopened, c.Escalated, c.Rework = "", c.Reopened+1, now, 0
}

// Handed gives a complaint to another owner.
func Handed(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Closed != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		u, err := team.Get(ctx, tx, s.Owner)
		if fault.KindOf(err) == fault.NotFound || err == nil && (u.DisabledAt != 0 || !u.Role.Writes()) {
			return fault.New(fault.Invalid, "feedback.complaint.owner")
		}
		c.Owner = s.Owner
		return err
	})
}

// Assigned says who it was that complained: the contact is noted as of the time at which it came,
// and the photo goes with it. A complaint that belongs to somebody stays his.
func Assigned(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, id, version, who int64) error {
	return change(ctx, tx, by, clock, Step{ID: id, Version: version}, func(c *feedback.Complaint) error {
		if c.Customer != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		if err := feedback.Gives(ctx, tx, who); err != nil {
			return err
		}
		c.Customer = who
		talk := contact(by, clock, c, interaction.In, c.Words)
		talk.Day, talk.At = c.Day, c.At
		var err error
		if c.Talk, err = interaction.Append(ctx, tx, talk); err != nil {
			return err
		}
		c.Said = c.Talk
		return attachment.Give(ctx, tx, row.By{Actor: by.Actor, At: by.At}, c.File, who)
	})
}

// Escalate puts a complaint before who is responsible.
func Escalate(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step) error {
	return change(ctx, tx, by, clock, s, func(c *feedback.Complaint) error {
		if c.Closed != 0 || c.Escalated != 0 {
			return fault.New(fault.Conflict, "feedback.complaint.done")
		}
		c.Escalated = by.At
		return nil
	})
}

// tell writes down that he was told something.
func tell(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, c *feedback.Complaint, s Step) error {
	c.Said = 0
	if c.Customer == 0 { // what he was told stands in the history of the complaint
		return nil
	}
	told := *c
	if s.Channel != "" {
		told.Channel = s.Channel
	}
	var err error
	c.Said, err = interaction.Append(ctx, tx, contact(by, clock, &told, interaction.Out, s.Words))
	return err
}

func change(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, s Step, act func(*feedback.Complaint) error) error {
	c, err := feedback.ReadComplaint(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if c.Version != s.Version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	if err := act(&c); err != nil {
		return err
	}
	wind(&c, clock)
	_, err = feedback.Complain(ctx, tx, by, c)
	return err
}
