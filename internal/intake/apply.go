package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// application compares the stage with what is stored and, unless it is a dry run,
// writes the difference. It runs inside the one transaction that makes an import
// visible; a dry run's transaction is rolled back, so that its verdicts cannot
// differ from what would happen.
type application struct {
	tx         *store.Tx
	stage      *stage
	id         int64
	source     string
	rule       amountsRule
	books      sales.Books
	by         customer.By
	dry        bool
	figures    *Figures
	changes    *changeLog
	fresh      *customer.Inserter
	judge      func(context.Context, []*customer.Customer) error // nil: newcomers are marked due
	known      articles
	categories map[string]int64
	missing    bool // the file's lines are known to be in no document yet: they come from a first mending
	firstEver  bool // there is no document at all yet
	empty      bool // the source has no documents yet, so none needs to be looked for
	touched    touched
	lastDay    cal.Date
	today      cal.Date
	fileDay    cal.Date         // of what the file says about likings
	topics     map[string]int64 // of interests by name
	defs       []field.Definition
	progress   func(done int64)
	eraser     Eraser
	someErased bool            // the firm has deleted customers who must not come back
	erased     map[string]bool // keys of those whom the file names
	verdicts   []verdictNote
	merged     map[string]customer.Via // see mergedNumbers
	settled    chan []owner            // see settle
	verdictOf  map[Verdict]int64       // rows of lists of customers
	parts      []Part
	referred   bool // the file says of somebody who recommended us to him
}

type verdictNote struct {
	chunk    int64
	verdicts []byte
}

func (a *application) run(ctx context.Context) error {
	a.lastDay = cal.Earliest
	for _, step := range []func(context.Context) error{a.persons, a.products, a.orders, a.payments, a.contacts, a.costs} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := a.flushVerdicts(ctx); err != nil {
		return err
	}
	if !a.dry {
		return a.changes.flush(ctx, a.tx, true)
	}
	return nil
}

// persons creates and updates the customers that the file names, first those who
// are not contacts of others, and notes in the stage who is who.
func (a *application) persons(ctx context.Context) error {
	a.fresh = customer.NewInserter(a.tx, a.by)
	a.fresh.Judge = a.judge
	a.settled, a.verdictOf = make(chan []owner, 4), map[Verdict]int64{}
	ended := make(chan error, 1)
	go func() { ended <- a.settleOwners(ctx) }()
	err := a.allPersons(ctx)
	close(a.settled)
	if err := errors.Join(err, <-ended); err != nil {
		return err
	}
	if err := a.referrers(ctx); err != nil {
		return err
	}
	for v, rows := range a.verdictOf {
		a.figures.count(v, rows)
	}
	return nil
}

func (a *application) allPersons(ctx context.Context) error {
	for _, contacts := range []int{0, 1} {
		if err := a.personPages(ctx, contacts); err != nil {
			return err
		}
	}
	return a.fresh.Close(ctx)
}

// person is a customer of the stage as he would be written anew.
type person struct {
	row   customer.ImportRow
	rest  map[customer.Field]string
	lines int64 // rows of a list of customers about him
}

// personPages applies the persons of the stage. One goroutine reads and prepares
// them while this one writes.
func (a *application) personPages(ctx context.Context, contacts int) (err error) {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	ready := make(chan []person, 2)
	var readErr error
	go func() {
		defer close(ready)
		readErr = pages(inner, a.stage.db, stagePersons, (*listed).scan, "", func(n listed) string { return n.number }, func(list []listed) error {
			page := make([]person, len(list))
			for i, n := range list {
				fields, rest, err := unpackPerson(n.fields)
				if err != nil {
					return err
				}
				if page[i], err = a.newPerson(n.number, fields, rest); err != nil {
					return err
				}
				page[i].lines = n.lines
			}
			select {
			case ready <- page:
				return nil
			case <-inner.Done():
				return inner.Err()
			}
		}, contacts)
	}()
	for page := range ready {
		if err == nil {
			err = a.personPage(ctx, page)
		}
		if err != nil {
			stop()
		}
	}
	if err == nil {
		err = readErr
	}
	return err
}

// owner is what became of a person of the stage.
type owner struct {
	number  string
	id      int64
	verdict Verdict
	lines   int64 // rows of a list of customers about him
}

func (a *application) personPage(ctx context.Context, list []person) error {
	numbers := make([]string, len(list))
	for i := range list {
		numbers[i] = list[i].row.Number
	}
	have, err := customer.LookupHeld(ctx, a.tx, a.source, numbers)
	if err != nil {
		return err
	}
	merged, err := a.mergedNumbers(ctx)
	if err != nil {
		return err
	}
	gone, err := a.gone(ctx, list, have)
	if err != nil {
		return err
	}
	owners := make([]owner, 0, len(list))
	var fresh []customer.ImportRow
	var freshAt []int
	var updates []customer.ImportUpdate
	var extras []extra
	for i := range list {
		p := &list[i]
		o := owner{p.row.Number, have[p.row.Number], Unchanged, p.lines}
		if gone[p.row.Number] {
			o.id = sales.Unassigned
			owners = append(owners, o)
			continue
		}
		if o.id == 0 {
			o.verdict = Created
			fresh, freshAt = append(fresh, p.row), append(freshAt, len(owners))
		} else if len(p.row.Fields) > 0 && !merged[p.row.Number].Silent {
			updates = append(updates, customer.ImportUpdate{ID: o.id, Source: a.source, Fields: p.row.Fields})
		}
		a.referred = a.referred || p.rest[fieldReferrer] != ""
		if len(p.rest) > 0 {
			extras = append(extras, extra{len(owners), p.rest})
		}
		owners = append(owners, o)
	}
	if err := a.newCustomers(ctx, fresh, freshAt, owners); err != nil {
		return err
	}
	if err := a.updateCustomers(ctx, updates, owners); err != nil {
		return err
	}
	if err := a.extras(ctx, extras, owners); err != nil {
		return err
	}
	a.settle(owners)
	return a.changes.flush(ctx, a.tx, false)
}

// settle notes in the stage who is who, beside the writing into the record.
func (a *application) settle(owners []owner) {
	for i := range owners {
		a.verdictOf[owners[i].verdict] += owners[i].lines
	}
	a.settled <- owners
}

// settleOwners takes what settle hands over until settled is closed; at an error it
// keeps taking, so that nobody waits for it.
func (a *application) settleOwners(ctx context.Context) (err error) {
	for owners := range a.settled {
		if err != nil {
			continue
		}
		err = a.stage.db.Update(ctx, func(tx *store.Tx) error {
			return putAll(ctx, tx, stageSetOwner, owners, func(o *owner) []any { return []any{o.id, int64(o.verdict), o.number} })
		})
	}
	return err
}

// newPerson is a person as he is written when the source names him for the first
// time. Keys that were made up from mail or name are no number that anybody knows
// him by. Whether a contact stays one is decided with his firm, so he is not
// prepared ahead.
func (a *application) newPerson(key string, fields customer.Fields, rest map[customer.Field]string) (person, error) {
	p := person{rest: rest, row: customer.ImportRow{
		Source: a.source, Number: key, FirmNumber: rest[fieldFirmNumber], Nameless: strings.HasPrefix(key, madeUp), Fields: fields,
	}}
	c := &p.row.Customer
	for f, v := range fields {
		if err := c.Set(f, v); err != nil {
			return p, err
		}
	}
	if c.Number == "" && !p.row.Nameless {
		c.Number = key
	}
	if c.Kind == "" { // known by a number alone
		c.Kind = customer.Person
	}
	if c.Kind != customer.Contact {
		customer.Prepare(c, a.by.Region)
		p.row.Prepared = true
	}
	return p, nil
}

func (a *application) newCustomers(ctx context.Context, fresh []customer.ImportRow, at []int, owners []owner) error {
	if len(fresh) == 0 {
		return nil
	}
	a.figures.NewCustomers += int64(len(fresh))
	if a.dry {
		for _, i := range at {
			owners[i].id = -1
		}
		return nil
	}
	ids, err := a.fresh.Insert(ctx, fresh)
	if err != nil {
		return err
	}
	for j, i := range at {
		owners[i].id = ids[j]
	}
	for i := range fresh {
		if customer.LooksCollective(&fresh[i].Customer) && len(a.figures.Collective) < mostAsked {
			a.figures.Collective = append(a.figures.Collective, ids[i])
		}
	}
	a.changes.created(onCustomer, ids...)
	return nil
}

// mostAsked is how many collective accounts one import asks about.
const mostAsked = 20

func (a *application) updateCustomers(ctx context.Context, updates []customer.ImportUpdate, owners []owner) error {
	seen := map[int64]bool{} // merged customers answer to several numbers
	var once []customer.ImportUpdate
	for _, u := range updates {
		if !seen[u.ID] {
			seen[u.ID] = true
			once = append(once, u)
		}
	}
	changes, err := customer.UpdateImported(ctx, a.tx, a.by, once)
	if err != nil {
		return err
	}
	changed := map[int64]bool{}
	for i := range changes {
		if changes[i].Changed() {
			changed[changes[i].ID] = true
			a.figures.ChangedCustomers++
		}
		a.changes.updated(onCustomer, changes[i].ID, nil, &changes[i])
	}
	for i := range owners {
		if owners[i].verdict == Unchanged && changed[owners[i].id] {
			owners[i].verdict = Updated
		}
	}
	return nil
}

// products brings the articles of a product list and of order lines into the record.
func (a *application) products(ctx context.Context) error {
	stored, err := sales.Products(ctx, a.tx, a.source)
	if err != nil {
		return err
	}
	a.known = make(articles, len(stored))
	for _, p := range stored {
		a.known[p.Number] = p
	}
	if err := a.productList(ctx); err != nil {
		return err
	}
	return pages(ctx, a.stage.db, stageArticles, (*note).scan, "", func(n note) string { return n.number }, func(list []note) error {
		var fresh []sales.Product
		for _, n := range list {
			p, err := unpackProduct(n.fields)
			if err != nil {
				return err
			}
			old, found := a.known[n.number]
			want := sales.Product{Source: a.source, Number: n.number, Name: p.name, Class: p.class, Import: a.id}
			if want.Category, err = a.category(ctx, p); err != nil {
				return err
			}
			// An order tells of an article, it does not rename one.
			if found && (old.Name != "" || want.Name == "") && (old.Category == want.Category || want.Category == 0) {
				continue
			}
			if found {
				want.Name, want.Class = "", ""
			}
			fresh = append(fresh, want)
		}
		return a.mergeProducts(ctx, fresh)
	})
}

func (a *application) mergeProducts(ctx context.Context, fresh []sales.Product) error {
	if len(fresh) == 0 || a.dry {
		return nil
	}
	if err := sales.MergeProducts(ctx, a.tx, fresh); err != nil {
		return err
	}
	for _, p := range fresh {
		old, found := a.known[p.Number]
		if !found {
			a.known[p.Number] = p
			a.changes.created(onProduct, p.ID)
			continue
		}
		now := old
		now.Name = cmpOr(p.Name, old.Name)
		now.Category = cmpOr(p.Category, old.Category)
		now.Class = cmpOr(p.Class, old.Class)
		now.UnitCost = cmpOr(p.UnitCost, old.UnitCost)
		a.known[p.Number] = now
		a.changes.updated(onProduct, old.ID, old, now)
	}
	return nil
}

func cmpOr[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// unmade is the category of an article in a dry run that no article has yet.
const unmade = -1

// category returns the id of a product's category, 0 for none.
func (a *application) category(ctx context.Context, p product) (int64, error) {
	key := locale.Fold(p.category)
	if key == "" {
		return 0, nil
	}
	if id, ok := a.categories[key]; ok {
		return id, nil
	}
	if a.dry {
		return unmade, nil
	}
	id, made, err := sales.EnsureCategory(ctx, a.tx, p.category, key)
	if err != nil {
		return 0, err
	}
	if made {
		a.changes.created(onCategory, id)
	}
	a.categories[key] = id
	return id, nil
}

// productList applies the rows of a list of products.
func (a *application) productList(ctx context.Context) error {
	var fresh []sales.Product
	margins := map[int64]int{}
	list, err := sales.Categories(ctx, a.tx)
	if err != nil {
		return err
	}
	told := newMarginList(list)
	for _, c := range list {
		a.categories[c.Key] = c.ID
	}
	err = a.stage.groups(ctx, chunkProduct, func(group []chunk) error {
		last := product{margin: -1}
		for i := range group {
			if err := eachRow(group[i].body, group[i].first, func(_ int64, b []byte) (err error) {
				last, err = unpackProduct(b)
				return err
			}); err != nil {
				return err
			}
		}
		want := sales.Product{Source: a.source, Number: last.number, Name: last.name, Class: last.class, UnitCost: last.unitCost, Import: a.id}
		var err error
		if want.Category, err = a.category(ctx, last); err != nil {
			return err
		}
		margin, moved := told.margin(last)
		if want.Category != 0 && margin >= 0 {
			margins[want.Category] = margin
		}
		old, found := a.known[want.Number]
		same, verdict := found && sameProduct(old, want), Updated
		switch {
		case !found:
			verdict = Created
		case same && !moved:
			verdict = Unchanged
		}
		if !same {
			fresh = append(fresh, want)
		}
		for i := range group {
			a.note(&group[i], slices.Repeat([]byte{byte(verdict)}, group[i].lines))
		}
		if len(fresh) >= 1000 {
			err = a.mergeProducts(ctx, fresh)
			fresh = fresh[:0]
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := a.setMargins(ctx, margins); err != nil {
		return err
	}
	return a.mergeProducts(ctx, fresh)
}

// marginList is what a list says of the margins of categories. Rows that contradict each
// other do not make the list a new one each time: the first of a category decides.
type marginList struct{ stored, told map[string]int }

func newMarginList(list []sales.Category) marginList {
	m := marginList{map[string]int{}, map[string]int{}}
	for _, c := range list {
		m.stored[c.Key] = c.Margin
	}
	return m
}

// margin returns what the list says of the margin of the article's category, -1 when
// nothing, and whether that is new.
func (m marginList) margin(p product) (margin int, moved bool) {
	key := locale.Fold(p.category)
	if key == "" || p.margin < 0 {
		return -1, false
	}
	if _, found := m.told[key]; !found {
		m.told[key] = p.margin
	}
	stored, found := m.stored[key]
	return m.told[key], !found || stored != m.told[key]
}

// setMargins gives categories, by id, the standard margins that a list says.
func (a *application) setMargins(ctx context.Context, margins map[int64]int) error {
	if len(margins) == 0 || a.dry {
		return nil
	}
	list, err := sales.Categories(ctx, a.tx)
	if err != nil {
		return err
	}
	for _, c := range list {
		margin, told := margins[c.ID]
		if !told || margin == c.Margin {
			continue
		}
		if err := sales.SetMargin(ctx, a.tx, c.ID, margin); err != nil {
			return err
		}
		a.changes.updated(onMargin, c.ID, c.Margin, margin)
	}
	return nil
}

// sameProduct tells whether what a list says is stored already.
func sameProduct(old, want sales.Product) bool {
	return (want.Name == "" || want.Name == old.Name) && (want.Category == 0 || want.Category == old.Category) &&
		(want.Class == "" || want.Class == old.Class) && (want.UnitCost == "" || want.UnitCost == old.UnitCost)
}

// note counts the verdicts of a chunk and keeps them for the view of a dry run.
func (a *application) note(c *chunk, verdicts []byte) {
	for _, v := range verdicts {
		a.figures.count(Verdict(v), 1)
	}
	if !a.dry {
		return
	}
	if allEqual(verdicts) {
		verdicts = verdicts[:1]
	}
	a.verdicts = append(a.verdicts, verdictNote{c.id, verdicts})
}

func allEqual(b []byte) bool {
	for _, v := range b {
		if v != b[0] {
			return false
		}
	}
	return len(b) > 0
}

func (a *application) flushVerdicts(ctx context.Context) error {
	list := a.verdicts
	a.verdicts = nil
	if len(list) == 0 {
		return nil
	}
	return a.stage.db.Update(ctx, func(tx *store.Tx) error {
		return putAll(ctx, tx, stageVerdict, list, func(v *verdictNote) []any { return []any{v.verdicts, v.chunk} })
	})
}
