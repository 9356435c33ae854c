package customer

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/store"
)

// MatchRecord is what a customer is compared by with others. One who stands for many
// people is compared with nobody.
func MatchRecord(c *Customer) match.Record {
	if c.Collective || c.Kind == Unassigned {
		return match.Record{ID: c.ID}
	}
	r := match.Record{
		ID: c.ID, First: c.FirstName, Last: c.LastName, Company: c.Company, Salutation: c.Salutation, Street: c.Street,
		Postcode: c.Postcode, City: c.City, Email: c.EmailKey, Phone: c.PhoneKey, VAT: c.VATKey, Birthday: c.Birthday, Card: c.Card,
	}
	switch c.Kind {
	case Firm:
		r.Sort = match.Firm
	case Contact:
		r.Sort, r.House = match.Contact, c.FirmID
	case Person, Household, Unassigned:
	}
	return r
}

// MatchRecords returns what the search for doubles compares of those ids that exist, in
// no order. Who stands for many is no one's double and left out. It reads less than half
// of what [Many] does, because most who share a key are not the one.
func MatchRecords(ctx context.Context, db store.Querier, ids []int64) ([]match.Record, error) {
	list := make([]match.Record, 0, len(ids))
	err := store.Each(ctx, db, statements.Get("match-records"), (*Customer).matched, func(c *Customer) error {
		list = append(list, MatchRecord(c))
		return nil
	}, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read %d customers for comparison: %w", len(ids), err)
	}
	return list, nil
}

func (c *Customer) matched() []any {
	return []any{
		&c.ID, &c.Kind, &c.FirstName, &c.LastName, &c.Company, &c.Salutation, &c.Street, &c.Postcode, &c.City, &c.EmailKey,
		&c.PhoneKey, &c.VATKey, &c.Birthday, &c.Card, &c.FirmID,
	}
}

// compared notes that customers were written, so that their doubles are looked for.
func compared(ctx context.Context, tx *store.Tx, list []*Customer) error {
	records := make([]match.Record, len(list))
	for i, c := range list {
		records[i] = MatchRecord(c)
	}
	return match.Changed(ctx, tx, records)
}
