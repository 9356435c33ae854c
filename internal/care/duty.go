package care

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// duty is a source of lines of class 0: what somebody waits for from us. Such a line
// appears on the day itself, also on a list that is planned already, and stays until it
// is settled; nothing holds it back and no window closes.
type duty struct {
	occasion Occasion
	// kind is the room whose things wait; where it has none, open is not asked.
	kind kind
	// open returns what waits for the user on day, the most urgent first.
	open func(ctx context.Context, q store.Querier, user int64, day cal.Date, zone *time.Location) ([]Line, error)
	// pending reports whether a line still waits.
	pending func(ctx context.Context, q store.Querier, l Line) (bool, error)
	// settle does what "erledigt" means and returns the contact that it noted, or 0.
	settle func(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (contact int64, err error)
	// reopen takes settle back, and move and drop where the source has them.
	reopen func(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error
	// move gives what waits another day; without it the line alone comes back later.
	move func(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, until cal.Date) error
	// drop does what "passt nicht" means; without it the line alone is settled.
	drop func(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, reason string) error
	// at returns what waited for anybody on a day, as known now; nil where that is not kept.
	at func(ctx context.Context, q store.Querier, day cal.Date) ([]Line, error)
}

// kind is a place of the answer to "waits".
type kind int

const (
	promises kind = iota
	enquiries
	projectSteps
	jointTasks
	visits
	complaints
	voices
	kinds // how many there are
)

// waiting tells of which kinds something may wait for the user, in one question: on most
// days there is nothing.
func waiting(ctx context.Context, q store.Querier, user int64, day cal.Date) (may [kinds]int, err error) {
	may, _, err = store.One(ctx, q, sql.Get("waits"), func(w *[kinds]int) []any { return []any{&w[0], &w[1], &w[2], &w[3], &w[4], &w[5], &w[6]} }, day, user)
	if err != nil {
		return may, fmt.Errorf("what waits for user %d: %w", user, err)
	}
	return may, nil
}

// duties are all sources. A new one is a value in a file of its own and a line here.
func duties() []duty {
	return []duty{promiseDuty(Promised), promiseDuty(Callback), enquiryDuty, complaintDuty(Complaint), complaintDuty(Content), voiceDuty(Suggested), voiceDuty(Praised), stepDuty, jointDuty, visitDuty}
}

func dutyOf(o Occasion) (duty, bool) {
	for _, s := range duties() {
		if s.occasion == o {
			return s, true
		}
	}
	return duty{}, false
}

// notFound lets what is gone meanwhile pass for settled.
func notFound(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// DutyFacts are what a line of class 0 says beside the name.
type DutyFacts struct {
	ID    int64  `json:"id"`              // of the thing that waits, within its occasion
	Of    int64  `json:"of,omitempty"`    // of what it belongs to, if it has no page of its own
	Text  string `json:"text,omitempty"`  // what it is about, in the words of who wrote it down
	Clock string `json:"clock,omitempty"` // time of the due day, HH:MM
	Way   string `json:"way,omitempty"`   // wished channel of interaction
	Party string `json:"party,omitempty"` // who promised: us or customer
	Moves int    `json:"moves,omitempty"` // how often its day was changed before
	Task  string `json:"task,omitempty"`  // what a complaint or suggestion needs next
}

// dutyLine fills in what all lines of class 0 have in common. Due orders them.
func dutyLine(o Occasion, customer int64, from, due, day cal.Date, way Channel, f DutyFacts) Line {
	l := Line{
		Occasion: o, Class: Duty, Customer: customer, Customers: 1, Key: fmt.Sprintf("%s:%d", o, f.ID), Channel: way, Minutes: way.minutes(),
		Facts: Facts{Rule: Rule, Day: day, From: from, Due: due, Until: cal.Never, Last: cal.Never, First: cal.Never, Duty: &f},
	}
	l.Score = float64(day - due) // the longer overdue, the higher
	return l
}

// dutyLines gathers what waits for a user on day, each thing once: his own, what belongs
// to nobody, and what waits for those in whose place he stands.
func dutyLines(ctx context.Context, q store.Querier, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
	charge, err := team.Charge(ctx, q, user, day)
	if err != nil {
		return nil, err
	}
	var all []Line
	seen := map[string]bool{}
	may := make([][kinds]int, len(charge))
	for i, whose := range charge {
		if may[i], err = waiting(ctx, q, whose, day); err != nil {
			return nil, err
		}
	}
	for _, s := range duties() {
		for i, whose := range charge {
			if may[i][s.kind] == 0 {
				continue
			}
			lines, err := s.open(ctx, q, whose, day, zone)
			if err != nil {
				return nil, fmt.Errorf("duties %s: %w", s.occasion, err)
			}
			for _, l := range lines {
				if !seen[l.Key] {
					seen[l.Key] = true
					all = append(all, l)
				}
			}
		}
	}
	return all, nil
}

// Arriving are the duties that arose during the day and are not yet in a user's list.
func (d *Desk) Arriving(ctx context.Context, user int64, day cal.Date) ([]Line, error) {
	lines, err := dutyLines(ctx, d.DB, user, day, d.Zone())
	if err != nil {
		return nil, err
	}
	return newDuties(ctx, d.DB, user, day, lines)
}

// Arrive puts what is arriving into the list, also into one that is planned already. A line
// that is there stays as it is.
func (d *Desk) Arrive(ctx context.Context, user int64, day cal.Date, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	err := d.DB.Update(ctx, func(tx *store.Tx) error {
		fresh, err := newDuties(ctx, tx, user, day, lines)
		if err != nil {
			return err
		}
		for i, l := range fresh {
			if err := addStep(ctx, tx, user, day, byHand+i, l); err != nil {
				return err
			}
		}
		return nil
	})
	if store.IsUnique(err) {
		return nil // another page of the same user was quicker
	}
	return err
}

// newDuties drops the lines that stand in the user's day already.
func newDuties(ctx context.Context, q store.Querier, user int64, day cal.Date, lines []Line) ([]Line, error) {
	var fresh []Line
	for _, l := range lines {
		there, err := store.Value[int](ctx, q, sql.Get("step-with-key"), user, day, l.Key)
		if err != nil {
			return nil, err
		}
		if there == 0 {
			fresh = append(fresh, l)
		}
	}
	return fresh, nil
}

// settleDuties strikes planned duties that were settled elsewhere and puts all duties
// before the rest, the longest due first.
func settleDuties(ctx context.Context, q store.Querier, steps []Step) error {
	for i := range steps {
		s := &steps[i]
		if s.State != Planned || s.Line.Class != Duty {
			continue
		}
		source, ok := dutyOf(s.Line.Occasion)
		if !ok {
			continue
		}
		waits, err := source.pending(ctx, q, s.Line)
		if err != nil {
			return err
		}
		if !waits {
			s.State, s.Reason = Struck, "settled"
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		if (a.Line.Class == Duty) != (b.Line.Class == Duty) {
			return cmp.Compare(min(a.Line.Class, Danger), min(b.Line.Class, Danger))
		}
		if a.Line.Class != Duty || a.Line.Facts.Duty == nil || b.Line.Facts.Duty == nil {
			return 0
		}
		return cmp.Or(cmp.Compare(a.Line.Facts.Due, b.Line.Facts.Due), cmp.Compare(a.Line.Facts.Duty.Clock, b.Line.Facts.Duty.Clock))
	})
	return nil
}
