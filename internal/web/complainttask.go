package web

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/party"
)

const (
	tasksShown  = 50
	taskDays    = 14 // until when a task is due, unless somebody says another day
	tasksEnded  = 20
	repeatedMax = 20
)

// repeatedCards are what comes again and again by our own fault, each with its task or the form
// for one, then the other open tasks.
func (s *server) repeatedCards(v *visit, f *complaint.Figures) ([]page.Card, error) {
	open, err := complaint.Open(v.ctx(), v.seen, tasksShown)
	if err != nil {
		return nil, err
	}
	users, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	of := map[feedback.Matter]*complaint.Task{}
	for i := range open {
		if open[i].Cause == cost.Ours {
			of[open[i].Matter] = &open[i]
		}
	}
	var cards []page.Card
	for i := range f.Repeated[:min(len(f.Repeated), repeatedMax)] {
		r := &f.Repeated[i]
		card := page.Card{
			ID: "wiederholt-" + string(r.Matter), Title: v.say.T("webcomplaint.repeated", v.matter(r.Matter)),
			Lede: v.say.T("webcomplaint.repeated.text", r.Lately, complaint.RepeatedDays, complaint.RepeatedFrom),
		}
		if t := of[r.Matter]; t != nil {
			fillTask(v, &card, t, users)
			delete(of, r.Matter)
		} else {
			card.Forms = []page.Form{taskForm(v, r.Matter, users)}
		}
		cards = append(cards, card)
	}
	for i := range open {
		t := &open[i]
		if t.Cause == cost.Ours && of[t.Matter] != t {
			continue // stands above
		}
		card := page.Card{ID: "aufgabe-" + number(t.ID), Title: v.say.T("webtask.title", v.matter(t.Matter))}
		fillTask(v, &card, t, users)
		cards = append(cards, card)
	}
	return cards, nil
}

// fillTask shows a task that is open and takes the word that ends it.
func fillTask(v *visit, card *page.Card, t *complaint.Task, users []team.User) {
	tag := look.TagView{Text: v.say.T("webtask.due", t.Due), Tone: look.ToneLine, Icon: "clock"}
	if t.Due < v.facts.today {
		tag.Tone = look.ToneBad
	}
	card.Rows = append(card.Rows, page.Row{Text: t.Words, Sub: userName(users, t.Owner), Tags: []look.TagView{tag}})
	result := textField(v, "ergebnis", "webtask.result", "")
	result.Required = true
	card.Forms = append(card.Forms, rowForm(v, complaintFiguresURL, "erledigt", t.Meta, "webtask.done", "button.save", result))
}

// taskForm asks what is to be changed, by whom and until when.
func taskForm(v *visit, m feedback.Matter, users []team.User) page.Form {
	what := textField(v, "worte", "webtask.words", "")
	what.Required = true
	owner := look.FieldView{Name: "wer", Label: v.say.T("webcomplaint.owner"), Value: number(v.user.ID)}
	for _, u := range users {
		if u.Role.Writes() && u.DisabledAt == 0 {
			owner.Options = append(owner.Options, look.Option{Value: number(u.ID), Label: u.Name, Checked: u.ID == v.user.ID})
		}
	}
	f := rowForm(v, complaintFiguresURL, "verbessern", row.Meta{}, "webtask.new", "webtask.make", what, owner, dayField(v, "bis", "webtask.until", v.facts.today.Add(taskDays)))
	for i := range f.Fields {
		f.Fields[i].ID += "-" + string(m)
	}
	f.Hidden = append(f.Hidden, look.Hidden{Name: "anlass", Value: string(m)}, look.Hidden{Name: "ursache", Value: string(cost.Ours)})
	return f
}

// endedTasks tell what was changed and whether it came again since.
func (s *server) endedTasks(v *visit) (page.Card, error) {
	card := page.Card{ID: "verbessert", Title: v.say.T("webtask.ended"), Lede: v.say.T("webtask.ended.lede"), Empty: v.say.T("webtask.ended.none")}
	list, err := complaint.Ended(v.ctx(), v.seen, tasksEnded)
	if err != nil {
		return card, err
	}
	for i := range list {
		t := &list[i]
		n, err := complaint.Since(v.ctx(), v.seen, t, v.facts.today)
		if err != nil {
			return card, err
		}
		tone := look.ToneGood
		if n > 0 {
			tone = look.ToneBad
		}
		card.Rows = append(card.Rows, page.Row{
			Text: t.Result, Sub: known(v.matter(t.Matter), v.say.Date(t.DoneOn), t.Words),
			Tags: []look.TagView{{Text: v.say.T("webtask.since", locale.V{"n": n, "days": int(v.facts.today - t.DoneOn)}), Tone: tone}},
		})
	}
	return card, nil
}

// saveTask makes a task or ends one.
func (s *server) saveTask(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	m, err := v.row()
	if err != nil {
		return err
	}
	owner, err := v.number("wer")
	if err != nil {
		return err
	}
	var entry int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if _, first, err := s.sent(v, tx); err != nil || !first {
			return err
		}
		id := m.ID
		switch v.field("act") {
		case "verbessern":
			due, err := v.day("bis", v.facts.today.Add(taskDays))
			if err != nil {
				return err
			}
			t := complaint.Task{Cause: cost.Cause(v.field("ursache")), Matter: feedback.Matter(v.field("anlass")), Words: v.field("worte"), Owner: owner, Due: due}
			if id, err = complaint.Improve(v.ctx(), tx, s.by(v), v.facts.today, t); err != nil {
				return err
			}
		case "erledigt":
			if err := complaint.Improved(v.ctx(), tx, s.by(v), v.facts.today, m.ID, m.Version, v.field("ergebnis")); err != nil {
				return err
			}
		default:
			return fault.New(fault.Invalid, "web.bad_form")
		}
		entry, err = lastEntry(v, tx, complaint.Subject, id)
		return err
	})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		v.refused = &retry{err, ""}
		return s.complaintFigures(v)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(complaintFiguresURL + "?gesichert=" + number(entry))
}

// taskNotes remind on Heute of tasks that are due: whoever is to see to them, and who answers for
// the relationships once they are late.
func (s *server) taskNotes(v *visit) ([]look.NoteView, error) {
	list, err := complaint.Open(v.ctx(), v.seen, tasksShown)
	if err != nil {
		return nil, err
	}
	var due []string
	for i := range list {
		t := &list[i]
		if t.Owner == v.user.ID && t.Due <= v.facts.today || v.facts.chief.User == v.user.ID && t.Due < v.facts.today {
			due = append(due, t.Words)
		}
	}
	if len(due) == 0 {
		return nil, nil
	}
	return []look.NoteView{{
		Tone: look.ToneHoney, Icon: "clock", Text: v.say.T("webtask.note", locale.V{"n": len(due), "words": abridged(strings.Join(due, "; "), 160)}),
		Link: &look.LinkView{Label: v.say.T("webtask.note.link"), Href: complaintFiguresURL},
	}}, nil
}
