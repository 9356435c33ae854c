package web

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/look"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// What stands folded on the page of a customer is asked for by few: explanations and rare
// forms are made when somebody unfolds them. They would be a third of the page.

// foldRoutes are what unfolds.
func (s *server) foldRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/warum", access: signedIn, view: true, do: s.whyPage},
		{pattern: "GET /kunden/{id}/eintragen", access: writer, view: true, do: s.formPage},
	}
}

// reason is a figure that can be explained.
type reason struct {
	key  string // of it, in addresses
	name string
	make func() look.WhyView
}

// knownKey is the reason of what is known of a customer.
const knownKey = "wissen"

// fold is "Warum?" of a card with one figure.
func fold(v *visit, p *person, r reason) *look.FoldView { return foldOf(v, p.ID, r.key, "") }

// folds are "Warum?" of a card with several figures, told apart by their names.
func folds(v *visit, p *person, list []reason) []look.FoldView {
	out := make([]look.FoldView, len(list))
	for i, r := range list {
		out[i] = *foldOf(v, p.ID, r.key, r.name)
	}
	return out
}

func foldOf(v *visit, id int64, key, name string) *look.FoldView {
	title := v.say.T("look.why")
	if name != "" {
		title = name + ": " + title
	}
	return &look.FoldView{Title: title, Href: customerURL(id) + "/warum?was=" + key + "#" + key}
}

// foldedForm is a form that is fetched when it is unfolded; title is the key of its words.
func foldedForm(v *visit, id int64, key, title string) *look.FoldView {
	return &look.FoldView{Title: v.say.T(title), Href: customerURL(id) + "/eintragen?was=" + key}
}

// refusedAt tells whether the form that is sent to url was refused and is shown again.
func (v *visit) refusedAt(url string) bool { return v.refused != nil && v.r.URL.Path == url }

// reasons are the figures on the page of a customer that the reader may have explained.
func (s *server) reasons(v *visit, p *person) ([]reason, error) {
	var list []reason
	if p.sold {
		if seesFigures(v.user.Role) {
			list = append(valueReasons(v, p), worthReasons(v, p)...)
			f, one, ok, err := s.single(v, p)
			if err != nil {
				return nil, err
			}
			if ok {
				list = append(list, nextReason(v, p, f, one))
			}
		}
		if l := &p.why.Lifecycle; l.Occasions > 0 && !l.OneTime() {
			list = append(list, rhythmReason(v, p))
		}
		list = append(list, standingReason(v, p))
		if warned(p) {
			list = append(list, warningReason(v, p))
		}
	}
	if !asksAbout(&p.Customer) {
		return list, nil
	}
	facts, verdict, err := knowledge.Why(v.ctx(), v.seen, p.ID)
	if err != nil || facts.Silent {
		return list, err
	}
	return append(list, reason{knownKey, v.say.T("webgaps.title"), func() look.WhyView { return gapWhy(v, &facts, &verdict) }}), nil
}

// whyPage explains one figure of a customer, or without script all of them.
func (s *server) whyPage(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return s.wentElsewhere(v, err)
	}
	list, err := s.reasons(v, &p)
	if err != nil {
		return err
	}
	view := page.WhyPage{Head: backTo(&p.Customer, v.say.T("look.why"))}
	for _, r := range list {
		if v.fragment && r.key != v.r.URL.Query().Get("was") {
			continue
		}
		view.Whys = append(view.Whys, page.NamedWhy{ID: r.key, Name: r.name, Why: r.make()})
	}
	if !v.fragment {
		return s.page(v, sheet{Title: p.Shown(), At: "/kunden"}, page.Whys(view))
	}
	if len(view.Whys) == 0 {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	return v.part(http.StatusOK, look.Because(view.Whys[0].Why))
}

// formPage shows a form that stands folded on the page of a customer.
func (s *server) formPage(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return s.wentElsewhere(v, err)
	}
	title, form := s.folded(v, &p, v.r.URL.Query().Get("was"))
	switch {
	case form == nil:
		return fault.New(fault.NotFound, "web.no_such_page")
	case v.fragment:
		return v.part(http.StatusOK, form)
	}
	return s.page(v, sheet{Title: p.Shown(), At: "/kunden"}, page.Unfolded(backTo(&p.Customer, title), form))
}

// folded is a form by its key; nil where there is none.
func (s *server) folded(v *visit, p *person, key string) (title string, form templ.Component) {
	switch key {
	case "zusage":
		f := s.promiseForm(v, p.ID)
		return f.Title, talk.Ask(*f)
	case "erwartung":
		f := s.expectForm(v, p.ID)
		return f.Title, talk.Ask(*f)
	case "sperre":
		f := s.barForm(v, p)
		return f.Title, page.Bar(*f)
	case "stufe":
		if p.sold {
			f := decideForm(v, p)
			return f.Title, page.Decide(*f)
		}
	}
	return "", nil
}

func backTo(c *customer.Customer, title string) look.HeadView {
	return look.HeadView{Title: title, Lede: c.Shown(), Back: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}}
}
