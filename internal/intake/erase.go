package intake

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Eraser keeps customers who were deleted from coming back with the next file. Only
// hashes with the firm's secret are kept, of their numbers and mail addresses.
type Eraser struct {
	Secret []byte
	At     cal.Instant
}

func (e Eraser) hash(parts ...string) string {
	m := hmac.New(sha256.New, e.Secret)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return hex.EncodeToString(m.Sum(nil)[:16])
}

func (e Eraser) ofNumber(source, number string) string { return e.hash("number", source, number) }

func (e Eraser) ofMail(mail string) string {
	return e.hash("mail", strings.ToLower(strings.TrimSpace(mail)))
}

// hidden is the key of a document that was made up from who its customer is, without
// telling it; the same customer and day give the same key again.
func (e Eraser) hidden(source, person, document string) string {
	rest, made := strings.CutPrefix(document, "~"+person+"~")
	if !made {
		return document
	}
	return "~#" + e.ofNumber(source, person) + "~" + rest
}

// Erase prepares the deletion of a customer and of a firm's contacts, before his row and
// his numbers go: it writes down by hashes that he shall not come back, and removes what
// imports kept about him: rows that were set aside and name him, and the log of changes
// to his documents. Documents that were known by who he is get a key that does not tell
// it, so that the same file brings none of them a second time.
func (e Eraser) Erase(ctx context.Context, tx *store.Tx, id int64) error {
	c, err := customer.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	contacts, err := customer.Contacts(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, one := range append([]customer.Customer{c}, contacts...) {
		if err := e.erase(ctx, tx, &one); err != nil {
			return fmt.Errorf("erase customer %d from the imports: %w", one.ID, err)
		}
	}
	return nil
}

func (e Eraser) erase(ctx context.Context, tx *store.Tx, c *customer.Customer) error {
	aliases, err := customer.Aliases(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	var hashes []string
	for _, a := range aliases {
		hashes = append(hashes, e.ofNumber(a.Source, a.Number))
	}
	if c.Email != "" {
		hashes = append(hashes, e.ofMail(c.Email))
	}
	who := rand.Text()
	for _, h := range hashes {
		if _, err := tx.Exec(ctx, statements.Get("put-erased"), h, who, e.At); err != nil {
			return err
		}
	}
	for _, name := range []string{"forget-orders", "forget-payments"} {
		if _, err := tx.Exec(ctx, statements.Get(name), c.ID); err != nil {
			return err
		}
	}
	err = sales.RenameDocuments(ctx, tx, c.ID, func(source, document string) string {
		for _, a := range aliases {
			if a.Source == source {
				document = e.hidden(source, a.Number, document)
			}
		}
		return document
	})
	if err != nil {
		return err
	}
	return forgetRejects(ctx, tx, c, aliases)
}

// Erased tells whether somebody with this mail address was deleted and would not come
// back with a file.
func (e Eraser) Erased(ctx context.Context, q store.Querier, mail string) (bool, error) {
	if mail == "" {
		return false, nil
	}
	n, err := store.Value[int64](ctx, q, statements.Get("is-erased"), e.ofMail(mail))
	return n > 0, err
}

// Readmit lets whoever has this mail address come back with all his numbers: the firm
// has entered him anew on purpose.
func (e Eraser) Readmit(ctx context.Context, tx *store.Tx, mail string) error {
	_, err := tx.Exec(ctx, statements.Get("readmit"), e.ofMail(mail))
	return err
}

// gone returns which of the persons of a page were deleted and must not come back.
func (a *application) gone(ctx context.Context, list []person, have map[string]int64) (map[string]bool, error) {
	if !a.someErased {
		return nil, nil
	}
	var hashes []string
	of := map[string][]string{}
	for i := range list {
		p := &list[i]
		if have[p.row.Number] != 0 {
			continue
		}
		add := func(h string) {
			hashes = append(hashes, h)
			of[h] = append(of[h], p.row.Number)
		}
		add(a.eraser.ofNumber(a.source, p.row.Number))
		if p.row.FirmNumber != "" {
			add(a.eraser.ofNumber(a.source, p.row.FirmNumber))
		}
		if mail := p.row.Fields[customer.FieldEmail]; mail != "" {
			add(a.eraser.ofMail(mail))
		}
	}
	found := map[string]bool{}
	err := store.Each(ctx, a.tx, statements.Get("erased"), func(h *string) []any { return []any{h} }, func(h *string) error {
		for _, number := range of[*h] {
			found[number] = true
			a.erased[number] = true
		}
		return nil
	}, store.List(hashes))
	return found, err
}

// hide takes who he is out of a document of somebody who was deleted: it is kept for the
// sums, without a customer.
func (a *application) hide(d *draft) {
	if !a.erased[d.customer] {
		return
	}
	d.head.document = a.eraser.hidden(a.source, d.customer, d.head.document)
	for i := range d.lines {
		d.lines[i].forgetText()
	}
}

// forgetText removes a free text that no article names.
func (l *draftLine) forgetText() {
	if articleKey(&l.orderLine) == "" {
		l.description = ""
	}
}

// blank empties rows that were set aside and carry the number or the mail address of
// somebody who was deleted. By name or telephone they cannot be known: nothing of that
// is kept.
func (a *application) blank(ctx context.Context, parts []Part, list []aside) error {
	if !a.someErased {
		return nil
	}
	var hashes []string
	of := map[string][]int{}
	for i := range list {
		for _, h := range a.marks(parts, &list[i]) {
			hashes = append(hashes, h)
			of[h] = append(of[h], i)
		}
	}
	return store.Each(ctx, a.tx, statements.Get("erased"), func(h *string) []any { return []any{h} }, func(h *string) error {
		for _, i := range of[*h] {
			list[i].reason, list[i].raw = wordless(list[i].reason, list[i].raw), ""
		}
		return nil
	}, store.List(hashes))
}

// marks are the hashes of what may tell in a row who it is about: the customer numbers
// and whatever looks like a mail address.
func (a *application) marks(parts []Part, row *aside) []string {
	at := slices.IndexFunc(parts, func(p Part) bool { return p.Index == row.part })
	if at < 0 || row.raw == "" {
		return nil
	}
	p := &parts[at]
	var hashes []string
	for i, cell := range table.Cells(row.raw, delimiterOf(p.Info.Delimiter)) {
		cell = strings.TrimSpace(cell)
		if i -= p.own; cell != "" && i == p.Proposal.Column(mapping.CustomerNumber) {
			hashes = append(hashes, a.eraser.ofNumber(a.source, cell))
		}
		if strings.Contains(cell, "@") {
			hashes = append(hashes, a.eraser.ofMail(cell))
		}
	}
	return hashes
}

// delimiterOf is what stands between the cells of a kept row.
func delimiterOf(d byte) byte {
	if d == 0 {
		return ';'
	}
	return d
}

// wordless is the reason of a row without what it tells of the row.
func wordless(reason, raw string) string {
	var f Failure
	if err := json.Unmarshal([]byte(reason), &f); err != nil {
		return reason // it tells nothing
	}
	for i, arg := range f.Args {
		if text, ok := arg.(string); ok && text != "" && strings.Contains(raw, text) {
			f.Args[i] = "…"
		}
	}
	return asJSON(f)
}

// forgetRejects blanks the rows that were set aside and carry a customer's mail, his
// telephone, his whole name, or his number in the column of numbers. They stay counted.
func forgetRejects(ctx context.Context, tx *store.Tx, c *customer.Customer, aliases []customer.Alias) error {
	marks := marksOf(c, aliases)
	imports := map[int64]*Import{}
	for after := int64(0); ; {
		list, err := store.All(ctx, tx, statements.Get("all-rejects"), func(r *rejectText) []any {
			return []any{&r.id, &r.importID, &r.row, &r.reason, &r.raw}
		}, after)
		if err != nil || len(list) == 0 {
			return err
		}
		for i := range list {
			r := &list[i]
			if after = r.id; r.raw == "" {
				continue
			}
			imp := imports[r.importID]
			if imp == nil {
				got, err := get(ctx, tx, r.importID)
				if err != nil {
					return err
				}
				imp = &got
				imports[r.importID] = imp
			}
			if !marks.in(r, imp) {
				continue
			}
			if _, err := tx.Exec(ctx, statements.Get("blank-reject"), r.id, wordless(r.reason, r.raw)); err != nil {
				return err
			}
		}
	}
}

type rejectText struct {
	id, importID, row int64
	reason, raw       string
}

// marks are what tells a customer in a row of a file.
type marks struct {
	words   []string        // folded: mail, telephone digits, whole names
	numbers map[string]bool // his numbers
}

func marksOf(c *customer.Customer, aliases []customer.Alias) marks {
	m := marks{numbers: map[string]bool{}}
	add := func(s string) {
		if s = squeeze(s); len(s) >= 5 {
			m.words = append(m.words, s)
		}
	}
	add(c.Email)
	add(c.Phone)
	add(c.Company)
	if c.FirstName != "" && c.LastName != "" {
		add(c.FirstName + c.LastName)
		add(c.LastName + c.FirstName)
	} else if c.Company == "" {
		add(c.LastName)
	}
	add(c.VATID)
	add(c.Card)
	for _, a := range aliases {
		if !strings.HasPrefix(a.Number, madeUp) {
			m.numbers[a.Number] = true
		}
	}
	if c.Number != "" {
		m.numbers[c.Number] = true
	}
	return m
}

// squeeze is a text without case, blanks and marks, so that "Muster, Erika" and two
// cells with both names are the same.
func squeeze(s string) string { return strings.ReplaceAll(locale.Fold(s), " ", "") }

// in tells whether a row carries one of the marks. A number counts in the column of
// customer numbers; where that column is not known it must have four signs at least.
func (m marks) in(r *rejectText, imp *Import) bool {
	text := squeeze(strings.Map(func(c rune) rune {
		if strings.ContainsRune(";,\t|\"", c) {
			return ' '
		}
		return c
	}, r.raw))
	for _, w := range m.words {
		if strings.Contains(text, w) {
			return true
		}
	}
	at, delimiter := -1, delimiterOf(0)
	if i := slices.IndexFunc(imp.settings.Parts, func(p partSetting) bool { return p.Index == rowPart(r.row) }); i >= 0 {
		p := imp.settings.Parts[i]
		delimiter = delimiterOf(p.Delimiter)
		proposal := mapping.Recognise(p.Header, nil, mapping.Hints{})
		at = proposal.Column(mapping.CustomerNumber)
	}
	for i, cell := range table.Cells(r.raw, delimiter) {
		cell = strings.TrimSpace(cell)
		if m.numbers[cell] && (i == at || at < 0 && len(cell) >= 4) {
			return true
		}
	}
	return false
}
