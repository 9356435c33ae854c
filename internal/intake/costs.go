package intake

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// expense is a row of a list of costs.
type expense struct {
	document  string // key within its source
	day       cal.Date
	kind      cost.Kind
	cause     cost.Cause
	amount    money.Cents
	reference string
	note      string
}

const (
	tagCostDay = iota + 1
	tagCostKind
	tagCostCause
	tagCostAmount
	tagCostReference
	tagCostNote
)

func (e *expense) pack(b []byte) []byte {
	b = appendInt(b, tagCostDay, int64(e.day))
	b = appendField(b, tagCostKind, string(e.kind))
	b = appendField(b, tagCostCause, string(e.cause))
	b = appendInt(b, tagCostAmount, int64(e.amount))
	b = appendField(b, tagCostReference, e.reference)
	return appendField(b, tagCostNote, e.note)
}

func unpackCost(b []byte) (expense, error) {
	var e expense
	err := eachField(b, func(tag byte, v []byte) error {
		switch tag {
		case tagCostDay:
			e.day = cal.Date(intField(v))
		case tagCostKind:
			e.kind = cost.Kind(v)
		case tagCostCause:
			e.cause = cost.Cause(v)
		case tagCostAmount:
			e.amount = money.Cents(intField(v))
		case tagCostReference:
			e.reference = string(v)
		case tagCostNote:
			e.note = string(v)
		}
		return nil
	})
	return e, err
}

// expense stages a row of a list of costs. Its key is a hash of its content; equal rows are
// told apart by counting. Who caused goodwill and returns is unclear where the file says
// nothing; other costs belong to the customer for whom they were spent.
func (r *record) expense(m *mapping.Record) {
	in := &m.Cost
	r.person = m.Customer.Number
	r.spent = expense{
		day: in.Date, kind: cost.Kind(in.Kind), cause: cost.Cause(in.Cause), amount: in.Amount.Cents, reference: in.Reference, note: in.Note,
	}
	if in.Cause == "" {
		r.spent.cause = cost.ByCustomer
		if r.spent.kind == cost.Goodwill || r.spent.kind == cost.Return {
			r.spent.cause = cost.Unclear
		}
	}
	content := r.spent.pack(nil)
	r.spent.document = fmt.Sprintf("~%s~%016x", in.Date, uint64(digestOf(append(content, r.person...))))
}

// costs applies the rows of a list of costs. A cost belongs to the customer with its number;
// else to the customer of the document that it names; else to nobody. Costs make no
// customers.
func (a *application) costs(ctx context.Context) error {
	return a.stage.groups(ctx, chunkCost, func(group []chunk) error {
		var list []cost.Entry
		var refs []string
		for i := range group {
			c := &group[i]
			if err := eachRow(c.body, c.first, func(_ int64, packed []byte) error {
				e, err := unpackCost(packed)
				if err != nil {
					return err
				}
				list = append(list, cost.Entry{
					Kind: e.kind, Cause: e.cause, Amount: e.amount, Quality: cost.Measured, Day: e.day, Note: e.note,
					Source: a.source, Document: nth(c.key, len(list)+1), Import: a.id,
				})
				refs = append(refs, e.reference)
				return nil
			}); err != nil {
				return err
			}
		}
		if err := a.costOwners(ctx, group[0].customer, list, refs); err != nil {
			return err
		}
		fresh, err := cost.Import(ctx, a.tx, a.by, list, a.dry)
		if err != nil {
			return err
		}
		a.noteCosts(group, list, fresh)
		return nil
	})
}

// costOwners fills in whose the costs of one number are, and their documents.
func (a *application) costOwners(ctx context.Context, number string, list []cost.Entry, refs []string) error {
	people := map[string]int64{}
	if number != "" {
		var err error
		if people, err = customer.LookupHeld(ctx, a.tx, a.source, []string{number}); err != nil {
			return err
		}
	}
	for i := range list {
		list[i].Customer = people[number]
		if refs[i] == "" {
			continue
		}
		found, err := sales.DocumentsNamed(ctx, a.tx, []string{a.source}, refs[i:i+1])
		if err != nil {
			return err
		}
		if len(found) != 1 || list[i].Customer != 0 && found[0].Customer != list[i].Customer {
			continue
		}
		list[i].Order, list[i].Customer = found[0].Order, found[0].Customer
	}
	return nil
}

// noteCosts counts the rows of a group and what became of them.
func (a *application) noteCosts(group []chunk, list []cost.Entry, fresh []bool) {
	at := 0
	for i := range group {
		verdicts := make([]byte, group[i].lines)
		for n := range verdicts {
			verdicts[n] = byte(Unchanged)
			if fresh[at] {
				verdicts[n] = byte(Created)
			}
			a.figures.Costs++
			a.figures.CostsTotalCents += int64(list[at].Amount)
			if list[at].Customer == customer.Without {
				a.figures.LinesWithoutCustomer++
			}
			at++
			if a.progress != nil {
				a.progress(1)
			}
		}
		a.note(&group[i], verdicts)
	}
}

// costs removes what the import brought.
func (u *undo) costs(ctx context.Context, imp Import) error {
	n, err := cost.Withdraw(ctx, u.tx, u.books.At, imp.ID)
	u.done.Costs += int(n)
	return err
}
