package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// payment is a row of a list of payments.
type payment struct {
	document   string   // key within its source
	references []string // numbers that may be a document's; a single one of an own column is kept
	own        bool     // the reference comes from an own column
	day        cal.Date
	amount     money.Cents
	currency   string
	method     string
}

const (
	tagPayDay = iota + 1
	tagPayAmount
	tagPayCurrency
	tagPayMethod
	tagPayReference
	tagPayOwn
)

func (p *payment) pack(b []byte) []byte {
	b = appendInt(b, tagPayDay, int64(p.day))
	b = appendInt(b, tagPayAmount, int64(p.amount))
	b = appendField(b, tagPayCurrency, p.currency)
	b = appendField(b, tagPayMethod, p.method)
	for _, r := range p.references {
		b = appendField(b, tagPayReference, r)
	}
	if p.own {
		b = appendInt(b, tagPayOwn, 1)
	}
	return b
}

func unpackPayment(b []byte) (payment, error) {
	var p payment
	err := eachField(b, func(tag byte, v []byte) error {
		switch tag {
		case tagPayDay:
			p.day = cal.Date(intField(v))
		case tagPayAmount:
			p.amount = money.Cents(intField(v))
		case tagPayCurrency:
			p.currency = string(v)
		case tagPayMethod:
			p.method = string(v)
		case tagPayReference:
			p.references = append(p.references, string(v))
		case tagPayOwn:
			p.own = true
		}
		return nil
	})
	return p, err
}

// payment stages a row of a list of payments. Its key is its own number with the
// document that it pays, because one transfer may pay several; without a number its
// content, of which only a hash is kept, and equal rows are told apart by counting.
func (r *record) payment(m *mapping.Record) {
	in := &m.Payment
	r.person = m.Customer.Number // who has no number here is found by the document alone
	r.pay = payment{
		references: in.References, own: in.Told, day: in.Date, amount: in.Amount.Cents,
		currency: in.Currency, method: in.Method,
	}
	if in.Number != "" {
		r.pay.document = strings.TrimRight(in.Number+"~"+strings.Join(in.References[:min(1, len(in.References))], ""), "~")
		return
	}
	content := r.pay.pack(nil)
	r.pay.document = fmt.Sprintf("~%s~%016x", in.Date, uint64(digestOf(append(content, r.person...))))
}

// payments applies the rows of a list of payments. A payment belongs to the document
// whose number it names and to that document's customer; without one to the customer
// with its number; else to nobody. Payments make no customers: whoever pays into the
// firm's account is none by that.
func (a *application) payments(ctx context.Context) error {
	sources, err := store.All(ctx, a.tx, statements.Get("source-names"), func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	if !slices.Contains(sources, a.source) {
		sources = append(sources, a.source)
	}
	p := &payer{application: a, sources: sources}
	if err := a.stage.groups(ctx, chunkPayment, func(group []chunk) error { return p.group(ctx, group) }); err != nil {
		return err
	}
	if err := p.flush(ctx); err != nil || a.dry {
		return err
	}
	linked, err := sales.LinkPayments(ctx, a.tx, a.id)
	if err != nil {
		return err
	}
	for _, l := range linked {
		p.orders = append(p.orders, l.Now.Order)
		a.changes.updated(onPayment, l.Now.ID, l.Before, l.Now)
	}
	slices.Sort(p.orders)
	paid, err := a.books.SettlePaid(ctx, a.tx, slices.Compact(p.orders))
	for _, c := range paid {
		a.changes.updated(onPaid, c.Order, c.Before, c.Now)
	}
	return err
}

// payer gathers payments until there are enough to look them up together.
type payer struct {
	*application
	sources []string
	waiting []waitingPayment
	orders  []int64 // documents that got payments
}

type waitingPayment struct {
	payment
	key    string
	number string // of the customer
	chunk  *chunk
	at     int // row in its chunk
}

const paymentBatch = 1000

func (p *payer) group(ctx context.Context, group []chunk) error {
	n := 0
	for i := range group {
		c := group[i]
		at := 0
		err := eachRow(c.body, c.first, func(_ int64, packed []byte) error {
			pay, err := unpackPayment(packed)
			if err != nil {
				return err
			}
			n++
			p.waiting = append(p.waiting, waitingPayment{pay, nth(c.key, n), c.customer, &c, at})
			at++
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(p.waiting) >= paymentBatch {
		return p.flush(ctx)
	}
	return nil
}

// flush decides what becomes of the payments that wait, and writes them.
func (p *payer) flush(ctx context.Context) error {
	list := p.waiting
	p.waiting = nil
	if len(list) == 0 {
		return nil
	}
	var keys, numbers, refs []string
	for i := range list {
		keys, refs = append(keys, list[i].key), append(refs, list[i].references...)
		if list[i].number != "" {
			numbers = append(numbers, list[i].number)
		}
	}
	stored, err := sales.StoredPayments(ctx, p.tx, p.source, keys)
	if err != nil {
		return err
	}
	found, err := p.documents(ctx, refs)
	if err != nil {
		return err
	}
	byNumber := map[string][]sales.Named{}
	for _, d := range found {
		byNumber[d.Document] = append(byNumber[d.Document], d)
	}
	people, err := customer.LookupHeld(ctx, p.tx, p.source, numbers)
	if err != nil {
		return err
	}
	var fresh []sales.Payment
	verdicts := map[*chunk][]byte{}
	var chunks []*chunk
	for i := range list {
		w := &list[i]
		if verdicts[w.chunk] == nil {
			chunks = append(chunks, w.chunk)
			verdicts[w.chunk] = make([]byte, w.chunk.lines)
		}
		now := p.resolve(w, byNumber, people)
		if now.Order == 0 && p.several(w.references, byNumber) {
			p.figures.PaymentsAmbiguous++
		}
		old, known := stored[w.key]
		verdict := Created
		if known {
			if verdict, err = p.compare(ctx, old, now); err != nil {
				return err
			}
		} else {
			fresh = append(fresh, now)
		}
		verdicts[w.chunk][w.at] = byte(verdict)
		p.tallyPayment(&now)
	}
	for _, c := range chunks {
		p.note(c, verdicts[c])
	}
	if p.dry || len(fresh) == 0 {
		return nil
	}
	for i := range fresh {
		p.mark(&fresh[i])
	}
	return sales.InsertPayments(ctx, p.tx, fresh)
}

// mark remembers whom and what a payment concerns.
func (p *payer) mark(pay *sales.Payment) {
	if pay.Order != 0 {
		p.orders = append(p.orders, pay.Order)
	}
}

func (p *payer) tallyPayment(pay *sales.Payment) {
	f := p.figures
	f.Payments++
	f.PaymentsTotalCents += int64(pay.Amount)
	if pay.Order == 0 {
		f.PaymentsOpen++
	}
	if pay.Customer == sales.Unassigned {
		f.LinesWithoutCustomer++
	}
	if p.progress != nil {
		p.progress(1)
	}
}

// documents finds the documents that bear one of the numbers, with their customers held.
func (p *payer) documents(ctx context.Context, refs []string) ([]sales.Named, error) {
	for {
		found, err := sales.DocumentsNamed(ctx, p.tx, p.sources, refs)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, len(found))
		for i := range found {
			ids[i] = found[i].Customer
		}
		if all, err := customer.Hold(ctx, p.tx, ids); err != nil || all {
			return found, err
		}
	}
}

// resolve finds the document and the customer of a payment.
func (p *payer) resolve(w *waitingPayment, byNumber map[string][]sales.Named, people map[string]int64) sales.Payment {
	out := sales.Payment{
		Customer: sales.Unassigned, Source: p.source, Document: w.key, Day: w.day, Amount: w.amount, Currency: w.currency,
		Method: w.method, Import: p.id,
	}
	if out.Currency == "" {
		out.Currency = p.rule.currency
	}
	if w.own {
		out.Reference = w.references[0]
	}
	if id := people[w.number]; id != 0 {
		out.Customer = id
	}
	if d, ok := p.meant(w.references, byNumber); ok {
		out.Order, out.Customer, out.Reference = d.Order, d.Customer, d.Document
	}
	return out
}

// meant is the one document that a payment names: a number that several sources use
// means that of the payment's own source, and two different documents mean none.
func (p *payer) meant(references []string, byNumber map[string][]sales.Named) (sales.Named, bool) {
	var meant sales.Named
	for _, ref := range references {
		list := byNumber[ref]
		if own := slices.IndexFunc(list, func(d sales.Named) bool { return d.Source == p.source }); own >= 0 {
			list = list[own : own+1]
		}
		switch {
		case len(list) == 0:
			continue
		case len(list) > 1, meant.Order != 0 && meant.Order != list[0].Order:
			return sales.Named{}, false
		}
		meant = list[0]
	}
	return meant, meant.Order != 0
}

// several reports whether a payment names a number that documents of several sources bear.
func (p *payer) several(references []string, byNumber map[string][]sales.Named) bool {
	return slices.ContainsFunc(references, func(ref string) bool { return len(byNumber[ref]) > 1 })
}

// compare brings a payment that is stored already up to what the file says. What is
// known of its document and customer is not taken away by a file that knows less.
func (p *payer) compare(ctx context.Context, old, now sales.Payment) (Verdict, error) {
	now.ID, now.Import = old.ID, old.Import
	if now.Order == 0 && old.Order != 0 && (now.Reference == "" || now.Reference == old.Reference) {
		now.Order, now.Customer, now.Reference = old.Order, old.Customer, old.Reference
	}
	if now.Customer == sales.Unassigned {
		now.Customer = old.Customer
	}
	if now == old {
		return Unchanged, nil
	}
	if p.dry {
		return Updated, nil
	}
	p.changes.updated(onPayment, old.ID, old, now)
	p.mark(&now)
	return Updated, sales.PutPayment(ctx, p.tx, now)
}

// payments removes what the import brought; a day of payment that rested on it was
// taken back with the updates.
func (u *undo) payments(ctx context.Context, imp Import) error {
	n, _, err := u.books.RemovePayments(ctx, u.tx, imp.ID)
	u.done.Payments += int(n)
	return err
}

// payment brings back what a payment said before the import changed it.
func (u *undo) payment(ctx context.Context, c *change) error {
	var before, after sales.Payment
	if err := json.Unmarshal([]byte(c.before), &before); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(c.after), &after); err != nil {
		return err
	}
	now, found, err := sales.FindPayment(ctx, u.tx, after.Source, after.Document)
	if err != nil {
		return err
	}
	before.ID, after.ID = now.ID, now.ID // documents that are written anew give their payments new ids
	if !found || now != after {
		u.keep(onPayment, c.subjectID)
		return nil
	}
	u.done.Restored++
	return sales.PutPayment(ctx, u.tx, before)
}

// paid brings back the day of payment that an order had before.
func (u *undo) paid(ctx context.Context, c *change) error {
	var before, after cal.Date
	if err := json.Unmarshal([]byte(c.before), &before); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(c.after), &after); err != nil {
		return err
	}
	d, err := sales.Get(ctx, u.tx, c.subjectID)
	if err != nil || d.Order.Paid != after {
		return ignoreGone(err)
	}
	if d.Order.Customer != sales.Unassigned {
		if err := customer.MarkDue(ctx, u.tx, u.by.At, d.Order.Customer); err != nil {
			return err
		}
	}
	return sales.SetPaid(ctx, u.tx, c.subjectID, before)
}
