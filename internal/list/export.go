package list

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
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

var exportColumns = []string{
	"list.column.number", "list.column.name", "list.column.kind", "list.column.city", "list.column.standing", "list.column.activity",
	"list.column.occasions", "list.column.interval", "list.column.first", "list.column.last", "list.column.net", "list.column.total",
	"list.column.margin", "list.column.warning", "list.column.objected", "list.column.do_not_contact", "list.column.deceased",
}

// Cell makes a text safe for spreadsheet programs, which would run a text that begins
// like a formula: it gets an apostrophe in front. Source: OWASP, CSV Injection.
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// Export writes all rows of q with a head line, without holding them in memory for
// CSV. Amounts have the decimal mark of decimal (',' or '.'), a figure that is not
// known is an empty cell.
func Export(ctx context.Context, db store.Querier, w io.Writer, format Format, q Query, words Words, decimal byte) error {
	out, err := newSheet(w, format)
	if err != nil {
		return err
	}
	head := make([]any, len(exportColumns))
	for i, key := range exportColumns {
		head[i] = words(key)
	}
	if err := out.write(head, decimal); err != nil {
		return fmt.Errorf("export the list: %w", err)
	}
	q.Limit, q.After = MaxPage, ""
	for {
		p, err := Find(ctx, db, q)
		if err != nil {
			return err
		}
		for i := range p.Rows {
			if err := out.write(exportRow(&p.Rows[i], words), decimal); err != nil {
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

// exportRow gives a row's cells: text, int64, float64 or money.Cents; nil is empty.
func exportRow(r *Row, words Words) []any {
	day := func(d cal.Date) any {
		if d == cal.Never {
			return nil
		}
		return d.String()
	}
	mark := func(b bool) any {
		if !b {
			return nil
		}
		return words("list.yes")
	}
	cells := []any{r.Number, r.Name, words("list.kind." + string(r.Kind)), r.City}
	if !r.Computed {
		cells = append(cells, make([]any, 10)...)
	} else {
		var interval, margin any
		if r.IntervalDays < lifecycle.NoInterval {
			interval = r.IntervalDays
		}
		if r.KnownBP > 0 {
			margin = r.Margin12m
		}
		cells = append(cells, words("list.standing."+string(r.Standing)), words("list.activity."+string(r.Activity)),
			int64(r.Occasions), interval, day(r.First), day(r.Last), r.Net12m, r.NetTotal, margin, float64(r.WarningScore)/100)
	}
	return append(cells, mark(r.Bars.Objected), mark(r.Bars.DoNotContact), mark(r.Bars.Deceased))
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
