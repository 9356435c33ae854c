package table

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// book is an XLSX workbook. Its sheets are streamed; only the shared texts are
// held in memory. It is read here and not by a spreadsheet library, because those
// either format numbers as the cell shows them, which loses digits, or give dates
// as bare serial numbers, and hold the packed file in memory.
type book struct {
	z      *zip.Reader
	size   int64
	name   string
	limits Limits
	guard  *unpackLimit
	dir    string // folder of workbook.xml
	from04 bool   // days count from 1904

	once   sync.Once
	err    error
	shared []string
	dates  []bool // by cell style: shows a date or a time
}

// bookOf returns the path of the workbook inside z, or "" when z is no XLSX.
func bookOf(z *zip.Reader) string {
	for _, f := range z.File {
		if n := strings.ToLower(f.Name); n == "xl/workbook.xml" || n == "xl/workbook.bin" ||
			(n == "content.xml" && hasEntry(z, "mimetype")) {
			return f.Name
		}
	}
	return ""
}

func hasEntry(z *zip.Reader, name string) bool {
	for _, f := range z.File {
		if f.Name == name {
			return true
		}
	}
	return false
}

func openBook(z *zip.Reader, size int64, name string, limits Limits) (*File, error) {
	main := bookOf(z)
	if !strings.HasSuffix(strings.ToLower(main), "workbook.xml") {
		return nil, fault.New(fault.Invalid, "intake.legacy_xls", name) // XLSB or ODS
	}
	b := &book{z: z, size: size, name: name, limits: limits, dir: path.Dir(main)}
	b.guard = &unpackLimit{limits: limits, packed: func() int64 { return size }, name: name}
	sheets, err := b.sheets(main)
	if err != nil {
		return nil, err
	}
	f := &File{}
	for _, s := range sheets {
		open := func(As) (*Reader, error) { return b.sheet(s.name, s.entry) }
		if len(sheets) > 1 { // empty sheets beside the data are no parts
			r, err := open(As{})
			if err != nil {
				return nil, err
			}
			empty := r.HeaderOnly() && len(r.header) <= 1
			if err := r.Close(); err != nil {
				return nil, fault.Wrap(err, fault.Invalid, "intake.broken_xlsx", name)
			}
			if empty {
				continue
			}
		}
		f.parts = append(f.parts, Part{Name: s.name, Format: XLSX, open: open})
		if len(f.parts) > mostWrapped {
			return nil, fault.New(fault.Limit, "intake.too_many_parts", name, mostWrapped)
		}
	}
	if len(f.parts) == 0 {
		return nil, fault.New(fault.Invalid, "intake.empty_file", name)
	}
	return f, nil
}

type sheetEntry struct{ name, entry string }

// sheets lists the visible sheets in their order.
func (b *book) sheets(main string) ([]sheetEntry, error) {
	var wb struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
			OldID string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(main, &wb); err != nil {
		return nil, err
	}
	var rels struct {
		Items []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.decode(path.Join(b.dir, "_rels", path.Base(main)+".rels"), &rels); err != nil {
		return nil, err
	}
	b.from04 = wb.Properties.Date1904 == "1" || wb.Properties.Date1904 == "true"
	target := map[string]string{}
	for _, r := range rels.Items {
		t := r.Target
		if !strings.HasPrefix(t, "/") {
			t = path.Join("/", b.dir, t)
		}
		target[r.ID] = strings.TrimPrefix(path.Clean(t), "/")
	}
	var out []sheetEntry
	for _, s := range wb.Sheets {
		t := target[s.ID+s.OldID]
		if t == "" || (s.State != "" && s.State != "visible") || strings.Contains(t, "chartsheets/") {
			continue
		}
		out = append(out, sheetEntry{s.Name, t})
	}
	return out, nil
}

// mostXMLHead bounds the small files of a workbook.
const mostXMLHead = 16 << 20

func (b *book) open(name string) (io.ReadCloser, int64, error) {
	for _, f := range b.z.File {
		if strings.EqualFold(f.Name, name) {
			rc, err := f.Open()
			if err != nil {
				return nil, 0, b.broken(err)
			}
			return rc, int64(f.UncompressedSize64), nil
		}
	}
	return nil, 0, b.broken(errors.New("no entry " + name))
}

func (b *book) broken(err error) error {
	if fault.Of(err) != nil {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "intake.broken_xlsx", b.name)
}

func (b *book) decode(name string, v any) error {
	rc, _, err := b.open(name)
	if err != nil {
		return err
	}
	defer rc.Close()
	if err := xml.NewDecoder(io.LimitReader(b.guard.reader(rc), mostXMLHead)).Decode(v); err != nil {
		return b.broken(err)
	}
	return nil
}

// load reads styles and shared texts once for all sheets.
func (b *book) load() error {
	b.once.Do(func() {
		if b.err = b.loadStyles(); b.err == nil {
			b.err = b.loadShared()
		}
	})
	return b.err
}

func (b *book) loadStyles() error {
	if !b.has("styles.xml") {
		return nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(path.Join(b.dir, "styles.xml"), &styles); err != nil {
		return err
	}
	custom := map[int]bool{}
	for _, f := range styles.Formats {
		custom[f.ID] = dateFormat(f.Code)
	}
	for _, c := range styles.Cells {
		isDate, own := custom[c.Format]
		if !own {
			isDate = builtinDate(c.Format)
		}
		b.dates = append(b.dates, isDate)
	}
	return nil
}

func (b *book) has(name string) bool {
	for _, f := range b.z.File {
		if strings.EqualFold(f.Name, path.Join(b.dir, name)) {
			return true
		}
	}
	return false
}

// builtinDate knows the number formats that need no code (ECMA-376 part 1, 18.8.30,
// with the reserved East Asian dates).
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// dateFormat reports whether a format code shows a date or time: it has a date
// letter outside quotes, brackets and escapes.
func dateFormat(code string) bool {
	code, _, _ = strings.Cut(code, ";")
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case code[i] == '[':
			for i++; i < len(code) && code[i] != ']'; i++ {
			}
		case c == 'g' && len(code) >= i+7 && strings.EqualFold(code[i:i+7], "general"):
			i += 6
		case c == 'd' || c == 'm' || c == 'y' || c == 'h' || c == 's' || c == 'j' || c == 't':
			return true
		}
	}
	return false
}

func (b *book) loadShared() error {
	if !b.has("sharedStrings.xml") {
		return nil
	}
	rc, _, err := b.open(path.Join(b.dir, "sharedStrings.xml"))
	if err != nil {
		return err
	}
	defer rc.Close()
	tokens := newTokens(b.guard.reader(rc))
	var item strings.Builder
	var size int64
	inText, phonetic := false, false
	for {
		t, err := tokens.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return b.broken(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t" && !phonetic
			phonetic = phonetic || t.Name.Local == "rPh"
		case xml.CharData:
			if inText {
				item.Write(t)
			}
		case xml.EndElement:
			inText = false
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "si":
				size += int64(item.Len()) + 24
				if size > b.limits.Shared {
					return fault.New(fault.Limit, "intake.xlsx_too_large", b.name)
				}
				b.shared = append(b.shared, strings.Clone(item.String()))
				item.Reset()
			}
		}
	}
}

// tokens is an XML reader that refuses a single token of absurd size.
type tokens struct {
	d     *xml.Decoder
	in    io.Reader
	since int
}

const mostToken = 8 << 20

func newTokens(r io.Reader) *tokens {
	t := &tokens{in: r}
	t.d = xml.NewDecoder(bufio.NewReaderSize(t, 64<<10))
	return t
}

func (t *tokens) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	if t.since += n; t.since > mostToken {
		return 0, errors.New("an XML token is too large")
	}
	return n, err
}

func (t *tokens) next() (xml.Token, error) {
	tok, err := t.d.RawToken()
	t.since = 0
	return tok, err
}

func (b *book) sheet(name, entry string) (*Reader, error) {
	if err := b.load(); err != nil {
		return nil, err
	}
	rc, size, err := b.open(entry)
	if err != nil {
		return nil, err
	}
	m := &meter{total: size}
	// Every reading has its own limit, because the same sheet may be read twice.
	guard := &unpackLimit{limits: b.limits, packed: b.guard.packed, name: b.name}
	s := &sheetSource{book: b, tokens: newTokens(&counted{r: guard.reader(rc), m: m})}
	r, err := newReader(Info{Name: name, Format: XLSX, Decimal: '.'}, s, m, rc, nil)
	if err != nil {
		return nil, errors.Join(err, rc.Close())
	}
	return r, nil
}

// sheetSource streams the rows of a sheet.
type sheetSource struct {
	book   *book
	tokens *tokens
	line   int
	cells  []string
}

// mostColumns is the width of a sheet in Excel.
const mostColumns = 16384

func (s *sheetSource) record(rec *record) error {
	for {
		t, err := s.tokens.next()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return s.book.broken(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		s.line++
		if n, err := strconv.Atoi(attr(start, "r")); err == nil && n > 0 {
			s.line = n
		}
		if err := s.row(); err != nil {
			return s.book.broken(err)
		}
		*rec = record{line: s.line, cells: s.cells, joined: true}
		return nil
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// row reads the cells up to the end of the row.
func (s *sheetSource) row() error {
	s.cells = s.cells[:0]
	for {
		t, err := s.tokens.next()
		if err != nil {
			return noEOF(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			at := column(attr(t, "r"), len(s.cells))
			if at >= mostColumns {
				return errors.New("too many columns")
			}
			kind := attr(t, "t")
			style, _ := strconv.Atoi(attr(t, "s")) // absent means 0
			v, err := s.value()
			if err != nil {
				return err
			}
			for len(s.cells) <= at {
				s.cells = append(s.cells, "")
			}
			s.cells[at] = s.book.cell(kind, style, v)
		}
	}
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// value reads the text of a cell up to its end.
func (s *sheetSource) value() (string, error) {
	var v string
	take, phonetic := false, false
	for {
		t, err := s.tokens.next()
		if err != nil {
			return "", noEOF(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			phonetic = phonetic || t.Name.Local == "rPh"
			take = (t.Name.Local == "v" || t.Name.Local == "t") && !phonetic
		case xml.CharData:
			if take {
				v += string(t)
			}
		case xml.EndElement:
			take = false
			if t.Name.Local == "rPh" {
				phonetic = false
			}
			if t.Name.Local == "c" {
				return v, nil
			}
		}
	}
}

// column turns "BC12" into 54; without a reference it is the next column.
func column(ref string, next int) int {
	n := 0
	for i := range len(ref) {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' || i > 3 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// cell turns the stored value of a cell into text.
func (b *book) cell(kind string, style int, v string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(b.shared) {
			return b.shared[i]
		}
		return ""
	case "inlineStr", "str", "e":
		return v
	case "b":
		if v == "1" {
			return "true"
		}
		return "false"
	case "d":
		return strings.Replace(v, "T", " ", 1)
	}
	if style >= 0 && style < len(b.dates) && b.dates[style] {
		if iso, ok := SerialDate(v, b.from04); ok {
			return iso
		}
	}
	return number(v)
}

// number writes a stored number with at most 15 digits, as Excel shows it: what
// stands behind them is noise of binary fractions.
func number(v string) string {
	if !strings.ContainsAny(v, ".eE") {
		return v
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || f > 1e18 || f < -1e18 {
		return v
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64) // was a number just now
	return strconv.FormatFloat(f, 'f', -1, 64)
}
