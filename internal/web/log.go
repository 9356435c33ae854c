package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/undo"
	page "github.com/stammkunde/stammkunde/internal/web/page/log"
)

const (
	logURL  = "/protokoll"
	logRows = 50
)

// logRoutes are the log, files of customers and address cards.
func (s *server) logRoutes() []route {
	return []route{
		{pattern: "GET /protokoll", access: manager, do: s.logPage},
		{pattern: "GET /kunden/{id}/protokoll", access: manager, do: s.customerLog},
		{pattern: "POST /protokoll/{id}/zurueck", access: manager, do: s.takeBack},
		{pattern: "GET /kunden/{id}/dateien", access: signedIn, do: s.filesPage},
		{pattern: "POST /kunden/{id}/dateien", access: writer, do: s.addFiles, files: true},
		{pattern: "GET /dateien/{id}", access: signedIn, do: s.fileContent},
		{pattern: "POST /dateien/{id}/entfernen", access: writer, do: s.removeFile},
		{pattern: "POST /dateien/{id}/zurueck", access: writer, do: s.fileBack},
		{pattern: "POST /einstellungen/dateigroesse", access: manager, do: s.saveFileLimit},
		{pattern: "GET /kunden/{id}/karte.vcf", access: signedIn, do: s.customerCard},
		{pattern: "GET /kunden/export.vcf", access: figures, do: s.exportCards},
	}
}

func (s *server) logPage(v *visit) error { return s.showLog(v, http.StatusOK, nil, nil) }

// customerLog is the log of one customer, also of a deleted one: that he was deleted
// stands there, his values do not.
func (s *server) customerLog(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	c, err := customer.Get(v.ctx(), v.seen, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	c.ID = id
	return s.showLog(v, http.StatusOK, &c, nil)
}

// asked reads the filter out of the address. What is not understood asks for nothing.
func (v *visit) asked() (f history.Filter, from history.Cursor, err error) {
	q := v.r.URL.Query()
	if id, err := strconv.ParseInt(q.Get("wer"), 10, 64); err == nil {
		f.Actor = &id
	}
	if subject := q.Get("was"); subject != "" {
		f.Subjects = []string{subject}
	}
	if o := history.Origin(q.Get("woher")); slices.Contains(history.Origins, o) {
		f.Origin = o
	}
	if day, err := cal.Parse(q.Get("tag")); err == nil && day.Valid() {
		f.From, f.To = cal.At(day.Start(v.facts.zone)), cal.At(day.Add(1).Start(v.facts.zone))
	}
	from, err = history.ParseCursor(q.Get("ab"))
	return f, from, err
}

// showLog shows the log; of one customer when c is one.
func (s *server) showLog(v *visit, code int, c *customer.Customer, refused *page.Refused) error {
	f, from, err := v.asked()
	if err != nil {
		return err
	}
	view := page.View{URL: logURL, Apply: v.say.T("log.apply"), Fine: v.say.T("log.fine"), Refused: refused}
	view.Head = look.HeadView{Title: v.say.T("log.title"), Lede: v.say.T("log.lede")}
	if c != nil {
		view.URL = customerURL(c.ID) + "/protokoll"
		view.Head = look.HeadView{Title: v.say.T("log.title.of", c.Shown()), Lede: v.say.T("log.lede.of"), Back: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}}
		f.ID, f.Subjects = c.ID, undo.CustomerSubjects
	}
	list, next, more, err := history.Stream(v.ctx(), v.seen, f, from, logRows)
	if err != nil {
		return err
	}
	w, err := s.logWords(v, list)
	if err != nil {
		return err
	}
	if view.Filters, err = s.logFilters(v, w, c == nil); err != nil {
		return err
	}
	for _, e := range list {
		at := e.At.Time(v.facts.zone)
		day := v.say.DateFull(cal.Of(at, v.facts.zone))
		if n := len(view.Days); n == 0 || view.Days[n-1].Title != day {
			view.Days = append(view.Days, page.Day{Title: day})
		}
		d := &view.Days[len(view.Days)-1]
		d.Entries = append(d.Entries, s.logEntry(v, w, e, true))
	}
	q := v.r.URL.Query()
	if q.Get("zurueckgenommen") != "" {
		view.Done = v.say.T("log.done")
	}
	if len(list) == 0 {
		view.Empty = v.say.T("log.none")
	}
	q.Del("zurueckgenommen")
	if more {
		q.Set("ab", next.String())
		view.More = &look.LinkView{Label: v.say.T("log.older"), Href: view.URL + "?" + q.Encode()}
	}
	if q.Del("ab"); len(q) > 0 {
		view.Reset = &look.LinkView{Label: v.say.T("log.reset"), Href: view.URL}
	}
	at := logURL
	if c != nil {
		at = "/kunden"
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: at, Wide: true}, page.Page(view))
}

func (s *server) logFilters(v *visit, w *logWords, all bool) ([]look.FieldView, error) {
	q := v.r.URL.Query()
	pick := func(name, label, value string, options []look.Option) look.FieldView {
		options = append([]look.Option{{Label: v.say.T("log.all")}}, options...)
		for i := range options {
			options[i].Checked = options[i].Value == value
		}
		return look.FieldView{Name: name, Label: v.say.T(label), Value: value, Options: options}
	}
	people := []look.Option{{Value: "0", Label: v.say.T("log.program")}}
	for _, u := range w.team {
		people = append(people, look.Option{Value: strconv.FormatInt(u.ID, 10), Label: u.Name})
	}
	fields := []look.FieldView{pick("wer", "log.who", q.Get("wer"), people)}
	if all {
		subjects, err := history.Subjects(v.ctx(), s.DB)
		if err != nil {
			return nil, err
		}
		var kinds []look.Option
		for _, subject := range subjects {
			kinds = append(kinds, look.Option{Value: subject, Label: orKey(v, "log.subject."+subject, subject)})
		}
		fields = append(fields, pick("was", "log.what", q.Get("was"), kinds))
	}
	var origins []look.Option
	for _, o := range history.Origins {
		origins = append(origins, look.Option{Value: string(o), Label: v.say.T("log.origin." + string(o))})
	}
	return append(fields, pick("woher", "log.where", q.Get("woher"), origins),
		look.FieldView{Name: "tag", Label: v.say.T("log.day"), Type: "date", Value: q.Get("tag")}), nil
}

// takeBack takes an entry back, or says what came in between.
func (s *server) takeBack(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	back := local(v.field("zurueck"))
	if back == "/" {
		back = logURL
	}
	e, err := history.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	var kept []undo.Kept
	if e.Subject == undo.BulkSubject {
		var r undo.Result
		r, err = s.Undo.Bulk(v.ctx(), v.user.ID, id)
		kept = r.Kept
	} else {
		err = s.Undo.Undo(v.ctx(), v.user.ID, id)
	}
	k := fault.KindOf(err)
	switch {
	case err == nil && len(kept) > 0:
		s.forget()
		s.changed()
		return s.showKept(v, kept)
	case err == nil:
		s.forget()
		s.changed()
		return v.redirect(withQuery(back, "zurueckgenommen", strconv.FormatInt(id, 10)))
	case k != fault.Conflict && k != fault.Invalid && k != fault.NotFound:
		return err
	}
	since, failed := history.Since(v.ctx(), v.seen, e, 5)
	if failed != nil {
		return failed
	}
	return s.showRefused(v, status(err), v.say.Fault(err), since)
}

// showRefused is the log with what came after the entry that was not taken back.
func (s *server) showRefused(v *visit, code int, text string, since []history.Entry) error {
	w, err := s.logWords(v, since)
	if err != nil {
		return err
	}
	r := page.Refused{Text: text, Title: v.say.T("log.since")}
	for _, e := range since {
		r.Since = append(r.Since, s.logEntry(v, w, e, false))
	}
	return s.showLog(v, code, nil, &r)
}

// showKept tells which changes of a bulk action stay, each with its reason.
func (s *server) showKept(v *visit, kept []undo.Kept) error {
	const shown = 50
	list := make([]history.Entry, 0, shown)
	for _, k := range kept[:min(shown, len(kept))] {
		list = append(list, k.Entry)
	}
	w, err := s.logWords(v, list)
	if err != nil {
		return err
	}
	r := page.Refused{Text: v.say.T("log.bulk.kept", len(kept)), Title: v.say.T("log.bulk.stay")}
	for i, e := range list {
		one := s.logEntry(v, w, e, false)
		one.Why = v.say.Fault(kept[i].Cause)
		r.Since = append(r.Since, one)
	}
	return s.showLog(v, http.StatusOK, nil, &r)
}

// withQuery adds a value to the address of a page.
func withQuery(to, name, value string) string {
	u, err := url.Parse(to)
	if err != nil {
		return logURL
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// logWords are the names that entries of the log are told with.
type logWords struct {
	team      []team.User
	customers map[int64]string
	bulk      map[int64]int
	own       []field.Definition
	fields    audience.Catalogue
	names     *names
}

func (s *server) logWords(v *visit, entries []history.Entry) (*logWords, error) {
	w := &logWords{customers: map[int64]string{}, bulk: map[int64]int{}}
	var err error
	if w.team, err = team.List(v.ctx(), s.DB); err != nil {
		return nil, err
	}
	if w.fields, w.own, err = list.Fields(v.ctx(), s.DB); err != nil {
		return nil, err
	}
	if w.names, err = s.knownNames(v); err != nil {
		return nil, err
	}
	var ids []int64
	for _, e := range entries {
		ids = append(ids, logNamed(e)...)
		if slices.Contains(undo.CustomerSubjects, e.Subject) {
			ids = append(ids, e.SubjectID)
		}
		if e.Subject == undo.BulkSubject {
			if w.bulk[e.ID], err = history.BulkSize(v.ctx(), v.seen, e.ID); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(ids)
	people, err := customer.Many(v.ctx(), v.seen, slices.Compact(ids))
	for i := range people {
		w.customers[people[i].ID] = people[i].Shown()
	}
	return w, err
}

// logNamed are the customers that stand in the values of an entry.
func logNamed(e history.Entry) []int64 {
	var ids []int64
	for _, side := range []json.RawMessage{e.Before, e.After} {
		members := logMembers(side)
		for _, key := range logPeople {
			var id int64
			if json.Unmarshal(members[key], &id) == nil && id > 0 {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// customer is what a customer is called, also one who was deleted.
func (w *logWords) customer(v *visit, id int64) string {
	if name, ok := w.customers[id]; ok {
		return name
	}
	return v.say.T("log.gone", strconv.FormatInt(id, 10))
}

func (w *logWords) name(v *visit, user int64) string {
	if user == history.Program {
		return v.say.T("log.program")
	}
	for i := range w.team {
		if w.team[i].ID == user {
			return w.team[i].Name
		}
	}
	return v.say.T("log.someone")
}
