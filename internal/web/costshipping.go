package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	shippingURL = "/einstellungen/versandliste"
	// maxShipping is the largest file with a price list of shipping, in bytes.
	maxShipping = 2 << 20
)

// shippingCards are the price lists of shipping with a form for another.
func shippingCards(v *visit, rates cost.Rates) []page.Card {
	say := v.say
	lists := rates.ShippingLists()
	card := page.Card{ID: "versand", Title: say.T("webcost.shipping"), Lede: say.T("webcost.shipping.lede"), Empty: say.T("webcost.shipping.none")}
	for i := len(lists) - 1; i >= 0; i-- {
		row := shippingRow(v, lists[i])
		row.Acts = []look.ActView{{
			URL: shippingURL, Fields: []look.Hidden{{Name: "act", Value: "weg"}, {Name: "ab", Value: lists[i].Since.String()}},
			Button: look.ButtonView{Label: say.T("webcost.shipping.drop"), Size: "s"},
		}}
		card.Rows = append(card.Rows, row)
	}
	file := look.FieldView{Name: "datei", Type: "file", Label: say.T("webcost.shipping.file"), Hint: say.T("webcost.shipping.columns")}
	text := look.FieldView{Name: "text", ID: "f-versandtext", Label: say.T("webcost.shipping.text"), Rows: 4, Value: v.field("text"), Hint: say.T("webcost.shipping.text.hint")}
	day := dayField(v, "ab", "webcost.rates.since", v.facts.today)
	day.ID = "f-versand-ab"
	card.Forms = []page.Form{{
		Title: say.T("webcost.shipping.new"), Open: v.r.URL.Path == shippingURL, URL: shippingURL, Files: true, Save: say.T("webcost.rates.preview"),
		Hidden: []look.Hidden{{Name: "act", Value: "vorschau"}}, Fields: []look.FieldView{day, file, text},
	}}
	return []page.Card{card}
}

// shippingRow is a whole list in words.
func shippingRow(v *visit, l cost.ShippingList) page.Row {
	say := v.say
	row := page.Row{Text: say.T("webcost.shipping.since", say.Date(l.Since)), Sub: say.T("webcost.shipping.lines", len(l.Rows))}
	const most = 30
	for i, r := range l.Rows {
		if i == most {
			row.List = append(row.List, say.T("webcost.shipping.more", len(l.Rows)-most))
			break
		}
		country := r.Country
		if country == "" {
			country = say.T("webcost.shipping.others")
		}
		if r.UpTo == 0 {
			row.List = append(row.List, say.T("webcost.shipping.any", country, say.MoneyExact(r.Cost, "")))
		} else {
			row.List = append(row.List, say.T("webcost.shipping.upto", country, say.MoneyExact(r.UpTo, ""), say.MoneyExact(r.Cost, "")))
		}
	}
	return row
}

// saveShipping shows what another price list of shipping would change, or takes it, or takes
// one away.
func (s *server) saveShipping(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxShipping+maxForm)
	if err := v.r.ParseMultipartForm(maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badUpload(err)
	}
	if v.r.MultipartForm != nil {
		defer func() { _ = v.r.MultipartForm.RemoveAll() }()
	}
	if err := v.form(); err != nil {
		return err
	}
	lists, wrong, err := s.typedShipping(v)
	if err == nil && v.field("act") == "vorschau" && len(wrong) == 0 {
		var card page.Card
		if card, err = s.previewShipping(v, lists); err == nil {
			return s.showRates(v, &card)
		}
	}
	if err == nil && len(wrong) == 0 {
		entry := int64(0)
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
			entry, err = cost.SetShipping(v.ctx(), tx, s.by(v), lists)
			return err
		})
		switch {
		case err == nil && entry == 0:
			err = fault.New(fault.Invalid, "webcost.shipping.same")
		case err == nil:
			s.changed()
			return v.redirect(ratesURL + "?versand=" + strconv.FormatInt(entry, 10))
		}
	}
	if err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	if err == nil {
		card := wrongShipping(v, wrong)
		v.refused = &retry{fault.New(fault.Invalid, "webcost.shipping.wrong", len(wrong)), ""}
		return s.showRates(v, &card)
	}
	v.refused = &retry{err, ""}
	return s.showRates(v, nil)
}

// typedShipping reads the lists of the form: from a file, from pasted text, from the preview
// that was taken, or the one that is to go.
func (s *server) typedShipping(v *visit) (lists []cost.ShippingList, wrong []intake.WrongShipping, err error) {
	since, err := v.day("ab", v.facts.today)
	if err != nil {
		return nil, nil, err
	}
	switch v.field("act") {
	case "weg":
		return []cost.ShippingList{{Since: since}}, nil, nil
	case "uebernehmen":
		if err := json.Unmarshal([]byte(v.field("listen")), &lists); err != nil {
			return nil, nil, fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		return lists, nil, nil
	}
	data, name := []byte(v.field("text")), "liste.csv"
	if file, head, err := v.r.FormFile("datei"); err == nil {
		defer func() { _ = file.Close() }()
		read, err := io.ReadAll(file)
		if err != nil {
			return nil, nil, badUpload(err)
		}
		if len(read) > 0 {
			data, name = read, head.Filename
		}
	}
	if len(data) == 0 {
		return nil, nil, fault.New(fault.Invalid, "intake.shipping_empty")
	}
	f, err := table.OpenReader(bytes.NewReader(data), int64(len(data)), name, table.Limits{Unpacked: 64 << 20})
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	return intake.ReadShipping(f, v.say, since)
}

// wrongShipping names the cells of a list that could not be read.
func wrongShipping(v *visit, wrong []intake.WrongShipping) page.Card {
	card := page.Card{ID: "falsch", Title: v.say.T("webcost.shipping.refused"), Lede: v.say.T("webcost.shipping.refused.lede")}
	for _, w := range wrong {
		card.Rows = append(card.Rows, page.Row{Text: known(v.say.T("webcost.shipping.line", w.Line), w.Column), Sub: v.say.Fault(w.Err)})
	}
	return card
}

// previewShipping sets the sums of the margins before and after beside each other, and tells
// how many sales the lists speak of.
func (s *server) previewShipping(v *visit, lists []cost.ShippingList) (page.Card, error) {
	for i := range lists {
		if err := cost.CheckShipping(&lists[i]); err != nil {
			return page.Card{}, err
		}
	}
	now, err := cost.LoadRates(v.ctx(), s.DB)
	if err != nil {
		return page.Card{}, err
	}
	p, err := s.Insight.PreviewRates(v.ctx(), v.facts.today, now.WithShipping(customer.Region(v.facts.firm.Locale), lists))
	if err != nil {
		return page.Card{}, err
	}
	packed, err := json.Marshal(lists)
	if err != nil {
		return page.Card{}, err
	}
	card := s.previewCard(v, p)
	covered := page.Row{Text: v.say.T("webcost.shipping.covered", p.Listed, p.Sales)}
	if p.Listed < p.Sales {
		covered.Sub = v.say.T("webcost.shipping.uncovered", p.Sales-p.Listed)
	}
	card.Rows = append(card.Rows, covered)
	for _, l := range lists {
		card.Rows = append(card.Rows, shippingRow(v, l))
	}
	card.Forms = []page.Form{{URL: shippingURL, Save: v.say.T("webcost.rates.take"), Strong: true, Hidden: []look.Hidden{
		{Name: "act", Value: "uebernehmen"}, {Name: "ab", Value: v.facts.today.String()}, {Name: "listen", Value: string(packed)},
	}}}
	return card, nil
}

// savedShipping says that lists were saved, with the way back.
func savedShipping(v *visit, view *page.View) error {
	id, err := strconv.ParseInt(strings.TrimSpace(v.r.URL.Query().Get("versand")), 10, 64)
	if err != nil {
		return nil //nolint:nilerr // no number, nothing to say
	}
	e, err := history.Get(v.ctx(), v.seen, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || e.Verb != "cost.shipping.set" || e.Undone || e.Undoes != 0 {
		return err
	}
	view.Saved = &page.Saved{Text: v.say.T("webcost.rates.saved"), Undo: look.ActView{
		URL: logURL + "/" + strconv.FormatInt(id, 10) + "/zurueck", Fields: []look.Hidden{{Name: "zurueck", Value: ratesURL}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s"},
	}}
	return nil
}
