package customer

import (
	"context"

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

// compared notes that customers were written, so that their doubles are looked for.
func compared(ctx context.Context, tx *store.Tx, list []*Customer) error {
	records := make([]match.Record, len(list))
	for i, c := range list {
		records[i] = MatchRecord(c)
	}
	return match.Changed(ctx, tx, records)
}
