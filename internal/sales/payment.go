package sales

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/store"
)

func (p *Payment) fields() []any {
	return []any{&p.ID, &p.Order, &p.Customer, &p.Source, &p.Document, &p.Day, &p.Amount, &p.Currency, &p.Method, &p.Import, &p.Reference}
}

// Named is a document that bears a number.
type Named struct {
	Document string
	Order    int64
	Customer int64
	Source   string
}

// DocumentsNamed returns the documents of some sources that bear one of the numbers.
func DocumentsNamed(ctx context.Context, q store.Querier, sources, numbers []string) ([]Named, error) {
	list, err := store.All(ctx, q, salesSQL.Get("sales-documents-named"), func(n *Named) []any {
		return []any{&n.Document, &n.Order, &n.Customer, &n.Source}
	}, store.List(sources), store.List(numbers))
	if err != nil {
		return nil, fmt.Errorf("find documents by number: %w", err)
	}
	return list, nil
}

// StoredPayments returns the payments of a source by their keys; unknown ones are
// absent.
func StoredPayments(ctx context.Context, q store.Querier, source string, documents []string) (map[string]Payment, error) {
	found := make(map[string]Payment, len(documents))
	err := store.Each(ctx, q, salesSQL.Get("sales-stored-payments"), (*Payment).fields, func(p *Payment) error {
		found[p.Document] = *p
		return nil
	}, source, store.List(documents))
	if err != nil {
		return nil, fmt.Errorf("read payments of %s: %w", source, err)
	}
	return found, nil
}

// FindPayment returns the payment of a source; found is false when there is none.
func FindPayment(ctx context.Context, q store.Querier, source, document string) (p Payment, found bool, err error) {
	return store.One(ctx, q, salesSQL.Get("sales-payment"), (*Payment).fields, source, document)
}

// InsertPayments writes payments and gives them their ids. Call [Books.SettlePaid] for
// their documents afterwards.
func InsertPayments(ctx context.Context, tx *store.Tx, payments []Payment) error {
	ids, err := tx.IDs(ctx, "sales_payment", len(payments))
	if err != nil {
		return err
	}
	for i := range payments {
		payments[i].ID = ids[i]
	}
	if err := writePayments(ctx, tx, payments); err != nil {
		return fmt.Errorf("insert %d payments: %w", len(payments), err)
	}
	return nil
}

// PutPayment writes everything but the key of a payment anew.
func PutPayment(ctx context.Context, tx *store.Tx, p Payment) error {
	_, err := tx.Exec(ctx, salesSQL.Get("sales-put-payment"), p.ID, p.Order, p.Customer, p.Day, int64(p.Amount), p.Currency, p.Method, p.Reference)
	return err
}

// Linked is a payment that found its document: as it waited, and as it is now.
type Linked struct{ Before, Now Payment }

// LinkPayments gives payments that wait for their document those that an import has
// made. A number that several sources use means the one of the payment's own source, or
// nothing.
func LinkPayments(ctx context.Context, tx *store.Tx, importID int64) ([]Linked, error) {
	some, err := store.Value[bool](ctx, tx, salesSQL.Get("sales-open-payments"))
	if err != nil || !some {
		return nil, err
	}
	type pair struct {
		Payment
		order, customer int64
		own             bool
	}
	list, err := store.All(ctx, tx, salesSQL.Get("sales-link-payments"), func(p *pair) []any {
		return append(p.fields(), &p.order, &p.customer, &p.own)
	}, importID)
	if err != nil {
		return nil, fmt.Errorf("link payments to the documents of import %d: %w", importID, err)
	}
	var linked []Linked
	for i, p := range list {
		if i > 0 && list[i-1].ID == p.ID {
			continue // came second
		}
		if !p.own && i+1 < len(list) && list[i+1].ID == p.ID {
			continue // several, and none of the own source
		}
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-set-payment-order"), p.ID, p.order, p.customer); err != nil {
			return nil, err
		}
		now := p.Payment
		now.Order, now.Customer = p.order, p.customer
		linked = append(linked, Linked{p.Payment, now})
	}
	return linked, nil
}

// DetachPayments lets the payments of documents that are taken back with their import
// wait for them again, unless the same import brought them.
func DetachPayments(ctx context.Context, tx *store.Tx, orders []int64, importID int64) error {
	done, end, err := tx.Batch(ctx, salesSQL.Get("sales-detach-payments"))
	if err != nil {
		return err
	}
	defer end()
	for _, id := range orders {
		if err := done(id, importID); err != nil {
			return fmt.Errorf("detach the payments of order %d: %w", id, err)
		}
	}
	return nil
}

// RemovePayments deletes the payments that an import brought and returns how many there
// were and their documents.
func (b Books) RemovePayments(ctx context.Context, tx *store.Tx, importID int64) (int64, []int64, error) {
	ids := func(name string) ([]int64, error) {
		return store.All(ctx, tx, salesSQL.Get(name), func(id *int64) []any { return []any{id} }, importID)
	}
	orders, err := ids("sales-paid-orders-of-import")
	if err != nil {
		return 0, nil, err
	}
	customers, err := ids("sales-customers-of-payments")
	if err != nil {
		return 0, nil, err
	}
	n, err := tx.Exec(ctx, salesSQL.Get("sales-delete-payments-of-import"), importID)
	if err != nil {
		return 0, nil, fmt.Errorf("remove the payments of import %d: %w", importID, err)
	}
	customers = slices.DeleteFunc(customers, func(id int64) bool { return id == Unassigned })
	return n, orders, customer.MarkDue(ctx, tx, b.At, customers...)
}

// Paid is a document whose day of full payment has changed.
type Paid struct {
	Order       int64    `json:"order"`
	Before, Now cal.Date // cal.Never for not paid
}

// SettlePaid finds out on which day the payments of documents reached their amount,
// where no day is known yet, and returns those that are paid now.
func (b Books) SettlePaid(ctx context.Context, tx *store.Tx, orders []int64) ([]Paid, error) {
	var changed []Paid
	var customers []int64
	for _, id := range orders {
		o, found, err := store.One(ctx, tx, salesSQL.Get("sales-order-to-pay"), func(o *Order) []any {
			return []any{&o.ID, &o.Customer, &o.Currency, &o.Net, &o.Tax, &o.Paid}
		}, id)
		if err != nil || !found {
			return nil, err
		}
		before := o.Paid
		payments, err := store.All(ctx, tx, salesSQL.Get("sales-payments-of"), (*Payment).fields, id)
		if err != nil {
			return nil, err
		}
		if err := o.pay(payments); err != nil {
			return nil, err
		}
		if o.Paid == before {
			continue
		}
		if err := SetPaid(ctx, tx, id, o.Paid); err != nil {
			return nil, err
		}
		changed = append(changed, Paid{id, before, o.Paid})
		if o.Customer != Unassigned {
			customers = append(customers, o.Customer)
		}
	}
	return changed, customer.MarkDue(ctx, tx, b.At, customers...)
}

// SetPaid writes the day on which a document was paid in full.
func SetPaid(ctx context.Context, tx *store.Tx, order int64, day cal.Date) error {
	_, err := tx.Exec(ctx, salesSQL.Get("sales-set-paid"), order, day)
	return err
}
