package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

const (
	marginsURL   = "/einstellungen/warengruppen"
	marginsShown = 50
	marginsVerb  = "sales.margins"
	marginsThing = "sales_category"
)

// netsCache keeps the sales per category while the figures stay what they are: adding
// them up reads every line of a year.
type netsCache struct {
	mu   sync.Mutex
	at   time.Time
	day  cal.Date
	nets map[int64]money.Cents
}

func (s *server) categoryNets(v *visit) (map[int64]money.Cents, error) {
	s.nets.mu.Lock()
	defer s.nets.mu.Unlock()
	if s.nets.nets != nil && s.nets.at.Equal(v.facts.refreshed) && s.nets.day == v.facts.today {
		return s.nets.nets, nil
	}
	nets, err := sales.CategoryNets(v.ctx(), s.DB, v.facts.today.AddMonths(-12).Add(1), v.facts.today)
	if err == nil {
		s.nets.nets, s.nets.at, s.nets.day = nets, v.facts.refreshed, v.facts.today
	}
	return nets, err
}

// marginsCard leads from the settings to the categories.
func (s *server) marginsCard(v *visit) (*settings.TextView, error) {
	list, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return nil, err
	}
	card := &settings.TextView{Title: v.say.T("web.margins.title")}
	if len(list) == 0 {
		card.Lines = []string{v.say.T("web.margins.none")}
		return card, nil
	}
	unknown := 0
	for _, c := range list {
		if c.Margin < 0 {
			unknown++
		}
	}
	card.Lines = []string{v.say.T("web.margins.card", locale.V{"n": len(list), "unknown": unknown})}
	card.Link = &look.ButtonView{Label: v.say.T("web.margins.open"), Href: marginsURL}
	return card, nil
}

func (s *server) marginsPage(v *visit) error {
	work, err := s.repricing(v)
	if err != nil {
		return err
	}
	if v.fragment && v.r.URL.Query().Get("stand") != "" {
		if work == nil {
			work = &settings.WorkView{Text: v.say.T("web.margins.done")}
		}
		return v.part(http.StatusOK, settings.Work(*work))
	}
	return s.showMargins(v, http.StatusOK, nil)
}

// repricing tells how far the computing after a change is; nil when nothing is to be told.
func (s *server) repricing(v *visit) (*settings.WorkView, error) {
	if s.Jobs == nil {
		return nil, nil
	}
	tasks, err := s.Jobs.Recent(v.ctx(), "sales.reprice", 1)
	if err != nil || len(tasks) == 0 {
		return nil, err
	}
	switch tasks[0].State {
	case "ready", "running":
		return &settings.WorkView{Text: v.say.T("web.margins.working"), Ask: marginsURL + "?stand=1"}, nil
	case "failed":
		return &settings.WorkView{Text: v.say.T("web.margins.failed"), Bad: true}, nil
	}
	return nil, nil
}

// marginErrors are the words at fields that could not be read, by category.
type marginErrors map[int64]string

func (s *server) showMargins(v *visit, code int, wrong marginErrors) error {
	list, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	nets, err := s.categoryNets(v)
	if err != nil {
		return err
	}
	say, q := v.say, v.r.URL.Query()
	search := strings.TrimSpace(cmp.Or(v.r.PostFormValue("q"), q.Get("q")))
	view := settings.MarginsView{
		Head: look.HeadView{Title: say.T("web.margins.title"), Lede: say.T("web.margins.lede"), Back: &look.LinkView{Label: say.T("place.settings"), Href: "/einstellungen"}},
		URL:  marginsURL, Find: say.T("web.margins.find"), Submit: say.T("button.save"),
		Search: look.FieldView{Name: "q", Label: say.T("web.margins.search"), Placeholder: say.T("web.margins.search"), Value: search},
	}
	if len(wrong) > 0 {
		view.Problem = say.T("web.margins.wrong")
	}
	if err := s.savedMargins(v, &view); err != nil {
		return err
	}
	if view.Work, err = s.repricing(v); err != nil {
		return err
	}
	var whole money.Cents
	for _, n := range nets {
		whole += max(n, 0)
	}
	list = found(list, search)
	slices.SortStableFunc(list, func(a, b sales.Category) int { return cmp.Compare(nets[b.ID], nets[a.ID]) })
	switch {
	case len(list) == 0 && search != "":
		view.Empty = say.T("web.margins.not_found", search)
	case len(list) == 0:
		view.Empty = say.T("web.margins.none")
	}
	at := pageOf(cmp.Or(v.r.PostFormValue("seite"), q.Get("seite")), len(list))
	view.Hidden = []look.Hidden{{Name: "q", Value: search}, {Name: "seite", Value: strconv.Itoa(at + 1)}}
	place := func(n int) string { return say.Int(int64(min(n, len(list)))) }
	view.Count = say.T("web.margins.count", place(at*marginsShown+1), place((at+1)*marginsShown), place(len(list)))
	view.Pages = marginPages(v, search, at, len(list))
	view.Table = look.TableView{Label: say.T("web.margins.title"), Fold: true, Columns: []look.Column{
		{Title: say.T("web.margins.category")},
		{Title: say.T("web.margins.products"), Num: true, Off: true},
		{Title: say.T("web.margins.share"), Num: true},
		{Title: say.T("web.margins.margin")},
		{Title: say.T("web.margins.sensitive")},
	}}
	for _, c := range list[min(at*marginsShown, len(list)):min((at+1)*marginsShown, len(list))] {
		view.Table.Rows = append(view.Table.Rows, marginRow(v, c, nets[c.ID], whole, wrong[c.ID]))
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/einstellungen"}, settings.Margins(view))
}

// found are the categories whose name holds every word of a search.
func found(list []sales.Category, search string) []sales.Category {
	words := strings.Fields(locale.SearchKey(search))
	return slices.DeleteFunc(list, func(c sales.Category) bool {
		name := locale.SearchKey(c.Name)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) })
	})
}

// pageOf reads the number of a page, from 0; a page that is not there is the nearest.
func pageOf(text string, rows int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return min(max(n-1, 0), max(0, (rows-1)/marginsShown))
}

func marginPages(v *visit, search string, at, rows int) []look.ButtonView {
	var list []look.ButtonView
	add := func(word string, to int) {
		if to >= 0 && to*marginsShown < rows {
			list = append(list, look.ButtonView{Label: v.say.T(word), Href: marginsURL + "?" + url.Values{"q": {search}, "seite": {strconv.Itoa(to + 1)}}.Encode()})
		}
	}
	add("web.margins.before", at-1)
	add("web.margins.after", at+1)
	return list
}

func marginRow(v *visit, c sales.Category, net, whole money.Cents, wrong string) look.Row {
	id := strconv.FormatInt(c.ID, 10)
	share := v.say.T("web.margins.no_sales")
	if net > 0 && whole > 0 {
		share = v.say.T("web.margins.of_sales", v.say.Percent(float64(net)/float64(whole), 1))
	}
	value := marginText(v, c.Margin)
	field := settings.MarginView{
		Name: "m" + id, Label: v.say.T("web.margins.margin.of", c.Name), Value: value, Unknown: v.say.T("web.margins.unknown"), Error: wrong,
		Was: look.Hidden{Name: "w" + id, Value: fmt.Sprintf("%d %t", c.Margin, c.Sensitive)},
	}
	mark := look.CheckView{Name: "s" + id, Label: v.say.T("web.margins.sensitive.mark"), Checked: c.Sensitive}
	if v.r.PostForm.Has(field.Was.Name) && v.r.Method == http.MethodPost { // as it was typed
		field.Value, mark.Checked = v.r.PostFormValue(field.Name), v.field(mark.Name) != ""
	}
	return look.Row{Cells: []look.Cell{
		{Text: c.Name}, {Text: v.say.Int(int64(c.Products))}, {Text: share}, {Content: settings.Margin(field)}, {Content: look.Check(mark)},
	}}
}

// marginText writes a margin of basis points as a percentage, an unknown one as nothing.
func marginText(v *visit, bp int) string {
	if bp < 0 {
		return ""
	}
	return v.say.Float(float64(bp)/100, marginDecimals(bp))
}

// readMargin reads a percentage; nothing means that it is not known.
func readMargin(v *visit, text string) (int, error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == "" {
		return -1, nil
	}
	number, err := v.say.ParseNumber(text)
	if err != nil {
		return 0, err
	}
	bp, err := number.Cents(2)
	if err != nil || bp < 0 || bp > 10_000 {
		return 0, fault.New(fault.Invalid, "firm.margin")
	}
	return int(bp), nil
}

// goods is what a person decides about a category.
type goods struct {
	Margin    int  `json:"margin_bp"` // -1 not known
	Sensitive bool `json:"sensitive"`
}

// change is what was decided, by category, and what held before.
type change struct{ before, after map[int64]goods }

// saveMargins takes the fields that differ from what the page had shown.
func (s *server) saveMargins(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	list, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	c, wrong := change{map[int64]goods{}, map[int64]goods{}}, marginErrors{}
	for _, one := range list {
		id := strconv.FormatInt(one.ID, 10)
		if !v.r.PostForm.Has("m" + id) {
			continue
		}
		margin, err := readMargin(v, v.r.PostFormValue("m"+id))
		if err != nil {
			wrong[one.ID] = v.say.Fault(err)
			continue
		}
		now := goods{margin, v.field("s"+id) != ""}
		if fmt.Sprintf("%d %t", now.Margin, now.Sensitive) != v.field("w"+id) {
			c.before[one.ID], c.after[one.ID] = goods{one.Margin, one.Sensitive}, now
		}
	}
	if len(wrong) > 0 {
		return s.showMargins(v, http.StatusUnprocessableEntity, wrong)
	}
	to := url.Values{"q": {v.field("q")}, "seite": {v.field("seite")}}
	if len(c.after) > 0 {
		entry, err := s.writeMargins(v, c, 0)
		if err != nil {
			return err
		}
		to.Set("gesichert", strconv.FormatInt(entry, 10))
	}
	return v.redirect(marginsURL + "?" + to.Encode())
}

// writeMargins saves decisions with their history and queues what follows from them.
func (s *server) writeMargins(v *visit, c change, undoes int64) (entry int64, err error) {
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		var moved []int64
		for id, now := range c.after {
			if err := sales.SetMargin(v.ctx(), tx, id, now.Margin); err != nil {
				return err
			}
			if err := sales.SetSensitive(v.ctx(), tx, id, now.Sensitive); err != nil {
				return err
			}
			if now.Margin != c.before[id].Margin {
				moved = append(moved, id)
			}
		}
		if len(moved) > 0 && s.Reprice != nil {
			slices.Sort(moved)
			if err := s.Reprice(v.ctx(), tx, moved); err != nil {
				return err
			}
		}
		entry, err = history.Append(v.ctx(), tx, history.Entry{
			At: cal.At(s.Now()), Actor: v.user.ID, Verb: marginsVerb, Subject: marginsThing, Undoes: undoes,
			Before: history.Values(c.before), After: history.Values(c.after),
		})
		return err
	})
	if err == nil {
		s.changed()
	}
	return entry, err
}

// savedMargins says that something was saved, with the way back.
func (s *server) savedMargins(v *visit, view *settings.MarginsView) error {
	id, err := strconv.ParseInt(v.r.URL.Query().Get("gesichert"), 10, 64)
	if err != nil {
		return nil //nolint:nilerr // no number, nothing to say
	}
	e, err := history.Get(v.ctx(), v.seen, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || e.Verb != marginsVerb || e.Undone {
		return err
	}
	c, err := changeOf(e)
	if err != nil {
		return err
	}
	view.Saved = v.say.T("web.margins.saved", locale.V{"n": len(c.after)})
	view.Undo = &look.ActView{
		URL: marginsURL + "/zurueck", Fields: []look.Hidden{{Name: "eintrag", Value: strconv.FormatInt(id, 10)}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s"},
	}
	return nil
}

func changeOf(e history.Entry) (c change, err error) {
	if err := json.Unmarshal(e.Before, &c.before); err != nil {
		return c, fmt.Errorf("margins before entry %d: %w", e.ID, err)
	}
	if err := json.Unmarshal(e.After, &c.after); err != nil {
		return c, fmt.Errorf("margins after entry %d: %w", e.ID, err)
	}
	return c, nil
}

// undoMargins takes a decision back, where nobody has decided anew since.
func (s *server) undoMargins(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id, err := strconv.ParseInt(v.field("eintrag"), 10, 64)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	e, err := history.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if e.Verb != marginsVerb {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	done, err := changeOf(e)
	if err != nil {
		return err
	}
	list, err := sales.Categories(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	back := change{map[int64]goods{}, map[int64]goods{}}
	for _, c := range list {
		now := goods{c.Margin, c.Sensitive}
		if after, ok := done.after[c.ID]; ok && after == now {
			back.before[c.ID], back.after[c.ID] = now, done.before[c.ID]
		}
	}
	if _, err := s.writeMargins(v, back, id); err != nil {
		return err
	}
	return v.redirect(marginsURL)
}
