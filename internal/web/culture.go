package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/culture"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

// cultureURL is the page of what the firm says of itself.
const cultureURL = "/leitbild"

// cultureRoutes are that page, and who answers for it.
func (s *server) cultureRoutes() []route {
	return []route{
		{pattern: "GET /leitbild", access: signedIn, do: s.culturePage},
		{pattern: "POST /leitbild", access: writer, do: s.saveCulture},
		{pattern: "GET /leitbild/jahr", access: signedIn, do: s.cultureYear},
		{pattern: "GET /einstellungen/verantwortung", access: signedIn, do: s.dutyPage},
		{pattern: "POST /einstellungen/verantwortung", access: writer, do: s.saveDuty},
	}
}

func (s *server) culturalBy(v *visit) culture.By {
	return culture.By{User: v.user.ID, At: cal.At(s.Now()), Day: v.facts.today}
}

// culturePage shows what holds; it is read first and changed in place.
func (s *server) culturePage(v *visit) error {
	now, err := culture.Now(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return err
	}
	results, err := culture.Results(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	view := page.View{
		Head: look.HeadView{Title: v.say.T("webculture.title"), Lede: v.say.T("webculture.lede")},
		Acts: []look.ButtonView{
			{Label: v.say.T("webculture.year"), Icon: "calendar", Href: cultureURL + "/jahr"},
			{Label: v.say.T("webculture.duty"), Icon: "users", Href: dutyURL},
		},
	}
	for _, k := range culture.Kinds {
		if k != culture.SelfImage {
			view.Main = append(view.Main, statementCard(v, k, 0, now, results))
		}
	}
	if view.Aside, err = s.cultureAside(v, now, results); err != nil {
		return err
	}
	code := http.StatusOK
	if v.refused != nil {
		code, view.Problem = status(v.refused.err), v.say.Fault(v.refused.err)
	}
	s.markForms(v, view.Main)
	s.markForms(v, view.Aside)
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: cultureURL, Wide: true}, page.Page(view))
}

// cultureAside is the question of the month, the wanted mix, the own images and past words.
func (s *server) cultureAside(v *visit, now []culture.Statement, results map[culture.Measure]culture.Result) ([]page.Card, error) {
	var list []page.Card
	ask, err := s.monthCard(v)
	if err != nil {
		return nil, err
	}
	if ask != nil {
		list = append(list, *ask)
	}
	mix, err := s.mixCard(v)
	if err != nil {
		return nil, err
	}
	list = append(list, mix, statementCard(v, culture.SelfImage, 0, now, results))
	if v.user.Role.Writes() {
		list = append(list, statementCard(v, culture.SelfImage, v.user.ID, now, results))
	}
	past, err := culture.Past(v.ctx(), s.DB, v.user.ID, 20)
	if err != nil || len(past) == 0 {
		return list, err
	}
	card := page.Card{ID: "frueher", Title: v.say.T("webculture.past")}
	for i := range past {
		card.Rows = append(card.Rows, page.Row{Text: past[i].Words, Sub: known(v.say.T("culture.kind."+string(past[i].Kind)), spanText(v, past[i].Since, past[i].Until))})
	}
	return append(list, card), nil
}

// mayWrite tells whether the reader may change statements of an owner: the firm's by who
// manages, the own image by its person.
func mayWrite(v *visit, user int64) bool {
	if user == 0 {
		return v.user.Role.Manages()
	}
	return v.user.ID == user && v.user.Role.Writes()
}

// statementCard shows the statements of a kind, of the firm or of one person.
func statementCard(v *visit, kind culture.Kind, user int64, now []culture.Statement, results map[culture.Measure]culture.Result) page.Card {
	key := string(kind)
	if user != 0 {
		key = "own"
	}
	card := page.Card{ID: "satz-" + key, Title: v.say.T("webculture.card." + key), Lede: v.say.T("webculture.card." + key + ".lede"), Empty: v.say.T("webculture.empty")}
	for i := range now {
		st := &now[i]
		if st.Kind != kind || st.User != user {
			continue
		}
		r := page.Row{Text: st.Words, Sub: v.say.T("webparty.since", st.Since), List: st.Examples}
		if st.Measure != culture.Unmeasured {
			measured(v, &r, st, results)
		}
		if mayWrite(v, user) {
			edit := statementForm(v, st, "webparty.change")
			r.Edit = &edit
			r.Acts = []look.ActView{rowAct(v, cultureURL, "ende", row.Meta{ID: st.ID, Version: st.Version}, "webculture.end", "quiet")}
		}
		card.Rows = append(card.Rows, r)
	}
	single := kind != culture.Worth && kind != culture.Promise
	if mayWrite(v, user) && (!single && len(card.Rows) < culture.MaxValues || len(card.Rows) == 0) {
		card.Forms = []page.Form{statementForm(v, &culture.Statement{Kind: kind, User: user}, "webculture.add")}
	}
	return card
}

// measured adds the figure that stands against a promise.
func measured(v *visit, r *page.Row, st *culture.Statement, results map[culture.Measure]culture.Result) {
	name := v.say.T("culture.measure." + string(st.Measure))
	got, counted := results[st.Measure]
	if !counted || got.Total == 0 {
		r.Sub = known(r.Sub, v.say.T("webculture.unmeasured", name))
		return
	}
	share := float64(got.Hits) / float64(got.Total)
	bar := look.BarRowView{Label: v.say.T("webculture.measured", name, got.Hits, got.Total, got.Day), Value: v.say.Percent(share, 0), Share: share, Tone: look.ToneBrand}
	if st.TargetBP > 0 {
		target := float64(st.TargetBP) / 10_000
		bar.Label = known(bar.Label, v.say.T("webculture.target", v.say.Percent(target, 0)))
		if bar.Tone = look.ToneHoney; share >= target {
			bar.Tone = look.ToneGood
		}
	}
	r.Bar = &bar
}

// statementForm changes a statement or adds one.
func statementForm(v *visit, st *culture.Statement, title string) page.Form {
	act := "satz-" + string(st.Kind)
	if st.User != 0 {
		act = "satz-own"
	}
	words := textField(v, "worte", "webculture.words", st.Words)
	words.Required, words.Rows = true, 3
	fields := []look.FieldView{words}
	if st.Kind == culture.Worth {
		for i := range culture.MaxExamples {
			example := ""
			if i < len(st.Examples) {
				example = st.Examples[i]
			}
			f := textField(v, "beispiel"+strconv.Itoa(i+1), "webculture.example", example)
			f.Label = v.say.T("webculture.example", i+1)
			fields = append(fields, f)
		}
	}
	if st.Kind == culture.Promise {
		measure := choice(v, "zahl", "webculture.measure", "culture.measure.", string(st.Measure), []string{"", string(culture.OnTime), string(culture.FaultFree), string(culture.PromiseKept)})
		target := textField(v, "ziel", "webculture.target.label", "")
		target.Num = true
		if st.TargetBP > 0 {
			target.Value = v.say.Float(float64(st.TargetBP)/100, marginDecimals(st.TargetBP))
		}
		fields = append(fields, measure, target)
	}
	return rowForm(v, cultureURL, act, row.Meta{ID: st.ID, Version: st.Version}, title, "button.save", fields...)
}

// percentBP reads a percentage in 1/100 %; what is empty is 0.
func percentBP(v *visit, name string) (int, error) {
	text := strings.TrimSpace(strings.TrimSuffix(v.field(name), "%"))
	if text == "" {
		return 0, nil
	}
	n, err := v.say.ParseNumber(text)
	if err != nil {
		return 0, err
	}
	bp, err := n.Cents(2)
	if err != nil || bp < 0 || bp > 10_000 {
		return 0, fault.New(fault.Invalid, "culture.target")
	}
	return int(bp), nil
}

// mixCard is the mix of relationships that the firm wants. Who likes it simple is a full
// aim and no failure.
func (s *server) mixCard(v *visit) (page.Card, error) {
	mix, since, err := culture.Wanted(v.ctx(), s.DB)
	card := page.Card{ID: "mischung", Title: v.say.T("webculture.mix"), Lede: v.say.T("webculture.mix.lede"), Empty: v.say.T("webculture.mix.none")}
	if err != nil {
		return card, err
	}
	var fields []look.FieldView
	for _, kind := range culture.Relations {
		name := v.say.T("look.kind." + kind)
		if mix != nil {
			share := float64(mix[kind]) / 10_000
			card.Rows = append(card.Rows, page.Row{Text: name, Sub: v.say.T("webculture.mix." + kind), Bar: &look.BarRowView{Label: v.say.T("webculture.mix.share"), Value: v.say.Percent(share, 0), Share: share, Kind: look.Kind(kind)}})
		}
		f := look.FieldView{Name: "anteil-" + kind, Label: name, Num: true, Autocomplete: "off"}
		if mix[kind] > 0 {
			f.Value = v.say.Float(float64(mix[kind])/100, marginDecimals(mix[kind]))
		}
		fields = append(fields, f)
	}
	if mix != nil {
		card.Note = v.say.T("webparty.since", since)
	}
	if mix != nil {
		card.Rows = append(card.Rows, page.Row{Text: v.say.T("webplaybook.shares"), Href: kindsURL})
	}
	if mayWrite(v, 0) {
		card.Forms = []page.Form{rowForm(v, cultureURL, "mischung", row.Meta{}, "webculture.mix.change", "button.save", fields...)}
	}
	return card, nil
}

// answersMonth tells whether the reader is the one who is asked this month.
func (s *server) answersMonth(v *visit) (bool, error) {
	if !v.user.Role.Writes() {
		return false, nil
	}
	duty, err := team.OnDuty(v.ctx(), s.DB, v.facts.today)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil && duty == v.user.ID, err
}

// monthCard asks whether one statement was lived; nil when nobody is asked.
func (s *server) monthCard(v *visit) (*page.Card, error) {
	mine, err := s.answersMonth(v)
	if err != nil || !mine {
		return nil, err
	}
	st, found, err := culture.Question(v.ctx(), s.DB, v.facts.today)
	if err != nil || !found {
		return nil, err
	}
	answer := look.FieldView{Name: "antwort", Label: v.say.T("webculture.month.answer"), Required: true}
	for _, a := range culture.Answers {
		answer.Options = append(answer.Options, look.Option{Value: string(a), Label: v.say.T("culture.answer." + string(a))})
	}
	f := rowForm(v, cultureURL, "antwort", row.Meta{ID: st.ID, Version: st.Version}, "", "button.save", answer, textField(v, "gesehen", "webculture.month.seen", ""))
	return &page.Card{ID: "frage", Title: v.say.T("webculture.month"), Lede: v.say.T("webculture.month.lede"), Rows: []page.Row{{Text: st.Words, List: st.Examples}}, Forms: []page.Form{f}}, nil
}

// monthAsk is the same question on the page of the day; nil when nobody is asked. A
// failure is no reason to show no day.
func (s *server) monthAsk(v *visit, b *beside) templ.Component {
	if b.failed != nil {
		s.Log.ErrorContext(v.ctx(), "ask the question of the month", "err", b.failed)
	}
	card := b.month
	if card == nil {
		return nil
	}
	for i := range card.Forms {
		card.Forms[i].Hidden = append(card.Forms[i].Hidden, look.Hidden{Name: "zurueck", Value: "/"})
	}
	cards := []page.Card{*card}
	s.markForms(v, cards)
	return page.Single(cards[0])
}

// saveCulture takes all forms of the page.
func (s *server) saveCulture(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		return s.cultureAct(v, tx)
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.culturePage(v)
	}
	if err != nil {
		return err
	}
	if v.field("zurueck") == "/" {
		return v.redirect("/")
	}
	return v.redirect(cultureURL)
}

func (s *server) cultureAct(v *visit, tx *store.Tx) error {
	m, err := v.row()
	if err != nil {
		return err
	}
	by, act := s.culturalBy(v), v.field("act")
	kind, isStatement := strings.CutPrefix(act, "satz-")
	own := kind == "own" && isStatement
	switch {
	case act == "antwort":
		if mine, err := s.answersMonth(v); err != nil || !mine && !v.user.Role.Manages() {
			return fault.Wrap(err, fault.Forbidden, "fault.forbidden")
		}
		return culture.Reply(v.ctx(), tx, by, m.ID, culture.Answer(v.field("antwort")), v.field("gesehen"))
	case act == "ende":
		if !v.user.Role.Manages() && !s.isOwn(v, tx, m.ID) {
			return fault.New(fault.Forbidden, "fault.forbidden")
		}
		return culture.Retire(v.ctx(), tx, by, m.ID, m.Version)
	case !own && !v.user.Role.Manages():
		return fault.New(fault.Forbidden, "fault.forbidden")
	case act == "mischung":
		mix := culture.Mix{}
		for _, k := range culture.Relations {
			bp, err := percentBP(v, "anteil-"+k)
			if err != nil {
				return err
			}
			mix[k] = bp
		}
		return culture.Want(v.ctx(), tx, by, mix)
	case isStatement:
		return s.saveStatement(v, tx, by, m, kind, own)
	}
	return fault.New(fault.Invalid, "web.bad_form")
}

// isOwn tells whether a statement is the reader's own image.
func (s *server) isOwn(v *visit, tx *store.Tx, id int64) bool {
	now, err := culture.Now(v.ctx(), tx, v.user.ID)
	return err == nil && slices.ContainsFunc(now, func(st culture.Statement) bool { return st.ID == id && st.User == v.user.ID })
}

func (s *server) saveStatement(v *visit, tx *store.Tx, by culture.By, m row.Meta, kind string, own bool) error {
	st := culture.Statement{ID: m.ID, Version: m.Version, Kind: culture.Kind(kind), Words: v.field("worte")}
	if own {
		st.Kind, st.User = culture.SelfImage, v.user.ID
	}
	for i := range culture.MaxExamples {
		st.Examples = append(st.Examples, v.field("beispiel"+strconv.Itoa(i+1)))
	}
	st.Measure = culture.Measure(v.field("zahl"))
	target, err := percentBP(v, "ziel")
	if err != nil {
		return err
	}
	st.TargetBP = target
	_, err = culture.Say(v.ctx(), tx, by, st)
	return err
}

// cultureYear looks back: answers by statement, figures then and now, words that ended.
func (s *server) cultureYear(v *visit) error {
	from := v.facts.today.AddMonths(-12)
	now, err := culture.Now(v.ctx(), s.DB, 0)
	if err != nil {
		return err
	}
	past, err := culture.Past(v.ctx(), s.DB, 0, 100)
	if err != nil {
		return err
	}
	checks, err := culture.Since(v.ctx(), s.DB, from)
	if err != nil {
		return err
	}
	figures, err := s.thenAndNow(v, from)
	if err != nil {
		return err
	}
	view := page.Sheet{
		Back: look.LinkView{Label: v.say.T("webculture.title"), Href: cultureURL}, Print: v.say.T("button.print"),
		Title: v.say.T("webculture.year"), Lede: v.say.T("webculture.year.lede", from, v.facts.today), Privacy: v.say.T("webculture.year.note"),
	}
	lived := page.Part{Title: v.say.T("webculture.year.lived"), Items: livedItems(v, slices.Concat(now, past), checks)}
	if len(lived.Items) == 0 {
		lived.Items = []string{v.say.T("webculture.year.none")}
	}
	view.Parts = append(view.Parts, lived, page.Part{Title: v.say.T("webculture.year.figures"), Items: figures})
	ended := page.Part{Title: v.say.T("webculture.past")}
	for i := range past {
		if past[i].Until >= from {
			ended.Items = append(ended.Items, known(past[i].Words, spanText(v, past[i].Since, past[i].Until)))
		}
	}
	if len(ended.Items) > 0 {
		view.Parts = append(view.Parts, ended)
	}
	view.Parts = append(view.Parts, page.Part{Title: v.say.T("webculture.year.next"), Lines: 4})
	return s.page(v, sheet{Title: view.Title, At: cultureURL}, page.Talk(view))
}

// livedItems are the answers of the year, one line per statement.
func livedItems(v *visit, all []culture.Statement, checks []culture.Check) []string {
	var items []string
	for _, st := range all {
		count, seen := map[culture.Answer]int{}, []string(nil)
		for _, c := range checks {
			if c.Statement == st.ID {
				if count[c.Answer]++; c.Words != "" {
					seen = append(seen, c.Words)
				}
			}
		}
		if len(count) > 0 {
			text := v.say.T("webculture.year.answers", st.Words, count[culture.Yes], count[culture.Partly], count[culture.No])
			items = append(items, known(append([]string{text}, seen...)...))
		}
	}
	return items
}

// thenAndNow are the figures of the promises a year ago and today.
func (s *server) thenAndNow(v *visit, from cal.Date) ([]string, error) {
	then, err := culture.ResultsAt(v.ctx(), s.DB, from)
	if err != nil {
		return nil, err
	}
	now, err := culture.Results(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	text := func(r culture.Result) string {
		if r.Total == 0 {
			return v.say.T("webculture.year.unknown")
		}
		return v.say.T("webculture.year.of", r.Hits, r.Total)
	}
	var items []string
	for _, m := range culture.Measures {
		items = append(items, v.say.T("webculture.year.figure", v.say.T("culture.measure."+string(m)), text(then[m]), text(now[m])))
	}
	return items, nil
}
