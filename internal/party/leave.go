package party

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Change is the occasion of care that a departure gives: something has changed at the
// customer's (K19 of the method page on occasions).
const Change = "K19"

// visitDays is how long the proposed visit stays on the list; ours, a month is what a
// firm needs to name a successor.
const visitDays = 30

// Departure is the dated fact that a contact person has left a firm. It is an early
// sign that the relation may suffer, and a chance.
type Departure struct {
	row.Meta
	Firm      int64    `json:"firm_id"`
	Contact   int64    `json:"contact_id"`
	Successor int64    `json:"successor_id"` // 0: not known yet
	Day       cal.Date `json:"day"`
	User      int64    `json:"user_id"`
}

// Holder is the firm.
func (d *Departure) Holder() int64 { return d.Firm }

// Columns are the values behind id and version.
func (d *Departure) Columns() []any {
	return []any{&d.Firm, &d.Contact, &d.Successor, &d.Day, &d.User}
}

// State is what became of a proposal.
type State string

// The states.
const (
	Open    State = "open"
	Done    State = "done"
	Dropped State = "dropped"
)

// Proposal is a visit proposed in the days [From, Until).
type Proposal struct {
	row.Meta
	Customer  int64    `json:"customer_id"`
	Occasion  string   `json:"occasion"`
	Departure int64    `json:"departure_id"`
	From      cal.Date `json:"from_day"`
	Until     cal.Date `json:"until_day"`
	State     State    `json:"state"`
	DecidedBy int64    `json:"decided_by"`
	Decided   cal.Date `json:"decided_day"`
}

// Holder is the customer.
func (p *Proposal) Holder() int64 { return p.Customer }

// Columns are the values behind id and version.
func (p *Proposal) Columns() []any {
	return []any{&p.Customer, &p.Occasion, &p.Departure, &p.From, &p.Until, &p.State, &p.DecidedBy, &p.Decided}
}

var (
	departures = row.New[Departure]("party.departure", statements, "departure")
	proposals  = row.New[Proposal]("party.proposal", statements, "proposal")
)

// Leave notes in one go that a contact person has left his firm: his roles end on the
// day, the departure is kept as a dated fact, and a visit is proposed. successor is the
// contact who follows him, or 0. What was noted of the one who left stays with him. It
// fails with fault.Conflict "party.left_already".
func Leave(ctx context.Context, tx *store.Tx, by customer.By, contact, successor int64, day, today cal.Date) (int64, error) {
	c, err := customer.Get(ctx, tx, contact)
	if err != nil {
		return 0, err
	}
	if c.Kind != customer.Contact {
		return 0, fault.New(fault.Invalid, "party.no_contact")
	}
	if day > today {
		return 0, fault.New(fault.Invalid, "party.future")
	}
	if _, left, err := departureOf(ctx, tx, contact, c.FirmID); err != nil || left {
		if err == nil {
			err = fault.New(fault.Conflict, "party.left_already", c.Shown())
		}
		return 0, err
	}
	if err := follows(ctx, tx, &c, successor); err != nil {
		return 0, err
	}
	if err := endRoles(ctx, tx, by, &c, day); err != nil {
		return 0, err
	}
	id, err := departures.Create(ctx, tx, noted(by), Departure{Firm: c.FirmID, Contact: contact, Successor: successor, Day: day, User: by.Actor})
	if err != nil {
		return 0, err
	}
	_, err = proposals.Create(ctx, tx, noted(by), Proposal{
		Customer: c.FirmID, Occasion: Change, Departure: id,
		From: today, Until: today.Add(visitDays), State: Open, Decided: cal.Never,
	})
	if err != nil {
		return 0, err
	}
	return id, customer.MarkDue(ctx, tx, by.At, c.FirmID)
}

// follows checks that a successor is another contact of the same firm.
func follows(ctx context.Context, db store.Querier, c *customer.Customer, successor int64) error {
	if successor == 0 {
		return nil
	}
	next, err := customer.Get(ctx, db, successor)
	if err != nil {
		return err
	}
	if next.Kind != customer.Contact || next.FirmID != c.FirmID || next.ID == c.ID {
		return fault.New(fault.Invalid, "party.successor")
	}
	return nil
}

// endRoles ends what a contact is at his firm. One whose role only stands in his own
// row gets a link that says until when.
func endRoles(ctx context.Context, tx *store.Tx, by customer.By, c *customer.Customer, day cal.Date) error {
	roles, err := store.All(ctx, tx, statements.Get("roles-open"), row.Scan[Link], c.ID, c.FirmID, day)
	if err != nil {
		return fmt.Errorf("read the roles of contact %d: %w", c.ID, err)
	}
	if len(roles) == 0 {
		_, err := links.Create(ctx, tx, noted(by), Link{From: c.ID, To: c.FirmID, Kind: WorksFor, Label: c.Role, Since: cal.Never, Until: day})
		return err
	}
	for _, l := range roles {
		if start(l.Since) >= day { // a role that began later was meant for somebody else
			continue
		}
		l.Until = day
		if err := links.Change(ctx, tx, noted(by), l); err != nil {
			return err
		}
	}
	return nil
}

// Return takes a departure back: the roles that ended with it hold again, and the
// proposed visit goes unless it was decided.
func Return(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	d, err := departures.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := departures.Remove(ctx, tx, noted(by), id, version); err != nil {
		return err
	}
	roles, err := store.All(ctx, tx, statements.Get("roles-ended"), row.Scan[Link], d.Contact, d.Firm, d.Day)
	if err != nil {
		return fmt.Errorf("read the roles of contact %d: %w", d.Contact, err)
	}
	for _, l := range roles {
		l.Until = cal.Never
		if err := links.Change(ctx, tx, noted(by), l); err != nil {
			return err
		}
	}
	list, err := store.All(ctx, tx, statements.Get("proposal-for"), row.Scan[Proposal], id)
	if err != nil {
		return fmt.Errorf("read the visit for departure %d: %w", id, err)
	}
	for i := range list {
		if list[i].State == Open {
			if err := proposals.Remove(ctx, tx, noted(by), list[i].ID, list[i].Version); err != nil {
				return err
			}
		}
	}
	return customer.MarkDue(ctx, tx, by.At, d.Firm)
}

// Follow names the successor of somebody who left, once he is known.
func Follow(ctx context.Context, tx *store.Tx, by customer.By, id, version, successor int64) error {
	d, err := departures.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	left := customer.Customer{ID: d.Contact, FirmID: d.Firm}
	if err := follows(ctx, tx, &left, successor); err != nil {
		return err
	}
	d.Version, d.Successor = version, successor
	return departures.Change(ctx, tx, noted(by), d)
}

func departureOf(ctx context.Context, db store.Querier, contact, firm int64) (Departure, bool, error) {
	d, found, err := store.One(ctx, db, statements.Get("departure-of"), row.Scan[Departure], contact, firm)
	if err != nil {
		return d, false, fmt.Errorf("read whether contact %d has left: %w", contact, err)
	}
	return d, found, nil
}

// Departures returns who has left a firm, the latest first.
func Departures(ctx context.Context, db store.Querier, firm int64) ([]Departure, error) {
	list, err := store.All(ctx, db, statements.Get("departures"), row.Scan[Departure], firm)
	if err != nil {
		return nil, fmt.Errorf("read who has left firm %d: %w", firm, err)
	}
	return list, nil
}

// EachDeparture calls fn with the departures from the firms with ids in [from, until)
// up to a day, by firm and day. It serves early warning.
func EachDeparture(ctx context.Context, db store.Querier, from, until int64, day cal.Date, fn func(Departure) error) error {
	if none, err := store.Empty(ctx, db, "party_departure"); none || err != nil {
		return err
	}
	return store.Each(ctx, db, statements.Get("departures-between"), row.Scan[Departure],
		func(d *Departure) error { return fn(*d) }, from, until, day)
}

// Proposals returns at most limit open visits for a user whose time has come on a day:
// to his customers and to those of nobody in particular. Those whose time is over are
// left out.
func Proposals(ctx context.Context, db store.Querier, user int64, day cal.Date, limit int) ([]Proposal, error) {
	list, err := store.All(ctx, db, statements.Get("proposals-open"), row.Scan[Proposal], day, limit, user)
	if err != nil {
		return nil, fmt.Errorf("read the proposed visits: %w", err)
	}
	return list, nil
}

// ReadProposal returns the proposal id, or fault.NotFound.
func ReadProposal(ctx context.Context, db store.Querier, id int64) (Proposal, error) {
	return proposals.Read(ctx, db, id)
}

// ReadDeparture returns the departure id, or fault.NotFound.
func ReadDeparture(ctx context.Context, db store.Querier, id int64) (Departure, error) {
	return departures.Read(ctx, db, id)
}

// ProposalsOf returns the visits proposed to a customer, the newest first.
func ProposalsOf(ctx context.Context, db store.Querier, id int64) ([]Proposal, error) {
	list, err := store.All(ctx, db, statements.Get("proposals-of"), row.Scan[Proposal], id)
	if err != nil {
		return nil, fmt.Errorf("read the visits proposed to customer %d: %w", id, err)
	}
	return list, nil
}

// Decide notes what became of a proposed visit: Done, Dropped, or Open again.
func Decide(ctx context.Context, tx *store.Tx, by customer.By, id, version int64, state State, day cal.Date) error {
	if state != Open && state != Done && state != Dropped {
		return fault.New(fault.Invalid, "party.state", string(state))
	}
	p, err := proposals.Read(ctx, tx, id)
	if err != nil {
		return err
	}
	p.Version, p.State, p.DecidedBy, p.Decided = version, state, by.Actor, day
	if state == Open {
		p.DecidedBy, p.Decided = 0, cal.Never
	}
	return proposals.Change(ctx, tx, noted(by), p)
}
