package promise

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Leave notes that a contact person has left his firm ([party.Leave]) and gives what is
// open with him to successor, 0 for nobody in particular. It returns the departure's id.
func Leave(ctx context.Context, tx *store.Tx, by customer.By, contact, successor int64, day, today cal.Date) (int64, error) {
	id, err := party.Leave(ctx, tx, by, contact, successor, day, today)
	if err != nil {
		return 0, err
	}
	return id, Hand(ctx, tx, talking(by), contact, successor)
}

// ComeBack takes a departure back ([party.Return]), and with it gives back the promises
// that went to somebody else because of it, as far as they are still open with whom they
// went to.
func ComeBack(ctx context.Context, tx *store.Tx, by customer.By, departure, version int64) error {
	d, err := party.ReadDeparture(ctx, tx, departure)
	if err != nil {
		return err
	}
	if err := party.Return(ctx, tx, by, departure, version); err != nil {
		return err
	}
	const page = 200
	for before := int64(0); ; {
		list, err := history.Of(ctx, tx, subject, d.Firm, before, page)
		if err != nil {
			return err
		}
		for i := range list {
			if err := handBack(ctx, tx, talking(by), &list[i], d.Contact); err != nil {
				return fmt.Errorf("give promises back to contact %d: %w", d.Contact, err)
			}
		}
		if len(list) < page {
			return nil
		}
		before = list[page-1].ID
	}
}

// handBack undoes one handing over of a promise of contact, unless it was settled or given
// to somebody else since.
func handBack(ctx context.Context, tx *store.Tx, by interaction.By, e *history.Entry, contact int64) error {
	if e.Verb != handed || e.Undone {
		return nil
	}
	was, is, err := states(*e)
	if err != nil || was == nil || is == nil || was.Contact != contact {
		return err
	}
	now, found, err := store.One(ctx, tx, sql.Get("promise-one"), (*Promise).fields, is.ID)
	if err != nil || !found || now.State != Open || now.Contact != is.Contact {
		return err
	}
	_, err = change(ctx, tx, by, now.ID, handed, func(p *Promise) error { p.Contact = contact; return nil })
	return err
}

func talking(by customer.By) interaction.By { return interaction.By{Actor: by.Actor, At: by.At} }
