package table_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/table"
)

// pick returns the named columns of all rows.
func pick(c content, names ...string) []string {
	var out []string
	for _, row := range c.Rows {
		var cells []string
		for _, n := range names {
			cells = append(cells, row[slices.Index(c.Header, n)])
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func TestTillIsOneTableOfJoinedLines(t *testing.T) {
	want := []string{
		"b-1|4711|Roggenbrot 1 kg|1.000|5.80000|7.00|Unbar",
		"b-1|4711|Menü \"Früh\"; klein|1.000|1.6||Unbar", // two rates on one line: summed, no rate
		"b-2||Butterbrezel|1.000|1.60000|7.00|Bar",
		"b-4||Butterbrezel|1.000|1.60000|7.00|",
		"b-5||Butterbrezel|-1.000|-1.60000|7.00|Bar",
		"b-3||||||", // an aborted receipt has no lines and is kept
	}
	columns := []string{"BON_ID", "KUNDE_ID", "ARTIKELTEXT", "MENGE", "POS_BRUTTO", "UST_SATZ", "ZAHLART_TYP"}
	folder, err := table.Open("testdata/dsfinvk", table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, info := readPart(t, folder, 0)
	if d := cmp.Diff(want, pick(got, columns...)); d != "" || len(got.Bad) > 0 || info.Decimal != '.' {
		t.Errorf("bad %v: %s", got.Bad, d)
	}
	inZip, err := open(t, zipped(t, tillFiles(t, "export/", nil)), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	fromZip, _ := readPart(t, inZip, 0)
	if d := cmp.Diff(got, fromZip); d != "" {
		t.Error(d)
	}
}

// tillFiles loads the sample; change replaces the content of files by name.
func tillFiles(t testing.TB, prefix string, change map[string]func(string) string) map[string]string {
	t.Helper()
	files := map[string]string{}
	names, err := fs.Glob(os.DirFS("testdata/dsfinvk"), "*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := os.ReadFile("testdata/dsfinvk/" + n)
		if err != nil {
			t.Fatal(err)
		}
		files[prefix+n] = string(b)
		if f := change[n]; f != nil {
			files[prefix+n] = f(string(b))
		}
	}
	return files
}

func TestTillObeysItsIndex(t *testing.T) {
	files := tillFiles(t, "", map[string]func(string) string{
		"index.xml": func(s string) string {
			s = strings.ReplaceAll(s, "<ColumnDelimiter>;", "<ColumnDelimiter>|")
			s = strings.ReplaceAll(s, "<DecimalSymbol>,", "<DecimalSymbol>.")
			s = strings.ReplaceAll(s, "<DigitGroupingSymbol>.", "<DigitGroupingSymbol>,")
			return strings.ReplaceAll(s, "<Range><From>2</From></Range>", "")
		},
		"lines_vat.csv": func(s string) string {
			_, s, _ = strings.Cut(s, "\r\n") // no header: names come from the index
			return strings.ReplaceAll(strings.ReplaceAll(s, ",", "."), ";", "|")
		},
		"transactions.csv": func(s string) string { return strings.ReplaceAll(s, ";", "|") },
		"lines.csv":        func(s string) string { return strings.ReplaceAll(s, ";", "|") },
	})
	f, err := open(t, zipped(t, files), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := readPart(t, f, 0)
	if d := cmp.Diff("b-1|5.80000", pick(got, "BON_ID", "POS_BRUTTO")[0]); d != "" {
		t.Error(d)
	}
}

func TestTillKeepsWhatDoesNotFit(t *testing.T) {
	files := tillFiles(t, "", map[string]func(string) string{
		"lines.csv": func(s string) string { return strings.Replace(s, `"b-2"`, `"b-9"`, 1) },
		"transactions.csv": func(s string) string {
			lines := strings.SplitAfter(s, "\r\n")
			return strings.Join(append(lines, lines[1]), "")
		},
	})
	f, err := open(t, zipped(t, files), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := readPart(t, f, 0)
	want := []string{
		"7 -1 intake.till_double_receipt", // the repeated receipt
		"4 -1 intake.till_without_receipt",
		"5 -1 intake.till_without_line", // the amounts of the line that found no receipt
	}
	if d := cmp.Diff(want, got.Bad); d != "" {
		t.Error(d)
	}
	if len(got.Rows) != 6 {
		t.Errorf("%d rows, want 4 lines and 2 receipts without lines", len(got.Rows))
	}
}

func TestTillIsBounded(t *testing.T) {
	f, err := open(t, zipped(t, tillFiles(t, "", nil)), table.Limits{Receipts: 3})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Read(0)
	if got := fault.Of(err); got == nil || got.Key != "intake.till_too_large" || got.Kind != fault.Limit {
		t.Errorf("got %v", err)
	}
}
