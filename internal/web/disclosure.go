package web

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// disclosedMost is how many entries of one kind the sheet tells; beyond, it says that there
// are more.
const disclosedMost = 5000

// disclosurePage tells a person what is known and thought of him, in plain words: what Art.
// 15 DSGVO asks for, judgements included. It is read out or printed and handed over.
func (s *server) disclosurePage(v *visit) error {
	p, err := s.load(v)
	if err != nil {
		return err
	}
	say := v.say
	v.w.Header().Set("Cache-Control", "no-store")
	view := page.Sheet{
		Back: look.LinkView{Label: p.Shown(), Href: customerURL(p.ID)}, Print: say.T("webparty.print"),
		Title: say.T("webdisclose.title", p.Shown()), Lede: say.T("webdisclose.lede", v.facts.firm.Name, v.facts.today), Privacy: say.T("webdisclose.rights"),
	}
	for _, part := range []func(*visit, *person) ([]page.Part, error){s.disclosedData, s.disclosedCards, s.disclosedJudgement, disclosedBuys, disclosedVows, disclosedTalks, disclosedAsked, disclosedBars} {
		got, err := part(v, &p)
		if err != nil {
			return err
		}
		for _, one := range got {
			if len(one.Items) > 0 {
				view.Parts = append(view.Parts, one)
			}
		}
	}
	return s.page(v, sheet{Title: view.Title, At: "/kunden"}, page.Talk(view))
}

// disclosedFields are what a customer's entry holds, in the order of the sheet.
var disclosedFields = []customer.Field{
	customer.FieldNumber, customer.FieldTitle, customer.FieldFirstName, customer.FieldLastName, customer.FieldCompany, customer.FieldStreet, customer.FieldPostcode,
	customer.FieldCity, customer.FieldCountry, customer.FieldEmail, customer.FieldPhone, customer.FieldVATID, customer.FieldBirthday, customer.FieldCard,
	customer.FieldRole, customer.FieldOrigin, customer.FieldFavourite, customer.FieldNote,
}

// disclosedData is the entry itself.
func (s *server) disclosedData(v *visit, p *person) ([]page.Part, error) {
	part := page.Part{Title: v.say.T("webdisclose.data")}
	for _, f := range disclosedFields {
		if value := p.Get(f); value != "" {
			part.Items = append(part.Items, v.say.T("webdata.field."+string(f))+": "+value)
		}
	}
	part.Items = append(part.Items, v.say.T("webdisclose.since", cal.Of(p.CreatedAt.Time(v.facts.zone), v.facts.zone)))
	return []page.Part{part}, nil
}

// disclosedCards are what the further pages of the customer tell, in their words.
func (s *server) disclosedCards(v *visit, p *person) ([]page.Part, error) {
	fills := []func(*visit, *customer.Customer, *page.View) error{s.reachCard, s.linkCard, s.interestCard, s.preferenceCard, s.quietCard, s.reasonCard, s.matterCard, s.agreementCard}
	if p.Kind == customer.Person || p.Kind == customer.Contact {
		fills = append(fills, s.formCard)
	}
	var view page.View
	for _, fill := range fills {
		if err := fill(v, &p.Customer, &view); err != nil {
			return nil, err
		}
	}
	var parts []page.Part
	for _, c := range append(view.Main, view.Aside...) {
		parts = append(parts, partOf(v, c))
	}
	return parts, nil
}

// partOf tells the rows of a card as a list.
func partOf(v *visit, c page.Card) page.Part {
	part := page.Part{Title: c.Title}
	for _, r := range c.Rows {
		text := r.Text
		if r.Bar != nil {
			text = known(r.Text, r.Bar.Label+" "+r.Bar.Value)
		}
		for _, t := range r.Tags {
			text += " (" + t.Text + ")"
		}
		if r.Sub != "" {
			text += " – " + r.Sub
		}
		if len(r.List) > 0 {
			text += ": " + v.say.List(r.List)
		}
		part.Items = append(part.Items, text)
	}
	return part
}

// disclosedJudgement is what the program thinks, why, and what people said of it.
func (s *server) disclosedJudgement(v *visit, p *person) ([]page.Part, error) {
	say := v.say
	kinds := page.Part{Title: say.T("webdisclose.relation")}
	if p.Kind != customer.Household && !p.Collective {
		e, err := s.estimate(v, v.seen, p.ID)
		if err != nil {
			return nil, err
		}
		kinds.Items = append(kinds.Items, relationSentence(v, &e))
		said, err := relationship.Labels(v.ctx(), v.seen, p.ID, v.facts.today)
		if err != nil {
			return nil, err
		}
		card := page.Card{Rows: saidRows(v, said, "")}
		if e.Label == nil {
			card.Rows = append(kindBars(v, &e), card.Rows...)
		}
		view := page.View{Aside: []page.Card{card}}
		if err := wishCard(v, &p.Customer, e.Shown(), &view); err != nil {
			return nil, err
		}
		for _, c := range view.Aside {
			kinds.Items = append(kinds.Items, partOf(v, c).Items...)
		}
		if d, lasts, err := survey.Damaged(v.ctx(), v.seen, p.ID); err != nil {
			return nil, err
		} else if lasts {
			kinds.Items = append(kinds.Items, say.T("webtrust.text", d.Day)+" "+say.T("webtrust.ends"))
		}
		if e.Strained {
			kinds.Items = append(kinds.Items, say.T("webdisclose.strained", e.Strain.Since, e.Strain.Ends))
		}
	}
	thought := page.Part{Title: say.T("webdisclose.judged")}
	if p.sold {
		l := p.why.Lifecycle
		if l.Occasions > 0 {
			thought.Items = append(thought.Items, rhythmCard(v, p).Text, standingWord(v, p))
		}
		thought.Items = append(thought.Items, signsOf(v, p.why.Warning.Reasons)...)
		if year := p.why.Value.Year; year.Net != 0 {
			thought.Items = append(thought.Items, say.T("webdisclose.year", say.MoneyExact(year.Net, currency(&v.facts.firm))))
		}
	}
	return []page.Part{kinds, thought}, nil
}

// standingWord says where the relationship stands.
func standingWord(v *visit, p *person) string {
	l := p.why.Lifecycle
	standing, activity := l.StandingOn(v.facts.today), l.ActivityOn(v.facts.today)
	text := v.say.T("list.standing." + string(standing))
	if activity != lifecycle.NoActivity {
		text += ", " + strings.ToLower(v.say.T("list.activity."+string(activity)))
	}
	return v.say.T("webdisclose.standing", text)
}

// disclosedBuys sums up the documents, which are disclosed one by one on demand.
func disclosedBuys(v *visit, p *person) ([]page.Part, error) {
	part := page.Part{Title: v.say.T("webdisclose.buys")}
	if p.sold && p.why.OrdersEver > 0 {
		part.Items = append(part.Items, v.say.T("webdisclose.orders", locale.V{"n": p.why.OrdersEver, "from": p.why.Lifecycle.First, "until": p.why.Lifecycle.Last}))
	}
	return []page.Part{part}, nil
}

// disclosedVows are promises and expectations of both sides.
func disclosedVows(v *visit, p *person) ([]page.Part, error) {
	list, err := promise.Of(v.ctx(), v.seen, p.ID, promise.Cursor{Day: cal.Never, ID: 1 << 62}, disclosedMost)
	if err != nil {
		return nil, err
	}
	part := page.Part{Title: v.say.T("webdisclose.vows")}
	for i := range list {
		one := &list[i]
		part.Items = append(part.Items, known(v.say.T("talk.party."+string(one.Party))+": "+one.Text, v.say.T("websides.for", one.Due), v.say.T("talk.state."+string(one.State))))
	}
	hopes, err := promise.Expectations(v.ctx(), v.seen, p.ID, disclosedMost)
	for i := range hopes {
		part.Items = append(part.Items, known(v.say.T("webdisclose.expects", hopes[i].Text), v.say.T("webparty.since", hopes[i].Since), v.say.T("websides.verdict."+hopes[i].State)))
	}
	return []page.Part{part}, err
}

// disclosedTalks is every contact and every note, with its words.
func disclosedTalks(v *visit, p *person) ([]page.Part, error) {
	list, err := interaction.Of(v.ctx(), v.seen, p.ID, interaction.Cursor{Day: cal.Never, ID: 1 << 62}, disclosedMost+1)
	if err != nil {
		return nil, err
	}
	part := page.Part{Title: v.say.T("webdisclose.talks")}
	for i := range list[:min(len(list), disclosedMost)] {
		t := &list[i]
		what := v.say.T("webdata.channel." + string(t.Channel))
		if t.Reason != "" {
			what += ", " + reasonWords(v.say, t.Reason)
		}
		if t.Tone != "" {
			what += ", " + v.say.T("talk.tone."+t.Tone)
		}
		for _, mark := range t.Marks.Keys() {
			what += ", " + v.say.T("talk.mark."+mark)
		}
		part.Items = append(part.Items, known(v.say.Date(t.Day), what, t.Note))
	}
	if len(list) > disclosedMost {
		part.Items = append(part.Items, v.say.T("webdisclose.more", disclosedMost))
	}
	return []page.Part{part}, nil
}

// disclosedAsked is what he asked for, suggested, demanded and complained about.
func disclosedAsked(v *visit, p *person) ([]page.Part, error) {
	asked := page.Part{Title: v.say.T("webdisclose.asked")}
	enquiries, err := enquiry.OfCustomer(v.ctx(), v.seen, p.ID, disclosedMost)
	if err != nil {
		return nil, err
	}
	for i := range enquiries {
		e := &enquiries[i]
		asked.Items = append(asked.Items, known(v.say.Date(e.Received), e.Sought, e.Message, v.say.T("web.enquiry.state."+string(e.State))))
	}
	ideas, err := feedback.Of(v.ctx(), v.seen, p.ID)
	if err != nil {
		return nil, err
	}
	for i := range ideas {
		one := &ideas[i]
		asked.Items = append(asked.Items, known(v.say.Date(one.Day), one.Words, v.say.T("websides.idea."+string(one.State)), one.Outcome))
	}
	complaints, err := feedback.ComplaintsBefore(v.ctx(), v.seen, p.ID, cal.Never, 0, disclosedMost)
	if err != nil {
		return nil, err
	}
	for i := range complaints {
		c := &complaints[i]
		asked.Items = append(asked.Items, known(v.say.Date(c.Day), v.say.T("webdisclose.complaint", c.Words), c.Solution, c.Unanswered))
	}
	demands, err := feedback.Demands(v.ctx(), v.seen, p.ID, disclosedMost)
	for i := range demands {
		d := &demands[i]
		asked.Items = append(asked.Items, known(v.say.Date(d.Day), v.say.T("webdisclose.demand", d.Words), d.Reason))
	}
	return []page.Part{asked}, err
}

// disclosedBars is what he said about advertising and approaches, with its days.
func disclosedBars(v *visit, p *person) ([]page.Part, error) {
	said, err := consent.Of(v.ctx(), v.seen, p.ID)
	part := page.Part{Title: v.say.T("webdisclose.bars")}
	for _, st := range said {
		part.Items = append(part.Items, barSaid(v, st))
	}
	return []page.Part{part}, err
}
