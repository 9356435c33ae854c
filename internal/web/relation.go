package web

import (
	"cmp"
	"math"
	"slices"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// How many kinds have a bar, and from which probability on.
const (
	kindsShown = 3
	leastShown = 0.05
)

// estimate is what is thought of a customer's relationship today.
func (s *server) estimate(v *visit, q store.Querier, id int64) (relationship.Estimate, error) {
	return relationship.Of(v.ctx(), q, id, v.facts.today, v.facts.firm.Trade.Kinds())
}

func kindLabel(v *visit, k kind.Kind) string { return look.Kind(k.Key()).Label(v.say) }

// relationCard tells which kind of relationship somebody seems to want, why, what would tell
// more, and asks whether that is right.
func relationCard(v *visit, c *customer.Customer, e *relationship.Estimate, view *page.View) error {
	card := page.Card{ID: "art", Title: v.say.T("webrelation.title"), Lede: relationSentence(v, e) + " " + v.say.T("webrelation.readable")}
	if e.Label == nil {
		card.Rows = append(card.Rows, kindBars(v, e)...)
	}
	if e.Strained {
		r := page.Row{
			Text: v.say.T("webrelation.strained", e.Strain.Since, e.Strain.Events, v.say.Float(e.Strain.Usual, 1)),
			Sub:  v.say.T("webrelation.strained.how", e.Strain.Ends),
		}
		if e.Strain.Alarm <= v.facts.today {
			r.Tags = []look.TagView{{Text: v.say.T("webrelation.strained.alarm"), Tone: look.ToneBad}}
		}
		card.Rows = append(card.Rows, r)
	}
	if e.Doubtful() && v.user.Role.Manages() {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webrelation.doubtful", e.Strains), Sub: v.say.T("webrelation.doubtful.ask")})
	}
	if e.Label == nil && e.Asks {
		card.Rows = append(card.Rows, page.Row{Text: askText(v, e.Next.Signal), Sub: v.say.T("webrelation.next")})
	}
	said, err := relationship.Labels(v.ctx(), v.seen, c.ID, v.facts.today)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/vereinbarung"
	card.Rows = append(card.Rows, saidRows(v, said, url)...)
	card.Forms = relationForms(v, e, url)
	card.More = page.Table(v.say, relationFigures(v, e))
	if k := e.Shown(); k != kind.Unknown {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webplaybook.one"), Href: kindsURL + "/" + k.Key(), Sub: v.say.T("playbook." + k.Key() + ".expects")})
	}
	view.Aside = append(view.Aside, card)
	return nil
}

// relationSentence says in one sentence what is thought and why.
func relationSentence(v *visit, e *relationship.Estimate) string {
	if e.Label != nil {
		key := "webrelation.confirmed"
		switch {
		case e.Label.Source == relationship.Self:
			key = "webrelation.own"
		case e.Label.AskAgain(v.facts.today):
			key = "webrelation.again"
		}
		return v.say.T(key, locale.V{"kind": kindLabel(v, e.Label.Is()), "day": e.Label.Day})
	}
	if e.Events == 0 && e.Seen.From == 0 {
		return v.say.T("webrelation.none")
	}
	why := e.Reasons()
	support, against := factTexts(v, why.For), factTexts(v, why.Against)
	facts := locale.V{"kind": kindLabel(v, e.First), "p": v.say.Percent(e.Probable[e.First], 0), "for": v.say.List(support), "against": v.say.List(against)}
	switch {
	case len(support) == 0:
		return v.say.T("webrelation.unclear.little")
	case e.Named == kind.Demanding:
		return v.say.T("webrelation.strict", locale.V{"facts": v.say.List(support)})
	case e.Named == kind.Unknown:
		return v.say.T("webrelation.unclear", locale.V{"facts": v.say.List(append(support, against...))})
	case len(against) == 0:
		return v.say.T("webrelation.guess", facts)
	}
	return v.say.T("webrelation.guess.but", facts)
}

// factTexts are reasons in words that can be read aloud to the customer.
func factTexts(v *visit, list []relationship.Reason) []string {
	var texts []string
	for _, r := range list {
		texts = append(texts, factText(v, r))
	}
	return texts
}

func factText(v *visit, r relationship.Reason) string {
	key := "webrelation.fact." + r.Signal
	switch r.Signal {
	case "same", "other_supplier":
		return v.say.T(key, v.say.Int(int64(r.N)), r.Of)
	case "tone":
		return v.say.T(key, r.Of, v.say.T("webrelation.tone."+r.Word))
	case "told":
		return v.say.T(key, v.say.T("webrelation.said."+r.Word))
	}
	if r.N == 0 {
		return v.say.T(key + ".none")
	}
	return v.say.T(key, r.N)
}

// kindCard says on the first page of a customer what is thought of the relationship and why,
// and asks whether it is right; nil where nothing is known.
func kindCard(v *visit, p *person) (templ.Component, error) {
	r := p.kind
	if r == nil || r.By != "" || r.StrainedOn(v.facts.today) {
		return nil, nil //nolint:nilnil // nothing to ask
	}
	why, known, err := r.Why()
	if err != nil || !known || len(why.For) == 0 {
		return nil, err
	}
	support, against := factTexts(v, why.For), factTexts(v, why.Against)
	url := customerURL(p.ID) + "/vereinbarung"
	card := page.Card{ID: "art", Title: v.say.T("webrelation.title")}
	facts := locale.V{"kind": kindLabel(v, r.Kind), "p": v.say.Percent(float64(r.Sure)/100, 0), "for": v.say.List(support), "against": v.say.List(against)}
	switch {
	case r.Kind == kind.Unknown:
		card.Lede = v.say.T("webrelation.unclear", locale.V{"facts": v.say.List(append(support, against...))})
	case len(against) == 0:
		card.Lede = v.say.T("webrelation.guess", facts)
	default:
		card.Lede = v.say.T("webrelation.guess.but", facts)
	}
	if r.Kind != kind.Unknown && v.user.Role.Writes() {
		yes := rowForm(v, url, "art", row.Meta{}, "", "webrelation.yes")
		yes.Hidden = append(yes.Hidden, look.Hidden{Name: "art", Value: r.Kind.Key()})
		card.Forms = []page.Form{yes}
	}
	card.Rows = []page.Row{{Text: v.say.T("webrelation.other"), Href: url + "#art"}}
	return page.Single(card), nil
}

// kindBars are the likeliest kinds. What speaks for a demanding one, whom nobody has
// confirmed, stands as not yet clear.
func kindBars(v *visit, e *relationship.Estimate) []page.Row {
	type share struct {
		k kind.Kind
		p float64
	}
	var list []share
	for k := range kind.Unknown {
		s := share{k, e.Probable[k]}
		if k == kind.Demanding {
			s.k = kind.Unknown
		}
		if s.p >= leastShown {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b share) int { return cmp.Compare(b.p, a.p) })
	var rows []page.Row
	for _, s := range list[:min(kindsShown, len(list))] {
		bar := look.BarRowView{Label: kindLabel(v, s.k), Value: v.say.Percent(s.p, 0), Share: s.p, Kind: look.Kind(s.k.Key())}
		rows = append(rows, page.Row{Bar: &bar})
	}
	return rows
}

var nextKeys = map[kind.Signal]string{
	kind.OwnWords: "told", kind.TonesOfTalks: "tone", kind.Answered.Signal(): "answered", kind.Novelty.Signal(): "novelty", kind.OtherSupplier.Signal(): "other_supplier",
}

func askText(v *visit, s kind.Signal) string { return v.say.T("webrelation.next." + nextKeys[s]) }

// saidRows are what people said of the kind, newest first.
func saidRows(v *visit, said []relationship.Label, url string) (rows []page.Row) {
	for i := range said {
		l := &said[i]
		text, by := kindLabel(v, l.Is()), "webrelation.by_owner"
		switch {
		case l.Is() == kind.Unknown:
			text = v.say.T("webrelation.lifted")
		case l.Source == relationship.Self:
			text, by = v.say.T("webrelation.said."+l.Kind), "webrelation.by_self"
		case l.Source == relationship.Heard:
			text, by = v.say.T("webrelation.said."+l.Kind), "webrelation.by_customer"
		}
		rows = append(rows, page.Row{
			Text: text, Sub: known(v.say.Date(l.Day), v.say.T(by), l.Words),
			Acts: []look.ActView{rowAct(v, url, "art-weg", l.Meta, "webparty.link.mistake", "quiet")},
		})
	}
	return rows
}

// relationForms ask whether the guess is right, for another one, and for own words.
func relationForms(v *visit, e *relationship.Estimate, url string) []page.Form {
	var forms []page.Form
	if e.Label == nil && e.Named != kind.Unknown && (e.Named != kind.Demanding || v.user.Role.Manages()) {
		yes := rowForm(v, url, "art", row.Meta{}, "", "webrelation.yes")
		yes.Hidden = append(yes.Hidden, look.Hidden{Name: "art", Value: e.Named.Key()})
		forms = append(forms, yes)
	}
	now := e.Shown()
	if now == kind.Unknown {
		now = kind.Exchange
	}
	var kinds, told []string
	for k := range kind.Unknown {
		if k != kind.Demanding {
			told = append(told, k.Key())
		}
		if k != kind.Demanding || v.user.Role.Manages() {
			kinds = append(kinds, k.Key())
		}
	}
	why := textField(v, "worte", "webrelation.words", "")
	why.Hint = v.say.T("webdata.readable")
	forms = append(forms, rowForm(v, url, "art-anders", row.Meta{}, "webrelation.correct", "button.save", choice(v, "art", "webrelation.kind", "look.kind.", now.Key(), kinds), why))
	forms = append(forms, rowForm(v, url, "art-worte", row.Meta{}, "webrelation.say", "button.save",
		choice(v, "art", "webrelation.said", "webrelation.said.", told[0], told), dayField(v, "tag", "webparty.topic.day", v.facts.today)))
	if e.Label != nil {
		forms = append(forms, rowForm(v, url, "art-frei", row.Meta{}, "", "webrelation.lift"))
	}
	return forms
}

// relationFigures are how to deal with it meanwhile, the need of company, and why.
func relationFigures(v *visit, e *relationship.Estimate) page.Pairs {
	var table page.Pairs
	if treat := e.Treat; e.Label == nil && treat != kind.Demanding {
		table.Rows = append(table.Rows, look.Pair{Label: v.say.T("webrelation.treat"), Value: kindLabel(v, treat)})
	}
	attention := v.say.T("webrelation.attention.none")
	if e.Seeks {
		attention = v.say.T("webrelation.attention.value", v.say.Float(e.Attention, 0))
	}
	table.Rows = append(table.Rows, look.Pair{Label: v.say.T("webrelation.attention"), Value: attention})
	first, second := kindLabel(v, e.First), kindLabel(v, e.Second)
	if e.Label == nil && (e.First == kind.Demanding || e.Second == kind.Demanding) {
		return table // the reasons would name what nobody has confirmed
	}
	var rows []look.Pair
	for _, g := range e.Grounds {
		if key, ok := relationship.SignalKey(g.Signal); ok {
			a, b := first, second
			if g.Gain < 0 {
				a, b = second, first
			}
			rows = append(rows, look.Pair{Label: v.say.T("webrelation.signal." + key), Value: v.say.T("webrelation.why.weight", v.say.Float(math.Exp(math.Abs(g.Gain)), 1), a, b)})
		}
	}
	prior := kind.New(e.Preset, e.Coverage).Prior
	rows = append(rows,
		look.Pair{Label: v.say.T("webrelation.why.prior"), Value: v.say.T("webrelation.why.prior.value", v.say.Percent(prior[e.First], 0), first, v.say.Percent(prior[e.Second], 0), second)},
		look.Pair{Label: v.say.T("webrelation.why.coverage"), Value: v.say.Percent(e.Coverage, 0)},
		look.Pair{Label: v.say.T("webrelation.why.events"), Value: v.say.Float(e.Events, 1)},
		look.Pair{Label: v.say.T("webrelation.why.limit"), Value: v.say.T("webrelation.why.limit.value")})
	if e.Seen.From > 0 {
		rows = append(rows, look.Pair{Label: v.say.T("webrelation.why.since"), Value: v.say.Date(e.Seen.From)})
	}
	table.Whys = []page.NamedWhy{{Name: v.say.T("webrelation.why"), Why: look.WhyView{Rows: rows, Rule: ruleLine(v, kind.Rule, v.facts.today)}}}
	return table
}

// saveRelation writes what somebody says of a kind.
func (s *server) saveRelation(v *visit, tx *store.Tx, id int64, m row.Meta, act string) error {
	if act == "art-weg" {
		l, err := relationship.ReadLabel(v.ctx(), tx, m.ID)
		if err != nil {
			return err
		}
		if l.Customer != id {
			return fault.New(fault.NotFound, "history.no_such_row")
		}
		return relationship.Remove(v.ctx(), tx, s.by(v), m.ID, m.Version)
	}
	e, err := s.estimate(v, tx, id)
	if err != nil {
		return err
	}
	l := relationship.Label{
		Customer: id, Source: relationship.Owner, Kind: v.field("art"), Day: v.facts.today, Words: v.field("worte"),
		Guess: e.First.Key(), GuessBP: int(math.Round(10_000 * e.Probable[e.First])),
	}
	switch act {
	case "art-worte":
		l.Source = relationship.Heard
		if l.Day, err = v.day("tag", v.facts.today); err != nil {
			return err
		}
	case "art-frei":
		l.Kind = kind.Unknown.Key()
	}
	if l.Kind == kind.Demanding.Key() && !v.user.Role.Manages() {
		return fault.New(fault.Forbidden, "webrelation.only_manager")
	}
	_, err = relationship.Say(v.ctx(), tx, s.by(v), v.facts.today, l)
	return err
}
