package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// StoredLine is what an import compares of a line. Description is only there where
// no product names the article.
type StoredLine struct {
	Order       int64
	ID          int64
	Position    int
	Product     int64
	Description string
	Digest      int64
}

// Stored is a document as an import compares it. Of the order only what comes from
// the file is set.
type Stored struct {
	Order Order
	Lines []StoredLine // by position
}

// StoredDocuments returns the documents of a source by their keys; unknown ones are
// absent.
func StoredDocuments(ctx context.Context, q store.Querier, source string, documents []string) (map[string]*Stored, error) {
	found := make(map[string]*Stored, len(documents))
	byID := map[int64]*Stored{}
	var ids []int64
	err := store.Each(ctx, q, salesSQL.Get("sales-stored-orders"), func(o *Order) []any {
		return []any{
			&o.ID, &o.Customer, &o.Document, &o.Number, &o.Kind, &o.Day, &o.At, &o.Currency, &o.Refers, &o.Channel,
			&o.Promised, &o.Delivered, &o.Faulty, &o.Due, &o.Paid, &o.Import, &o.Net,
		}
	}, func(o *Order) error {
		s := &Stored{Order: *o}
		s.Order.Source = source
		found[o.Document], byID[o.ID] = s, s
		ids = append(ids, o.ID)
		return nil
	}, source, store.List(documents))
	if err != nil {
		return nil, fmt.Errorf("read %d documents of source %s: %w", len(documents), source, err)
	}
	err = store.Each(ctx, q, salesSQL.Get("sales-stored-lines"), func(l *StoredLine) []any {
		return []any{&l.Order, &l.ID, &l.Position, &l.Product, &l.Description, &l.Digest}
	}, func(l *StoredLine) error {
		s := byID[l.Order]
		s.Lines = append(s.Lines, *l)
		return nil
	}, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read the lines of source %s: %w", source, err)
	}
	return found, nil
}

// KnowsSource tells whether a source has brought any document.
func KnowsSource(ctx context.Context, q store.Querier, source string) (bool, error) {
	return store.Value[bool](ctx, q, salesSQL.Get("sales-knows-source"), source)
}

// Empty tells whether there is no document at all.
func Empty(ctx context.Context, q store.Querier) (bool, error) {
	return store.Value[bool](ctx, q, salesSQL.Get("sales-empty"))
}

// OrdersOfImport returns up to limit ids above after of the documents that an import
// made, ascending.
func OrdersOfImport(ctx context.Context, q store.Querier, importID, after int64, limit int) ([]int64, error) {
	return store.All(ctx, q, salesSQL.Get("sales-orders-of-import"), func(id *int64) []any { return []any{id} }, importID, after, limit)
}

// Active returns those of the customers who have documents or payments.
func Active(ctx context.Context, q store.Querier, customers []int64) ([]int64, error) {
	return store.All(ctx, q, salesSQL.Get("sales-active"), func(id *int64) []any { return []any{id} }, store.List(customers))
}

// DropUnusedProducts removes the products that these imports made and that no line
// names, for their undo.
func DropUnusedProducts(ctx context.Context, tx *store.Tx, imports []int64) (int64, error) {
	return tx.Exec(ctx, salesSQL.Get("sales-drop-unused-products"), store.List(imports))
}

// PutProduct writes name, category, class and unit cost of a product as they are
// given, empty ones too, for the undo of an import.
func PutProduct(ctx context.Context, tx *store.Tx, p Product) error {
	_, err := tx.Exec(ctx, salesSQL.Get("sales-put-product"), p.ID, p.Name, p.Category, string(p.Class), p.UnitCost)
	return err
}
