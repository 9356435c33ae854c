package care

import (
	"context"
	"time"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Joint is a step of ours in a matter that we do together with a customer.
const Joint Occasion = "GV"

// jointDuty stands on the list from the due day on, until the step is done or the matter
// is not open any more.
var jointDuty = duty{occasion: Joint, kind: jointTasks, open: openJoint, pending: jointWaits, settle: finishJoint, reopen: reopenJoint, move: moveJoint}

func openJoint(ctx context.Context, q store.Querier, user int64, day cal.Date, _ *time.Location) ([]Line, error) {
	list, err := accord.Due(ctx, q, user, day, dutiesShown)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(list))
	for i, t := range list {
		m, err := accord.ReadMatter(ctx, q, t.Matter)
		if err != nil {
			return nil, err
		}
		lines[i] = dutyLine(Joint, t.Customer, t.Due, t.Due, day, Check, DutyFacts{ID: t.ID, Text: t.Words + " (" + m.Title + ")"})
	}
	return lines, nil
}

func jointWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	t, err := accord.ReadTask(ctx, q, l.Facts.Duty.ID)
	if err != nil {
		return false, notFound(err)
	}
	m, err := accord.ReadMatter(ctx, q, t.Matter)
	return err == nil && t.Done == cal.Never && t.Due <= l.Facts.Day && m.State == accord.Open, notFound(err)
}

// finishJoint marks the step as done. It may need no word with the customer, so none is
// written down.
func finishJoint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	return 0, changeJoint(ctx, tx, d, dec, s, func(t *accord.Task) { t.Done = dec.Today })
}

// reopenJoint takes back that the step was done, or moved to another day.
func reopenJoint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	err := changeJoint(ctx, tx, d, dec, s, func(t *accord.Task) { t.Done, t.Due = cal.Never, s.Line.Facts.Due })
	return notFound(err)
}

func moveJoint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, until cal.Date) error {
	return changeJoint(ctx, tx, d, dec, s, func(t *accord.Task) { t.Due = until })
}

func changeJoint(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, change func(*accord.Task)) error {
	t, err := accord.ReadTask(ctx, tx, s.Line.Facts.Duty.ID)
	if err != nil {
		return err
	}
	if t.Side != "us" {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	was := t
	if change(&t); t == was {
		return nil
	}
	return accord.Step(ctx, tx, d.entering(dec), t)
}
