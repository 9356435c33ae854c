package table_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/table"
)

// content is what a test expects of one part.
type content struct {
	Header []string
	Rows   [][]string
	Bad    []string // "line column key"
}

func open(t testing.TB, data []byte, limits table.Limits) (*table.File, error) {
	t.Helper()
	return table.OpenReader(bytes.NewReader(data), int64(len(data)), "kasse.dat", limits)
}

func readPart(t testing.TB, f *table.File, part int) (content, table.Info) {
	t.Helper()
	r, err := f.Read(part)
	if err != nil {
		t.Fatalf("read part %d: %v", part, err)
	}
	defer r.Close()
	c := content{Header: r.Header()}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return c, r.Info()
		}
		if err != nil {
			t.Fatalf("next row: %v", err)
		}
		if row.Problem != nil {
			c.Bad = append(c.Bad, fmt.Sprint(row.Line, " ", row.Problem.Column, " ", row.Problem.Key))
			continue
		}
		c.Rows = append(c.Rows, append([]string(nil), row.Cells...))
	}
}

func readAll(t testing.TB, data []byte) (content, table.Info) {
	t.Helper()
	f, err := open(t, data, table.Limits{})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return readPart(t, f, 0)
}

func TestText(t *testing.T) {
	tests := map[string]struct {
		in   string
		want content
	}{
		"semicolons with decimal commas": {
			"Nr;Menge;Preis\n1;2,5;3,10\n2;1,0;4,20\n",
			content{[]string{"Nr", "Menge", "Preis"}, [][]string{{"1", "2,5", "3,10"}, {"2", "1,0", "4,20"}}, nil},
		},
		"commas": {
			"order,customer,amount\na1,c1,2.50\n",
			content{[]string{"order", "customer", "amount"}, [][]string{{"a1", "c1", "2.50"}}, nil},
		},
		"tabs": {"Nr\tName\n1\tAnna, Bert\n", content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna, Bert"}}, nil}},
		"bars": {"Nr|Name\n1|Anna\n", content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, nil}},
		"single quotes": {
			"'Nr';'Name'\n'1';'A;B'\n'2';'O''Hara'\n",
			content{[]string{"Nr", "Name"}, [][]string{{"1", "A;B"}, {"2", "O'Hara"}}, nil},
		},
		"a line that names the delimiter": {
			"sep=,\r\nNr,Name\r\n1,Anna\r\n",
			content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, nil},
		},
		"lines before the header are no rows": {
			"Kassenbericht Backhaus\nZeitraum: 01.01.-31.01.\n\nBon;Datum;Summe\n1;01.01.2025;3,00\n2;01.01.2025;3,00\n",
			content{[]string{"Bon", "Datum", "Summe"}, [][]string{{"1", "01.01.2025", "3,00"}, {"2", "01.01.2025", "3,00"}}, nil},
		},
		"without a header the columns are numbered": {
			"1;01.01.2025;3,00\n2;02.01.2025;3,00\n",
			content{[]string{"#1", "#2", "#3"}, [][]string{{"1", "01.01.2025", "3,00"}, {"2", "02.01.2025", "3,00"}}, nil},
		},
		"old Macs end lines with CR": {"Nr;Name\r1;Anna\r", content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, nil}},
		"a quoted cell may hold lines": {
			"Nr;Notiz\n1;\"eins\nzwei \"\"drei\"\"\"\n2;x\n",
			content{[]string{"Nr", "Notiz"}, [][]string{{"1", "eins\nzwei \"drei\""}, {"2", "x"}}, nil},
		},
		"a quote inside a plain cell is text": {
			"Nr;Artikel\n1;Rohr 5\" lang\n2;\"Rohr 5\" lang\"\n",
			content{[]string{"Nr", "Artikel"}, [][]string{{"1", "Rohr 5\" lang"}, {"2", "Rohr 5\" lang"}}, nil},
		},
		"an open quote costs its own line only": {
			"Nr;Name\n1;\"Anna\n2;Bert\n3;\"Carl\"\n4;Dora\n",
			content{[]string{"Nr", "Name"}, [][]string{{"2", "Bert"}, {"3", "Carl"}, {"4", "Dora"}}, []string{"2 1 intake.open_quote"}},
		},
		"an open quote at the very end": {
			"Nr;Name\n1;Anna\n2;\"Bert",
			content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, []string{"3 1 intake.open_quote"}},
		},
		"too many cells are set aside": {
			"Nr;Name\n1;Anna;x\n2;Bert;\n",
			content{[]string{"Nr", "Name"}, [][]string{{"2", "Bert"}}, []string{"2 2 intake.too_many_cells"}},
		},
		"absent cells at the end are empty": {
			"Nr;Name;Ort\n1;Anna\n2;Bert;Ulm\n3;Carl;Bonn\n",
			content{[]string{"Nr", "Name", "Ort"}, [][]string{{"1", "Anna", ""}, {"2", "Bert", "Ulm"}, {"3", "Carl", "Bonn"}}, nil},
		},
		"rows without text are no rows": {"Nr;Name\n\n;\n1;Anna\n\x1a", content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, nil}},
		"NUL bytes are set aside": {
			"Nr;Name\n1;An\x00na\n2;Bert\n",
			content{[]string{"Nr", "Name"}, [][]string{{"2", "Bert"}}, []string{"2 1 intake.nul_bytes"}},
		},
		"header only":  {"Nr;Name\n", content{Header: []string{"Nr", "Name"}}},
		"one column":   {"E-Mail\na@example.de\nb@example.de\n", content{[]string{"E-Mail"}, [][]string{{"a@example.de"}, {"b@example.de"}}, nil}},
		"no last line": {"Nr;Name\n1;Anna", content{[]string{"Nr", "Name"}, [][]string{{"1", "Anna"}}, nil}},
		"a decimal comma does not win over the delimiter": {
			"Artikel;Preis\nBrot;2,50\nKuchen;3\n",
			content{[]string{"Artikel", "Preis"}, [][]string{{"Brot", "2,50"}, {"Kuchen", "3"}}, nil},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, _ := readAll(t, []byte(test.in))
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEncoding(t *testing.T) {
	const in = "Nr;Straße\n1;Größe ü\n"
	wide := func(order binary.AppendByteOrder, mark bool) []byte {
		var b []byte
		if mark {
			b = order.AppendUint16(b, 0xFEFF)
		}
		for _, u := range utf16.Encode([]rune(in)) {
			b = order.AppendUint16(b, u)
		}
		return b
	}
	narrow, err := charmap.Windows1252.NewEncoder().String(in)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		in   []byte
		want table.Encoding
	}{
		"UTF-8":                       {[]byte(in), table.UTF8},
		"UTF-8 with mark":             {[]byte("\ufeff" + in), table.UTF8},
		"UTF-16 little with mark":     {wide(binary.LittleEndian, true), table.UTF16LE},
		"UTF-16 big with mark":        {wide(binary.BigEndian, true), table.UTF16BE},
		"UTF-16 little by its NULs":   {wide(binary.LittleEndian, false), table.UTF16LE},
		"UTF-16 big by its NULs":      {wide(binary.BigEndian, false), table.UTF16BE},
		"no valid UTF-8 is Windows":   {[]byte(narrow), table.Windows1252},
		"gzip tells nothing of inner": {packed(t, []byte(narrow)), table.Windows1252},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, info := readAll(t, test.in)
			if d := cmp.Diff(content{[]string{"Nr", "Straße"}, [][]string{{"1", "Größe ü"}}, nil}, got); d != "" {
				t.Error(d)
			}
			if info.Encoding != test.want {
				t.Errorf("encoding %q, want %q", info.Encoding, test.want)
			}
		})
	}
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// An umlaut that comes only after the first megabyte is right in both encodings,
// and a stray Windows-1252 row in a UTF-8 file is read and marked.
func TestEncodingIsDecidedRowByRow(t *testing.T) {
	plain := "Nr;Name\n" + strings.Repeat("1;Anna\n", 200_000)
	for _, late := range []string{"2;Jörg\n", "2;J\xf6rg\n"} {
		got, info := readAll(t, []byte(plain+late))
		if last := got.Rows[len(got.Rows)-1]; last[1] != "Jörg" {
			t.Errorf("last row is %q", last)
		}
		if info.Encoding != table.ASCII {
			t.Errorf("encoding %q", info.Encoding)
		}
	}
	f, err := open(t, []byte("Nr;Straße\n"+strings.Repeat("2;Jörg\n", 20_000)+"1;J\xf6rg\n"), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(0)
	var last, lastRecoded string
	for err == nil {
		var row *table.Row
		if row, err = r.Next(); err == nil {
			if last = row.Cells[1]; row.Recoded {
				lastRecoded = row.Cells[0]
			}
		}
	}
	if last != "Jörg" || lastRecoded != "1" {
		t.Errorf("last %q, recoded row %q", last, lastRecoded)
	}
}

func TestRefusals(t *testing.T) {
	sheet := excelize.NewFile()
	var plain, locked bytes.Buffer
	if err := sheet.Write(&plain); err != nil {
		t.Fatal(err)
	}
	if err := sheet.Write(&locked, excelize.Options{Password: "geheim"}); err != nil {
		t.Fatal(err)
	}
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 2000)...)
	tests := map[string]struct {
		in   []byte
		key  string
		kind fault.Kind
	}{
		"empty":                {nil, "intake.empty_file", fault.Invalid},
		"blank":                {[]byte(" \r\n\n"), "intake.empty_file", fault.Invalid},
		"PDF":                  {[]byte("%PDF-1.7 ..."), "intake.binary_file", fault.Invalid},
		"random bytes":         {bytes.Repeat([]byte{0, 1, 2, 3, 200, 201, 'a', 7}, 100), "intake.binary_file", fault.Invalid},
		"web page as .xls":     {[]byte("\n<html><table>"), "intake.html_file", fault.Invalid},
		"JSON":                 {[]byte(`{"a":1}`), "intake.no_table", fault.Invalid},
		"old .xls":             {ole, "intake.legacy_xls", fault.Invalid},
		"XLSX with password":   {locked.Bytes(), "intake.password_protected", fault.Invalid},
		"XLSX without cells":   {plain.Bytes(), "", 0},
		"zip cut off":          {zipped(t, map[string]string{"a.csv": "Nr;A\n1;2\n"})[:60], "intake.broken_zip", fault.Invalid},
		"zip without a table":  {zipped(t, map[string]string{".x": "a"}), "intake.zip_without_table", fault.Invalid},
		"gzip of gzip":         {packed(t, packed(t, []byte("a;b\n"))), "intake.nested_archive", fault.Invalid},
		"gzip of nothing":      {packed(t, nil), "intake.empty_file", fault.Invalid},
		"index without a till": {zipped(t, map[string]string{"index.xml": "<DataSet></DataSet>"}), "intake.no_dsfinvk", fault.Invalid},
		"index that is no XML": {zipped(t, map[string]string{"index.xml": "<Data"}), "intake.broken_index", fault.Invalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := open(t, test.in, table.Limits{})
			if err == nil {
				_, err = f.Read(0)
			}
			if test.key == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if got := fault.Of(err); got == nil || got.Key != test.key || got.Kind != test.kind {
				t.Errorf("got %v, want %s", err, test.key)
			}
		})
	}
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, body := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBombsAreStopped(t *testing.T) {
	bomb := []byte("Nr;Name\n" + strings.Repeat("1;"+strings.Repeat("A", 4000)+"\n", 12<<10))
	for name, in := range map[string][]byte{
		"gzip": packed(t, bomb),
		"zip":  zipped(t, map[string]string{"a.csv": string(bomb)}),
	} {
		for key, limits := range map[string]table.Limits{
			"intake.zip_bomb":           {Ratio: 100},
			"intake.unpacked_too_large": {Ratio: 100_000, Unpacked: 40 << 20},
		} {
			f, err := open(t, in, limits)
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Read(0)
			for err == nil {
				_, err = r.Next()
			}
			if got := fault.Of(err); got == nil || got.Key != key || got.Kind != fault.Limit {
				t.Errorf("%s: got %v, want %s", name, err, key)
			}
		}
	}
}

func TestLongLineIsSetAsideAlone(t *testing.T) {
	in := "Nr;Name\n1;Anna\n2;" + strings.Repeat("x", 10<<20) + "\n3;\"" + strings.Repeat("y\n", 1<<20) + "\n4;Dora\n"
	in += "5;\"z\nz\"" + strings.Repeat(" ", 3<<20) + "\n6;Emil\n"
	got, _ := readAll(t, []byte(in))
	got.Bad = append(got.Bad[:2:2], got.Bad[len(got.Bad)-2:]...) // between them, the lines of the open quote are rows of one cell
	if d := cmp.Diff([]string{"3 -1 intake.row_too_long", "4 1 intake.open_quote", "1048582 1 intake.open_quote", "1048583 -1 intake.row_too_long"}, got.Bad); d != "" {
		t.Error(d)
	}
	if last := got.Rows[len(got.Rows)-1]; last[1] != "Emil" {
		t.Errorf("last row is %q", last)
	}
}

func TestBrokenGzipRefusesTheWholeFile(t *testing.T) {
	in := packed(t, []byte("Nr;Name\n"+strings.Repeat("1;Anna Beispiel aus Musterstadt\n2;Bert\n", 50_000)))
	f, err := open(t, in[:len(in)/2], table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(0)
	for err == nil {
		_, err = r.Next()
	}
	if got := fault.Of(err); got == nil || got.Key != "intake.broken_gzip" {
		t.Errorf("got %v", err)
	}
}

func TestRawGivesTheRowBack(t *testing.T) {
	f, err := open(t, []byte("Nr;Straße\r\n1;\"Gr\xfcn;weg\"\r\n"), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(0)
	if err != nil {
		t.Fatal(err)
	}
	row, err := r.Next()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := row.Raw(), `1;"Grün;weg"`; got != want || row.Line != 2 {
		t.Errorf("line %d: got %q, want %q", row.Line, got, want)
	}
}

func TestXLSX(t *testing.T) {
	x := excelize.NewFile()
	defer x.Close()
	date, err := x.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	own := `dd.mm.yyyy "um" hh:mm`
	stamp, err := x.NewStyle(&excelize.Style{CustomNumFmt: &own})
	if err != nil {
		t.Fatal(err)
	}
	set := func(sheet, cell string, v any) {
		t.Helper()
		if err := x.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("Sheet1", "A1", "Kassenbericht")
	for i, h := range []string{"Beleg", "Datum", "Zeit", "Betrag", "Bezahlt"} {
		set("Sheet1", string(rune('A'+i))+"3", h)
	}
	set("Sheet1", "A4", "R1")
	set("Sheet1", "B4", 40513)
	set("Sheet1", "C4", 40513.351388888892)
	set("Sheet1", "D4", 2.5499999999999998)
	set("Sheet1", "E4", true)
	set("Sheet1", "A6", "R2")
	set("Sheet1", "D6", 1234.5)
	if err := errors.Join(x.SetCellStyle("Sheet1", "B4", "B4", date), x.SetCellStyle("Sheet1", "C4", "C4", stamp)); err != nil {
		t.Fatal(err)
	}
	if _, err := x.NewSheet("Leer"); err != nil {
		t.Fatal(err)
	}
	if _, err := x.NewSheet("Kunden"); err != nil {
		t.Fatal(err)
	}
	set("Kunden", "A1", "Nr")
	set("Kunden", "B1", "Name")
	set("Kunden", "A2", 1)
	set("Kunden", "B2", "Jörg")
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := open(t, b.Bytes(), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Parts()) != 2 || f.Parts()[1].Name != "Kunden" {
		t.Fatalf("parts %+v", f.Parts())
	}
	got, info := readPart(t, f, 0)
	want := content{
		[]string{"Beleg", "Datum", "Zeit", "Betrag", "Bezahlt"},
		[][]string{{"R1", "2010-12-01", "2010-12-01 08:26:00", "2.55", "true"}, {"R2", "", "", "1234.5", ""}},
		nil,
	}
	if d := cmp.Diff(want, got); d != "" || info.HeaderLine != 3 {
		t.Errorf("header line %d: %s", info.HeaderLine, d)
	}
	got, _ = readPart(t, f, 1)
	if d := cmp.Diff(content{[]string{"Nr", "Name"}, [][]string{{"1", "Jörg"}}, nil}, got); d != "" {
		t.Error(d)
	}
	inZip, err := open(t, zipped(t, map[string]string{"a/b.xlsx": b.String()}), table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(inZip.Parts()) != 2 {
		t.Errorf("parts in a zip: %+v", inZip.Parts())
	}
}

func TestSerialDate(t *testing.T) {
	for in, want := range map[string]string{
		"0.5": "12:00:00", "1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01", "40513": "2010-12-01",
		"40513.351388888892": "2010-12-01 08:26:00", "-1": "", "1e9": "", "x": "", "NaN": "", "0": "1899-12-31",
	} {
		if got, _ := table.SerialDate(in, false); got != want {
			t.Errorf("%s is %q, want %q", in, got, want)
		}
	}
	if got, _ := table.SerialDate("39051", true); got != "2010-12-01" {
		t.Errorf("from 1904: %q", got)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	in := packed(t, []byte("Nr;Name\n"+strings.Repeat("1;Anna\n", 100_000)))
	f, err := open(t, in, table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(0)
	for err == nil {
		_, err = r.Next()
	}
	if read, total := r.Progress(); read != total || total != int64(len(in)) {
		t.Errorf("read %d of %d, file has %d", read, total, len(in))
	}
}

func TestOpenByPath(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, []byte("Nr;Name\n1;Anna\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := table.Open(name, table.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := readPart(t, f, 0); len(got.Rows) != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := table.Open(name+"x", table.Limits{}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("absent file: %v", err)
	}
	if _, err := table.Open(t.TempDir(), table.Limits{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("folder without index: %v", err)
	}
}

// What Line writes, the scanner reads, whatever stands in the cells.
func TestLinesSurviveTheirReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := []rune{'a', 'ö', '"', ';', ',', '\n', '\r', ' ', '\'', '1', '€'}
		cell := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 8, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 2), 1, 8).Draw(t, "rows")
		in := "sep=;\nNr;Text;Notiz\n"
		var want [][]string
		for i, row := range rows {
			row = append([]string{fmt.Sprint("R", i)}, row...)
			want = append(want, row)
			in += table.Line(row, ';') + "\n"
		}
		f, err := table.OpenReader(strings.NewReader(in), int64(len(in)), "x", table.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Read(0)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || row.Problem != nil {
				t.Fatalf("%q: %v %+v", in, err, row)
			}
			got = append(got, append([]string(nil), row.Cells...))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q: %s", in, d)
		}
	})
}

func FuzzOpen(f *testing.F) {
	book := excelize.NewFile()
	var sheet bytes.Buffer
	if err := errors.Join(book.SetCellValue("Sheet1", "A1", "Nr"), book.SetCellValue("Sheet1", "B2", 1.5), book.Write(&sheet)); err != nil {
		f.Fatal(err)
	}
	f.Add(sheet.Bytes())
	f.Add(zipped(f, tillFiles(f, "", nil)))
	f.Add([]byte("Nr;Name\n1;\"An\nna\"\n"))
	f.Add([]byte("sep=,\na,b\n\"1\" ,\"2\"x\n"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00\n\x00"))
	f.Add(zipped(f, map[string]string{"a.csv": "Nr;A\n1;2\n"}))
	f.Add(packed(f, []byte("Nr;A\n1;2\n")))
	f.Add([]byte("'a';'b'\r'c''';\"\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := open(t, data, table.Limits{RowBytes: 200})
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("a failure without a message: %v", err)
			}
			return
		}
		for i := range file.Parts() {
			r, err := file.Read(i)
			for err == nil {
				var row *table.Row
				if row, err = r.Next(); err == nil {
					checkRow(t, r, row)
				}
			}
			if !errors.Is(err, io.EOF) && fault.Of(err) == nil {
				t.Fatalf("a failure without a message: %v", err)
			}
		}
	})
}

func checkRow(t *testing.T, r *table.Reader, row *table.Row) {
	t.Helper()
	if row.Problem == nil && len(row.Cells) != len(r.Header()) {
		t.Fatalf("%d cells, %d columns", len(row.Cells), len(r.Header()))
	}
	for _, c := range row.Cells {
		if !utf8.ValidString(c) || (row.Problem == nil && strings.Contains(c, "\x00")) {
			t.Fatalf("cell %q", c)
		}
	}
	if !utf8.ValidString(row.Raw()) {
		t.Fatalf("raw %q", row.Raw())
	}
}

func BenchmarkText(b *testing.B) {
	benchmark(b, "536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n")
}

func BenchmarkQuotedText(b *testing.B) {
	benchmark(b, `"536365","85123A","WHITE HANGING HEART, ""T-LIGHT"" HOLDER","6","2010-12-01 08:26:00","2.55","17850","United Kingdom"`+"\n")
}

func benchmark(b *testing.B, line string) {
	b.Helper()
	data := []byte("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" +
		strings.Repeat(line, 100_000))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f, err := open(b, data, table.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		r, err := f.Read(0)
		rows := 0
		for ; err == nil; rows++ {
			_, err = r.Next()
		}
		if rows != 100_001 {
			b.Fatalf("%d rows", rows)
		}
	}
	b.ReportMetric(float64(100_000*b.N)/b.Elapsed().Seconds(), "rows/s")
}
