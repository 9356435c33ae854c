package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/survey"
	"github.com/stammkunde/stammkunde/internal/undo"
	page "github.com/stammkunde/stammkunde/internal/web/page/log"
)

// logEntry is a change in words; acts says whether it offers the way back.
func (s *server) logEntry(v *visit, w *logWords, e history.Entry, acts bool) page.Entry {
	out := page.Entry{
		ID: "e-" + strconv.FormatInt(e.ID, 10), Time: v.say.ClockShort(e.At.Time(v.facts.zone)), Who: w.name(v, e.Actor),
		Say: logSentence(v.say, e.Verb), About: logAbout(v, w, e), Lines: logLines(v, w, e),
	}
	if e.Origin != "" && e.Origin != history.Web {
		out.Tags = append(out.Tags, look.TagView{Text: v.say.T("log.origin." + string(e.Origin)), Tone: look.ToneLine})
	}
	if e.Subject == undo.BulkSubject {
		out.Tags = append(out.Tags, look.TagView{Text: v.say.T("log.bulk.size", w.bulk[e.ID]), Tone: look.ToneLine})
	}
	if e.Undoes != 0 {
		out.Tags = append(out.Tags, look.TagView{Text: v.say.T("log.takes_back"), Tone: look.ToneLine})
	}
	if acts {
		logWay(v, e, &out)
	}
	return out
}

// logWay adds the way back, or why there is none.
func logWay(v *visit, e history.Entry, out *page.Entry) {
	way := undo.WayOf(e)
	switch {
	case !way.Can:
		out.Why = v.say.T("undo.never." + way.Why)
	case way.Merge != 0:
		out.Link = &look.LinkView{Label: v.say.T("button.take_back"), Href: unmergeURL(way.Merge)}
	case way.Import != 0:
		out.Link = &look.LinkView{Label: v.say.T("button.take_back"), Href: importURL(way.Import)}
	default:
		out.Undo = &look.ActView{
			URL: logURL + "/" + strconv.FormatInt(e.ID, 10) + "/zurueck", Fields: []look.Hidden{{Name: "zurueck", Value: v.r.URL.RequestURI()}},
			Button: look.ButtonView{Label: v.say.T("button.take_back"), Icon: "undo-2", Size: "s", Style: "quiet"},
		}
		if v.r.Method != http.MethodGet {
			out.Undo.Fields[0].Value = logURL
		}
	}
}

// logSentence says what was done: in the words of the verb, else of the thing and of what
// was done with it. A verb that has no words yet is told by its own name.
func logSentence(say *locale.Printer, verb string) string {
	if key := "log.verb." + verb; locale.Has(key) {
		return say.T(key)
	}
	at := strings.LastIndexByte(verb, '.')
	thing, act := "log.thing."+verb[:max(at, 0)], "log.act."+verb[at+1:]
	if locale.Has(thing) && locale.Has(act) {
		return say.T(thing) + " " + say.T(act)
	}
	return say.T("log.unknown", strings.NewReplacer(".", " ", "_", " ").Replace(verb))
}

// logAbout leads to what was changed.
func logAbout(v *visit, w *logWords, e history.Entry) *look.LinkView {
	number := strconv.FormatInt(e.SubjectID, 10)
	switch {
	case e.Subject == feedback.StrangeIdea:
		return &look.LinkView{Label: v.say.T("webvoice.unknown"), Href: voiceURL(e.SubjectID)}
	case e.Subject == feedback.StrangeComplaint:
		return &look.LinkView{Label: v.say.T("webvoice.unknown"), Href: complaintURL(e.SubjectID)}
	case e.Subject == complaint.Subject:
		return &look.LinkView{Label: v.say.T("webcomplaint.figures"), Href: complaintFiguresURL}
	case slices.Contains(undo.CustomerSubjects, e.Subject):
		if name, ok := w.customers[e.SubjectID]; ok {
			return &look.LinkView{Label: name, Href: customerURL(e.SubjectID)}
		}
		return &look.LinkView{Label: v.say.T("log.gone", number), Href: customerURL(e.SubjectID) + "/protokoll"}
	case e.Subject == "enquiry":
		return &look.LinkView{Label: v.say.T("log.subject.enquiry") + " " + number, Href: enquiryURL(e.SubjectID)}
	case e.Subject == "project":
		return &look.LinkView{Label: v.say.T("log.subject.project") + " " + number, Href: projectURL(e.SubjectID)}
	case e.Subject == "import":
		return &look.LinkView{Label: v.say.T("log.subject.import") + " " + number, Href: importURL(e.SubjectID)}
	case e.Subject == survey.Subject:
		return &look.LinkView{Label: v.say.T("log.subject.survey") + " " + number, Href: surveyPageURL(e.SubjectID)}
	case e.Subject == marginsThing:
		return &look.LinkView{Label: v.say.T("log.subject.sales_category"), Href: marginsURL}
	case e.Subject == "firm":
		return &look.LinkView{Label: v.say.T("log.subject.firm"), Href: "/einstellungen"}
	}
	return nil
}

// logHidden are members of entries that say nothing to a reader.
var logHidden = []string{
	"id", "version", "customer", "customer_id", "field", "maker", "position", "sort", "desc", "occasion", "departure_id", "import_id", "interaction_id", "order_id", "made_at", "decided_by", "matter_id", "columns", "statements", "to", "value_key", "word_key", "key", "hash", "user", "added_by", "at", "added_at", "source", "document", "merge", "links", "statement", "expectation", "month",
	"email_key", "phone_key", "message_id", "moves", "found", "files", "answer_id", "enquiry_id", "project_id", "contact_id", "contact", "talk", "created_by", "user_id", "settled_by", "state_at", "stage_at", "due_at", "received_at",
	"evidence", "said_id", "heard_at", "file_id", "rework_at", "cost_id", "former_id", "since_at", "due_day", "next_step", "late_clocks",
	"alert_kind", "subject_id", "turn", "computed", "survey_answer_id",
}

// logMost is how many fields of a change are shown, and how many letters of a value.
const (
	logMost    = 12
	logLetters = 200
)

// logLines are the fields of a change, as they were and as they are.
func logLines(v *visit, w *logWords, e history.Entry) []page.Line {
	if e.Subject == row.Subject && field.Knows(e) {
		return logOwn(v, w, e)
	}
	before, after := logMembers(e.Before), logMembers(e.After)
	if e.Subject == "list_view" && (othersOwn(v, before) || othersOwn(v, after)) {
		return nil
	}
	var keys []string
	for _, side := range []map[string]json.RawMessage{before, after} {
		for key := range side {
			if !slices.Contains(keys, key) && !slices.Contains(logHidden, key) && !bytes.Equal(before[key], after[key]) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	var lines []page.Line
	for _, key := range keys {
		l := page.Line{Label: logLabel(v, key), Before: logValue(v, w, key, before[key]), After: logValue(v, w, key, after[key])}
		switch {
		case l.Before == "" && l.After == "", key == "made" && e.Subject == "enquiry": // a mark of the program
			continue
		case len(before) > 0 && len(after) > 0: // a change: nothing is said as such
			l.Before, l.After = orDash(l.Before), orDash(l.After)
		}
		if len(lines) == logMost {
			break
		}
		lines = append(lines, l)
	}
	return lines
}

// logParts are rows of a project that its entries hold whole.
var logParts = []string{"step", "hours", "term"}

// logMembers reads one side of an entry; what is no object has none.
func logMembers(raw json.RawMessage) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	for _, part := range logParts {
		if inner, ok := m[part]; ok && len(m) == 1 {
			return logMembers(inner)
		}
	}
	for key, value := range m { // fields without a name of their own in JSON
		if low := strings.ToLower(key); low != key {
			delete(m, key)
			m[low] = value
		}
	}
	return m
}

// othersOwn reports whether a view is somebody else's alone.
func othersOwn(v *visit, members map[string]json.RawMessage) bool {
	var user int64
	return json.Unmarshal(members["user"], &user) == nil && user != 0 && user != v.user.ID
}

// logOwn is the value of a field of the firm's own, as it was and as it is.
func logOwn(v *visit, w *logWords, e history.Entry) []page.Line {
	var was, is field.Value
	if json.Unmarshal(e.Before, &was) != nil || json.Unmarshal(e.After, &is) != nil {
		return nil
	}
	i := slices.IndexFunc(w.own, func(d field.Definition) bool { return d.ID == max(is.Field, was.Field) })
	if i < 0 {
		return nil
	}
	d := &w.own[i]
	text := func(value field.Value) string {
		return logShort(ownText(v.say, d, map[int64]field.Value{value.Field: value}))
	}
	l := page.Line{Label: d.Label, Before: text(was), After: text(is)}
	if was.Field != 0 && is.Field != 0 {
		l.Before, l.After = orDash(l.Before), orDash(l.After)
	}
	return []page.Line{l}
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func orKey(v *visit, key, otherwise string) string {
	if locale.Has(key) {
		return v.say.T(key)
	}
	return strings.ReplaceAll(otherwise, "_", " ")
}

// logLabel names a value of the log; it begins a line, so it begins with a capital.
func logLabel(v *visit, key string) string {
	if locale.Has("webdata.field." + key) {
		return capital(v.say.T("webdata.field." + key))
	}
	return capital(orKey(v, "log.key."+key, key))
}

// logValue writes a value for people; nothing, no and never are "".
func logValue(v *visit, w *logWords, key string, raw json.RawMessage) string {
	var value any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if len(raw) == 0 || dec.Decode(&value) != nil {
		return ""
	}
	switch x := value.(type) {
	case nil:
		return ""
	case bool:
		if !x {
			return ""
		}
		return v.say.T("log.yes")
	case json.Number:
		return logNumber(v, w, key, x)
	case map[string]any:
		if key == "rule" {
			return logRule(v, w, raw)
		}
		if key == "rates" {
			return logRates(v, raw)
		}
		if key == "goodwill" {
			return logGoodwill(v, raw)
		}
	case string:
		if strings.HasPrefix(x, "9999-") || x == "0" {
			return ""
		}
		return logShort(logWord(v, key, x))
	}
	switch key {
	case "shipping":
		return logShipping(v, raw)
	case "opening":
		return logTimes(v, raw)
	}
	if words, ok := logList(v, key, value); ok {
		return logShort(words)
	}
	text := string(raw)
	if text == "[]" || text == "{}" {
		return ""
	}
	return logShort(text)
}

// logRule says the conditions of a view.
func logRule(v *visit, w *logWords, raw json.RawMessage) string {
	var rule audience.Rule
	if json.Unmarshal(raw, &rule) != nil {
		return ""
	}
	return logShort(w.fields.Words(v.say, rule, w.names.of))
}

// logRates says rates with their names; one that was not set is the standard one.
func logRates(v *visit, raw json.RawMessage) string {
	var rates map[cost.Rate]*int64
	if json.Unmarshal(raw, &rates) != nil {
		return ""
	}
	var parts []string
	for _, r := range cost.Standards {
		amount, ok := rates[r.Rate]
		if !ok {
			continue
		}
		text := v.say.T("log.rate.standard")
		if amount != nil {
			text = rateText(v, r.Unit, *amount)
		}
		parts = append(parts, v.say.T("webcost.rate."+string(r.Rate))+" "+text)
	}
	return logShort(strings.Join(parts, ", "))
}

// logShipping says how many lines the price lists of shipping have and from when they hold.
func logShipping(v *visit, raw json.RawMessage) string {
	var lists []cost.ShippingList
	if json.Unmarshal(raw, &lists) != nil {
		return ""
	}
	var parts []string
	for _, l := range lists {
		if len(l.Rows) > 0 {
			parts = append(parts, v.say.T("webcost.shipping.since", v.say.Date(l.Since))+": "+v.say.T("webcost.shipping.lines", len(l.Rows)))
		}
	}
	return logShort(strings.Join(parts, ", "))
}

// logTimes says the hours of work and holidays by the day from which they hold.
func logTimes(v *visit, raw json.RawMessage) string {
	var list []firm.Times
	if json.Unmarshal(raw, &list) != nil {
		return ""
	}
	parts := make([]string, len(list))
	for i := range list {
		parts[i] = v.say.T("webtimes.form", v.say.Date(list[i].From)) + ": " + timesInWords(v, &list[i])
	}
	slices.Reverse(parts) // the newest is what was changed
	return logShort(strings.Join(parts, ". "))
}

// logList writes words that belong together; false for what is no list of words.
func logList(v *visit, key string, value any) (string, bool) {
	parts, ok := value.([]any)
	words := make([]string, len(parts))
	for i, p := range parts {
		word, isWord := p.(string)
		if !isWord {
			return "", false
		}
		words[i] = logWord(v, key, word)
	}
	return strings.Join(words, ", "), ok
}

// logPeople are the members of entries that name a customer.
var logPeople = []string{"firm_id", "from_id", "to_id", "successor_id", "referred_id", "referrer_id"}

// logVerdicts are what somebody said after a complaint.
var logVerdicts = []string{"kept", "result", "manner", "speed"}

// logNumber writes a number as what it counts: a person, an instant, an amount, a time of
// day.
func logNumber(v *visit, w *logWords, key string, x json.Number) string {
	n, err := x.Int64()
	switch {
	case err != nil:
		return x.String()
	case n == 0 && key != "minute", n < 0 && key == "minute": // at any time
		return ""
	case key == "billable" || key == "gone":
		return v.say.T("log.yes")
	case slices.Contains(logPeople, key):
		return w.customer(v, n)
	case key == "topic_id":
		return w.names.of("interest", x.String())
	case slices.Contains(logVerdicts, key):
		return v.say.T("webcomplaint.verdict." + x.String())
	case strings.HasSuffix(key, "_bp"):
		return v.say.Percent(float64(n)/10_000, 0)
	case key == "owner_id" || key == "owner" || key == "responsible" || key == "deputy" || key == "by" || key == "closed_by" || key == "seen_by" || key == "restored_by":
		return w.name(v, n)
	case key == "minute":
		return v.say.ClockShort(time.Date(2000, 1, 1, 0, int(n), 0, 0, time.UTC))
	case strings.HasSuffix(key, "_cents"):
		return v.say.MoneyExact(money.Cents(n), currency(&v.facts.firm))
	case strings.HasSuffix(key, "_at"):
		at := cal.Instant(n).Time(v.facts.zone)
		return v.say.Date(cal.Of(at, v.facts.zone)) + ", " + v.say.ClockShort(at)
	}
	return x.String()
}

// logFamilies are the messages that name the choices of a field, beside log.value.
var logFamilies = map[string][]string{
	"phase": {"webparty.phase."}, "code": {"webparty.code."}, "side": {"webparty.side."}, "orientation": {"webparty.orientation."}, "often": {"webparty.often."}, "usage": {"webparty.usage."},
	"form": {"webparty.form."}, "offered": {"webparty.offered."}, "question": {"knowledge.key."}, "outcome": {"knowledge.state."}, "known": {"webreferral.known."},
	"measure": {"culture.measure."}, "answer": {"culture.answer."}, "prompted": {"webreferral.prompted."}, "anyway": {"webreferral.anyway."},
	"state": {"web.enquiry.state.", "talk.state."}, "stage": {"web.project.stage."}, "carry": {"web.month.rest."}, "origin": {"web.enquiry.origin."},
	"reason": {"talk.reason.", "web.enquiry.reason."}, "tone": {"talk.tone."}, "marks": {"talk.mark."}, "guess": {"webparty.kind."}, "party": {"talk.party."}, "started_by": {"talk.party."},
	"kind": {"talk.vow.kind.", "webdata.kind.", "webcost.kind.", "webparty.link.", "webparty.kind.", "webvoice.kind.", "culture.kind.", "field.kind.", "webparty.topic."}, "cause": {"webcost.cause."}, "remedy": {"webcomplaint.remedy."}, "matter": {"webcomplaint.matter."}, "decision": {"webdemand.decision."}, "wish": {"log.value.channel."}, "channel": {"webdata.channel."},
}

// logWord puts the words of a choice for its key, where they are known, and a day as it is
// written here.
func logWord(v *visit, key, value string) string {
	for _, family := range append([]string{"log.value." + key + "."}, logFamilies[key]...) {
		if locale.Has(family + value) {
			return v.say.T(family + value)
		}
	}
	if d, err := cal.Parse(value); err == nil && len(value) == len("2006-01-02") {
		return v.say.Date(d)
	}
	return value
}

func logShort(text string) string {
	if r := []rune(text); len(r) > logLetters {
		return string(r[:logLetters]) + "…"
	}
	return text
}
