package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/timeline"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// aboutShown is how many purchases and how many enquiries a talk may be tied to.
const aboutShown = 5

// The things that a talk may be about here.
const aboutOrder, aboutEnquiry, aboutProject = "order", enquiry.Subject, project.Subject

// subjects are what a talk with a customer may be about: his latest enquiries, projects
// and purchases; with a contact person those of his firm.
func (s *server) subjects(v *visit, id int64) (list []look.Option, err error) {
	c, err := stillThere(v, id)
	if err != nil {
		return nil, err
	}
	if c.Kind == customer.Contact {
		id = c.FirmID
	}
	asked, err := enquiry.OfCustomer(v.ctx(), v.seen, id, aboutShown)
	if err != nil {
		return nil, err
	}
	for i := range asked {
		list = append(list, look.Option{Value: aboutEnquiry + "-" + number(asked[i].ID), Label: v.say.T("talk.about.enquiry.one", asked[i].Sought, asked[i].Received)})
	}
	works, err := project.OfCustomer(v.ctx(), v.seen, id, aboutShown)
	if err != nil {
		return nil, err
	}
	for i := range works {
		list = append(list, look.Option{Value: aboutProject + "-" + number(works[i].ID), Label: v.say.T("talk.about.project.one", works[i].Title)})
	}
	docs, err := sales.Orders(v.ctx(), v.seen, id, sales.Newest, aboutShown, 0)
	if err != nil {
		return nil, err
	}
	for i := range docs {
		o := &docs[i].Order
		list = append(list, look.Option{Value: aboutOrder + "-" + number(o.ID), Label: v.say.T("talk.about.order.one", v.say.T("webdata.doc."+string(o.Kind), o.Number), o.Day)})
	}
	return list, nil
}

// askAbout adds to the form of a talk what it was about, where there is something. Of
// several customers who may be meant each one's things stand under his name.
func (s *server) askAbout(v *visit, f *talk.Form, links []interaction.Link, meant ...look.Option) error {
	list := []look.Option{{Value: "", Label: v.say.T("talk.about.none")}}
	for _, who := range meant {
		id, err := strconv.ParseInt(who.Value, 10, 64)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		things, err := s.subjects(v, id)
		if err != nil {
			return err
		}
		for _, thing := range things {
			if len(meant) > 1 {
				thing.Label = who.Label + ": " + thing.Label
			}
			list = append(list, thing)
		}
	}
	now := ""
	for _, l := range links {
		now = l.Subject + "-" + number(l.ID)
		if !slices.ContainsFunc(list, func(o look.Option) bool { return o.Value == now }) {
			list = append(list, look.Option{Value: now, Label: v.say.T("talk.about." + l.Subject)})
		}
	}
	if v.r.PostForm.Has("zu") {
		now = v.field("zu")
	}
	if len(list) > 1 {
		f.Fields = append(f.Fields, look.FieldView{Name: "zu", Label: v.say.T("talk.about"), Value: now, Options: list})
	}
	return nil
}

// about reads what a talk with a customer was about; without the field was stays.
func (s *server) about(v *visit, customer int64, was []interaction.Link) ([]interaction.Link, error) {
	if !v.r.PostForm.Has("zu") {
		return was, nil
	}
	text := v.field("zu")
	if text == "" {
		return nil, nil
	}
	for _, l := range was {
		if text == l.Subject+"-"+number(l.ID) {
			return was, nil
		}
	}
	list, err := s.subjects(v, customer)
	if err != nil {
		return nil, err
	}
	subject, id, _ := strings.Cut(text, "-")
	ref, err := strconv.ParseInt(id, 10, 64)
	if err != nil || !slices.ContainsFunc(list, func(o look.Option) bool { return o.Value == text }) {
		return nil, fault.New(fault.Invalid, "talk.about.others")
	}
	return []interaction.Link{{Subject: subject, ID: ref}}, nil
}

// ties tell what the talks of a page are about, and which talks are about its purchases,
// enquiries and projects.
type ties struct {
	of    map[int64][]interaction.Tie            // by talk
	about map[interaction.Link][]interaction.Tie // by what they are about
}

func (s *server) ties(v *visit, list []timeline.Entry) (ties, error) {
	t := ties{map[int64][]interaction.Tie{}, map[interaction.Link][]interaction.Tie{}}
	ids := map[timeline.Kind][]int64{}
	for _, e := range list {
		ids[e.Kind] = append(ids[e.Kind], e.Ref)
	}
	reads := []func() error{func() error {
		mine, err := interaction.TiesOf(v.ctx(), v.seen, ids[timeline.Talk])
		for _, tie := range mine {
			t.of[tie.Talk] = append(t.of[tie.Talk], tie)
		}
		return err
	}}
	for kind, subject := range map[timeline.Kind]string{timeline.Purchase: aboutOrder, timeline.Enquiry: aboutEnquiry, timeline.Project: aboutProject} {
		reads = append(reads, func() error {
			theirs, err := interaction.TiesTo(v.ctx(), v.seen, subject, ids[kind])
			for _, tie := range theirs {
				t.about[tie.Link] = append(t.about[tie.Link], tie)
			}
			return err
		})
	}
	return t, store.Together(v.ctx(), reads...)
}

// tie adds to an entry of the history what it hangs together with.
func (t ties) tie(v *visit, e timeline.Entry, view *page.Entry) {
	tag := func(text string) { view.Tags = append(view.Tags, look.TagView{Text: text, Tone: look.ToneLine}) }
	switch e.Kind {
	case timeline.Talk:
		for _, tie := range t.of[e.Ref] {
			tag(v.say.T("talk.about." + tie.Subject))
		}
	case timeline.Purchase:
		for _, tie := range t.about[interaction.Link{Subject: aboutOrder, ID: e.Ref}] {
			tag(v.say.T("talk.about.talked", tie.Day))
		}
	case timeline.Enquiry:
		for _, tie := range t.about[interaction.Link{Subject: aboutEnquiry, ID: e.Ref}] {
			tag(v.say.T("talk.about.talked", tie.Day))
		}
	case timeline.Project:
		for _, tie := range t.about[interaction.Link{Subject: aboutProject, ID: e.Ref}] {
			tag(v.say.T("talk.about.talked", tie.Day))
		}
	case timeline.Promise, timeline.Referral, timeline.Idea, timeline.Change: // nothing is tied to them
	}
}
