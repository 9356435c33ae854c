package world

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
)

// Export writes the sales that [Fill] writes as the file that such a firm's system would
// hand out, one row per line of a document: the bakery's till and the dealer's ledger in
// Windows-1252 with semicolons, decimal comma and days as TT.MM.JJJJ, the shop in UTF-8
// with commas, decimal point and ISO days. Amounts are gross in till and shop, net in the
// ledger. Rows come customer by customer, sales without a customer last.
func Export(out io.Writer, w World, o Options) error {
	o = o.of(w)
	e := exporter{w: w, layout: layouts[w.Name]}
	buffer := bufio.NewWriterSize(out, 1<<16)
	var to io.Writer = buffer
	if e.layout.german {
		to = charmap.Windows1252.NewEncoder().Writer(buffer)
	}
	e.csv = csv.NewWriter(to)
	if e.layout.german {
		e.csv.Comma, e.csv.UseCRLF = ';', true
	}
	if err := e.export(o); err != nil {
		return fmt.Errorf("export the world %s: %w", w.Name, err)
	}
	e.csv.Flush()
	if err := e.csv.Error(); err != nil {
		return fmt.Errorf("export the world %s: %w", w.Name, err)
	}
	return buffer.Flush()
}

// layout is the form of a system's file.
type layout struct {
	german  bool // code page, decimal comma, order of the date
	columns []column
}

// column is a heading and the cell below it.
type column struct {
	head string
	cell func(*exporter) string
}

type exporter struct {
	w      World
	layout layout
	csv    *csv.Writer

	// the row at hand
	number   string // of the customer, "" without one
	customer *customer.Customer
	order    *sales.Order
	line     *sales.Line
}

func (e *exporter) export(o Options) error {
	row := make([]string, len(e.layout.columns))
	for i, c := range e.layout.columns {
		row[i] = c.head
	}
	if err := e.csv.Write(row); err != nil {
		return err
	}
	for id := 1; id <= o.Customers; id++ {
		m := e.w.customer(o.Seed, o.Today, id)
		e.number, e.customer = m.row.Number, &m.row.Customer
		if err := e.documents(m.docs, row); err != nil {
			return err
		}
		if id%batchCustomers == 0 || id == o.Customers {
			o.Progress(id, o.Customers)
		}
	}
	e.number, e.customer = "", &customer.Customer{}
	for day := e.w.start(o.Today); day < o.Today; day++ {
		if d, ok := e.w.counter(o.Seed, day); ok {
			if err := e.documents([]sales.Document{d}, row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *exporter) documents(docs []sales.Document, row []string) error {
	for i := range docs {
		e.order = &docs[i].Order
		for j := range docs[i].Lines {
			e.line = &docs[i].Lines[j]
			for k, c := range e.layout.columns {
				row[k] = c.cell(e)
			}
			if err := e.csv.Write(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// article returns the line's article; a line without one has the usual rate.
func (e *exporter) article() article {
	if e.line.Product == 0 {
		return article{name: e.line.Description, vat: e.w.VAT}
	}
	return e.w.goods.articles[e.line.Product-1]
}

func (e *exporter) category() string {
	if e.line.Product == 0 {
		return ""
	}
	return e.w.goods.categories[e.article().category].name
}

// amount writes cents with two decimals.
func (e *exporter) amount(c money.Cents) string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return e.decimal(fmt.Sprintf("%s%d.%02d", sign, c/100, c%100))
}

// price is the price of one piece, empty where none was asked.
func (e *exporter) price() string {
	if e.line.UnitPrice == "" {
		return ""
	}
	return e.amount(e.article().price)
}

// decimal writes a plain decimal text as the layout does.
func (e *exporter) decimal(s string) string {
	if e.layout.german {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

func (e *exporter) day(d cal.Date) string {
	switch {
	case d == cal.Never:
		return ""
	case e.layout.german:
		year, month, day := d.Civil()
		return fmt.Sprintf("%02d.%02d.%04d", day, month, year)
	}
	return d.String()
}

// text writes words; the code page lacks letters of Turkish and Slavic names, which such
// systems write without their marks.
func (e *exporter) text(s string) string {
	if !e.layout.german {
		return s
	}
	return strings.Map(func(r rune) rune {
		if _, ok := charmap.Windows1252.EncodeRune(r); ok {
			return r
		}
		switch r {
		case 'ı':
			return 'i'
		case 'ł':
			return 'l'
		case 'Ł':
			return 'L'
		}
		for _, base := range norm.NFD.String(string(r)) {
			return base
		}
		return '?'
	}, s)
}

// The cells that layouts share.
var (
	documentCell  = func(e *exporter) string { return e.order.Document }
	dayCell       = func(e *exporter) string { return e.day(e.order.Day) }
	promisedCell  = func(e *exporter) string { return e.day(e.order.Promised) }
	deliveredCell = func(e *exporter) string { return e.day(e.order.Delivered) }
	numberCell    = func(e *exporter) string { return e.number }
	firstCell     = func(e *exporter) string { return e.text(e.customer.FirstName) }
	lastCell      = func(e *exporter) string { return e.text(e.customer.LastName) }
	companyCell   = func(e *exporter) string { return e.text(e.customer.Company) }
	emailCell     = func(e *exporter) string { return e.customer.Email }
	skuCell       = func(e *exporter) string { return e.article().number }
	nameCell      = func(e *exporter) string { return e.text(e.article().name) }
	categoryCell  = func(e *exporter) string { return e.text(e.category()) }
	quantityCell  = func(e *exporter) string { return e.decimal(e.line.Quantity.String()) }
	priceCell     = (*exporter).price
	netCell       = func(e *exporter) string { return e.amount(e.line.Net) }
	grossCell     = func(e *exporter) string { return e.amount(e.line.Net + e.line.Tax) }
	rateCell      = func(e *exporter) string { return fmt.Sprint(e.article().vat / 100) }
)

// layouts are the files by world.
var layouts = map[string]layout{
	"bakery": {german: true, columns: []column{
		{"BON_NR", documentCell},
		{"DATUM", dayCell},
		{"KASSE", func(*exporter) string { return "1" }},
		{"KUNDE", numberCell},
		{"ARTIKEL_NR", skuCell},
		{"ARTIKEL", nameCell},
		{"WARENGRUPPE", categoryCell},
		{"MENGE", quantityCell},
		{"STK_PREIS", priceCell},
		{"MWST_SATZ", rateCell},
		{"UMS_BRT", grossCell},
		{"STORNO", func(e *exporter) string {
			if e.order.Kind == sales.Cancellation {
				return "1"
			}
			return "0"
		}},
	}},
	"dealer": {german: true, columns: []column{
		{"Belegnummer", documentCell},
		{"Belegart", func(e *exporter) string {
			switch e.order.Kind {
			case sales.Return:
				return "Retoure"
			case sales.CreditNote:
				return "Gutschrift"
			default:
				return "Rechnung"
			}
		}},
		{"Belegdatum", dayCell},
		{"Liefertermin", promisedCell},
		{"Lieferdatum", deliveredCell},
		{"Kundennummer", numberCell},
		{"Firma", companyCell},
		{"Artikelnummer", skuCell},
		{"Bezeichnung", nameCell},
		{"Warengruppe", categoryCell},
		{"Menge", quantityCell},
		{"Einzelpreis", priceCell},
		{"Betrag Netto", netCell},
		{"MwSt-Satz", rateCell},
	}},
	"shop": {columns: []column{
		{"Order Number", documentCell},
		{"Order Date", dayCell},
		{"Customer ID", numberCell},
		{"First Name", firstCell},
		{"Last Name", lastCell},
		{"Company", companyCell},
		{"Email", emailCell},
		{"SKU", skuCell},
		{"Item Name", nameCell},
		{"Category", categoryCell},
		{"Quantity", quantityCell},
		{"Item Price", priceCell},
		{"Line Total Gross", grossCell},
		{"Tax Rate", rateCell},
		{"Currency", func(e *exporter) string { return e.w.Currency }},
	}},
}
