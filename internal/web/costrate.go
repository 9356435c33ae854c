package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

const ratesURL = "/einstellungen/kostensaetze"

// ratesCard leads from the settings to the rates of costs.
func ratesCard(v *visit) *settings.TextView {
	return &settings.TextView{
		Title: v.say.T("webcost.rates"), Lines: []string{v.say.T("webcost.rates.card")},
		Link: &look.ButtonView{Label: v.say.T("webcost.rates.open"), Href: ratesURL},
	}
}

// digits are the decimals that thousandths of a rate have in what people type: euro, minutes
// or per cent.
func digits(u cost.Unit) uint8 {
	if u == cost.InMoney {
		return 5
	}
	return 3
}

// rateText writes a rate as people type it.
func rateText(v *visit, u cost.Unit, amount int64) string {
	d := money.Decimal{Digits: amount, Scale: digits(u)}
	for d.Scale > 0 && d.Digits%10 == 0 {
		d.Digits, d.Scale = d.Digits/10, d.Scale-1
	}
	return v.say.Decimal(d)
}

// ratesPage shows the rates that hold today.
func (s *server) ratesPage(v *visit) error { return s.showRates(v, nil) }

// showRates shows the rates with a form for others; preview is a card above it, or nil.
func (s *server) showRates(v *visit, preview *page.Card) error {
	rates, err := cost.LoadRates(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	view := page.View{Head: look.HeadView{Title: say.T("webcost.rates"), Lede: say.T("webcost.rates.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"}}}
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), say.Fault(v.refused.err)
	}
	if err := s.savedRates(v, &view); err != nil {
		return err
	}
	if err := savedShipping(v, &view); err != nil {
		return err
	}
	card := page.Card{ID: "saetze", Title: say.T("webcost.rates.new"), Note: say.T("webcost.rates.standard")}
	if days := rates.Days(); len(days) > 0 {
		words := make([]string, len(days))
		for i, d := range days {
			words[i] = say.Date(d)
		}
		card.Note = say.T("webcost.rates.own", say.List(words))
	}
	f := page.Form{URL: ratesURL, Save: say.T("webcost.rates.preview"), Hidden: []look.Hidden{{Name: "act", Value: "vorschau"}}}
	f.Fields = append(f.Fields, dayField(v, "ab", "webcost.rates.since", v.facts.today))
	for _, r := range cost.Standards {
		x := textField(v, string(r.Rate), "webcost.rate."+string(r.Rate), rateText(v, r.Unit, rates.On(r.Rate, v.facts.today)))
		x.Num, x.Hint = true, say.T("webcost.rates."+string(r.Unit))
		f.Fields = append(f.Fields, x)
	}
	for i := range f.Fields { // what was typed stays
		if x := &f.Fields[i]; v.r.URL.Path == ratesURL && v.r.Method == http.MethodPost && v.r.PostForm.Has(x.Name) {
			x.Value = v.r.PostForm.Get(x.Name)
		}
	}
	card.Forms = []page.Form{f}
	view.Main = append(shippingCards(v, rates), card)
	if preview != nil {
		view.Main = append([]page.Card{*preview}, view.Main...)
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen", Wide: true}, page.Page(view))
}

// savedRates says what was saved, with the way back.
func (s *server) savedRates(v *visit, view *page.View) error {
	if v.r.URL.Query().Get("gesichert") == "" {
		return nil
	}
	list, err := history.Of(v.ctx(), v.seen, "cost.rate", 0, 0, 1)
	if err != nil || len(list) == 0 || list[0].Undone || list[0].Undoes != 0 {
		return err
	}
	view.Saved = &page.Saved{Text: v.say.T("webcost.rates.saved"), Undo: look.ActView{
		URL: logURL + "/" + strconv.FormatInt(list[0].ID, 10) + "/zurueck", Fields: []look.Hidden{{Name: "zurueck", Value: ratesURL}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s"},
	}}
	return nil
}

// typedRates reads the form: the day, and the rates that differ from those of that day.
func typedRates(v *visit, now cost.Rates) (since cal.Date, set map[cost.Rate]int64, err error) {
	if since, err = v.day("ab", v.facts.today); err != nil {
		return since, nil, err
	}
	set = map[cost.Rate]int64{}
	for _, r := range cost.Standards {
		text := strings.TrimSpace(v.r.PostForm.Get(string(r.Rate)))
		if text == "" {
			continue
		}
		number, err := v.say.ParseNumber(text)
		if err != nil {
			return since, nil, err
		}
		amount, err := number.Cents(digits(r.Unit))
		if err != nil {
			return since, nil, fault.Wrap(err, fault.Invalid, "cost.rate")
		}
		if int64(amount) != now.On(r.Rate, since) {
			set[r.Rate] = int64(amount)
		}
	}
	if len(set) == 0 {
		return since, nil, fault.New(fault.Invalid, "webcost.rates.none")
	}
	return since, set, nil
}

// saveRates shows what other rates would change, or takes them.
func (s *server) saveRates(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	refuse := func(err error) error {
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Conflict {
			return err
		}
		v.refused = &retry{err, ""}
		return s.showRates(v, nil)
	}
	now, err := cost.LoadRates(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	since, set, err := typedRates(v, now)
	if err != nil {
		return refuse(err)
	}
	if err := cost.CheckRates(since, set); err != nil {
		return refuse(err)
	}
	if v.field("act") == "vorschau" {
		p, err := s.Insight.PreviewRates(v.ctx(), v.facts.today, now.With(since, set))
		if err != nil {
			return err
		}
		card := s.previewCard(v, p)
		return s.showRates(v, &card)
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error { return cost.SetRates(v.ctx(), tx, s.by(v), since, set) }); err != nil {
		return refuse(err)
	}
	s.changed()
	return v.redirect(ratesURL + "?gesichert=1")
}

// previewCard sets the sums of the margins before and after beside each other.
func (s *server) previewCard(v *visit, p insight.RatesPreview) page.Card {
	say := v.say
	card := page.Card{ID: "vorschau", Title: say.T("webcost.rates.previewed"), Lede: say.T("webcost.rates.previewed.some", p.Customers)}
	if p.All {
		card.Lede = say.T("webcost.rates.previewed.all", p.Customers)
	}
	for _, row := range []struct {
		label         string
		before, after money.Cents
	}{
		{"webcost.db1", p.Before.DB1(), p.After.DB1()},
		{"webcost.db2", p.Before.DB2(), p.After.DB2()},
		{"webcost.db3", p.Before.DB3(), p.After.DB3()},
		{"webcost.db4", p.Before.DB4(), p.After.DB4()},
		{"webcost.ours", p.Before.Ours, p.After.Ours},
	} {
		card.Rows = append(card.Rows, page.Row{Text: say.T(row.label), Sub: say.T("webcost.rates.before_after", say.MoneyExact(row.before, ""), say.MoneyExact(row.after, ""))})
	}
	f := page.Form{URL: ratesURL, Save: say.T("webcost.rates.take"), Strong: true, Hidden: []look.Hidden{{Name: "act", Value: "uebernehmen"}}}
	names := []string{"ab"}
	for _, r := range cost.Standards {
		names = append(names, string(r.Rate))
	}
	for _, name := range slices.DeleteFunc(names, func(n string) bool { return !v.r.PostForm.Has(n) }) {
		f.Hidden = append(f.Hidden, look.Hidden{Name: name, Value: v.r.PostForm.Get(name)})
	}
	card.Forms = []page.Form{f}
	return card
}
