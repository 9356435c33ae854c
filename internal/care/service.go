package care

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/store"
)

// State is where a line stands.
type State string

// The states of a line. Struck is never stored: it is seen when the list is shown.
const (
	Planned  State = "planned"
	Done     State = "done"
	Later    State = "later"
	Rejected State = "rejected"
	Struck   State = "struck"
)

// Rejections are the reasons for "passt nicht", in the order in which they are offered.
var Rejections = []string{"unfitting", "wrong_time", unwanted, alreadyDone}

const (
	unwanted     = "unwanted"     // the customer does not want it
	alreadyDone  = "already_done" // somebody has spoken to him: it counts as a contact
	muteMonths   = 12             // after "möchte das nicht" the occasion is silent for a year
	spacingDays  = 7              // nobody is contacted twice within a week
	maxPostponed = 2
)

// Firm is what the rules need to know about the firm.
type Firm struct {
	Trade    Trade
	Minutes  int // a day, for classes 1 to 3
	Secret   []byte
	Calendar cal.Calendar
}

// Desk plans days and takes decisions. Its verbs are safe for two users at once.
type Desk struct {
	DB      *store.DB
	Insight *insight.Service
	Firm    func(ctx context.Context) (Firm, error)
	Now     func() time.Time
	Zone    func() *time.Location
}

// Plan makes the list of a user for a day, once: later calls change nothing, so that
// the list stays the same all day.
func (d *Desk) Plan(ctx context.Context, user int64, day cal.Date) error {
	_, planned, err := loadDay(ctx, d.DB, user, day)
	if err != nil || planned {
		return err
	}
	firm, err := d.Firm(ctx)
	if err != nil {
		return err
	}
	lines, rest, err := d.possible(ctx, user, day, firm)
	if err != nil {
		return fmt.Errorf("plan the list of %s: %w", day, err)
	}
	list := Choose(lines, day, Budget{Minutes: firm.Minutes, Secret: firm.Secret})
	if err := d.enrich(ctx, list, day); err != nil {
		return err
	}
	return d.DB.Update(ctx, func(tx *store.Tx) error { return d.freeze(ctx, tx, user, day, list, rest) })
}

// freeze writes the planned day; when somebody else planned it meanwhile, his list
// stays.
func (d *Desk) freeze(ctx context.Context, tx *store.Tx, user int64, day cal.Date, list []Line, rest int) error {
	first, err := firstDay(ctx, tx, day)
	if err != nil {
		return err
	}
	calm := 0
	if first && rest > 0 {
		calm = 1
	}
	n, err := tx.Exec(ctx, sql.Get("add-day"), user, day, d.Now().UnixMicro(), calm, rest)
	if err != nil || n == 0 {
		return err
	}
	for i, l := range list {
		if err := addStep(ctx, tx, user, day, i, l); err != nil {
			return err
		}
	}
	return nil
}

// possible returns all lines of a day after what was already done, and how many are
// silent beyond their window.
func (d *Desk) possible(ctx context.Context, user int64, day cal.Date, firm Firm) ([]Line, int, error) {
	middle, err := medianStake(ctx, d.DB, day)
	if err != nil {
		return nil, 0, err
	}
	begin, err := dataBegin(ctx, d.DB, day)
	if err != nil {
		return nil, 0, err
	}
	ids, rest, err := candidates(ctx, d.DB, begin, day, middle)
	if err != nil {
		return nil, 0, err
	}
	var lines []Line
	err = d.of(ctx, ids, begin, day, firm.Calendar, func(c Candidate) error {
		c.TopHalf = int64(c.Stake) >= middle
		if Passed(c, day, firm.Trade) {
			rest++
		}
		found := Lines(c, day, firm.Trade)
		if len(found) == 0 {
			return nil
		}
		past, err := loadPast(ctx, d.DB, c.Customer, day)
		if err != nil {
			return err
		}
		if past.missed(found) {
			rest++
		}
		lines = append(lines, past.allow(found, day)...)
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	entered, err := d.welcomes(ctx, user, day, firm)
	if err != nil {
		return nil, 0, err
	}
	waiting, err := dutyLines(ctx, d.DB, user, day, d.Zone())
	if err != nil {
		return nil, 0, err
	}
	waiting, err = newDuties(ctx, d.DB, user, day, waiting)
	return slices.Concat(lines, entered, waiting), rest, err
}

// At returns the list as it would have been on a day, computed in memory from the
// facts up to then: nothing is written, what was done about it is not considered.
func (d *Desk) At(ctx context.Context, day cal.Date) ([]Line, error) {
	firm, err := d.Firm(ctx)
	if err != nil {
		return nil, err
	}
	begin, err := dataBegin(ctx, d.DB, day)
	if err != nil {
		return nil, err
	}
	var lines []Line
	var stakes []int64
	add := func(c Candidate) { lines = append(lines, newPast().allow(Lines(c, day, firm.Trade), day)...) }
	var late []Candidate // whose place in the upper half is not known before the end
	err = d.all(ctx, begin, day, firm.Calendar, func(c Candidate) error {
		if c.Occasions > 0 && c.DormantFrom > day && c.Last <= day {
			stakes = append(stakes, int64(c.Stake))
		}
		if c.Activity == lifecycle.Late {
			late = append(late, c)
		} else {
			add(c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list of %s: %w", day, err)
	}
	slices.Sort(stakes)
	for _, c := range late { // there are stakes, his own among them
		c.TopHalf = int64(c.Stake) >= stakes[len(stakes)/2]
		add(c)
	}
	for _, source := range duties() {
		if source.at == nil {
			continue
		}
		waited, err := source.at(ctx, d.DB, day)
		if err != nil {
			return nil, fmt.Errorf("duties %s of %s: %w", source.occasion, day, err)
		}
		lines = append(lines, waited...)
	}
	list := Choose(lines, day, Budget{Minutes: firm.Minutes, Secret: firm.Secret})
	return list, d.enrich(ctx, list, day)
}

// Decision is what a user does with a line.
type Decision struct {
	Actor int64
	Step  int64
	Today cal.Date
	// Minutes the contact took; 0 means the planned ones. Note is optional.
	Minutes int
	Note    string
}

// Complete marks a line as done and writes the contact down. Completing it twice fails
// with fault.Conflict, so that one word at the counter is not counted as two.
func (d *Desk) Complete(ctx context.Context, dec Decision) error {
	return d.decide(ctx, dec, func(tx *store.Tx, s *Step) error {
		if err := s.open(); err != nil {
			return err
		}
		var contact int64
		if source, ok := dutyOf(s.Line.Occasion); ok {
			id, err := source.settle(ctx, tx, d, dec, s)
			if err != nil {
				return err
			}
			contact = id
		} else if s.Line.Customer != 0 {
			id, err := d.writeContact(ctx, tx, dec, s)
			if err != nil {
				return err
			}
			contact = id
		} else if err := d.writeContacts(ctx, tx, dec, s); err != nil {
			return err
		}
		return s.move(ctx, tx, d, dec, Done, "", cal.Never, contact)
	})
}

// Postpone puts a line off until a later day, at most twice.
func (d *Desk) Postpone(ctx context.Context, dec Decision, until cal.Date) error {
	if until <= dec.Today || !until.Valid() {
		until = dec.Today.Add(1)
	}
	return d.decide(ctx, dec, func(tx *store.Tx, s *Step) error {
		if err := s.open(); err != nil {
			return err
		}
		n, err := postponements(ctx, tx, s.Line.Key)
		if err != nil {
			return err
		}
		if n >= maxPostponed {
			return fault.New(fault.Conflict, "care.postponed_twice")
		}
		if source, ok := dutyOf(s.Line.Occasion); ok && source.move != nil {
			if err := source.move(ctx, tx, d, dec, s, until); err != nil {
				return err
			}
		}
		s.Postponed++
		return s.move(ctx, tx, d, dec, Later, "", until, 0)
	})
}

// Reject says that a line does not fit; "unwanted" silences the occasion for this
// customer for a year.
func (d *Desk) Reject(ctx context.Context, dec Decision, reason string) error {
	if !slices.Contains(Rejections, reason) && reason != NotKept {
		return fault.New(fault.Invalid, "care.unknown_reason")
	}
	return d.decide(ctx, dec, func(tx *store.Tx, s *Step) error {
		if err := s.open(); err != nil {
			return err
		}
		if source, ok := dutyOf(s.Line.Occasion); ok && source.drop != nil {
			if err := source.drop(ctx, tx, d, dec, s, reason); err != nil {
				return err
			}
		}
		return s.move(ctx, tx, d, dec, Rejected, reason, cal.Never, 0)
	})
}

// Undo takes the decision back, until the day is over. The contact that it wrote down
// disappears, too. A line that is open already is left as it is.
func (d *Desk) Undo(ctx context.Context, dec Decision) error {
	return d.decide(ctx, dec, func(tx *store.Tx, s *Step) error {
		if s.State == Planned {
			return nil
		}
		if s.Day != dec.Today {
			return fault.New(fault.Conflict, "care.day_over")
		}
		if source, ok := dutyOf(s.Line.Occasion); ok && (s.State == Done || source.move != nil) {
			if err := source.reopen(ctx, tx, d, dec, s); err != nil {
				return err
			}
		}
		if err := d.removeContacts(ctx, tx, s); err != nil {
			return err
		}
		if s.State == Later {
			s.Postponed--
		}
		return s.move(ctx, tx, d, dec, Planned, "", cal.Never, 0)
	})
}

// open fails unless the line is still to be decided.
func (s *Step) open() error {
	if s.State != Planned {
		return fault.New(fault.Conflict, "care.already_decided", s.Name())
	}
	return nil
}

func (d *Desk) decide(ctx context.Context, dec Decision, fn func(*store.Tx, *Step) error) error {
	err := d.DB.UpdateShort(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, sql.Get("hold"), dec.Step); err != nil {
			return err
		}
		s, err := loadStep(ctx, tx, dec.Step)
		if err != nil {
			return err
		}
		return fn(tx, &s)
	})
	if err != nil {
		return fmt.Errorf("decide line %d: %w", dec.Step, err)
	}
	return nil
}

// move changes the state and writes the change down; it fails with fault.Conflict when
// another user was quicker.
func (s *Step) move(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, to State, reason string, until cal.Date, contact int64) error {
	now := d.Now().UnixMicro()
	n, err := tx.Exec(ctx, sql.Get("decide"), string(to), reason, until, s.Postponed, now, dec.Actor, contact, s.ID, string(s.State))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "care.already_decided", s.Name())
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: cal.Instant(now), Actor: dec.Actor, Verb: "care." + string(to), Subject: "care_step", SubjectID: s.ID,
		Before: history.Values(map[string]string{"state": string(s.State)}), After: history.Values(map[string]string{"state": string(to), "reason": reason}),
	})
	return err
}

// contactKey names the contact that a step wrote, so that undo finds it again.
func contactKey(step, customer int64) string { return fmt.Sprintf("care:%d:%d", step, customer) }

func (d *Desk) contact(dec Decision, s *Step, customer int64) interaction.Interaction {
	minutes := dec.Minutes
	if minutes == 0 {
		minutes = s.Line.Channel.minutes()
	}
	return interaction.Interaction{
		Customer: customer, Day: dec.Today, At: cal.At(d.Now()), Channel: written[s.Line.Channel], Direction: interaction.Out,
		Reason: string(s.Line.Occasion), Minutes: minutes, Note: dec.Note, User: dec.Actor,
		Source: contactSource, Document: contactKey(s.ID, customer),
	}
}
