package paper

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

func sheet(rows int) *Sheet {
	t := Table{Columns: []Column{{Title: "Warengruppe"}, {Title: "Umsatz netto", Num: true}}}
	for n := range rows {
		t.Rows = append(t.Rows, Row{Cells: []string{fmt.Sprintf("Gruppe %d", n), "1.234,50 €"}, Strong: n == rows-1})
	}
	return &Sheet{
		Lang: "de-DE", Title: "Monatsbericht Oktober 2026", Lede: "Bäckerei Müßig", Foot: "Bäckerei Müßig",
		Page:     func(n int, of string) string { return fmt.Sprintf("Seite %d von %s", n, of) },
		Made:     time.Date(2026, 11, 1, 4, 30, 0, 0, time.UTC),
		Sections: []Section{{Title: "Das Wichtigste", Say: []string{"Es bleiben 12.340 € (DB IV)."}, Lines: []string{"Weniger als die Hälfte der Kosten ist gemessen."}, Table: t}},
	}
}

func write(t *testing.T, s *Sheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, s); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out.Bytes(), []byte("%PDF-")) || !bytes.HasSuffix(bytes.TrimSpace(out.Bytes()), []byte("%%EOF")) {
		t.Fatalf("%d bytes are no whole PDF", out.Len())
	}
	return out.Bytes()
}

// pages counts the leaves of the tree of pages.
func pages(pdf []byte) int { return bytes.Count(pdf, []byte("/Type /Page\n")) }

func TestALongTableGoesOnOnFurtherPages(t *testing.T) {
	for _, c := range []struct{ rows, pages int }{{0, 1}, {3, 1}, {60, 2}, {200, 6}} {
		if got := pages(write(t, sheet(c.rows))); got != c.pages {
			t.Errorf("%d rows: %d pages, want %d", c.rows, got, c.pages)
		}
	}
}

func TestTheSameSheetIsTheSameFile(t *testing.T) {
	if !bytes.Equal(write(t, sheet(12)), write(t, sheet(12))) {
		t.Error("two files differ")
	}
}

func TestASheetCarriesItsLanguageAndTitle(t *testing.T) {
	pdf := write(t, sheet(1))
	if !bytes.Contains(pdf, []byte("/Lang (de-DE)")) || !bytes.Contains(pdf, []byte("/Title")) {
		t.Error("the file tells no language or no title")
	}
}

func FuzzAnyTextIsPrinted(f *testing.F) {
	for _, s := range []string{"", "Käse & Söhne", "🥐 Bäckerei", "Ελληνικά", "שלום", strings.Repeat("W", 400), strings.Repeat("lang ", 300), "a\x00b\n\u202f\u00ad€", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := sheet(2)
		s.Title, s.Foot = text, text
		s.Sections[0].Say = []string{text}
		s.Sections[0].Table.Rows[0].Cells[0] = text
		s.Sections[0].Table.Columns[1].Title = text
		write(t, s)
	})
}
