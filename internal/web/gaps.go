package web

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// gapRoutes are the answers to what we do not know, and who fits whom.
func (s *server) gapRoutes() []route {
	return []route{
		{pattern: "POST /kunden/{id}/wissen", access: writer, do: s.learn},
		{pattern: "POST /kunden/{id}/zustaendig", access: writer, do: s.takeCare},
	}
}

// learning are the cards of what to ask a customer next, what is owed, and who fits him.
type learning struct {
	owed     talk.Promises
	ask, fit templ.Component // nil for none
}

func (l *learning) card(v *visit) templ.Component {
	var parts []templ.Component
	for _, c := range []templ.Component{l.ask, talk.Owed(v.say, l.owed), l.fit} {
		if c != nil {
			parts = append(parts, c)
		}
	}
	return all(parts...)
}

// nextQuestion is the question to ask a customer next in the words for him, "" for none.
// Card, brief and lists show the same one.
func nextQuestion(v *visit, key knowledge.Key, addressForm string) string {
	if key == "" {
		return ""
	}
	form := "sie"
	if addressForm == "du" || addressForm == "" && v.facts.firm.AddressForm == "du" {
		form = "du"
	}
	return v.say.T("knowledge.ask." + string(key) + "." + form)
}

// asksAbout tells whether we want to know more of a customer.
func asksAbout(c *customer.Customer) bool {
	return (c.Kind == customer.Person || c.Kind == customer.Firm) && !c.Collective
}

// gapCard is how much we know of a customer and the one question to ask next; nil for who
// is asked nothing.
func (s *server) gapCard(v *visit, c *customer.Customer) (templ.Component, error) {
	if !asksAbout(c) {
		return nil, nil
	}
	facts, verdict, err := knowledge.Why(v.ctx(), v.seen, c.ID)
	if err != nil {
		return nil, err
	}
	card := page.Card{ID: "wissen", Title: v.say.T("webgaps.title"), Note: v.say.T("webgaps.score", locale.V{"n": float64(verdict.Score) / 100}), More: look.Fold(v.say, *foldOf(v, c.ID, knownKey, ""))}
	switch {
	case facts.Silent:
		return nil, nil
	case verdict.Next == "":
		card.Empty = v.say.T("webgaps.none")
	default:
		card.Rows = []page.Row{{Text: nextQuestion(v, verdict.Next, c.AddressForm), Sub: v.say.T("webgaps.why." + string(verdict.Next))}}
	}
	if verdict.Next != "" && v.user.Role.Writes() {
		url := customerURL(c.ID) + "/wissen"
		f := rowForm(v, url, "antwort", row.Meta{}, "", "webgaps.note", answerField(v, verdict.Next))
		f.Hidden = append(f.Hidden, look.Hidden{Name: "frage", Value: string(verdict.Next)})
		card.Forms = []page.Form{f}
		for _, act := range []string{"nichts", "nicht"} {
			a := rowAct(v, url, act, row.Meta{}, "webgaps."+act, "")
			a.Fields = append(a.Fields, look.Hidden{Name: "frage", Value: string(verdict.Next)})
			card.Rows[0].Acts = append(card.Rows[0].Acts, a)
		}
		cards := []page.Card{card}
		s.markForms(v, cards)
		card = cards[0]
	}
	return page.Single(card), nil
}

// gapWhy tells what is known, what is missing and what it weighs.
func gapWhy(v *visit, f *knowledge.Facts, verdict *knowledge.Verdict) look.WhyView {
	w := look.WhyView{Rule: ruleLine(v, knowledge.Rule, v.facts.today)}
	for _, i := range verdict.Items {
		w.Rows = append(w.Rows, look.Pair{Label: v.say.T("knowledge.key." + string(i.Key)), Value: v.say.T("webgaps.item", v.say.T("knowledge.state."+string(i.State)), i.Weight)})
	}
	w.Rows = append(w.Rows, look.Pair{Label: v.say.T("webgaps.occasions"), Value: v.say.Int(int64(f.Occasions))})
	return w
}

// answerField takes the answer to a question.
func answerField(v *visit, key knowledge.Key) look.FieldView {
	label := "knowledge.key." + string(key)
	switch key {
	case knowledge.Channel:
		return choice(v, "antwort", label, "webparty.channel.", "phone", interest.Channels[1:])
	case knowledge.Form:
		return choice(v, "antwort", label, "webparty.form.", string(party.Sie), []string{string(party.Sie), string(party.Du)})
	default:
		f := textField(v, "antwort", label, "")
		f.Required = true
		if key == knowledge.Times {
			f.Hint = v.say.T("webparty.prefers.times.hint")
		}
		return f
	}
}

// learn writes an answer down where it belongs, or that there was none.
func (s *server) learn(v *visit) error {
	return s.onCustomer(v, "#wissen", limits{"antwort": lineLimit}, func(tx *store.Tx, id int64) error {
		key, text := knowledge.Key(v.field("frage")), v.field("antwort")
		if !slices.Contains(knowledge.Questions(), key) {
			return fault.New(fault.Invalid, "web.bad_form")
		}
		asked := knowledge.Asked{Customer: id, Question: key, Day: v.facts.today, User: v.user.ID}
		switch v.field("act") {
		case "nichts":
			asked.Outcome = knowledge.Nothing
		case "nicht":
			asked.Outcome = knowledge.Declined
		case "antwort":
			if text == "" {
				return fault.New(fault.Invalid, "web.bad_form")
			}
			if err := s.answerTo(v, tx, id, key, text); err != nil {
				return err
			}
			return knowledge.Refresh(v.ctx(), tx, v.facts.today, id)
		default:
			return fault.New(fault.Invalid, "web.bad_form")
		}
		if err := knowledge.Ask(v.ctx(), tx, s.by(v), asked); err != nil {
			return err
		}
		return knowledge.Refresh(v.ctx(), tx, v.facts.today, id)
	})
}

// answerTo hands an answer to the room that keeps it.
func (s *server) answerTo(v *visit, tx *store.Tx, id int64, key knowledge.Key, text string) error {
	by, today, ctx := s.by(v), v.facts.today, v.ctx()
	switch key {
	case knowledge.Needs:
		_, err := promise.Expect(ctx, tx, s.noting(v), promise.Expectation{Customer: id, Text: text, Since: today})
		return err
	case knowledge.Likes:
		topic, err := interest.EnsureTopic(ctx, tx, text, cal.At(s.Now()))
		if err != nil {
			return err
		}
		_, err = interest.Note(ctx, tx, by, today, interest.Noted{Customer: id, Topic: topic, Kind: interest.Told, Day: today, Source: "counter", User: v.user.ID})
		return err
	case knowledge.Trouble:
		_, _, err := interaction.Log(ctx, tx, s.noting(v), interaction.Interaction{
			Customer: id, Day: today, At: cal.At(s.Now()), Channel: interaction.Note, Reason: "complaint", Note: text, User: v.user.ID,
		})
		return err
	case knowledge.Came:
		return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "came", Code: "other", Words: text, Source: "told", Day: today, User: v.user.ID})
	case knowledge.Form:
		_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: id, Form: party.Form(text), Offered: party.ByUnknown, Since: today, User: v.user.ID})
		return err
	case knowledge.Partner:
		_, err := customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, LastName: text, FirmID: id})
		return err
	case knowledge.Decides:
		return s.decides(v, tx, id, text)
	case knowledge.Channel, knowledge.Times:
		return s.prefers(v, tx, id, key, text)
	case knowledge.Favourite:
		c, err := customer.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		_, err = customer.Update(ctx, tx, by, id, c.Version, customer.Fields{customer.FieldFavourite: text})
		return err
	case knowledge.Spoken:
	}
	return fault.New(fault.Invalid, "web.bad_form")
}

// decides adds to the agreement who decides; what was agreed before stays.
func (s *server) decides(v *visit, tx *store.Tx, id int64, text string) error {
	list, err := accord.Agreements(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	a := accord.Agreement{}
	if len(list) > 0 {
		a = list[0]
		for _, o := range list[1:] {
			if o.Day > a.Day || o.Day == a.Day && o.ID > a.ID {
				a = o
			}
		}
	}
	a.Meta, a.Customer, a.Day, a.Decides, a.User = row.Meta{}, id, v.facts.today, text, v.user.ID
	return accord.Agree(v.ctx(), tx, s.by(v), a)
}

// prefers adds a way or a time to what he prefers.
func (s *server) prefers(v *visit, tx *store.Tx, id int64, key knowledge.Key, text string) error {
	p, err := interest.PreferenceOf(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	if p.Customer = id; p.Orientation == "" {
		p.Orientation = "unclear"
	}
	if p.Source, p.Since = "told", v.facts.today; key == knowledge.Channel {
		p.Channel = text
	} else {
		p.Times = text
	}
	return interest.Prefer(v.ctx(), tx, s.by(v), p)
}

// fitMost is how many colleagues are named.
const fitMost = 2

// fitCard names the colleagues whose topics and knowledge fit a customer; nil when there
// are none. It is a suggestion for a talk and no ranking.
func (s *server) fitCard(v *visit, c *customer.Customer) (templ.Component, error) {
	all, err := store.Same(v.ctx(), v.seen, "skills", func(ctx context.Context) ([]team.Known, error) { return team.AllSkills(ctx, s.DB) })
	if err != nil || len(all) == 0 {
		return nil, err
	}
	words, err := s.topicsOf(v, c)
	if err != nil {
		return nil, err
	}
	fits := team.Fitting(all, words)
	if len(fits) == 0 {
		return nil, nil
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	away, err := team.Absences(v.ctx(), s.DB, v.facts.today)
	if err != nil {
		return nil, err
	}
	card := page.Card{ID: "passt", Title: v.say.T("webgaps.fit"), Lede: v.say.T("webgaps.fit.lede")}
	for _, fit := range fits[:min(fitMost, len(fits))] {
		i := slices.IndexFunc(users, func(u team.User) bool { return u.ID == fit.User })
		if i < 0 {
			continue
		}
		r := page.Row{Text: users[i].Name, Sub: v.say.T("webgaps.fit.shares", v.say.List(fit.Words))}
		for _, a := range away {
			if a.User == fit.User && a.From <= v.facts.today {
				r.Sub = known(r.Sub, v.say.T("webgaps.away", a.Until))
			}
		}
		switch {
		case c.OwnerID == fit.User:
			r.Tags = []look.TagView{{Text: v.say.T("webgaps.owner"), Tone: look.ToneGood}}
		case v.user.Role.Writes():
			act := rowAct(v, customerURL(c.ID)+"/zustaendig", "nehmen", row.Meta{}, "webgaps.make_owner", "")
			act.Fields = append(act.Fields, look.Hidden{Name: "person", Value: strconv.FormatInt(fit.User, 10)}, look.Hidden{Name: "version", Value: strconv.FormatInt(c.Version, 10)})
			r.Acts = []look.ActView{act}
		}
		card.Rows = append(card.Rows, r)
	}
	if len(card.Rows) == 0 {
		return nil, nil
	}
	return page.Single(card), nil
}

// topicsOf are the words that a customer and a colleague may share: his interests, and
// the groups of goods from which he buys.
func (s *server) topicsOf(v *visit, c *customer.Customer) ([]string, error) {
	likes, err := interest.Likes(v.ctx(), v.seen, c.ID)
	if err != nil {
		return nil, err
	}
	var words []string
	for _, l := range likes {
		if !l.Excluded && l.KnownUntil > v.facts.today {
			words = append(words, l.Name)
		}
	}
	goods, err := s.goodsOf(v, c.ID)
	return append(words, goods...), err
}

// takeCare says who cares for a customer from now on.
func (s *server) takeCare(v *visit) error {
	return s.onCustomer(v, "", nil, func(tx *store.Tx, id int64) error {
		person, err := v.number("person")
		if err != nil {
			return err
		}
		version, err := v.version()
		if err != nil {
			return err
		}
		if u, err := team.Get(v.ctx(), tx, person); err != nil || u.DisabledAt != 0 || !u.Role.Writes() {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		_, err = customer.Update(v.ctx(), tx, s.by(v), id, version, customer.Fields{customer.FieldOwner: strconv.FormatInt(person, 10)})
		return err
	})
}

// goodsOf are the names of the groups of goods from which a customer has bought.
func (s *server) goodsOf(v *visit, id int64) ([]string, error) {
	bought := map[int64]bool{}
	if err := sales.EachSpend(v.ctx(), v.seen, id, v.facts.today, func(x sales.Spend) { bought[x.Category] = true }); err != nil || len(bought) == 0 {
		return nil, err
	}
	all, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range all {
		if bought[c.ID] {
			names = append(names, c.Name)
		}
	}
	return names, nil
}
