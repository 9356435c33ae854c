package mapping_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/money"
)

// result is a file read through both packages.
type result struct {
	proposal mapping.Proposal
	records  []mapping.Record
	bad      []string // "line column key"
}

func read(t testing.TB, in string, o mapping.Options) result {
	t.Helper()
	f, err := table.OpenReader(strings.NewReader(in), int64(len(in)), "in.csv", table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return readFile(t, f, o)
}

func readFile(t testing.TB, f *table.File, o mapping.Options) result {
	t.Helper()
	r, err := f.Read(0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	info := r.Info()
	res := result{proposal: mapping.Recognise(r.Header(), r.Sample(), mapping.Hints{Decimal: info.Decimal, Delimiter: info.Delimiter})}
	m, err := mapping.NewMapper(res.proposal, o)
	if err != nil {
		t.Fatal(err)
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return res
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Problem != nil {
			res.bad = append(res.bad, fmt.Sprint(row.Line, " ", row.Problem.Column, " ", row.Problem.Key))
			continue
		}
		rec, problem := m.Row(row.Line, row.Cells)
		if problem != nil {
			res.bad = append(res.bad, fmt.Sprint(row.Line, " ", problem.Column, " ", problem.Key))
			continue
		}
		res.records = append(res.records, *rec)
	}
}

func TestOnlineRetail(t *testing.T) {
	f, err := table.Open("testdata/online-retail.csv", table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := readFile(t, f, mapping.Options{})
	invoices, customers := map[string]bool{}, map[string]bool{}
	classes := map[mapping.LineClass]int{}
	var sum money.Cents
	cancelled, returned, without := 0, 0, 0
	for _, r := range got.records {
		invoices[r.Order.Number] = true
		sum += r.Order.Amount.Cents
		classes[r.Order.Class]++
		if customers[r.Customer.Number] = true; r.Customer.Number == "" {
			without++
		}
		if r.Order.DocumentKind == mapping.Cancellation {
			cancelled++
		}
		if r.Order.Return {
			returned++
		}
	}
	if len(got.records) != 133 || len(got.bad) != 0 || len(invoices) != 53 || len(customers)-1 != 28 ||
		cancelled != 21 || returned != 21 || without != 37 || sum != -2202807 || got.proposal.Profile != "online_retail" {
		t.Errorf("%d records, %d bad, %d invoices, %d customers, %d cancelled, %d returned, %d without customer, sum %d",
			len(got.records), len(got.bad), len(invoices), len(customers)-1, cancelled, returned, without, sum)
	}
	for class, least := range map[mapping.LineClass]int{mapping.Service: 10, mapping.Voucher: 3, mapping.Discount: 3, mapping.Free: 4, mapping.Adjustment: 8} {
		if classes[class] < least {
			t.Errorf("%d lines of class %s, want at least %d", classes[class], class, least)
		}
	}
	first := got.records[0].Order
	if first.Date != cal.MustParse("2010-12-01") || first.Time != 8*3600+26*60 || first.Amount.Cents != 1530 || first.Class != mapping.Goods || first.Gross {
		t.Errorf("first line %+v", first)
	}
}

// The original workbook saved as CSV writes months first, and its first thousand
// rows do not tell: all are of 12/1/2010.
func TestOnlineRetailWithAmericanDates(t *testing.T) {
	got := read(t, "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"+
		"536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850.0,United Kingdom\n", mapping.Options{})
	r := got.records[0]
	if r.Order.Date != cal.MustParse("2010-12-01") || r.Customer.Number != "17850" || r.Customer.Country != "GB" {
		t.Errorf("%v %q %q", r.Order.Date, r.Customer.Number, r.Customer.Country)
	}
}

func TestGermanTill(t *testing.T) {
	in, err := charmap.Windows1252.NewEncoder().String("BON_NR;DATUM;UHRZEIT;KASSE;KUNDE;ARTIKEL_NR;ARTIKEL;MENGE;STK_PREIS;MWST_SATZ;UMS_BRT\r\n" +
		"1001;31.12.2025;07:31;K1;4711;100;Brötchen;10;0,45;7;4,50\r\n" +
		"1001;31.12.2025;07:31;K1;4711;P;Pfand;1;0,25;19;0,25\r\n" +
		"1002;31.12.2025;07:40;K1;0;200;Menü groß;1;1.250,00;19;1.250,00\r\n" +
		"1003;31.12.2025;07:45;K1;;100;Brötchen;-2;0,45;7;-0,90\r\n" +
		"1004;31.12.2999;07:45;K1;;100;Brötchen;2;0,45;7;0,90\r\n" +
		"1005;31.12.2025;07:45;K1;;100;Brötchen;zwei;0,45;7;0,90\r\n" +
		"1006;;;;;;;;;;\r\n" +
		"Summe;;;;;;;;;;1.255,65\r\n")
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, in, mapping.Options{})
	if d := cmp.Diff([]string{"6 1 intake.date_range", "7 7 intake.number_unreadable", "8 1 intake.date_missing", "9 1 intake.date_missing"}, got.bad); d != "" {
		t.Error(d)
	}
	var lines []string
	for _, r := range got.records {
		o := r.Order
		lines = append(lines, fmt.Sprint(o.Number, " ", r.Customer.Number, " ", o.Description, " ", o.Amount.Cents, " ", o.Gross, " ", o.TaxRate, " ", o.Class, " ", o.Return, " ", o.Time))
	}
	want := []string{
		"1001 4711 Brötchen 450 true 700 goods false 27060",
		"1001 4711 Pfand 25 true 1900 service false 27060",
		"1002  Menü groß 125000 true 1900 goods false 27600",
		"1003  Brötchen -90 true 700 goods true 27900",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}

func TestDSFinVK(t *testing.T) {
	f, err := table.Open("../table/testdata/dsfinvk", table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	got := readFile(t, f, mapping.Options{Location: berlin})
	var lines []string
	for _, r := range got.records {
		o := r.Order
		lines = append(lines, fmt.Sprint(o.Register, " ", o.ZNumber, " ", o.Number, " ", o.Date, " ", o.Time, " ", o.DocumentKind, " ", o.Class, " ",
			o.Amount.Cents, " ", o.Gross, " ", o.GrossAmount.Cents, " ", o.TaxRate, " ", r.Customer.Number, " ", r.Customer.Country))
	}
	want := []string{
		"K1 17 b-1 2025-03-01 30670 sale goods 542 false 580 700 4711 DE",
		"K1 17 b-1 2025-03-01 30670 sale goods 140 false 160 -1 4711 DE",
		"K1 17 b-2 2025-03-01 32400 sale goods 150 false 160 700  ",
		"K1 17 b-4 2025-03-01 36000 training goods 150 false 160 700  ",
		"K1 17 b-5 2025-03-01 36600 cancellation goods -150 false -160 700  ",
		"K1 17 b-3 2025-03-01 33000 void none 0 true 0 -1  ",
	}
	if d := cmp.Diff(want, lines); d != "" || len(got.bad) > 0 {
		t.Errorf("bad %v: %s", got.bad, d)
	}
}

func TestShopifyRowsThatContinueAnOrder(t *testing.T) {
	known := mapping.ProfileByKey("shopify_orders")
	line := func(values map[string]string) string {
		var cells []string
		for _, h := range known.Header {
			cells = append(cells, values[h])
		}
		return strings.Join(cells, ",") + "\n"
	}
	in := strings.Join(known.Header, ",") + "\n" +
		line(map[string]string{
			"Name": "#1001", "Email": "Anna@example.de", "Financial Status": "paid", "Created at": "2025-12-31 23:30:00 +0100",
			"Currency": "EUR", "Shipping": "4.90", "Total": "44.70", "Lineitem quantity": "2", "Lineitem name": "Tee", "Lineitem price": "9.95",
			"Billing Name": "Anna Beispiel", "Billing Zip": "'08523", "Billing Country": "DE",
		}) +
		line(map[string]string{"Name": "#1001", "Email": "Anna@example.de", "Lineitem quantity": "1", "Lineitem name": "Kanne", "Lineitem price": "19.90"}) +
		line(map[string]string{"Name": "#1002", "Lineitem quantity": "1", "Lineitem name": "Kanne", "Lineitem price": "19.90"}) +
		line(map[string]string{
			"Name": "#1003", "Financial Status": "voided", "Created at": "2025-12-31 23:40:00 +0100", "Lineitem quantity": "1",
			"Lineitem name": "Kanne", "Lineitem price": "19.90",
		})
	got := read(t, in, mapping.Options{})
	if d := cmp.Diff([]string{"4 15 intake.date_missing"}, got.bad); d != "" {
		t.Error(d)
	}
	var lines []string
	for _, r := range got.records {
		lines = append(lines, fmt.Sprint(r.Order.Number, " ", r.Order.Date, " ", r.Customer.Email.Address, " ", r.Customer.Postcode, " ",
			r.Order.Description, " ", r.Order.Amount.Cents, " ", r.Order.Shipping.Cents, " ", r.Order.Currency, " ", r.Order.DocumentKind))
	}
	want := []string{
		"#1001 2025-12-31 anna@example.de 08523 Tee 1990 490 EUR sale",
		"#1001 2025-12-31 anna@example.de 08523 Kanne 1990 0 EUR sale", // postage counts once
		"#1003 2025-12-31   Kanne 1990 0  void",
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}

func TestDATEVDebtors(t *testing.T) {
	in := "\"EXTF\";700;16;\"Debitoren/Kreditoren\";5;20250101000000000;;\"RE\";\"\";\"\";1001;1;20250101;4;;;\"\"\r\n" +
		strings.Join(mapping.ProfileByKey("datev_debtors").Header[:20], ";") + "\r\n" +
		"10001;\"Beispiel GmbH\";\"\";\"\";\"\";\"\";\"2\";\"\";\"DE\";\"de 123456789\";\"\";\"\";\"\";\"\";\"STR\";\"Am Markt 1\";\"\";\"89073\";\"Ulm\";\"DE\"\r\n" +
		"10002;\"\";\"\";\"Muster\";\"Bert\";\"\";\"1\";\"\";\"\";\"\";\"Herr\";\"\";\"\";\"\";\"STR\";\"Weg 2\";\"\";\"1067\";\"Dresden\";\"DE\"\r\n" +
		"70001;\"Lieferant AG\";\"\";\"\";\"\";\"\";\"2\";\"\";\"\";\"\";\"\";\"\";\"\";\"\";\"STR\";\"Weg 3\";\"\";\"89073\";\"Ulm\";\"DE\"\r\n"
	got := read(t, in, mapping.Options{})
	if d := cmp.Diff([]string{"5 0 intake.supplier_row"}, got.bad); d != "" || len(got.records) != 2 {
		t.Fatalf("%d records: %s", len(got.records), d)
	}
	a, b := got.records[0].Customer, got.records[1].Customer
	if a.Kind != mapping.Firm || a.Company != "Beispiel GmbH" || a.VATID != "DE123456789" || a.Number != "10001" {
		t.Errorf("firm %+v", a)
	}
	if b.Kind != mapping.Person || b.LastName != "Muster" || b.Postcode != "01067" {
		t.Errorf("person %+v", b)
	}
}

func TestCustomersStatements(t *testing.T) {
	got := read(t, "KdNr;Name;Geburtstag;Werbung widersprochen;Verstorben;Nicht ansprechen;Kunde seit\n"+
		"1;Anna Beispiel;12.03.;ja;;nein;01.02.2020\n"+
		"2;Bert Muster;12.03.1960;05.06.2024;31.12.2023;;0000-00-00\n"+
		"3;Carl Muster;31.02.;;;;\n"+
		"4;Dora Muster;;vielleicht;;;\n"+
		";;;ja;;;\n", mapping.Options{})
	if d := cmp.Diff([]string{"4 2 intake.date_unreadable", "5 3 intake.mark_unreadable", "6 -1 intake.customer_unnamed"}, got.bad); d != "" {
		t.Error(d)
	}
	a, b := got.records[0].Customer, got.records[1].Customer
	if a.Birthday != (mapping.Birthday{Day: 12, Month: 3}) || b.Birthday != a.Birthday {
		t.Errorf("birthdays %v %v", a.Birthday, b.Birthday)
	}
	if a.Objected != (mapping.Mark{Known: true, Set: true, On: cal.Never}) || a.DoNotContact != (mapping.Mark{Known: true, On: cal.Never}) ||
		a.Deceased != (mapping.Mark{On: cal.Never}) || a.Since != cal.MustParse("2020-02-01") {
		t.Errorf("first %+v", a)
	}
	if b.Objected.On != cal.MustParse("2024-06-05") || !b.Deceased.Set || b.Since != cal.Never {
		t.Errorf("second %+v", b)
	}
}

func TestMoneyOfALine(t *testing.T) {
	gross := true
	tests := map[string]struct {
		header, row string
		options     mapping.Options
		want        string // amount gross cost class kind return
	}{
		"the amount wins over quantity times price":  {"Datum;Menge;Einzelpreis;Betrag", "31.12.2025;3;1,00;2,90", mapping.Options{}, "290 false - goods sale false"},
		"without an amount quantity times price":     {"Datum;Menge;Einzelpreis", "31.12.2025;3;0,333", mapping.Options{}, "100 false - goods sale false"},
		"less the discount":                          {"Datum;Menge;Einzelpreis;Rabatt", "31.12.2025;3;1,00;0,50", mapping.Options{}, "250 false - goods sale false"},
		"net is taken where both are given":          {"Datum;Betrag netto;Betrag brutto", "31.12.2025;1,00;1,19", mapping.Options{}, "100 false - goods sale false"},
		"the flag makes amounts gross":               {"Datum;Betrag", "31.12.2025;1,19", mapping.Options{Gross: &gross}, "119 true - goods sale false"},
		"cost per piece times quantity":              {"Datum;Menge;Betrag;EK", "31.12.2025;3;9,00;1,115", mapping.Options{}, "900 false 335 goods sale false"},
		"cost of nothing stays known":                {"Datum;Menge;Betrag;EK", "31.12.2025;3;9,00;0", mapping.Options{}, "900 false 0 goods sale false"},
		"cost that is not given stays unknown":       {"Datum;Menge;Betrag;EK", "31.12.2025;3;9,00;", mapping.Options{}, "900 false - goods sale false"},
		"a credit note with positive sums is turned": {"Datum;Belegart;Menge;Betrag", "31.12.2025;Gutschrift;3;9,00", mapping.Options{}, "-900 false - goods credit_note true"},
		"one with negative sums is not":              {"Datum;Belegart;Menge;Betrag", "31.12.2025;Gutschrift;-3;-9,00", mapping.Options{}, "-900 false - goods credit_note true"},
		"a cancelled bill never came about":          {"Datum;Storno;Menge;Betrag", "31.12.2025;ja;3;9,00", mapping.Options{}, "900 false - goods void false"},
		"a cancelling bill takes back":               {"Datum;Storno;Menge;Betrag", "31.12.2025;1;-3;-9,00", mapping.Options{}, "-900 false - goods cancellation true"},
		"an article for nothing is free":             {"Datum;Artikel;Menge;Betrag", "31.12.2025;Brezel;1;0,00", mapping.Options{}, "0 false - free sale false"},
		"goods written off are an adjustment":        {"Datum;Artikel;Menge;Einzelpreis", "31.12.2025;Brezel;-5;0", mapping.Options{}, "0 false - adjustment sale false"},
		"a whole order":                              {"Datum;Belegnummer;Gesamtbetrag", "31.12.2025;1;19,90", mapping.Options{}, "1990 false - goods sale false"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := read(t, test.header+"\n"+test.row+"\n", test.options)
			if len(got.records) != 1 {
				t.Fatalf("bad %v", got.bad)
			}
			o := got.records[0].Order
			cost := "-"
			if o.Cost.Known {
				cost = fmt.Sprint(o.Cost.Cents)
			}
			if s := fmt.Sprint(o.Amount.Cents, " ", o.Gross, " ", cost, " ", o.Class, " ", o.DocumentKind, " ", o.Return); s != test.want {
				t.Errorf("got %q, want %q", s, test.want)
			}
		})
	}
}

func TestAmountsBeyondBeliefAreSetAside(t *testing.T) {
	got := read(t, "Datum;Betrag\n31.12.2025;99.999.999.999,00\n31.12.2025;999.999.999.999,00\n31.12.2025;-999999999999999999\n31.12.2025;\n", mapping.Options{})
	if d := cmp.Diff([]string{"3 1 intake.number_huge", "4 1 intake.number_huge", "5 1 intake.amount_missing"}, got.bad); d != "" {
		t.Error(d)
	}
}

func TestClassOf(t *testing.T) {
	tests := []struct {
		kind, sku, description, category string
		want                             mapping.LineClass
	}{
		{"", "POST", "POSTAGE", "", mapping.Service},
		{"", "DOT", "DOTCOM POSTAGE", "", mapping.Service},
		{"", "", "Versandkosten DHL", "", mapping.Service},
		{"", "", "Versand", "", mapping.Service},
		{"", "17", "Versandtasche A4", "", mapping.Goods},
		{"", "", "Porto", "", mapping.Service},
		{"", "", "Portugieser Wein", "", mapping.Goods},
		{"", "", "Flaschenpfand 0,25", "", mapping.Service},
		{"", "", "Trinkgeld", "", mapping.Service},
		{"", "", "Geschenkgutschein 25 €", "", mapping.Voucher},
		{"", "TEST001", "This is a test product.", "", mapping.Test},
		{"", "TESTER-5", "Duftprobe", "", mapping.Goods},
		{"", "", "Testartikel", "", mapping.Test},
		{"", "1", "Kaffee", "Pfand", mapping.Service},
		{"Rabatt", "1", "Kaffee", "", mapping.Discount},
		{"", "D", "Dinkelbrot", "", mapping.Goods}, // single letters are codes in Online Retail only
		{"", "", "", "", mapping.Goods},
	}
	for _, test := range tests {
		if got := (mapping.Rules{}).ClassOf(test.kind, test.sku, test.description, test.category); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

func TestKindOf(t *testing.T) {
	for in, want := range map[string][2]mapping.DocumentKind{
		"": {mapping.Sale, mapping.Sale}, "Rechnung": {mapping.Sale, mapping.Sale}, "completed": {mapping.Sale, mapping.Sale},
		"Gutschrift": {mapping.CreditNote, mapping.CreditNote}, "Teilgutschrift": {mapping.CreditNote, mapping.CreditNote},
		"Rechnungskorrektur": {mapping.CreditNote, mapping.CreditNote}, "Credit Note": {mapping.CreditNote, mapping.CreditNote},
		"Stornorechnung": {mapping.Cancellation, mapping.Cancellation}, "Storno": {mapping.Cancellation, mapping.Cancellation},
		"Retoure": {mapping.Return, mapping.Return}, "Rücksendung": {mapping.Return, mapping.Return}, "Return": {mapping.Return, mapping.Return},
		// what became of a sale, or, with negative sums, what took it back
		"storniert": {mapping.Void, mapping.Cancellation}, "cancelled": {mapping.Void, mapping.Cancellation},
		"returned": {mapping.Void, mapping.Return}, "retourniert": {mapping.Void, mapping.Return},
		"wc-refunded": {mapping.Void, mapping.CreditNote}, "erstattet": {mapping.Void, mapping.CreditNote},
		"wc-failed": {mapping.Void, mapping.Void}, "Angebot": {mapping.Draft, mapping.Draft}, "Schulung": {mapping.Training, mapping.Training},
		"teilweise erstattet": {mapping.Sale, mapping.Sale}, "kein Storno": {mapping.Sale, mapping.Sale}, "Credit Card": {mapping.Sale, mapping.Sale},
	} {
		if kind, negative := (mapping.Rules{}).KindOf(in); kind != want[0] || negative != want[1] {
			t.Errorf("%q is %s, with negative sums %s, want %s", in, kind, negative, want)
		}
	}
}

func TestTheDirectionOfMoneyFollowsTheKindOfTheDocument(t *testing.T) {
	header := []string{"Belegnummer", "Datum", "Belegart", "Artikel", "Menge", "Betrag"}
	for name, test := range map[string]struct {
		kind, quantity, amount string
		want                   mapping.DocumentKind
		cents                  money.Cents
		back                   bool
	}{
		"a return with positive sums is turned round":      {"Retoure", "2", "10,00", mapping.Return, -1000, true},
		"a return with negative sums stays":                {"Retoure", "-2", "-10,00", mapping.Return, -1000, true},
		"a credit note with positive sums is turned round": {"Gutschrift", "1", "10,00", mapping.CreditNote, -1000, true},
		"a cancellation takes back":                        {"Storno", "1", "10,00", mapping.Cancellation, -1000, true},
		"a cancelled sale came to nothing":                 {"storniert", "1", "10,00", mapping.Void, 1000, false},
		"a cancelled negative one takes another back":      {"storniert", "-1", "-10,00", mapping.Cancellation, -1000, true},
		"a refunded sale came to nothing":                  {"refunded", "1", "10,00", mapping.Void, 1000, false},
		"a sale stays":                                     {"Rechnung", "1", "10,00", mapping.Sale, 1000, false},
	} {
		t.Run(name, func(t *testing.T) {
			cells := []string{"R1", "31.12.2025", test.kind, "Brot", test.quantity, test.amount}
			m, err := mapping.NewMapper(mapping.Recognise(header, [][]string{cells}, mapping.Hints{Delimiter: ';'}), mapping.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rec, problem := m.Row(2, cells)
			if problem != nil {
				t.Fatal(problem)
			}
			if o := rec.Order; o.DocumentKind != test.want || o.Amount.Cents != test.cents || o.Return != test.back {
				t.Errorf("%s of %d, takes back %v; want %s of %d, %v", o.DocumentKind, o.Amount.Cents, o.Return, test.want, test.cents, test.back)
			}
		})
	}
}

// Whatever bytes a file holds, records hold valid text, real days and sums that
// cannot overflow.
func FuzzRow(f *testing.F) {
	f.Add("31.12.2025", "1", "5,00", "Gutschrift", "x@example.de")
	f.Add("12/31/2025", "-1", "(5.00)", "Storno", "\x00")
	f.Fuzz(func(t *testing.T, date, quantity, price, kind, name string) {
		header := []string{"Datum", "Menge", "Einzelpreis", "Belegart", "Kundenname"}
		cells := []string{date, quantity, price, kind, name}
		for i := range cells {
			cells[i] = strings.ToValidUTF8(cells[i], "")
		}
		p := mapping.Recognise(header, [][]string{cells}, mapping.Hints{Kind: mapping.Orders})
		m, err := mapping.NewMapper(p, mapping.Options{})
		if err != nil {
			return // the one value may belie its header
		}
		rec, problem := m.Row(2, cells)
		if problem != nil {
			if problem.Key == "" {
				t.Fatal("a problem without a reason")
			}
			return
		}
		if !rec.Order.Date.Valid() || rec.Order.Amount.Cents > 1e13 || rec.Order.Amount.Cents < -1e13 || !utf8.ValidString(rec.Customer.Name) {
			t.Fatalf("%+v", rec)
		}
	})
}

func BenchmarkRow(b *testing.B) {
	known := mapping.ProfileByKey("online_retail")
	m, err := mapping.NewMapper(mapping.Recognise(known.Header, nil, mapping.Hints{}), mapping.Options{})
	if err != nil {
		b.Fatal(err)
	}
	cells := []string{"536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "6", "2010-12-01 08:26:00", "2.55", "17850", "United Kingdom"}
	b.ReportAllocs()
	for b.Loop() {
		if _, problem := m.Row(2, cells); problem != nil {
			b.Fatal(problem)
		}
	}
}
