package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/counter"
)

const (
	counterURL  = "/tresen"
	manifestURL = "/tresen/app.webmanifest"
)

// counterRoutes are the pages of the counter, which colleagues at a shared till use in
// turns, and the page that prepares a talk.
func (s *server) counterRoutes() []route {
	return []route{
		{pattern: "GET /tresen", access: writer, counter: true, do: s.counterPage},
		{pattern: "GET /tresen/{id}", access: writer, counter: true, view: true, do: s.cardPage},
		{pattern: "POST /tresen/{id}/notiert", access: writer, counter: true, do: s.noteAtCounter},
		{pattern: "POST /tresen/{id}/ton", access: writer, counter: true, do: s.toneAtCounter},
		{pattern: "POST /tresen/{id}/zurueck", access: writer, counter: true, do: s.undoAtCounter},
		{pattern: "GET /tresen/jahrestage", access: writer, counter: true, do: s.jubilees},

		{pattern: "GET /tresen/wer", access: writer, counter: true, turn: true, do: s.turnPage},
		{pattern: "POST /tresen/wer", access: writer, counter: true, turn: true, do: s.takeTurn},
		{pattern: "POST /tresen/pause", access: writer, counter: true, turn: true, do: s.pauseTill},
		{pattern: "POST /tresen/beenden", access: writer, counter: true, turn: true, do: s.unshareTill},

		{pattern: "GET /tresen/ohne-netz", access: writer, counter: true, turn: true, do: s.shellPage},
		{pattern: "GET /tresen/sw.js", access: anybody, do: s.worker},
		{pattern: "GET " + manifestURL, access: anybody, do: s.manifest},
		{pattern: "POST /tresen/geraet", access: writer, counter: true, do: s.addDevice},
		{pattern: "POST /tresen/karten", access: public, do: s.keepCards},
		{pattern: "POST /tresen/nachtrag", access: writer, counter: true, turn: true, do: s.noteLater},
		{pattern: "GET /tresen/abmelden", access: signedIn, counter: true, turn: true, do: s.leavePage},

		{pattern: "GET " + setupURL, access: writer, helper: true, do: s.setupPage},
		{pattern: "POST " + setupURL, access: writer, helper: true, do: s.saveSetup},
		{pattern: "POST /einstellungen/geraete/{id}", access: writer, helper: true, do: s.loseDevice},

		{pattern: "GET /kunden/{id}/gespraech", access: signedIn, do: s.prepareTalk},
	}
}

// counterPage is the one search field. A scanned card, and a text that means one person
// only, open the card at once.
func (s *server) counterPage(v *visit) error {
	q := strings.TrimSpace(v.r.URL.Query().Get("q"))
	hits, _, err := counter.Find(v.ctx(), v.seen, q, v.facts.today)
	if err != nil {
		return err
	}
	if v.fragment {
		return v.part(http.StatusOK, page.HitList(hitList(v, q, hits)))
	}
	if len(hits) == 1 {
		return v.redirect(cardURL(hits[0].ID))
	}
	return s.showCounter(v, q, hitList(v, q, hits), nil)
}

func cardURL(id int64) string { return counterURL + "/" + strconv.FormatInt(id, 10) }

func hitList(v *visit, q string, hits []counter.Hit) page.Hits {
	h := page.Hits{Label: v.say.T("webcounter.hits")}
	for _, one := range hits {
		h.Links = append(h.Links, look.LinkView{Label: one.Name, Note: one.City, Href: cardURL(one.ID)})
	}
	if q == "" && v.facts.customers == 0 {
		h.Nobody = v.say.T("webcounter.empty")
	}
	if q != "" && len(hits) == 0 {
		h.Nobody = v.say.T("webcounter.nobody", q)
	}
	return h
}

// cardPage is the card of one customer.
func (s *server) cardPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	c, err := counter.Read(v.ctx(), v.seen, id, v.facts.today, usualForm(v))
	if err != nil {
		return err
	}
	card := page.Card{
		Avatar: look.AvatarView{Initials: look.Initials(c.Name), Firm: c.Kind == customer.Firm, Size: "l"},
		Name:   c.Name, How: howToSpeak(v, &c), Rows: counterRows(v, &c),
		Taps: v.say.T("webcounter.taps"), URL: cardURL(id) + "/notiert", Mark: s.mark(v), Acts: counterActs(v),
		Note: page.Note{Label: v.say.T("webcounter.note"), Hint: v.say.T("webcounter.note.hint"), Button: v.say.T("webcounter.note")},
	}
	kind, err := kindOf(v, id)
	if err != nil {
		return err
	}
	if do, _ := played(v, kind); len(do) > 0 { // what fits him, in words that he may read on the screen
		label := "webplaybook.one"
		if guessed(v, kind) {
			label = "webplaybook.treated"
		}
		card.Rows = append(card.Rows, look.Pair{Label: v.say.T(label), Value: do[0]})
	}
	if card.Done, err = s.doneAtCounter(v, id); err != nil {
		return err
	}
	if card.Done == nil {
		if card.Done, err = s.complainedAtCounter(v, id); err != nil {
			return err
		}
	}
	if card.Done == nil {
		if card.Done, err = s.tappedAtCounter(v, id); err != nil {
			return err
		}
	}
	if card.Done == nil {
		if card.Ask, err = s.counterAsk(v, id); err != nil {
			return err
		}
	}
	card.Complaint, card.Help = counterComplaint(v, id), helpAct(v, id)
	return s.showCounter(v, "", page.Hits{}, &card)
}

// usualForm is how the firm speaks to people of whom nothing else is known.
func usualForm(v *visit) party.Form {
	if v.facts.firm.AddressForm == "du" {
		return party.Du
	}
	return party.Sie
}

// howToSpeak is the form of address with the name that goes with it.
func howToSpeak(v *visit, c *counter.Card) string {
	form := v.say.T("webcounter.form." + string(c.Form))
	name := c.Name
	switch who := personOf(c); {
	case c.Kind == customer.Firm || c.Kind == customer.Household:
		return form
	case c.Form == party.Du && c.First != "":
		name = c.First
	case c.Form == party.Sie && who.Salutation != locale.Unknown:
		name = v.say.Address(who)
	}
	return v.say.T("webcounter.how", form, name)
}

func personOf(c *counter.Card) locale.Person {
	return locale.Person{Name: c.Name, Family: c.Last, Salutation: locale.ParseSalutation(c.Salutation), Firm: c.Kind == customer.Firm}
}

// counterRows are what is known of a customer, in finished words.
func counterRows(v *visit, c *counter.Card) []look.Pair {
	var rows []look.Pair
	row := func(key, text string) {
		if text != "" {
			rows = append(rows, look.Pair{Label: v.say.T(key), Value: text})
		}
	}
	row("webcounter.favourite", c.Favourite)
	if c.HasDay {
		row("webcounter.day", v.say.T("webcounter.day.value", v.say.WeekdayName(c.UsualDay)))
	}
	if c.Talk != nil {
		row("webcounter.talk", talkWords(v, c.Talk))
	}
	row("webcounter.topics", strings.Join(c.Topics, ", "))
	for _, p := range c.Promises {
		key := "webcounter.promised." + string(p.Party)
		row(key, promiseWords(v, &p))
	}
	return rows
}

func talkWords(v *visit, t *counter.Talk) string {
	text := v.say.RelativeLabel(t.Day, v.facts.today)
	if slices.Contains(interaction.Reasons, t.Reason) {
		text += ", " + reasonWords(v.say, t.Reason)
	}
	if t.Words != "" {
		text += ": " + t.Words
	}
	return text
}

func promiseWords(v *visit, p *counter.Promise) string {
	text := p.Text
	if p.Callback {
		text = strings.TrimSuffix(v.say.T("webcounter.callback")+": "+text, ": ")
	}
	if p.Due < cal.Latest {
		text = strings.TrimSpace(v.say.T("webcounter.due", text, v.say.Date(p.Due)))
	}
	return text
}

// counterKind is a talk that one tap notes.
type counterKind struct{ name, reason, icon string }

var counterKinds = []counterKind{
	{"erzaehlt", interaction.NoOccasion, "message-circle"},
	{"frage", "question", "circle-help"},
	{"lob", "praise", "smile"},
}

func counterActs(v *visit) (list []look.ButtonView) {
	for _, k := range counterKinds {
		list = append(list, look.ButtonView{Label: v.say.T("webcounter.tap." + k.name), Icon: k.icon, Name: "art", Value: k.name})
	}
	return list
}

// atCounter is the talk that a tap means, on a day.
func atCounter(art string, customer int64, day cal.Date, at cal.Instant) (interaction.Interaction, error) {
	i := interaction.Interaction{Customer: customer, Day: day, At: at, Channel: interaction.Counter, Direction: interaction.In}
	k := slices.IndexFunc(counterKinds, func(k counterKind) bool { return k.name == art })
	if k < 0 {
		return i, fault.New(fault.Invalid, "web.bad_form")
	}
	i.Reason = counterKinds[k].reason
	return i, nil
}

// noteAtCounter notes a talk at once; the card then offers to take it back.
func (s *server) noteAtCounter(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if err := v.fits(limits{"notiz": textLimit}); err != nil {
		return err
	}
	at := cal.At(s.Now())
	i := interaction.Interaction{Customer: c.ID, Day: v.facts.today, At: at, Channel: interaction.Counter, Direction: interaction.In, Note: v.field("notiz")}
	if v.field("art") != "notiz" {
		if i, err = atCounter(v.field("art"), c.ID, v.facts.today, at); err != nil {
			return err
		}
	} else if i.Note == "" {
		return v.redirect(cardURL(c.ID))
	}
	entry, err := s.log(v, i)
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(cardURL(c.ID) + "?notiert=" + strconv.FormatInt(entry, 10))
}

// doneAtCounter is the bar for what was just noted; nil when that is gone.
func (s *server) doneAtCounter(v *visit, id int64) (*page.Done, error) {
	entry, err := strconv.ParseInt(v.r.URL.Query().Get("notiert"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // no number, nothing was noted
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if fault.KindOf(err) == fault.NotFound || err == nil && (e.Undone || e.SubjectID != id) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	talk, ok := interaction.Noted(e)
	if !ok {
		return nil, nil
	}
	i, _, err := interaction.Get(v.ctx(), v.seen, talk)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text := strconv.FormatInt(entry, 10)
	done := &page.Done{Text: v.say.T("webcounter.done"), Entry: text, Tone: v.say.T("webcounter.tone"), URL: cardURL(id) + "/ton", Undo: look.ActView{
		URL: cardURL(id) + "/zurueck", Fields: []look.Hidden{{Name: "eintrag", Value: text}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s", Key: "U"},
	}}
	if i.Tone == "" {
		for _, tone := range counterTones {
			done.Tones = append(done.Tones, look.ButtonView{Label: v.say.T("talk.tone." + tone), Size: "s", Style: "quiet", Name: "ton", Value: tone})
		}
	}
	return done, nil
}

// counterTones are the tones that the counter offers: the customer reads along, so that
// none is among them which he had better not read about himself.
var counterTones = []string{"factual", "warm", "enthusiastic", "curious"}

// notedTalk reads which talk of a customer a form of his card means.
func (s *server) notedTalk(v *visit, id int64) (entry, talk int64, err error) {
	if err := v.form(); err != nil {
		return 0, 0, err
	}
	if entry, err = strconv.ParseInt(v.field("eintrag"), 10, 64); err != nil {
		return 0, 0, fault.New(fault.Invalid, "web.bad_form")
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if err != nil {
		return 0, 0, err
	}
	talk, ok := interaction.Noted(e)
	if !ok || e.SubjectID != id {
		return 0, 0, fault.New(fault.NotFound, "web.no_such_page")
	}
	return entry, talk, nil
}

// toneAtCounter adds the tone to a talk that was just noted.
func (s *server) toneAtCounter(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	entry, talk, err := s.notedTalk(v, id)
	if err != nil {
		return err
	}
	if !slices.Contains(counterTones, v.field("ton")) {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		i, links, err := interaction.Get(v.ctx(), tx, talk)
		if err != nil {
			return err
		}
		i.Tone = v.field("ton")
		_, err = interaction.Amend(v.ctx(), tx, s.noting(v), i, links...)
		return err
	}); err != nil {
		return err
	}
	s.told()
	return v.redirect(cardURL(id) + "?notiert=" + strconv.FormatInt(entry, 10))
}

// undoAtCounter takes back a talk that was noted at the counter.
func (s *server) undoAtCounter(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	entry, talked, err := s.notedTalk(v, id)
	if err != nil {
		return err
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if err := promise.Unmake(v.ctx(), tx, s.noting(v), talked); err != nil {
			return err
		}
		err := interaction.Undo(v.ctx(), tx, s.noting(v), entry)
		if fault.KindOf(err) == fault.Conflict { // the tone came later
			_, err = interaction.Remove(v.ctx(), tx, s.noting(v), talked)
		}
		return err
	}); err != nil {
		return err
	}
	s.told()
	return v.redirect(cardURL(id))
}

// showCounter is the page around field, hits and card.
func (s *server) showCounter(v *visit, q string, hits page.Hits, card *page.Card) error {
	say := v.say
	view := page.View{
		Root:   page.Root{Minutes: lockMinutes(v), Shared: v.till.Shared},
		Search: page.Search{Title: say.T("place.counter"), Label: say.T("webcounter.search"), Hint: say.T("webcounter.search.hint"), Value: q, Button: say.T("look.find.short")},
		Hits:   hits, Card: card,
		Links: []look.ButtonView{{Label: say.T("webcounter.week"), Icon: "cake", Href: "/tresen/jahrestage", Style: "quiet"}},
		Free:  s.freeCard(v),
	}
	title := say.T("place.counter")
	if card != nil {
		view.Root.Card, title = v.r.PathValue("id"), card.Name
	}
	if v.till.Shared {
		view.Till = &page.Till{
			Text:  say.T("webcounter.serving", v.user.Name),
			Other: look.ButtonView{Label: say.T("webcounter.other"), Icon: "users", Href: "/tresen/wer", Size: "s"},
			Pause: look.ActView{URL: "/tresen/pause", Button: look.ButtonView{Label: say.T("webcounter.pause"), Icon: "lock", Size: "s"}},
		}
	} else {
		view.Links = append(view.Links, look.ButtonView{Label: say.T("webcounter.share"), Icon: "users", Href: "/tresen/wer", Style: "quiet"})
	}
	return s.page(v, sheet{Title: title, At: counterURL, Counter: true}, page.Page(view))
}

func lockMinutes(v *visit) string { return strconv.Itoa(int(v.facts.counter.Lock.Minutes())) }

// jubilees is the list of this week's anniversaries, for the bag at the counter: names
// and how to speak to them, nothing else.
func (s *server) jubilees(v *visit) error {
	list, err := s.Desk.Jubilees(v.ctx(), v.facts.today)
	if err != nil {
		return err
	}
	monday := v.facts.today.Add(-((int(v.facts.today.Weekday()) + 6) % 7))
	view := page.Week{
		Head:  look.HeadView{Title: v.say.T("webcounter.week.title"), Lede: v.say.T("webcounter.week.lede", v.say.Date(monday), v.say.Date(monday.Add(6))), Back: &look.LinkView{Label: v.say.T("place.counter"), Href: counterURL}},
		Print: look.ButtonView{Label: v.say.T("button.print"), Icon: "printer", Type: "button", Attrs: map[string]any{"data-print": true}},
		Empty: v.say.T("webcounter.week.none"),
	}
	for _, j := range list {
		c, err := customer.Get(v.ctx(), v.seen, j.Customer)
		if err != nil {
			return err
		}
		forms, err := party.Forms(v.ctx(), v.seen, c.ID)
		if err != nil {
			return err
		}
		view.Names = append(view.Names, look.Pair{Label: c.Shown(), Value: v.say.T("webcounter.form." + string(party.FormOf(&c, forms, usualForm(v))))})
	}
	return s.page(v, sheet{Title: view.Head.Title, At: counterURL, Counter: true}, page.Anniversaries(view))
}
