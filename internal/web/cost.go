package web

import (
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// costsShown is how many costs the page of a customer lists.
const costsShown = 100

// costRoutes are the addresses of what customers cost.
func (s *server) costRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/kosten", access: figures, do: s.costPage},
		{pattern: "POST /kunden/{id}/kosten", access: writer, do: s.saveCost},
		{pattern: "GET /einstellungen/kostensaetze", access: manager, do: s.ratesPage},
		{pattern: "POST /einstellungen/kostensaetze", access: manager, do: s.saveRates},
		{pattern: "POST /einstellungen/versandliste", access: manager, do: s.saveShipping},
	}
}

// costPage lists what a customer cost, with a form for a further cost.
func (s *server) costPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	rates, err := cost.LoadRates(v.ctx(), v.seen)
	if err != nil {
		return err
	}
	list, err := cost.Of(v.ctx(), v.seen, c.ID, costsShown)
	if err != nil {
		return err
	}
	card := page.Card{ID: "kosten", Title: v.say.T("webcost.entries"), Lede: v.say.T("webcost.entries.lede"), Empty: v.say.T("webcost.entries.none")}
	for i := range list {
		card.Rows = append(card.Rows, costRow(v, rates, &list[i]))
	}
	card.Forms = []page.Form{costForm(v, customerURL(c.ID)+"/kosten")}
	view := page.View{Main: []page.Card{card}}
	why, err := s.Insight.Why(v.ctx(), c.ID, v.facts.today)
	switch {
	case err == nil:
		view.Main = []page.Card{marginCard(v, &why), card}
		view.Aside = []page.Card{chargeCard(v, &why)}
	case fault.KindOf(err) != fault.NotFound: // contacts of firms buy nothing
		return err
	}
	return s.section(v, &c, "kosten", view)
}

// qualityWord tells how well an amount is known.
func qualityWord(v *visit, q cost.Quality) string {
	return v.say.T("webcost.quality." + strconv.Itoa(int(q)))
}

func costRow(v *visit, rates cost.Rates, e *cost.Entry) page.Row {
	r := page.Row{
		Text: v.say.MoneyExact(rates.Price(e), "") + " · " + v.say.T("webcost.kind."+string(e.Kind)),
		Sub:  known(v.say.Date(e.Day), v.say.T("webcost.cause."+string(e.Cause)), e.Note),
		Tags: []look.TagView{{Text: qualityWord(v, e.Quality), Tone: look.ToneLine}},
	}
	if e.Quantity != 0 {
		unit := "webcost.pieces"
		if e.Kind == cost.Minutes {
			unit = "webcost.minutes"
		}
		r.Sub = known(r.Sub, v.say.T(unit, e.Quantity))
	}
	if e.Cause == cost.Ours || e.Cause == cost.Third {
		r.Tags = append(r.Tags, look.TagView{Text: v.say.T("webcost.not_his"), Tone: look.ToneLine})
	}
	return r
}

func costForm(v *visit, url string) page.Form {
	words := func(prefix string, list []string, value string, name, label string) look.FieldView {
		return choice(v, name, label, prefix, value, list)
	}
	kinds := make([]string, len(cost.Kinds))
	for i, k := range cost.Kinds {
		kinds[i] = string(k)
	}
	causes := make([]string, len(cost.Causes))
	for i, c := range cost.Causes {
		causes[i] = string(c)
	}
	amount, quantity := textField(v, "betrag", "webcost.amount", ""), textField(v, "menge", "webcost.quantity", "")
	amount.Hint, quantity.Hint = v.say.T("webcost.amount.hint"), v.say.T("webcost.quantity.hint")
	note := textField(v, "notiz", "webcost.note", "")
	note.Hint = v.say.T("webdata.readable")
	return rowForm(v, url, "kosten", row.Meta{}, "webcost.add", "button.save",
		words("webcost.kind.", kinds, string(cost.Goodwill), "art", "webcost.kind"), amount, quantity,
		words("webcost.cause.", causes, string(cost.ByCustomer), "ursache", "webcost.cause"),
		words("webcost.quality.", []string{"2", "1", "0"}, "2", "guete", "webcost.quality"),
		dayField(v, "tag", "webcost.day", v.facts.today), note)
}

// saveCost writes down a cost by hand.
func (s *server) saveCost(v *visit) error {
	if !seesFigures(v.user.Role) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return s.onSection(v, "kosten", func(tx *store.Tx, id int64) error {
		e := cost.Entry{Customer: id, Kind: cost.Kind(v.field("art")), Cause: cost.Cause(v.field("ursache")), Note: v.field("notiz")}
		quality, err := v.number("guete")
		if err != nil || quality > int64(cost.Measured) {
			return fault.New(fault.Invalid, "web.bad_form")
		}
		e.Quality = cost.Quality(quality)
		if e.Day, err = v.day("tag", v.facts.today); err != nil {
			return err
		}
		if e.Day > v.facts.today {
			return fault.New(fault.Invalid, "cost.future")
		}
		if text := v.field("betrag"); text != "" {
			if e.Amount, err = v.say.ParseAmount(text, v.facts.firm.Currency); err != nil {
				return err
			}
		}
		if e.Quantity, err = v.number("menge"); err != nil {
			return err
		}
		_, err = cost.Add(v.ctx(), tx, s.by(v), e)
		return err
	})
}
