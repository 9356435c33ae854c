package look

import (
	"context"
	"html"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// What a list shows fifty times over is written here by hand: a template call for every
// cell costs more than the cell. Texts are escaped; nothing else can get in but words of
// this package.

// markup gathers HTML. Its zero value is ready.
type markup struct{ b []byte }

// tag appends markup of this package.
func (m *markup) tag(text string) { m.b = append(m.b, text...) }

// text appends words of others, escaped.
func (m *markup) text(words string) {
	for i := range len(words) {
		switch words[i] {
		case '<', '>', '&', '\'', '"':
			m.b = append(m.b, html.EscapeString(words)...)
			return
		}
	}
	m.b = append(m.b, words...)
}

// component hands over what m holds; nothing may be added to m afterwards.
func (m *markup) component() templ.Component { return written(m.b) }

// TableRows is the rows alone, as the answer to a swap.
func TableRows(columns []Column, rows []Row) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		open := make([]string, len(columns))
		for i, c := range columns {
			label := ""
			if c.Label != "" {
				label = ` data-label="` + html.EscapeString(c.Label) + `"`
			}
			open[i] = "<td" + label + ">"
			if class := c.class(); class != "" {
				open[i] = `<td class="` + html.EscapeString(class) + `"` + label + `>`
			}
		}
		m := markup{make([]byte, 0, 256)}
		for i := range rows {
			m.b = m.b[:0]
			m.row(&rows[i])
			if err := rows[i].cells(ctx, w, &m, open); err != nil {
				return err
			}
		}
		return nil
	})
}

// row opens a line of a table.
func (m *markup) row(r *Row) {
	m.tag("<tr")
	if r.ID != "" {
		m.tag(` id="`)
		m.text(r.ID)
		m.tag(`"`)
	}
	if r.Selected {
		m.tag(` aria-selected="true"`)
	}
	if r.Focus {
		m.tag(" data-row")
	}
	m.tag(">")
}

// cells writes what m holds and the cells of the row.
func (r *Row) cells(ctx context.Context, w io.Writer, m *markup, open []string) error {
	for i, c := range r.Cells {
		m.tag(open[i])
		if c.Content == nil {
			m.text(c.Text)
		} else {
			if _, err := w.Write(m.b); err != nil {
				return err
			}
			m.b = m.b[:0]
			if err := c.Content.Render(ctx, w); err != nil {
				return err
			}
		}
		m.tag("</td>")
	}
	m.tag("</tr>")
	_, err := w.Write(m.b)
	return err
}

// cutNote is from how many letters on a note may be cut off on a narrow screen, so that
// its whole text is offered beside it.
const cutNote = 24

// WhoCell is the first cell of a list of customers: avatar, name, and a second line.
func WhoCell(a AvatarView, name, href, note string) templ.Component {
	m := markup{make([]byte, 0, 192+len(name)+len(href)+2*len(note))}
	m.tag(`<div class="name"><span class="`)
	m.tag(a.class())
	if k := a.Kind.key(); k != string(KindUnknown) {
		m.tag(`" data-t="`)
		m.tag(k)
	}
	m.tag(`" aria-hidden="true">`)
	m.text(a.Initials)
	m.tag(`</span><div><a class="who" href="`)
	m.text(string(templ.URL(href)))
	m.tag(`">`)
	m.text(name)
	m.tag(`</a>`)
	if note != "" {
		m.tag(`<div class="fine cut"`)
		if utf8.RuneCountInString(note) >= cutNote {
			m.tag(` title="`)
			m.text(note)
			m.tag(`"`)
		}
		m.tag(`>`)
		m.text(note)
		m.tag(`</div>`)
	}
	m.tag(`</div></div>`)
	return m.component()
}

// TaggedCell is a word with tags behind it.
func TaggedCell(word string, tags []TagView) templ.Component {
	m := markup{make([]byte, 0, 32+len(word)+64*len(tags))}
	m.tag("<span>")
	m.text(word)
	m.tag("</span>")
	for _, t := range tags {
		m.tag(` <span class="tag"`)
		if t.Tone != "" {
			m.tag(` data-tone="`)
			m.text(string(t.Tone))
			m.tag(`"`)
		}
		m.tag(">")
		m.text(t.Text)
		m.tag("</span>")
	}
	return m.component()
}

// AmountCell is an amount with its quality below it.
func AmountCell(value, note string) templ.Component {
	m := markup{make([]byte, 0, 64+len(value)+len(note))}
	m.tag(`<span class="tn">`)
	m.text(value)
	m.tag("</span>")
	if note != "" {
		m.tag(`<div class="fine">`)
		m.text(note)
		m.tag("</div>")
	}
	return m.component()
}

// MiniView is the rhythm in a row of a list. Late draws honey dots after the last purchase.
type MiniView struct {
	Days  int
	Buys  []int // days ago
	Late  bool
	Kind  Kind
	Label string
}

// Ends of the line of a mini rhythm.
const (
	miniLeft  = 3
	miniRight = 109
)

// place is where a day stands on the line.
func (v *MiniView) place(ago int) int {
	days := max(1, v.Days)
	return miniLeft + ((miniRight-miniLeft)*(v.Days-ago)+days/2)/days
}

// Mini draws a tick per purchase on a short line.
func Mini(v MiniView) templ.Component {
	m := markup{make([]byte, 0, 224+len(v.Label)+8*len(v.Buys))}
	m.tag(`<svg class="mini" viewBox="0 0 112 20" role="img" aria-label="`)
	m.text(v.Label)
	if k := v.Kind.key(); k != string(KindUnknown) {
		m.tag(`" data-t="`)
		m.tag(k)
	}
	m.tag(`">`)
	end := miniRight
	if last, bought := (BeatView{Days: v.Days, Buys: v.Buys}).last(); bought && v.Late {
		end = v.place(last)
		if miniRight-end > 8 {
			m.line(`<line class="late`, end+5, miniRight-3)
		}
	}
	m.line(`<line`, miniLeft, end)
	m.ticks(&v)
	m.tag("</svg>")
	return m.component()
}

// line draws from one place to another.
func (m *markup) line(open string, from, to int) {
	m.tag(open)
	if open != "<line" {
		m.tag(`"`)
	}
	m.tag(` x1="`)
	m.whole(from)
	m.tag(`" x2="`)
	m.whole(to)
	m.tag(`" y1="10" y2="10"/>`)
}

// ticks draws one path for all purchases, one tick for those of the same place.
func (m *markup) ticks(v *MiniView) {
	before, some := 0, false
	for _, ago := range v.Buys {
		if ago < 0 || ago > v.Days {
			continue
		}
		x := v.place(ago)
		if some && x == before {
			continue
		}
		if !some {
			m.tag(`<path class="tick" d="`)
		}
		before, some = x, true
		m.tag("M")
		m.whole(x)
		m.tag(" 5v10")
	}
	if some {
		m.tag(`"/>`)
	}
}

// whole writes a number.
func (m *markup) whole(n int) { m.b = strconv.AppendInt(m.b, int64(n), 10) }
