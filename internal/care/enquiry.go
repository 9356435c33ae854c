package care

import (
	"context"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The duties of winning: an enquiry waits for its answer, a step of a project is due.
const (
	Enquiry     Occasion = "K29"
	ProjectStep Occasion = "VS"
)

// dutiesShown bounds what one source brings into a day: who has more has other worries.
const dutiesShown = 200

// enquiryDuty is K29: an enquiry stays on the list until it is answered.
var enquiryDuty = duty{occasion: Enquiry, kind: enquiries, open: openEnquiries, pending: enquiryWaits, settle: answerEnquiry, reopen: reopenEnquiry}

func openEnquiries(ctx context.Context, q store.Querier, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
	list, err := enquiry.Waiting(ctx, q, user, dutiesShown)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(list))
	for i, e := range list {
		due := e.DueAt.Time(zone)
		lines[i] = dutyLine(Enquiry, e.Customer, e.Received, cal.Of(due, zone), day, wayOf(e.Way()),
			DutyFacts{ID: e.ID, Text: e.Sought, Clock: due.Format("15:04"), Way: string(e.Way())})
	}
	return lines, nil
}

// wayOf shows a channel of contact as a way of care.
func wayOf(c interaction.Channel) Channel {
	switch c {
	case interaction.Mail, interaction.Message:
		return Mail
	case interaction.Phone:
		return Phone
	case interaction.Letter, interaction.Insert:
		return Card
	case interaction.Counter, interaction.Visit:
		return Counter
	case interaction.Other, interaction.Note: // no way in which somebody answers
	}
	return Check
}

func enquiryWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	e, err := enquiry.Get(ctx, q, l.Facts.Duty.ID)
	return err == nil && e.State == enquiry.New, notFound(err)
}

// answerEnquiry says that the answer was given, in the wished way.
func answerEnquiry(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	e, err := enquiry.Get(ctx, tx, s.Line.Facts.Duty.ID)
	if err != nil {
		return 0, err
	}
	contact := d.contact(dec, s, e.Customer)
	contact.Channel = e.Way()
	return enquiry.Answer(ctx, tx, d.entering(dec), e.ID, e.Version, contact)
}

func reopenEnquiry(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	return notFound(enquiry.Unanswer(ctx, tx, d.entering(dec), s.Line.Facts.Duty.ID))
}

func (d *Desk) entering(dec Decision) customer.By {
	return customer.By{Actor: dec.Actor, At: cal.At(d.Now())}
}

// stepDuty is a step of ours in a project, from its due day on.
var stepDuty = duty{occasion: ProjectStep, kind: projectSteps, open: openSteps, pending: stepWaits, settle: finishStep, reopen: reopenStep}

func openSteps(ctx context.Context, q store.Querier, user int64, day cal.Date, _ *time.Location) ([]Line, error) {
	list, err := project.DueSteps(ctx, q, user, day, dutiesShown)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(list))
	for i, s := range list {
		lines[i] = dutyLine(ProjectStep, s.Customer, s.Due, s.Due, day, Check, DutyFacts{ID: s.ID, Of: s.Project, Text: s.What + " (" + s.Title + ")"})
	}
	return lines, nil
}

func stepWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	s, err := project.GetStep(ctx, q, l.Facts.Duty.ID)
	return err == nil && s.Open(), notFound(err)
}

// finishStep marks the step as done. It may need no word with the customer, so none is
// written down.
func finishStep(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	return 0, project.Finish(ctx, tx, project.By{Actor: dec.Actor, At: cal.At(d.Now())}, s.Line.Facts.Duty.ID, dec.Today)
}

func reopenStep(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	step, err := project.GetStep(ctx, tx, s.Line.Facts.Duty.ID)
	if err != nil || step.Open() {
		return notFound(err)
	}
	return project.Finish(ctx, tx, project.By{Actor: dec.Actor, At: cal.At(d.Now())}, step.ID, cal.Never)
}
