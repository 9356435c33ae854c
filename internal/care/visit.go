package care

import (
	"context"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Visit is K19: a contact person has left, so somebody should go and meet who follows.
const Visit Occasion = party.Change

// visitDuty brings the visits that departures propose, for as long as they are worth it.
var visitDuty = duty{occasion: Visit, kind: visits, open: openVisits, pending: visitWaits, settle: makeVisit, reopen: reopenVisit, drop: dropVisit}

func openVisits(ctx context.Context, q store.Querier, user int64, day cal.Date, _ *time.Location) ([]Line, error) {
	list, err := party.Proposals(ctx, q, user, day, dutiesShown)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(list))
	for i, p := range list {
		who, err := whoLeft(ctx, q, p.Departure)
		if err != nil {
			return nil, err
		}
		lines[i] = dutyLine(Visit, p.Customer, p.From, p.Until, day, Counter, DutyFacts{ID: p.ID, Text: who})
	}
	return lines, nil
}

// whoLeft names the contact person behind a departure.
func whoLeft(ctx context.Context, q store.Querier, id int64) (string, error) {
	d, err := party.ReadDeparture(ctx, q, id)
	if err != nil {
		return "", notFound(err)
	}
	c, err := customer.Get(ctx, q, d.Contact)
	if err != nil {
		return "", notFound(err)
	}
	return c.Shown(), nil
}

func visitWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	p, err := party.ReadProposal(ctx, q, l.Facts.Duty.ID)
	return err == nil && p.State == party.Open, notFound(err)
}

// makeVisit writes the visit down and closes the proposal.
func makeVisit(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	if err := decideVisit(ctx, tx, d, dec, s, party.Done); err != nil {
		return 0, err
	}
	contact := d.contact(dec, s, s.Line.Customer)
	contact.Channel = interaction.Visit
	return interaction.Append(ctx, tx, contact)
}

func reopenVisit(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	return notFound(decideVisit(ctx, tx, d, dec, s, party.Open))
}

func dropVisit(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, _ string) error {
	return decideVisit(ctx, tx, d, dec, s, party.Dropped)
}

func decideVisit(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, state party.State) error {
	p, err := party.ReadProposal(ctx, tx, s.Line.Facts.Duty.ID)
	if err != nil || p.State == state {
		return err
	}
	return party.Decide(ctx, tx, d.entering(dec), p.ID, p.Version, state, dec.Today)
}
