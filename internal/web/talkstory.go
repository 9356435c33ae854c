package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/timeline"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// storyPage tells a customer's story from the first purchase on.
func (s *server) storyPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	story, article, err := timeline.Read(v.ctx(), v.seen, c.ID, timeline.Record(v.facts.zone, 0))
	if err != nil {
		return err
	}
	favourite := ""
	likes, err := sales.Favourites(v.ctx(), v.seen, c.ID, v.facts.today.AddMonths(-36), 1)
	if err != nil {
		return err
	}
	if len(likes) > 0 && likes[0].Orders > 1 {
		favourite = strings.TrimSpace(likes[0].Name)
	}
	view := talk.StoryView{
		Head:  look.HeadView{Title: v.say.T("talk.story"), Lede: c.Shown(), Back: &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}},
		Print: v.say.T("button.print"), Empty: v.say.T("talk.story.none"),
	}
	for _, ch := range story.Tell(v.say, whoIs(&c), article, favourite) {
		view.Chapters = append(view.Chapters, talk.Chapter(ch))
	}
	return s.pageStatus(v, http.StatusOK, sheet{Title: view.Head.Title, At: "/kunden"}, talk.Story(view))
}

// filterKinds are the parts of the history that can be shown alone; the texts stand in
// addresses.
var filterKinds = []struct {
	name string
	kind timeline.Kind
}{{"kaeufe", timeline.Purchase}, {"gespraeche", timeline.Talk}, {"zusagen", timeline.Promise}, {"anfragen", timeline.Enquiry}, {"vorhaben", timeline.Project}, {"empfehlungen", timeline.Referral}, {"anregungen", timeline.Idea}, {"aenderungen", timeline.Change}}

// filterOf reads which part of the history is wanted; "" is everything.
func filterOf(v *visit) (name string, kinds []timeline.Kind) {
	for _, f := range filterKinds {
		if v.r.URL.Query().Get("nur") == f.name {
			return f.name, []timeline.Kind{f.kind}
		}
	}
	return "", nil
}

// filters are the links above the history.
func filters(v *visit, id int64) talk.Filter {
	now, _ := filterOf(v)
	f := talk.Filter{Label: v.say.T("talk.filter")}
	f.Links = []look.LinkView{{Label: v.say.T("talk.filter.all"), Href: customerURL(id) + "#verlauf", Current: now == ""}}
	for _, k := range filterKinds {
		f.Links = append(f.Links, look.LinkView{Label: v.say.T("talk.filter." + k.name), Href: customerURL(id) + "?nur=" + k.name + "#verlauf", Current: now == k.name})
	}
	return f
}

// historyURL is the address of the history behind a place, in the same part of it.
func historyURL(v *visit, path string, place string) string {
	values := url.Values{"verlauf": {place}}
	if name, _ := filterOf(v); name != "" {
		values.Set("nur", name)
	}
	return path + "?" + values.Encode()
}

// vowEntry is a promise in the history.
func vowEntry(v *visit, p *promise.Promise) page.Entry {
	text := v.say.T("talk.told."+string(p.Party), locale.V{"due": p.Due})
	e := page.Entry{Icon: "handshake", Tone: look.ToneHoney, Say: look.Sentence{{Text: text}}, Note: p.Text}
	if p.State != promise.Open {
		tone := look.ToneLine
		if p.State == promise.Broken {
			tone = look.ToneBad
		}
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("talk.state." + string(p.State)), Tone: tone})
	} else if p.Late(v.facts.today) {
		e.Tags = append(e.Tags, look.TagView{Text: v.say.T("talk.late"), Tone: look.ToneBad})
	}
	return e
}

// changeEntry is a change of the record in the history: which fields of the customer's own
// row, not their values; of the things that belong to him, what was done with which.
func changeEntry(v *visit, h *history.Entry) page.Entry {
	e := page.Entry{Icon: "pencil", Say: look.Sentence{{Text: v.say.T("talk.change")}}}
	if h.Verb == "customer.create" {
		e.Icon, e.Say = "user-round-plus", look.Sentence{{Text: v.say.T("talk.created")}}
		return e
	}
	if !strings.HasPrefix(h.Verb, "customer.") {
		e.Say = look.Sentence{{Text: logSentence(v.say, h.Verb)}}
		e.Note = changedThing(v, h)
		return e
	}
	var after map[string]any
	if json.Unmarshal(h.After, &after) != nil { // an entry of another shape names no fields
		return e
	}
	var names []string
	for _, field := range slices.Sorted(maps.Keys(after)) {
		if key := "customer.field." + field; locale.Has(key) {
			names = append(names, v.say.T(key))
		} else if key := "webdata.field." + string(customer.Field(field)); locale.Has(key) {
			names = append(names, v.say.T(key))
		}
	}
	e.Note = v.say.List(names)
	return e
}

// changedThing names the thing of an entry: the number, the reason, the form of address.
func changedThing(v *visit, h *history.Entry) string {
	side := h.After
	if len(side) == 0 || string(side) == "null" {
		side = h.Before
	}
	var thing struct{ Kind, Value, Street, City, Label, Form, Phase, Code, Words, Name string }
	if json.Unmarshal(side, &thing) != nil { // an entry of another shape names nothing
		return ""
	}
	word := func(prefix, key string) string {
		if key == "" || !locale.Has(prefix+key) {
			return ""
		}
		return v.say.T(prefix + key)
	}
	switch h.Verb[:max(strings.LastIndexByte(h.Verb, '.'), 0)] {
	case "party.point":
		return known(thing.Value, thing.Street, thing.City)
	case "party.link":
		return known(word("webparty.link.", thing.Kind), thing.Label)
	case "party.form":
		return word("webparty.form.", thing.Form)
	case "accord.reason":
		return known(word("webparty.phase.", thing.Phase), word("webparty.code.", thing.Code), thing.Words)
	case "feedback.idea", "feedback.complaint", "feedback.demand":
		return thing.Words
	case "attachment.file":
		return thing.Name
	}
	return ""
}
