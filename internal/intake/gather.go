package intake

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The most rows and bytes that one chunk holds.
const (
	chunkRows  = 500
	chunkBytes = 64 << 10
)

// gatherer turns records into chunks: neighbouring rows of the same document become
// one. It is used by one goroutine; batches go to the writer through a channel.
type gatherer struct {
	open    bool
	cur     chunk
	head    head
	packed  []byte
	persons map[string]int64 // digest of what was last staged about a person
	items   map[string]int64 // the same of articles
	batch   *batch
	ready   func(*batch) error
}

// batch is what goes to the stage in one transaction.
type batch struct {
	chunks   []chunk
	persons  []personNote
	articles []note
	asides   []aside
	mended   []int64 // rows of an earlier import that are good now
	rows     int64   // of the file that the batch brings, those set aside included
}

type personNote struct {
	note
	at      int64
	digest  int64
	contact bool
}

// batchChunks and mostRemembered bound what the gatherer holds.
const (
	batchChunks    = 400
	mostRemembered = 20_000
)

func newGatherer(ready func(*batch) error) *gatherer {
	return &gatherer{persons: map[string]int64{}, items: map[string]int64{}, batch: &batch{}, ready: ready}
}

// add takes one record; it may be reused by the caller.
func (g *gatherer) add(r *record) error {
	g.batch.rows++
	key := r.key()
	if g.open && (g.cur.kind != r.kind || g.cur.key != key || g.cur.customer != r.person ||
		g.cur.lines >= chunkRows || len(g.cur.body) >= chunkBytes || r.row <= g.cur.last) {
		if err := g.close(); err != nil {
			return err
		}
	}
	if !g.open {
		g.open = true
		g.cur = chunk{kind: r.kind, key: key, customer: r.person, first: r.row, last: r.row}
		g.head = r.head
	} else {
		g.head.join(&r.head)
	}
	g.packed = r.packContent(g.packed[:0])
	g.cur.body = appendRow(g.cur.body, r.row-g.cur.last, g.packed)
	g.cur.last = r.row
	g.cur.lines++
	if r.person != "" && r.kind != chunkPayment && r.kind != chunkCost { // who pays is not thereby a customer
		g.person(r, r.person, r.about)
	}
	if r.second != "" {
		g.person(r, r.second, r.extra)
	}
	if r.kind == chunkOrder {
		g.article(&r.line, r.row)
	}
	return nil
}

// setAside takes a row that cannot be used.
func (g *gatherer) setAside(a aside) error {
	g.batch.rows++
	g.batch.asides = append(g.batch.asides, a)
	if len(g.batch.asides) >= batchChunks {
		return g.flush()
	}
	return nil
}

func (g *gatherer) close() error {
	if !g.open {
		return nil
	}
	g.open = false
	g.cur.head = []byte{}
	if g.cur.kind == chunkOrder {
		g.cur.head = g.head.pack(nil)
	}
	g.batch.chunks = append(g.batch.chunks, g.cur)
	if len(g.batch.chunks) >= batchChunks {
		return g.flush()
	}
	return nil
}

func (g *gatherer) flush() error {
	b := g.batch
	g.batch = &batch{}
	return g.ready(b)
}

// end hands over what is left.
func (g *gatherer) end() error {
	if err := g.close(); err != nil {
		return err
	}
	return g.flush()
}

// person stages what the row says about its customer, unless the same was staged
// before. Of two rows that differ the one of the later document wins, so that the
// order of rows in an order file means nothing; in a list of customers it is the
// later row.
func (g *gatherer) person(r *record, key string, about []told) {
	fields := []byte{}
	isContact := false
	for _, t := range about {
		if t.value == "" && r.kind == chunkOrder {
			continue // an empty cell on an order says nothing about the customer
		}
		fields = append(fields, fieldTag[t.field])
		fields = appendUvarintText(fields, t.value)
		isContact = isContact || t.field == customer.FieldKind && t.value == string(customer.Contact)
	}
	at := int64(-1 << 62) // who says nothing never takes the place of who does
	switch {
	case len(fields) == 0:
	case r.kind == chunkCustomer:
		at = 1<<62 + r.row // a list of customers knows them better than an order
	case r.head.at != 0:
		at = int64(r.head.at)
	case r.kind == chunkOrder:
		at = int64(r.head.day) * 86_400_000_000
	}
	digest := digestOf(fields)
	mark := digest ^ at*31
	if last, ok := g.persons[key]; ok && last == mark {
		return
	}
	if len(g.persons) >= mostRemembered {
		clear(g.persons)
	}
	g.persons[key] = mark
	g.batch.persons = append(g.batch.persons, personNote{
		note: note{key, r.row, fields}, at: at, digest: digest, contact: isContact,
	})
}

func (g *gatherer) article(l *orderLine, row int64) {
	key := articleKey(l)
	if key == "" {
		return
	}
	p := product{number: key, name: l.description, category: l.category, class: classOf(l.class), margin: -1}
	fields := p.pack(nil)
	digest := digestOf(fields)
	if last, ok := g.items[key]; ok && last == digest {
		return
	}
	if len(g.items) >= mostRemembered {
		clear(g.items)
	}
	g.items[key] = digest
	g.batch.articles = append(g.batch.articles, note{key, row, fields})
}

// key finds rows that belong together.
func (r *record) key() string {
	switch r.kind {
	case chunkOrder:
		return r.head.document
	case chunkProduct:
		return r.item.number
	case chunkInteraction:
		return r.talk.document
	case chunkPayment:
		return r.pay.document
	case chunkCost:
		return r.spent.document
	}
	return r.person
}

func (r *record) packContent(b []byte) []byte {
	switch r.kind {
	case chunkOrder:
		return r.line.pack(b)
	case chunkProduct:
		return r.item.pack(b)
	case chunkInteraction:
		return r.talk.pack(b)
	case chunkPayment:
		return r.pay.pack(b)
	case chunkCost:
		return r.spent.pack(b)
	}
	return b // a customer's row is staged as a person
}

// write puts a batch into the stage.
func (s *stage) write(ctx context.Context, b *batch) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		if err := putAll(ctx, tx, stagePutChunk, b.chunks, func(c *chunk) []any {
			return []any{c.kind, c.key, c.customer, c.first, c.last, c.lines, c.head, c.body}
		}); err != nil {
			return err
		}
		if err := putAll(ctx, tx, stagePutPerson, b.persons, func(p *personNote) []any {
			return []any{p.number, p.at, p.digest, p.row, p.fields, p.contact}
		}); err != nil {
			return err
		}
		if err := putAll(ctx, tx, stagePutArticle, b.articles, func(n *note) []any {
			return []any{n.number, n.row, n.fields}
		}); err != nil {
			return err
		}
		if err := putAll(ctx, tx, stagePutAside, b.asides, func(a *aside) []any {
			return []any{a.row, a.part, a.line, a.col, a.field, a.reason, a.raw}
		}); err != nil {
			return err
		}
		return putAll(ctx, tx, stagePutMended, b.mended, func(row *int64) []any { return []any{*row} })
	})
}

func putAll[T any](ctx context.Context, tx *store.Tx, q store.SQL, list []T, values func(*T) []any) error {
	if len(list) == 0 {
		return nil
	}
	put, done, err := tx.Batch(ctx, q)
	if err != nil {
		return err
	}
	defer done()
	for i := range list {
		if err := put(values(&list[i])...); err != nil {
			return err
		}
	}
	return nil
}

// fieldTags are the packed forms of customer fields. They live in the stage only.
var fieldTags = []customer.Field{
	customer.FieldKind, customer.FieldNumber, customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany,
	customer.FieldSalutation, customer.FieldTitle, customer.FieldAddressForm, customer.FieldStreet, customer.FieldPostcode,
	customer.FieldCity, customer.FieldCountry, customer.FieldEmail, customer.FieldPhone, customer.FieldVATID,
	customer.FieldBirthday, customer.FieldCard, customer.FieldOrigin, customer.FieldFavourite, customer.FieldNote,
	customer.FieldRole, fieldFirmNumber, fieldSince, fieldObjected, fieldDoNotContact, fieldDeceased,
	fieldInterests, fieldOwn, fieldWays, fieldReferrer,
}

// What a row says about a customer that is no field of his record.
const (
	fieldFirmNumber   customer.Field = "+firm"  // of a contact: his firm's number in the source
	fieldSince        customer.Field = "+since" // day of the first contact
	fieldObjected     customer.Field = "+objected"
	fieldDoNotContact customer.Field = "+do_not_contact"
	fieldDeceased     customer.Field = "+deceased"
	fieldInterests    customer.Field = "+interests" // one a line
	fieldOwn          customer.Field = "+own"       // JSON of []mapping.OwnValue
	fieldWays         customer.Field = "+ways"      // as table.CardWay says, one a line
	fieldReferrer     customer.Field = "+referrer"  // JSON of mapping.Referrer
)

var fieldTag = func() map[customer.Field]byte {
	m := map[customer.Field]byte{}
	for i, f := range fieldTags {
		m[f] = byte(i + 1)
	}
	return m
}()

// unpackPerson reads what was staged about a person: fields of the record, and the
// rest by its mark.
func unpackPerson(b []byte) (fields customer.Fields, rest map[customer.Field]string, err error) {
	fields, rest = customer.Fields{}, map[customer.Field]string{}
	err = eachField(b, func(tag byte, v []byte) error {
		if int(tag) > len(fieldTags) || tag == 0 {
			return errPacked
		}
		f := fieldTags[tag-1]
		if f[0] == '+' {
			rest[f] = string(v)
		} else {
			fields[f] = string(v)
		}
		return nil
	})
	return fields, rest, err
}

const (
	tagItemNumber = iota + 1
	tagItemName
	tagItemCategory
	tagItemClass
	tagItemCost
	tagItemMargin
)

func (p *product) pack(b []byte) []byte {
	b = appendField(b, tagItemNumber, p.number)
	b = appendField(b, tagItemName, p.name)
	b = appendField(b, tagItemCategory, p.category)
	b = appendField(b, tagItemClass, string(p.class))
	b = appendField(b, tagItemCost, p.unitCost)
	if p.margin >= 0 {
		b = appendInt(b, tagItemMargin, int64(p.margin))
	}
	return b
}

func unpackProduct(b []byte) (product, error) {
	p := product{margin: -1}
	err := eachField(b, func(tag byte, v []byte) error {
		switch tag {
		case tagItemNumber:
			p.number = string(v)
		case tagItemName:
			p.name = string(v)
		case tagItemCategory:
			p.category = string(v)
		case tagItemClass:
			p.class = sales.Class(v)
		case tagItemCost:
			p.unitCost = string(v)
		case tagItemMargin:
			p.margin = int(intField(v))
		}
		return nil
	})
	return p, err
}

const (
	tagTalkDay = iota + 1
	tagTalkAt
	tagTalkChannel
	tagTalkDirection
	tagTalkReason
	tagTalkNote
)

func (c *contact) pack(b []byte) []byte {
	b = appendInt(b, tagTalkDay, int64(c.day))
	if c.at != 0 {
		b = appendInt(b, tagTalkAt, int64(c.at))
	}
	b = appendField(b, tagTalkChannel, c.channel)
	b = appendField(b, tagTalkDirection, c.direction)
	b = appendField(b, tagTalkReason, c.reason)
	return appendField(b, tagTalkNote, c.note)
}

func unpackContact(b []byte) (contact, error) {
	var c contact
	err := eachField(b, func(tag byte, v []byte) error {
		switch tag {
		case tagTalkDay:
			c.day = cal.Date(intField(v))
		case tagTalkAt:
			c.at = cal.Instant(intField(v))
		case tagTalkChannel:
			c.channel = string(v)
		case tagTalkDirection:
			c.direction = string(v)
		case tagTalkReason:
			c.reason = string(v)
		case tagTalkNote:
			c.note = string(v)
		}
		return nil
	})
	return c, err
}
