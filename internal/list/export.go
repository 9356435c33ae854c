package list

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
)

// Format is a kind of file that a list is exported to.
type Format string

// The formats: CSV with semicolons and a byte order mark, as German spreadsheet
// programs open it, and XLSX.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Words looks a message up in the reader's language.
type Words func(key string) string

// Cell makes a text safe for spreadsheet programs, which would run a text that begins
// like a formula: it gets an apostrophe in front. Source: OWASP, CSV Injection.
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// Form says what an export shows.
type Form struct {
	Words   Words
	Decimal byte                  // ',' or '.'
	Columns []string              // keys of columns behind the name, see [Columns]; none for all, the firm's own too
	Own     []field.Definition    // the firm's fields that Columns may name
	Owner   func(id int64) string // what colleagues are called
	Only    []int64               // these customers of the list, ascending; nil for all

	day cal.Date // of the query
}

// Columns are the keys of the columns that a view can show beside the name. A field of
// the firm's own is "own." and its key.
var Columns = []string{
	"number", "kind", "first_name", "last_name", "company", "salutation", "title", "address_form", "role",
	"street", "postcode", "city", "country", "phone", "email", "vat_id", "birthday", "card", "origin", "favourite", "note",
	"owner", "contact", "spoken", "gaps", "known", "relation",
	"standing", "activity", "rhythm", "occasions", "interval", "first", "last", "net", "total", "margin", "db4", "lifetime", "referrals", "referral", "warning",
}

// MoneyColumns are those that only who may see money is shown.
var MoneyColumns = []string{"net", "total", "margin", "db4", "lifetime", "referral"}

// Export writes all rows of q with a head line, without holding them in memory for
// CSV. Amounts have the decimal mark of the form, a figure that is not known is an
// empty cell.
func Export(ctx context.Context, db store.Querier, w io.Writer, format Format, q Query, form Form) error {
	decimal := form.Decimal
	keys, head := form.keys(), []any(nil)
	q.Full = true
	for _, key := range keys {
		head = append(head, form.title(key))
	}
	out, err := newSheet(w, format)
	if err != nil {
		return err
	}
	if err := out.write(head, decimal); err != nil {
		return fmt.Errorf("export the list: %w", err)
	}
	q.Limit, q.After, q.Before, form.day = MaxPage, "", "", q.Day
	for {
		p, err := Find(ctx, db, q)
		if err != nil {
			return err
		}
		for i := range p.Rows {
			if _, chosen := slices.BinarySearch(form.Only, p.Rows[i].ID); form.Only != nil && !chosen {
				continue
			}
			if err := out.write(form.row(&p.Rows[i], keys), decimal); err != nil {
				return fmt.Errorf("export the list: %w", err)
			}
		}
		if p.Next == "" {
			break
		}
		q.After = p.Next
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("export the list: %w", err)
	}
	return nil
}

// Type is the content type of a file.
func Type(f Format, windows bool) string {
	switch {
	case f == XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case windows:
		return "text/csv; charset=windows-1252"
	}
	return "text/csv; charset=utf-8"
}

// Table writes rows of texts, money.Cents, int64, float64 or nil as a file, texts safe as by
// [Cell]. windows writes CSV in Windows-1252 without a byte order mark, as bookkeeping programs
// read it; what that does not hold becomes a question mark.
func Table(w io.Writer, format Format, windows bool, decimal byte, rows [][]any) error {
	var out sheet
	if format == CSV && windows {
		c := csv.NewWriter(charmap.Windows1252.NewEncoder().Writer(w))
		c.Comma, c.UseCRLF = ';', true
		out = &csvSheet{c}
	} else {
		var err error
		if out, err = newSheet(w, format); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if windows {
			row = slices.Clone(row)
			for i, c := range row {
				if text, ok := c.(string); ok {
					row[i] = latin(text)
				}
			}
		}
		if err := out.write(row, decimal); err != nil {
			return fmt.Errorf("write a table: %w", err)
		}
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	return nil
}

// latin replaces what Windows-1252 does not hold.
func latin(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u2212':
			return '-'
		case '\u202f', '\u2009':
			return ' '
		}
		if _, ok := charmap.Windows1252.EncodeRune(r); !ok {
			return '?'
		}
		return r
	}, s)
}

// keys are the columns of a view's file: name and what may not be forgotten when the
// file is used for letters stand in every one.
func (f *Form) keys() []string {
	keys, columns := []string{"name"}, f.Columns
	if len(columns) == 0 {
		columns = slices.Clone(Columns)
		for _, d := range f.Own {
			if !d.Archived {
				columns = append(columns, "own."+d.Key)
			}
		}
	}
	for _, key := range columns {
		if key != "name" && key != "rhythm" {
			keys = append(keys, key)
		}
	}
	return append(keys, "objected", "do_not_contact", "deceased")
}

func (f *Form) title(key string) string {
	if d := f.own(key); d != nil {
		return d.Label
	}
	return f.Words("list.column." + key)
}

func (f *Form) own(key string) *field.Definition {
	i := slices.IndexFunc(f.Own, func(d field.Definition) bool { return "own."+d.Key == key })
	if i < 0 {
		return nil
	}
	return &f.Own[i]
}

// row gives a row's cells: text, int64, float64 or money.Cents; nil is empty.
func (f *Form) row(r *Row, keys []string) []any {
	cells := make([]any, len(keys))
	for i, key := range keys {
		switch d := f.own(key); {
		case d != nil:
			cells[i] = f.ownCell(d, r)
		case OfRecord(key):
			cells[i] = f.recordCell(r, key)
		default:
			cells[i] = f.cell(r, key)
		}
	}
	return cells
}

// RecordColumns are the columns that are fields of the record, and bear their names.
var RecordColumns = []customer.Field{
	customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany, customer.FieldSalutation, customer.FieldTitle,
	customer.FieldAddressForm, customer.FieldRole, customer.FieldStreet, customer.FieldPostcode, customer.FieldCountry,
	customer.FieldPhone, customer.FieldEmail, customer.FieldVATID, customer.FieldBirthday, customer.FieldCard,
	customer.FieldOrigin, customer.FieldFavourite, customer.FieldNote,
}

// OfRecord reports whether a column needs a full query.
func OfRecord(key string) bool {
	return slices.Contains(RecordColumns, customer.Field(key)) || slices.Contains([]string{"owner", "contact", "spoken", "gaps", "known", "relation", "db4", "lifetime", "referrals", "referral"}, key)
}

// recordCell is a cell of a full row.
func (f *Form) recordCell(r *Row, key string) any {
	switch {
	case r.Record == nil:
		return nil
	case key == "owner":
		if r.Record.OwnerID == 0 || f.Owner == nil {
			return nil
		}
		return f.Owner(r.Record.OwnerID)
	case key == "db4":
		if r.Steps == nil {
			return nil
		}
		return r.Steps.DB4
	case key == "lifetime":
		if r.Lifetime == nil || r.Lifetime.State == value.Open {
			return nil
		}
		return r.Lifetime.Shown
	case key == "referrals" || key == "referral":
		if r.Referrals == nil || r.Referrals.Referrals == 0 {
			return nil
		}
		if key == "referrals" {
			return int64(r.Referrals.Referrals)
		}
		return r.Referrals.Gain
	case key == "contact":
		return day(r.Record.LastContact)
	case key == "spoken":
		if word := r.Spoken(f.day); word != "" {
			return f.Words("audience.option." + word)
		}
		return nil
	case key == "relation":
		if r.Relation == nil {
			return nil
		}
		return r.Relation.Kind.Key()
	case key == "gaps" || key == "known":
		if r.Known == nil {
			return nil
		}
		if key == "known" {
			return int64(r.Known.Score)
		}
		var words []string
		for _, k := range r.Known.Missing.Keys() {
			words = append(words, f.Words("knowledge.key."+string(k)))
		}
		return strings.Join(words, ", ")
	}
	return r.Record.Get(customer.Field(key))
}

func (f *Form) ownCell(d *field.Definition, r *Row) any {
	v, there := r.Own[d.ID]
	if !there {
		return nil
	}
	switch d.Kind {
	case field.Money:
		return money.Cents(v.Int)
	case field.Number:
		return number(d.Canonical(v))
	case field.Flag:
		return f.Words("field." + d.Canonical(v))
	case field.Text, field.Choice, field.Day:
	}
	return v.Text
}

// number is a decimal as the file writes it.
type number string

func (f *Form) cell(r *Row, key string) any {
	switch key {
	case "number":
		return r.Number
	case "name":
		return r.Name
	case "kind":
		return f.Words("list.kind." + string(r.Kind))
	case "city":
		return r.City
	case "objected":
		return f.mark(r.Bars.Objected)
	case "do_not_contact":
		return f.mark(r.Bars.DoNotContact)
	case "deceased":
		return f.mark(r.Bars.Deceased)
	}
	if !r.Computed {
		return nil
	}
	return f.figure(r, key)
}

// figure is a cell that has been computed.
func (f *Form) figure(r *Row, key string) any {
	if r.Kind == customer.Household && slices.Contains([]string{"standing", "activity", "interval", "warning"}, key) {
		return nil // these are a person's own
	}
	switch key {
	case "standing":
		return f.Words("list.standing." + string(r.Standing))
	case "activity":
		return f.Words("list.activity." + string(r.Activity))
	case "occasions":
		return int64(r.Occasions)
	case "interval":
		if r.IntervalDays < lifecycle.NoInterval {
			return r.IntervalDays
		}
	case "first":
		return day(r.First)
	case "last":
		return day(r.Last)
	case "net":
		return r.Net12m
	case "total":
		return r.NetTotal
	case "margin":
		if r.KnownBP > 0 {
			return r.Margin12m
		}
	case "warning":
		return float64(r.WarningScore) / 100
	}
	return nil
}

func day(d cal.Date) any {
	if d == cal.Never {
		return nil
	}
	return d.String()
}

func (f *Form) mark(b bool) any {
	if !b {
		return nil
	}
	return f.Words("list.yes")
}

// sheet is an export file being written.
type sheet interface {
	write(cells []any, decimal byte) error
	close() error
}

func newSheet(w io.Writer, format Format) (sheet, error) {
	switch format {
	case CSV:
		if _, err := io.WriteString(w, "\uFEFF"); err != nil {
			return nil, fmt.Errorf("export the list: %w", err)
		}
		c := csv.NewWriter(w)
		c.Comma, c.UseCRLF = ';', true
		return &csvSheet{c}, nil
	case XLSX:
		f := excelize.NewFile()
		stream, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return nil, fmt.Errorf("export the list: %w", err)
		}
		return &xlsxSheet{w, f, stream, 0}, nil
	}
	return nil, fault.New(fault.Invalid, "list.format", string(format))
}

type csvSheet struct{ w *csv.Writer }

func (s *csvSheet) write(cells []any, decimal byte) error {
	record := make([]string, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			record[i] = Cell(v)
		case int64:
			record[i] = strconv.FormatInt(v, 10)
		case float64:
			record[i] = mark(strconv.FormatFloat(v, 'f', 2, 64), decimal)
		case money.Cents:
			record[i] = mark(decimalCents(v), decimal)
		case number:
			record[i] = mark(string(v), decimal)
		}
	}
	return s.w.Write(record)
}

func (s *csvSheet) close() error {
	s.w.Flush()
	return s.w.Error()
}

func mark(number string, decimal byte) string {
	return strings.Replace(number, ".", string(rune(decimal)), 1)
}

// decimalCents writes whole cents with a point, exactly.
func decimalCents(c money.Cents) string {
	sign, n := "", uint64(c)
	if c < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

type xlsxSheet struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	rows   int
}

func (s *xlsxSheet) write(cells []any, _ byte) error {
	s.rows++
	row := make([]any, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			row[i] = Cell(v)
		case money.Cents:
			row[i] = float64(v) / 100 // the format has no other number
		case number:
			x, err := strconv.ParseFloat(string(v), 64)
			if err != nil {
				return err
			}
			row[i] = x
		default:
			row[i] = c
		}
	}
	return s.stream.SetRow("A"+strconv.Itoa(s.rows), row)
}

func (s *xlsxSheet) close() error {
	if err := s.stream.Flush(); err != nil {
		return err
	}
	if err := s.file.Write(s.w); err != nil {
		return err
	}
	return s.file.Close()
}
