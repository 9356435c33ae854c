package care

import (
	"context"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// The duties of complaints: a clock runs, and the question whether all is well again.
const (
	Complaint Occasion = "BE"
	Content   Occasion = "K13"
)

// complaintDuty are the clocks of complaints: with the owner on their day, with who is
// responsible when one has run out or the matter was escalated.
func complaintDuty(o Occasion) duty {
	return duty{
		occasion: o, kind: complaints, pending: complaintWaits, settle: answerComplaint, reopen: reopenComplaint,
		open: func(ctx context.Context, q store.Querier, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
			return openComplaints(ctx, q, o, user, day, zone)
		},
	}
}

func openComplaints(ctx context.Context, q store.Querier, o Occasion, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
	responsible, err := team.OnDuty(ctx, q, day)
	if err = notFound(err); err != nil {
		return nil, err
	}
	y, m, d := day.Civil() // what runs out today is the owner's until tomorrow
	list, err := feedback.WaitingComplaints(ctx, q, user, responsible == user, day, cal.At(time.Date(y, m, d, 0, 0, 0, 0, zone)), dutiesShown)
	if err != nil {
		return nil, err
	}
	var lines []Line
	for i := range list {
		c := &list[i]
		if (c.Task == feedback.Ask) != (o == Content) || c.Task == feedback.Ask && c.Due > day {
			continue
		}
		due := c.DueAt.Time(zone)
		f := DutyFacts{ID: c.ID, Text: c.Words, Clock: due.Format("15:04"), Way: string(c.Channel), Task: string(c.Task)}
		from := c.Day
		if o == Content {
			f.Clock, from = "", c.Due
		}
		lines = append(lines, dutyLine(o, c.Customer, from, cal.Of(due, zone), day, wayOf(c.Channel), f))
	}
	return lines, nil
}

func complaintWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	c, err := feedback.ReadComplaint(ctx, q, l.Facts.Duty.ID)
	return err == nil && c.Closed == 0 && string(c.Task) == l.Facts.Duty.Task, notFound(err)
}

// answerComplaint says that the word was given. What the solution is, and what he said
// afterwards, is written down on the complaint's own page.
func answerComplaint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	f := s.Line.Facts.Duty
	c, err := feedback.ReadComplaint(ctx, tx, f.ID)
	if err != nil {
		return 0, err
	}
	hours, err := hoursOf(ctx, tx)
	if err != nil {
		return 0, err
	}
	verbs := map[feedback.Task]complaint.Verb{
		feedback.Acknowledge: complaint.Acknowledged, feedback.Inform: complaint.Informed, feedback.Reply: complaint.Answered,
	}
	verb := verbs[c.Task]
	if verb == nil || string(c.Task) != f.Task {
		return 0, fault.New(fault.Invalid, "care.complaint.page")
	}
	if err := verb(ctx, tx, d.entering(dec), hours, complaint.Step{ID: c.ID, Version: c.Version}); err != nil {
		return 0, err
	}
	c, err = feedback.ReadComplaint(ctx, tx, f.ID)
	return c.Said, err
}

func reopenComplaint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	return notFound(complaint.TakeBack(ctx, tx, d.entering(dec), s.Line.Facts.Duty.ID))
}

func hoursOf(ctx context.Context, q store.Querier) (cal.Hours, error) {
	p, err := firm.Load(ctx, q)
	if err != nil {
		return cal.Hours{}, err
	}
	return p.Hours(), nil
}
