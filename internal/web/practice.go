package web

import (
	"net/http"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/look"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// leavePractice removes the invented data; the firm and its people stay. It asks once where
// somebody has entered people or files of his own meanwhile: that does not come back.
func (s *server) leavePractice(v *visit) error {
	if !v.facts.firm.Practice {
		return v.redirect("/")
	}
	if err := v.form(); err != nil {
		return err
	}
	if v.field("trotzdem") == "" {
		own, err := s.ownInPractice(v)
		if err != nil {
			return err
		}
		if len(own) > 0 {
			return s.askToLeave(v, own)
		}
	}
	if err := s.LeavePractice(v.ctx()); err != nil {
		return err
	}
	s.forget()
	s.open.Clear()
	return v.redirect("/import")
}

// ownInPractice names what people have entered among the practice data.
func (s *server) ownInPractice(v *visit) ([]string, error) {
	names, err := s.enteredByHand(v)
	if err != nil {
		return nil, err
	}
	var own []string
	if n := len(names); n > 0 {
		own = append(own, v.say.T("web.practice.own.people", n, v.say.List(names[:min(n, 5)])))
	}
	files, err := s.Intake.List(v.ctx(), 0, 1)
	if len(files) > 0 {
		own = append(own, v.say.T("web.practice.own.files"))
	}
	return own, err
}

// enteredByHand are the customers that people have entered and that are still there.
func (s *server) enteredByHand(v *visit) ([]string, error) {
	const most = 1000
	entries, _, _, err := history.Stream(v.ctx(), v.seen, history.Filter{Subjects: []string{"customer"}}, history.Cursor{}, most)
	if err != nil {
		return nil, err
	}
	var names []string
	for i := range entries {
		if e := &entries[i]; e.Verb != "customer.create" || e.Actor == history.Program {
			continue
		}
		c, err := customer.Get(v.ctx(), v.seen, entries[i].SubjectID)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		names = append(names, c.Shown())
	}
	return names, nil
}

// askToLeave says once what would go with the practice data.
func (s *server) askToLeave(v *visit, own []string) error {
	say := v.say
	view := page.DeleteView{
		Head:  look.HeadView{Title: say.T("web.practice.leave.title"), Lede: say.T("webdata.delete.lede"), Back: &look.LinkView{Label: say.T("place.today"), Href: "/"}},
		Words: page.DeleteWords{Gone: say.T("webdata.delete.gone"), Stays: say.T("webdata.delete.stays")},
		Gone:  append([]string{say.T("web.practice.gone")}, own...),
		Stays: []string{say.T("web.practice.stays")},
		Act: look.ActView{
			URL: "/uebung/beenden", Fields: []look.Hidden{{Name: "trotzdem", Value: "1"}},
			Button: look.ButtonView{Label: say.T("web.practice.leave.do"), Icon: "trash-2", Style: "danger"},
		},
		Cancel: look.ButtonView{Label: say.T("button.cancel"), Href: "/", Style: "quiet"},
	}
	return s.pageStatus(v, http.StatusOK, sheet{Title: view.Head.Title, At: "/"}, page.Delete(view))
}
