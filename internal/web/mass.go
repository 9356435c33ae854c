package web

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// massRows is how many customers the page of a mass line shows; the export has all.
const massRows = 200

// massLine shows the list behind a mass line, to view, print and export.
func (s *server) massLine(v *visit) error {
	step, people, held, err := s.mass(v)
	if err != nil {
		return err
	}
	text := s.words(v, &step)
	view := today.ListView{
		Head:  look.HeadView{Title: text.Reason(), Lede: v.say.T("web.mass.lede", text.How, text.With), Back: &look.LinkView{Label: v.say.T("place.today"), Href: "/"}},
		Table: look.TableView{Label: v.say.T("web.mass.table"), Columns: massColumns(v), Fold: true},
		Links: []look.ButtonView{
			{Label: v.say.T("button.print"), Icon: "printer", Type: "button", Desk: true, Attrs: map[string]any{"data-print": true}},
			{Label: v.say.T("web.mass.export"), Icon: "download", Href: lineURL(&step) + "/export.csv"},
		},
	}
	if held > 0 {
		view.Held = v.say.T("web.mass.held", locale.V{"n": held})
	}
	why := s.why(v, &step)
	view.Why = &why
	if step.State == care.Planned {
		view.Acts = []look.ActView{
			{URL: lineURL(&step), Fields: []look.Hidden{{Name: "act", Value: "later"}}, Button: look.ButtonView{Label: v.say.T("web.mass.later"), Icon: "clock", Style: "quiet", Key: "S"}},
			{URL: lineURL(&step), Fields: []look.Hidden{{Name: "act", Value: "done"}}, Button: look.ButtonView{Label: v.say.T("web.mass.approve", locale.V{"n": len(people)}), Icon: "check", Style: "primary", Key: "E"}},
		}
	} else {
		view.Done = doneView(v, &step, false).Text
		view.Acts = []look.ActView{{URL: lineURL(&step), Fields: []look.Hidden{{Name: "act", Value: "undo"}}, Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Key: "U"}}}
	}
	for i, c := range people {
		if i == massRows {
			view.More = v.say.T("web.mass.more", locale.V{"n": len(people) - massRows})
			break
		}
		view.Table.Rows = append(view.Table.Rows, massRow(v, c))
	}
	return s.page(v, sheet{Title: v.say.T("web.mass.title"), At: "/", Wide: true}, today.Mass(v.say, view))
}

// mass loads a mass line of the user with its customers, those left out who must not
// be approached any more.
func (s *server) mass(v *visit) (care.Step, []customer.Customer, int, error) {
	id, err := v.id()
	if err != nil {
		return care.Step{}, nil, 0, err
	}
	step, err := s.own(v, id)
	if err != nil {
		return step, nil, 0, err
	}
	if step.Line.Customer != 0 {
		return step, nil, 0, fault.New(fault.NotFound, "care.no_such_step")
	}
	ids, held, err := care.Members(v.ctx(), v.seen, id)
	if err != nil {
		return step, nil, 0, err
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return step, nil, 0, err
	}
	bars, err := consent.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return step, nil, 0, err
	}
	kept := people[:0]
	for _, c := range people {
		if !bars[c.ID].Any() {
			kept = append(kept, c)
		}
	}
	return step, kept, held, nil
}

func massColumns(v *visit) []look.Column {
	return []look.Column{{Title: v.say.T("web.mass.name")}, {Title: v.say.T("web.mass.address")}, {Title: v.say.T("web.mass.city")}, {Title: v.say.T("web.mass.number"), Off: true}}
}

func massRow(v *visit, c customer.Customer) look.Row {
	name := c.Shown()
	return look.Row{Focus: true, Cells: []look.Cell{
		{Content: look.WhoCell(look.AvatarView{Initials: look.Initials(name), Firm: c.Kind == customer.Firm, Size: "s"}, name, customerURL(c.ID), "")},
		{Text: addressWord(v, c)},
		{Text: c.City},
		{Text: c.Number},
	}}
}

// addressWord is Du or Sie towards the customer: his own, else the firm's usual form.
func addressWord(v *visit, c customer.Customer) string {
	form := c.AddressForm
	if form == "" {
		form = v.facts.firm.AddressForm
	}
	if form == "du" {
		return v.say.T("care.form.du")
	}
	return v.say.T("care.form.sie")
}

// massExport writes the list as a file for a spreadsheet or a letter.
func (s *server) massExport(v *visit) error {
	step, people, _, err := s.mass(v)
	if err != nil {
		return err
	}
	rows := [][]string{{v.say.T("web.mass.number"), v.say.T("web.mass.name"), v.say.T("web.start.salutation"), v.say.T("web.mass.address"), v.say.T("web.mass.street"), v.say.T("web.mass.postcode"), v.say.T("web.mass.city")}}
	for _, c := range people {
		rows = append(rows, []string{c.Number, c.Shown(), c.Salutation, addressWord(v, c), c.Street, c.Postcode, c.City})
	}
	name := fmt.Sprintf("stammkunde-%s-%s.csv", strings.ToLower(string(step.Line.Occasion)), step.Day)
	return v.csv(name, rows)
}

// negative is a number below zero; a spreadsheet reads it as what it is.
var negative = regexp.MustCompile(`^-[0-9]+([.,][0-9]+)?$`)

// csv answers with a file that spreadsheets of the reader's language open by
// themselves: semicolons in German, and a mark that it is UTF-8.
func (v *visit) csv(name string, rows [][]string) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	out := bufio.NewWriter(v.w)
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if !v.say.Tag().English() {
		w.Comma = ';'
	}
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			if safe[i] = cell; !negative.MatchString(cell) {
				safe[i] = list.Cell(cell)
			}
		}
		if err := w.Write(safe); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return out.Flush()
}

// capital writes a phrase as the beginning of a line.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
