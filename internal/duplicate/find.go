package duplicate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Found tells what a search for doubles has seen.
type Found struct {
	Customers int64 // whose keys were written
	Blocks    int64 // groups of customers with a key in common
	Large     int64 // of these, those too large to compare all with all
	Compared  int64 // pairs
	Same      int64
	Ask       int64
}

const (
	dueAtOnce = 300     // customers of one transaction of the search for few
	manyDue   = 3_000   // from here on all are searched at once
	keysAt    = 2_000   // customers whose keys are written in one transaction
	batchSize = 4_000   // customers held in memory while their blocks are compared
	batchWork = 400_000 // pairs of a batch
	noteAt    = 2_000
)

// Due looks for the doubles of customers who were written since the last time; after an
// import it looks for all.
func (d *Desk) Due(ctx context.Context, progress func(done, total int64)) (Found, error) {
	n, err := match.CountDue(ctx, d.DB)
	if err != nil || n == 0 {
		return Found{}, err
	}
	if n > manyDue {
		return d.All(ctx, progress)
	}
	var found Found
	for {
		took := 0
		err := d.DB.Update(ctx, func(tx *store.Tx) (err error) {
			took, err = d.someDue(ctx, tx, &found)
			return err
		})
		if err != nil {
			return found, fmt.Errorf("look for the doubles of changed customers: %w", err)
		}
		if took == 0 {
			return found, nil
		}
	}
}

// someDue compares a few due customers with those who share keys.
func (d *Desk) someDue(ctx context.Context, tx *store.Tx, found *Found) (int, error) {
	ids, err := match.TakeDue(ctx, tx, dueAtOnce)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	list, err := customer.Many(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	records := make([]match.Record, len(list))
	for i := range list {
		records[i] = customer.MatchRecord(&list[i])
	}
	if err := match.Put(ctx, tx, records); err != nil {
		return 0, err
	}
	at := d.Now()
	var pairs []customer.Scored
	for i := range records {
		e := match.Ready(records[i])
		near, err := neighbours(ctx, tx, &e)
		if err != nil {
			return 0, err
		}
		for _, n := range near {
			found.count(n.Verdict)
			if n.Outcome != match.Different {
				pairs = append(pairs, scored(e.ID, n.id, n.Verdict))
			}
		}
		found.Customers++
	}
	if err := customer.NoteSimilar(ctx, tx, at, pairs); err != nil {
		return 0, err
	}
	for i := range records {
		if err := customer.DropSimilar(ctx, tx, at, records[i].ID); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func scored(a, b int64, v match.Verdict) customer.Scored {
	return customer.Scored{A: min(a, b), B: max(a, b), Score: int64(math.Round(v.Points * 100))}
}

func (f *Found) count(v match.Verdict) {
	f.Compared++
	switch v.Outcome {
	case match.Same:
		f.Same++
	case match.Ask:
		f.Ask++
	case match.Different:
	}
}

// Neighbour is a customer who may be the same as another one.
type Neighbour struct {
	Customer customer.Customer
	Verdict  match.Verdict
}

// verdict is what a comparison with the customer id has found.
type verdict struct {
	id int64
	match.Verdict
}

// neighbours compares an entry with all who share a key with it.
func neighbours(ctx context.Context, q store.Querier, e *match.Entry) ([]verdict, error) {
	ids, err := match.Sharers(ctx, q, match.Keys(e))
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return id == e.ID })
	others, err := customer.MatchRecords(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	list := make([]verdict, len(others))
	for i := range others {
		other := match.Ready(others[i])
		list[i] = verdict{other.ID, match.Compare(e, &other)}
	}
	return list, nil
}

// Near returns the customers, at most limit, who may be the one that somebody is about
// to write down, the likeliest first: for the warning while a form is filled in. A
// telephone number, mail address, VAT number or card that somebody has already is
// enough. region is the firm's country.
func Near(ctx context.Context, q store.Querier, c customer.Customer, region string, limit int) ([]Neighbour, error) {
	customer.Prepare(&c, region)
	e := match.Ready(customer.MatchRecord(&c))
	list, err := neighbours(ctx, q, &e)
	if err != nil {
		return nil, fmt.Errorf("look for entries like a new one: %w", err)
	}
	list = slices.DeleteFunc(list, func(n verdict) bool { return n.Outcome == match.Different && !sharesReach(n.Verdict) })
	slices.SortFunc(list, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.id, b.id))
	})
	return shown(ctx, q, list[:min(len(list), limit)])
}

// shown reads the customers of verdicts.
func shown(ctx context.Context, q store.Querier, verdicts []verdict) ([]Neighbour, error) {
	if len(verdicts) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(verdicts))
	for i := range verdicts {
		ids[i] = verdicts[i].id
	}
	people, err := customer.Many(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Neighbour, 0, len(verdicts))
	for _, v := range verdicts {
		if i := slices.IndexFunc(people, func(c customer.Customer) bool { return c.ID == v.id }); i >= 0 {
			list = append(list, Neighbour{people[i], v.Verdict})
		}
	}
	return list, nil
}

func sharesReach(v match.Verdict) bool {
	return slices.ContainsFunc(v.Reasons, func(r match.Reason) bool {
		return r.Key == "phone.same" || r.Key == "mail.same" || r.Key == "vat.same" || r.Key == "card.same"
	})
}

// Explain compares two customers as they are now.
func Explain(a, b *customer.Customer) match.Verdict {
	x, y := match.Ready(customer.MatchRecord(a)), match.Ready(customer.MatchRecord(b))
	return match.Compare(&x, &y)
}

// All looks for the doubles of all customers. What it holds in memory does not grow with
// their number. A search that is broken off leaves the pairs found so far.
func (d *Desk) All(ctx context.Context, progress func(done, total int64)) (Found, error) {
	var found Found
	if err := d.writeKeys(ctx, &found); err != nil {
		return found, err
	}
	total, err := customer.Count(ctx, d.DB)
	if err != nil {
		return found, err
	}
	started := d.Now()
	b := &batch{d: d, found: &found, members: map[int64]int{}}
	seen := int64(0)
	err = match.Blocks(ctx, d.DB, func(ids []int64) error {
		found.Blocks++
		if len(ids) > match.LargeBlock {
			found.Large++
		}
		if err := b.add(ctx, ids); err != nil {
			return err
		}
		if seen += int64(len(ids)); progress != nil && found.Blocks%1000 == 0 {
			progress(min(seen/keysEach, total), total)
		}
		return ctx.Err()
	})
	if err == nil {
		err = b.compare(ctx)
	}
	if err == nil {
		err = b.note(ctx)
	}
	if err == nil {
		err = d.DB.Update(ctx, func(tx *store.Tx) error { return customer.DropSimilar(ctx, tx, started, 0) })
	}
	if err != nil {
		return found, fmt.Errorf("look for doubles: %w", err)
	}
	if progress != nil {
		progress(total, total)
	}
	return found, nil
}

// keysEach is about how many keys of a customer lie in blocks, for the progress.
const keysEach = 4

// writeKeys writes the keys of all who wait for them.
func (d *Desk) writeKeys(ctx context.Context, found *Found) error {
	for {
		took := 0
		err := d.DB.Update(ctx, func(tx *store.Tx) error {
			ids, err := match.TakeDue(ctx, tx, keysAt)
			if took = len(ids); err != nil || took == 0 {
				return err
			}
			list, err := customer.Many(ctx, tx, ids)
			if err != nil {
				return err
			}
			records := make([]match.Record, len(list))
			for i := range list {
				records[i] = customer.MatchRecord(&list[i])
			}
			found.Customers += int64(len(records))
			return match.Put(ctx, tx, records)
		})
		if err != nil {
			return fmt.Errorf("write the keys of customers: %w", err)
		}
		if took == 0 {
			return nil
		}
	}
}

// batch gathers blocks until their customers are worth a read.
type batch struct {
	d       *Desk
	found   *Found
	blocks  [][]int64
	members map[int64]int
	work    int
	pairs   map[[2]int64]customer.Scored
}

func (b *batch) add(ctx context.Context, ids []int64) error {
	b.blocks = append(b.blocks, slices.Clone(ids))
	for _, id := range ids {
		b.members[id] = 0
	}
	n := min(len(ids), match.LargeBlock)
	b.work += n * n / 2
	if len(b.members) < batchSize && b.work < batchWork {
		return nil
	}
	return b.compare(ctx)
}

// compare reads the customers of the batch and compares them block by block.
func (b *batch) compare(ctx context.Context) error {
	ids := make([]int64, 0, len(b.members))
	for id := range b.members {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	list, err := customer.MatchRecords(ctx, b.d.DB, ids)
	if err != nil {
		return err
	}
	entries := make([]match.Entry, len(list))
	clear(b.members)
	for i := range list {
		entries[i] = match.Ready(list[i])
		b.members[list[i].ID] = i + 1
	}
	if b.pairs == nil {
		b.pairs = map[[2]int64]customer.Scored{}
	}
	for _, block := range b.blocks {
		block = slices.DeleteFunc(block, func(id int64) bool { return b.members[id] == 0 })
		entry := func(i int) *match.Entry { return &entries[b.members[block[i]]-1] }
		for _, p := range match.Pairs(len(block), func(i int) string { return match.Order(entry(i)) }) {
			v := match.Compare(entry(p.A), entry(p.B))
			b.found.Compared++
			if v.Outcome != match.Different {
				s := scored(block[p.A], block[p.B], v)
				if _, known := b.pairs[[2]int64{s.A, s.B}]; !known {
					b.found.count(v)
					b.found.Compared--
				}
				b.pairs[[2]int64{s.A, s.B}] = s
			}
		}
	}
	b.blocks, b.work = b.blocks[:0], 0
	clear(b.members)
	if len(b.pairs) >= noteAt {
		return b.note(ctx)
	}
	return ctx.Err()
}

// note writes the pairs found so far.
func (b *batch) note(ctx context.Context) error {
	list := make([]customer.Scored, 0, len(b.pairs))
	for _, s := range b.pairs {
		list = append(list, s)
	}
	clear(b.pairs)
	slices.SortFunc(list, func(x, y customer.Scored) int {
		if x.A != y.A {
			return int(x.A - y.A)
		}
		return int(x.B - y.B)
	})
	return b.d.DB.Update(ctx, func(tx *store.Tx) error { return customer.NoteSimilar(ctx, tx, b.d.Now(), list) })
}

// Pair is two customers who may be one, with what speaks for it.
type Pair struct {
	A, B    customer.Customer
	Verdict match.Verdict
	Place   customer.Scored // where the next page begins
}

// List returns up to limit undecided pairs after a place, the likeliest first.
func List(ctx context.Context, q store.Querier, after customer.Scored, limit int) ([]Pair, error) {
	list, err := customer.SimilarPairs(ctx, q, after, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, 2*len(list))
	for _, s := range list {
		ids = append(ids, s.A, s.B)
	}
	slices.Sort(ids)
	people, err := customer.Many(ctx, q, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	by := make(map[int64]*customer.Customer, len(people))
	for i := range people {
		by[people[i].ID] = &people[i]
	}
	pairs := make([]Pair, 0, len(list))
	for _, s := range list {
		if a, b := by[s.A], by[s.B]; a != nil && b != nil {
			pairs = append(pairs, Pair{*a, *b, Explain(a, b), s})
		}
	}
	return pairs, nil
}

// Dismiss notes that two customers are two, or takes that back; it holds over later
// searches and imports.
func (d *Desk) Dismiss(ctx context.Context, by customer.By, a, b int64, two bool) error {
	if a == b {
		return fault.New(fault.Invalid, "duplicate.itself")
	}
	return d.DB.Update(ctx, func(tx *store.Tx) error {
		x, err := customer.Get(ctx, tx, a)
		if err != nil {
			return err
		}
		y, err := customer.Get(ctx, tx, b)
		if err != nil {
			return err
		}
		if err := customer.NoteSimilar(ctx, tx, d.Now(), []customer.Scored{scored(a, b, Explain(&x, &y))}); err != nil {
			return err
		}
		return customer.Dismiss(ctx, tx, by, a, b, two)
	})
}
