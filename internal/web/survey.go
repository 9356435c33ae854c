package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
	surveypage "github.com/stammkunde/stammkunde/internal/web/page/survey"
)

const (
	surveysURL    = "/umfragen"
	surveysShown  = 100
	surveyGroup   = 5_000_000 // more customers than there are
	surveyPart    = 2_000     // of whom so many are looked at at once
	surveyCounted = 4_000     // and so many on the page
	surveyUsual   = 42        // days that a survey runs unless somebody says otherwise
	surveyHistory = 20        // surveys of one customer that are shown
	surveyWords   = 200       // words of answers that are shown
	surveyPerPage = 50        // sheets on one page
)

// surveyRoutes are the addresses of surveys, those of the answering side too.
func (s *server) surveyRoutes() []route {
	return []route{
		{pattern: "GET /umfragen", access: writer, view: true, do: s.surveysPage},
		{pattern: "POST /umfragen", access: writer, do: s.beginSurvey},
		{pattern: "GET " + chainURL, access: writer, do: s.chainPage},
		{pattern: "GET /umfragen/{id}", access: writer, view: true, do: s.surveyPage},
		{pattern: "POST /umfragen/{id}", access: writer, do: s.changeSurvey},
		{pattern: "GET /umfragen/{id}/blaetter", access: writer, do: s.surveySheets},
		{pattern: "GET /umfragen/{id}/antworten.zip", access: figures, do: s.surveyExport},
		{pattern: "POST /kunden/{id}/umfrage", access: writer, do: s.handSurvey},
		{pattern: "POST /kunden/{id}/antwort", access: writer, do: s.eraseAnswer},
		{pattern: "POST /tresen/{id}/gepasst", access: writer, counter: true, do: s.tapAtCounter},
		{pattern: "POST /tresen/{id}/gepasst/zurueck", access: writer, counter: true, do: s.untapAtCounter},

		{pattern: "GET /u/{token}", access: public, do: s.surveyForm},
		{pattern: "POST /u/{token}", access: public, do: s.sendSurvey},
		{pattern: "GET /u/{token}/nein", access: public, do: s.noSurveys},
		{pattern: "POST /u/{token}/nein", access: public, do: s.refuseSurveys},
	}
}

func surveyPageURL(id int64) string { return surveysURL + "/" + number(id) }

func surveyKind(say *locale.Printer, k kind.Kind) string {
	return say.T("audience.option.relationship." + k.Key())
}

// surveysPage lists the surveys and begins new ones.
func (s *server) surveysPage(v *visit) error { return s.showSurveys(v) }

func (s *server) showSurveys(v *visit) error {
	say := v.say
	waves, err := survey.Waves(v.ctx(), v.seen, surveysShown)
	if err != nil {
		return err
	}
	counts, err := survey.CountedAll(v.ctx(), v.seen)
	if err != nil {
		return err
	}
	card := page.Card{ID: "umfragen", Title: say.T("websurvey.list"), Empty: say.T("websurvey.list.none")}
	for i := range waves {
		w := &waves[i]
		card.Rows = append(card.Rows, page.Row{
			Text: w.Name, Href: surveyPageURL(w.ID), Sub: known(say.T("websurvey.mode."+string(w.Mode)), w.Group, spanText(v, w.Begun, w.Until)), List: []string{countedText(v, w, counts[w.ID])}, Tags: surveyTags(v, w),
		})
	}
	begin, err := s.surveyBegin(v)
	if err != nil {
		return err
	}
	view := page.View{
		Head:  look.HeadView{Title: say.T("place.surveys"), Lede: say.T("websurvey.lede")},
		Main:  []page.Card{card},
		Aside: []page.Card{{ID: "neu", Title: say.T("websurvey.new"), Lede: say.T("websurvey.new.lede"), Forms: []page.Form{begin}}},
	}
	view.Acts = []look.ButtonView{{Label: say.T("webchain.title"), Href: chainURL}}
	s.markForms(v, view.Aside)
	if v.refused != nil {
		view.Problem = say.Fault(v.refused.err)
	}
	return s.page(v, sheet{Title: say.T("place.surveys"), At: surveysURL, Wide: true}, page.Page(view))
}

func surveyTags(v *visit, w *survey.Wave) []look.TagView {
	if w.Runs(v.facts.today) {
		return []look.TagView{{Text: v.say.T("websurvey.tag.runs"), Tone: look.ToneGood}}
	}
	return []look.TagView{{Text: v.say.T("websurvey.tag.ended"), Tone: look.ToneLine}}
}

// countedText tells how many were asked and have answered. Nobody knows how many have seen the
// one link of an anonymous survey.
func countedText(v *visit, w *survey.Wave, all survey.Count) string {
	if rate, asked := all.Rate(); asked {
		return v.say.T("websurvey.counted", locale.V{"asked": all.Asked, "answered": all.Answered, "rate": v.say.Percent(rate, 0)})
	}
	if w.Mode == survey.Anonymous {
		return v.say.T("websurvey.counted.anonymous", all.Answered)
	}
	return v.say.T("websurvey.counted.none")
}

// surveyBegin asks what a new survey needs: it has usual answers to all but its name.
func (s *server) surveyBegin(v *visit) (page.Form, error) {
	views, err := list.Views(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return page.Form{}, err
	}
	name := textField(v, "name", "websurvey.f.name", "")
	name.Required = true
	group := look.FieldView{Name: "gruppe", Label: v.say.T("websurvey.f.group"), Hint: v.say.T("websurvey.f.group.hint"), Options: []look.Option{{Label: v.say.T("websurvey.f.group.all")}}}
	for i := range views {
		group.Options = append(group.Options, look.Option{Value: number(views[i].ID), Label: views[i].Name})
	}
	guess := textField(v, "selbstbild", "websurvey.f.guess", "")
	guess.Num, guess.Hint = true, v.say.T("websurvey.f.guess.hint")
	f := rowForm(v, surveysURL, "beginnen", row.Meta{}, "", "websurvey.begin",
		name, choice(v, "weg", "websurvey.f.mode", "websurvey.mode.", string(survey.Named), words(survey.Modes)), group, dayField(v, "bis", "websurvey.f.until", v.facts.today.Add(surveyUsual)), guess)
	f.Legend, f.Strong = v.say.T("websurvey.f.questions"), true
	f.Checks = []look.CheckView{{Name: "kurz", Label: v.say.T("websurvey.f.short")}, {Name: "empfehlung", Label: v.say.T("websurvey.f.recommend")}}
	return f, nil
}

// beginSurvey writes a new survey down.
func (s *server) beginSurvey(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	w := survey.Wave{Name: v.field("name"), Mode: survey.Mode(v.field("weg")), Short: v.field("kurz") != "", Recommend: v.field("empfehlung") != "", Guess: -1}
	fail := func(err error) error {
		if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict {
			v.refused = &retry{err, ""}
			return s.showSurveys(v)
		}
		return err
	}
	var err error
	if w.Until, err = v.day("bis", v.facts.today.Add(surveyUsual)); err != nil {
		return fail(err)
	}
	if text := strings.TrimSpace(strings.TrimSuffix(v.field("selbstbild"), "%")); text != "" {
		if w.Guess, err = strconv.Atoi(text); err != nil || w.Guess < 0 {
			return fail(fault.New(fault.Invalid, "survey.guess"))
		}
	}
	group, err := v.number("gruppe")
	if err != nil {
		return fail(err)
	}
	if group != 0 {
		view, err := list.GetView(v.ctx(), s.DB, v.user.ID, group)
		if err != nil {
			return err
		}
		if list.OfHouseholds(view.Rule) {
			return fail(fault.New(fault.Invalid, "survey.households"))
		}
		w.Rule, w.Group = view.Rule.String(), view.Name
	}
	firms, err := relationship.Firms(v.ctx(), v.seen, 1)
	if err != nil {
		return err
	}
	w.Mix = map[kind.Kind]int{}
	for _, f := range firms {
		for k, n := range f.Counts {
			if n > 0 {
				w.Mix[kind.Kind(k)] = int(n)
			}
		}
	}
	var id int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			id = made
			return err
		}
		if id, err = survey.Begin(v.ctx(), tx, s.by(v), v.facts.today, v.facts.firm.Secret, w); err != nil {
			return err
		}
		return s.made(v, tx, id)
	})
	if err != nil {
		return fail(err)
	}
	s.told()
	if id == 0 {
		return v.redirect(surveysURL)
	}
	return v.redirect(surveyPageURL(id))
}

// waveAt is the survey in the address.
func (s *server) waveAt(v *visit) (survey.Wave, error) {
	id, err := v.id()
	if err != nil {
		return survey.Wave{}, err
	}
	return survey.Read(v.ctx(), v.seen, id)
}

// groupOf are the customers of a survey's target group, at most so many. The rule is the
// survey's own: it may use figures that this reader does not see one by one.
func (s *server) groupOf(v *visit, w *survey.Wave, most int) ([]int64, error) {
	rule, err := audience.Parse(w.Rule)
	if err != nil {
		return nil, err
	}
	fields, _, err := list.Fields(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	return list.IDs(v.ctx(), v.seen, list.Query{Day: v.facts.today, Rule: rule, Fields: fields, Sort: list.ByName}, most)
}

// nextOf are the first n of a target group who may be asked, looked for part by part.
func (s *server) nextOf(v *visit, w *survey.Wave, n int) ([]int64, error) {
	ids, err := s.groupOf(v, w, surveyGroup)
	if err != nil {
		return nil, err
	}
	var next []int64
	for part := range slices.Chunk(ids, surveyPart) {
		r, err := survey.Reached(v.ctx(), v.seen, v.facts.today, w.ID, part)
		if err != nil {
			return nil, err
		}
		if next = append(next, r.Free...); len(next) >= n {
			return next[:n], nil
		}
	}
	return next, nil
}

// surveyPage tells what was answered, and hands links over.
func (s *server) surveyPage(v *visit) error {
	w, err := s.waveAt(v)
	if err != nil {
		return err
	}
	say := v.say
	r, answers, err := survey.Tell(v.ctx(), v.seen, &w)
	if err != nil {
		return err
	}
	all, by, err := survey.Counted(v.ctx(), v.seen, w.ID)
	if err != nil {
		return err
	}
	names, err := s.answerNames(v, answers)
	if err != nil {
		return err
	}
	head := look.HeadView{Title: w.Name, Lede: known(say.T("websurvey.mode."+string(w.Mode)), w.Group, spanText(v, w.Begun, w.Until)), Back: &look.LinkView{Label: say.T("place.surveys"), Href: surveysURL}}
	change, compared, err := survey.Since(v.ctx(), v.seen, &w)
	if err != nil {
		return err
	}
	result := s.resultCard(v, &w, &r, all)
	if compared {
		result.Rows = append(result.Rows, changeRow(v, &change))
	}
	view := page.View{Head: head, Main: []page.Card{result}}
	if w.Mode != survey.Anonymous {
		view.Main = append(view.Main, kindsCard(v, &r, by))
	}
	view.Main = append(view.Main, questionsCard(v, &r), wordsCard(v, &w, answers, names))
	if len(answers) > 0 && seesFigures(v.user.Role) {
		view.Acts = []look.ButtonView{{Label: say.T("websurvey.export"), Icon: "download", Href: surveyPageURL(w.ID) + "/antworten.zip"}}
	}
	card, err := s.handCard(v, &w)
	if err != nil {
		return err
	}
	view.Aside = append(view.Aside, card)
	if w.Mode != survey.Anonymous {
		view.Aside = append(view.Aside, lowCard(v, answers, names))
	}
	s.markForms(v, view.Aside)
	if v.refused != nil {
		view.Problem = say.Fault(v.refused.err)
	}
	return s.page(v, sheet{Title: w.Name, At: surveysURL, Wide: true}, page.Page(view))
}

func (s *server) answerNames(v *visit, answers []survey.Answer) (map[int64]string, error) {
	var ids []int64
	for i := range answers {
		if answers[i].Customer != 0 {
			ids = append(ids, answers[i].Customer)
		}
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	names := map[int64]string{}
	for i := range people {
		names[people[i].ID] = people[i].Shown()
	}
	return names, err
}

// shareText is a share with its margin, or that too few have answered.
func shareText(v *visit, x survey.Share) string {
	if !x.Shown() {
		return v.say.T("websurvey.few", x.N)
	}
	return v.say.T("websurvey.share", locale.V{"p": v.say.Percent(x.Value, 0), "low": v.say.Percent(x.Low, 0), "high": v.say.Percent(x.High, 0), "n": x.N})
}

// changeRow tells what is different from the survey before.
func changeRow(v *visit, c *survey.Change) page.Row {
	points := func(x float64) string { return strings.ReplaceAll(fmt.Sprintf("%+.0f", 100*x), "-", "−") }
	key := "websurvey.change.open"
	if c.Sure() {
		key = "websurvey.change.sure"
	}
	return page.Row{
		Text: v.say.T("websurvey.change", c.Before.Name), Href: surveyPageURL(c.Before.ID),
		Sub: v.say.T("websurvey.change.value", points(c.Value), points(c.Low), points(c.High)), List: []string{v.say.T(key), v.say.T("websurvey.change.how")},
	}
}

// resultCard is the whole: response, the total at the fixed mix, the firm's own picture beside
// that of the customers, the recommendation with its margin.
func (s *server) resultCard(v *visit, w *survey.Wave, r *survey.Result, all survey.Count) page.Card {
	say := v.say
	card := page.Card{ID: "ergebnis", Title: say.T("websurvey.result"), Lede: say.T("websurvey.result.lede")}
	total, label := r.Total, say.T("websurvey.total")
	if w.Mode == survey.Anonymous {
		total, label = r.All.Core().Met(), say.T("websurvey.total.anonymous")
	}
	if !total.Shown() { // too few of every kind
		if total = r.All.Core().Met(); total.Shown() {
			label = say.T("websurvey.total.none")
		}
	}
	one := page.Row{Text: label, Sub: shareText(v, total)}
	if total.Shown() {
		one.Bar = &look.BarRowView{Label: say.T("websurvey.met"), Value: say.Percent(total.Value, 0), Share: total.Value, Tone: look.ToneGood}
	}
	if r.Left > 0 && w.Mode != survey.Anonymous {
		one.List = []string{say.T("websurvey.left", r.Left)}
	}
	card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.response"), Sub: countedText(v, w, all)}, one)
	if w.Guess >= 0 {
		own := page.Row{Text: say.T("websurvey.guess"), Sub: say.T("websurvey.guess.own", say.Percent(float64(w.Guess)/100, 0))}
		if total.Shown() {
			key := "websurvey.guess.fits"
			switch g := float64(w.Guess) / 100; {
			case g > total.High:
				key = "websurvey.guess.high"
			case g < total.Low:
				key = "websurvey.guess.low"
			}
			own.List = []string{say.T("websurvey.guess.theirs", shareText(v, total)), say.T(key)}
		}
		card.Rows = append(card.Rows, own)
	}
	if r.Net.N > 0 {
		text := say.T("websurvey.few", r.Net.N)
		if r.Net.Shown() {
			text = say.T("websurvey.net.value", locale.V{"net": fmt.Sprintf("%+.0f", 100*r.Net.Value), "margin": fmt.Sprintf("%.0f", 100*r.Net.Margin), "n": r.Net.N})
		}
		card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.net"), Sub: text})
	}
	card.More = page.Table(say, page.Pairs{Whys: []page.NamedWhy{{Name: say.T("websurvey.result"), Why: look.WhyView{
		Rows: []look.Pair{{Label: say.T("websurvey.why.met"), Value: say.T("websurvey.why.met.text")}, {Label: say.T("websurvey.why.total"), Value: say.T("websurvey.why.total.text")}, {Label: say.T("websurvey.why.note"), Value: say.T("websurvey.why.note.text")}},
		Rule: say.T("websurvey.why.rule", survey.Rule),
	}}}})
	return card
}

// kindsCard tells the results by kind of relationship.
func kindsCard(v *visit, r *survey.Result, by map[kind.Kind]survey.Count) page.Card {
	card := page.Card{ID: "arten", Title: v.say.T("websurvey.kinds"), Empty: v.say.T("websurvey.none")}
	for i := range r.Kinds {
		g := &r.Kinds[i]
		x, key := g.Core().Met(), "websurvey.met"
		if g.Kind == kind.Exchange {
			fit := g.Of(survey.Fit)
			x, key = survey.ShareOf(fit.Counts[2], fit.N), "websurvey.q.fit"
		}
		line := page.Row{Text: surveyKind(v.say, g.Kind), Sub: shareText(v, x)}
		c := by[g.Kind]
		line.List = []string{v.say.T("websurvey.answered", locale.V{"answered": c.Answered, "asked": c.Asked})}
		if x.Shown() {
			line.Bar = &look.BarRowView{Label: v.say.T(key), Value: v.say.Percent(x.Value, 0), Share: x.Value, Tone: look.ToneGood}
		}
		card.Rows = append(card.Rows, line)
	}
	return card
}

// questionsCard tells how each question was answered, as a distribution.
func questionsCard(v *visit, r *survey.Result) page.Card {
	card := page.Card{ID: "fragen", Title: v.say.T("websurvey.questions"), Empty: v.say.T("websurvey.none")}
	for _, q := range survey.Questions {
		t := r.All.Of(q)
		if q.Form == survey.Text || t.N == 0 {
			continue
		}
		line := page.Row{Text: v.say.T("websurvey.q." + q.Key)}
		if t.N < survey.Floor {
			line.Sub = v.say.T("websurvey.few", t.N)
		} else {
			var parts []string
			for _, m := range q.Form.Marks() {
				parts = append(parts, markWord(v.say, q, m)+": "+v.say.Int(int64(t.Counts[m])))
			}
			line.Sub = known(parts...)
		}
		card.Rows = append(card.Rows, line)
	}
	return card
}

// wordsCard are the words of those who wrote something. Of an anonymous survey they are shown
// from five answers on, and in no order of time.
func wordsCard(v *visit, w *survey.Wave, answers []survey.Answer, names map[int64]string) page.Card {
	card := page.Card{ID: "worte", Title: v.say.T("websurvey.words"), Empty: v.say.T("websurvey.words.none")}
	if w.Mode == survey.Anonymous && len(answers) < survey.Floor {
		card.Empty = v.say.T("websurvey.few", len(answers))
		return card
	}
	for i := range slices.Backward(answers) {
		a := &answers[i]
		for _, q := range survey.Questions {
			text := a.Words[q.Key]
			if text == "" || len(card.Rows) == surveyWords {
				continue
			}
			line := page.Row{Text: text, Sub: v.say.T("websurvey.q." + q.Key)}
			if a.Customer != 0 {
				line.Sub = known(names[a.Customer], v.say.Date(a.Day), line.Sub)
				line.Href = customerURL(a.Customer) + "/" + ideaSection + "#umfragen"
			}
			card.Rows = append(card.Rows, line)
		}
	}
	if w.Mode == survey.Anonymous {
		slices.SortFunc(card.Rows, func(a, b page.Row) int { return cmp.Compare(a.Text, b.Text) })
	}
	return card
}

// lowCard lists low answers with the complaint that each became.
func lowCard(v *visit, answers []survey.Answer, names map[int64]string) page.Card {
	card := page.Card{ID: "offen", Title: v.say.T("websurvey.low"), Lede: v.say.T("websurvey.low.lede"), Empty: v.say.T("websurvey.low.none")}
	for i := range slices.Backward(answers) {
		a := &answers[i]
		if !a.Low() {
			continue
		}
		line := page.Row{Text: names[a.Customer], Sub: v.say.Date(a.Day)}
		if a.Complaint != 0 {
			line.Href = complaintURL(a.Complaint)
		}
		if a.Callback {
			line.Tags = []look.TagView{{Text: v.say.T("websurvey.callback"), Tone: look.ToneHoney}}
		}
		card.Rows = append(card.Rows, line)
	}
	return card
}

// handCard hands links over: to the next of the target group, or the one anonymous link.
func (s *server) handCard(v *visit, w *survey.Wave) (page.Card, error) {
	say, url := v.say, surveyPageURL(w.ID)
	card := page.Card{ID: "uebergeben", Title: say.T("websurvey.hand")}
	meta := row.Meta{ID: w.ID, Version: w.Version}
	turn := rowForm(v, url, "beenden", meta, "", "websurvey.end")
	if !w.Runs(v.facts.today) {
		card.Lede = say.T("websurvey.over")
		if w.Ended != 0 && v.facts.today <= w.Until {
			card.Forms = []page.Form{rowForm(v, url, "weiter", meta, "", "websurvey.resume")}
		}
		return card, nil
	}
	switch w.Mode {
	case survey.Named:
		ids, err := s.groupOf(v, w, surveyCounted+1)
		if err != nil {
			return card, err
		}
		reach, err := survey.Reached(v.ctx(), v.seen, v.facts.today, w.ID, ids)
		if err != nil {
			return card, err
		}
		card.Lede = say.T("websurvey.hand.named", len(reach.Free))
		if len(ids) > surveyCounted {
			card.Lede = say.T("websurvey.hand.many", surveyCounted, len(reach.Free))
		}
		for _, why := range survey.Reasons {
			if n := reach.Not[why]; n > 0 {
				card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.not."+string(why), n)})
			}
		}
		if len(reach.Free) > 0 || len(ids) > surveyCounted {
			count := textField(v, "zahl", "websurvey.hand.count", strconv.Itoa(max(1, min(len(reach.Free), 20))))
			count.Num = true
			card.Forms = append(card.Forms, rowForm(v, url, "blaetter", meta, "", "websurvey.hand.make", count))
		}
	case survey.Contact:
		card.Lede = say.T("websurvey.hand.contact")
	case survey.Anonymous:
		card.Lede = say.T("websurvey.hand.anonymous")
		card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.device"), Href: publicSurvey + w.Token(v.facts.firm.Secret)})
	}
	if s.PublicURL == "" {
		card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.local"), Sub: say.T("websurvey.local.why")})
	}
	if s.PublicURL != "" || w.Mode != survey.Anonymous {
		card.Rows = append(card.Rows, page.Row{Text: say.T("websurvey.sheets"), Href: url + "/blaetter"})
	}
	card.Forms = append(card.Forms, turn)
	return card, nil
}

// changeSurvey makes sheets, ends a survey or lets it go on.
func (s *server) changeSurvey(v *visit) error {
	w, err := s.waveAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	m, err := v.row()
	if err != nil {
		return err
	}
	back := surveyPageURL(w.ID)
	var do func(tx *store.Tx) error
	switch v.field("act") {
	case "beenden":
		do = func(tx *store.Tx) error { return survey.End(v.ctx(), tx, s.by(v), w.ID, m.Version) }
	case "weiter":
		do = func(tx *store.Tx) error { return survey.Resume(v.ctx(), tx, s.by(v), w.ID, m.Version) }
	case "blaetter":
		if do, err = s.makeSheets(v, &w, &back); err != nil {
			return err
		}
	default:
		return fault.New(fault.Invalid, "web.bad_form")
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		return do(tx)
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.surveyPage(v)
	}
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(back)
}

// makeSheets makes links for the next of the target group.
func (s *server) makeSheets(v *visit, w *survey.Wave, back *string) (func(tx *store.Tx) error, error) {
	n, err := strconv.Atoi(v.field("zahl"))
	if err != nil || n < 1 || n > survey.MostSheets {
		return func(*store.Tx) error { return fault.New(fault.Invalid, "survey.sheets", survey.MostSheets) }, nil //nolint:nilerr // told on the page, as what else is refused
	}
	ids, err := s.nextOf(v, w, n)
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		made, err := survey.Hand(v.ctx(), tx, s.by(v), v.facts.today, v.facts.firm.Secret, w.ID, false, ids...)
		if len(made) > 0 {
			*back = surveyPageURL(w.ID) + "/blaetter?ab=" + number(made[0].ID)
		}
		return err
	}, nil
}

// linkAddress is the whole address of a link, or the end of it where there is no address for
// the world: then it opens on devices of the firm alone.
func (s *server) linkAddress(token string) string {
	if s.PublicURL == "" {
		return publicSurvey + token
	}
	return originOf(s.PublicURL) + publicSurvey + token
}

// surveySheets shows links to print or to hand over: all from an id on, or one.
func (s *server) surveySheets(v *visit) error {
	w, err := s.waveAt(v)
	if err != nil {
		return err
	}
	v.w.Header().Set("Cache-Control", "no-store")
	say, secret := v.say, v.facts.firm.Secret
	view := surveypage.SheetsView{
		Back: look.LinkView{Label: w.Name, Href: surveyPageURL(w.ID)}, Title: say.T("websurvey.sheets"), Lede: say.T("websurvey.sheets.lede"), Print: say.T("websurvey.sheets.print"),
	}
	slip := func(name, text, token string) surveypage.Sheet {
		address := s.linkAddress(token)
		one := surveypage.Sheet{Name: name, Text: text, URL: address}
		if s.PublicURL != "" {
			one.Code = look.CodeView{Label: say.T("websurvey.code"), Text: address}
		} else {
			one.Text = say.T("websurvey.local.why")
		}
		return one
	}
	if w.Mode == survey.Anonymous {
		view.Sheets = []surveypage.Sheet{slip("", say.T("websurvey.slip.anonymous", v.facts.firm.Name), w.Token(secret))}
		return s.page(v, sheet{Title: view.Title, At: surveysURL}, surveypage.Sheets(view))
	}
	from, one := s.sheetFrom(v)
	links, err := survey.Links(v.ctx(), v.seen, w.ID, from, surveyPerPage+1)
	if err != nil {
		return err
	}
	if len(links) > surveyPerPage {
		view.More = &look.LinkView{Label: say.T("websurvey.sheets.more"), Href: surveyPageURL(w.ID) + "/blaetter?ab=" + number(links[surveyPerPage].ID)}
		links = links[:surveyPerPage]
	}
	if one && len(links) > 0 {
		links, view.More = links[:1], nil
		if links[0].ID != from {
			return fault.New(fault.NotFound, "survey.no_link")
		}
	}
	ids := make([]int64, len(links))
	for i := range links {
		ids[i] = links[i].Customer
	}
	people, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return err
	}
	for i := range links {
		at := slices.IndexFunc(people, func(c customer.Customer) bool { return c.ID == links[i].Customer })
		if at < 0 || links[i].Answered != 0 {
			continue
		}
		view.Sheets = append(view.Sheets, slip(people[at].Shown(), say.T("websurvey.slip", v.facts.firm.Name, links[i].Until), links[i].Token(secret)))
	}
	if len(view.Sheets) == 0 {
		view.Lede = say.T("websurvey.sheets.none")
	}
	return s.page(v, sheet{Title: view.Title, At: surveysURL}, surveypage.Sheets(view))
}

// sheetFrom is the first link that the address asks for, and whether it asks for that one only.
func (s *server) sheetFrom(v *visit) (from int64, one bool) {
	q := v.r.URL.Query()
	if n, err := strconv.ParseInt(q.Get("nur"), 10, 64); err == nil && n > 0 {
		return n, true
	}
	n, err := strconv.ParseInt(q.Get("ab"), 10, 64)
	if err != nil || n < 0 {
		return 0, false
	}
	return n, false
}

// surveyExport writes answers, code book, response rates and the script for R.
func (s *server) surveyExport(v *visit) error {
	w, err := s.waveAt(v)
	if err != nil {
		return err
	}
	r, answers, err := survey.Tell(v.ctx(), v.seen, &w)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	err = survey.Export(&b, &w, &r, answers, survey.Wording{
		Question: func(q survey.Question) string { return v.say.T("websurvey.q." + q.Key) },
		Mark:     func(q survey.Question, m int) string { return markWord(v.say, q, m) },
		Cell:     list.Cell,
	})
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="stammkunde-umfrage-`+number(w.ID)+`.zip"`)
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(http.StatusOK)
	_, err = b.WriteTo(v.w)
	return err
}

// surveyedCard shows on a customer's page what he was asked and answered, and hands a link over.
func (s *server) surveyedCard(v *visit, c *customer.Customer) (page.Card, error) {
	say := v.say
	card := page.Card{ID: "umfragen", Title: say.T("websurvey.title"), Empty: say.T("websurvey.his.none")}
	waves, err := survey.Waves(v.ctx(), v.seen, surveysShown)
	if err != nil || len(waves) == 0 {
		return card, err
	}
	links, err := survey.LinksOf(v.ctx(), v.seen, c.ID, surveyHistory)
	if err != nil {
		return card, err
	}
	answers, err := survey.AnswersOf(v.ctx(), v.seen, c.ID, surveyHistory)
	if err != nil {
		return card, err
	}
	wave := map[int64]*survey.Wave{}
	for i := range waves {
		wave[waves[i].ID] = &waves[i]
	}
	for i := range links {
		l := &links[i]
		w := wave[l.Wave]
		if w == nil {
			continue
		}
		line := page.Row{Text: w.Name, Href: surveyPageURL(w.ID), Sub: say.T("websurvey.his.asked", l.Day)}
		if at := slices.IndexFunc(answers, func(a survey.Answer) bool { return a.Link == l.ID }); at >= 0 {
			answerLine(v, &line, &answers[at], customerURL(c.ID)+"/antwort")
		} else if w.Runs(v.facts.today) && v.facts.today <= l.Until {
			line.Href = surveyPageURL(w.ID) + "/blaetter?nur=" + number(l.ID)
		}
		card.Rows = append(card.Rows, line)
	}
	f := look.FieldView{Name: "umfrage", Label: say.T("websurvey.his.which")}
	for i := range waves {
		if waves[i].Mode == survey.Contact && waves[i].Runs(v.facts.today) {
			f.Options = append(f.Options, look.Option{Value: number(waves[i].ID), Label: waves[i].Name})
		}
	}
	if len(f.Options) == 0 || !v.user.Role.Writes() {
		return card, nil
	}
	people, err := survey.People(v.ctx(), v.seen, v.facts.today, 0, c.ID)
	if err != nil {
		return card, err
	}
	p, known := people[c.ID]
	if why := survey.May(p, v.facts.today, true); !known || why != survey.Free {
		if known {
			card.Lede = say.T("websurvey.his." + string(why))
		}
		return card, nil
	}
	card.Forms = []page.Form{rowForm(v, customerURL(c.ID)+"/umfrage", "geben", row.Meta{}, "", "websurvey.his.hand", f)}
	return card, nil
}

func answerLine(v *visit, line *page.Row, a *survey.Answer, url string) {
	for _, q := range survey.Questions {
		if m, said := a.Marks[q.Key]; said {
			line.List = append(line.List, v.say.T("websurvey.q."+q.Key)+" "+markWord(v.say, q, m))
		}
		if text := a.Words[q.Key]; text != "" {
			line.List = append(line.List, v.say.T("websurvey.q."+q.Key)+" "+text)
		}
	}
	line.Acts = []look.ActView{rowAct(v, url, "loeschen", row.Meta{ID: a.ID, Version: 1}, "websurvey.his.erase", "quiet")}
	if a.Complaint != 0 {
		line.Tags = []look.TagView{{Text: v.say.T("websurvey.his.complaint"), Tone: look.ToneHoney}}
		line.Href = complaintURL(a.Complaint)
	}
}

// handSurvey gives one customer a link, after a talk.
func (s *server) handSurvey(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	wave, err := v.number("umfrage")
	if err != nil {
		return err
	}
	back := customerURL(c.ID) + "/" + ideaSection + "#umfragen"
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		made, err := survey.Hand(v.ctx(), tx, s.by(v), v.facts.today, v.facts.firm.Secret, wave, true, c.ID)
		if err != nil {
			return err
		}
		if len(made) == 0 {
			return fault.New(fault.Conflict, "survey.not_now")
		}
		back = surveyPageURL(wave) + "/blaetter?nur=" + number(made[0].ID)
		return nil
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.sectionPage(v, ideaSection)
	}
	if err != nil {
		return err
	}
	s.told()
	return v.redirect(back)
}

// eraseAnswer removes what a customer answered, because he asks for it.
func (s *server) eraseAnswer(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	id, err := v.number("id")
	if err != nil {
		return err
	}
	if err := s.DB.Update(v.ctx(), func(tx *store.Tx) error { return survey.Erase(v.ctx(), tx, s.by(v), c.ID, id) }); err != nil {
		return err
	}
	s.told()
	return v.redirect(customerURL(c.ID) + "/" + ideaSection + "#umfragen")
}
