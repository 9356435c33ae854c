package sales

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// GroupSum is what the lines of a category came to in a month (year*100 + month).
type GroupSum struct {
	Month                     int
	Category                  int64
	Net, Cost                 money.Cents // Cost belongs to the two net amounts below
	NetMeasured, NetEstimated money.Cents
}

// EachGroup calls fn with what every category came to by month in [from, until], by month
// and category. Lines without a category, and credit notes for mistakes of the firm, are left
// out. Documents and lines are read once each, as they stand in their tables: a join from
// the days to the lines looks three times into large tables for each document.
func EachGroup(ctx context.Context, q store.Querier, from, until cal.Date, fn func(GroupSum)) error {
	category, err := grouped(ctx, q)
	if err != nil || len(category) == 0 {
		return err
	}
	months, err := groupMonths(ctx, q, from, until)
	if err != nil {
		return err
	}
	sums := map[groupKey]*GroupSum{}
	var order, product, quality int64
	var net, cost int64
	fields := []any{&order, &product, &net, &cost, &quality}
	err = store.Each(ctx, q, salesSQL.Get("sales-group-lines"), func(*struct{}) []any { return fields }, func(*struct{}) error {
		key := groupKey{months.of(order), category[product]}
		if key.month == 0 || key.category == 0 {
			return nil
		}
		sum := sums[key]
		if sum == nil {
			sum = &GroupSum{Month: key.month, Category: key.category}
			sums[key] = sum
		}
		sum.Net += money.Cents(net)
		sum.Cost += money.Cents(cost)
		switch {
		case quality >= 2:
			sum.NetMeasured += money.Cents(net)
		case quality == 1:
			sum.NetEstimated += money.Cents(net)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("sales per category and month: %w", err)
	}
	for _, key := range slices.SortedFunc(maps.Keys(sums), groupKey.compare) {
		fn(*sums[key])
	}
	return nil
}

type groupKey struct {
	month    int
	category int64
}

func (k groupKey) compare(o groupKey) int {
	return cmp.Or(cmp.Compare(k.month, o.month), cmp.Compare(k.category, o.category))
}

// grouped returns the category of every article that has one.
func grouped(ctx context.Context, q store.Querier) (map[int64]int64, error) {
	type row struct{ product, category int64 }
	of := map[int64]int64{}
	err := store.Each(ctx, q, salesSQL.Get("sales-grouped"), func(r *row) []any { return []any{&r.product, &r.category} }, func(r *row) error {
		of[r.product] = r.category
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("categories of the articles: %w", err)
	}
	return of, nil
}

// monthsOf holds the month of documents, two bytes for each: ids come close together.
type monthsOf struct {
	first int // the month that is 1, as year*12 + month
	pages map[int64]*[1024]int16
}

func (m monthsOf) of(order int64) int {
	page := m.pages[order>>10]
	if page == nil || page[order&1023] == 0 {
		return 0
	}
	n := m.first + int(page[order&1023]) - 1
	return n/12*100 + n%12 + 1
}

func (m monthsOf) set(order int64, month int) {
	page := m.pages[order>>10]
	if page == nil {
		page = new([1024]int16)
		m.pages[order>>10] = page
	}
	page[order&1023] = int16(month/100*12 + month%100 - 1 - m.first + 1)
}

func groupMonths(ctx context.Context, q store.Querier, from, until cal.Date) (monthsOf, error) {
	m := monthsOf{first: from.MonthKey()/100*12 + from.MonthKey()%100 - 1, pages: map[int64]*[1024]int16{}}
	var order, month int64
	fields := []any{&order, &month}
	err := store.Each(ctx, q, salesSQL.Get("sales-group-months"), func(*struct{}) []any { return fields }, func(*struct{}) error {
		m.set(order, int(month))
		return nil
	}, from, until)
	if err != nil {
		return m, fmt.Errorf("months of the documents: %w", err)
	}
	return m, nil
}
