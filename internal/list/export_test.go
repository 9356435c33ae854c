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

// readFile reads a file as a spreadsheet program does; cells hold no formula.
func readFile(t *testing.T, format list.Format, file *bytes.Buffer) [][]string {
	t.Helper()
	if format == list.CSV {
		text, marked := strings.CutPrefix(file.String(), "\uFEFF")
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || !marked {
			t.Fatalf("mark %v, %v", marked, err)
		}
		return rows
	}
	book, err := excelize.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for y, row := range rows {
		for x := range row {
			row[x] = strings.ReplaceAll(row[x], "\r\n", "\n")
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			if formula, err := book.GetCellFormula("Sheet1", cell); err != nil || formula != "" {
				t.Fatalf("%s holds the formula %q, %v", cell, formula, err)
			}
		}
		for len(row) < len(rows[0]) { // empty cells at the end are left out
			row = append(row, "")
		}
		rows[y] = row
	}
	return rows
}

func TestExportHoldsEveryRow(t *testing.T) {
	db := schematest.SQLite(t)
	fill(t, db, 1300)
	update(t, db, func(tx *store.Tx) error {
		_, err := customer.Create(ctx, tx, customer.By{Region: "DE"}, customer.Customer{
			LastName: "=HYPERLINK(1)", FirstName: "@SUM(A1)", City: "Ulm; \"Donau\"", Phone: "+49 171 5550123", Note: "-5\nzwei", VATID: "DE136695976", Card: "007",
		})
		return err
	})
	want := len(all(t, db, list.Query{Day: day, Limit: 500})) + 1
	var file bytes.Buffer
	for _, format := range []list.Format{list.CSV, list.XLSX} {
		file.Reset()
		if err := list.Export(ctx, db, &file, format, list.Query{Day: day}, list.Form{Words: key, Decimal: ','}); err != nil {
			t.Fatal(err)
		}
		rows := readFile(t, format, &file)
		if len(rows) != want {
			t.Fatalf("%s: %d rows, want %d", format, len(rows), want)
		}
		at := map[string]int{}
		for i, title := range rows[0] {
			at[strings.TrimPrefix(title, "list.column.")] = i
		}
		safe := 0
		for _, row := range rows[1:] {
			if row[at["name"]] == "'@SUM(A1) =HYPERLINK(1)" && row[at["last_name"]] == "'=HYPERLINK(1)" && row[at["city"]] == `Ulm; "Donau"` && row[at["first_name"]] == "'@SUM(A1)" &&
				row[at["phone"]] == "'+49 171 5550123" && row[at["note"]] == "'-5\nzwei" && row[at["vat_id"]] == "DE136695976" && row[at["card"]] == "007" {
				safe++
			}
			if strings.HasPrefix(row[at["name"]], "=") {
				t.Errorf("%s: a formula: %q", format, row)
			}
		}
		if safe != 1 {
			t.Errorf("%s: the one row stands %d times", format, safe)
		}
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
