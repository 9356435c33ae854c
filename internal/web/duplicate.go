package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/store"
	customerpage "github.com/stammkunde/stammkunde/internal/web/page/customer"
	page "github.com/stammkunde/stammkunde/internal/web/page/duplicate"
)

// doublesShown is how many pairs a page lists, and of how many merges it tells.
const doublesShown, mergesShown = 20, 8

// doublesPage lists the pairs that wait for a decision.
func (s *server) doublesPage(v *visit) error {
	var after customer.Scored
	if text := v.r.URL.Query().Get("nach"); text != "" {
		if _, err := fmt.Sscanf(text, "%d-%d-%d", &after.Score, &after.A, &after.B); err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
	}
	pairs, err := duplicate.List(v.ctx(), v.seen, after, doublesShown+1)
	if err != nil {
		return err
	}
	count, err := customer.CountSimilar(v.ctx(), v.seen)
	if err != nil {
		return err
	}
	view := page.ListView{Head: look.HeadView{
		Title: v.say.T("duplicate.list.title"), Lede: v.say.T("duplicate.list.count", count), Back: &look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"},
	}}
	if len(pairs) == 0 {
		view.Empty = &look.EmptyView{Icon: "users", Title: v.say.T("duplicate.list.none"), Text: v.say.T("duplicate.list.none.more")}
	}
	if len(pairs) > doublesShown {
		pairs = pairs[:doublesShown]
		last := pairs[doublesShown-1].Place
		view.More = &look.LinkView{Label: v.say.T("duplicate.list.more"), Href: fmt.Sprintf("/dubletten?nach=%d-%d-%d", last.Score, last.A, last.B)}
	}
	for i := range pairs {
		view.Pairs = append(view.Pairs, pairView(v, &pairs[i], i == 0))
	}
	if view.Recent, err = s.recentMerges(v); err != nil {
		return err
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.List(view))
}

func pairView(v *visit, p *duplicate.Pair, first bool) page.Pair {
	view := page.Pair{
		Tag: look.TagView{Text: v.say.T("duplicate.outcome." + p.Verdict.Outcome.Key()), Tone: look.ToneLine}, Words: alikeWords(v.say, p.Verdict),
		Left: entryView(v, &p.A, ""), Right: entryView(v, &p.B, ""),
		Compare: look.ButtonView{Label: v.say.T("duplicate.list.compare"), Href: mergeURL(p.A.ID, p.B.ID), Size: "s"}, Two: twoAct(v, p.A.ID, p.B.ID),
	}
	if p.Verdict.Outcome == match.Same {
		view.Tag.Tone = look.ToneHoney
	}
	if first {
		view.Compare.Key, view.Two.Button.Key = "V", "Z"
	}
	return view
}

func twoAct(v *visit, a, b int64) look.ActView {
	return look.ActView{
		URL: "/dubletten/zwei", Fields: []look.Hidden{{Name: "a", Value: strconv.FormatInt(a, 10)}, {Name: "b", Value: strconv.FormatInt(b, 10)}},
		Button: look.ButtonView{Label: v.say.T("duplicate.list.two"), Size: "s", Style: "quiet"},
	}
}

func mergeURL(stays, goes int64) string { return fmt.Sprintf("/kunden/%d/zusammen/%d", stays, goes) }

// alikeWords says in words what speaks for and against.
func alikeWords(say *locale.Printer, verdict match.Verdict) string {
	words := make([]string, len(verdict.Reasons))
	for i, r := range verdict.Reasons {
		words[i] = say.T("duplicate." + r.Key)
	}
	return capital(strings.Join(words, ", "))
}

func entryView(v *visit, c *customer.Customer, label string) page.Entry {
	e := page.Entry{Label: label, Avatar: look.AvatarView{Initials: look.Initials(c.Shown()), Firm: c.Kind == customer.Firm, Size: "s"}, Name: c.Shown(), Href: customerURL(c.ID)}
	for _, line := range []string{c.Number, c.Street, strings.TrimSpace(c.Postcode + " " + c.City), dialling(v, c.Phone, c.Country).Text, c.Email, c.VATID, birthday(v.say, c.Birthday)} {
		if line != "" {
			e.Lines = append(e.Lines, line)
		}
	}
	return e
}

func (s *server) recentMerges(v *visit) (*page.Recent, error) {
	list, err := duplicate.Recent(v.ctx(), v.seen, 0, mergesShown)
	if err != nil {
		return nil, err
	}
	r := page.Recent{Title: v.say.T("duplicate.list.recent")}
	for _, m := range list {
		if m.Undone {
			continue
		}
		name := ""
		if c, err := customer.Get(v.ctx(), v.seen, m.Survivor); err == nil {
			name = c.Shown()
		} else if fault.KindOf(err) == fault.NotFound {
			continue // he went on himself; that merge comes first
		} else {
			return nil, err
		}
		r.Rows = append(r.Rows, look.LinkView{Label: v.say.T("duplicate.list.into", m.Row.Shown(), name), Note: v.say.T("duplicate.undo"), Href: unmergeURL(m.ID)})
	}
	if len(r.Rows) == 0 {
		return nil, nil //nolint:nilnil // without merges there is no card
	}
	return &r, nil
}

func unmergeURL(id int64) string { return "/zusammen/" + strconv.FormatInt(id, 10) }

// twoCustomers notes that two entries are two.
func (s *server) twoCustomers(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	a, errA := strconv.ParseInt(v.field("a"), 10, 64)
	b, errB := strconv.ParseInt(v.field("b"), 10, 64)
	if errA != nil || errB != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	if err := s.Duplicates.Dismiss(v.ctx(), s.by(v), a, b, true); err != nil {
		return err
	}
	s.changed()
	return v.redirect("/dubletten")
}

// bothCustomers are the two whose numbers stand in the path.
func (s *server) bothCustomers(v *visit) (stays, goes customer.Customer, err error) {
	if stays, err = s.customerAt(v); err != nil {
		return stays, goes, err
	}
	other, err := strconv.ParseInt(v.r.PathValue("anderer"), 10, 64)
	if err != nil {
		return stays, goes, fault.New(fault.NotFound, "customer.no_such_customer")
	}
	goes, err = customer.Get(v.ctx(), v.seen, other)
	return stays, goes, err
}

// mergePage shows two entries side by side, with a choice for each field in which they
// differ; what only one of them knows, and else the longer or newer value, is chosen.
func (s *server) mergePage(v *visit) error {
	stays, goes, err := s.bothCustomers(v)
	if err != nil {
		return err
	}
	if err := duplicate.Check(&stays, &goes); err != nil {
		return err
	}
	say := v.say
	view := page.MergeView{
		Head: look.HeadView{Title: say.T("duplicate.merge.title", stays.Shown(), goes.Shown()), Lede: say.T("duplicate.merge.lede"), Back: &look.LinkView{Label: say.T("duplicate.list.title"), Href: "/dubletten"}},
		URL:  mergeURL(stays.ID, goes.ID), Left: entryView(v, &stays, say.T("duplicate.merge.keep")), Right: entryView(v, &goes, say.T("duplicate.merge.goes")),
		Words: alikeWords(say, duplicate.Explain(&stays, &goes)), Equal: say.T("duplicate.merge.equal"), MovesTitle: say.T("duplicate.merge.moves"),
		Hidden: []look.Hidden{{Name: "version", Value: strconv.FormatInt(stays.Version, 10)}, {Name: "version_anderer", Value: strconv.FormatInt(goes.Version, 10)}},
		Do:     look.ButtonView{Label: say.T("duplicate.merge.do"), Style: "primary", Size: "l", Key: "M"},
		Swap:   look.ButtonView{Label: say.T("duplicate.merge.swap"), Href: mergeURL(goes.ID, stays.ID), Style: "quiet"}, Two: twoAct(v, stays.ID, goes.ID),
	}
	for _, f := range duplicate.Fields {
		if f != customer.FieldOwner && stays.Get(f) != goes.Get(f) {
			view.Fields = append(view.Fields, choiceView(v, &stays, &goes, f))
		}
	}
	if view.Moves, err = s.moves(v, duplicate.Request{Survivor: stays.ID, SurvivorVersion: stays.Version, Loser: goes.ID, LoserVersion: goes.Version}); err != nil {
		return err
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Merge(view))
}

const (
	// previewSpan is how long the page waits for who writes about one of the two.
	previewSpan = 2 * time.Second
	// mergeSpan is how long a merge does, and its undoing.
	mergeSpan = 20 * time.Second
)

// patiently does something that waits for who writes about a customer, such as an import
// on PostgreSQL, for a span at most. After it nothing was changed, and the error is
// fault.Conflict "duplicate.import_writes".
func patiently(v *visit, span time.Duration, do func(ctx context.Context) error) error {
	ctx, stop := context.WithTimeout(v.ctx(), span)
	defer stop()
	err := do(ctx)
	if err != nil && ctx.Err() != nil && v.ctx().Err() == nil {
		return fault.Wrap(err, fault.Conflict, "duplicate.import_writes")
	}
	return err
}

// moves says what a merge would move, or that it cannot be told while an import writes.
func (s *server) moves(v *visit, r duplicate.Request) ([]string, error) {
	var counts []duplicate.Counted
	err := patiently(v, previewSpan, func(ctx context.Context) (err error) {
		counts, err = s.Duplicates.Preview(ctx, s.by(v), r)
		return err
	})
	if e := fault.Of(err); e != nil && e.Key == "duplicate.import_writes" {
		return []string{v.say.T("duplicate.merge.moves.later")}, nil
	}
	if err != nil {
		return nil, err
	}
	if len(counts) == 0 {
		return []string{v.say.T("duplicate.merge.moves.none")}, nil
	}
	list := make([]string, len(counts))
	for i, c := range counts {
		list[i] = v.say.Int(int64(c.Rows)) + " " + v.say.T("duplicate.moved."+c.Ledger)
	}
	return list, nil
}

func choiceView(v *visit, stays, goes *customer.Customer, f customer.Field) page.Field {
	mine, theirs := stays.Get(f), goes.Get(f)
	take := mine == "" || theirs != "" && f != customer.FieldKind && f != customer.FieldNumber &&
		(len(theirs) > len(mine) || len(theirs) == len(mine) && goes.UpdatedAt > stays.UpdatedAt) &&
		(f != customer.FieldCompany || !strings.HasSuffix(theirs, mine)) // "Firma" before a name tells nothing
	word := func(text string) string {
		if text == "" {
			return v.say.T("duplicate.merge.empty")
		}
		return text
	}
	return page.Field{
		Label: v.say.T("webdata.field." + string(f)), Name: "feld_" + string(f),
		Keep: look.Option{Value: "bleibt", Label: word(mine), Checked: !take}, Take: look.Option{Value: "anderer", Label: word(theirs), Checked: take},
	}
}

// mergeCustomers makes them one as it was chosen.
func (s *server) mergeCustomers(v *visit) error {
	stays, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	version, err := v.version()
	if err != nil {
		return err
	}
	goes, errGoes := strconv.ParseInt(v.r.PathValue("anderer"), 10, 64)
	other, errOther := strconv.ParseInt(v.field("version_anderer"), 10, 64)
	if errGoes != nil || errOther != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	r := duplicate.Request{Survivor: stays, SurvivorVersion: version, Loser: goes, LoserVersion: other}
	for _, f := range duplicate.Fields {
		if v.field("feld_"+string(f)) == "anderer" {
			r.Take = append(r.Take, f)
		}
	}
	if err := patiently(v, mergeSpan, func(ctx context.Context) error {
		_, err := s.Duplicates.Merge(ctx, s.by(v), r)
		return err
	}); err != nil {
		return err
	}
	s.changed()
	return v.redirect(customerURL(stays))
}

// unmergePage asks before two are split again, and shows what was changed since.
func (s *server) unmergePage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	m, err := duplicate.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if m.Undone {
		return v.redirect(customerURL(m.Loser))
	}
	if newer, found, err := duplicate.Newer(v.ctx(), v.seen, m); err != nil {
		return err
	} else if found {
		return v.redirect(unmergeURL(newer.ID) + "?danach=" + strconv.FormatInt(m.ID, 10))
	}
	stays, err := customer.Get(v.ctx(), v.seen, m.Survivor)
	if err != nil {
		return err
	}
	changed, err := duplicate.Since(v.ctx(), v.seen, m)
	if err != nil {
		return err
	}
	say := v.say
	view := page.UndoView{
		Head:   look.HeadView{Title: say.T("duplicate.undo.title", stays.Shown(), m.Row.Shown()), Lede: say.T("duplicate.undo.lede", stays.Shown()), Back: &look.LinkView{Label: stays.Shown(), Href: customerURL(stays.ID)}},
		Title:  say.T("duplicate.undo.changed"),
		Act:    look.ActView{URL: unmergeURL(m.ID), Button: look.ButtonView{Label: say.T("duplicate.undo.plain"), Icon: "undo-2", Style: "primary"}},
		Cancel: look.ButtonView{Label: say.T("button.cancel"), Href: customerURL(stays.ID), Style: "quiet"},
	}
	for _, c := range changed {
		view.Changed = append(view.Changed, say.T("duplicate.undo.row", say.T("webdata.field."+string(c.Field)), c.Now))
	}
	if len(changed) > 0 {
		view.Act.Button.Label = say.T("duplicate.undo.do")
		view.Act.Fields = []look.Hidden{{Name: "behalten", Value: "1"}}
	}
	if after := v.r.URL.Query().Get("danach"); after != "" {
		view.Head.Lede = say.T("duplicate.newer_merge", m.Row.Shown()) + " " + view.Head.Lede
		view.Act.Fields = append(view.Act.Fields, look.Hidden{Name: "danach", Value: after})
	}
	return s.page(v, sheet{Title: view.Head.Title, At: "/kunden"}, page.Undo(view))
}

// unmergeCustomers makes two of one again.
func (s *server) unmergeCustomers(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	m, err := duplicate.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if err := patiently(v, mergeSpan, func(ctx context.Context) error {
		return s.Duplicates.Unmerge(ctx, s.by(v), id, v.field("behalten") != "")
	}); err != nil {
		return err
	}
	s.changed()
	if after, err := strconv.ParseInt(v.field("danach"), 10, 64); err == nil {
		return v.redirect(unmergeURL(after)) // the one that could not be taken back before this one
	}
	return v.redirect(customerURL(m.Loser))
}

// nearShown is how many entries the warning names.
const nearShown = 4

// near looks for entries like the one that is typed.
func (s *server) near(v *visit, c customer.Customer) (page.NearView, error) {
	view := page.NearView{Title: v.say.T("duplicate.near.title"), Text: v.say.T("duplicate.near.more")}
	list, err := duplicate.Near(v.ctx(), v.seen, c, customer.Region(v.facts.firm.Locale), nearShown)
	for i := range list {
		n := &list[i]
		view.Rows = append(view.Rows, page.Near{Name: n.Customer.Shown(), Href: customerURL(n.Customer.ID), Words: alikeWords(v.say, n.Verdict)})
	}
	return view, err
}

// nearPart answers while a new customer is typed.
func (s *server) nearPart(v *visit) error {
	q := v.r.URL.Query()
	var c customer.Customer
	for _, f := range formFields() {
		if err := c.Set(f, q.Get(string(f))); err != nil {
			return err
		}
	}
	if firm, err := strconv.ParseInt(q.Get("firm_id"), 10, 64); err == nil {
		c.Kind, c.FirmID = customer.Contact, firm
	}
	view, err := s.near(v, c)
	if err != nil {
		return err
	}
	return v.part(http.StatusOK, page.Rows(view))
}

// watched adds the warning to the form of a new customer.
func (s *server) watched(v *visit, c *customer.Customer, form templ.Component) (templ.Component, error) {
	if c.ID != 0 || s.Duplicates == nil {
		return form, nil
	}
	view, err := s.near(v, *c)
	return templ.Join(form, page.Watch(view)), err
}

// knownAlready fails with fault.Conflict when a new customer seems to be there, unless
// the person has said that it is somebody else.
func (s *server) knownAlready(v *visit, tx *store.Tx, c customer.Customer) error {
	if v.field("trotzdem") != "" || s.Duplicates == nil {
		return nil
	}
	list, err := duplicate.Near(v.ctx(), tx, c, customer.Region(v.facts.firm.Locale), 1)
	if err != nil || len(list) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "duplicate.known_already", list[0].Customer.Shown())
}

// wentElsewhere leads who asks for a customer that was merged to the one who stayed.
func (s *server) wentElsewhere(v *visit, cause error) error {
	id, err := v.id()
	if err != nil || fault.KindOf(cause) != fault.NotFound {
		return cause
	}
	at, moved, err := duplicate.Follow(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	if !moved {
		return cause
	}
	return v.redirect(customerURL(at))
}

// twinText says why two entries may be one.
func twinText(v *visit, reason customer.Reason, a, b *customer.Customer) string {
	if reason == customer.Similar {
		return alikeWords(v.say, duplicate.Explain(a, b))
	}
	return v.say.T("webdata.twin." + string(reason))
}

// compareTwin says how likely the two are one, and leads to the page that makes them one.
func compareTwin(v *visit, c, other *customer.Customer, t *customerpage.Twin) {
	if !v.user.Role.Writes() || duplicate.Check(c, other) != nil {
		return
	}
	t.Text = v.say.T("duplicate.outcome."+duplicate.Explain(c, other).Outcome.Key()) + ". " + t.Text
	t.Compare = &look.ButtonView{Label: v.say.T("duplicate.list.compare"), Href: mergeURL(c.ID, other.ID), Size: "s"}
}

// mergedNotes tell who went into this customer, with the way back for the newest merge.
func (s *server) mergedNotes(v *visit, p *person, view *customerpage.View) error {
	list, err := duplicate.Into(v.ctx(), v.seen, p.ID)
	for i := range list {
		note := look.NoteView{Text: v.say.T("duplicate.merged", list[i].Row.Shown())}
		if i == 0 && v.user.Role.Writes() {
			note.Link = &look.LinkView{Label: v.say.T("duplicate.undo"), Href: unmergeURL(list[i].ID)}
		}
		view.Notes = append(view.Notes, note)
	}
	return err
}
