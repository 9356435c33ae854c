package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	sidespage "github.com/stammkunde/stammkunde/internal/web/page/sides"
)

// publicSides is where the link to the page of both sides leads; what follows names nobody.
const publicSides = "/b/"

// Limits of what the holder of a link may send at once.
const (
	maxSidesForm   = 32 << 10
	maxSidesWords  = 500 // the shortest of what the rooms take
	maxSidesTopics = 12
)

// ownKinds are the ways to be treated that somebody may choose for himself.
var ownKinds = []kind.Kind{kind.Exchange, kind.Partner, kind.Special, kind.Attached, kind.Informed}

// holder is who reads the page behind a link.
type holder struct {
	customer.Customer
	link feedback.Page
	du   bool
}

// held finds whose page the link in the address opens. Who has it may read it; from here on
// the visit sees what is read of that customer.
func (s *server) held(v *visit) (holder, error) {
	h := v.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	var who holder
	link, err := feedback.PageAt(v.ctx(), s.DB, v.facts.firm.Secret, v.r.PathValue("token"), v.facts.today)
	if err != nil {
		return who, err
	}
	v.seen = team.Holder().Over(s.DB)
	c, err := customer.Get(v.ctx(), v.seen, link.Customer)
	if fault.KindOf(err) == fault.NotFound {
		return who, fault.New(fault.NotFound, "feedback.page.gone")
	}
	if err != nil {
		return who, err
	}
	forms, err := party.Forms(v.ctx(), v.seen, c.ID)
	return holder{c, link, party.FormOf(&c, forms, party.Form(v.facts.firm.AddressForm)) == party.Du}, err
}

func (v *visit) sidesURL(rest string) string {
	return publicSides + v.r.PathValue("token") + "?sprache=" + v.say.Tag().Lang() + rest
}

// sidesPublic shows the page. It writes nothing.
func (s *server) sidesPublic(v *visit) error { return s.showSides(v, nil) }

func (s *server) showSides(v *visit, failure error) error {
	say := v.say
	who, err := s.held(v)
	if fault.KindOf(err) == fault.NotFound {
		view := sidespage.View{Title: v.facts.firm.Name, Lede: say.Fault(err), Other: otherLanguage(v, v.r.URL.Path)}
		return v.bare(http.StatusNotFound, look.BareView{Title: v.facts.firm.Name, Width: "slim", Centre: true}, sidespage.Page(view))
	}
	if err != nil {
		return err
	}
	firm := v.facts.firm.Name
	view := sidespage.View{
		Title: asked(v, who.du, "websides.title", firm), Lede: asked(v, who.du, "websides.lede", firm, who.Shown()),
		Both: say.T("websides.both"), Privacy: asked(v, who.du, "websides.privacy", firm, who.link.Until), Other: otherLanguage(v, v.r.URL.Path),
	}
	if done := v.r.URL.Query().Get("notiert"); slices.Contains(sidesActs, done) {
		view.Done = asked(v, who.du, "websides.done."+done)
	}
	code := http.StatusOK
	if failure != nil {
		view.Problem, code = say.Fault(failure), status(failure)
	}
	for _, ask := range []func(*visit, *holder) (page.Card, error){s.tellCard, treatCard, topicCard, noCard} {
		card, err := ask(v, &who)
		if err != nil {
			return err
		}
		view.Asks = append(view.Asks, card)
	}
	if view.Cards, err = sides(v, who.ID, who.du); err != nil {
		return err
	}
	if len(view.Cards) == 0 {
		view.Cards = []page.Card{{Empty: asked(v, who.du, "websides.none")}}
	}
	return v.bare(code, look.BareView{Title: view.Title, Width: "mid"}, sidespage.Page(view))
}

// sidesActs are what can be sent.
var sidesActs = []string{"wort", "wunsch", "thema", "nein"}

func (v *visit) sidesForm(act string) page.Form {
	return page.Form{URL: v.sidesURL(""), Hidden: []look.Hidden{{Name: "act", Value: act}}}
}

// keyed is what was sent, when it is shown again, else what is known.
func keyed(v *visit, name, known string) string {
	if v.r.PostForm.Has(name) {
		return v.r.PostForm.Get(name)
	}
	return known
}

// sidesWords are for whom or what a word is.
var sidesWords = []string{"erwartung", "anregung", "nachricht"}

// tellCard takes an expectation, a suggestion, or a word to the person who answers for the
// relationships.
func (s *server) tellCard(v *visit, who *holder) (page.Card, error) {
	say := v.say
	card := page.Card{ID: "sagen", Title: asked(v, who.du, "websides.tell")}
	f := v.sidesForm("wort")
	to := look.FieldView{Name: "was", Label: say.T("websides.tell.what"), Value: keyed(v, "was", "erwartung")}
	chief, err := s.chiefName(v)
	if err != nil {
		return card, err
	}
	for _, w := range sidesWords {
		to.Options = append(to.Options, look.Option{Value: w, Label: asked(v, who.du, "websides.tell."+w, chief), Checked: w == to.Value})
	}
	f.Fields = []look.FieldView{to, {
		Name: "worte", Label: asked(v, who.du, "websides.tell.words"), Value: keyed(v, "worte", ""), Rows: 3, Required: true, Attrs: map[string]any{"maxlength": strconv.Itoa(maxSidesWords)},
	}}
	f.Save, f.Strong = say.T("websides.tell.send"), true
	card.Forms = []page.Form{f}
	return card, nil
}

// chiefName is who answers for the relationships, or the firm while nobody is named.
func (s *server) chiefName(v *visit) (string, error) {
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return "", err
	}
	if name := nameOf(people, v.facts.chief.User); name != "" {
		return name, nil
	}
	return v.facts.firm.Name, nil
}

// treatCard asks how he wishes to be treated.
func treatCard(v *visit, who *holder) (page.Card, error) {
	say := v.say
	card := page.Card{ID: "wunsch", Title: asked(v, who.du, "websides.treat"), Lede: asked(v, who.du, "websides.treat.lede")}
	p, err := interest.PreferenceOf(v.ctx(), v.seen, who.ID)
	if err != nil {
		return card, err
	}
	said, err := ownWord(v.ctx(), v.seen, who.ID, v.facts.today)
	if err != nil {
		return card, err
	}
	f := v.sidesForm("wunsch")
	f.Hidden = append(f.Hidden, look.Hidden{Name: "id", Value: number(p.ID)}, look.Hidden{Name: "version", Value: number(p.Version)})
	art := look.FieldView{Name: "art", Label: asked(v, who.du, "websides.treat.kind"), Value: keyed(v, "art", said.Key())}
	for _, k := range append([]kind.Kind{kind.Unknown}, ownKinds...) {
		art.Options = append(art.Options, look.Option{Value: k.Key(), Label: asked(v, who.du, "websides.kind."+k.Key()), Checked: k.Key() == art.Value})
	}
	f.Fields = append(f.Fields, art)
	if who.Kind == customer.Person {
		form := map[bool]string{true: string(party.Du), false: string(party.Sie)}[who.du]
		f.Fields = append(f.Fields, choice(v, "anrede", "websides.treat.form", "webparty.form.", keyed(v, "anrede", form), []string{"sie", "du"}))
	}
	f.Fields = append(f.Fields,
		choice(v, "weg", "websides.treat.way", "webparty.channel.", keyed(v, "weg", p.Channel), interest.Channels),
		look.FieldView{Name: "zeiten", Label: say.T("websides.treat.times"), Hint: say.T("webparty.prefers.times.hint"), Value: keyed(v, "zeiten", p.Times)},
		choice(v, "oft", "websides.treat.often", "webparty.often.", keyed(v, "oft", p.Often), interest.Oftens))
	f.Legend = asked(v, who.du, "websides.treat.quiet")
	for d := 1; d <= 7; d++ {
		n := strconv.Itoa(d)
		f.Checks = append(f.Checks, look.CheckView{Name: "ruhe", Value: n, Label: say.T("webparty.weekday." + n), Checked: slices.Contains(strings.Split(p.QuietDays, ","), n)})
	}
	f.Save = say.T("button.save")
	card.Forms = []page.Form{f}
	return card, nil
}

// topicCard asks what interests him.
func topicCard(v *visit, who *holder) (page.Card, error) {
	card := page.Card{ID: "themen", Title: asked(v, who.du, "websides.topics")}
	likes, err := likesOf(v.ctx(), v.seen, who.ID, v.facts.today)
	if err != nil {
		return card, err
	}
	f := v.sidesForm("thema")
	for i := range likes {
		id := number(likes[i].Topic)
		f.Hidden = append(f.Hidden, look.Hidden{Name: "gezeigt", Value: id})
		f.Checks = append(f.Checks, look.CheckView{Name: "thema", Value: id, Label: likes[i].Name, Checked: true})
	}
	if len(likes) > 0 {
		f.Legend = asked(v, who.du, "websides.topics.keep")
	}
	f.Fields = []look.FieldView{{Name: "themen", Label: v.say.T("websides.topics.more"), Hint: v.say.T("websides.topics.hint"), Value: keyed(v, "themen", "")}}
	f.Save = v.say.T("button.save")
	card.Forms = []page.Form{f}
	return card, nil
}

// noCard takes a no to advertising, which holds at once.
func noCard(v *visit, who *holder) (page.Card, error) {
	card := page.Card{ID: "nein", Title: v.say.T("websides.no")}
	said, err := consent.Of(v.ctx(), v.seen, who.ID)
	if err != nil {
		return card, err
	}
	if since, holds := consent.Holds(said, consent.Objected); holds {
		card.Lede = asked(v, who.du, "websides.no.holds", since)
		return card, nil
	}
	card.Lede = asked(v, who.du, "websides.no.lede")
	f := v.sidesForm("nein")
	f.Save = v.say.T("websides.no.send")
	card.Forms = []page.Form{f}
	return card, nil
}

// ownWord is the way to be treated that he named last, Unknown for none.
func ownWord(ctx context.Context, q store.Querier, id int64, day cal.Date) (kind.Kind, error) {
	labels, err := relationship.Labels(ctx, q, id, day)
	for i := range labels {
		if labels[i].Source == relationship.Self {
			return labels[i].Is(), err
		}
	}
	return kind.Unknown, err
}

// likesOf are the topics that fit a customer on a day; what he wants nothing to hear of is
// not among them.
func likesOf(ctx context.Context, q store.Querier, id int64, day cal.Date) ([]interest.Like, error) {
	likes, err := interest.Likes(ctx, q, id)
	likes = slices.DeleteFunc(likes, func(l interest.Like) bool { return l.Excluded || l.FitsUntil <= day })
	return likes[:min(len(likes), maxSidesTopics)], err
}

// takeSides takes what the holder of a link sent.
func (s *server) takeSides(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxSidesForm)
	if err := v.form(); err != nil {
		return err
	}
	if !s.surveys.admit(s.source(v.r), s.Now()) {
		return s.showSides(v, fault.New(fault.Limit, "survey.many"))
	}
	who, err := s.held(v)
	if err != nil {
		return s.showSides(v, nil) // says that there is no such page
	}
	act := v.field("act")
	do := map[string]func(context.Context, *store.Tx, customer.By) error{
		"wort":   func(ctx context.Context, tx *store.Tx, by customer.By) error { return s.takeWord(ctx, v, tx, by, &who) },
		"wunsch": func(ctx context.Context, tx *store.Tx, by customer.By) error { return takeWish(ctx, v, tx, by, &who) },
		"thema": func(ctx context.Context, tx *store.Tx, by customer.By) error {
			return takeTopics(ctx, v, tx, by, who.ID)
		},
		"nein": func(ctx context.Context, tx *store.Tx, by customer.By) error {
			return consent.Set(ctx, tx, consent.Statement{CustomerID: who.ID, Kind: consent.Objected, Day: v.facts.today, Source: "page", At: by.At})
		},
	}[act]
	if do == nil {
		return s.showSides(v, fault.New(fault.Invalid, "web.bad_form"))
	}
	ctx := history.From(v.ctx(), history.Self)
	by := customer.By{Actor: history.Program, At: s.moment(v), Region: customer.Region(v.facts.firm.Locale)}
	err = s.DB.Update(ctx, func(tx *store.Tx) error { return do(ctx, tx, by) })
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.showSides(v, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(v.sidesURL("&notiert=" + act))
}

// takeWord notes an expectation, a suggestion or a word to who answers for the
// relationships. What he sent twice is there once.
func (s *server) takeWord(ctx context.Context, v *visit, tx *store.Tx, by customer.By, who *holder) error {
	words, today := strings.TrimSpace(v.field("worte")), v.facts.today
	if len([]rune(words)) > maxSidesWords {
		return fault.New(fault.Invalid, "feedback.too_long", maxSidesWords)
	}
	switch v.field("was") {
	case "erwartung":
		list, err := promise.Expectations(ctx, tx, who.ID, sidesMost)
		if err != nil || slices.ContainsFunc(list, func(e promise.Expectation) bool { return e.Text == words && e.State == string(promise.Open) }) {
			return err
		}
		_, err = promise.Expect(ctx, tx, interaction.By{Actor: by.Actor, At: by.At}, promise.Expectation{Customer: who.ID, Text: words, Since: today})
		return err
	case "anregung":
		list, err := feedback.Of(ctx, tx, who.ID)
		if err != nil || slices.ContainsFunc(list, func(i feedback.Idea) bool { return i.Words == words && i.State == feedback.Open }) {
			return err
		}
		_, err = feedback.Note(ctx, tx, by, today, feedback.Idea{Customer: who.ID, Day: today, Words: words})
		return err
	case "nachricht":
		if words == "" {
			return fault.New(fault.Invalid, "feedback.words")
		}
		list, err := enquiry.OfCustomer(ctx, tx, who.ID, sidesMost)
		if err != nil || slices.ContainsFunc(list, func(e enquiry.Enquiry) bool { return e.State == enquiry.New && e.Message == words }) {
			return err
		}
		_, err = enquiry.Receive(ctx, tx, by, v.answerClock(), enquiry.Enquiry{
			Customer: who.ID, Origin: "form", Sought: s.printer(v.facts.firm.Locale, &v.facts.firm).T("websides.message"), Message: words, Name: who.Name,
			Email: who.Email, Phone: who.Phone, Owner: v.facts.chief.User,
		})
		return err
	}
	return fault.New(fault.Invalid, "web.bad_form")
}

// takeWish notes how he wishes to be treated; what he left as it was is not noted again.
func takeWish(ctx context.Context, v *visit, tx *store.Tx, by customer.By, who *holder) error {
	today := v.facts.today
	said, err := ownWord(ctx, tx, who.ID, today)
	if err != nil {
		return err
	}
	art, known := kind.Parse(v.field("art"))
	if !known || art != kind.Unknown && !slices.Contains(ownKinds, art) {
		return fault.New(fault.Invalid, "relationship.kind", v.field("art"))
	}
	if art != said {
		if _, err := relationship.Say(ctx, tx, by, today, relationship.Label{Customer: who.ID, Source: relationship.Self, Kind: art.Key(), Day: today}); err != nil {
			return err
		}
	}
	if form := party.Form(v.field("anrede")); who.Kind == customer.Person && (form == party.Du) != who.du {
		if _, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: who.ID, Form: form, Offered: party.ByThem, Since: today}); err != nil {
			return err
		}
	}
	return takePreference(ctx, v, tx, by, who.ID)
}

// takePreference notes way, times, quiet days and how often.
func takePreference(ctx context.Context, v *visit, tx *store.Tx, by customer.By, id int64) error {
	p, err := interest.PreferenceOf(ctx, tx, id)
	if err != nil {
		return err
	}
	if number(p.ID) != v.field("id") || number(p.Version) != v.field("version") {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	was := p
	p.Customer, p.Channel, p.Times, p.Often = id, v.field("weg"), v.field("zeiten"), v.field("oft")
	p.QuietDays = strings.Join(v.r.PostForm["ruhe"], ",")
	if was.Channel == p.Channel && was.Times == p.Times && was.Often == p.Often && was.QuietDays == p.QuietDays {
		return nil
	}
	p.Source, p.Since = "page", v.facts.today
	return interest.Prefer(ctx, tx, by, p)
}

// takeTopics notes new topics, and those that no longer interest him of those that he saw.
func takeTopics(ctx context.Context, v *visit, tx *store.Tx, by customer.By, id int64) error {
	note := func(topic int64, k interest.Kind) error {
		_, err := interest.Note(ctx, tx, by, v.facts.today, interest.Noted{Customer: id, Topic: topic, Kind: k, Day: v.facts.today, Source: "page"})
		return err
	}
	likes, err := likesOf(ctx, tx, id, v.facts.today)
	if err != nil {
		return err
	}
	for i := range likes {
		topic := number(likes[i].Topic)
		if !slices.Contains(v.r.PostForm["gezeigt"], topic) || slices.Contains(v.r.PostForm["thema"], topic) {
			continue
		}
		if err := note(likes[i].Topic, interest.Denied); err != nil {
			return err
		}
	}
	names := strings.FieldsFunc(v.field("themen"), func(r rune) bool { return r == ',' || r == ';' || r == '\n' })
	if len(names) > maxSidesTopics {
		return fault.New(fault.Invalid, "websides.topics.many", maxSidesTopics)
	}
	for _, name := range names {
		if strings.TrimSpace(name) == "" {
			continue
		}
		topic, err := interest.EnsureTopic(ctx, tx, name, by.At)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(likes, func(l interest.Like) bool { return l.Topic == topic && l.Last == interest.Told }) {
			continue
		}
		if err := note(topic, interest.Told); err != nil {
			return err
		}
	}
	return nil
}
