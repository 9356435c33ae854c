package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// goodwillURL is the page of the frame for goodwill.
const goodwillURL = "/einstellungen/kulanz"

func (s *server) goodwillRoutes() []route {
	return []route{
		{pattern: "GET " + goodwillURL, access: manager, do: s.goodwillPage},
		{pattern: "POST " + goodwillURL, access: manager, do: s.saveGoodwill},
	}
}

func (s *server) goodwillPage(v *visit) error {
	g := v.facts.firm.Settings.Goodwill
	base, share := "", ""
	if g.Base > 0 {
		base = v.say.MoneyExact(g.Base, "")
	}
	if g.Share > 0 {
		share = v.say.Float(float64(g.Share)/100, marginDecimals(g.Share))
	}
	return s.goodwillForm(v, http.StatusOK, base, share, nil)
}

func (s *server) goodwillForm(v *visit, code int, base, share string, failure error) error {
	say := v.say
	view := page.FormPage{Head: look.HeadView{
		Title: say.T("webgoodwill.title"), Lede: say.T("webgoodwill.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"},
	}}
	switch {
	case failure != nil:
		view.Problem = say.Fault(failure)
	case v.r.URL.Query().Get("gesichert") != "":
		view.Notes = []look.NoteView{{Tone: look.ToneGood, Text: say.T("webgoodwill.saved")}}
	}
	view.Forms = []page.Form{{
		Title: say.T("webgoodwill.title"), Note: say.T("webgoodwill.rule", complaint.FrameRule), URL: goodwillURL, Submit: look.ButtonView{Label: say.T("button.save"), Style: "primary"},
		Fields: []look.FieldView{
			{Name: "betrag", Label: say.T("webgoodwill.base"), Value: base, Num: true, Autocomplete: "off", Hint: say.T("webgoodwill.base.hint")},
			{Name: "anteil", Label: say.T("webgoodwill.share"), Value: share, Num: true, Autocomplete: "off", Hint: say.T("webgoodwill.share.hint")},
		},
	}}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen"}, page.Typed(view))
}

func (s *server) saveGoodwill(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	base, share := v.field("betrag"), strings.TrimSpace(strings.TrimSuffix(v.field("anteil"), "%"))
	g, err := readGoodwill(v, base, share)
	if err != nil {
		return s.goodwillForm(v, http.StatusUnprocessableEntity, base, share, err)
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(p *firm.Settings) { p.Goodwill = g })
	})
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(goodwillURL + "?gesichert=ja")
}

// readGoodwill reads the two numbers; without an amount there is no frame.
func readGoodwill(v *visit, base, share string) (g firm.GoodwillSettings, err error) {
	if base != "" {
		if g.Base, err = v.say.ParseAmount(base, currency(&v.facts.firm)); err != nil {
			return g, err
		}
	}
	if share != "" {
		n, err := v.say.ParseNumber(share)
		if err != nil {
			return g, err
		}
		bp, err := n.Cents(2)
		if err != nil || bp < 0 || bp > 10_000 {
			return g, fault.New(fault.Invalid, "webgoodwill.bad_share")
		}
		g.Share = int(bp)
	}
	if g.Base < 0 || g.Base == 0 && g.Share > 0 {
		return g, fault.New(fault.Invalid, "webgoodwill.bad_base")
	}
	return g, nil
}

// goodwillLimit is up to what amount somebody may be given something without a question.
func (s *server) goodwillLimit(v *visit, q store.Querier, id int64) (limit money.Cents, set bool, err error) {
	g := v.facts.firm.Settings.Goodwill
	if g.Base <= 0 {
		return 0, false, nil
	}
	how := complaint.Usual
	row, found, err := relationship.Get(v.ctx(), q, id)
	if err != nil {
		return 0, false, err
	}
	if found {
		switch row.Kind {
		case kind.Attached:
			how = complaint.Generous
		case kind.Demanding:
			how = complaint.ByRule
		default:
		}
	}
	steps, err := value.YearSteps(v.ctx(), q, []int64{id})
	if err != nil {
		return 0, false, err
	}
	year, known := steps[id]
	limit, set = complaint.Frame{Base: g.Base, Share: g.Share}.Limit(how, year.DB4, known)
	return limit, set, nil
}

// withinFrame refuses goodwill beyond the frame to whoever does not manage the firm.
func (s *server) withinFrame(v *visit, q store.Querier, id int64, amount money.Cents) error {
	if amount <= 0 || v.user.Role.Manages() {
		return nil
	}
	limit, set, err := s.goodwillLimit(v, q, id)
	if err != nil || !set || amount <= limit {
		return err
	}
	name := ""
	if u, err := team.Get(v.ctx(), s.DB, v.facts.chief.User); err == nil {
		name = u.Name
	}
	return fault.New(fault.Invalid, "webgoodwill.over", v.say.MoneyExact(limit, ""), name)
}

// frameWords say the frame at the field.
func (s *server) frameWords(v *visit, id int64) (string, error) {
	limit, set, err := s.goodwillLimit(v, v.seen, id)
	if err != nil || !set {
		return "", err
	}
	return v.say.T("webgoodwill.limit", v.say.MoneyExact(limit, "")), nil
}

// logGoodwill says a frame in the log.
func logGoodwill(v *visit, raw json.RawMessage) string {
	var g firm.GoodwillSettings
	if json.Unmarshal(raw, &g) != nil || g.Base == 0 {
		return ""
	}
	return v.say.T("webgoodwill.log", v.say.MoneyExact(g.Base, ""), v.say.Percent(float64(g.Share)/10_000, marginDecimals(g.Share)))
}
