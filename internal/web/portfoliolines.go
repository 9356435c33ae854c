package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/figures"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
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

// moveLines lets the lines be drawn where the firm wants them, for everybody and from today.
// That is noted in the log, and goes on by itself where there are many customers.
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
	want := portfolio.Parts{Strong: part("eng"), Worth: part("hoch")}
	if err := want.Check(); err != nil {
		return err
	}
	if working, err := s.drawing(v); err != nil {
		return err
	} else if working != nil && !working.Bad {
		return fault.New(fault.Conflict, "portfolio.busy")
	}
	entry := int64(0)
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		was, found, err := portfolio.PartsNow(v.ctx(), tx)
		if err != nil || !found || was == want {
			return err
		}
		if entry, err = portfolio.NoteLines(v.ctx(), tx, v.user.ID, cal.At(s.Now()), was, want, 0); err != nil || s.Redraw == nil {
			return err
		}
		return s.Redraw(v.ctx(), tx, want)
	})
	if err != nil {
		return err
	}
	if s.Redraw == nil {
		if err := s.Insight.MovePortfolio(v.ctx(), v.facts.today, want.Strong, want.Worth); err != nil {
			return err
		}
	}
	s.changed()
	q := url.Values{}
	if measureOf(v.field("mass")) == portfolio.ByYear {
		q.Set("mass", "jahr")
	}
	if entry != 0 {
		q.Set("gesichert", strconv.FormatInt(entry, 10))
	}
	return v.redirect(portfolioURL + "?" + q.Encode() + "#grenzen")
}

// drawing tells that lines are being drawn or could not be; nil when nothing is to be told.
func (s *server) drawing(v *visit) (*settings.WorkView, error) {
	if s.Jobs == nil {
		return nil, nil
	}
	tasks, err := s.Jobs.Recent(v.ctx(), portfolio.LinesVerb, 1)
	if err != nil || len(tasks) == 0 {
		return nil, err
	}
	switch tasks[0].State {
	case "ready", "running":
		return &settings.WorkView{Text: v.say.T("webfolio.lines.working"), Ask: linesURL}, nil
	case "failed":
		return &settings.WorkView{Text: v.say.T("webfolio.lines.failed"), Bad: true}, nil
	}
	return nil, nil
}

// linesState answers whoever waits for the lines.
func (s *server) linesState(v *visit) error {
	work, err := s.drawing(v)
	if err != nil {
		return err
	}
	if work == nil {
		work = &settings.WorkView{Text: v.say.T("webfolio.lines.done")}
	}
	return v.part(http.StatusOK, settings.Work(*work))
}

// linesNotes stand above the portfolio while lines are drawn and after they were moved.
func (s *server) linesNotes(v *visit, view *page.PortfolioView) error {
	work, err := s.drawing(v)
	if err != nil {
		return err
	}
	if work != nil {
		view.Work = settings.Work(*work)
	}
	entry := v.r.URL.Query().Get("gesichert")
	if _, err := strconv.ParseInt(entry, 10, 64); err == nil && v.user.Role.Manages() {
		view.Saved = &page.PortfolioSaved{Text: v.say.T("webfolio.lines.saved"), Undo: look.ActView{
			URL: "/protokoll/" + entry + "/zurueck", Button: look.ButtonView{Label: v.say.T("webparty.undo"), Icon: "undo-2", Size: "s", Style: "quiet"},
		}}
	}
	return nil
}
