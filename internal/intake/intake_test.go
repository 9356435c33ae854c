package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// desk is a service on an empty database with a folder for files.
type desk struct {
	*intake.Service
	t    testing.TB
	db   *store.DB
	dir  string
	n    int
	free int64
}

func newDesk(t testing.TB, db *store.DB) *desk {
	t.Helper()
	d := &desk{t: t, db: db, dir: t.TempDir(), free: 1 << 40}
	now := time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)
	s, err := intake.New(db, intake.Options{
		Dir: filepath.Join(d.dir, "data"), Now: func() time.Time { return now },
		Free: func(string) (int64, error) { return d.free, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Service = s
	return d
}

func (d *desk) file(text string) string {
	d.t.Helper()
	d.n++
	name := filepath.Join(d.dir, fmt.Sprintf("%d.csv", d.n))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return name
}

func (d *desk) run(r intake.Request) intake.Report {
	d.t.Helper()
	report, err := d.Run(context.Background(), r, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	if !report.Figures.Sum() {
		d.t.Errorf("verdicts do not add up: %+v", report.Figures)
	}
	return report
}

func (d *desk) take(text string) intake.Report {
	d.t.Helper()
	return d.run(intake.Request{Path: d.file(text)})
}

// verdicts gives created, updated, unchanged, set aside.
func verdicts(r intake.Report) [4]int64 {
	f := r.Figures
	return [4]int64{f.Created, f.Updated, f.Unchanged, f.SetAside}
}

func (d *desk) want(r intake.Report, created, updated, unchanged, aside int64) {
	d.t.Helper()
	if got, want := verdicts(r), [4]int64{created, updated, unchanged, aside}; got != want {
		d.t.Errorf("created, updated, unchanged, set aside: got %v, want %v", got, want)
	}
}

// books lists everything that documents consist of, without ids, sorted.
func (d *desk) books() []string {
	d.t.Helper()
	return d.lines(`SELECT o.source || '|' || o.document || '|' || o.kind || '|' || o.day || '|' || o.net_cents || '|' || COALESCE(a.number, '') || '|' ||
  COALESCE(p.number, '') || '|' || COALESCE(l.quantity || '|' || l.unit_price || '|' || l.net_cents || '|' || l.tax_cents || '|' || l.class, '')
FROM sales_order o LEFT JOIN sales_line l ON l.order_id = o.id LEFT JOIN sales_product p ON p.id = l.product_id
LEFT JOIN customer_alias a ON a.customer_id = o.customer_id`)
}

func (d *desk) lines(query string) []string {
	d.t.Helper()
	list, err := store.AllText(context.Background(), d.db, query, func(s *string) []any { return []any{s} })
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// counts of the rows of every table that an import writes.
func (d *desk) counts() string {
	d.t.Helper()
	var out []string
	for _, table := range []string{
		"sales_order", "sales_line", "sales_product", "sales_month", "sales_payment", "customer", "customer_alias",
		"customer_imported", "interaction", "search_entry",
	} {
		out = append(out, table+" "+d.lines("SELECT CAST(COUNT(*) AS TEXT) FROM " + table)[0])
	}
	return strings.Join(out, ", ")
}

const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

const day = head +
	"1001,A1,Brot,2,2026-03-02 08:00:00,3.50,17,Germany\n" +
	"1001,B2,Kuchen,1,2026-03-02 08:00:00,12.00,17,Germany\n" +
	"1001,A1,Brot,2,2026-03-02 08:00:00,3.50,17,Germany\n" +
	"1002,A1,Brot,1,2026-03-02 09:00:00,3.50,,Germany\n" +
	"C1003,B2,Kuchen,-1,2026-03-03 10:00:00,12.00,17,Germany\n"

func TestFigures(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		r := d.take(day)
		d.want(r, 5, 0, 0, 0)
		f := r.Figures
		if f.Orders != 3 || f.OrderLines != 5 || f.ReturnLines != 1 || f.Customers != 1 || f.LinesWithoutCustomer != 1 ||
			f.NetTotalCents != 1750 || f.NetTotalWithoutCustomerCents != 350 {
			t.Errorf("figures: %+v", f)
		}
		before := d.books()
		if len(before) != 5 {
			t.Fatalf("stored %v", before)
		}
		again := d.take(day)
		d.want(again, 0, 0, 5, 0)
		if again.Source != r.Source || again.Figures.NetTotalCents != 1750 {
			t.Errorf("second import: %+v", again)
		}
		if got := d.books(); !slices.Equal(got, before) {
			t.Errorf("a second import changed\n%v\ninto\n%v", before, got)
		}
	})
}

func TestLinesAreAMultiset(t *testing.T) {
	line := func(rows ...string) string { return head + strings.Join(rows, "\n") + "\n" }
	const bread, cake, bread2 = "1,A,Brot,2,2026-03-02,3.50,17,Germany", "1,B,Kuchen,1,2026-03-02,12.00,17,Germany", "1,A,Brot,5,2026-03-02,3.50,17,Germany"
	for name, c := range map[string]struct {
		first, second string
		want          [4]int64
		lines         int
	}{
		"order of rows means nothing":                    {line(bread, cake), line(cake, bread), [4]int64{0, 0, 2, 0}, 2},
		"the same line twice is two lines":               {line(bread, bread), line(bread, bread), [4]int64{0, 0, 2, 0}, 2},
		"a part of a document takes nothing away":        {line(bread, cake), line(cake), [4]int64{0, 0, 1, 0}, 2},
		"the rest of a document is added":                {line(bread), line(cake), [4]int64{0, 1, 0, 0}, 2},
		"an overlap counts the larger multiplicity":      {line(bread), line(bread, bread, cake), [4]int64{0, 2, 1, 0}, 3},
		"a corrected line replaces its article":          {line(bread, cake), line(bread2, cake), [4]int64{0, 1, 1, 0}, 2},
		"a corrected document may have grown":            {line(bread), line(bread2, cake), [4]int64{0, 2, 0, 0}, 2},
		"a part with a new line of an article is a part": {line(bread, cake), line(bread2), [4]int64{0, 1, 0, 0}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, schematest.SQLite(t))
			d.take(c.first)
			if got := verdicts(d.take(c.second)); got != c.want {
				t.Errorf("verdicts: got %v, want %v", got, c.want)
			}
			if got := d.books(); len(got) != c.lines {
				t.Errorf("stored %v", got)
			}
		})
	}
}

func TestUndo(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		empty := d.counts()
		first := d.take(day)
		afterFirst, booksFirst := d.counts(), d.books()
		second := d.take(head + "1001,A1,Brot,7,2026-03-02 08:00:00,3.50,17,Germany\n" +
			"2001,C3,Torte,1,2026-03-09,30.00,18,Germany\n2001,A1,Brot,1,2026-03-09,3.50,18,Germany\n")
		d.want(second, 2, 1, 0, 0)
		done, err := d.Undo(ctx, second.Import, 0)
		if err != nil {
			t.Fatal(err)
		}
		if done.Orders != 1 || done.Restored != 1 || done.Customers != 1 || len(done.Kept) != 0 {
			t.Errorf("undo did %+v", done)
		}
		if got := d.counts(); got != afterFirst {
			t.Errorf("after undo: %s\nbefore: %s", got, afterFirst)
		}
		if got := d.books(); !slices.Equal(got, booksFirst) {
			t.Errorf("after undo\n%v\nbefore\n%v", got, booksFirst)
		}
		if _, err := d.Undo(ctx, second.Import, 0); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second undo: %v", err)
		}
		if _, err := d.Undo(ctx, first.Import, 0); err != nil {
			t.Fatal(err)
		}
		if got := d.counts(); got != empty {
			t.Errorf("after undo of all: %s\nwas: %s", got, empty)
		}
		d.want(d.take(day), 5, 0, 0, 0)
		if got := d.books(); !slices.Equal(got, booksFirst) {
			t.Errorf("imported anew\n%v\nbefore\n%v", got, booksFirst)
		}
	})
}

func TestUndoKeepsWhatALaterImportTouched(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	first := d.take(day)
	d.take(head + "1001,Z9,Kerze,1,2026-03-02 08:00:00,5.00,17,Germany\n")
	done, err := d.Undo(context.Background(), first.Import, 0)
	if err != nil {
		t.Fatal(err)
	}
	if done.Orders != 2 || len(done.Kept) != 1 || done.Kept[0].Subject != "order" || done.Emptied != 1 {
		t.Errorf("undo did %+v", done)
	}
	if got := d.books(); len(got) != 4 {
		t.Errorf("the touched document was not kept whole: %v", got)
	}
}

func TestDryRunWritesNothing(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		d.take(day)
		before, books := d.counts(), d.books()
		text := day + "1001,Q,Neu,1,2026-03-02 08:00:00,1.00,17,Germany\n1009,Q,Neu,1,kein Datum,1.00,17,Germany\n3000,Q,Neu,1,2026-03-05,1.00,99,Germany\n"
		dry := d.run(intake.Request{Path: d.file(text), DryRun: true})
		d.want(dry, 1, 1, 5, 1)
		if got := d.counts(); got != before || !slices.Equal(d.books(), books) {
			t.Errorf("a dry run wrote: %s, before %s", got, before)
		}
		rows, err := d.Rows(ctx, dry.Import, 0, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%d %s", r.Line, r.Verdict))
		}
		if want := "[2 unchanged 3 unchanged 4 unchanged 5 unchanged 6 unchanged 7 updated 9 created]"; fmt.Sprint(got) != want {
			t.Errorf("rows %v, want %v", got, want)
		}
		aside, err := d.Rows(ctx, dry.Import, intake.SetAside, 0, 100)
		if err != nil || len(aside) != 1 || aside[0].Line != 8 || aside[0].Column != 4 || aside[0].Reason.Key == "" {
			t.Errorf("set aside %+v, %v", aside, err)
		}
		one, err := d.Rows(ctx, dry.Import, intake.Unchanged, rows[1].At, 2)
		if err != nil || len(one) != 2 || one[0].Line != 4 {
			t.Errorf("a page of unchanged rows: %+v, %v", one, err)
		}
		done, err := d.Repeat(ctx, dry.Import, nil)
		if err != nil {
			t.Fatal(err)
		}
		if verdicts(done) != verdicts(dry) {
			t.Errorf("the dry run promised %v, the run did %v", verdicts(dry), verdicts(done))
		}
		if _, err := d.Rows(ctx, dry.Import, 0, 0, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the preview outlived its import: %v", err)
		}
	})
}

func TestSetAsideRowsAreMended(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		first := d.take(day + "1009,Q,Neu,1,gestern,1.00,17,Germany\n1010,Q,\"Neu, gut\",viele,2026-03-05,1.00,17,Germany\n")
		d.want(first, 5, 0, 0, 2)
		var out bytes.Buffer
		words := func(f intake.Failure) string { return "Grund, mit Komma: " + f.Key }
		if err := d.RejectFile(ctx, first.Import, words, &out); err != nil {
			t.Fatal(err)
		}
		mended := strings.Replace(out.String(), "gestern", "2026-03-04", 1)
		report, err := d.Mend(ctx, first.Import, d.file(mended), nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, mended)
		}
		d.want(report, 1, 0, 0, 1)
		imp, err := d.Get(ctx, first.Import)
		if err != nil {
			t.Fatal(err)
		}
		if f := imp.Figures; f.Rows != 7 || f.Created != 6 || f.SetAside != 1 || !f.Sum() {
			t.Errorf("figures of the import after mending: %+v", f)
		}
		left, err := d.Rejects(ctx, first.Import, 0, 10)
		if err != nil || len(left) != 2 || left[0].MendedBy != report.Import || left[1].MendedBy != 0 {
			t.Errorf("rejected rows %+v, %v", left, err)
		}
		if report.Source != first.Source {
			t.Errorf("mended rows came from source %q, not %q", report.Source, first.Source)
		}
		if _, err := d.Mend(ctx, first.Import, d.file(day), nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("another file was taken for a mended one: %v", err)
		}
		done, err := d.Undo(ctx, first.Import, 0)
		if err != nil || done.Orders != 4 || len(d.books()) != 0 {
			t.Errorf("undo did %+v (%v), left %v", done, err, d.books())
		}
	})
}

// A mended line may say the same as another line of its bill; it is one more all the
// same, but only once.
func TestAMendedLineThatEqualsAnotherIsOneMore(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		first := d.take(head + "2001,Q,Brot,1,2026-03-04,2.50,17,Germany\n2001,Q,Brot,eins,2026-03-04,2.50,17,Germany\n")
		d.want(first, 1, 0, 0, 1)
		var out bytes.Buffer
		if err := d.RejectFile(ctx, first.Import, func(f intake.Failure) string { return f.Key }, &out); err != nil {
			t.Fatal(err)
		}
		mended := strings.Replace(out.String(), "eins", "1", 1)
		for round, want := range []int64{1, 0} { // the second time nothing is new
			report, err := d.Mend(ctx, first.Import, d.file(mended), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := report.Figures.Created + report.Figures.Updated; got != want {
				t.Errorf("round %d brought %d lines, want %d: %+v", round+1, got, want, report.Figures)
			}
		}
		lines, err := store.Value[int64](ctx, db, store.New("lines", "SELECT count(*) FROM sales_line"))
		if err != nil || lines != 2 {
			t.Errorf("%d lines on the bill, want 2 (%v)", lines, err)
		}
	})
}

func TestBadFilesAreRefused(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	for name, c := range map[string]struct {
		text string
		kind fault.Kind
	}{
		"an empty file":    {"", fault.Invalid},
		"only a header":    {head, fault.Invalid},
		"binary rubbish":   {"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00", fault.Invalid},
		"broken gzip":      {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03rubbish", fault.Invalid},
		"no usable column": {"a,b\nx,y\nz,w\n", fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			before := d.counts()
			_, err := d.Run(context.Background(), intake.Request{Path: d.file(c.text)}, nil)
			if f := fault.Of(err); f == nil || f.Kind != c.kind {
				t.Errorf("got %v", err)
			}
			if d.counts() != before {
				t.Error("a refused file wrote something")
			}
		})
	}
	t.Run("a file larger than a third of the free disk", func(t *testing.T) {
		d.free = 600
		defer func() { d.free = 1 << 40 }()
		_, err := d.Run(context.Background(), intake.Request{Path: d.file(day)}, nil)
		if fault.KindOf(err) != fault.Limit {
			t.Errorf("got %v", err)
		}
		if _, err := d.Keep(context.Background(), "x.csv", strings.NewReader(day)); fault.KindOf(err) != fault.Limit {
			t.Errorf("an upload: got %v", err)
		}
	})
}

func TestDocumentsInAnotherCurrencyAreCountedAndStandInNoSum(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	r := d.take("Kundennummer;Belegnummer;Datum;Artikelnummer;Artikel;Menge;Netto;Währung\n" +
		"K1;B1;02.03.2026;A;Brot;1;10,00;EUR\nK2;B2;03.03.2026;A;Brot;1;20,00;CHF\nK3;B3;04.03.2026;A;Brot;1;5,00;EUR\n")
	if f := r.Figures; f.Orders != 3 || f.ForeignOrders != 1 || f.NetTotalCents != 1500 {
		t.Errorf("%d documents, %d of them foreign, net %d", f.Orders, f.ForeignOrders, f.NetTotalCents)
	}
	if err := d.db.Update(t.Context(), func(tx *store.Tx) error {
		p, err := firm.New("Backhaus", firm.Bakery, locale.DeDE, rand.NewChaCha8([32]byte{1}))
		if err != nil {
			return err
		}
		p.Currency = "EUR"
		return firm.Create(t.Context(), tx, p)
	}); err != nil {
		t.Fatal(err)
	}
	r = d.take("Kundennummer;Belegnummer;Datum;Artikelnummer;Artikel;Menge;Netto;Währung\n" +
		"K1;B4;02.03.2026;A;Brot;1;10,00;CHF\nK2;B5;03.03.2026;A;Brot;1;20,00;EUR\n")
	if f := r.Figures; f.ForeignOrders != 1 || f.NetTotalCents != 2000 {
		t.Errorf("of as many francs as euros the firm's euros count: %d foreign, net %d", f.ForeignOrders, f.NetTotalCents)
	}
}

func TestGrossAmountsLoseTheirTax(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	text := head + "1,A,Brot,1,2026-03-02,1.19,17,Germany\n1,B,Kuchen,1,2026-03-02,1.19,17,Germany\n"
	d.take(text)
	r := d.run(intake.Request{Path: d.file(text), VAT: "gross"})
	d.want(r, 0, 2, 0, 0)
	if r.Figures.NetTotalCents != 200 {
		t.Errorf("net %d", r.Figures.NetTotalCents)
	}
	if got := d.lines("SELECT net_cents || '+' || tax_cents FROM sales_order"); fmt.Sprint(got) != "[200+38]" {
		t.Errorf("stored %v", got)
	}
	again := d.take(text)
	d.want(again, 0, 0, 2, 0)
	if again.Figures.NetTotalCents != 200 {
		t.Error("the source forgot that its amounts are gross")
	}
}

func TestReceiptsWithoutNumber(t *testing.T) {
	d := newDesk(t, schematest.SQLite(t))
	const cols = "Datum;Kundennummer;Artikelnummer;Artikelbezeichnung;Menge;Betrag\n"
	a := cols + "02.03.2026;17;A;Brot;1;3,50\n02.03.2026;17;A;Brot;1;3,50\n02.03.2026;;A;Brot;1;3,50\n"
	d.want(d.take(a), 3, 0, 0, 0)
	d.want(d.take(a), 0, 0, 3, 0)
	d.want(d.take(cols+"02.03.2026;17;A;Brot;1;3,50\n02.03.2026;17;A;Brot;2;7,00\n03.03.2026;17;A;Brot;1;3,50\n"), 1, 1, 1, 0)
	if got := d.books(); len(got) != 5 {
		t.Errorf("stored %v", got)
	}
}

func TestCustomersKeepTheirHandEdits(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const cols = "Kundennummer;Vorname;Nachname;E-Mail;Ort;Werbung widersprochen\n"
		d.want(d.take(cols+"17;Erika;Muster;erika@example.de;Köln;nein\n18;Max;Probe;;Bonn;ja\n"), 2, 0, 0, 0)
		d.want(d.take(cols+"17;Erika;Muster;erika@example.de;Köln;nein\n18;Max;Probe;;Bonn;ja\n"), 0, 0, 2, 0)
		d.want(d.take(cols+"17;Erika;Muster;erika@example.de;Bonn;nein\n18;Max;Probe;;Bonn;ja\n19;Ada;Neu;;Ulm;\n"), 1, 1, 1, 0)
		got := d.lines("SELECT number || ' ' || name || ' ' || city FROM customer WHERE id > 1")
		if want := "[17 Erika Muster Bonn 18 Max Probe Bonn 19 Ada Neu Ulm]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %v", got, want)
		}
		if bars := d.lines("SELECT kind FROM consent_bar"); fmt.Sprint(bars) != "[objected]" {
			t.Errorf("bars %v", bars)
		}
	})
}

func TestTwoImportsAtOnceCountNothingTwice(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		paths := []string{d.file(day), d.file(day)}
		type result struct {
			r   intake.Report
			err error
		}
		results := make(chan result, 2)
		for _, p := range paths {
			go func() {
				r, err := d.Run(context.Background(), intake.Request{Path: p}, nil)
				results <- result{r, err}
			}()
		}
		var created, unchanged int64
		for range paths {
			res := <-results
			if res.err != nil {
				t.Fatal(res.err)
			}
			created += res.r.Figures.Created
			unchanged += res.r.Figures.Unchanged
		}
		if created != 5 || unchanged != 5 || len(d.books()) != 5 {
			t.Errorf("created %d, unchanged %d, stored %v", created, unchanged, d.books())
		}
	})
}

// feed says where the files of a source come by themselves.
func (d *desk) feed(source, folder string, daily bool) error {
	return d.Arrange(context.Background(), 1, intake.Arrangement{Feeds: []intake.Feed{{Source: source, Folder: folder, Daily: daily}}})
}

func TestAFeedIsOneForAllLayoutsOfASource(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		d.run(intake.Request{Path: d.file(day), Source: "kasse"})
		d.run(intake.Request{Path: d.file("Kundennummer;Name;E-Mail\n17;Anna Amsel;anna@example.de\n"), Source: "kasse"})
		d.run(intake.Request{Path: d.file("Kundennummer;Name;Telefon\n18;Bert Buche;040 1\n"), Source: "kartei"})
		if err := d.feed("kasse", "", true); err != nil {
			t.Fatal(err)
		}
		got, err := d.Feeds(ctx)
		want := []intake.Feed{{Source: "kartei", LastDay: cal.Never}, {Source: "kasse", Daily: true, Dated: true, LastDay: cal.MustParse("2026-03-03")}}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
		week := cal.NewCalendar(nil, nil)
		if missing, err := d.MissingDaily(ctx, cal.MustParse("2026-03-04"), week); err != nil || len(missing) != 0 {
			t.Errorf("the list of customers has no days to be missed: %v, %v", missing, err)
		}
		if err := d.feed("kartei", "", true); fault.Of(err) == nil || fault.Of(err).Key != "intakerun.daily_needs_orders" {
			t.Errorf("customers every day: %v", err)
		}
		if err := d.feed("nirgends", "", false); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown source: %v", err)
		}
	})
}

func TestOnlyAReadableFolderIsWatched(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.csv")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, key := range map[string]string{
		"": "", dir: "", "kasse": "intakerun.folder_relative", file: "intakerun.folder_file", filepath.Join(dir, "nichts"): "intakerun.folder_missing",
	} {
		got := ""
		if f := fault.Of(intake.CheckFolder(path)); f != nil {
			got = f.Key
		}
		if got != key {
			t.Errorf("%q: %q, want %q", path, got, key)
		}
	}
}

func TestARefusedFileIsRememberedUntilItIsMended(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		d := newDesk(t, db)
		d.run(intake.Request{Path: d.file(day), Source: "kasse"})
		folder := t.TempDir()
		if err := d.feed("kasse", folder, false); err != nil {
			t.Fatal(err)
		}
		put := func(name, text string) {
			t.Helper()
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		refused := func() []intake.Import {
			t.Helper()
			for range 2 {
				if _, err := d.Watch(ctx); err != nil {
					t.Fatal(err)
				}
			}
			list, err := d.Refused(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		put("04.csv", "\x00\x01\x02 no table")
		put("05.csv", "\x00\x01\x02 nor this")
		list := refused()
		if len(list) != 2 || list[0].Error == nil || list[0].Error.Key == "intakerun.internal" || list[0].State != intake.Failed {
			t.Fatalf("got %+v", list)
		}
		if len(d.books()) != 5 {
			t.Errorf("stored %v", d.books())
		}
		again := newDesk(t, db) // after a restart the file is looked at anew, and told once
		for range 2 {
			if _, err := again.Watch(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if all, err := d.List(ctx, 0, 20); err != nil || len(all) != 3 {
			t.Errorf("%d imports, %v", len(all), err)
		}
		put("04.csv", head+"5001,A,Brot,1,2026-03-04,3.50,17,Germany\n")
		if list := refused(); len(list) != 1 || list[0].File != "05.csv" {
			t.Errorf("after mending: %+v", list)
		}
		if err := os.Remove(filepath.Join(folder, "05.csv")); err != nil {
			t.Fatal(err)
		}
		if list := refused(); len(list) != 0 {
			t.Errorf("after taking it away: %+v", list)
		}
	})
}

func TestWatchTakesCompleteFilesOnce(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t, schematest.SQLite(t))
	d.take(day)
	sources, err := d.Sources(ctx)
	if err != nil || len(sources) != 1 || sources[0].LastDay != cal.MustParse("2026-03-03") {
		t.Fatalf("sources %+v, %v", sources, err)
	}
	folder := t.TempDir()
	if err := d.feed(sources[0].Name, folder, true); err != nil {
		t.Fatal(err)
	}
	look := func() int {
		t.Helper()
		got, err := d.Watch(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range got {
			if a.Err != nil {
				t.Fatal(a.Err)
			}
		}
		return len(got)
	}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	week := cal.NewCalendar(nil, nil)
	if missing, err := d.MissingDaily(ctx, cal.MustParse("2026-03-05"), week); err != nil || len(missing) != 1 {
		t.Errorf("yesterday's file is not missed: %v, %v", missing, err)
	}
	put("b.csv", head+"5001,A,Brot,1,2026-03-04,3.50,17,Germany\n")
	if n := look(); n != 0 {
		t.Error("a file was taken at first sight, when it may still grow")
	}
	put("b.csv", head+"5001,A,Brot,1,2026-03-04,3.50,17,Germany\n5002,A,Brot,1,2026-03-04,3.50,17,Germany\n")
	if n := look(); n != 0 {
		t.Error("a growing file was taken")
	}
	if n := look(); n != 1 {
		t.Error("a complete file was not taken")
	}
	if n := look() + look(); n != 0 {
		t.Error("a file was taken twice")
	}
	if missing, err := d.MissingDaily(ctx, cal.MustParse("2026-03-05"), week); err != nil || len(missing) != 0 {
		t.Errorf("yesterday's file came: %v, %v", missing, err)
	}
	if len(d.books()) != 7 {
		t.Errorf("stored %v", d.books())
	}
}
