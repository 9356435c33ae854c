package web

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// timesURL is the page of the hours of work and the holidays.
const timesURL = "/einstellungen/zeiten"

func (s *server) timesRoutes() []route {
	return []route{
		{pattern: "GET " + timesURL, access: manager, do: s.timesPage},
		{pattern: "POST " + timesURL, access: manager, do: s.saveTimes},
	}
}

// fromMonday are the weekdays in the order of the page: the week begins on Monday.
var fromMonday = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func (s *server) timesPage(v *visit) error {
	p := &v.facts.firm
	var notes []look.NoteView
	switch v.r.URL.Query().Get("gesichert") {
	case "ja":
		notes = append(notes, look.NoteView{Tone: look.ToneGood, Text: v.say.T("webtimes.saved", v.say.Date(v.facts.today.Add(1)))})
	case "gleich":
		notes = append(notes, look.NoteView{Text: v.say.T("webtimes.same")})
	}
	return s.timesForm(v, http.StatusOK, p.TimesOn(v.facts.today.Add(1)), notes, nil)
}

// timesForm shows the times that hold from tomorrow, and those of today where they differ.
func (s *server) timesForm(v *visit, code int, t firm.Times, notes []look.NoteView, failure error) error {
	say, p := v.say, &v.facts.firm
	tomorrow := v.facts.today.Add(1)
	view := page.FormPage{
		Head:  look.HeadView{Title: say.T("webtimes.title"), Lede: say.T("webtimes.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"}},
		Notes: notes,
	}
	bad := -1
	if failure != nil {
		view.Problem = say.Fault(failure)
		if e := fault.Of(failure); e != nil && e.Key == "firm.times.day" {
			bad, _ = e.Args[0].(int)
			view.Problem = say.WeekdayName(time.Weekday(bad)) + ": " + view.Problem
		}
	}
	if now := p.TimesOn(v.facts.today); failure == nil && now.From != t.From {
		view.Notes = append(view.Notes, look.NoteView{Text: say.T("webtimes.coming", say.Date(t.From)) + " " + say.T("webtimes.until") + ": " + timesInWords(v, &now) + "."})
	}
	form := page.Form{
		Hidden: []look.Hidden{{Name: "war", Value: stamp(p.TimesOn(tomorrow))}},
		Title:  say.T("webtimes.form", say.Date(tomorrow)), Note: say.T("webtimes.form.note"), URL: timesURL,
		Submit: look.ButtonView{Label: say.T("button.save"), Style: "primary"},
	}
	for _, d := range fromMonday {
		f := look.FieldView{Name: "tag" + strconv.Itoa(int(d)), Label: say.WeekdayName(d), Value: t.Week[d], Hint: say.T("webtimes.day.hint"), Autocomplete: "off"}
		if d != time.Monday {
			f.Hint = ""
		}
		if slices.Contains(p.ClosedWeekdays, int(d)) {
			f.Hint = say.T("webtimes.day.closed")
		}
		if int(d) == bad {
			f.Error = say.Fault(failure)
		}
		form.Fields = append(form.Fields, f)
	}
	form.Fields = append(form.Fields, look.FieldView{Name: "gegend", Label: say.T("webtimes.region"), Value: string(t.Region), Options: regionOptions(v), Hint: say.T("webtimes.region.hint")})
	until := tomorrow.Add(365)
	all := firm.Times{Region: t.Region}
	for _, h := range all.Holidays(tomorrow, until) {
		form.Checks = append(form.Checks, look.CheckView{
			Name: "offen", Value: h.Key, Label: say.T("webtimes.holiday", say.T("holiday."+h.Key), say.DateLong(h.Day)), Checked: slices.Contains(t.Work, h.Key),
		})
	}
	if len(form.Checks) > 0 {
		form.Over = say.T("webtimes.holidays", say.Date(until))
	}
	view.Forms = []page.Form{form}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen"}, page.Typed(view))
}

// regionOptions are all regions whose holidays are known, those of the firm's country first.
func regionOptions(v *visit) []look.Option {
	options := []look.Option{{Value: "", Label: v.say.T("webtimes.region.none")}}
	home := customer.Region(v.facts.firm.Locale)
	for _, own := range []bool{true, false} {
		for _, r := range cal.Regions {
			if (r.Country() == home) != own {
				continue
			}
			label := regionName(v, r)
			if string(r) != r.Country() {
				label = v.say.T("region.of", label, v.say.T("region.country."+strings.ToLower(r.Country())))
			}
			options = append(options, look.Option{Value: string(r), Label: label})
		}
	}
	return options
}

func regionName(v *visit, r cal.Region) string {
	return v.say.T("region." + strings.ReplaceAll(strings.ToLower(string(r)), "-", "_"))
}

// timesInWords are the spans of a week, days with the same ones together.
func timesInWords(v *visit, t *firm.Times) string {
	var parts []string
	for i := 0; i < len(fromMonday); {
		j := i
		for j+1 < len(fromMonday) && t.Week[fromMonday[j+1]] == t.Week[fromMonday[i]] {
			j++
		}
		days := v.say.WeekdayName(fromMonday[i])
		if j > i {
			days += "–" + v.say.WeekdayName(fromMonday[j])
		}
		spans := t.Week[fromMonday[i]]
		if spans == "" {
			spans = v.say.T("webtimes.none")
		}
		parts = append(parts, v.say.T("webtimes.line", days, spans))
		i = j + 1
	}
	if t.Region != "" {
		parts = append(parts, v.say.T("webtimes.line", v.say.T("webtimes.region"), regionName(v, t.Region)))
	}
	if len(t.Work) > 0 {
		names := make([]string, len(t.Work))
		for i, key := range t.Work {
			names[i] = v.say.T("holiday." + key)
		}
		parts = append(parts, v.say.T("webtimes.line", v.say.T("webtimes.open"), strings.Join(names, ", ")))
	}
	return strings.Join(parts, "; ")
}

func (s *server) saveTimes(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	t := firm.Times{From: v.facts.today.Add(1), Region: cal.Region(v.field("gegend"))}
	for d := range t.Week {
		text := v.field("tag" + strconv.Itoa(d))
		t.Week[d] = text
		if spans, ok := cal.ParseSpans(text); ok {
			t.Week[d] = spansText(spans)
		}
	}
	keys := cal.HolidayKeys()
	for _, key := range v.r.PostForm["offen"] {
		if t.Region != "" && slices.Contains(keys, key) && !slices.Contains(t.Work, key) {
			t.Work = append(t.Work, key)
		}
	}
	if err := t.Check(); err != nil {
		return s.timesForm(v, http.StatusUnprocessableEntity, t, nil, err)
	}
	now := v.facts.firm.TimesOn(t.From)
	if was := v.field("war"); was != "" && was != stamp(now) {
		return s.timesForm(v, http.StatusConflict, t, nil, fault.New(fault.Conflict, "firm.times.changed", timesInWords(v, &now)))
	}
	now.From = t.From
	if reflect.DeepEqual(now, t) {
		return v.redirect(timesURL + "?gesichert=gleich")
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		var refused error
		err := firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(p *firm.Settings) { refused = p.SetTimes(t) })
		if refused != nil {
			return refused
		}
		return err
	})
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(timesURL + "?gesichert=ja")
}

// stamp tells two times apart, whenever they hold.
func stamp(t firm.Times) string {
	return strings.Join(append(append(t.Week[:], string(t.Region)), t.Work...), "|")
}

func spansText(spans []cal.Span) string {
	words := make([]string, len(spans))
	for i, s := range spans {
		words[i] = s.String()
	}
	return strings.Join(words, ", ")
}
