package web

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/survey"
	page "github.com/stammkunde/stammkunde/internal/web/page/survey"
)

// publicSurvey is where links of surveys lead; what follows names nobody.
const publicSurvey = "/u/"

// Limits of the public page: answers of one address within the span, and how many addresses
// are remembered.
const (
	surveySends     = 20
	surveySpan      = time.Hour
	surveyAddresses = 4096
	maxSurveyForm   = 32 << 10
)

// sends counts what came from an address lately. It is kept in memory and forgets.
type sends struct {
	mu   sync.Mutex
	seen map[string]sent
}

type sent struct {
	since time.Time
	n     int
}

// admit reports whether an address may send once more. When too many addresses are remembered,
// all whose span is over are forgotten; when that is not enough, nobody new is let in.
func (s *sends) admit(address string, now time.Time) bool {
	return s.admitUpTo(address, surveySends, now)
}

// admitUpTo is admit with a number of its own.
func (s *sends) admitUpTo(address string, most int, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = map[string]sent{}
	}
	c, known := s.seen[address]
	if !known && len(s.seen) >= surveyAddresses {
		for a, old := range s.seen {
			if now.Sub(old.since) >= surveySpan {
				delete(s.seen, a)
			}
		}
		if len(s.seen) >= surveyAddresses {
			return false
		}
	}
	if now.Sub(c.since) >= surveySpan {
		c = sent{since: now}
	}
	c.n++
	s.seen[address] = c
	return c.n <= most
}

// invited reads what the link in the address leads to. Who has it may read it, nobody else
// finds it: nothing of it is kept anywhere on the way.
func (s *server) invited(v *visit) (survey.Invitation, error) {
	h := v.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	return survey.Find(v.ctx(), s.DB, v.r.PathValue("token"), v.facts.today, party.Form(v.facts.firm.AddressForm))
}

// surveyURL is the address of a link in the reader's language.
func surveyURL(v *visit, token, rest string) string {
	return publicSurvey + token + rest + "?sprache=" + v.say.Tag().Lang()
}

// surveyForm shows the questions. It writes nothing.
func (s *server) surveyForm(v *visit) error { return s.showSurvey(v, nil) }

// asked is how a message addresses the reader.
func asked(v *visit, du bool, key string, args ...any) string {
	if informal := key + ".du"; du && locale.Has(informal) {
		return v.say.T(informal, args...)
	}
	return v.say.T(key, args...)
}

func (s *server) showSurvey(v *visit, failure error) error {
	i, err := s.invited(v)
	if k := fault.KindOf(err); err != nil && (k == fault.NotFound || k == fault.Conflict) {
		return s.surveyWord(v, i.Du, status(err), v.say.Fault(err))
	}
	if err != nil {
		return err
	}
	say, firm, token := v.say, v.facts.firm.Name, v.r.PathValue("token")
	thanks := v.r.URL.Query().Has("danke")
	switch {
	case thanks:
		return s.surveyWord(v, i.Du, http.StatusOK, asked(v, i.Du, "websurvey.public.thanks"))
	case i.Answered():
		return s.surveyWord(v, i.Du, http.StatusOK, asked(v, i.Du, "websurvey.public.again"))
	}
	view := page.PublicView{
		Firm: asked(v, i.Du, "websurvey.public.title", firm), URL: surveyURL(v, token, ""), Submit: say.T("websurvey.public.send"),
		Lede: asked(v, i.Du, "websurvey.public.named", firm), Privacy: asked(v, i.Du, "websurvey.public.privacy", firm),
		Other: otherLanguage(v, publicSurvey+token), No: &look.LinkView{Label: say.T("websurvey.public.no"), Href: surveyURL(v, token, "/nein")},
	}
	if i.Wave.Mode == survey.Anonymous {
		view.Lede, view.Privacy, view.No = asked(v, i.Du, "websurvey.public.anonymous", firm), asked(v, i.Du, "websurvey.public.privacy.anonymous", firm), nil
		view.Trap = look.FieldView{Name: "webseite", Label: say.T("web.enquiry.public.trap"), Autocomplete: "off", Attrs: map[string]any{"tabindex": "-1"}}
	} else {
		view.Checks = []look.CheckView{{Name: "rueckruf", Label: asked(v, i.Du, "websurvey.public.callback"), Checked: v.field("rueckruf") != ""}}
	}
	code := http.StatusOK
	if failure != nil {
		view.Problem, code = say.Fault(failure), status(failure)
	}
	for _, q := range i.Set {
		view.Questions = append(view.Questions, s.surveyQuestion(v, i.Du, q))
	}
	return v.bare(code, look.BareView{Title: view.Firm, Width: "mid"}, page.Public(view))
}

// surveyWord is the page when there is nothing to ask.
func (s *server) surveyWord(v *visit, du bool, code int, text string) error {
	view := page.PublicView{Firm: v.facts.firm.Name, Lede: text, Other: otherLanguage(v, v.r.URL.Path)}
	if v.r.URL.Query().Has("danke") {
		view.Other.Href += "&danke=1"
	}
	return v.bare(code, look.BareView{Title: asked(v, du, "websurvey.public.title", v.facts.firm.Name), Width: "slim", Centre: true}, page.Public(view))
}

func (s *server) surveyQuestion(v *visit, du bool, q survey.Question) page.Question {
	name := "q-" + q.Key
	view := page.Question{Name: name, Label: asked(v, du, "websurvey.q."+q.Key), Five: q.Form == survey.Scale || q.Form == survey.Degree}
	if q.Form == survey.Text {
		view.Field = &look.FieldView{Name: name, Label: view.Label, Value: v.field(name), Rows: 3, Attrs: map[string]any{"maxlength": "1000"}}
		return view
	}
	for at, m := range q.Form.Marks() {
		o := look.Option{Value: strconv.Itoa(m), Label: markWord(v.say, q, m)}
		o.Checked = v.field(name) == o.Value
		if q.Form == survey.Scale {
			o.Icon = scaleIcons[at]
		}
		view.Options = append(view.Options, o)
	}
	return view
}

// scaleIcons stand beside the words from much worse to much better.
var scaleIcons = [...]string{"angry", "frown", "meh", "smile", "laugh"}

// markWord names a mark of a question.
func markWord(say *locale.Printer, q survey.Question, mark int) string {
	value := strconv.Itoa(mark)
	if q.Form == survey.Eleven {
		return value
	}
	return say.T("websurvey.mark." + string(q.Form) + "." + value)
}

// sendSurvey takes an answer.
func (s *server) sendSurvey(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxSurveyForm)
	if err := v.form(); err != nil {
		return err
	}
	token := v.r.PathValue("token")
	thanks := surveyURL(v, token, "") + "&danke=1"
	if v.field("webseite") != "" {
		return v.redirect(thanks)
	}
	if !s.surveys.admit(s.source(v.r), s.Now()) {
		return s.showSurvey(v, fault.New(fault.Limit, "survey.many"))
	}
	i, err := s.invited(v)
	if err != nil {
		return s.showSurvey(v, nil) // says why there is nothing to answer
	}
	answer := survey.Sent{Marks: map[string]int{}, Words: map[string]string{}, Callback: v.field("rueckruf") != ""}
	for _, q := range i.Set {
		text := v.field("q-" + q.Key)
		if text == "" {
			continue
		}
		if q.Form == survey.Text {
			answer.Words[q.Key] = text
			continue
		}
		if answer.Marks[q.Key], err = strconv.Atoi(text); err != nil {
			return s.showSurvey(v, fault.New(fault.Invalid, "survey.mark"))
		}
	}
	home := s.printer(v.facts.firm.Locale, &v.facts.firm)
	answer.Matter = home.T("websurvey.matter", i.Wave.Name)
	for _, q := range i.Set {
		if m, said := answer.Marks[q.Key]; said && survey.Low(map[string]int{q.Key: m}) {
			answer.Matter += "\n" + home.T("websurvey.q."+q.Key) + " " + markWord(home, q, m)
		}
	}
	by := customer.By{Actor: history.Program, At: s.moment(v), Region: customer.Region(v.facts.firm.Locale)}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		_, err := survey.Receive(v.ctx(), tx, by, v.facts.firm.Hours(), token, answer)
		return err
	})
	switch k := fault.KindOf(err); {
	case err != nil && k == fault.Conflict:
		return v.redirect(surveyURL(v, token, "")) // answered meanwhile, or over: the page says so
	case err != nil && k != fault.Internal:
		return s.showSurvey(v, err)
	case err != nil:
		return err
	}
	s.changed()
	return v.redirect(thanks)
}

// noSurveys asks once whether somebody wants no more surveys; refuseSurveys notes it.
func (s *server) noSurveys(v *visit) error {
	i, err := s.invited(v)
	if fault.KindOf(err) == fault.NotFound || err == nil && i.Link.ID == 0 {
		return s.surveyWord(v, i.Du, http.StatusNotFound, v.say.T("survey.no_link"))
	}
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	token := v.r.PathValue("token")
	view := page.PublicView{
		Firm: v.facts.firm.Name, Lede: asked(v, i.Du, "websurvey.public.no.lede", v.facts.firm.Name), URL: surveyURL(v, token, "/nein"), Submit: v.say.T("websurvey.public.no.send"),
		Other: otherLanguage(v, publicSurvey+token+"/nein"),
	}
	return v.bare(http.StatusOK, look.BareView{Title: v.say.T("websurvey.public.no"), Width: "slim", Centre: true}, page.Public(view))
}

func (s *server) refuseSurveys(v *visit) error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxSurveyForm)
	if err := v.form(); err != nil {
		return err
	}
	if !s.surveys.admit(s.source(v.r), s.Now()) {
		return fault.New(fault.Limit, "survey.many")
	}
	du := false
	if i, err := s.invited(v); err == nil {
		du = i.Du
	}
	by := customer.By{Actor: history.Program, At: cal.At(s.Now()), Region: customer.Region(v.facts.firm.Locale)}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return survey.Refuse(v.ctx(), tx, by, v.facts.today, v.r.PathValue("token"))
	})
	if fault.KindOf(err) == fault.NotFound {
		return s.surveyWord(v, du, http.StatusNotFound, v.say.T("survey.no_link"))
	}
	if err != nil {
		return err
	}
	s.changed()
	return s.surveyWord(v, du, http.StatusOK, asked(v, du, "websurvey.public.no.done"))
}
