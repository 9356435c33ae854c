package paper

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// The typeface of the screen; its licence is in internal/look/static/licences.
var (
	//go:embed fonts/figtree-regular.ttf
	regular []byte
	//go:embed fonts/figtree-semibold.ttf
	semibold []byte
)

// Sheet is what is printed.
type Sheet struct {
	Lang     string // of its words, as "de-AT"
	Title    string
	Lede     string // below the title
	Sections []Section
	Foot     string // at the foot of every page, before its number
	// Page writes the number of a page, as in "Seite 2 von 3".
	Page func(n int, of string) string
	// Unknown stands in place of words in a script that the typeface cannot show; "" takes "(…)".
	Unknown string
	Made    time.Time // stands in the properties of the file
}

// Section is a headed part: first what is to be known, then the numbers.
type Section struct {
	Title string
	Note  string   // what it is of, in quiet ink below the title
	Say   []string // full sentences in ordinary ink
	Lines []string // reservations, in quieter ink
	Table Table
}

// Table has as many cells in each row as columns; without columns there is none.
type Table struct {
	Columns []Column
	Rows    []Row
}

// Column is a column of a table.
type Column struct {
	Title string
	Num   bool // set to the right
}

// Row is a row of a table.
type Row struct {
	Cells  []string
	Strong bool // closes a sum
}

// Measures in millimetres, sizes of letters in points.
const (
	margin   = 22.0
	foot     = 18.0
	wide     = 210 - 2*margin
	leading  = 5.2 // of text
	rowLead  = 4.4 // of a line in a table
	rowPad   = 1.1
	cellPad  = 1.5
	family   = "figtree"
	sizeHead = 20
	sizePart = 13
	sizeText = 10.5
	sizeRow  = 8.5
	sizeFoot = 8
)

// cellLines is how many lines a cell has at most.
const cellLines = 4

// tone is a colour.
type tone struct{ r, g, b int }

var (
	ink   = tone{27, 38, 42}
	quiet = tone{91, 101, 105}
	brand = tone{0, 92, 107}
	rule  = tone{214, 217, 216}
)

// printer writes a sheet.
type printer struct {
	*fpdf.Fpdf
	unknown string // in place of words that cannot be written
}

// Write writes the sheet as PDF. It fails when w does.
func Write(w io.Writer, s *Sheet) error {
	p := printer{fpdf.New("P", "mm", "A4", ""), cmp.Or(s.Unknown, "(…)")}
	p.AddUTF8FontFromBytes(family, "", regular)
	p.AddUTF8FontFromBytes(family, "B", semibold)
	p.SetTitle(p.plain(s.Title), true)
	p.SetLang(s.Lang)
	p.SetCellMargin(0)
	p.SetCreationDate(s.Made)
	p.SetModificationDate(s.Made)
	p.SetCatalogSort(true)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, foot+6)
	const pages = "{n}"
	p.AliasNbPages(pages)
	p.SetFooterFunc(func() {
		p.SetY(-foot)
		p.font("", sizeFoot, quiet)
		p.CellFormat(wide*.75, leading, p.fit(p.plain(s.Foot), wide*.75-cellPad), "", 0, "L", false, 0, "")
		p.CellFormat(wide*.25, leading, s.Page(p.PageNo(), pages), "", 0, "R", false, 0, "")
	})
	p.AddPage()
	p.font("B", sizeHead, brand)
	p.MultiCell(wide, 9, p.plain(s.Title), "", "L", false)
	p.Ln(1)
	p.font("", sizeText, quiet)
	p.MultiCell(wide, leading, p.plain(s.Lede), "", "L", false)
	for i := range s.Sections {
		p.section(&s.Sections[i])
	}
	if err := p.Output(w); err != nil {
		return fmt.Errorf("write a PDF: %w", err)
	}
	return nil
}

// fit is a text that is at most so wide in the letters of now; what is cut ends in "…".
func (p printer) fit(text string, width float64) string {
	if p.GetStringWidth(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && p.GetStringWidth(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ") + "…"
}

// plain is a text in letters that the typeface has, without signs that steer a screen and are
// nothing on paper.
func (p printer) plain(text string) string {
	return printable(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r == '\u202f': // the narrow space of amounts
			return '\u00a0'
		}
		return r
	}, text), p.unknown)
}

func (p printer) font(style string, size float64, t tone) {
	p.SetFont(family, style, size)
	p.SetTextColor(t.r, t.g, t.b)
}

// section writes a part; its heading never stands alone at the foot of a page.
func (p printer) section(s *Section) {
	p.Ln(6)
	p.keep(28)
	p.font("B", sizePart, ink)
	p.MultiCell(wide, 6.5, p.plain(s.Title), "", "L", false)
	if s.Note != "" {
		p.font("", sizeFoot+1, quiet)
		p.MultiCell(wide, leading, p.plain(s.Note), "", "L", false)
	}
	p.Ln(.8)
	for _, text := range s.Say {
		p.font("", sizeText, ink)
		p.MultiCell(wide, leading, p.plain(text), "", "L", false)
		p.Ln(.8)
	}
	for _, text := range s.Lines {
		p.font("", sizeText, quiet)
		p.MultiCell(wide, leading, p.plain(text), "", "L", false)
		p.Ln(.8)
	}
	if len(s.Table.Columns) > 0 && len(s.Table.Rows) > 0 {
		p.Ln(1.2)
		p.table(&s.Table)
	}
}

// keep goes on to the next page when less than high is left of this one.
func (p printer) keep(high float64) bool {
	_, total := p.GetPageSize()
	if p.GetY()+high <= total-foot-6 {
		return false
	}
	p.AddPage()
	return true
}

// table writes a table; its head, where columns have names, is repeated on every page.
func (p printer) table(t *Table) {
	widths := p.widths(t)
	head := Row{Strong: true}
	named := false
	for _, c := range t.Columns {
		head.Cells = append(head.Cells, c.Title)
		named = named || c.Title != ""
	}
	if named {
		p.keep(p.height(widths, &head) + p.height(widths, &t.Rows[0]))
		p.row(t, widths, &head, quiet)
	}
	for i := range t.Rows {
		if p.keep(p.height(widths, &t.Rows[i])) && named {
			p.row(t, widths, &head, quiet)
		}
		p.row(t, widths, &t.Rows[i], ink)
	}
}

// widths gives numbers the room that they need and shares the rest among texts; where there
// is not enough, all are narrowed and texts are broken.
func (p printer) widths(t *Table) []float64 {
	need := make([]float64, len(t.Columns))
	sum, texts := 0.0, 0
	for i, c := range t.Columns {
		p.font("B", sizeRow, ink)
		need[i] = p.GetStringWidth(p.plain(longestWord(c.Title)))
		for _, r := range t.Rows {
			need[i] = max(need[i], p.GetStringWidth(p.plain(r.Cells[i])))
		}
		need[i] += 2*cellPad + .5
		sum += need[i]
		if !c.Num {
			texts++
		}
	}
	for i, c := range t.Columns {
		switch {
		case sum > wide:
			need[i] *= wide / sum
		case texts == 0:
			need[i] += (wide - sum) / float64(len(need))
		case !c.Num:
			need[i] += (wide - sum) / float64(texts)
		}
	}
	return need
}

func longestWord(text string) string {
	longest, from := "", 0
	for i, r := range text + " " {
		if r != ' ' {
			continue
		}
		if i-from > len(longest) {
			longest = text[from:i]
		}
		from = i + 1
	}
	return longest
}

func (p printer) height(widths []float64, r *Row) float64 {
	p.style(r)
	lines := 1
	for i, c := range r.Cells {
		lines = max(lines, len(p.lines(c, widths[i])))
	}
	return float64(lines)*rowLead + 2*rowPad
}

// lines breaks the text of a cell. Of an endless one the beginning is enough.
func (p printer) lines(text string, width float64) []string {
	list := p.SplitText(p.plain(text), width-2*cellPad)
	if len(list) > cellLines {
		list = list[:cellLines]
		list[cellLines-1] += "…"
	}
	return list
}

func (p printer) style(r *Row) {
	style := ""
	if r.Strong {
		style = "B"
	}
	p.SetFont(family, style, sizeRow)
}

// row writes a row and the line below it.
func (p printer) row(t *Table, widths []float64, r *Row, in tone) {
	high := p.height(widths, r)
	x, y := margin, p.GetY()
	p.SetTextColor(in.r, in.g, in.b)
	for i, c := range r.Cells {
		align := "L"
		if t.Columns[i].Num {
			align = "R"
		}
		for n, line := range p.lines(c, widths[i]) {
			p.SetXY(x+cellPad, y+rowPad+float64(n)*rowLead)
			p.CellFormat(widths[i]-2*cellPad, rowLead, line, "", 0, align, false, 0, "")
		}
		x += widths[i]
	}
	p.SetDrawColor(rule.r, rule.g, rule.b)
	p.SetLineWidth(.2)
	p.Line(margin, y+high, margin+wide, y+high)
	p.SetXY(margin, y+high)
}
