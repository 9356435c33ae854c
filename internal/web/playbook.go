package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const kindsURL = "/beziehungsarten"

// kindRoutes are the pages about the kinds of relationship, which are the help as well.
func (s *server) kindRoutes() []route {
	return []route{
		{pattern: "GET " + kindsURL, access: signedIn, view: true, do: s.kindsPage},
		{pattern: "GET " + kindsURL + "/{art}", access: signedIn, view: true, do: s.kindPage},
		{pattern: "POST " + kindsURL + "/{art}", access: manager, do: s.savePlaybook},
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

// playbook is what to do and what to leave with customers of a kind: in the firm's own words,
// else in those of the template.
func playbook(v *visit, k kind.Kind) (do, dont []string) {
	do, dont = template(v, k)
	own := v.facts.playbooks[k.Key()]
	if len(own.Do) > 0 {
		do = slices.Clone(own.Do)
	}
	if len(own.Dont) > 0 {
		dont = slices.Clone(own.Dont)
	}
	return do, dont
}

// template is what the program says of it.
func template(v *visit, k kind.Kind) (do, dont []string) {
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
	case v.facts.mistrusts[r.Customer]:
		return nil, []string{v.say.T("webtrust.how")}
	case r.Kind == kind.Unknown:
		return nil, nil
	}
	do, dont = playbook(v, r.Kind)
	return slices.Clip(do[:min(playedDos, len(do))]), slices.Clip(dont[:min(playedDonts, len(dont))])
}

// guessed reports whether the lines rest on what the program thinks, on no person's word.
func guessed(v *visit, r *relationship.Row) bool {
	return r != nil && r.By == "" && !r.StrainedOn(v.facts.today) && !v.facts.mistrusts[r.Customer]
}

// playbookRows are tone, way, offers and service of a kind.
func playbookRows(v *visit, k kind.Kind) []look.Pair {
	var rows []look.Pair
	for _, part := range playbookParts {
		rows = append(rows, look.Pair{Label: v.say.T("webplaybook." + part), Value: playbookPart(v, k, part)})
	}
	return rows
}

// playbookParts are the parts of a playbook that are one line each.
var playbookParts = []string{"tone", "channel", "offers", "service"}

// ownPart is the place of such a part, or of the stance, in the firm's own words.
func ownPart(own *relationship.Playbook, part string) *string {
	return map[string]*string{"tone": &own.Tone, "channel": &own.Way, "offers": &own.Offers, "service": &own.Service, "stance": &own.Stance}[part]
}

func playbookPart(v *visit, k kind.Kind, part string) string {
	own := v.facts.playbooks[k.Key()]
	if text := *ownPart(&own, part); text != "" {
		return text
	}
	return v.say.T("playbook." + k.Key() + "." + part)
}

// stanceOf is the sentence on how to meet a customer of a kind: the firm's own, else the tone;
// "" while the kind is not clear or unknown to the program.
func stanceOf(v *visit, key string) string {
	k, ok := kind.Parse(key)
	if !ok || k == kind.Unknown {
		return ""
	}
	own := v.facts.playbooks[key]
	if own.Stance != "" {
		return own.Stance
	}
	return playbookPart(v, k, "tone")
}

// playbookForm asks who manages for the firm's own words. What stays as in the template is not
// kept, so that it is read in every language.
func playbookForm(v *visit, k kind.Kind) page.Card {
	own := v.facts.playbooks[k.Key()]
	do, dont := playbook(v, k)
	url := kindsURL + "/" + k.Key()
	area := func(name, label string, lines []string, rows int) look.FieldView {
		f := textField(v, name, label, strings.Join(lines, "\n"))
		f.Rows, f.Hint = rows, v.say.T("webplaybook.own.lines")
		return f
	}
	fields := []look.FieldView{area("tun", "webplaybook.do", do, relationship.PlaybookDos), area("lassen", "webplaybook.dont", dont, relationship.PlaybookDonts)}
	for _, part := range playbookParts {
		fields = append(fields, textField(v, part, "webplaybook."+part, playbookPart(v, k, part)))
	}
	stance := textField(v, "stance", "webplaybook.own.stance", own.Stance)
	stance.Hint = v.say.T("webplaybook.own.stance.hint")
	fields = append(fields, stance)
	f := rowForm(v, url, "worte", row.Meta{}, "webplaybook.own.change", "button.save", fields...)
	f.Hidden = append(f.Hidden, look.Hidden{Name: "fassung", Value: number(own.Version)})
	card := page.Card{ID: "eigene", Title: v.say.T("webplaybook.own"), Lede: v.say.T("webplaybook.own.lede"), Forms: []page.Form{f}}
	if own.Version > 0 {
		card.Lede = v.say.T("webplaybook.own.is")
		back := rowForm(v, url, "vorlage", row.Meta{}, "", "webplaybook.own.back")
		back.Hidden = append(back.Hidden, look.Hidden{Name: "fassung", Value: number(own.Version)})
		card.Forms = append(card.Forms, back)
	}
	return card
}

// savePlaybook takes the firm's own words of a kind, or goes back to the template.
func (s *server) savePlaybook(v *visit) error {
	k, ok := kind.Parse(v.r.PathValue("art"))
	if !ok {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	if err := v.form(); err != nil {
		return err
	}
	version, err := v.number("fassung")
	if err != nil {
		return err
	}
	p := relationship.Playbook{Kind: k.Key(), Version: version}
	if v.field("act") == "worte" {
		do, dont := template(v, k)
		p.Do, p.Dont = ownLines(v.field("tun"), do), ownLines(v.field("lassen"), dont)
		for _, part := range append([]string{"stance"}, playbookParts...) {
			if text := strings.TrimSpace(v.field(part)); part == "stance" || text != v.say.T("playbook."+k.Key()+"."+part) {
				*ownPart(&p, part) = text
			}
		}
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		return relationship.Play(v.ctx(), tx, s.by(v), p)
	})
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.kindPage(v)
	}
	if err != nil {
		return err
	}
	s.forget()
	return v.redirect(kindsURL + "/" + k.Key() + "?gesichert=1")
}

// ownLines are the lines of a text, none where they are those of the template.
func ownLines(text string, template []string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if slices.Equal(lines, template) {
		return nil
	}
	return lines
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
	if own := v.facts.playbooks[k.Key()]; own.Stance != "" {
		view.Main[0].Lede = own.Stance
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
	if v.user.Role.Manages() {
		view.Main = append(view.Main, playbookForm(v, k))
		if err := s.playbookChanged(v, k, &view); err != nil {
			return err
		}
	}
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), v.say.Fault(v.refused.err)
	}
	s.markForms(v, view.Main)
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/kunden"}, page.Page(view))
}

// playbookChanged offers to take back what was just changed.
func (s *server) playbookChanged(v *visit, k kind.Kind, view *page.View) error {
	if v.r.URL.Query().Get("gesichert") == "" || v.refused != nil {
		return nil
	}
	e, found, err := relationship.LastPlayed(v.ctx(), v.seen, k)
	if err != nil || !found || e.Undone || e.Undoes != 0 {
		return err
	}
	view.Saved = &page.Saved{Text: v.say.T("webplaybook.own.saved"), Undo: look.ActView{
		URL: logURL + "/" + number(e.ID) + "/zurueck", Fields: []look.Hidden{{Name: "zurueck", Value: kindsURL + "/" + k.Key()}},
		Button: look.ButtonView{Label: v.say.T("button.take_back"), Icon: "undo-2", Size: "s"},
	}}
	return nil
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
