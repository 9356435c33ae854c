package web

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/timeline"
	page "github.com/stammkunde/stammkunde/internal/web/page/brief"
)

// What fits on one sheet: so many lines of each part, so many characters of each.
const (
	briefWhy     = 2
	briefStory   = 5
	briefOpen    = 8
	briefDos     = 5
	briefDonts   = 6
	briefOpening = 4
	briefChars   = 120
)

// line cuts a text to what fits into a line of the sheet.
func line(text string) string { return counter.Cut(text, briefChars) }

// bounded keeps the first lines of a part and says how many more there are.
func bounded(v *visit, list []string, most int) []string {
	for i := range list {
		list[i] = line(list[i])
	}
	if len(list) <= most {
		return list
	}
	return append(list[:most-1:most-1], v.say.T("brief.more", len(list)-most+1))
}

// prepareTalk is one sheet before a talk: who he is, what was, what is open, how to begin.
// Everything on it may be read by the customer.
func (s *server) prepareTalk(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	card, err := counter.Read(v.ctx(), v.seen, c.ID, v.facts.today, usualForm(v))
	if err != nil {
		return err
	}
	view := page.View{
		Head:  look.HeadView{Title: v.say.T("brief.title", line(c.Shown())), Lede: v.say.T("brief.lede", v.say.DateLong(v.facts.today)), Back: &look.LinkView{Label: line(c.Shown()), Href: customerURL(c.ID)}},
		Print: look.ButtonView{Label: v.say.T("button.print"), Icon: "printer", Type: "button", Attrs: map[string]any{"data-print": true}},
	}
	view.Help = helpAct(v, c.ID)
	known, err := knowledge.At(v.ctx(), v.seen, c.ID, v.facts.today)
	if err != nil {
		return err
	}
	b := briefing{s, v, &c, &card, known, &view}
	for _, fill := range []func() error{b.who, b.story, b.open, b.manners, b.opening, b.house} {
		if err := fill(); err != nil {
			return err
		}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Page(view))
}

// briefing fills in the sheet about one customer.
type briefing struct {
	*server
	v     *visit
	c     *customer.Customer
	card  *counter.Card
	known knowledge.Glance
	view  *page.View
}

func (b *briefing) part(key string, lines []string) page.Part {
	return page.Part{Title: b.v.say.T(key), Lines: lines}
}

// who names him and how to speak and write to him.
func (b *briefing) who() error {
	say, c := b.v.say, b.c
	row := func(key, text string) {
		if text != "" {
			b.view.Who = append(b.view.Who, look.Pair{Label: say.T(key), Value: line(text)})
		}
	}
	row("brief.name", strings.Trim(c.Shown()+", "+c.City, ", "))
	if c.FirmID != 0 {
		firm, err := customer.Get(b.v.ctx(), b.v.seen, c.FirmID)
		if err != nil {
			return err
		}
		row("brief.firm", strings.Trim(firm.Shown()+", "+c.Role, ", "))
	}
	row("brief.how", howToSpeak(b.v, b.card))
	row("brief.letter", party.Greet(party.LetterTo(c, b.card.Form, b.v.letterTag(c), b.v.facts.firm.GenderStyle)).Text)
	if c.OwnerID != 0 {
		u, err := team.Get(b.v.ctx(), b.v.seen, c.OwnerID)
		if err != nil {
			return err
		}
		row("brief.owner", u.Name)
	}
	row("webcounter.favourite", b.card.Favourite)
	for i := range b.known.Why[:min(len(b.known.Why), briefWhy)] {
		r := &b.known.Why[i]
		row("webparty.phase."+r.Phase, known(say.T("webparty.code."+r.Code), r.Words))
	}
	return nil
}

// story tells how it began and what the last years were: five lines.
func (b *briefing) story() error {
	story, article, err := timeline.Read(b.v.ctx(), b.v.seen, b.c.ID, timeline.Record(b.v.facts.zone, 0))
	if err != nil {
		return err
	}
	chapters := story.Tell(b.v.say, whoIs(b.c), article, "")
	if n := len(chapters); n > briefStory {
		chapters = append(chapters[:1:1], chapters[n-briefStory+1:]...)
	}
	var lines []string
	for _, ch := range chapters {
		text := strings.Join(ch.Sentences, " ")
		if !strings.HasPrefix(text, ch.Title) { // "Bis heute" need not be said twice
			text = ch.Title + ": " + text
		}
		lines = append(lines, line(text))
	}
	if len(lines) == 0 {
		lines = []string{b.v.say.T("brief.story.none")}
	}
	b.view.Parts = append(b.view.Parts, b.part("brief.story", lines))
	return nil
}

// open is what waits: promises of both sides, enquiries, what he expects.
func (b *briefing) open() error {
	say := b.v.say
	promises, err := promise.OpenOf(b.v.ctx(), b.v.seen, b.c.ID)
	if err != nil {
		return err
	}
	var lines []string
	for i := range promises {
		p := &promises[i]
		words := promiseWords(b.v, &counter.Promise{Party: p.Party, Callback: p.Kind == promise.Callback, Text: p.Text, Due: p.Due})
		lines = append(lines, say.T("webcounter.promised."+string(p.Party))+": "+words)
	}
	enquiries, err := enquiry.OfCustomer(b.v.ctx(), b.v.seen, b.c.ID, briefOpen)
	if err != nil {
		return err
	}
	for _, e := range enquiries {
		if e.State != enquiry.Won && e.State != enquiry.Lost {
			lines = append(lines, say.T("brief.enquiry", say.Date(e.Received), e.Sought))
		}
	}
	expected, err := promise.Expectations(b.v.ctx(), b.v.seen, b.c.ID, briefOpen)
	if err != nil {
		return err
	}
	for _, e := range expected {
		if e.State == "open" {
			lines = append(lines, say.T("brief.expects", e.Text))
		}
	}
	for _, d := range b.known.Doubts {
		lines = append(lines, say.T("webparty.doubt."+string(d.Kind), d.Name)+" "+capital(say.T("webdata.glance.ask"))+".")
	}
	if len(lines) == 0 {
		lines = []string{say.T("brief.open.none")}
	}
	b.view.Parts = append(b.view.Parts, b.part("brief.open", bounded(b.v, lines, briefOpen)))
	return nil
}

// manners are do's and don'ts as far as he has told them.
func (b *briefing) manners() error {
	say := b.v.say
	do, dont := []string{say.T("brief.stance")}, []string{}
	likes, avoids := treatment(b.v, &b.known)
	do = append(do, likes...)
	r, err := kindOf(b.v, b.c.ID)
	if err != nil {
		return err
	}
	fits, not := played(b.v, r)
	if guessed(b.v, r) {
		if len(likes)+len(avoids) > 0 { // what he has told says more
			fits, not = nil, nil
		}
		for _, list := range [][]string{fits, not} {
			for i := range list {
				list[i] = say.T("brief.guess", list[i])
			}
		}
	}
	do, avoids = append(do, fits...), append(avoids, not...)
	bars, err := consent.Current(b.v.ctx(), b.v.seen, b.c.ID)
	if err != nil {
		return err
	}
	if bars.DoNotContact {
		dont = append(dont, say.T("webdata.bar.do_not_contact"))
	}
	if bars.Objected {
		dont = append(dont, say.T("brief.objected"))
	}
	dont = append(append(dont, avoids...), say.T("brief.stance.not"))
	b.view.Manners = page.Manners{Title: say.T("brief.manners"), Do: bounded(b.v, do, briefDos), Dont: bounded(b.v, dont, briefDonts)}
	return nil
}

// opening is how to begin: his topics, the last talk, an anniversary, a favourite.
func (b *briefing) opening() error {
	say := b.v.say
	var lines []string
	if t := b.card.Talk; t != nil && t.Words != "" {
		lines = append(lines, say.T("brief.talk", say.RelativeLabel(t.Day, b.v.facts.today), t.Words))
	}
	waits, err := care.WaitsFor(b.v.ctx(), b.v.seen, b.v.user.ID, b.v.facts.today, b.c.ID)
	if err != nil {
		return err
	}
	if waits {
		day, err := care.List(b.v.ctx(), b.v.seen, b.v.user.ID, b.v.facts.today)
		if err != nil {
			return err
		}
		for i := range day.Steps {
			if l := &day.Steps[i].Line; l.Customer == b.c.ID && l.Occasion == care.Anniversary {
				lines = append(lines, say.T("brief.anniversary", locale.V{"years": l.Facts.Years, "day": l.Facts.Due}))
			}
		}
	}
	if len(b.card.Topics) > 0 {
		lines = append(lines, say.T("brief.topics", strings.Join(b.card.Topics, ", ")))
	}
	if b.card.Favourite != "" {
		lines = append(lines, say.T("brief.favourite", b.card.Favourite))
	}
	if len(lines) == 0 {
		lines = []string{say.T("brief.opening.none")}
	}
	b.view.Parts = append(b.view.Parts, b.part("brief.opening", bounded(b.v, lines, briefOpening)))
	return nil
}

// house is what the firm brings: the colleague who shares a topic, and the value that
// guides this week.
func (b *briefing) house() error {
	say := b.v.say
	all, err := team.AllSkills(b.v.ctx(), b.v.seen)
	if err != nil {
		return err
	}
	var lines []string
	if fits := team.Fitting(all, b.card.Topics); len(fits) > 0 {
		u, err := team.Get(b.v.ctx(), b.v.seen, fits[0].User)
		if err != nil {
			return err
		}
		lines = append(lines, say.T("brief.colleague", u.Name, strings.Join(fits[0].Words, ", ")))
	}
	value, found, err := culture.Guiding(b.v.ctx(), b.v.seen, b.v.facts.today)
	if err != nil {
		return err
	}
	if found {
		lines = append(lines, say.T("brief.value", value.Words))
	}
	if len(lines) > 0 {
		b.view.Parts = append(b.view.Parts, b.part("brief.house", bounded(b.v, lines, 2)))
	}
	b.view.Notes = say.T("brief.notes")
	return nil
}
