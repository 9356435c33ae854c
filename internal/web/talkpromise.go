package web

import (
	"context"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// maxExpectations is how many expectations the card shows.
const maxExpectations = 10

// vowFields are the fields of a promise within a form.
func vowFields(v *visit, p *promise.Promise, wanted bool) *talk.Vow {
	return &talk.Vow{
		Title: v.say.T("talk.vow"), Check: look.CheckView{Name: "zusage", Label: v.say.T("talk.vow.wanted"), Checked: wanted},
		Fields: promiseFields(v, p),
	}
}

func promiseFields(v *visit, p *promise.Promise) []look.FieldView {
	due := ""
	if p.Due.Valid() {
		due = p.Due.String()
	}
	return []look.FieldView{
		{Name: "wer", Label: v.say.T("talk.vow.who"), Value: string(p.Party), Options: choices(v, "talk.party.", string(interaction.Us), string(interaction.Customer))},
		{Name: "art", Label: v.say.T("talk.vow.kind"), Value: string(p.Kind), Options: choices(v, "talk.vow.kind.", string(promise.Callback), string(promise.Thing))},
		{Name: "was", Label: v.say.T("talk.vow.what"), Value: p.Text},
		{Name: "bis", Label: v.say.T("talk.vow.due"), Type: "date", Value: due},
		{Name: "uhr", Label: v.say.T("talk.vow.time"), Type: "time", Value: p.Clock()},
		{
			Name: "rueckweg", Label: v.say.T("talk.vow.way"), Value: string(p.Channel),
			Options: choices(v, "talk.way.", "", string(interaction.Phone), string(interaction.Mail), string(interaction.Message), string(interaction.Letter), string(interaction.Visit)),
		},
	}
}

// vow reads the fields of a promise into p.
func (v *visit) vow(p *promise.Promise) error {
	p.Party, p.Kind, p.Text = interaction.Party(v.field("wer")), promise.Kind(v.field("art")), v.field("was")
	p.Channel = interaction.Channel(v.field("rueckweg"))
	p.Due, p.Minute = cal.Never, promise.Anytime
	if text := v.field("bis"); text != "" {
		day, err := cal.Parse(text)
		if err != nil || !day.Valid() {
			return fault.New(fault.Invalid, "promise.no_day")
		}
		p.Due = day
	}
	var err error
	p.Minute, err = promise.ParseClock(v.field("uhr"))
	return err
}

// standFor is the value or promise of the firm that guides this week, beside what was
// promised to one customer; "" while the firm has none.
func (s *server) standFor(v *visit) (string, error) {
	words, err := store.Same(v.ctx(), v.seen, "guiding on "+v.facts.today.String(), func(ctx context.Context) (string, error) {
		value, _, err := culture.Guiding(ctx, s.DB, v.facts.today)
		return value.Words, err
	})
	if err != nil || words == "" {
		return "", err
	}
	return v.say.T("talk.owed.stand", words), nil
}

// owed is the card of what was promised and expected.
func (s *server) owed(v *visit, p *person) (talk.Promises, error) {
	say := v.say
	card := talk.Promises{Title: say.T("talk.owed"), Empty: say.T("talk.owed.none"), ExpectTitle: say.T("talk.expect")}
	if v.refused != nil && v.field("zusage")+v.field("erwartung") != "" {
		card.Problem = say.Fault(v.refused.err)
	}
	var open []promise.Promise
	var expects []promise.Expectation
	var r promise.Record
	err := store.Together(v.ctx(),
		func() (err error) { open, err = promise.OpenOf(v.ctx(), v.seen, p.ID); return err },
		func() (err error) {
			r, err = promise.RecordOf(v.ctx(), v.seen, p.ID, cal.Earliest, v.facts.today.Add(1))
			return err
		},
		func() (err error) { card.Stand, err = s.standFor(v); return err },
		func() (err error) {
			expects, err = promise.Expectations(v.ctx(), v.seen, p.ID, maxExpectations)
			return err
		},
	)
	if err != nil {
		return card, err
	}
	for i := range open {
		card.Open = append(card.Open, openPromise(v, p.ID, &open[i]))
	}
	if n := r.Kept + r.Broken; n > 0 {
		card.Record = say.T("talk.owed.record", r.Kept, n, r.Late)
	}
	for i := range expects {
		card.Expect = append(card.Expect, expected(v, p.ID, &expects[i]))
	}
	if v.user.Role.Writes() {
		url := customerURL(p.ID)
		if v.refusedAt(url + "/zusagen") {
			card.Form = s.promiseForm(v, p.ID)
		} else {
			card.New = foldedForm(v, p.ID, "zusage", "talk.owed.new")
		}
		if v.refusedAt(url + "/erwartungen") {
			card.ExpectForm = s.expectForm(v, p.ID)
		} else {
			card.NewExpect = foldedForm(v, p.ID, "erwartung", "talk.expect.new")
		}
	}
	return card, nil
}

// promiseForm makes a promise.
func (s *server) promiseForm(v *visit, customer int64) *talk.PromiseForm {
	f := &talk.PromiseForm{
		Title: v.say.T("talk.owed.new"), URL: customerURL(customer) + "/zusagen", Save: v.say.T("button.save"), Hidden: []look.Hidden{s.mark(v)},
		Fields: promiseFields(v, &promise.Promise{Party: interaction.Us, Kind: promise.Thing, Due: v.facts.today.Add(1), Minute: promise.Anytime}),
	}
	for i := range f.Fields {
		f.Fields[i] = v.kept(f.URL, f.Fields[i])
		f.Fields[i].ID = "f-zusage-" + f.Fields[i].Name
	}
	return f
}

// expectForm notes what somebody expects.
func (s *server) expectForm(v *visit, customer int64) *talk.PromiseForm {
	f := &talk.PromiseForm{Title: v.say.T("talk.expect.new"), URL: customerURL(customer) + "/erwartungen", Save: v.say.T("button.save"), Hidden: []look.Hidden{s.mark(v)}}
	f.Fields = []look.FieldView{v.kept(f.URL, look.FieldView{Name: "was", ID: "f-erwartung", Label: v.say.T("talk.expect.what"), Hint: v.say.T("webdata.readable")})}
	return f
}

func openPromise(v *visit, customer int64, p *promise.Promise) talk.Promise {
	text := p.Text
	if p.Kind == promise.Callback {
		text = v.say.T("talk.callback", text)
		if p.Text == "" {
			text = v.say.T("talk.callback.bare")
		}
	}
	due := v.say.Relative(p.Due, v.facts.today)
	if clock := p.Clock(); clock != "" {
		due += ", " + clock
	}
	one := talk.Promise{Text: text, Note: v.say.T("talk.party."+string(p.Party)) + ", " + due, Late: p.Late(v.facts.today)}
	if v.user.Role.Writes() {
		for _, to := range []promise.State{promise.Kept, promise.Broken, promise.Withdrawn} {
			one.Acts = append(one.Acts, look.ActView{
				URL: customerURL(customer) + "/zusagen", Fields: []look.Hidden{
					{Name: "zusage", Value: strconv.FormatInt(p.ID, 10)}, {Name: "fassung", Value: strconv.FormatInt(p.Version, 10)}, {Name: "stand", Value: string(to)},
				},
				Button: look.ButtonView{Label: v.say.T("talk.settle." + string(to)), Size: "s", Style: "quiet"},
			})
		}
	}
	return one
}

func expected(v *visit, customer int64, e *promise.Expectation) talk.Promise {
	one := talk.Promise{Text: e.Text, Note: v.say.T("talk.expect.since", e.Since)}
	verdicts := append(slices.Clone(promise.Verdicts), "weg")
	if e.State != string(promise.Open) {
		one.Note = v.say.T("talk.verdict."+e.State) + ", " + v.say.Date(e.Judged)
		verdicts = []string{string(promise.Open)}
	}
	if v.user.Role.Writes() {
		for _, verdict := range verdicts {
			one.Acts = append(one.Acts, look.ActView{
				URL: customerURL(customer) + "/erwartungen", Fields: []look.Hidden{
					{Name: "erwartung", Value: strconv.FormatInt(e.ID, 10)}, {Name: "war", Value: e.State}, {Name: "stand", Value: verdict},
				},
				Button: look.ButtonView{Label: v.say.T("talk.verdict." + verdict), Size: "s", Style: "quiet"},
			})
		}
	}
	return one
}

// vowFaults are the fields that the broken rules of a promise speak of.
var vowFaults = map[string]string{"promise.no_text": "was", "promise.too_long": "was", "promise.no_day": "bis", "promise.bad_time": "uhr"}

// savePromise makes a promise, or says what became of one; the page then offers to take
// that back.
func (s *server) savePromise(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if err := v.fits(talkLimits); err != nil {
		return s.customerPage(v)
	}
	var entry int64
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			entry = made
			return err
		}
		if entry, err = s.promised(v, tx, c); err != nil {
			return err
		}
		return s.made(v, tx, entry)
	}); err != nil {
		if at, known := vowFaults[faultKey(err)]; known && v.field("zusage") == "" {
			v.refused = &retry{err, at}
			return s.customerPage(v)
		}
		if fault.KindOf(err) == fault.Conflict { // the page shows what stands there now
			v.refused = &retry{err, ""}
			return s.customerPage(v)
		}
		return err
	}
	s.told()
	return v.redirect(customerURL(c.ID) + "?entfernt=" + strconv.FormatInt(entry, 10) + "#kontakt")
}

func (s *server) promised(v *visit, tx *store.Tx, c customer.Customer) (entry int64, err error) {
	if v.field("zusage") == "" {
		p := promise.Promise{Customer: c.ID, Made: v.facts.today, User: v.user.ID}
		if err := v.vow(&p); err != nil {
			return 0, err
		}
		_, entry, err = promise.Make(v.ctx(), tx, s.noting(v), p)
		return entry, err
	}
	id, err := strconv.ParseInt(v.field("zusage"), 10, 64)
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	p, err := promise.Get(v.ctx(), tx, id)
	if err == nil && p.Customer != c.ID {
		err = fault.New(fault.NotFound, "promise.gone")
	}
	if err != nil {
		return 0, err
	}
	if seen, err := strconv.ParseInt(v.field("fassung"), 10, 64); p.State == promise.Open && err == nil && seen != p.Version {
		return 0, fault.New(fault.Conflict, "promise.changed_since")
	}
	return promise.Settle(v.ctx(), tx, s.noting(v), id, promise.State(v.field("stand")), v.facts.today)
}

// saveExpectation writes down, judges or removes what a customer expects. Whoever would
// overwrite a verdict that he has not seen is shown it.
func (s *server) saveExpectation(v *visit) error {
	err := s.onCustomer(v, "#zusagen", talkLimits, func(tx *store.Tx, id int64) error {
		if v.field("erwartung") == "" {
			_, err := promise.Expect(v.ctx(), tx, s.noting(v), promise.Expectation{Customer: id, Text: v.field("was"), Since: v.facts.today})
			return err
		}
		one, err := strconv.ParseInt(v.field("erwartung"), 10, 64)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		e, err := promise.OneExpectation(v.ctx(), tx, one)
		if err == nil && e.Customer != id {
			err = fault.New(fault.NotFound, "promise.gone")
		}
		if err != nil {
			return err
		}
		if seen := v.field("war"); seen != "" && seen != e.State {
			return fault.New(fault.Conflict, "promise.judged_since")
		}
		if v.field("stand") == "weg" {
			return promise.Drop(v.ctx(), tx, s.noting(v), one)
		}
		return promise.Judge(v.ctx(), tx, s.noting(v), one, v.field("stand"), v.facts.today)
	})
	if fault.KindOf(err) == fault.Conflict { // the page shows what stands there now
		v.refused = &retry{err, ""}
		return s.customerPage(v)
	}
	return err
}
