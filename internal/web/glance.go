package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/party"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// The cards beside a customer show so many topics and links; the rest is one click away.
const (
	topicsShown = 6
	doubtsShown = 2
	bondsShown  = 6
	pointsShown = 6
)

// atAGlance fills in what somebody should know who meets the customer: how he likes to be
// treated, what interests him, why he is here, whom he belongs to.
func (s *server) atAGlance(v *visit, p *person, view *page.View) (err error) {
	if p.known, err = knowledge.At(v.ctx(), v.seen, p.ID, v.facts.today); err != nil {
		return err
	}
	g, url := &p.known, customerURL(p.ID)
	do, dont := treatment(v, g)
	if len(do)+len(dont) > 0 {
		view.Treated = &page.Treated{Title: v.say.T("webdata.glance.treated"), All: look.LinkView{Label: v.say.T("webdata.glance.all"), Href: url + "/interessen#vorlieben"}, Do: do, Dont: dont}
	}
	if n := len(g.Likes); n+len(g.Doubts) > 0 {
		list := page.Listed{Title: v.say.T("webdata.glance.likes"), All: look.LinkView{Label: v.say.T("webdata.glance.all"), Href: url + "/interessen"}}
		for _, d := range g.Doubts[:min(len(g.Doubts), doubtsShown)] {
			list.Rows = append(list.Rows, page.Row{Text: v.say.T("webparty.doubt."+string(d.Kind), d.Name), Href: url + "/interessen#fragen", Note: v.say.T("webdata.glance.ask")})
		}
		for _, l := range g.Likes[:min(n, topicsShown)] {
			list.Rows = append(list.Rows, page.Row{Text: l.Name, Note: sinceYear(v, l.Since)})
		}
		view.Known = append(view.Known, list)
	}
	if len(g.Why) > 0 {
		list := page.Listed{Title: v.say.T("webdata.glance.why"), All: look.LinkView{Label: v.say.T("webdata.glance.all"), Href: url + "/vereinbarung"}}
		for i := range g.Why {
			r := &g.Why[i]
			row := page.Row{Text: v.say.T("webparty.phase."+r.Phase) + ": " + v.say.T("webparty.code."+r.Code)}
			if r.Words != "" {
				row.Quote = v.say.T("webdata.glance.quote", r.Words)
			}
			list.Rows = append(list.Rows, row)
		}
		view.Known = append(view.Known, list)
	}
	if len(g.Belongs) > 0 {
		list := page.Listed{Title: v.say.T("webdata.glance.belongs"), All: look.LinkView{Label: v.say.T("webdata.glance.all"), Href: url + "/person#verbindungen"}}
		for i := range g.Belongs[:min(len(g.Belongs), bondsShown)] {
			l := &g.Belongs[i]
			list.Rows = append(list.Rows, page.Row{Text: l.OtherName, Href: customerURL(l.Other), Note: bondWord(v, l)})
		}
		view.Known = append(view.Known, list)
	}
	return nil
}

// treatedAs adds what fits his kind of relationship to what he has told himself; a guess stands
// there only where he has told nothing, and says that it is one.
func treatedAs(v *visit, p *person, view *page.View) {
	do, dont := played(v, p.kind)
	if len(do)+len(dont) == 0 {
		return
	}
	guess := guessed(v, p.kind)
	if view.Treated == nil {
		title := "webdata.glance.treated"
		if guess {
			title = "webplaybook.treated"
		}
		view.Treated = &page.Treated{Title: v.say.T(title), All: look.LinkView{Label: v.say.T("webdata.glance.all"), Href: kindsURL + "/" + p.kind.Kind.Key()}}
	} else if guess {
		return
	}
	view.Treated.Do, view.Treated.Dont = append(view.Treated.Do, do...), append(view.Treated.Dont, dont...)
}

// treatment is how somebody likes to be treated, and what he does not want.
func treatment(v *visit, g *knowledge.Glance) (do, dont []string) {
	say, p := v.say, &g.Treated
	if p.Channel != "" {
		do = append(do, say.T("brief.channel", say.T("webparty.channel."+p.Channel)))
	}
	if p.Times != "" {
		do = append(do, say.T("brief.times", timesText(p.Times)))
	}
	if key := "brief.orientation." + p.Orientation; locale.Has(key) {
		do = append(do, say.T(key))
	}
	if p.Often != "" {
		do = append(do, say.T("brief.often", say.T("webparty.often."+p.Often)))
	}
	if p.QuietDays != "" {
		dont = append(dont, say.T("brief.quietdays", weekdays(v, p.QuietDays)))
	}
	for _, q := range g.Quiet {
		dont = append(dont, say.T("brief.quiet", say.Date(q.Since), say.Date(q.Until.Add(-1))))
	}
	if len(g.Avoids) > 0 {
		dont = append(dont, say.T("brief.excluded", v.say.List(g.Avoids)))
	}
	return do, dont
}

// timesText writes stored times "09:00-11:00,15:00-17:00" for readers.
func timesText(times string) string {
	return strings.ReplaceAll(strings.ReplaceAll(times, "-", "–"), ",", ", ")
}

func sinceYear(v *visit, day cal.Date) string {
	if day >= cal.Latest || day.Year() < 1900 {
		return ""
	}
	return v.say.T("webdata.glance.since", strconv.Itoa(day.Year()))
}

// bondWord says what the other is to the customer.
func bondWord(v *visit, l *party.Seen) string {
	if label := l.Word(); label != "" {
		return label
	}
	key := "webparty.link." + string(l.Kind)
	if l.Back {
		key += ".back"
	}
	return v.say.T(key)
}

// furtherReach adds to the card of addresses what stands behind the first ones.
func furtherReach(v *visit, p *person, f *page.Facts) {
	icons := map[party.Way]string{party.Phone: "phone", party.Mail: "mail", party.Address: "map-pin"}
	for i := range p.known.Reach[:min(len(p.known.Reach), pointsShown)] {
		r := &p.known.Reach[i]
		text, link := r.Value, ""
		switch r.Way {
		case party.Phone:
			d := dialling(v, r.Value, p.Country)
			text, link = d.Text, "tel:"+d.Dial
		case party.Mail:
			link = "mailto:" + r.Value
		case party.Address:
			text = strings.Trim(r.Street+", "+r.City, ", ")
		}
		if p.bars.Any() {
			link = ""
		}
		if slices.ContainsFunc(f.Items, func(x look.Fact) bool { return x.Text == text }) {
			continue // also stands in the customer's own row
		}
		if r.Usage != "" {
			text += " (" + v.say.T("webparty.usage."+r.Usage) + ")"
		}
		f.Items = append(f.Items, look.Fact{Icon: icons[r.Way], Text: text, Href: link})
	}
	slices.SortStableFunc(f.Items, func(a, b look.Fact) int { return reachOrder(a.Icon) - reachOrder(b.Icon) })
}

// reachOrder puts numbers before mails before addresses before the rest.
func reachOrder(icon string) int {
	if i := slices.Index([]string{"phone", "mail", "map-pin"}, icon); i >= 0 {
		return i
	}
	return 3
}
