package web

import (
	"net/url"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const kindsURL = "/beziehungsarten"

// kindRoutes are the pages about the kinds of relationship, which are the help as well.
func (s *server) kindRoutes() []route {
	return []route{
		{pattern: "GET " + kindsURL, access: signedIn, view: true, do: s.kindsPage},
		{pattern: "GET " + kindsURL + "/{art}", access: signedIn, view: true, do: s.kindPage},
	}
}

// How many lines the playbook of a kind has, and how many of them stand beside what the
// customer has told himself.
const (
	playbookDos   = 4
	playbookDonts = 3
	playedDos     = 2
	playedDonts   = 1
)

// playbook is what to do and what to leave with customers of a kind.
func playbook(v *visit, k kind.Kind) (do, dont []string) {
	key := "playbook." + k.Key()
	for i := range playbookDos {
		do = append(do, v.say.T(key+".do."+strconv.Itoa(i+1)))
	}
	for i := range playbookDonts {
		dont = append(dont, v.say.T(key+".dont."+strconv.Itoa(i+1)))
	}
	return do, dont
}

// played are the first lines of the playbook for a customer: nothing while his kind is not
// clear, and in a strained time only to leave him in peace.
func played(v *visit, r *relationship.Row) (do, dont []string) {
	switch {
	case r == nil:
		return nil, nil
	case r.StrainedOn(v.facts.today):
		return nil, []string{v.say.T("webrelation.strained.how", r.StrainUntil)}
	case r.Kind == kind.Unknown:
		return nil, nil
	}
	do, dont = playbook(v, r.Kind)
	return do[:playedDos:playedDos], dont[:playedDonts:playedDonts]
}

// guessed reports whether the lines rest on what the program thinks, on no person's word.
func guessed(v *visit, r *relationship.Row) bool {
	return r != nil && r.By == "" && !r.StrainedOn(v.facts.today)
}

// playbookRows are tone, way, offers and service of a kind.
func playbookRows(v *visit, k kind.Kind) []look.Pair {
	var rows []look.Pair
	for _, part := range []string{"tone", "channel", "offers", "service"} {
		rows = append(rows, look.Pair{Label: v.say.T("webplaybook." + part), Value: v.say.T("playbook." + k.Key() + "." + part)})
	}
	return rows
}

// kindsPage tells which kinds there are, and how many customers are of each.
func (s *server) kindsPage(v *visit) error {
	view := page.View{Head: look.HeadView{Title: v.say.T("webplaybook.title"), Lede: v.say.T("webplaybook.lede")}}
	shares, err := s.sharesCard(v)
	if err != nil {
		return err
	}
	all := page.Card{Title: v.say.T("webplaybook.all")}
	for k := range kind.Unknown + 1 {
		all.Rows = append(all.Rows, page.Row{Text: kindLabel(v, k), Href: kindsURL + "/" + k.Key(), Sub: v.say.T("playbook." + k.Key() + ".expects")})
	}
	view.Main, view.Aside = []page.Card{all}, []page.Card{shares}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Page(view))
}

// sharesCard puts the kinds of the customers beside the mix that the firm wants.
func (s *server) sharesCard(v *visit) (page.Card, error) {
	card := page.Card{ID: "anteile", Title: v.say.T("webplaybook.shares"), Empty: v.say.T("webplaybook.shares.none")}
	months, err := relationship.Firms(v.ctx(), v.seen, 1)
	if err != nil || len(months) == 0 {
		return card, err
	}
	mix, _, err := culture.Wanted(v.ctx(), v.seen)
	if err != nil {
		return card, err
	}
	f := &months[0]
	card.Lede = v.say.T("webplaybook.shares.note", int(f.Customers), f.Day)
	if f.Coverage < interaction.CoverageOff {
		card.Lede += " " + v.say.T("webplaybook.shares.few")
	}
	for k := range kind.Unknown + 1 {
		share, key := f.Share(k), k.Key()
		text := v.say.T("webplaybook.share", v.say.Percent(share, 0))
		if mix != nil && k != kind.Unknown {
			text = v.say.T("webplaybook.share.wanted", v.say.Percent(share, 0), v.say.Percent(float64(mix[key])/10_000, 0))
		}
		card.Rows = append(card.Rows, page.Row{Bar: &look.BarRowView{Label: kindLabel(v, k), Value: text, Share: share, Kind: look.Kind(key)}})
	}
	if f.Strained > 0 {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webplaybook.strained", int(f.Strained))})
	}
	card.Rows = append(card.Rows, page.Row{Text: v.say.T("webplaybook.wish"), Href: cultureURL + "#mischung"})
	return card, nil
}

// kindPage is the help about one kind: what he expects, how to deal with it, where that comes from.
func (s *server) kindPage(v *visit) error {
	k, ok := kind.Parse(v.r.PathValue("art"))
	if !ok {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	key, say := "playbook."+k.Key(), v.say
	view := page.View{Head: look.HeadView{Title: kindLabel(v, k), Lede: say.T(key + ".expects"), Back: &look.LinkView{Label: say.T("webplaybook.title"), Href: kindsURL}}}
	rule := audience.Rule{Field: "relationship", Op: audience.Is, Values: []string{k.Key()}}
	address, _ := list.Address(rule)
	view.Acts = []look.ButtonView{{Label: say.T("webplaybook.who"), Icon: "users", Href: "/kunden?regel=" + url.QueryEscape(address)}}
	do, dont := playbook(v, k)
	view.Main = []page.Card{
		{
			ID: "umgang", Title: say.T("webplaybook.one"), Rows: []page.Row{{Text: say.T("webplaybook.do"), List: do}, {Text: say.T("webplaybook.dont"), List: dont}},
			More: page.Table(say, page.Pairs{Rows: playbookRows(v, k)}),
		},
	}
	about := page.Card{ID: "herkunft", Title: say.T("webplaybook.source"), Lede: say.T("webplaybook.source.text")}
	switch {
	case k == kind.Demanding:
		about.Rows = []page.Row{{Text: say.T("webplaybook.source.demanding")}}
	case k != kind.Unknown:
		about.Rows = []page.Row{{Text: say.T("webplaybook.source.word", say.T(key+".word"))}}
	}
	view.Aside = []page.Card{
		{ID: "stoert", Title: say.T("webplaybook.breaks"), Lede: say.T(key + ".breaks")},
		{ID: "haltung", Title: say.T("webplaybook.stance"), Rows: []page.Row{{Text: say.T("brief.stance")}, {Text: say.T("brief.stance.not")}}},
		about,
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Page(view))
}

// kindOf reads the published kind of a customer; nil for contact persons, households and
// before the first computation.
func kindOf(v *visit, id int64) (*relationship.Row, error) {
	r, found, err := relationship.Get(v.ctx(), v.seen, id)
	if err != nil || !found {
		return nil, err
	}
	return &r, nil
}
