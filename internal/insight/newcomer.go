package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Newcomers publishes the rows of persons and firms who are about to be entered in the
// same transaction and of whom nothing else is known yet: what a computation would say of
// them is known beforehand, and a card that is written once, before its customer, costs a
// third of one that the entry makes and the computation changes. Whatever becomes known of
// them later in the transaction marks them due as it does everybody. Contacts are passed
// over.
func (s *Service) Newcomers(ctx context.Context, tx *store.Tx, day cal.Date, list []*customer.Customer) error {
	rules, err := s.rulesOn(ctx, tx, day)
	if err != nil {
		return fmt.Errorf("look at newcomers: %w", err)
	}
	b, w := &batch{}, &painter{rules: rules}
	cards := make([]cardRow, 0, len(list))
	for _, c := range list {
		one := customer.Subject{ID: c.ID, Kind: c.Kind, Collective: c.Collective, Country: c.Country}
		if hasInsight(one) {
			b.add(w.paint(Facts{Subject: one}))
			cards = append(cards, b.cards[len(b.cards)-1])
			cards[len(cards)-1].of = c
		}
	}
	b.cards = nil
	if err := b.write(ctx, tx, nil); err != nil {
		return fmt.Errorf("publish newcomers: %w", err)
	}
	return newCards(ctx, tx, cards)
}

// newCards inserts the cards of customers who have none, with their own columns.
func newCards(ctx context.Context, tx *store.Tx, rows []cardRow) error {
	i := 0
	_, err := tx.Bulk(ctx, "insight_card", cardColumns, func(dst []any) (bool, error) {
		if i == len(rows) {
			return false, nil
		}
		rows[i].fill(dst)
		i++
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("publish the cards of newcomers: %w", err)
	}
	return nil
}
