package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/views"
)

const bulkURL = "/kunden/sammel"

// exportAct is offered beside the acts of bulk: it changes nothing.
const exportAct = "export"

// bulkBar is the line under the list by which many are changed.
func (s *server) bulkBar(v *visit, found list.Page) *views.Bar {
	if !v.user.Role.Writes() {
		return nil
	}
	say := v.say
	b := &views.Bar{
		URL: address(v, bulkURL), Label: say.T("webviews.bulk.act"), None: say.T("webviews.bulk.none"), Some: say.T("webviews.bulk.some"), Clear: say.T("webviews.bulk.clear"),
		All: look.CheckView{Name: "alle", Value: "1", Label: say.T("webviews.bulk.all", countWord(say, found))},
	}
	for _, a := range bulk.Acts {
		b.Acts = append(b.Acts, look.Option{Value: string(a), Label: say.T("webviews.bulk.short." + string(a))})
	}
	if seesFigures(v.user.Role) {
		b.Acts = append(b.Acts, look.Option{Value: exportAct, Label: say.T("webviews.bulk.short.export")})
	}
	return b
}

// chosen are the customers that the form names: those ticked, or all of the list.
func (s *server) chosen(v *visit) ([]int64, error) {
	var ids []int64
	if v.field("alle") == "" {
		for _, part := range v.r.PostForm["wer"] {
			for _, text := range strings.Split(part, ",") {
				id, err := strconv.ParseInt(text, 10, 64)
				if err != nil || id <= 0 {
					return nil, fault.New(fault.Invalid, "web.bad_form")
				}
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) == 0 {
			return nil, fault.New(fault.Invalid, "bulk.nobody")
		}
		return ids, nil
	}
	w, err := s.want(v)
	if err != nil {
		return nil, err
	}
	return list.IDs(v.ctx(), v.seen, w.Query, bulk.MaxCustomers+1)
}

// plan reads what is to be done. ready is false while something is not filled in yet.
func (s *server) plan(v *visit) (p bulk.Plan, ready bool, err error) {
	p = bulk.Plan{Act: bulk.Act(v.field("tun")), Day: v.facts.today, Seen: cal.At(s.Now())}
	if seen, err := strconv.ParseInt(v.field("stand"), 10, 64); err == nil {
		p.Seen = cal.Instant(seen)
	}
	switch p.Act {
	case bulk.Field:
		if p.Field, err = v.number("feld"); err != nil || p.Field == 0 {
			return p, false, err
		}
		d, err := field.Get(v.ctx(), s.DB, p.Field)
		if err != nil {
			return p, false, err
		}
		if d.Kind == field.Money && !seesFigures(v.user.Role) {
			return p, false, fault.New(fault.Forbidden, "fault.forbidden")
		}
		if !v.r.PostForm.Has("wert") {
			return p, false, nil
		}
		p.Value, err = readOwn(v, &d, v.field("wert"))
		return p, err == nil, err
	case bulk.Objection:
		p.Source = v.field("wert")
		if len([]rune(p.Source)) > lineLimit {
			return p, false, fault.New(fault.Invalid, "web.too_long", lineLimit, len([]rune(p.Source)))
		}
		return p, p.Source != "", nil
	case bulk.Owner, bulk.Topic:
		p.Value = v.field("wert")
		return p, p.Value != "", nil
	}
	return p, false, fault.New(fault.Invalid, "bulk.act", string(p.Act))
}

// bulkPage asks what is still needed and shows what would change.
func (s *server) bulkPage(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	ids, err := s.chosen(v)
	if err != nil {
		return err
	}
	if v.field("tun") == exportAct {
		return s.exportChosen(v, ids)
	}
	p, ready, err := s.plan(v)
	if k := fault.KindOf(err); err != nil && (k != fault.Invalid || p.Act == "") {
		return err
	}
	view, formErr := s.bulkForm(v, p, ids)
	if formErr != nil {
		return formErr
	}
	if err != nil {
		v.refused = &retry{err, "wert"}
		view.Problem = v.say.Fault(err)
	} else if ready {
		seen, err := bulk.Look(v.ctx(), v.seen, p, ids)
		if k := fault.KindOf(err); err != nil && k != fault.Invalid {
			return err
		} else if err != nil {
			v.refused = &retry{err, "wert"}
			view.Problem = v.say.Fault(err)
		} else {
			view.Preview = s.bulkPreview(v, p, seen)
			if err := s.bulkFirst(v, p, seen, view.Preview); err != nil {
				return err
			}
		}
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, views.Bulk(view))
}

// bulkForm asks with what the act is to be done.
func (s *server) bulkForm(v *visit, p bulk.Plan, ids []int64) (views.BulkView, error) {
	say := v.say
	view := views.BulkView{
		Head: look.HeadView{Title: say.T("webviews.bulk.act." + string(p.Act)), Lede: say.T("webviews.bulk.lede", locale.V{"n": len(ids)}), Back: &look.LinkView{Label: say.T("place.customers"), Href: address(v, "/kunden")}},
		URL:  address(v, bulkURL), StartURL: address(v, bulkURL+"/los"), Look: say.T("webviews.bulk.preview"),
		Input: look.FieldView{Name: "wert", Label: say.T("webviews.bulk.value." + string(p.Act)), Value: v.field("wert"), Autocomplete: "off"},
	}
	view.Hidden = []look.Hidden{{Name: "tun", Value: string(p.Act)}}
	if v.field("alle") != "" {
		view.Hidden = append(view.Hidden, look.Hidden{Name: "alle", Value: "1"})
	} else {
		texts := make([]string, len(ids))
		for i, id := range ids {
			texts[i] = strconv.FormatInt(id, 10)
		}
		view.Hidden = append(view.Hidden, look.Hidden{Name: "wer", Value: strings.Join(texts, ",")})
	}
	n, err := s.knownNames(v)
	if err != nil {
		return view, err
	}
	switch p.Act {
	case bulk.Owner:
		view.Input.Options = colleagueOptions(v, n, view.Input.Value)
	case bulk.Topic:
		for _, t := range n.topics {
			id := strconv.FormatInt(t.ID, 10)
			view.Input.Options = append(view.Input.Options, look.Option{Value: id, Label: t.Name, Checked: id == view.Input.Value})
		}
		if len(n.topics) == 0 {
			view.Problem = say.T("webviews.bulk.no_topics")
		}
	case bulk.Objection:
		view.Input.Hint, view.Input.Required = say.T("webviews.bulk.objection.hint"), true
	case bulk.Field:
		return view, s.bulkField(v, p, &view)
	}
	return view, nil
}

// bulkField asks first which field, then for its value.
func (s *server) bulkField(v *visit, p bulk.Plan, view *views.BulkView) error {
	defs, err := field.InUse(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	if p.Field == 0 {
		view.Input.Name, view.Input.Label = "feld", v.say.T("webviews.bulk.which")
		for _, d := range defs {
			if d.Kind != field.Money || seesFigures(v.user.Role) {
				view.Input.Options = append(view.Input.Options, look.Option{Value: strconv.FormatInt(d.ID, 10), Label: d.Label})
			}
		}
		if len(view.Input.Options) == 0 {
			view.Problem = v.say.T("webfields.none")
		}
		return nil
	}
	d, err := field.Get(v.ctx(), s.DB, p.Field)
	if err != nil {
		return err
	}
	f := ownField(v, &d, v.field("wert"))
	f.Name, f.Value, f.Hint = "wert", v.field("wert"), v.say.T("webviews.bulk.empty")
	view.Input = f
	view.Hidden = append(view.Hidden, look.Hidden{Name: "feld", Value: strconv.FormatInt(d.ID, 10)})
	return nil
}

// bulkPreview says what would change and who would be passed over.
func (s *server) bulkPreview(v *visit, p bulk.Plan, seen bulk.Preview) *views.Preview {
	say := v.say
	out := &views.Preview{
		Text: say.T("webviews.bulk.would", locale.V{"n": seen.Change}), Submit: say.T("webviews.bulk.do", locale.V{"n": seen.Change}), Any: seen.Change > 0,
		Hidden: []look.Hidden{{Name: "wert", Value: v.field("wert")}, {Name: "stand", Value: strconv.FormatInt(int64(p.Seen), 10)}, s.mark(v)},
	}
	if seen.Same > 0 {
		out.Same = say.T("webviews.bulk.same", locale.V{"n": seen.Same})
	}
	out.LeftTitle = say.T("webviews.bulk.left")
	for _, l := range seen.Left {
		out.Left = append(out.Left, leftRow(v, l))
	}
	if seen.LeftMore > 0 {
		out.More = say.T("webviews.bulk.left.more", seen.LeftMore)
	}
	return out
}

// bulkFirst names the first who would be changed, each with what stands there now.
func (s *server) bulkFirst(v *visit, p bulk.Plan, seen bulk.Preview, out *views.Preview) error {
	shown := func(string) string { return "" }
	switch p.Act {
	case bulk.Owner:
		n, err := s.knownNames(v)
		if err != nil {
			return err
		}
		shown = func(id string) string {
			if id == "0" {
				return v.say.T("webviews.nobody")
			}
			return n.of("owner", id)
		}
	case bulk.Field:
		d, err := field.Get(v.ctx(), v.seen, p.Field)
		if err != nil {
			return err
		}
		shown = func(canonical string) string {
			value, err := d.Read(canonical)
			if canonical == "" || err != nil {
				return "–"
			}
			return ownText(v.say, &d, map[int64]field.Value{d.ID: value})
		}
	case bulk.Topic, bulk.Objection:
	}
	for _, w := range seen.First {
		out.First = append(out.First, views.Will{Name: w.Name, Href: customerURL(w.Customer), From: shown(w.From), To: shown(p.Value)})
	}
	if more := seen.Change - len(seen.First); more > 0 {
		out.FirstMore = v.say.T("webviews.bulk.left.more", more)
	}
	return nil
}

func leftRow(v *visit, l bulk.Left) views.Left {
	return views.Left{Name: l.Name, Href: customerURL(l.Customer), Why: v.say.T("bulk.outcome." + l.Why)}
}

// startBulk carries out what was previewed: at once, or by a job when there are many.
func (s *server) startBulk(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	ids, err := s.chosen(v)
	if err != nil {
		return err
	}
	p, ready, err := s.plan(v)
	if err != nil {
		return err
	}
	if !ready {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	var id int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			id = made
			return err
		}
		if id, err = bulk.Start(v.ctx(), tx, s.by(v), p, ids); err != nil {
			return err
		}
		if err := s.later(v, tx, id, len(ids)); err != nil {
			return err
		}
		return s.made(v, tx, id)
	})
	if err != nil {
		return err
	}
	return s.runBulk(v, id, len(ids))
}

// later queues a run of many customers.
func (s *server) later(v *visit, tx *store.Tx, id int64, n int) error {
	if n <= bulk.Direct || s.Bulk == nil {
		return nil
	}
	return s.Bulk(v.ctx(), tx, id)
}

// runBulk carries a small run out at once and leads to what came out.
func (s *server) runBulk(v *visit, id int64, n int) error {
	if n <= bulk.Direct || s.Bulk == nil {
		if err := bulk.Work(v.ctx(), s.DB, s.by(v), v.facts.today, id); err != nil {
			return err
		}
	}
	s.changed()
	return v.redirect(runURL(id))
}

func runURL(id int64) string { return "/sammel/" + strconv.FormatInt(id, 10) }

// bulkRun shows how far a run is and what came out.
func (s *server) bulkRun(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	r, err := bulk.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	say := v.say
	view := views.RunView{
		Head:  look.HeadView{Title: say.T("webviews.bulk.act." + string(r.Act)), Back: &look.LinkView{Label: say.T("place.customers"), Href: "/kunden"}},
		State: say.T("webviews.bulk.state."+r.State, locale.V{"n": r.Outcomes[bulk.Changed] + r.Outcomes[bulk.Undone]}), LeftTitle: say.T("webviews.bulk.left"),
	}
	if !r.Over() {
		view.Ask, view.State = runURL(id)+"?stand=1", say.T("webviews.bulk.progress", r.Total-r.Left(), r.Total)
	}
	if n := r.Outcomes[bulk.Same]; n > 0 {
		view.Same = say.T("webviews.bulk.same", locale.V{"n": n})
	}
	if r.State == bulk.Done && r.Outcomes[bulk.Changed] > 0 {
		view.Undo = &look.ActView{URL: runURL(id) + "/zuruecknehmen", Button: look.ButtonView{Label: say.T("webviews.bulk.undo"), Icon: "undo-2", Key: "U"}}
	}
	left, err := bulk.Passed(v.ctx(), v.seen, id, massRows)
	if err != nil {
		return err
	}
	for _, l := range left {
		view.Left = append(view.Left, leftRow(v, l))
	}
	if v.fragment {
		return v.part(http.StatusOK, views.Result(view))
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, views.Run(view))
}

// undoBulk takes a whole run back.
func (s *server) undoBulk(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	r, err := bulk.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if r.Actor != v.user.ID && !v.user.Role.Manages() {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if err := bulk.Undo(v.ctx(), tx, s.by(v), id); err != nil {
			return err
		}
		return s.later(v, tx, id, r.Total)
	})
	if err != nil {
		return err
	}
	return s.runBulk(v, id, r.Total)
}

// exportChosen writes the ticked rows, or all of the list, as they are shown.
func (s *server) exportChosen(v *visit, ids []int64) error {
	if !seesFigures(v.user.Role) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	only := ids
	if v.field("alle") != "" {
		only = nil
	}
	return s.writeExport(v, list.XLSX, only)
}
