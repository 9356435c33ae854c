package list_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestCellsRunNothing(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+49 171": "'+49 171", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "＝1": "'＝1",
		"Ahrens": "Ahrens", "": "", "a=b": "a=b", "'=1": "'=1",
	} {
		if got := list.Cell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func key(k string) string { return k }

func TestExportHoldsEveryRow(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 1300)
	update(t, db, func(tx *store.Tx) error {
		_, err := customer.Create(ctx, tx, customer.By{Region: "DE"}, customer.Customer{LastName: "=HYPERLINK(1)", City: "Ulm; \"Donau\""})
		return err
	})
	want := len(all(t, db, list.Query{Day: day, Limit: 500})) + 1
	var file bytes.Buffer
	if err := list.Export(ctx, db, &file, list.CSV, list.Query{Day: day}, list.Form{Words: key, Decimal: ','}); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(file.String(), "\uFEFF")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || !marked || len(rows) != want || rows[0][1] != "list.column.name" {
		t.Fatalf("%d rows, want %d; mark %v, %v", len(rows), want, marked, err)
	}
	safe := 0
	for _, row := range rows {
		if row[1] == "'=HYPERLINK(1)" && row[3] == `Ulm; "Donau"` && row[10] == "" {
			safe++
		}
		if strings.HasPrefix(row[1], "=") {
			t.Errorf("a formula: %q", row[1])
		}
	}
	if safe != 1 {
		t.Errorf("the one row stands %d times", safe)
	}
	file.Reset()
	if err := list.Export(ctx, db, &file, list.XLSX, list.Query{Day: day}, list.Form{Words: key, Decimal: ','}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := book.GetRows("Sheet1"); err != nil || len(rows) != want {
		t.Errorf("%d rows, want %d; %v", len(rows), want, err)
	}
	if err := list.Export(ctx, db, &file, "pdf", list.Query{Day: day}, list.Form{Words: key, Decimal: ','}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another format: %v", err)
	}
}

func TestExportOfAViewHasItsColumnsAndOwnFields(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 30)
	know(t, db, 30)
	update(t, db, func(tx *store.Tx) error {
		return field.Set(ctx, tx, row.By{At: 1}, 6, []field.Change{{Field: 5, To: "=1+1"}})
	})
	defs, err := field.InUse(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	form := list.Form{Words: func(k string) string { return k }, Decimal: ',', Own: defs, Columns: []string{"city", "contact", "own.budget", "own.wort", "own.hund"}}
	if err := list.Export(ctx, db, &file, list.CSV, list.Query{Day: day}, form); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	if head := "\uFEFFlist.column.name;list.column.city;list.column.contact;Budget;Wort;Hund;list.column.objected"; !strings.HasPrefix(text, head) {
		t.Errorf("the head is %q", strings.SplitN(text, "\r\n", 2)[0])
	}
	if !strings.Contains(text, "Ulm;2026-11-14;6,00;'=1+1;field.yes;") {
		t.Errorf("customer 6 is not as he should be:\n%s", text)
	}
}
