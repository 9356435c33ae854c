package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Product is an article of a source.
type Product struct {
	ID       int64
	Source   string // with Number the key
	Number   string
	Name     string
	Category int64  // 0 none
	Class    Class  // "" is Goods
	UnitCost string // decimal text in the firm's currency, "" unknown
	Import   int64
}

func (p *Product) fields() []any {
	return []any{&p.ID, &p.Source, &p.Number, &p.Name, &p.Category, &p.Class, &p.UnitCost, &p.Import}
}

// Category groups products.
type Category struct {
	ID        int64
	Name      string
	Key       string // folded name, unique
	Margin    int    // standard margin in basis points of net; -1 when none is set
	Sensitive bool
	Products  int
}

// EnsureCategory returns the id of the category with this key, which is made under
// name if there is none; made tells that it was.
func EnsureCategory(ctx context.Context, tx *store.Tx, name, key string) (id int64, made bool, err error) {
	n, err := tx.Exec(ctx, salesSQL.Get("sales-insert-category"), name, key)
	if err != nil {
		return 0, false, fmt.Errorf("category %s: %w", key, err)
	}
	id, err = store.Value[int64](ctx, tx, salesSQL.Get("sales-category-by-key"), key)
	return id, n > 0, err
}

// DropEmptyCategories removes those of the categories that no product belongs to and of
// which nobody has said anything, for the undo of the import that made them.
func DropEmptyCategories(ctx context.Context, tx *store.Tx, ids []int64) error {
	return tx.ForIDs(ctx, salesSQL.Get("sales-drop-empty-category"), ids)
}

// Categories returns all categories by name.
func Categories(ctx context.Context, q store.Querier) ([]Category, error) {
	return store.All(ctx, q, salesSQL.Get("sales-categories"), func(c *Category) []any {
		return []any{&c.ID, &c.Name, &c.Key, &c.Margin, &c.Sensitive, &c.Products}
	})
}

// MergeProducts writes products by source and number and sets their ids; a source
// and number must not come twice. What a product does not say (empty name, class or
// cost, no category) stays as it is stored; a product without a class is goods. When
// costs or categories of known products changed, call [Books.Reprice] for them.
func MergeProducts(ctx context.Context, tx *store.Tx, products []Product) error {
	ids, err := tx.IDs(ctx, "sales_product", len(products))
	if err != nil {
		return err
	}
	columns := []string{"id", "source", "number", "name", "category_id", "class", "unit_cost", "import_id"}
	i := -1
	if _, err := tx.Merge(ctx, "sales_product", columns, salesSQL.Get("sales-merge-product"), func(dst []any) (bool, error) {
		if i++; i == len(products) {
			return false, nil
		}
		p := products[i]
		copy(dst, []any{ids[i], p.Source, p.Number, p.Name, p.Category, string(p.Class), p.UnitCost, p.Import})
		return true, nil
	}); err != nil {
		return fmt.Errorf("write %d products: %w", len(products), err)
	}
	for i := range products {
		p := &products[i]
		if p.ID, err = store.Value[int64](ctx, tx, salesSQL.Get("sales-product-id"), p.Source, p.Number); err != nil {
			return err
		}
	}
	return nil
}

// Products returns all products of a source by id.
func Products(ctx context.Context, q store.Querier, source string) ([]Product, error) {
	return store.All(ctx, q, salesSQL.Get("sales-products-of-source"), (*Product).fields, source)
}

// GetProduct returns a product. It fails with fault.NotFound "sales.no_such_product".
func GetProduct(ctx context.Context, q store.Querier, id int64) (Product, error) {
	p, found, err := store.One(ctx, q, salesSQL.Get("sales-product"), (*Product).fields, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "sales.no_such_product")
	}
	return p, err
}

// SetUnitCost sets what one unit of a product costs the firm, "" for unknown. Call
// [Books.Reprice] with the product afterwards. It fails with fault.Invalid
// "sales.bad_cost".
func SetUnitCost(ctx context.Context, tx *store.Tx, product int64, cost string) error {
	if cost != "" {
		if d, err := money.ParseDecimal(cost); err != nil || d.Sign() < 0 {
			return fault.New(fault.Invalid, "sales.bad_cost", cost)
		}
	}
	n, err := tx.Exec(ctx, salesSQL.Get("sales-set-unit-cost"), cost, product)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "sales.no_such_product")
	}
	return err
}

// SetMargin sets the standard margin of a category in basis points of the net
// amount, -1 for none. Call [Books.Reprice] with the category afterwards. It fails
// with fault.Invalid "sales.bad_margin" outside -1..10000.
func SetMargin(ctx context.Context, tx *store.Tx, category int64, margin int) error {
	if margin < -1 || margin > 10000 {
		return fault.New(fault.Invalid, "sales.bad_margin")
	}
	n, err := tx.Exec(ctx, salesSQL.Get("sales-set-margin"), margin, category)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "sales.no_such_category")
	}
	return err
}

func parseBasis(unitCost string, margin int) basis {
	b := basis{margin: margin, hasMargin: margin >= 0}
	if unitCost != "" {
		if d, err := money.ParseDecimal(unitCost); err == nil {
			b.unit, b.hasUnit = d, true
		}
	}
	return b
}

// fewProducts is up to how many products are looked up one by one.
const fewProducts = 50

// price sets the cost of the lines of docs that came without one.
func (b Books) price(ctx context.Context, q store.Querier, docs []Document) error {
	bases, err := loadBases(ctx, q, docs)
	if err != nil {
		return err
	}
	for i := range docs {
		for j := range docs[i].Lines {
			l := &docs[i].Lines[j]
			l.price(bases[l.Product])
		}
	}
	return nil
}

func loadBases(ctx context.Context, q store.Querier, docs []Document) (map[int64]basis, error) {
	needed := map[int64]bool{}
	for i := range docs {
		for _, l := range docs[i].Lines {
			if l.Product > 0 && l.Quality != Given {
				needed[l.Product] = true
			}
		}
	}
	bases := map[int64]basis{}
	type row struct {
		id     int64
		cost   string
		margin int
	}
	fields := func(r *row) []any { return []any{&r.id, &r.cost, &r.margin} }
	keep := func(r *row) error { bases[r.id] = parseBasis(r.cost, r.margin); return nil }
	if len(needed) > fewProducts {
		return bases, store.Each(ctx, q, salesSQL.Get("sales-all-bases"), fields, keep)
	}
	for id := range needed {
		if err := store.Each(ctx, q, salesSQL.Get("sales-basis"), fields, keep, id); err != nil {
			return nil, err
		}
	}
	return bases, nil
}

// repriceSpan is how many line ids one transaction of Reprice looks at, so that
// others can write in between.
const repriceSpan = 5000

// AllProducts stands for every product in [Books.Reprice].
const AllProducts int64 = -1

// Reprice computes the costs of all lines of a product ([AllProducts] for all of them)
// and of a category (0 for none) anew and brings orders and sums up to date. It works in short transactions;
// broken off, it can be repeated. progress may be nil.
func (b Books) Reprice(ctx context.Context, db *store.DB, product, category int64, progress func(done, total int64)) error {
	if category == 0 {
		category = -1 // products without a category have 0
	}
	type span struct{ first, last int64 }
	all, _, err := store.One(ctx, db, salesSQL.Get("sales-line-span"), func(s *span) []any { return []any{&s.first, &s.last} })
	if err != nil {
		return err
	}
	for from := all.first; from <= all.last; from += repriceSpan {
		if err := db.Update(ctx, func(tx *store.Tx) error {
			return b.repriceLines(ctx, tx, from, product, category)
		}); err != nil {
			return fmt.Errorf("reprice lines from %d: %w", from, err)
		}
		if progress != nil {
			progress(min(from+repriceSpan, all.last+1)-all.first, all.last-all.first+1)
		}
	}
	return nil
}

func (b Books) repriceLines(ctx context.Context, tx *store.Tx, from, product, category int64) error {
	type row struct {
		Line
		quantity, cost string
		margin         int
		customer       int64
		day            cal.Date
		figures        bool
	}
	rows, err := store.All(ctx, tx, salesSQL.Get("sales-lines-to-price"), func(r *row) []any {
		return []any{
			&r.ID, &r.Order, &r.quantity, &r.Returned, &r.Net, &r.Cost, &r.Quality,
			&r.cost, &r.margin, &r.customer, &r.day, &r.figures,
		}
	}, from, from+repriceSpan, product, category)
	if err != nil {
		return err
	}
	d := newDeltas()
	for _, r := range rows {
		before := r.Line
		if r.Quantity, err = money.ParseDecimal(r.quantity); err != nil {
			return fmt.Errorf("quantity of line %d: %w", r.ID, err)
		}
		r.price(parseBasis(r.cost, r.margin))
		if r.Cost == before.Cost && r.Quality == before.Quality {
			continue
		}
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-set-line-cost"), int64(r.Cost), int64(r.Quality), r.ID); err != nil {
			return err
		}
		var was, is sums
		was.add(before)
		is.add(r.Line)
		change := Order{
			Customer: r.customer, Day: r.day, Figures: r.figures, Cost: is.cost - was.cost,
			NetMeasured: is.measured - was.measured, NetEstimated: is.estimated - was.estimated,
		}
		if _, err := tx.Exec(ctx, salesSQL.Get("sales-add-order-cost"), int64(change.Cost), int64(change.NetMeasured),
			int64(change.NetEstimated), r.Order); err != nil {
			return err
		}
		d.add(change, 1)
	}
	return d.write(ctx, tx, b.At)
}
