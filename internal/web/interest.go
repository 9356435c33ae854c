package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// interestPage shows what somebody likes and how he wishes to be approached.
func (s *server) interestPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	var view page.View
	for _, fill := range []func(*visit, *customer.Customer, *page.View) error{s.doubtCard, s.interestCard, s.preferenceCard, s.quietCard} {
		if err := fill(v, &c, &view); err != nil {
			return err
		}
	}
	return s.section(v, &c, "interessen", view)
}

// topicFields name a topic in a form.
func topicFields(topic int64) []look.Hidden {
	return []look.Hidden{{Name: "thema", Value: strconv.FormatInt(topic, 10)}}
}

// doubtCard asks what seems to have changed; one tap answers.
func (s *server) doubtCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := interest.Doubts(v.ctx(), v.seen, c.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	url := customerURL(c.ID) + "/interessen"
	card := page.Card{ID: "fragen", Title: v.say.T("webparty.doubts"), Lede: v.say.T("webparty.doubts.lede")}
	for _, d := range list {
		r := page.Row{Text: v.say.T("webparty.doubt."+string(d.Kind), d.Name), Sub: v.say.T("webparty.doubt.since."+string(d.Kind), d.Since)}
		for _, likes := range []string{"ja", "nein"} {
			act := rowAct(v, url, "antwort-"+likes, row.Meta{}, "webparty.doubt."+string(d.Kind)+"."+likes, "")
			act.Fields = append(append(act.Fields, topicFields(d.Topic)...), look.Hidden{Name: "frage", Value: string(d.Kind)})
			r.Acts = append(r.Acts, act)
		}
		card.Rows = append(card.Rows, r)
	}
	view.Main = append(view.Main, card)
	return nil
}

// interestCard lists topics, the strongest first, and what he does not want.
func (s *server) interestCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := interest.Likes(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	url, today := customerURL(c.ID)+"/interessen", v.facts.today
	slices.SortStableFunc(list, func(a, b interest.Like) int {
		switch x, y := a.On(today), b.On(today); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	likes := page.Card{ID: "interessen", Title: v.say.T("webparty.likes"), Empty: v.say.T("webparty.likes.none")}
	avoids := page.Card{ID: "bitte-nicht", Title: v.say.T("webparty.avoids"), Lede: v.say.T("webparty.avoids.lede")}
	past := page.Card{ID: "frueher", Title: v.say.T("webparty.past_likes")}
	act := func(l *interest.Like, name, word string) look.ActView {
		a := rowAct(v, url, name, row.Meta{}, word, "quiet")
		a.Fields = append(append(a.Fields, topicFields(l.Topic)...), look.Hidden{Name: "stand", Value: likeState(l)})
		return a
	}
	for i := range list {
		l := &list[i]
		r := page.Row{Text: l.Name, Sub: likeText(v, l)}
		switch {
		case l.Excluded:
			r.Sub, r.Acts = v.say.T("webparty.since", l.LastDay), []look.ActView{act(l, "erlaubt", "webparty.allow")}
			avoids.Rows = append(avoids.Rows, r)
		case l.KnownUntil > today:
			if l.FitsUntil > today {
				r.Tags = []look.TagView{{Text: v.say.T("webparty.fits"), Tone: look.ToneGood}}
			}
			r.Acts = []look.ActView{act(l, "gesagt", "webparty.confirm"), act(l, "vorbei", "webparty.over"), act(l, "nicht", "webparty.exclude")}
			likes.Rows = append(likes.Rows, r)
		case l.Since < cal.Latest:
			r.Acts = []look.ActView{act(l, "gesagt", "webparty.again")}
			past.Rows = append(past.Rows, r)
		}
	}
	topic := textField(v, "name", "webparty.topic", "")
	topic.Required = true
	likes.Forms = []page.Form{rowForm(v, url, "neu", row.Meta{}, "", "webparty.topic.add", topic,
		choice(v, "art", "webparty.topic.what", "webparty.topic.", "told", []string{"told", "excluded"}),
		dayField(v, "tag", "webparty.topic.day", today))}
	view.Main = append(view.Main, likes)
	for _, card := range []page.Card{avoids, past} {
		if len(card.Rows) > 0 {
			view.Main = append(view.Main, card)
		}
	}
	return nil
}

// likeText tells since when and from what an interest is known. Opening and clicking are
// not said: that would be prying.
func likeText(v *visit, l *interest.Like) string {
	text := spanText(v, l.Since, l.Until)
	switch {
	case l.Bought > 0:
		text = known(text, v.say.T("webparty.like.bought", l.Bought))
	case l.Last == interest.Told || l.Last == interest.Imported:
		text = known(text, v.say.T("webparty.like."+string(l.Last), l.LastDay))
	}
	return known(text, v.say.T("webparty.like.weight", v.say.Percent(l.On(v.facts.today), 0)))
}

// preferenceCard is how he wishes to be treated.
func (s *server) preferenceCard(v *visit, c *customer.Customer, view *page.View) error {
	p, err := interest.PreferenceOf(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	card := page.Card{ID: "vorlieben", Title: v.say.T("webparty.prefers"), Empty: v.say.T("webparty.prefers.none")}
	add := func(label, text string) {
		if text != "" {
			card.Rows = append(card.Rows, page.Row{Text: text, Sub: v.say.T(label)})
		}
	}
	if p.Version > 0 {
		if p.Channel != "" {
			add("webparty.prefers.channel", v.say.T("webparty.channel."+p.Channel))
		}
		add("webparty.prefers.times", strings.ReplaceAll(strings.ReplaceAll(p.Times, "-", "–"), ",", ", "))
		add("webparty.prefers.quiet", weekdays(v, p.QuietDays))
		if p.Often != "" {
			add("webparty.prefers.often", v.say.T("webparty.often."+p.Often))
		}
		if p.Orientation != "unclear" {
			add("webparty.prefers.orientation", v.say.T("webparty.orientation."+p.Orientation))
		}
	}
	times := textField(v, "zeiten", "webparty.prefers.times", p.Times)
	times.Hint = v.say.T("webparty.prefers.times.hint")
	f := rowForm(v, customerURL(c.ID)+"/interessen", "vorlieben", p.Meta, "webparty.change", "button.save",
		choice(v, "weg", "webparty.prefers.channel", "webparty.channel.", p.Channel, interest.Channels), times,
		choice(v, "oft", "webparty.prefers.often", "webparty.often.", p.Often, interest.Oftens),
		choice(v, "haltung", "webparty.prefers.orientation", "webparty.orientation.", p.Orientation, interest.Orientations))
	f.Legend = v.say.T("webparty.prefers.quiet")
	for d := 1; d <= 7; d++ {
		n := strconv.Itoa(d)
		f.Checks = append(f.Checks, look.CheckView{Name: "ruhe", Value: n, Label: v.say.T("webparty.weekday." + n), Checked: slices.Contains(strings.Split(p.QuietDays, ","), n)})
	}
	card.Forms = []page.Form{f}
	view.Aside = append(view.Aside, card)
	return nil
}

func weekdays(v *visit, days string) string {
	var list []string
	for _, d := range strings.Split(days, ",") {
		if d != "" {
			list = append(list, v.say.T("webparty.weekday."+d))
		}
	}
	return v.say.List(list)
}

// quietCard lists the days on which nobody should disturb him.
func (s *server) quietCard(v *visit, c *customer.Customer, view *page.View) error {
	list, err := interest.Quiets(v.ctx(), v.seen, c.ID, v.facts.today)
	if err != nil {
		return err
	}
	url := customerURL(c.ID) + "/interessen"
	card := page.Card{ID: "ruhetage", Title: v.say.T("webparty.quiet"), Empty: v.say.T("webparty.quiet.none")}
	for _, q := range list {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webparty.quiet.span", q.Since, q.Until.Add(-1)), Acts: []look.ActView{rowAct(v, url, "ruhe-weg", q.Meta, "webparty.remove", "quiet")}})
	}
	card.Forms = []page.Form{rowForm(v, url, "ruhe", row.Meta{}, "webparty.quiet.add", "button.save",
		dayField(v, "von", "webparty.quiet.from", cal.Never), dayField(v, "bis", "webparty.quiet.to", cal.Never))}
	view.Aside = append(view.Aside, card)
	return nil
}

// likeState tells the states of a topic apart, so that the second of two people learns that
// the first has said something else about it.
func likeState(l *interest.Like) string { return string(l.Last) + "/" + l.LastDay.String() }

// unseenLike refuses a button of a page that was drawn before somebody else said something
// about the topic.
func unseenLike(v *visit, tx *store.Tx, id, topic int64) error {
	seen := v.field("stand")
	if seen == "" {
		return nil
	}
	list, err := interest.Likes(v.ctx(), tx, id)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Topic == topic && likeState(&list[i]) != seen {
			return fault.New(fault.Conflict, "history.row_changed")
		}
	}
	return nil
}

// evidenceActs are the buttons of a topic and what they note.
var evidenceActs = map[string]interest.Kind{"gesagt": interest.Told, "vorbei": interest.Denied, "nicht": interest.Excluded, "erlaubt": interest.Allowed}

// saveInterest runs a change of the page of interests.
func (s *server) saveInterest(v *visit) error {
	return s.onSection(v, "interessen", func(tx *store.Tx, id int64) error {
		act, by, today := v.field("act"), s.by(v), v.facts.today
		m, err := v.row()
		if err != nil {
			return err
		}
		topic, err := v.number("thema")
		if err != nil {
			return err
		}
		n := interest.Noted{Customer: id, Topic: topic, Kind: evidenceActs[act], Day: today, Source: "counter", User: v.user.ID}
		switch act {
		case "gesagt", "vorbei", "nicht", "erlaubt":
			if err := unseenLike(v, tx, id, topic); err != nil {
				return err
			}
			_, err := interest.Note(v.ctx(), tx, by, today, n)
			return err
		case "neu":
			return s.newInterest(v, tx, n)
		case "antwort-ja", "antwort-nein":
			d := interest.Doubt{Customer: id, Topic: topic, Kind: interest.Question(v.field("frage"))}
			return interest.Answer(v.ctx(), tx, by, today, d, act == "antwort-ja")
		case "vorlieben":
			return interest.Prefer(v.ctx(), tx, by, interest.Preference{
				Meta: m, Customer: id, Channel: v.field("weg"), Times: v.field("zeiten"), QuietDays: strings.Join(v.r.PostForm["ruhe"], ","),
				Orientation: v.field("haltung"), Often: v.field("oft"), Source: "told", Since: today,
			})
		case "ruhe":
			return s.newQuiet(v, tx, id)
		case "ruhe-weg":
			return interest.BreakQuiet(v.ctx(), tx, by, m.ID, m.Version)
		}
		return fault.New(fault.Invalid, "web.bad_form")
	})
}

// newInterest notes a topic by its name.
func (s *server) newInterest(v *visit, tx *store.Tx, n interest.Noted) (err error) {
	if n.Kind = interest.Kind(v.field("art")); n.Kind != interest.Told && n.Kind != interest.Excluded {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	if n.Day, err = v.day("tag", v.facts.today); err != nil {
		return err
	}
	if n.Topic, err = interest.EnsureTopic(v.ctx(), tx, v.field("name"), cal.At(s.Now())); err != nil {
		return err
	}
	_, err = interest.Note(v.ctx(), tx, s.by(v), v.facts.today, n)
	return err
}

func (s *server) newQuiet(v *visit, tx *store.Tx, id int64) error {
	from, err := v.day("von", v.facts.today)
	if err != nil {
		return err
	}
	last, err := v.day("bis", from)
	if err != nil {
		return err
	}
	_, err = interest.KeepQuiet(v.ctx(), tx, s.by(v), interest.Quiet{Customer: id, Since: from, Until: last.Add(1)})
	return err
}

// asksAnything are the customers of whose interests something should be asked.
var asksAnything = audience.Rule{Field: "interest_question", Op: audience.Is, Values: []string{string(interest.AskNew), string(interest.AskVanished)}}

// topicsPage is the catalogue: which categories of goods belong to which topic.
func (s *server) topicsPage(v *visit) error {
	topics, err := interest.Topics(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	cats, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.View{Head: look.HeadView{Title: v.say.T("webparty.topics"), Lede: v.say.T("webparty.topics.lede"), Back: &look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"}}}
	if text, fits := list.Address(asksAnything); fits {
		view.Acts = []look.ButtonView{{Label: v.say.T("webparty.doubts.all"), Href: "/kunden?" + url.Values{"regel": {text}}.Encode()}}
	}
	card := page.Card{Title: v.say.T("webparty.topics"), Empty: v.say.T("webparty.topics.none")}
	for _, t := range topics {
		goods, err := interest.GoodsOf(v.ctx(), v.seen, t.ID)
		if err != nil {
			return err
		}
		f := rowForm(v, "/themen", "waren", row.Meta{ID: t.ID}, "webparty.topics.goods", "button.save")
		f.Legend = v.say.T("webparty.topics.categories")
		var names []string
		for _, cat := range cats {
			in := slices.Contains(goods, interest.Goods{Kind: "category", ID: cat.ID})
			if in {
				names = append(names, cat.Name)
			}
			f.Checks = append(f.Checks, look.CheckView{Name: "gruppe", Value: strconv.FormatInt(cat.ID, 10), Label: cat.Name, Checked: in})
		}
		card.Rows = append(card.Rows, page.Row{Text: t.Name, Sub: v.say.List(names), Edit: &f})
	}
	name := textField(v, "name", "webparty.topic", "")
	name.Required = true
	card.Forms = []page.Form{rowForm(v, "/themen", "neu", row.Meta{}, "", "webparty.topics.add", name)}
	view.Main = []page.Card{card}
	if !v.user.Role.Manages() {
		readOnly(view.Main)
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden", Wide: true}, page.Page(view))
}

// saveTopic adds a topic or says which categories belong to one. Purchases count from
// the next night on.
func (s *server) saveTopic(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if v.field("act") == "neu" {
			_, err := interest.EnsureTopic(v.ctx(), tx, v.field("name"), cal.At(s.Now()))
			return err
		}
		topic, err := v.number("id")
		if err != nil {
			return err
		}
		var goods []interest.Goods
		old, err := interest.GoodsOf(v.ctx(), tx, topic)
		if err != nil {
			return err
		}
		for _, g := range old { // products are given elsewhere
			if g.Kind != "category" {
				goods = append(goods, g)
			}
		}
		for _, text := range v.r.PostForm["gruppe"] {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return fault.Wrap(err, fault.Invalid, "web.bad_form")
			}
			goods = append(goods, interest.Goods{Kind: "category", ID: n})
		}
		return interest.SetGoods(v.ctx(), tx, topic, goods)
	})
	if err != nil {
		return err
	}
	return v.redirect("/themen")
}
