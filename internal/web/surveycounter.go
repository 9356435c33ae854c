package web

import (
	"strconv"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/counter"
)

// running is the newest survey after talks that runs; nil without one.
func (s *server) running(v *visit, q store.Querier) (*survey.Wave, error) {
	waves, err := survey.Waves(v.ctx(), q, surveysShown)
	if err != nil {
		return nil, err
	}
	for i := range waves {
		if waves[i].Mode == survey.Contact && waves[i].Runs(v.facts.today) {
			return &waves[i], nil
		}
	}
	return nil, nil
}

// counterAsk is the one question for somebody who likes it simple, once a year and while a survey
// after talks runs; nil for everybody else.
func (s *server) counterAsk(v *visit, id int64) (*page.Ask, error) {
	w, err := s.running(v, v.seen)
	if err != nil || w == nil {
		return nil, err
	}
	r, known, err := relationship.Get(v.ctx(), v.seen, id)
	if err != nil || !known || r.Kind != kind.Exchange {
		return nil, err
	}
	people, err := survey.People(v.ctx(), v.seen, v.facts.today, w.ID, id)
	if err != nil {
		return nil, err
	}
	if p, known := people[id]; !known || survey.May(p, v.facts.today, true) != survey.Free {
		return nil, nil
	}
	ask := &page.Ask{Text: v.say.T("websurvey.q." + survey.Fit.Key), URL: cardURL(id) + "/gepasst"}
	for _, m := range []int{2, 1} {
		ask.Acts = append(ask.Acts, look.ButtonView{Label: markWord(v.say, survey.Fit, m), Name: "mark", Value: strconv.Itoa(m), Size: "s"})
	}
	return ask, nil
}

// tapAtCounter takes his answer.
func (s *server) tapAtCounter(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	mark, err := strconv.Atoi(v.field("mark"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	back := cardURL(c.ID)
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		w, err := s.running(v, tx)
		if err != nil {
			return err
		}
		if w == nil {
			return fault.New(fault.Conflict, "survey.over")
		}
		home := s.printer(v.facts.firm.Locale, &v.facts.firm)
		answer := survey.Sent{Marks: map[string]int{survey.Fit.Key: mark}, Matter: home.T("websurvey.matter", w.Name) + "\n" + home.T("websurvey.q."+survey.Fit.Key) + " " + markWord(home, survey.Fit, mark)}
		link, err := survey.Tap(v.ctx(), tx, s.byNow(v), v.facts.firm.Hours(), v.facts.firm.Secret, w.ID, c.ID, answer)
		if err == nil && link == 0 {
			err = fault.New(fault.Conflict, "survey.not_now")
		}
		back += "?gefragt=" + number(link)
		return err
	})
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(back)
}

// tappedAtCounter is the bar after a tap; nil when it is gone or of another day.
func (s *server) tappedAtCounter(v *visit, id int64) (*page.Done, error) {
	link, err := strconv.ParseInt(v.r.URL.Query().Get("gefragt"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // no number, nothing was tapped
	}
	list, err := survey.AnswersOf(v.ctx(), v.seen, id, 1)
	if err != nil || len(list) == 0 || list[0].Link != link || list[0].Day != v.facts.today {
		return nil, err
	}
	return &page.Done{Text: v.say.T("websurvey.tapped"), Undo: look.ActView{
		URL: cardURL(id) + "/gepasst/zurueck", Fields: []look.Hidden{{Name: "link", Value: number(link)}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Key: "U"},
	}}, nil
}

// untapAtCounter takes a tap back that was a mistake.
func (s *server) untapAtCounter(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	link, err := v.number("link")
	if err != nil {
		return err
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error { return survey.Untap(v.ctx(), tx, s.byNow(v), v.facts.today, c.ID, link) }); err != nil {
		return err
	}
	s.told()
	return v.redirect(cardURL(c.ID))
}
