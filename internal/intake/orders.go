package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Documents go to the books in batches of at most this many documents and lines.
const (
	batchDocuments = 400
	batchLines     = 6000
)

// orders applies the documents of the stage in the order of the file. One goroutine
// reads and reckons them while this one writes.
func (a *application) orders(ctx context.Context) error {
	known, err := sales.KnowsSource(ctx, a.tx, a.source)
	if err != nil {
		return err
	}
	a.empty = !known
	if a.firstEver, err = sales.Empty(ctx, a.tx); err != nil {
		return err
	}
	a.books.Sums = sales.NewSums()
	ready := make(chan orderPage, 2)
	inner, stop := context.WithCancel(ctx)
	defer stop()
	var readErr error
	go func() {
		defer close(ready)
		readErr = a.readDrafts(inner, ready)
	}()
	for page := range ready {
		if err == nil {
			err = a.orderBatch(ctx, page)
		}
		if err != nil {
			stop() // and take off what the reader has still got
		}
	}
	if err == nil {
		err = readErr
	}
	if err != nil || a.dry {
		return err
	}
	if err := a.books.Sums.Flush(ctx, a.tx, a.books); err != nil {
		return err
	}
	a.books.Sums = nil
	return a.books.SettleReturns(ctx, a.tx, a.touched.all())
}

// orderPage are documents of the stage with the ids of their customers.
type orderPage struct {
	list   []*draft
	owners map[string]int64
}

// touched are customers whose returns are settled anew. A file names each of them with
// every document, so doubles are taken out before they grow with the file.
type touched struct {
	list  []int64
	known int // how many different ones there were the last time
}

func (t *touched) add(id int64) {
	if t.list = append(t.list, id); len(t.list) > 2*t.known+10_000 {
		t.all()
	}
}

// all returns each of them once, in order.
func (t *touched) all() []int64 {
	slices.Sort(t.list)
	t.list = slices.Compact(t.list)
	t.known = len(t.list)
	return t.list
}

func (a *application) readDrafts(ctx context.Context, ready chan<- orderPage) error {
	var list []*draft
	lines := 0
	send := func() error {
		owners, err := a.owners(ctx, list)
		if err != nil {
			return err
		}
		select {
		case ready <- orderPage{list, owners}:
			list, lines = nil, 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := a.stage.groups(ctx, chunkOrder, func(group []chunk) error {
		d, err := assemble(group, a.rule)
		if err != nil {
			return err
		}
		list = append(list, d)
		if lines += len(d.lines); len(list) >= batchDocuments || lines >= batchLines {
			return send()
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return err
	}
	return send()
}

// owners finds the customers of drafts in the stage.
func (a *application) owners(ctx context.Context, list []*draft) (map[string]int64, error) {
	var keys []string
	for _, d := range list {
		if d.customer != "" {
			keys = append(keys, d.customer)
		}
	}
	return a.ownersOf(ctx, keys)
}

func (a *application) ownersOf(ctx context.Context, keys []string) (map[string]int64, error) {
	found := make(map[string]int64, len(keys))
	err := store.Each(ctx, a.stage.db, stageOwners, func(o *owner) []any { return []any{&o.number, &o.id} },
		func(o *owner) error { found[o.number] = o.id; return nil }, store.List(keys))
	return found, err
}

func (a *application) orderBatch(ctx context.Context, page orderPage) (err error) {
	list, owners := page.list, page.owners
	stored := map[string]*sales.Stored{}
	for _, d := range list {
		a.hide(d)
	}
	if !a.empty {
		keys := make([]string, len(list))
		for i, d := range list {
			keys[i] = d.head.document
		}
		if stored, err = a.storedDocuments(ctx, keys); err != nil {
			return err
		}
	}
	var fresh []sales.Document
	var numbers []string // under which the customers of fresh were named
	for _, d := range list {
		customerID := sales.Unassigned
		if d.customer != "" {
			if customerID = owners[d.customer]; customerID == 0 {
				return fmt.Errorf("document %s: its customer was not staged", d.head.document)
			}
		}
		a.tally(d)
		doc := d.document(a.source, customerID, a.known, a.id)
		old := stored[d.head.document]
		if old == nil {
			fresh, numbers = append(fresh, doc), append(numbers, d.customer)
			a.noteDraft(d, Created)
			continue
		}
		if err := a.compare(ctx, d, doc, old); err != nil {
			return err
		}
	}
	if a.dry || len(fresh) == 0 {
		return nil
	}
	if err := a.books.Insert(ctx, a.tx, fresh); err != nil {
		return err
	}
	ids := make([]int64, len(fresh))
	for i := range fresh {
		ids[i] = fresh[i].Order.ID
		a.changes.created(onOrder, fresh[i].Order.ID)
		// Where there was no document at all, only what this file takes back can be settled.
		if o := &fresh[i].Order; o.Customer != sales.Unassigned && (!a.firstEver || o.TakesBack()) {
			a.touched.add(o.Customer)
		}
	}
	if err := a.arrived(ctx, "sales_order", numbers, ids); err != nil {
		return err
	}
	return a.changes.flush(ctx, a.tx, false)
}

// storedDocuments reads what is stored, with its customers held.
func (a *application) storedDocuments(ctx context.Context, keys []string) (map[string]*sales.Stored, error) {
	for {
		stored, err := sales.StoredDocuments(ctx, a.tx, a.source, keys)
		if err != nil {
			return nil, err
		}
		ids := make([]int64, 0, len(stored))
		for _, d := range stored {
			ids = append(ids, d.Order.Customer)
		}
		if all, err := customer.Hold(ctx, a.tx, ids); err != nil || all {
			return stored, err
		}
	}
}

// tally adds a document of the file to the figures.
func (a *application) tally(d *draft) {
	f := a.figures
	f.Orders++
	f.ReturnLines += int64(d.returns)
	f.LinesWithoutCustomer += int64(d.noOwner)
	for i := range d.lines {
		if d.lines[i].chunk >= 0 {
			f.OrderLines++
		}
	}
	switch {
	case d.head.currency != a.rule.currency:
		f.ForeignOrders++ // amounts of two currencies make no sum
	case d.customer == "" || a.erased[d.customer]:
		f.NetTotalCents += int64(d.net)
		f.NetTotalWithoutCustomerCents += int64(d.net)
	default:
		f.NetTotalCents += int64(d.net)
	}
	if a.erased[d.customer] {
		f.LinesWithoutCustomer += int64(len(d.lines) - d.noOwner)
	}
	if a.lastDay == cal.Never || d.head.day > a.lastDay {
		a.lastDay = d.head.day
	}
	if a.figures.FirstDay == cal.Never || d.head.day < a.figures.FirstDay {
		a.figures.FirstDay = d.head.day
	}
	a.figures.LastDay = a.lastDay
	if a.progress != nil {
		a.progress(int64(len(d.lines)))
	}
}

// noteDraft gives all rows of a document the same verdict.
func (a *application) noteDraft(d *draft, v Verdict) {
	for i := range d.chunks {
		a.note(&d.chunks[i], slices.Repeat([]byte{byte(v)}, d.chunks[i].lines))
	}
}

// compare brings a document that is stored already up to what the file says.
func (a *application) compare(ctx context.Context, d *draft, doc sales.Document, old *sales.Stored) error {
	storedLines := make([]content, len(old.Lines))
	for i, l := range old.Lines {
		storedLines[i] = content{l.Digest, pairOf(&d.head, l.Position, l.Product, l.Description)}
	}
	fileLines := make([]content, len(doc.Lines))
	for i, l := range doc.Lines {
		text := ""
		if l.Product == 0 {
			text = l.Description
		}
		fileLines[i] = content{l.Digest, pairOf(&d.head, l.Position, l.Product, text)}
	}
	fresh, gone := compareLines(storedLines, fileLines, !d.head.pseudo)
	switch sums := onlySums(old.Lines); {
	case a.missing:
		// A mended line that equals another one of its document is one more, not the same.
		fresh, gone = slices.Repeat([]Verdict{Updated}, len(fileLines)), nil
	case d.head.pseudo || len(old.Lines) == 0:
	case d.head.whole && !sums:
		fresh, gone = compareDepth(len(old.Lines), len(fileLines), false)
	case !d.head.whole && sums && d.named():
		fresh, gone = compareDepth(len(old.Lines), len(fileLines), true)
	}
	added := 0
	for _, v := range fresh {
		if v == Updated {
			added++
		}
	}
	// The file tells the whole document when nothing is stored that it lacks.
	whole := len(old.Lines)-len(gone)+added == len(fileLines)
	head := mergeHead(old.Order, doc.Order, whole)
	amounts := whole && added == 0 && doc.Order.Currency == old.Order.Currency && sumOf(doc.Lines) != old.Order.Net
	if added == 0 && !amounts && head == old.Order {
		a.noteDraft(d, Unchanged)
		return nil
	}
	if amounts || head != old.Order && added == 0 {
		a.noteDraft(d, Updated)
	} else {
		a.noteLines(d, fresh)
	}
	if a.dry {
		return nil
	}
	return a.replace(ctx, doc, head, old, fresh, gone, amounts)
}

// onlySums tells whether a stored document came from a table with one row per
// document: no line names an article.
func onlySums(lines []sales.StoredLine) bool {
	for _, l := range lines {
		if l.Product != 0 || l.Description != "" {
			return false
		}
	}
	return true
}

// named tells whether every row of a draft names an article.
func (d *draft) named() bool {
	for i := range d.lines {
		if l := &d.lines[i]; l.chunk >= 0 && l.article == "" && l.description == "" {
			return false
		}
	}
	return true
}

// compareDepth settles what becomes of a document that two tables tell in different
// depth, as a shop's lists of orders and of their items do: the articles take the
// place of the sum, and a sum adds nothing to articles.
func compareDepth(stored, file int, storedSums bool) (fresh []Verdict, gone []int) {
	v := Unchanged
	if storedSums {
		v = Updated
		for i := range stored {
			gone = append(gone, i)
		}
	}
	return slices.Repeat([]Verdict{v}, file), gone
}

func sumOf(lines []sales.Line) (sum money.Cents) {
	for _, l := range lines {
		sum += l.Net
	}
	return sum
}

// mergeHead is the stored head with what the file says better. A file that holds a
// part of the document only may fill gaps and may move the time forward to its
// earliest line; a file that holds all of it decides.
func mergeHead(old, file sales.Order, whole bool) sales.Order {
	h := old
	if whole || file.Day < old.Day {
		h.Day = file.Day
	}
	if whole || (file.At != 0 && (old.At == 0 || file.At < old.At)) {
		h.At = file.At
	}
	if file.Customer != sales.Unassigned && (whole || old.Customer == sales.Unassigned) {
		h.Customer = file.Customer
	}
	if whole && file.Currency != "" {
		h.Currency = file.Currency
	}
	if whole || file.Kind == sales.Sale && old.Kind == sales.Return {
		h.Kind = file.Kind // the goods that came back stand beside goods that were sold
	}
	if file.Channel != "" && (whole || old.Channel == "") {
		h.Channel = file.Channel
	}
	for _, p := range [...]struct {
		to   *cal.Date
		from cal.Date
	}{{&h.Promised, file.Promised}, {&h.Delivered, file.Delivered}, {&h.Paid, file.Paid}} {
		if p.from != cal.Never && (whole || *p.to == cal.Never) {
			*p.to = p.from
		}
	}
	return h
}

// replace writes a changed document: the stored lines without those gone, and the
// lines that are new. When only amounts differ, because VAT or currency of the file
// are read differently now, all lines are written anew.
func (a *application) replace(ctx context.Context, doc sales.Document, head sales.Order, old *sales.Stored, fresh []Verdict, gone []int, amounts bool) error {
	before, err := sales.Get(ctx, a.tx, old.Order.ID)
	if err != nil {
		return err
	}
	next := sales.Document{Order: before.Order, Payments: slices.Clone(before.Payments)}
	o := &next.Order
	o.Day, o.At, o.Customer, o.Currency, o.Kind = head.Day, head.At, head.Customer, head.Currency, head.Kind
	o.Channel, o.Promised, o.Delivered, o.Paid = head.Channel, head.Promised, head.Delivered, head.Paid
	if amounts {
		next.Lines = doc.Lines
	} else {
		for i, l := range before.Lines {
			if !slices.Contains(gone, i) {
				next.Lines = append(next.Lines, l)
			}
		}
		for i, v := range fresh {
			if v == Updated {
				next.Lines = append(next.Lines, doc.Lines[i])
			}
		}
	}
	if err := a.books.Replace(ctx, a.tx, old.Order.ID, &next); err != nil {
		return err
	}
	a.changes.updated(onOrder, old.Order.ID, before, imprintOf(next))
	for _, id := range []int64{before.Order.Customer, next.Order.Customer} {
		if id != sales.Unassigned {
			a.touched.add(id)
		}
	}
	return a.changes.flush(ctx, a.tx, false)
}

// imprint is enough of a document to see later whether anybody has changed it. The
// customer is not part of that: a merge moves documents without touching them.
type imprint struct {
	Customer int64    `json:"customer"`
	Day      cal.Date `json:"day"`
	Net      int64    `json:"net"`
	Digests  []int64  `json:"digests"`
}

func imprintOf(d sales.Document) imprint {
	p := imprint{Customer: d.Order.Customer, Day: d.Order.Day, Net: int64(d.Order.Net)}
	for _, l := range d.Lines {
		p.Digests = append(p.Digests, l.Digest)
	}
	slices.Sort(p.Digests)
	return p
}

func (p imprint) equal(o imprint) bool {
	return p.Day == o.Day && p.Net == o.Net && slices.Equal(p.Digests, o.Digests)
}

// noteLines gives each row the verdict of its line.
func (a *application) noteLines(d *draft, fresh []Verdict) {
	byChunk := make([][]byte, len(d.chunks))
	for i := range d.chunks {
		byChunk[i] = slices.Repeat([]byte{byte(Unchanged)}, d.chunks[i].lines)
	}
	for i, v := range fresh {
		if l := &d.lines[i]; l.chunk >= 0 {
			byChunk[l.chunk][l.at] = byte(v)
		}
	}
	for i := range d.chunks {
		a.note(&d.chunks[i], byChunk[i])
	}
}
