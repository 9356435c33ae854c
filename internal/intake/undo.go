package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Undoing is what taking an import back did. Documents, contacts, products and
// customers that it had made are gone, those that it had changed are as before.
type Undoing struct {
	Orders       int    `json:"orders"`
	Customers    int    `json:"customers"`
	Interactions int    `json:"interactions"`
	Products     int    `json:"products"`
	Payments     int    `json:"payments"`
	Costs        int    `json:"costs,omitempty"`
	Restored     int    `json:"restored"`
	Emptied      int    `json:"emptied"` // customers who stay because of other facts, without what the import said
	Kept         []Kept `json:"kept"`    // touched since by hand or by a later import, so left as they are
}

// Kept is a row that an undo has left alone.
type Kept struct {
	Subject string `json:"subject"` // "customer", "order", "product"
	ID      int64  `json:"id"`
}

// Undo takes a whole import back in one transaction, the imports of its mended rows
// included. It fails with fault.Conflict "intakerun.already_undone" or
// "intakerun.not_done".
func (s *Service) Undo(ctx context.Context, id, actor int64) (Undoing, error) {
	var done Undoing
	h, err := loadHouse(ctx, s.db)
	if err != nil {
		return done, err
	}
	var u *undo
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("take-turns")); err != nil {
			return err
		}
		done = Undoing{Kept: []Kept{}}
		u = &undo{
			tx: tx, done: &done, books: sales.Books{Currency: h.currency, At: s.instant()},
			by:    customer.By{Actor: actor, At: s.instant(), Region: h.region},
			today: cal.Of(s.now(), h.loc),
		}
		if err := u.all(ctx, id); err != nil {
			return err
		}
		if err := u.categories(ctx); err != nil {
			return err
		}
		if err := u.list(ctx, id); err != nil {
			return err
		}
		return u.logged(ctx, id)
	})
	if err == nil && u.repriced {
		err = u.books.Reprice(ctx, s.db, sales.AllProducts, 0, nil)
	}
	return done, err
}

type undo struct {
	tx      *store.Tx
	done    *Undoing
	books   sales.Books
	by      customer.By
	today   cal.Date
	touched []int64 // customers whose returns are settled anew
	// repriced tells that costs were taken back, so that lines of earlier documents have theirs
	// computed anew.
	repriced bool
}

// mostKept is how many rows that were left alone are listed with an import.
const mostKept = 100

// list notes with the import which rows were left alone.
func (u *undo) list(ctx context.Context, id int64) error {
	if len(u.done.Kept) == 0 {
		return nil
	}
	imp, err := get(ctx, u.tx, id)
	if err != nil {
		return err
	}
	imp.Figures.Kept = u.done.Kept[:min(len(u.done.Kept), mostKept)]
	_, err = u.tx.Exec(ctx, statements.Get("set-figures"), id, imp.Figures.text())
	return err
}

func (u *undo) all(ctx context.Context, id int64) error {
	imp, err := get(ctx, u.tx, id)
	if err != nil {
		return err
	}
	if imp.State == Undone {
		return fault.New(fault.Conflict, "intakerun.already_undone")
	}
	if imp.State != Done {
		return fault.New(fault.Conflict, "intakerun.not_done")
	}
	children, err := store.All(ctx, u.tx, statements.Get("mends-of"), func(id *int64) []any { return []any{id} },
		fmt.Sprintf(`%%"mends":%d,%%`, id))
	if err != nil {
		return err
	}
	for _, child := range children {
		mend, err := get(ctx, u.tx, child)
		if err != nil {
			return err
		}
		if err := u.one(ctx, mend); err != nil {
			return err
		}
	}
	if imp, err = get(ctx, u.tx, id); err != nil { // its figures have changed with the mended rows
		return err
	}
	return u.one(ctx, imp)
}

func (u *undo) one(ctx context.Context, imp Import) error {
	if u.books.Currency == "" {
		u.books.Currency = imp.settings.Request.Currency
	}
	for _, step := range []func(context.Context, Import) error{u.updates, u.orders, u.payments, u.costs, u.interactions, u.customers, u.mended} {
		if err := step(ctx, imp); err != nil {
			return fmt.Errorf("take import %d back: %w", imp.ID, err)
		}
	}
	// An article of an import that was taken back before this one stayed for the lines of this one.
	gone, err := store.All(ctx, u.tx, statements.Get("undone-imports"), func(id *int64) []any { return []any{id} })
	if err != nil {
		return err
	}
	products, err := sales.DropUnusedProducts(ctx, u.tx, append(gone, imp.ID))
	if err != nil {
		return err
	}
	u.done.Products += int(products)
	n, err := u.tx.Exec(ctx, statements.Get("mark-undone"), imp.ID, u.by.At, imp.Figures.text())
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "intakerun.already_undone")
	}
	return err
}

func (u *undo) keep(subject string, id int64) {
	u.done.Kept = append(u.done.Kept, Kept{subject, id})
}

// updates brings back what was there before the import changed it, newest first.
func (u *undo) updates(ctx context.Context, imp Import) error {
	const page = 500
	before := int64(math.MaxInt64)
	for {
		list, err := store.All(ctx, u.tx, statements.Get("changes-updated"), (*change).scan, imp.ID, before, page)
		if err != nil {
			return err
		}
		var people []customer.Change
		for i := range list {
			c := &list[i]
			switch c.subject {
			case onOrder:
				err = u.order(ctx, c)
			case onProduct:
				err = u.product(ctx, c)
			case onMargin:
				err = u.margin(ctx, c)
			case onPayment:
				err = u.payment(ctx, c)
			case onPaid:
				err = u.paid(ctx, c)
			case onBar:
				err = u.bar(ctx, c, imp.Source)
			case onInterest, onOwn, onWay, onReferrer:
				err = u.more(ctx, c)
			case onCustomer:
				var ch customer.Change
				if err = json.Unmarshal([]byte(c.after), &ch); err == nil {
					people = append(people, ch)
				}
			}
			if err != nil {
				return err
			}
		}
		touched, err := customer.RevertImported(ctx, u.tx, u.by, people)
		if err != nil {
			return err
		}
		u.done.Restored += len(people) - len(touched)
		for _, id := range touched {
			u.keep(onCustomer, id)
		}
		if len(list) < page {
			return nil
		}
		before = list[len(list)-1].id
	}
}

func (u *undo) order(ctx context.Context, c *change) error {
	var before sales.Document
	var after imprint
	if err := json.Unmarshal([]byte(c.before), &before); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(c.after), &after); err != nil {
		return err
	}
	now, err := sales.Get(ctx, u.tx, c.subjectID)
	if fault.KindOf(err) == fault.NotFound {
		u.keep(onOrder, c.subjectID)
		return nil
	}
	if err != nil {
		return err
	}
	if !imprintOf(now).equal(after) {
		u.keep(onOrder, c.subjectID)
		return nil
	}
	if now.Order.Customer != after.Customer { // merged since
		before.Order.Customer = now.Order.Customer
	}
	before.Payments = now.Payments // what was paid since stays paid
	u.touch(now.Order.Customer, before.Order.Customer)
	u.done.Restored++
	books := u.books
	if books.Currency == "" && before.Order.Figures { // no firm has said its currency: it counted as it was
		books.Currency = before.Order.Currency
	}
	return books.Replace(ctx, u.tx, c.subjectID, &before)
}

func (u *undo) touch(ids ...int64) {
	for _, id := range ids {
		if id != sales.Unassigned {
			u.touched = append(u.touched, id)
		}
	}
}

func (u *undo) product(ctx context.Context, c *change) error {
	var before, after sales.Product
	if err := json.Unmarshal([]byte(c.before), &before); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(c.after), &after); err != nil {
		return err
	}
	now, err := sales.GetProduct(ctx, u.tx, c.subjectID)
	gone := fault.KindOf(err) == fault.NotFound
	if err != nil && !gone {
		return err
	}
	if gone || now.Name != after.Name || now.Category != after.Category || now.Class != after.Class || now.UnitCost != after.UnitCost {
		u.keep(onProduct, c.subjectID)
		return nil
	}
	u.done.Restored++
	u.repriced = u.repriced || before.UnitCost != now.UnitCost || before.Category != now.Category
	return sales.PutProduct(ctx, u.tx, before)
}

// categories removes those that only imports taken back have made, unless somebody has
// given them a margin, a mark or a topic, or the undo of a later import needs them.
func (u *undo) categories(ctx context.Context) error {
	type made struct {
		first  int64
		after  string
		undone bool
	}
	list, err := store.All(ctx, u.tx, statements.Get("categories-made"), func(m *made) []any { return []any{&m.first, &m.after, &m.undone} })
	if err != nil {
		return err
	}
	stands := map[int64]bool{} // false: only imports taken back have made it
	for _, m := range list {
		var last lastOf
		if err := json.Unmarshal([]byte(m.after), &last); err != nil {
			return err
		}
		for id := m.first; id <= last.Last; id++ {
			stands[id] = stands[id] || !m.undone
		}
	}
	named, err := interest.Categories(ctx, u.tx)
	if err != nil {
		return err
	}
	for _, id := range named {
		stands[id] = true
	}
	var gone []int64
	for id, kept := range stands {
		if kept {
			continue
		}
		needed, err := store.Value[bool](ctx, u.tx, statements.Get("category-to-restore"), fmt.Sprintf(`%%"Category":%d,%%`, id))
		if err != nil {
			return err
		}
		if !needed {
			gone = append(gone, id)
		}
	}
	return sales.DropEmptyCategories(ctx, u.tx, gone)
}

// margin gives a category the standard margin that it had, unless somebody has set
// another one since.
func (u *undo) margin(ctx context.Context, c *change) error {
	var before, after int
	if err := errors.Join(json.Unmarshal([]byte(c.before), &before), json.Unmarshal([]byte(c.after), &after)); err != nil {
		return err
	}
	list, err := sales.Categories(ctx, u.tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(g sales.Category) bool { return g.ID == c.subjectID && g.Margin == after }) {
		return nil
	}
	u.repriced = true
	return sales.SetMargin(ctx, u.tx, c.subjectID, before)
}

// bar lifts what only the taken back file said.
func (u *undo) bar(ctx context.Context, c *change, source string) error {
	var said barChange
	if err := json.Unmarshal([]byte(c.after), &said); err != nil {
		return err
	}
	now, err := consent.Of(ctx, u.tx, c.subjectID)
	if err != nil {
		return err
	}
	for _, k := range said.Kinds {
		last := slices.IndexFunc(now, func(s consent.Statement) bool { return s.Kind == k })
		if last < 0 || now[last].Source != source {
			continue // somebody has said something about it since
		}
		err := consent.Lift(ctx, u.tx, consent.Statement{
			CustomerID: c.subjectID, Kind: k, Day: u.today, Source: source, Actor: u.by.Actor, At: u.by.At,
		})
		if err != nil {
			return err
		}
	}
	return customer.MarkDue(ctx, u.tx, u.by.At, c.subjectID)
}

// orders removes the documents that the import made, but not those that a later
// import has changed.
func (u *undo) orders(ctx context.Context, imp Import) error {
	changed, err := u.later(ctx, imp.ID, "later-order-changes")
	if err != nil {
		return err
	}
	const page = 500
	var after int64
	for {
		ids, err := sales.OrdersOfImport(ctx, u.tx, imp.ID, after, page)
		if err != nil {
			return err
		}
		full := len(ids) == page
		if len(ids) > 0 {
			after = ids[len(ids)-1]
		}
		ids = slices.DeleteFunc(ids, func(id int64) bool {
			if changed[id] {
				u.keep(onOrder, id)
			}
			return changed[id]
		})
		if err := sales.DetachPayments(ctx, u.tx, ids, imp.ID); err != nil {
			return err
		}
		customers, err := u.books.Remove(ctx, u.tx, ids)
		if err != nil {
			return err
		}
		u.done.Orders += len(ids)
		u.touch(customers...)
		if !full {
			break
		}
	}
	slices.Sort(u.touched)
	u.touched = slices.Compact(u.touched)
	return u.books.SettleReturns(ctx, u.tx, u.touched)
}

// later are the rows that imports after this one, which still stand, have changed.
func (u *undo) later(ctx context.Context, importID int64, query string) (map[int64]bool, error) {
	ids, err := store.All(ctx, u.tx, statements.Get(query), func(id *int64) []any { return []any{id} }, importID)
	if err != nil {
		return nil, err
	}
	changed := make(map[int64]bool, len(ids))
	for _, id := range ids {
		changed[id] = true
	}
	return changed, nil
}

// createdIDs lists the rows of a subject that the import made.
func (u *undo) createdIDs(ctx context.Context, importID int64, subject string) ([]int64, error) {
	var ids []int64
	list, err := store.All(ctx, u.tx, statements.Get("changes-created"), (*change).scan, importID, subject)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		var last lastOf
		if err := json.Unmarshal([]byte(c.after), &last); err != nil {
			return nil, err
		}
		for id := c.subjectID; id <= last.Last; id++ {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (u *undo) interactions(ctx context.Context, imp Import) error {
	ids, err := u.createdIDs(ctx, imp.ID, onInteraction)
	if err != nil {
		return err
	}
	customers, err := interaction.RemoveMany(ctx, u.tx, ids)
	if err != nil {
		return err
	}
	u.done.Interactions += len(ids)
	spans := make([]customer.Span, 0, len(customers))
	for _, id := range customers {
		span, found, err := store.One(ctx, u.tx, statements.Get("contact-span"), func(s *customer.Span) []any { return []any{&s.First, &s.Last} }, id)
		if err != nil {
			return err
		}
		if !found {
			span = customer.Span{First: cal.Never, Last: cal.Never}
		}
		span.CustomerID = id
		spans = append(spans, span)
	}
	return customer.SetContacts(ctx, u.tx, spans)
}

// customers removes the people whom only this import knew. Who has other facts stays
// without what the import said about him.
func (u *undo) customers(ctx context.Context, imp Import) error {
	ids, err := u.createdIDs(ctx, imp.ID, onCustomer)
	if err != nil {
		return err
	}
	later, err := u.later(ctx, imp.ID, "later-customer-changes")
	if err != nil {
		return err
	}
	for part := range slices.Chunk(ids, 500) {
		busy, err := u.busy(ctx, imp.Source, part)
		if err != nil {
			return err
		}
		free := slices.DeleteFunc(slices.Clone(part), func(id int64) bool {
			if later[id] && !busy[id] {
				u.keep(onCustomer, id)
			}
			return busy[id] || later[id]
		})
		removed, touched, err := customer.RemoveImported(ctx, u.tx, u.by, imp.Source, free)
		if err != nil {
			return err
		}
		if err := consent.Forget(ctx, u.tx, removed...); err != nil {
			return err
		}
		u.done.Customers += len(removed)
		for _, id := range touched {
			u.keep(onCustomer, id)
		}
		stay := slices.DeleteFunc(slices.Clone(part), func(id int64) bool { return !busy[id] })
		if err := customer.EmptyImported(ctx, u.tx, u.by, imp.Source, stay); err != nil {
			return err
		}
		u.done.Emptied += len(stay)
	}
	return nil
}

// busy are the customers with facts beside what the import said: documents,
// payments, contacts, or a bar that somebody relies on.
func (u *undo) busy(ctx context.Context, source string, ids []int64) (map[int64]bool, error) {
	busy := map[int64]bool{}
	active, err := sales.Active(ctx, u.tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range active {
		busy[id] = true
	}
	costly, err := cost.Having(ctx, u.tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range costly {
		busy[id] = true
	}
	bars, err := consent.Many(ctx, u.tx, ids)
	if err != nil {
		return nil, err
	}
	for id, b := range bars {
		busy[id] = busy[id] || b.Any()
	}
	for _, id := range ids {
		talked, err := interaction.Of(ctx, u.tx, id, interaction.Newest, 1)
		if err != nil {
			return nil, err
		}
		busy[id] = busy[id] || len(talked) > 0
	}
	return busy, u.told(ctx, source, ids, busy)
}

// told adds those of whom somebody else told an interest, an own field or a further way
// to reach them; what the import itself told is taken back by now. Who was changed since
// is not among them: he stays as he is and is named.
func (u *undo) told(ctx context.Context, source string, ids []int64, busy map[int64]bool) error {
	people, err := customer.AsImported(ctx, u.tx, u.by, source, ids)
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return people[id] == nil })
	own, err := field.Many(ctx, u.tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if busy[id] = busy[id] || len(own[id]) > 0; busy[id] {
			continue
		}
		likes, err := interest.EvidenceOf(ctx, u.tx, id)
		if err != nil {
			return err
		}
		ways, err := party.Further(ctx, u.tx, id)
		if err != nil {
			return err
		}
		busy[id] = len(likes) > 0 || ways
	}
	return nil
}

// mended gives the rows back to the import from which they had been set aside.
func (u *undo) mended(ctx context.Context, imp Import) error {
	if imp.Mends == 0 {
		return nil
	}
	n, err := u.tx.Exec(ctx, statements.Get("unmend"), imp.ID)
	if err != nil {
		return err
	}
	parent, err := get(ctx, u.tx, imp.Mends)
	if err != nil {
		return err
	}
	f := parent.Figures
	f.addMended(imp.Figures, n, -1)
	_, err = u.tx.Exec(ctx, statements.Get("set-figures"), parent.ID, f.text())
	return err
}

// ignoreGone takes for good that something is not there any more.
func ignoreGone(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}
