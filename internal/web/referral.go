package web

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/timeline"
	"github.com/stammkunde/stammkunde/internal/value"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	treeLevels  = 6
	treePeople  = 200
	branchesFew = 8 // that the first page of a customer shows
	namesShown  = 8
	namesList   = "namen"
)

// referralRoutes are the addresses of recommendations.
func (s *server) referralRoutes() []route {
	return []route{
		{pattern: "GET /kunden/{id}/empfehlungen", access: signedIn, do: s.referralPage},
		{pattern: "POST /kunden/{id}/empfehlungen", access: writer, do: s.saveReferral},
		{pattern: "GET /kunden/namen", access: signedIn, do: s.namesFor},
	}
}

// referralPage shows who recommended a customer and whom he recommended.
func (s *server) referralPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	given, err := referral.Given(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	view := page.View{}
	if c.Kind == customer.Person || c.Kind == customer.Firm {
		view.Main = append(view.Main, givenCard(v, &c, given))
	}
	if c.Kind != customer.Household {
		made, err := s.madeCard(v, &c)
		if err != nil {
			return err
		}
		if len(view.Main) == 0 { // the suggestions of the form stand in one card
			list := page.List(namesList)
			if made.More != nil {
				list = templ.Join(list, made.More)
			}
			made.More = list
		}
		view.Main = append(view.Main, made)
	}
	if seesFigures(v.user.Role) {
		worth, err := s.referralWorth(v, &c)
		if err != nil {
			return err
		}
		if worth != nil {
			view.Aside = append(view.Aside, *worth)
		}
	}
	return s.section(v, &c, "empfehlungen", view)
}

// givenCard tells who recommended him, with a form.
func givenCard(v *visit, c *customer.Customer, given []referral.Named) page.Card {
	url := customerURL(c.ID) + "/empfehlungen"
	card := page.Card{ID: "empfohlen-von", Title: v.say.T("webreferral.given"), Empty: v.say.T("webreferral.given.none"), More: page.List(namesList)}
	for i := range given {
		card.Rows = append(card.Rows, givenRow(v, &given[i], url))
	}
	card.Forms = []page.Form{referralForm(v, url, "von", "webreferral.given.add", &referral.Named{Referral: referral.Referral{Day: v.facts.today}})}
	return card
}

func givenRow(v *visit, r *referral.Named, url string) page.Row {
	one := page.Row{Text: r.Name, Href: customerURL(r.Referrer), Sub: known(dayOrUnknown(v, r.Day), v.say.T("webreferral.known."+string(r.Known)), r.Note)}
	one.Tags = append(one.Tags, look.TagView{Text: v.say.T("webreferral.anyway.tag." + string(r.Anyway)), Tone: look.ToneLine})
	if r.Share < referral.Whole {
		one.Tags = append(one.Tags, look.TagView{Text: v.say.T("webreferral.share.of", v.say.Percent(float64(r.Share)/referral.Whole, 0)), Tone: look.ToneLine})
	}
	if !r.Holds(v.facts.today) {
		one.Tags = append(one.Tags, look.TagView{Text: v.say.T("webreferral.ended", r.Until), Tone: look.ToneLine})
	}
	f := referralForm(v, url, "aendern", "webparty.change", r)
	one.Edit = &f
	if r.Holds(v.facts.today) && r.Day < v.facts.today {
		one.Acts = append(one.Acts, rowAct(v, url, "beenden", r.Meta, "webreferral.end", "quiet"))
	}
	one.Acts = append(one.Acts, rowAct(v, url, "weg", r.Meta, "webparty.link.mistake", "quiet"))
	return one
}

func dayOrUnknown(v *visit, day cal.Date) string {
	if day == cal.Never {
		return v.say.T("webreferral.day.unknown")
	}
	return v.say.Date(day)
}

// referralForm asks who, when, how we know, whether we asked for it, and whether he would
// have come as well.
func referralForm(v *visit, url, act, title string, r *referral.Named) page.Form {
	label := "webreferral.who"
	if act == "an" {
		label = "webreferral.whom"
	}
	who := textField(v, "wer", label, r.Name)
	who.Required, who.Hint = true, v.say.T("webreferral.who.hint")
	who.Attrs = templ.Attributes{"list": namesList, "hx-get": "/kunden/namen", "hx-trigger": "input delay:120ms", "hx-target": "#" + namesList, "hx-swap": "innerHTML"}
	share := textField(v, "anteil", "webreferral.share", "")
	share.Hint = v.say.T("webreferral.share.hint")
	if r.Share > 0 && r.Share < referral.Whole {
		share.Value = strconv.Itoa(r.Share / 100)
	}
	note := textField(v, "notiz", "webparty.note", r.Note)
	note.Hint = v.say.T("webdata.readable")
	at := func(a referral.Answer) string {
		if a == "" {
			a = referral.Unsure
		}
		return string(a)
	}
	way := r.Known
	if way == "" {
		way = referral.Told
	}
	answers := words(referral.Answers)
	return rowForm(v, url, act, r.Meta, title, "button.save", who, dayField(v, "tag", "webreferral.day", r.Day),
		choice(v, "woher", "webreferral.known", "webreferral.known.", string(way), words(referral.Ways)),
		choice(v, "gebeten", "webreferral.prompted", "webreferral.prompted.", at(r.Prompted), answers),
		choice(v, "sowieso", "webreferral.anyway", "webreferral.anyway.", at(r.Anyway), answers), share, note)
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// madeCard shows whom he recommended, and they in turn, as a tree.
func (s *server) madeCard(v *visit, c *customer.Customer) (page.Card, error) {
	card := page.Card{ID: "hat-empfohlen", Title: v.say.T("webreferral.made"), Empty: v.say.T("webreferral.made.none")}
	tree, cut, err := referral.Tree(v.ctx(), v.seen, c.ID, treeLevels, treePeople)
	if err != nil {
		return card, err
	}
	if len(tree) > 0 {
		card.Empty = ""
		list, err := s.branches(v, tree)
		if err != nil {
			return card, err
		}
		card.More = page.Tree(v.say.T("webreferral.tree", c.Shown()), list)
		if cut {
			card.Lede = v.say.T("webreferral.cut", treePeople, treeLevels)
		}
	}
	if v.user.Role.Writes() {
		card.Forms = []page.Form{referralForm(v, customerURL(c.ID)+"/empfehlungen", "an", "webreferral.made.add", &referral.Named{Referral: referral.Referral{Day: v.facts.today}})}
	}
	return card, nil
}

// branches tells of each in the tree when he came and what he brought early.
func (s *server) branches(v *visit, tree []referral.Branch) ([]page.Branch, error) {
	worth := map[[2]int64]value.ReferredRow{}
	if seesFigures(v.user.Role) {
		var ids []int64
		var walk func([]referral.Branch)
		walk = func(list []referral.Branch) {
			for i := range list {
				ids = append(ids, list[i].Referrer)
				walk(list[i].Below)
			}
		}
		walk(tree)
		rows, err := value.ReferredBy(v.ctx(), v.seen, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			worth[[2]int64{r.Customer, r.Referrer}] = r
		}
	}
	return branchViews(v, tree, worth), nil
}

func branchViews(v *visit, tree []referral.Branch, worth map[[2]int64]value.ReferredRow) []page.Branch {
	var list []page.Branch
	for i := range tree {
		b := &tree[i]
		one := page.Branch{Name: b.Name, Href: customerURL(b.Referred), Text: dayOrUnknown(v, b.Day), Below: branchViews(v, b.Below, worth)}
		if w, has := worth[[2]int64{b.Referred, b.Referrer}]; has {
			if w.Bought {
				one.Text = known(one.Text, v.say.T("webreferral.brought", v.say.MoneyRound(w.DB4, ""), v.say.MoneyRound(w.Gain, "")))
			} else {
				one.Text = known(one.Text, v.say.T("webreferral.not_yet"))
			}
		}
		if b.Share < referral.Whole {
			one.Text = known(one.Text, v.say.T("webreferral.share.of", v.say.Percent(float64(b.Share)/referral.Whole, 0)))
		}
		list = append(list, one)
	}
	return list
}

// referralWorth tells what his recommendations are worth, by both ledgers; nil where he
// stands in none.
func (s *server) referralWorth(v *visit, c *customer.Customer) (*page.Card, error) {
	sum, found, err := value.GetReferrals(v.ctx(), v.seen, c.ID)
	if err != nil || !found {
		return nil, err
	}
	basis, err := value.LoadBasis(v.ctx(), v.seen, v.facts.today)
	if err != nil {
		return nil, err
	}
	own, _, err := value.GetSteps(v.ctx(), v.seen, c.ID)
	if err != nil {
		return nil, err
	}
	say := v.say
	ahead, err := s.aheadText(v, c.ID, sum, basis)
	if err != nil {
		return nil, err
	}
	table := page.Pairs{Rows: []look.Pair{
		{Label: say.T("webreferral.gain"), Value: say.MoneyRound(sum.Gain, "")},
		{Label: say.T("webreferral.ledger"), Value: say.MoneyRound(own.Ever.DB4-sum.Given+sum.Received, "")},
		{Label: say.T("webreferral.ahead"), Value: ahead},
	}}
	saved := say.T("webreferral.saved.unknown")
	if basis.Newcomers > 0 {
		saved = say.T("webreferral.saved.of", say.MoneyRound(basis.Saved, ""), basis.Newcomers)
	}
	table.Whys = []page.NamedWhy{
		{Name: say.T("webreferral.gain"), Why: look.WhyView{Rows: []look.Pair{
			{Label: say.T("webreferral.why.count"), Value: say.T("webreferral.why.bought", sum.Referrals, sum.Bought)},
			{Label: say.T("webreferral.why.credit"), Value: say.T("webreferral.why.credit.text")},
			{Label: say.T("webreferral.saved"), Value: saved},
			{Label: say.T("webreferral.why.added"), Value: say.T("webreferral.why.never")},
		}, Rule: ruleLine(v, value.ReferralRule, v.facts.today)}},
		{Name: say.T("webreferral.ledger"), Why: look.WhyView{Rows: []look.Pair{
			{Label: say.T("webreferral.why.own"), Value: say.MoneyExact(own.Ever.DB4, "")},
			{Label: say.T("webreferral.why.given"), Value: say.MoneyExact(-sum.Given, "")},
			{Label: say.T("webreferral.why.received"), Value: say.MoneyExact(sum.Received, "")},
			{Label: say.T("webreferral.why.ledger"), Value: say.MoneyExact(own.Ever.DB4-sum.Given+sum.Received, "")},
		}, Rule: ruleLine(v, value.ReferralRule, v.facts.today)}},
	}
	return &page.Card{ID: "wert-der-empfehlungen", Title: say.T("webreferral.worth"), Lede: say.T("webreferral.worth.lede"), More: page.Table(say, table)}, nil
}

// aheadText is what his recommendations may bring in a year, where he said last that it was as
// expected or better and is in no strained phase; of whom nobody asked only the mean of all is
// known, and of whom it was not well nothing is expected.
func (s *server) aheadText(v *visit, id int64, sum value.ReferralRow, b value.Basis) (string, error) {
	say := v.say
	if b.Referrals == 0 {
		return say.T("worth.open"), nil
	}
	answers, err := survey.AnswersOf(v.ctx(), v.seen, id, surveyHistory)
	if err != nil {
		return "", err
	}
	bond, _, err := relationship.Get(v.ctx(), v.seen, id)
	if err != nil {
		return "", err
	}
	said := survey.LastSaid(answers, survey.Core)
	switch {
	case bond.StrainedOn(v.facts.today):
		return say.T("webreferral.ahead.strained"), nil
	case !said.Known():
		return say.T("webreferral.ahead.mean", say.MoneyRound(money.Cents(math.Round(b.Rate*float64(b.Gain))), "")), nil
	case said.Mark < 3:
		return say.T("webreferral.ahead.unmet", locale.V{"mark": markWord(say, survey.Core, said.Mark), "day": said.Day}), nil
	}
	row, found, err := lifecycle.GetRow(v.ctx(), v.seen, id)
	if err != nil {
		return "", err
	}
	years := 0.0
	if found && row.Occasions > 0 {
		years = float64(v.facts.today.Sub(row.First)) / 365.25
	}
	return say.T("webreferral.ahead.own", locale.V{"sum": say.MoneyRound(b.AheadOf(sum.Bought, years), ""), "n": sum.Bought}), nil
}

// referralCard tells on the first page of a customer that he recommended or was
// recommended, and marks who did so.
func (s *server) referralCard(v *visit, p *person, view *customerpage.View) error {
	having, err := referral.Having(v.ctx(), v.seen, []int64{p.ID})
	if err != nil {
		return err
	}
	if len(having) == 0 {
		totalRows(v, view.Worth, value.ReferralRow{})
		return nil
	}
	given, err := referral.Given(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	tree, _, err := referral.Tree(v.ctx(), v.seen, p.ID, treeLevels, branchesFew)
	if err != nil {
		return err
	}
	sum, _, err := value.GetReferrals(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	totalRows(v, view.Worth, sum)
	if sum.Bought > 0 {
		view.Who.Marks = append(view.Who.Marks, look.TagView{Text: v.say.T("webreferral.mark", locale.V{"who": p.who}), Tone: look.ToneHoney, Icon: "hand-heart"})
	}
	card := page.Card{ID: "empfehlungen", Title: v.say.T("webreferral.title")}
	for i := range given {
		card.Rows = append(card.Rows, page.Row{Text: given[i].Name, Href: customerURL(given[i].Referrer), Sub: known(v.say.T("webreferral.given"), dayOrUnknown(v, given[i].Day))})
	}
	list, err := s.branches(v, tree)
	if err != nil {
		return err
	}
	table := page.Pairs{Link: &look.LinkView{Label: v.say.T("webreferral.all"), Href: customerURL(p.ID) + "/empfehlungen"}}
	if seesFigures(v.user.Role) && sum.Bought > 0 {
		table.Rows = append(table.Rows, look.Pair{Label: v.say.T("webreferral.gain"), Value: v.say.MoneyRound(sum.Gain, "")})
	}
	card.More = page.Table(v.say, table)
	if len(list) > 0 {
		card.More = templ.Join(page.Tree(v.say.T("webreferral.tree", p.Shown()), list), card.More)
	}
	view.More = append(view.More, page.Single(card))
	return nil
}

// recommendedEntry tells in the history of either end who recommended us to whom.
func recommendedEntry(v *visit, r *timeline.Recommendation) customerpage.Entry {
	key, other, name := "talk.referral.given", r.Referrer, r.ReferrerName
	if r.Made {
		key, other, name = "talk.referral.made", r.Referred, r.ReferredName
	}
	e := customerpage.Entry{
		Icon: "hand-heart", Tone: look.ToneHoney, Note: r.Note,
		Say: look.Sentence{{Text: v.say.T(key)}, {Text: " "}, {Text: name, Href: customerURL(other)}},
	}
	if !r.Holds(v.facts.today) {
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("webreferral.ended", r.Until), Tone: look.ToneLine})
	}
	return e
}

// saveReferral runs a change of the page of recommendations.
func (s *server) saveReferral(v *visit) error {
	return s.onSection(v, "empfehlungen", func(tx *store.Tx, id int64) error {
		m, err := v.row()
		if err != nil {
			return err
		}
		act := v.field("act")
		if act != "von" && act != "an" {
			return s.changeReferral(v, tx, id, m, act)
		}
		other, err := s.named(v, tx, v.field("wer"))
		if err != nil {
			return err
		}
		r := referral.Referral{Referred: id, Referrer: other}
		if act == "an" {
			r.Referred, r.Referrer = other, id
		}
		if err := s.readReferral(v, &r); err != nil {
			return err
		}
		_, err = referral.Note(v.ctx(), tx, s.by(v), v.facts.today, r)
		return err
	})
}

func (s *server) changeReferral(v *visit, tx *store.Tx, id int64, m row.Meta, act string) error {
	r, err := referral.Read(v.ctx(), tx, m.ID)
	if err != nil {
		return err
	}
	if r.Referred != id {
		return fault.New(fault.NotFound, "history.no_such_row")
	}
	switch act {
	case "weg":
		return referral.Remove(v.ctx(), tx, s.by(v), m.ID, m.Version)
	case "beenden":
		return referral.End(v.ctx(), tx, s.by(v), m.ID, m.Version, v.facts.today)
	case "aendern":
	default:
		return fault.New(fault.Invalid, "web.bad_form")
	}
	was, err := customer.Get(v.ctx(), tx, r.Referrer)
	if err != nil {
		return err
	}
	if text := v.field("wer"); text != was.Shown() {
		if r.Referrer, err = s.named(v, tx, text); err != nil {
			return err
		}
	}
	r.Meta = m
	if err := s.readReferral(v, &r); err != nil {
		return err
	}
	return referral.Correct(v.ctx(), tx, s.by(v), v.facts.today, r)
}

func (s *server) readReferral(v *visit, r *referral.Referral) (err error) {
	r.Known, r.Prompted, r.Anyway, r.Note = referral.Known(v.field("woher")), referral.Answer(v.field("gebeten")), referral.Answer(v.field("sowieso")), v.field("notiz")
	if r.Day, err = v.day("tag", cal.Never); err != nil {
		return err
	}
	r.Share = referral.Whole
	if text := strings.TrimSpace(strings.TrimSuffix(v.field("anteil"), "%")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return fault.New(fault.Invalid, "referral.share")
		}
		r.Share = 100 * n
	}
	return nil
}

// namesFor suggests whom a text may name; each suggestion names one only.
func (s *server) namesFor(v *visit) error {
	text := strings.TrimSpace(v.r.URL.Query().Get("wer"))
	var list []look.Option
	if len([]rune(text)) >= 2 {
		found, err := search.Suggest(v.ctx(), v.seen, text)
		if err != nil {
			return err
		}
		people, err := customer.Many(v.ctx(), v.seen, found.IDs[:min(namesShown, len(found.IDs))])
		if err != nil {
			return err
		}
		for i := range people {
			c := &people[i]
			list = append(list, look.Option{Value: fmt.Sprintf("%s %s", c.Shown(), customerURL(c.ID)), Label: known(c.City, c.Number)})
		}
	}
	return v.part(http.StatusOK, page.Names(list))
}
