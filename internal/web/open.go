package web

import (
	"math"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// beatDays is how far back the rhythm picture looks at least and at most.
const (
	beatDays    = 90
	beatDaysMax = 730
)

// paneWidth is the room for the picture in an opened line on the narrowest desk;
// wider, it would be scaled down and its words with it.
const paneWidth = 232

// openUp adds to a line what one should know for the conversation: rhythm, way of
// contact, favourites.
func (s *server) openUp(v *visit, step *care.Step, c *look.CareView) error {
	text := s.words(v, step)
	who := step.Subject(v.facts.firm.AddressForm).Person
	var row lifecycle.Row
	var known bool
	var beat templ.Component
	var names []string
	err := store.Together(v.ctx(),
		func() (err error) {
			row, known, err = lifecycle.GetRow(v.ctx(), v.seen, step.Line.Customer)
			return err
		},
		func() (err error) { beat, err = s.beat(v, step); return err },
		func() (err error) { names, err = s.liked(v, step); return err },
	)
	if err != nil {
		return err
	}
	c.Kind = look.Kind(step.Relation)
	if c.Stance != "" {
		c.Panes = append(c.Panes, look.Pane{Title: v.say.T("web.today.stance"), Text: c.Stance})
	}
	if known && row.StandingOn(v.facts.today) == lifecycle.Regular && row.StandingSince < cal.Latest {
		c.Facts = append(c.Facts, look.Fact{Text: v.say.T("web.today.regular", locale.V{"who": who, "year": row.StandingSince.Year()})})
	}
	if beat != nil {
		c.Panes = append(c.Panes, look.Pane{Title: v.say.T("web.today.rhythm"), Content: beat})
	}
	if len(names) > 0 && !(len(names) == 1 && strings.Contains(text.With, names[0])) { // said once is enough
		c.Panes = append(c.Panes, look.Pane{Title: v.say.T("web.today.likes"), Text: v.say.List(names)})
	}
	how := look.Pane{Title: v.say.T("web.today.how"), Text: text.How}
	if step.Line.Channel == care.Phone { // people are not called unasked, firms for a reason
		if phone := dialling(v, step.Phone, ""); phone.Dial != "" {
			how.Content = look.Facts([]look.Fact{{Text: phone.Text, Icon: "phone", Href: "tel:" + phone.Dial}})
		}
	}
	c.Panes = append(c.Panes, how, look.Pane{Title: v.say.T("web.today.with"), Text: text.With})
	return nil
}

// liked are the articles that a customer buys most. The line brings them along, unless it
// was planned by a version that did not keep them.
func (s *server) liked(v *visit, step *care.Step) ([]string, error) {
	if names := step.Line.Facts.Likes; len(names) > 0 {
		return names, nil
	}
	return care.Likes(v.ctx(), v.seen, step.Line.Customer, v.facts.today)
}

// dialling reads a phone number as people of the firm's country write it.
func dialling(v *visit, phone, country string) customer.Dialling {
	return customer.ReadPhone(phone, country, customer.Region(v.facts.firm.Locale))
}

// beat draws the purchases of a customer; nil when there is no rhythm yet.
func (s *server) beat(v *visit, step *care.Step) (templ.Component, error) {
	f := step.Line.Facts
	if f.Occasions < 2 || !(f.Interval > 0) || f.Last >= cal.Latest {
		return nil, nil
	}
	today := v.facts.today
	b := look.BeatView{
		Days: int(min(beatDaysMax, max(beatDays, math.Ceil(6*f.Interval), float64(today.Sub(f.Last))*1.5))),
		Now:  v.say.T("date.today"), Expected: v.say.T("web.today.beat.expected"),
		Width: paneWidth,
	}
	bought, err := sales.BuyingDays(v.ctx(), v.seen, step.Line.Customer, today.Add(-b.Days), today)
	if err != nil {
		return nil, err
	}
	for _, day := range bought {
		b.Buys = append(b.Buys, today.Sub(day))
	}
	since := float64(today.Sub(f.Last))
	b.HasExpect, b.ExpectFrom, b.ExpectTo = true, int(since-.85*f.Interval), int(since-1.15*f.Interval)
	b.Start = v.say.T("web.today.beat.start", locale.V{"n": int(math.Round(float64(b.Days) / 30.4))})
	b.Label = v.say.T("web.today.beat.label", locale.V{"interval": v.say.Interval(f.Interval), "last": v.say.Relative(f.Last, today)})
	return look.Beat(b), nil
}

// watchList is who should not be forgotten in the next days; nil when nobody.
func (s *server) watchList(v *visit) (*today.Watch, error) {
	soon, err := care.WatchList(v.ctx(), v.seen, v.facts.today)
	if err != nil || len(soon) == 0 {
		return nil, err
	}
	w := &today.Watch{Title: v.say.T("web.today.watch")}
	for _, c := range soon {
		row := today.WatchRow{
			Avatar: look.AvatarView{Initials: look.Initials(c.Name), Firm: c.Kind == "firm", Size: "s"},
			Name:   c.Name, Href: customerURL(c.Customer), Icon: "clock",
			Text: v.say.T("web.today.soon", locale.V{"interval": v.say.Interval(c.Interval), "day": v.say.Relative(c.LateFrom, v.facts.today)}),
		}
		if c.Sign != "" {
			row.Icon, row.Text = "trending-down", capital(v.say.T(c.Sign))
		}
		w.Rows = append(w.Rows, row)
	}
	return w, nil
}

func customerURL(id int64) string { return "/kunden/" + strconv.FormatInt(id, 10) }

func lineID(step *care.Step) string { return "c-" + strconv.FormatInt(step.ID, 10) }

func lineURL(step *care.Step) string { return "/heute/zeilen/" + strconv.FormatInt(step.ID, 10) }
