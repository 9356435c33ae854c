package web

import (
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
)

const linesURL = portfolioURL + "/grenzen"

// lineParts are the parts of the customers, in per cent, that may lie beyond a line.
var lineParts = []int{10, 20, 30, 40, 50, 60, 70, 80, 90}

// lines is the form that moves the lines between the fields; nil for who may not.
func (f *folio) lines() *page.PortfolioLines {
	if !f.v.user.Role.Manages() {
		return nil
	}
	say := f.v.say
	part := func(name, label string, now float64) look.FieldView {
		x := look.FieldView{Name: name, Label: say.T(label)}
		for _, n := range lineParts {
			x.Options = append(x.Options, look.Option{
				Value: strconv.Itoa(n), Label: say.T("webfolio.lines.part", float64(n)/100), Checked: int(now*100+.5) == n,
			})
		}
		return x
	}
	out := &page.PortfolioLines{
		Title: say.T("webfolio.lines"), Lede: say.T("webfolio.lines.text"), URL: linesURL,
		Fields: []look.FieldView{part("eng", "webfolio.lines.strong", f.Frame.Strong), part("hoch", "webfolio.lines.worth", f.Frame.Worth)},
		Save:   look.ButtonView{Label: say.T("webfolio.lines.move"), Size: "s", Type: "submit"},
	}
	if f.measure == portfolio.ByYear {
		out.Hidden = append(out.Hidden, look.Hidden{Name: "mass", Value: "jahr"})
	}
	return out
}

// moveLines draws the lines where the firm wants them, for everybody and from today.
func (s *server) moveLines(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if s.Insight == nil {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	part := func(name string) float64 {
		n, err := strconv.Atoi(v.field(name))
		if err != nil {
			return 0 // no part: refused with its reason
		}
		return float64(n) / 100
	}
	if err := s.Insight.MovePortfolio(v.ctx(), v.facts.today, part("eng"), part("hoch")); err != nil {
		return err
	}
	f := &folio{v: v}
	return v.redirect(f.address(measureOf(v.field("mass")), portfolio.Outside) + "#grenzen")
}
