package insight

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// pace is how a run shares the house with those who work in it.
type pace struct {
	chunk   int           // customers in one writing transaction
	readers int           // goroutines that read and compute: that takes three times as long as writing the rows
	rest    time.Duration // between two writes
}

var (
	// calmPace goes on while people work: each write takes a few milliseconds, for others
	// wait for it, and most of the time belongs to them.
	calmPace = pace{chunk: 20, readers: 1, rest: 20 * time.Millisecond}
	// bulkPace is the night and the end of an import: few durable commits, each less than a
	// tenth of a second, and all cores at work.
	bulkPace = pace{chunk: 1000, readers: 2}
)

// viewChunk is how many customers are read at a time where nothing is written.
const viewChunk = 1000

// Service keeps the published rows up to date.
type Service struct {
	db       *store.DB
	settings func(context.Context) (Settings, error)
	now      func() cal.Instant
	whole    sync.Mutex // held while everything is computed: a second run would only take marks from the first
}

// New returns the service; settings are read anew for every run, now is the clock.
func New(db *store.DB, settings func(context.Context) (Settings, error), now func() cal.Instant) *Service {
	return &Service{db: db, settings: settings, now: now}
}

// rulesOn collects what portraits of a day depend on.
func (s *Service) rulesOn(ctx context.Context, q store.Querier, day cal.Date) (Rules, error) {
	settings, err := s.settings(ctx)
	if err != nil {
		return Rules{}, err
	}
	key := "rules of " + string(settings.Trade) + " on " + day.String()
	rules, err := store.Same(ctx, q, key, func(ctx context.Context) (Rules, error) { return readRules(ctx, q, settings.Trade, day) })
	rules.Settings = settings
	return rules, err
}

// readRules reads what of the rules stands in the database.
func readRules(ctx context.Context, q store.Querier, trade lifecycle.Trade, day cal.Date) (Rules, error) {
	params, err := lifecycle.LoadParams(ctx, q, trade, day)
	if err != nil {
		return Rules{}, err
	}
	rates, err := cost.LoadRates(ctx, q)
	if err != nil {
		return Rules{}, err
	}
	groups, err := value.LoadGroups(ctx, q)
	if err != nil {
		return Rules{}, err
	}
	frames, err := portfolio.LoadFrames(ctx, q)
	if err != nil {
		return Rules{}, err
	}
	basis, err := value.LoadBasis(ctx, q, day)
	return Rules{Params: params, Rates: rates, Groups: groups, Basis: basis, Lines: frames.On(day), Day: day}, err
}

// Refresh computes the rows of a few customers in one transaction, for whoever needs
// them at once. Their marks stay and are worked off later.
func (s *Service) Refresh(ctx context.Context, day cal.Date, ids ...int64) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		rules, err := s.rulesOn(ctx, tx, day)
		if err != nil {
			return err
		}
		var subjects []customer.Subject
		for _, id := range ids {
			one, found, err := customer.SubjectOf(ctx, tx, id)
			if err != nil {
				return err
			}
			if !found {
				one = customer.Subject{ID: id}
			}
			subjects = append(subjects, one)
		}
		b, err := s.compute(ctx, tx, &painter{rules: rules}, snapshot{}, subjects)
		if err != nil {
			return err
		}
		return b.write(ctx, tx, nil)
	})
}

// RefreshDue works off up to limit marks (0 means all) as of today and returns how
// many customers it wrote. Several processes may run it at once.
func (s *Service) RefreshDue(ctx context.Context, today cal.Date, limit int) (int, error) {
	return s.refreshDue(ctx, today, limit, bulkPace)
}

// FollowUp works off all marks as [Service.RefreshDue] does, in small steps with rests
// between them, so that those who work in the meantime do not notice.
func (s *Service) FollowUp(ctx context.Context, today cal.Date) (int, error) {
	return s.refreshDue(ctx, today, 0, calmPace)
}

func (s *Service) refreshDue(ctx context.Context, today cal.Date, limit int, p pace) (int, error) {
	done := 0
	for {
		n, more, err := s.pass(ctx, today, snapshot{}, limit-done, limit == 0, p, func(n int) { done += n })
		if err != nil {
			return done, fmt.Errorf("refresh what is due: %w", err)
		}
		if n == 0 || !more || (limit > 0 && done >= limit) {
			return done, nil
		}
	}
}

// RefreshAll computes everything anew as of today, the firm's figures last. progress may be
// nil. When it returns, every customer has rows; of several callers one computes at a time.
func (s *Service) RefreshAll(ctx context.Context, today cal.Date, progress func(done, total int)) error {
	s.whole.Lock()
	defer s.whole.Unlock()
	at, err := s.refreshAll(ctx, today, progress)
	if err != nil {
		return err
	}
	return s.refreshFirm(ctx, today, at.book)
}

// Rebuild is RefreshAll with the forecast of the base: the nightly run, and the first one
// after an import.
func (s *Service) Rebuild(ctx context.Context, today cal.Date, progress func(done, total int)) error {
	s.whole.Lock()
	defer s.whole.Unlock()
	at, err := s.refreshAll(ctx, today, progress)
	if err != nil {
		return err
	}
	ahead := make(chan error, 1)
	go func() { ahead <- s.refreshForecast(ctx, today, at.book) }() // mostly reckons, while the figures mostly read
	return errors.Join(s.refreshFirm(ctx, today, at.book), <-ahead)
}

// snapshot are the facts of all customers as they were read once after everybody had been
// marked. They stand for a customer as long as his mark is the one that he got then: every
// later change marks him anew, and a mark only rises.
type snapshot struct {
	book *sales.FactBook // nil where there are too many
	mark cal.Instant
	last int64 // the highest id then
}

// of returns the book where it stands for a customer whose mark was just read.
func (at snapshot) of(one customer.Subject) *sales.FactBook {
	if one.Since != at.mark || one.ID > at.last {
		return nil
	}
	return at.book
}

// mostStrays is of how many who are gone a run takes the rows.
const mostStrays = 20_000

// refreshAll computes the rows of all customers, and takes those of who is gone: imports
// that were taken back have left some.
func (s *Service) refreshAll(ctx context.Context, today cal.Date, progress func(done, total int)) (at snapshot, err error) {
	at.mark = s.now()
	if err := s.db.Update(ctx, func(tx *store.Tx) (err error) {
		if at.last, err = customer.LastID(ctx, tx); err != nil {
			return err
		}
		strays, err := store.All(ctx, tx, insightSQL.Get("insight-strays"), func(id *int64) []any { return []any{id} }, mostStrays)
		if err != nil {
			return err
		}
		if err := customer.MarkDue(ctx, tx, at.mark, strays...); err != nil {
			return err
		}
		return customer.MarkAllDue(ctx, tx, at.mark)
	}); err != nil {
		return at, fmt.Errorf("refresh all insight: %w", err)
	}
	total, err := customer.CountDue(ctx, s.db)
	if err != nil {
		return at, fmt.Errorf("refresh all insight: %w", err)
	}
	if at.book, err = sales.ReadFacts(ctx, s.db, today); err != nil {
		return at, fmt.Errorf("refresh all insight: %w", err)
	}
	done := 0
	for {
		_, more, err := s.pass(ctx, today, at, 0, true, bulkPace, func(n int) {
			done += n
			if progress != nil {
				progress(min(done, int(total)), int(total))
			}
		})
		if err != nil {
			return at, fmt.Errorf("refresh all insight: %w", err)
		}
		if !more { // a pass that settled nobody, though some were marked, was overtaken by another process
			break
		}
	}
	if err := s.rebase(ctx, today); err != nil {
		return at, err
	}
	return at, s.closePortfolio(ctx, today)
}

// batch is the computed part of a run, ready to be written.
type batch struct {
	subjects  []customer.Subject
	gone      []int64 // of the subjects, without rows of their own
	lifecycle []lifecycle.Row
	value     []value.Row
	steps     []value.StepRow
	lifetime  []value.LifetimeRow
	referred  []value.ReferredRow
	losses    []value.LossRow
	places    []portfolio.Row
	nowhere   []int64 // without a place in the portfolio
	warning   []warning.Row
	cards     []cardRow
	err       error
}

// pass goes once over the marks by id. Other goroutines read facts and compute while
// the caller writes, so that all cores work. It returns how many customers it wrote
// and whether marks may be left.
func (s *Service) pass(ctx context.Context, day cal.Date, at snapshot, limit int, all bool, p pace, wrote func(int)) (done int, more bool, err error) {
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return 0, false, err
	}
	ctx, cancel := context.WithCancel(store.Fresh(ctx))
	batches := make(chan *batch, 4)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		defer close(batches)
		s.read(ctx, rules, at, limit, all, p, batches)
	}()
	defer func() { cancel(); <-stopped }()
	seen := 0
	for b := range batches {
		if b.err != nil {
			return done, false, b.err
		}
		seen += len(b.subjects)
		n := 0
		if err := s.db.Update(ctx, func(tx *store.Tx) error {
			settled, err := customer.SettleDue(ctx, tx, b.subjects)
			if err != nil {
				return err
			}
			n = len(settled)
			if at.mark == 0 { // of everybody kinds are judged in a run of their own
				if err := relationship.MarkDue(ctx, tx, slices.Sorted(maps.Keys(settled))...); err != nil {
					return err
				}
			}
			return b.write(ctx, tx, settled)
		}); err != nil {
			return done, false, err
		}
		done += n
		wrote(n)
		if p.rest > 0 {
			select {
			case <-time.After(p.rest):
			case <-ctx.Done():
			}
		}
	}
	return done, done < seen || !all, ctx.Err()
}

// read hands over the marked customers in computed batches, in no order.
func (s *Service) read(ctx context.Context, rules Rules, at snapshot, limit int, all bool, p pace, out chan<- *batch) {
	parts := make(chan part)
	var wg sync.WaitGroup
	for range p.readers {
		wg.Go(func() {
			w := &painter{rules: rules}
			for p := range parts {
				b, err := &batch{}, p.err
				if err == nil {
					b, err = s.compute(ctx, s.db, w, at, p.marks)
				}
				if err != nil {
					b = &batch{err: err}
				}
				select {
				case out <- b:
				case <-ctx.Done(): // what is left is read for nobody
				}
			}
		})
	}
	s.marks(ctx, limit, all, p.chunk, parts)
	close(parts)
	wg.Wait()
}

// part are marked customers that are computed together.
type part struct {
	marks []customer.Subject
	err   error
}

// marks goes over the marks by id, up to limit of them or all.
func (s *Service) marks(ctx context.Context, limit int, all bool, chunk int, out chan<- part) {
	after := int64(0)
	for all || limit > 0 {
		n := chunk
		if !all {
			n = min(n, limit)
		}
		marks, err := customer.NextDue(ctx, s.db, after, n)
		if err == nil && len(marks) == 0 {
			return
		}
		select {
		case out <- part{marks, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		after = marks[len(marks)-1].ID
		limit -= len(marks)
	}
}

// compute reads the facts of the subjects (by id) and judges them.
func (s *Service) compute(ctx context.Context, q store.Querier, w *painter, at snapshot, subjects []customer.Subject) (*batch, error) {
	b := &batch{
		subjects:  subjects,
		lifecycle: make([]lifecycle.Row, 0, len(subjects)),
		value:     make([]value.Row, 0, len(subjects)),
		steps:     make([]value.StepRow, 0, len(subjects)),
		lifetime:  make([]value.LifetimeRow, 0, len(subjects)),
		warning:   make([]warning.Row, 0, len(subjects)),
		cards:     make([]cardRow, 0, len(subjects)),
	}
	for _, one := range subjects {
		if !hasInsight(one) {
			b.gone = append(b.gone, one.ID)
		}
	}
	err := eachFacts(ctx, q, w.rules.Day, at.of, subjects, func(f Facts) error {
		b.add(w.paint(f))
		return nil
	})
	return b, err
}

// add appends the rows of a portrait.
func (b *batch) add(p Portrait) {
	l, v, warn := p.LifecycleRow(), p.ValueRow(), p.WarningRow()
	b.lifecycle, b.value, b.warning = append(b.lifecycle, l), append(b.value, v), append(b.warning, warn)
	b.steps, b.lifetime = append(b.steps, p.StepRow()), append(b.lifetime, p.LifetimeRow())
	b.referred = append(b.referred, p.Referred...)
	if p.Asked {
		b.losses = append(b.losses, value.LossRowOf(p.Customer, p.Loss, p.LossYear, p.Day))
	}
	if p.Place.Bought {
		b.places = append(b.places, p.PlaceRow())
	} else {
		b.nowhere = append(b.nowhere, p.Customer)
	}
	b.cards = append(b.cards, cardRowOf(CardOf(l, v, warn, p.Recent)))
}

// hasInsight tells who gets rows: persons and firms. Contacts act for a firm.
func hasInsight(s customer.Subject) bool {
	return s.Kind == customer.Person || s.Kind == customer.Firm
}

// write publishes the rows of the settled customers; nil means of all.
func (b *batch) write(ctx context.Context, tx *store.Tx, settled map[int64]bool) error {
	keep := func(id int64) bool { return settled == nil || settled[id] }
	for _, id := range b.gone {
		if !keep(id) {
			continue
		}
		err := errors.Join(lifecycle.DeleteRow(ctx, tx, id), value.DeleteRow(ctx, tx, id), portfolio.Forget(ctx, tx, id), warning.DeleteRow(ctx, tx, id))
		if err != nil {
			return err
		}
	}
	rows := filter(b.lifecycle, func(r lifecycle.Row) bool { return keep(r.Customer) })
	if err := lifecycle.WriteRows(ctx, tx, rows); err != nil {
		return err
	}
	if err := search.SetRanks(ctx, tx, ranks(rows)); err != nil {
		return err
	}
	if err := value.WriteRows(ctx, tx, filter(b.value, func(r value.Row) bool { return keep(r.Customer) })); err != nil {
		return err
	}
	if err := value.WriteSteps(ctx, tx, filter(b.steps, func(r value.StepRow) bool { return keep(r.Customer) })); err != nil {
		return err
	}
	if err := value.WriteLifetimes(ctx, tx, filter(b.lifetime, func(r value.LifetimeRow) bool { return keep(r.Customer) })); err != nil {
		return err
	}
	if err := b.writeRelated(ctx, tx, keep); err != nil {
		return err
	}
	if err := portfolio.WriteRows(ctx, tx, filter(b.places, func(r portfolio.Row) bool { return keep(r.Customer) }), filter(b.nowhere, keep)); err != nil {
		return err
	}
	if err := warning.WriteRows(ctx, tx, filter(b.warning, func(r warning.Row) bool { return keep(r.Customer) })); err != nil {
		return err
	}
	return writeCards(ctx, tx, filter(b.cards, func(r cardRow) bool { return keep(r.Lifecycle.Customer) }))
}

// ranks puts those who bought last, and of them who buys often, first in the search:
// they are asked for most.
func ranks(rows []lifecycle.Row) []search.Rank {
	out := make([]search.Rank, len(rows))
	for i, r := range rows {
		out[i].CustomerID = r.Customer
		if r.Occasions > 0 {
			out[i].Rank = int64(r.Last-cal.Earliest)*1000 + int64(min(r.Occasions, 999))
		}
	}
	return out
}

func filter[T any](rows []T, keep func(T) bool) []T {
	out := rows[:0]
	for _, r := range rows {
		if keep(r) {
			out = append(out, r)
		}
	}
	return out
}

// reader reads facts for a run and keeps its buffers.
type reader struct {
	q          store.Querier
	day        cal.Date
	categories bool // the firm has at least two: else nobody can drop one
	suppliers  bool // somebody notes when customers name another supplier
	// book says where the documents of a customer were read already; nil or a nil book where not.
	book   func(customer.Subject) *sales.FactBook
	orders []sales.OrderFact
	ends   []int // orders[:ends[i]] belong to the subjects up to i
}

// eachFacts calls fn with the facts of every subject that has insight, by id, also of
// those without documents. Subjects are sorted by id; f.Orders is reused.
func eachFacts(ctx context.Context, q store.Querier, day cal.Date, book func(customer.Subject) *sales.FactBook, subjects []customer.Subject, fn func(Facts) error) error {
	categories, err := store.Same(ctx, q, "categories", func(ctx context.Context) (bool, error) { return sales.HasCategories(ctx, q) })
	if err != nil {
		return err
	}
	suppliers, err := store.Same(ctx, q, "suppliers "+day.String(), func(ctx context.Context) (bool, error) { return warning.NamesSuppliers(ctx, q, day) })
	if err != nil {
		return err
	}
	r := &reader{q: q, day: day, categories: categories, suppliers: suppliers, book: book}
	return r.each(ctx, subjects, fn)
}

func (r *reader) each(ctx context.Context, subjects []customer.Subject, fn func(Facts) error) error {
	for len(subjects) > 0 {
		n, book := 1, r.bookOf(subjects[0]) // neighbours are read in one scan, strays one by one
		for n < len(subjects) && subjects[n].ID-subjects[n-1].ID <= 4 && r.bookOf(subjects[n]) == book {
			n++
		}
		if err := r.span(ctx, subjects[:n], book, fn); err != nil {
			return err
		}
		subjects = subjects[n:]
	}
	return nil
}

func (r *reader) bookOf(one customer.Subject) *sales.FactBook {
	if r.book == nil {
		return nil
	}
	return r.book(one)
}

// eachOrders calls fn with the documents of the customers in [from, to), from the book when
// there is one.
func eachOrders(ctx context.Context, q store.Querier, book *sales.FactBook, from, to int64, day cal.Date, fn func(id int64, orders []sales.OrderFact) error) error {
	if book != nil {
		return book.Each(from, to, fn)
	}
	return sales.EachCustomerFacts(ctx, q, from, to, day, fn)
}

// beside is what stands beside the documents of neighbours, by customer.
type beside struct {
	acts         map[int64][]lifecycle.Act
	left, missed map[int64][]cal.Date
	noted        map[int64][]warning.Noted
	brought      map[int64][]referral.Referral
	told         map[int64]*int
	costs        map[int64][]cost.Entry
	talks        map[int64][]cost.Contact
}

// gather reads what the facts of neighbours are made of, their orders into r.
func (r *reader) gather(ctx context.Context, subjects []customer.Subject, book *sales.FactBook) (beside, error) {
	from, to := subjects[0].ID, subjects[len(subjects)-1].ID+1
	b := beside{
		acts:    map[int64][]lifecycle.Act{},
		left:    map[int64][]cal.Date{},
		missed:  map[int64][]cal.Date{},
		noted:   map[int64][]warning.Noted{},
		brought: map[int64][]referral.Referral{},
		told:    map[int64]*int{},
		costs:   map[int64][]cost.Entry{},
		talks:   map[int64][]cost.Contact{},
	}
	err := store.Together(ctx, func() error {
		return lifecycle.EachActs(ctx, r.q, from, to, r.day, func(id int64, a lifecycle.Act) { b.acts[id] = append(b.acts[id], a) })
	}, func() error {
		return party.EachDeparture(ctx, r.q, from, to, r.day, func(d party.Departure) error {
			b.left[d.Firm] = append(b.left[d.Firm], d.Day)
			return nil
		})
	}, func() error {
		return promise.EachMissed(ctx, r.q, from, to, r.day, func(id int64, day cal.Date) { b.missed[id] = append(b.missed[id], day) })
	}, func() error {
		return warning.EachNoted(ctx, r.q, from, to, r.day, r.suppliers, func(id int64, n warning.Noted) { b.noted[id] = append(b.noted[id], n) })
	}, func() error {
		return referral.Each(ctx, r.q, from, to, func(one *referral.Referral) error {
			b.brought[one.Referred] = append(b.brought[one.Referred], *one)
			return nil
		})
	}, func() error {
		return feedback.EachShare(ctx, r.q, from, to, r.day, func(id int64, share int) { b.told[id] = &share })
	}, func() error {
		return cost.Each(ctx, r.q, from, to, r.day, func(e *cost.Entry) error {
			b.costs[e.Customer] = append(b.costs[e.Customer], *e)
			return nil
		})
	}, func() error {
		return cost.EachContact(ctx, r.q, from, to, r.day, func(c cost.Contact) { b.talks[c.Customer] = append(b.talks[c.Customer], c) })
	}, func() error { return r.documents(ctx, subjects, book) })
	return b, err
}

// documents reads the orders of neighbours. They are gathered before anything is made of
// them, because a transaction reads one statement at a time.
func (r *reader) documents(ctx context.Context, subjects []customer.Subject, book *sales.FactBook) error {
	r.orders, r.ends = r.orders[:0], r.ends[:0]
	from, to := subjects[0].ID, subjects[len(subjects)-1].ID+1
	return eachOrders(ctx, r.q, book, from, to, r.day, func(id int64, orders []sales.OrderFact) error {
		for len(r.ends) < len(subjects) && subjects[len(r.ends)].ID < id {
			r.ends = append(r.ends, len(r.orders))
		}
		if len(r.ends) < len(subjects) && subjects[len(r.ends)].ID == id {
			r.orders = append(r.orders, orders...)
			r.ends = append(r.ends, len(r.orders))
		}
		return nil
	})
}

// span reads neighbours and calls fn with the facts of each.
func (r *reader) span(ctx context.Context, subjects []customer.Subject, book *sales.FactBook, fn func(Facts) error) error {
	b, err := r.gather(ctx, subjects, book)
	if err != nil {
		return err
	}
	spends, err := r.spends(ctx, subjects)
	if err != nil {
		return err
	}
	for i, one := range subjects {
		if !hasInsight(one) {
			continue
		}
		if err := fn(Facts{
			Subject: one, Orders: r.ordersOf(i), Acts: b.acts[one.ID], Spends: spends[one.ID], Left: b.left[one.ID], Missed: b.missed[one.ID], Noted: b.noted[one.ID],
			Costs: b.costs[one.ID], Talks: b.talks[one.ID], Brought: b.brought[one.ID], Told: b.told[one.ID],
		}); err != nil {
			return err
		}
	}
	return nil
}

// ordersOf are the documents of the subject i that were read.
func (r *reader) ordersOf(i int) []sales.OrderFact {
	start, end := 0, len(r.orders)
	if i < len(r.ends) {
		end = r.ends[i]
	}
	if i > 0 && i <= len(r.ends) {
		start = r.ends[i-1]
	} else if i > 0 {
		start = end
	}
	return r.orders[start:end:end]
}

// A dropped category is looked for where the sign can still count: at customers who
// have a habit and bought within the last year. An older sign is worth less than a
// hundredth of a point.
const (
	habitOrders = 4
	habitDays   = 365
)

// spends reads what the subjects with a habit bought of each category, by customer.
func (r *reader) spends(ctx context.Context, subjects []customer.Subject) (map[int64][]warning.Spend, error) {
	if !r.categories {
		return nil, nil
	}
	var ids []int64
	for i, one := range subjects {
		if hasInsight(one) && r.habit(r.ordersOf(i)) {
			ids = append(ids, one.ID)
		}
	}
	of := make(map[int64][]warning.Spend, len(ids))
	err := sales.EachSpends(ctx, r.q, ids, r.day, func(id int64, spends []sales.Spend) {
		list := make([]warning.Spend, len(spends))
		for i, s := range spends {
			list[i] = warning.Spend{Day: s.Day, Category: s.Category, Net: s.Net}
		}
		of[id] = list
	})
	return of, err
}

func (r *reader) habit(orders []sales.OrderFact) bool {
	n, last := 0, cal.Earliest
	for i := range orders {
		if orders[i].Occasion() {
			n, last = n+1, orders[i].Day
		}
	}
	return n >= habitOrders && r.day.Sub(last) <= habitDays
}

// At calls fn with the portrait of every person and firm as of a day, by id: facts up
// to that day, parameters valid on it, today's knowledge of imports and undos. It
// writes nothing. The portrait and what it holds are reused: copy what is kept.
func (s *Service) At(ctx context.Context, day cal.Date, fn func(*Portrait) error) error {
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return err
	}
	w := &painter{rules: rules}
	after := int64(0)
	for {
		subjects, err := customer.Subjects(ctx, s.db, after, viewChunk)
		if err != nil {
			return fmt.Errorf("look at %v: %w", day, err)
		}
		if len(subjects) == 0 {
			return nil
		}
		after = subjects[len(subjects)-1].ID
		if err := eachFacts(ctx, s.db, day, nil, subjects, func(f Facts) error {
			p := w.paint(f)
			return fn(&p)
		}); err != nil {
			return fmt.Errorf("look at %v: %w", day, err)
		}
	}
}

// Explanation tells how the figures of one customer came about ("Warum?").
type Explanation struct {
	Portrait
	Params   lifecycle.Params // of his group, valid on the day
	Version  int64            // of the parameters; 0 for the trade's preset
	Group    value.Group      // what customers have in common, valid on the day
	Wait     lifecycle.Wait   // the present silence and how unusual it is
	Orders   []sales.OrderFact
	Acts     []lifecycle.Act
	Charges  []cost.Charge // behind the margins DB II to IV
	Rules    []string      // versions of the rules used
	Calendar cal.Calendar
	Margin   int // preset margin in basis points, behind an estimated stake
}

// Why computes a customer's figures as of a day from their inputs and returns both.
// It fails with fault.NotFound "insight.no_such_customer".
func (s *Service) Why(ctx context.Context, id int64, day cal.Date) (Explanation, error) {
	one, _, err := customer.SubjectOf(ctx, s.db, id)
	if err != nil {
		return Explanation{}, err
	}
	return s.WhyOf(ctx, one, day)
}

// WhyOf is Why for a customer whose kind was read already.
func (s *Service) WhyOf(ctx context.Context, one customer.Subject, day cal.Date) (Explanation, error) {
	if !hasInsight(one) {
		return Explanation{}, fault.New(fault.NotFound, "insight.no_such_customer")
	}
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return Explanation{}, err
	}
	out := Explanation{
		Params: rules.Params.On(day), Version: rules.Params.Version(day), Calendar: rules.Calendar, Margin: rules.Margin,
		Rules: []string{lifecycle.Rule, value.Rule, value.StepsRule, value.LifetimeRule, portfolio.Rule, warning.Rule},
	}
	err = eachFacts(ctx, s.db, day, nil, []customer.Subject{one}, func(f Facts) error {
		out.Portrait = Paint(rules, f)
		out.Orders = append([]sales.OrderFact(nil), f.Orders...)
		out.Acts = f.Acts
		out.Charges = charges(nil, rules.Rates, f, toldBy(f.Costs))
		return nil
	})
	out.Wait = out.Lifecycle.WaitOn(day, rules.Calendar)
	out.Group, _ = rules.Groups.On(day)
	return out, err
}
