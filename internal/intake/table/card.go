package table

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/vcard"
)

// VCard is the format of a file of address cards.
const VCard Format = "vcard"

// cardHeader are the columns that a card becomes. The first names the format, so that
// mapping recognises it.
var cardHeader = []string{
	"vCard UID", "Vorname", "Nachname", "Kundenname", "Titel", "Firma", "Kundenart", "E-Mail", "Telefon", "Straße", "PLZ", "Ort", "Land", "Geburtstag", "Notiz",
	"Weitere Kontaktwege", "Werbung widersprochen", "Nicht ansprechen", "Verstorben",
}

// cardBars are the categories of a card that say what the last three columns say, as our
// own cards write them: who carries addresses from one house to another must not lose
// that somebody does not want to be written to.
var cardBars = [3][]string{
	{"Werbung widersprochen", "Objected to advertising"}, {"Nicht ansprechen", "Do not approach"}, {"Verstorben", "Deceased"},
}

// barCells are the last columns of a card.
func barCells(c *vcard.Card) []string {
	cells := make([]string, len(cardBars))
	for _, p := range c.All("CATEGORIES") {
		for said := range strings.SplitSeq(p.Text(), ",") {
			for i, words := range cardBars {
				if slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(strings.TrimSpace(said), w) }) {
					cells[i] = "ja"
				}
			}
		}
	}
	return cells
}

// beginsCard tells whether a file holds cards.
func beginsCard(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(head) > 11 && strings.EqualFold(string(head[:11]), "BEGIN:VCARD")
}

// openCards reads cards as rows. A line that cannot be read is a row with a problem; the
// card around it is a row of its own without that line.
func openCards(r io.ReaderAt, size int64, name string) *File {
	return &File{parts: []Part{{Name: name, Format: VCard, open: func(As) (*Reader, error) {
		progress := &meter{total: size}
		in := withoutMark(&counted{r: io.NewSectionReader(r, 0, size), m: progress})
		next, stop := iter.Pull2(vcard.Read(in))
		info := Info{Name: name, Format: VCard, Encoding: UTF8, Delimiter: ';', Quote: '"'}
		return newReader(info, &cardSource{next}, progress, closeFunc(stop), cardHeader)
	}}}}
}

type closeFunc func()

func (f closeFunc) Close() error { f(); return nil }

// withoutMark passes over a byte order mark.
func withoutMark(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, err := io.ReadFull(r, head)
	head = bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf"))
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return io.MultiReader(bytes.NewReader(head), &failing{err})
	}
	return io.MultiReader(bytes.NewReader(head), r)
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

type cardSource struct {
	next func() (vcard.Card, error, bool)
}

func (s *cardSource) record(rec *record) error {
	card, err, more := s.next()
	if !more {
		return io.EOF
	}
	*rec = record{line: card.Line, joined: true}
	var p *vcard.Problem
	switch {
	case errors.As(err, &p):
		rec.line = p.Line
		rec.problem = &Problem{Column: -1, Key: "intake.card_line"}
		if p.Reason == "end" && len(card.Properties) > 0 { // the last card of a file that breaks off
			rec.cells = cardCells(&card)
		}
		return nil
	case err != nil:
		if fault.Of(err) != nil {
			return err
		}
		return fault.Wrap(err, fault.Invalid, "intake.broken_file")
	}
	if rec.cells = cardCells(&card); blank(rec.cells[1:]) {
		rec.problem = &Problem{Column: -1, Key: "intake.card_empty"}
	}
	return nil
}

// CardWay joins and splits what a line of the last column says of a further telephone,
// mail or address: "phone", "mail" or "address", what it is for ("business", "private",
// "mobile", "fax" or nothing), then the value, or street, postcode, city and country.
const CardWay = " | "

// cardUsages are what the types of a card mean.
var cardUsages = [...][2]string{{"fax", "fax"}, {"cell", "mobile"}, {"work", "business"}, {"home", "private"}}

// cardWay is the line of a further way.
func cardWay(p *vcard.Property) string {
	parts := []string{"", "", plainValue(p)}
	switch p.Name {
	case "TEL":
		parts[0] = "phone"
	case "EMAIL":
		parts[0] = "mail"
	default:
		parts = []string{"address", "", strings.TrimSpace(p.Part(2) + " " + p.Part(1)), p.Part(5), p.Part(3), p.Part(6)}
	}
	for _, u := range cardUsages {
		if p.Is(u[0]) && (parts[0] == "phone" || u[1] == "business" || u[1] == "private") {
			parts[1] = u[1]
			break
		}
	}
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(strings.ReplaceAll(parts[i], "|", " ")), " ")
	}
	return strings.Join(parts, CardWay)
}

// cardCells puts a card into the columns. A customer has one number, one mail and one
// address there; the further ones stand in the last column, one a line.
func cardCells(c *vcard.Card) []string {
	text := func(name string) string {
		if p := c.First(name); p != nil {
			return strings.TrimSpace(p.Text())
		}
		return ""
	}
	var note []string
	for _, p := range c.All("NOTE") {
		note = append(note, p.Text())
	}
	var ways []string
	first := func(name string) *vcard.Property {
		main := c.First(name)
		for _, p := range c.All(name) {
			if p != main && plainValue(p) != plainValue(main) {
				ways = append(ways, cardWay(p))
			}
		}
		return main
	}
	var given, family, prefix string
	if n := c.First("N"); n != nil {
		family, given, prefix = n.Part(0), strings.TrimSpace(n.Part(1)+" "+n.Part(2)), n.Part(3)
	}
	company, kind, full := "", "", text("FN")
	if org := c.First("ORG"); org != nil {
		company = org.Part(0)
	}
	switch {
	case strings.EqualFold(text("KIND"), "org"), strings.EqualFold(text("X-ABSHOWAS"), "COMPANY"):
		if company == "" {
			company = full
		}
		kind, given, family, full = "Firma", "", "", ""
	case given != "" || family != "":
		full = ""
		if company != "" { // somebody who works there is not the firm
			kind = "Person"
		}
	case full == company:
		full = ""
	}
	var street, postcode, city, country string
	if a := first("ADR"); a != nil {
		street = strings.TrimSpace(a.Part(2) + " " + a.Part(1))
		city, postcode, country = a.Part(3), a.Part(5), a.Part(6)
	}
	mail, phone := plainValue(first("EMAIL")), plainValue(first("TEL"))
	return append([]string{
		text("UID"), given, family, full, prefix, company, kind, mail, phone, street, postcode, city, country, cardBirthday(c.First("BDAY")), strings.Join(note, "\n"),
		strings.Join(ways, "\n"),
	}, barCells(c)...)
}

// plainValue is a value without the scheme of an address, in one line.
func plainValue(p *vcard.Property) string {
	if p == nil {
		return ""
	}
	parts := slices.DeleteFunc(slices.Clone(p.Parts), func(s string) bool { return s == "" })
	v := strings.TrimSpace(strings.Join(parts, ", "))
	for _, scheme := range []string{"tel:", "mailto:"} {
		if len(v) > len(scheme) && strings.EqualFold(v[:len(scheme)], scheme) {
			v = v[len(scheme):]
		}
	}
	return v
}

// cardBirthday writes a day as YYYY-MM-DD. Of a birthday only day and month are kept, so
// one without its year gets a leap year.
func cardBirthday(p *vcard.Property) string {
	if p == nil {
		return ""
	}
	v, _, _ := strings.Cut(strings.TrimSpace(p.Text()), "T")
	if year := p.Params["X-APPLE-OMIT-YEAR"]; len(year) > 0 && strings.HasPrefix(v, year[0]) {
		v = "--" + strings.TrimPrefix(v[len(year[0]):], "-") // the year is none
	}
	digits := strings.ReplaceAll(v, "-", "")
	switch {
	case strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }):
	case strings.HasPrefix(v, "--") && len(digits) == 4:
		return "2000-" + digits[:2] + "-" + digits[2:]
	case len(digits) == 8:
		return digits[:4] + "-" + digits[4:6] + "-" + digits[6:]
	}
	return v
}
