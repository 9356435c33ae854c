package sales

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// FactBook holds the facts of all customers as they were read, packed into some fifteen
// bytes a document. Who looks at everybody several times reads the documents once, in the
// order in which they stand in the table; to gather them by customer the database would
// look up each of them at another place. It may be read by several goroutines.
type FactBook struct {
	ids   []int64  // customers, ascending
	heads []uint32 // of each his last record
	pages [][]byte
}

// mostFacts is how many documents a book holds at most: some sixty megabytes.
const mostFacts = 4_000_000

// factPage is the size of a page; no record goes over its end.
const factPage = 1 << 20

// mostFactBytes is more than a packed document takes.
const mostFactBytes = 160

// ReadFacts reads what was known up to the day until of all customers. The book is nil
// where there are too many documents for the memory; then EachCustomerFacts has to be asked.
func ReadFacts(ctx context.Context, q store.Querier, until cal.Date) (*FactBook, error) {
	span, err := store.Value[int64](ctx, q, salesSQL.Get("sales-span"))
	if err != nil || span > mostFacts {
		return nil, err
	}
	const page = 20_000
	b, last := &FactBook{}, map[int64]uint32{}
	var f OrderFact
	var customer, flags, rows int64
	var days string
	fields := []any{
		&f.ID, &customer, &f.Day, (*string)(&f.Kind), (*int64)(&f.Net), (*int64)(&f.Cost), (*int64)(&f.NetMeasured), (*int64)(&f.NetEstimated), &flags, &days,
	}
	for after := int64(0); ; after = f.ID {
		rows = 0
		err := store.Each(ctx, q, salesSQL.Get("sales-all-facts"), func(*struct{}) []any { return fields }, func(*struct{}) error {
			rows++
			if f.Day > until {
				return nil
			}
			f.flagged(flags)
			if err := f.readDays(days, until); err != nil {
				return fmt.Errorf("order %d: %w", f.ID, err)
			}
			f.settle()
			last[customer] = b.put(&f, last[customer])
			return nil
		}, after, page)
		if err != nil {
			return nil, err
		}
		if rows < page {
			break
		}
	}
	b.ids = make([]int64, 0, len(last))
	for id := range last {
		b.ids = append(b.ids, id)
	}
	slices.Sort(b.ids)
	b.heads = make([]uint32, len(b.ids))
	for i, id := range b.ids {
		b.heads[i] = last[id]
	}
	return b, nil
}

// factKinds are the kinds as they are packed.
var factKinds = []Kind{Sale, Return, Cancellation, CreditNote, Adjustment, Training, Aborted}

// put packs a document and returns where; before is the place of the customer's last one,
// 0 without.
func (b *FactBook) put(f *OrderFact, before uint32) uint32 {
	n := len(b.pages)
	if n == 0 || len(b.pages[n-1]) > factPage-mostFactBytes {
		b.pages = append(b.pages, make([]byte, 0, factPage))
		n++
	}
	p := b.pages[n-1]
	if n == 1 && len(p) == 0 {
		p = append(p, 0) // place 0 means none
	}
	at := uint32(n-1)*factPage + uint32(len(p))
	p = binary.AppendUvarint(p, uint64(before))
	p = binary.AppendUvarint(p, uint64(f.ID))
	p = binary.AppendVarint(p, int64(f.Day))
	kind := slices.Index(factKinds, f.Kind) + 1
	p = append(p, byte(kind)|bitOf(f.Counts, 4)|bitOf(f.Figures, 5)|bitOf(f.ReturnedFull, 6)|bitOf(f.Fetched, 7), byte(f.Faulty+1))
	if kind == 0 {
		p = binary.AppendUvarint(p, uint64(len(f.Kind)))
		p = append(p, f.Kind...)
	}
	values := f.packed()
	given := len(p)
	p = append(p, 0)
	for i, v := range values {
		if v != 0 {
			p[given] |= 1 << i
			p = binary.AppendVarint(p, v)
		}
	}
	b.pages[n-1] = p
	return at
}

// packed are the values that are nothing with most documents, 0 for nothing.
func (f *OrderFact) packed() [8]int64 {
	return [...]int64{
		int64(f.Net), int64(f.Cost), int64(f.NetMeasured), int64(f.NetEstimated),
		int64(f.Promised - cal.Never), int64(f.Delivered - cal.Never), int64(f.Due - cal.Never), int64(f.Paid - cal.Never),
	}
}

func bitOf(b bool, n int) byte { return byte(bit(b)) << n }

// get reads the document at a place and where the one before it stands.
func (b *FactBook) get(at uint32) (f OrderFact, before uint32) {
	p := b.pages[at/factPage][at%factPage:]
	next := func() uint64 {
		v, n := binary.Uvarint(p)
		p = p[n:]
		return v
	}
	signed := func() int64 {
		v, n := binary.Varint(p)
		p = p[n:]
		return v
	}
	before = uint32(next())
	f.ID, f.Day = int64(next()), cal.Date(signed())
	flags := p[0]
	f.Counts, f.Figures, f.ReturnedFull, f.Fetched, f.Faulty = flags>>4&1 != 0, flags>>5&1 != 0, flags>>6&1 != 0, flags>>7&1 != 0, int8(p[1])-1
	p = p[2:]
	if kind := flags & 15; kind > 0 {
		f.Kind = factKinds[kind-1]
	} else {
		n := next()
		f.Kind, p = Kind(p[:n]), p[n:]
	}
	given := p[0]
	p = p[1:]
	var v [8]int64
	for i := range v {
		if given>>i&1 != 0 {
			v[i] = signed()
		}
	}
	f.Net, f.Cost, f.NetMeasured, f.NetEstimated = money.Cents(v[0]), money.Cents(v[1]), money.Cents(v[2]), money.Cents(v[3])
	f.Promised, f.Delivered = cal.Never+cal.Date(v[4]), cal.Never+cal.Date(v[5])
	f.Due, f.Paid = cal.Never+cal.Date(v[6]), cal.Never+cal.Date(v[7])
	return f, before
}

// Each is EachCustomerFacts of the book.
func (b *FactBook) Each(from, to int64, fn func(customer int64, orders []OrderFact) error) error {
	var orders []OrderFact
	i, _ := slices.BinarySearch(b.ids, from)
	for ; i < len(b.ids) && b.ids[i] < to; i++ {
		orders = orders[:0]
		for at := b.heads[i]; at != 0; {
			var f OrderFact
			f, at = b.get(at)
			orders = append(orders, f)
		}
		slices.Reverse(orders)
		if !slices.IsSortedFunc(orders, byDay) {
			slices.SortFunc(orders, byDay)
		}
		if err := fn(b.ids[i], orders); err != nil {
			return err
		}
	}
	return nil
}
