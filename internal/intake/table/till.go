package table

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// TillHeader is the header of the one table that a DSFinV-K export is read as: one
// row per receipt line (Bonpos) joined with its receipt (Bonkopf), its amounts
// (Bonpos_USt) and payment; a receipt without lines is one row with empty line
// columns. The names are those of the standard (DSFinV-K 2.x, BZSt). Numbers are
// plain decimals with a point whatever index.xml declares. Where a line has
// several tax rates the amounts are summed and UST_SATZ is empty.
var TillHeader = append(append(append([]string(nil), receiptColumns...), lineColumns...), joinedColumns...)

var (
	receiptColumns = []string{
		"Z_KASSE_ID", "Z_ERSTELLUNG", "Z_NR", "BON_ID", "BON_NR", "BON_TYP", "BON_NAME", "TERMINAL_ID",
		"BON_STORNO", "BON_START", "BON_ENDE", "BEDIENER_NAME", "UMS_BRUTTO", "KUNDE_NAME", "KUNDE_ID",
		"KUNDE_TYP", "KUNDE_STRASSE", "KUNDE_PLZ", "KUNDE_ORT", "KUNDE_LAND", "KUNDE_USTID", "BON_NOTIZ",
	}
	lineColumns = []string{
		"POS_ZEILE", "GUTSCHEIN_NR", "ARTIKELTEXT", "GV_TYP", "GV_NAME", "INHAUS", "P_STORNO", "ART_NR",
		"GTIN", "WARENGR_ID", "WARENGR", "MENGE", "EINHEIT", "STK_BR",
	}
	joinedColumns = []string{
		"POS_BRUTTO", "POS_NETTO", "POS_UST", "UST_SCHLUESSEL", "UST_SATZ", "ZAHLART_TYP", "ZAHLWAEH_CODE",
	}
	tillNumbers = map[string]bool{
		"UMS_BRUTTO": true, "MENGE": true, "STK_BR": true, "POS_BRUTTO": true, "POS_NETTO": true,
		"POS_UST": true, "UST_SATZ": true, "FAKTOR": true,
	}
)

// findIndex returns the path of index.xml in fsys, in its root or one folder
// deeper, or "" when there is none.
func findIndex(fsys fs.FS) (string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(e.Name(), "index.xml") {
			return e.Name(), nil
		}
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		inner, err := fs.ReadDir(fsys, e.Name())
		if err != nil {
			return "", err
		}
		for _, f := range inner {
			if !f.IsDir() && strings.EqualFold(f.Name(), "index.xml") {
				return path.Join(e.Name(), f.Name()), nil
			}
		}
	}
	return "", nil
}

// tillTable is what index.xml declares of one table (GDPdU description standard).
type tillTable struct {
	URL      string `xml:"URL"`
	Decimal  string `xml:"DecimalSymbol"`
	Grouping string `xml:"DigitGroupingSymbol"`
	Range    struct {
		From int `xml:"From"`
	} `xml:"Range"`
	Variable struct {
		Delimiter string `xml:"ColumnDelimiter"`
		Quote     string `xml:"TextEncapsulator"`
		Fields    []struct {
			XMLName xml.Name
			Name    string `xml:"Name"`
		} `xml:",any"`
	} `xml:"VariableLength"`
}

// readIndex returns the declared tables by lower-case file name.
func readIndex(fsys fs.FS, index string) (map[string]tillTable, error) {
	in, err := fsys.Open(index)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var set struct {
		Media []struct {
			Tables []tillTable `xml:"Table"`
		} `xml:"Media"`
	}
	d := xml.NewDecoder(io.LimitReader(in, mostXMLHead))
	d.Strict = false // the description standard's DTD is often abused
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) {
		return charmap.Windows1252.NewDecoder().Reader(r), nil
	}
	if err := d.Decode(&set); err != nil {
		return nil, err
	}
	tables := map[string]tillTable{}
	for _, m := range set.Media {
		for _, t := range m.Tables {
			tables[strings.ToLower(path.Base(strings.TrimSpace(t.URL)))] = t
		}
	}
	return tables, nil
}

// till joins the tables of a DSFinV-K export.
type till struct {
	fsys   fs.FS
	dir    string
	tables map[string]tillTable
	limits Limits
	guard  *unpackLimit
	m      *meter
	closer closers

	receipts map[string]*receipt
	order    []*receipt
	rates    map[string]string
	problems []record // of other tables than lines.csv, in the order found

	lines, vat *tillFile
	vatNext    *vatRow
	vatAhead   map[string]*lineVAT
	rest       int // next receipt to be looked at for having no lines
	cells      []string
}

type receipt struct {
	key   string
	line  int
	cells string // of receiptColumns, joined by an unused character
	pay   [2]string
	used  bool
}

const unused = "\x1f"

type closers []io.Closer

// Close closes all and returns their errors joined.
func (c closers) Close() error {
	var errs []error
	for _, x := range c {
		errs = append(errs, x.Close())
	}
	return errors.Join(errs...)
}

func openTill(fsys fs.FS, index string, m *meter, guard *unpackLimit, limits Limits) (*Reader, error) {
	tables, err := readIndex(fsys, index)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.broken_index", index)
	}
	_, head := tables["transactions.csv"]
	_, body := tables["lines.csv"]
	if !head || !body {
		return nil, fault.New(fault.Invalid, "intake.no_dsfinvk", index)
	}
	t := &till{
		fsys: fsys, dir: path.Dir(index), tables: tables, limits: limits, guard: guard, m: m,
		receipts: map[string]*receipt{}, rates: map[string]string{}, vatAhead: map[string]*lineVAT{},
	}
	if m.total == 0 {
		m.total = t.size()
	}
	err = t.load()
	if err == nil {
		t.lines, err = t.open("lines.csv")
	}
	if err == nil {
		t.vat, err = t.optional("lines_vat.csv")
	}
	if err != nil {
		return nil, errors.Join(err, t.closer.Close())
	}
	info := Info{Name: index, Format: DSFinVK, Encoding: UTF8, Delimiter: ';', Quote: '"', HeaderLine: 1, Decimal: '.'}
	r, err := newReader(info, t, m, t.closer, TillHeader)
	if err != nil {
		return nil, errors.Join(err, t.closer.Close())
	}
	return r, nil
}

func (t *till) size() int64 {
	var sum int64
	for name := range t.tables {
		if info, err := fs.Stat(t.fsys, t.find(name)); err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// find returns the path of a declared file whatever the case of its name.
func (t *till) find(name string) string {
	entries, err := fs.ReadDir(t.fsys, t.dir)
	if err != nil {
		return path.Join(t.dir, name)
	}
	for _, e := range entries {
		if strings.EqualFold(e.Name(), name) {
			return path.Join(t.dir, e.Name())
		}
	}
	return path.Join(t.dir, name)
}

// tillFile is one opened table of the export.
type tillFile struct {
	name     string
	scan     *scanner
	at       map[string]int // column by name
	decimal  string
	grouping string
	first    *record // a data row read while looking for the header
	rec      record
}

// optional opens a table that an export may lack; nil when it does.
func (t *till) optional(name string) (*tillFile, error) {
	if _, ok := t.tables[name]; !ok {
		return nil, nil //nolint:nilnil // an absent table is an answer here
	}
	if _, err := fs.Stat(t.fsys, t.find(name)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // declared but not delivered: tills leave out empty tables
	}
	return t.open(name)
}

func (t *till) open(name string) (*tillFile, error) {
	in, err := t.fsys.Open(t.find(name))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "intake.till_table_missing", name)
	}
	t.closer = append(t.closer, in)
	decl := t.tables[name]
	d := dialect{delimiter: ';', quote: '"', eol: '\n'}
	if v := decl.Variable.Delimiter; len(v) == 1 {
		d.delimiter = v[0]
	}
	if v := decl.Variable.Quote; len(v) == 1 {
		d.quote = v[0]
	}
	f := &tillFile{name: name, at: map[string]int{}, decimal: ",", grouping: decl.Grouping}
	if decl.Decimal != "" {
		f.decimal = decl.Decimal
	}
	var r io.Reader = &brokenAs{r: in, key: "intake.broken_file", name: name}
	r = &counted{r: t.guard.reader(r), m: t.m}
	f.scan = newScanner(r, d, t.limits.RowBytes)
	return f, f.header(decl)
}

// header reads the names of the columns: from the first row when it has them,
// else from index.xml, whose range says how many rows to pass over.
func (f *tillFile) header(decl tillTable) error {
	var rec record
	if !f.scan.next(&rec) {
		return f.scan.err
	}
	names := rec.cells
	if len(names) > 0 {
		names[0] = strings.TrimPrefix(names[0], "\ufeff")
	}
	isHeader := false
	for _, n := range names {
		isHeader = isHeader || strings.EqualFold(strings.TrimSpace(n), "Z_KASSE_ID")
	}
	if !isHeader {
		if decl.Range.From < 2 {
			f.first = &record{
				line: rec.line, raw: append([]byte(nil), rec.raw...),
				cells: append([]string(nil), rec.cells...), problem: rec.problem,
			}
		}
		names = nil
		for _, c := range decl.Variable.Fields {
			if c.XMLName.Local == "VariableColumn" || c.XMLName.Local == "VariablePrimaryKey" {
				names = append(names, c.Name)
			}
		}
	}
	for i, n := range names {
		f.at[strings.ToUpper(strings.TrimSpace(n))] = i
	}
	f.scan.d.want = len(names)
	return nil
}

// next reads the next row that is not blank into f.rec; io.EOF at the end.
func (f *tillFile) next() error {
	if f.first != nil {
		f.rec, f.first = *f.first, nil
		return nil
	}
	for f.scan.next(&f.rec) {
		if f.rec.problem == nil && blank(f.rec.cells) {
			continue
		}
		if want := f.scan.d.want; f.rec.problem == nil && len(f.rec.cells) > want && !blank(f.rec.cells[want:]) {
			f.rec.problem = &Problem{Column: want, Key: "intake.too_many_cells", Args: []any{len(f.rec.cells), want}}
		}
		return nil
	}
	if f.scan.err != nil {
		return f.scan.err
	}
	return io.EOF
}

// cell returns the named cell of the row, numbers as plain decimals.
func (f *tillFile) cell(name string) string {
	i, ok := f.at[name]
	if !ok || i >= len(f.rec.cells) {
		return ""
	}
	v := f.rec.cells[i]
	if !tillNumbers[name] {
		return v
	}
	if f.grouping != "" && f.grouping != f.decimal {
		v = strings.ReplaceAll(v, f.grouping, "")
	}
	return strings.Replace(v, f.decimal, ".", 1)
}

// key names the receipt of the row.
func (f *tillFile) key() string {
	return f.cell("Z_KASSE_ID") + unused + f.cell("Z_NR") + unused + f.cell("BON_ID")
}

// load reads the tables that are small or needed at random: receipts, payments
// and tax rates.
func (t *till) load() error {
	heads, err := t.open("transactions.csv")
	if err != nil {
		return err
	}
	if err := t.each(heads, t.addReceipt); err != nil {
		return err
	}
	for name, add := range map[string]func(*tillFile) error{"datapayment.csv": t.addPayment, "vat.csv": t.addRate} {
		f, err := t.optional(name)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if err := t.each(f, add); err != nil {
			return err
		}
	}
	return nil
}

// each hands every good row to add and keeps the others as problems.
func (t *till) each(f *tillFile, add func(*tillFile) error) error {
	for {
		err := f.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && f.rec.problem == nil {
			err = add(f)
		} else if err == nil {
			err = t.problem(f, f.rec.problem)
		}
		if err != nil {
			return err
		}
	}
}

func (t *till) problem(f *tillFile, p *Problem) error {
	if len(t.problems) >= t.limits.Receipts {
		return t.tooMany()
	}
	t.problems = append(t.problems, record{line: f.rec.line, part: f.name, raw: bytes.Clone(f.rec.raw), problem: p})
	return nil
}

func (t *till) tooMany() error {
	return fault.New(fault.Limit, "intake.till_too_large", t.limits.Receipts)
}

func (t *till) addReceipt(f *tillFile) error {
	key := f.key()
	if t.receipts[key] != nil {
		return t.problem(f, &Problem{Column: -1, Key: "intake.till_double_receipt"})
	}
	if len(t.order) >= t.limits.Receipts {
		return t.tooMany()
	}
	cells := make([]string, len(receiptColumns))
	for i, name := range receiptColumns {
		cells[i] = strings.ReplaceAll(f.cell(name), unused, " ")
	}
	r := &receipt{key: key, line: f.rec.line, cells: strings.Join(cells, unused)}
	t.receipts[key] = r
	t.order = append(t.order, r)
	return nil
}

func (t *till) addPayment(f *tillFile) error {
	r := t.receipts[f.key()]
	if r == nil {
		return t.problem(f, &Problem{Column: -1, Key: "intake.till_without_receipt"})
	}
	if r.pay[0] == "" {
		r.pay = [2]string{f.cell("ZAHLART_TYP"), f.cell("ZAHLWAEH_CODE")}
	}
	return nil
}

func (t *till) addRate(f *tillFile) error {
	if len(t.rates) >= t.limits.Receipts {
		return t.tooMany()
	}
	t.rates[f.cell("Z_KASSE_ID")+unused+f.cell("Z_NR")+unused+f.cell("UST_SCHLUESSEL")] = f.cell("UST_SATZ")
	return nil
}
