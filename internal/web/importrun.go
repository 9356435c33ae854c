package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/web/page/imports"
)

const (
	progressEvery = 250 * time.Millisecond // at most four fragments a second
	verdictRows   = 50
)

// runs are the imports that this process follows until their figures are computed.
type runs struct {
	mu   sync.Mutex
	open map[int64]insightRun
}

// insightRun is how far the figures are after an import; total 0 is not begun.
type insightRun struct{ done, total int }

func (r *runs) set(id int64, state insightRun) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open = map[int64]insightRun{}
	}
	r.open[id] = state
}

func (r *runs) get(id int64) (insightRun, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	state, ok := r.open[id]
	return state, ok
}

func (r *runs) end(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, id)
}

// follow waits for an import and then has the figures computed, also when nobody looks
// at its page any more.
func (s *server) follow(v *visit, id int64) {
	s.runs.set(id, insightRun{})
	ctx := v.lasting()
	s.behind("follow an import", func() {
		defer s.runs.end(id)
		tick := time.NewTicker(progressEvery)
		defer tick.Stop()
		for range tick.C {
			imp, err := s.Intake.Get(ctx, id)
			if err != nil {
				s.Log.Error("follow an import", "import", id, "err", err)
				return
			}
			if busy(imp.State) {
				continue
			}
			if imp.State == intake.Done {
				s.compute(ctx, func(done, total int) { s.runs.set(id, insightRun{done, total}) })
			}
			return
		}
	})
}

// settle has the figures computed in the background after an import was taken back or
// mended.
func (s *server) settle(v *visit) {
	ctx := v.lasting()
	s.behind("figures after an import", func() { s.compute(ctx, nil) })
}

func (s *server) compute(ctx context.Context, progress func(done, total int)) {
	if s.AfterImport != nil {
		if err := s.AfterImport(ctx, progress); err != nil {
			s.Log.Error("figures after an import", "err", err) // the nightly run does them again
		}
	}
	s.forget()
}

// runOf is an import at work as the page shows it.
func (s *server) runOf(v *visit, imp *intake.Import) imports.Run {
	say := v.say
	run := imports.Run{
		ID: "lauf-" + strconv.FormatInt(imp.ID, 10), Stream: importURL(imp.ID) + "/lauf", Page: importURL(imp.ID), Refresh: true,
		Progress: look.ProgressView{Title: imp.File, Share: -1, Note: say.T("webdata.run.note")},
	}
	if after, following := s.runs.get(imp.ID); !busy(imp.State) {
		if !following {
			run.Reload, run.Progress.Share = importURL(imp.ID), 1
			return run
		}
		run.Progress.Title, run.Progress.Note = say.T("webdata.run.insight"), say.T("webdata.run.insight.note")
		if after.total > 0 {
			run.Progress.Share = float64(after.done) / float64(after.total)
			run.Progress.Count = say.T("webdata.run.customers", after.done, after.total)
		}
		return run
	}
	run.Progress.Act = &look.ActView{URL: importURL(imp.ID) + "/abbrechen", Button: look.ButtonView{Label: say.T("button.cancel"), Size: "s", Style: "quiet"}}
	if p, here := s.Intake.Progress(imp.ID); here {
		progressOf(say, p, &run.Progress)
	}
	if imp.State == intake.Cancelling {
		run.Progress.Note = say.T("webdata.run.cancelling")
	}
	return run
}

func progressOf(say *locale.Printer, p intake.Progress, view *look.ProgressView) {
	switch {
	case p.Total > 0:
		view.Share, view.Count = float64(p.Rows)/float64(p.Total), say.T("webdata.run.rows.of", p.Rows, p.Total)
	case p.Size > 0:
		view.Share, view.Count = float64(p.Bytes)/float64(p.Size), say.T("webdata.run.rows", p.Rows)
	}
	phase := say.T("webdata.run.phase." + string(p.Phase))
	view.Note = phase
	if p.PerSecond > 0 {
		view.Note = say.T("webdata.run.rate", phase, p.PerSecond)
	}
	if left := int(p.Remaining.Round(time.Second) / time.Second); p.Remaining >= 0 && left > 0 {
		view.Note = say.T("webdata.run.left", view.Note, remaining(say, left))
	}
}

// remaining is a time that is only an estimate.
func remaining(say *locale.Printer, seconds int) string {
	if seconds < 90 {
		return say.T("webdata.run.seconds", max(5, (seconds+4)/5*5))
	}
	return say.Count((seconds+59)/60, locale.Minute)
}

// importStream sends the progress of an import until it has ended.
func (s *server) importStream(v *visit) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	control := http.NewResponseController(v.w)
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	_ = control.SetWriteDeadline(time.Time{}) // a stream lasts as long as its import; a server without deadlines needs none
	for {
		run := s.runOf(v, &imp)
		if err := sendEvent(v, imports.Progress(run)); err != nil {
			return err
		}
		if run.Reload != "" {
			if _, err := io.WriteString(v.w, "event: fertig\ndata:\n\n"); err != nil {
				return fmt.Errorf("send the end of an import: %w", err)
			}
		}
		if err := control.Flush(); err != nil || run.Reload != "" {
			return err
		}
		select {
		case <-v.ctx().Done():
			return nil
		case <-tick.C:
		}
		if imp, err = s.Intake.Get(v.ctx(), imp.ID); err != nil {
			return err
		}
	}
}

// sendEvent writes a component as one unnamed event.
func sendEvent(v *visit, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(v.ctx(), &b); err != nil {
		return fmt.Errorf("render an event: %w", err)
	}
	text := "data: " + strings.ReplaceAll(strings.TrimSpace(b.String()), "\n", "\ndata: ") + "\n\n"
	_, err := io.WriteString(v.w, text)
	if err != nil {
		return fmt.Errorf("send an event: %w", err)
	}
	return nil
}

// importPage shows one import in its state.
func (s *server) importPage(v *visit) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	if v.fragment { // asked by the running page, also where its stream did not come through
		if run := s.runOf(v, &imp); run.Reload == "" {
			v.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return v.redirect(importURL(imp.ID))
	}
	return s.importWith(v, &imp, nil)
}

func (s *server) importWith(v *visit, imp *intake.Import, failure error) error {
	view := imports.RunView{
		Head:     look.HeadView{Title: v.say.T("webdata.run.title." + string(imp.State)), Lede: imp.File, Back: &look.LinkView{Label: v.say.T("place.import"), Href: "/import"}},
		StepsFor: v.say.T("webdata.steps"),
	}
	code := http.StatusOK
	if failure != nil {
		code = status(failure)
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBad, Text: v.say.Fault(failure)})
	}
	_, following := s.runs.get(imp.ID)
	live := busy(imp.State) || following
	if live {
		run := s.runOf(v, imp)
		view.Run = &run
	}
	if err := s.importState(v, imp, &view); err != nil {
		return err
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/import", Live: live}, imports.One(view))
}

// importState fills in what belongs to the state of the import.
func (s *server) importState(v *visit, imp *intake.Import, view *imports.RunView) error {
	say := v.say
	act := func(path, word, icon, style string) {
		view.Acts = append(view.Acts, look.ActView{URL: importURL(imp.ID) + path, Button: look.ButtonView{Label: say.T(word), Icon: icon, Style: style}})
	}
	columns := look.ButtonView{Label: say.T("webdata.run.columns"), Icon: "pencil", Href: importURL(imp.ID) + "/spalten", Style: "quiet"}
	switch imp.State {
	case intake.Running, intake.Cancelling:
		view.Steps = steps(say, 2)
	case intake.Checked:
		view.Steps = steps(say, 2)
		figuresOf(v, imp, view)
		act("/uebernehmen", "webdata.run.take", "check", "primary")
		view.Buttons = []look.ButtonView{columns}
		act("/verwerfen", "webdata.run.discard", "", "quiet")
		return s.verdicts(v, imp, view)
	case intake.Done:
		view.Steps = steps(say, 4)
		figuresOf(v, imp, view)
		view.Buttons = []look.ButtonView{{Label: say.T("webdata.run.today"), Icon: "sun", Href: "/", Style: "primary"}, {Label: say.T("web.today.customers"), Icon: "users", Href: "/kunden"}}
		doubles, err := customer.CountSimilar(v.ctx(), v.seen)
		if err != nil {
			return err
		}
		if doubles > 0 {
			view.Buttons = append(view.Buttons, look.ButtonView{Label: say.T("webdata.run.doubles", doubles), Icon: "git-merge", Href: "/dubletten"})
		}
		if imp.Mends == 0 {
			act("/zuruecknehmen", "webdata.run.undo", "undo-2", "quiet")
		}
		return s.asideCard(v, imp, view)
	case intake.Failed, intake.Cancelled, intake.Interrupted:
		text := say.T("webdata.run.nothing")
		if imp.Error != nil {
			text = failureWords(v, imp.Error)
		}
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBad, Text: text})
		act("/uebernehmen", "webdata.run.again", "rotate-ccw", "")
		view.Buttons = []look.ButtonView{columns}
	case intake.Undone:
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneGood, Text: say.T("webdata.run.undone", cal.Of(imp.Undone.Time(v.facts.zone), v.facts.zone))})
		if n, err := strconv.Atoi(v.r.URL.Query().Get("behalten")); err == nil && n > 0 {
			view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.run.kept", locale.V{"n": n})})
		}
		figuresOf(v, imp, view)
		return s.leftAlone(v, imp, view)
	}
	return nil
}

// leftAlone names the customers whom taking an import back has left as they are.
func (s *server) leftAlone(v *visit, imp *intake.Import, view *imports.RunView) error {
	var ids []int64
	for _, k := range imp.Figures.Kept {
		if k.Subject == "customer" {
			ids = append(ids, k.ID)
		}
	}
	list, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return err
	}
	for i := range list {
		view.Kept = append(view.Kept, look.LinkView{Label: list[i].Shown(), Href: customerURL(list[i].ID)})
	}
	return nil
}

// figuresOf shows the sums that add up to the rows of the file.
func figuresOf(v *visit, imp *intake.Import, view *imports.RunView) {
	say, f := v.say, &imp.Figures
	view.Title = say.T("webdata.figures.rows", f.Rows)
	kpi := func(word string, n int64) {
		view.KPIs = append(view.KPIs, look.KPI{Label: say.T("webdata.figures." + word), Value: say.Int(n)})
	}
	kpi("created", f.Created)
	kpi("updated", f.Updated)
	kpi("unchanged", f.Unchanged)
	kpi("set_aside", f.SetAside)
	view.Sum = say.T("webdata.figures.sum", f.Created, f.Updated, f.Unchanged, f.SetAside, f.Rows)
	view.MoreFor = say.T("webdata.figures.more")
	more := func(word, value string) {
		view.More = append(view.More, look.Pair{Label: say.T("webdata.figures." + word), Value: value})
	}
	count := func(word string, n int64) {
		if n != 0 {
			more(word, say.Int(n))
		}
	}
	count("orders", f.Orders)
	count("order_lines", f.OrderLines)
	count("return_lines", f.ReturnLines)
	count("customers", f.Customers)
	count("new_customers", f.NewCustomers)
	count("without", f.LinesWithoutCustomer)
	if f.Orders > 0 {
		code := imp.Request().Currency
		more("net", say.MoneyExact(money.Cents(f.NetTotalCents), code))
		more("net_without", say.MoneyExact(money.Cents(f.NetTotalWithoutCustomerCents), code))
		if f.FirstDay < cal.Latest {
			more("span", say.Date(f.FirstDay)+" – "+say.Date(f.LastDay))
		}
	}
	if f.Payments > 0 {
		count("payments", f.Payments)
		more("payments_total", say.MoneyExact(money.Cents(f.PaymentsTotalCents), imp.Request().Currency))
		count("payments_open", f.PaymentsOpen)
		if f.PaymentsAmbiguous > 0 {
			count("payments_ambiguous", f.PaymentsAmbiguous)
		}
	}
	if f.Costs > 0 {
		count("costs", f.Costs)
		more("costs_total", say.MoneyExact(money.Cents(f.CostsTotalCents), imp.Request().Currency))
	}
	count("foreign", f.ForeignOrders)
	count("blank", f.BlankRows)
	if len(f.SkippedParts) > 0 {
		more("skipped", say.List(f.SkippedParts))
	}
	if f.Seconds > 0 {
		more("seconds", say.Float(f.Seconds, 1)+" s")
	}
	if j := f.Joined; j != nil {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBrand, Text: say.T("webdata.figures.joined", j.Source, j.Shared, j.Numbers)})
	}
	if f.Erased > 0 {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.figures.erased", locale.V{"n": f.Erased})})
	}
	for _, r := range f.ErasedRows {
		if imp.State == intake.Checked {
			break // the table of rows says it
		}
		view.Erased = append(view.Erased, look.Pair{Label: say.T("webdata.verdict.line") + " " + say.Int(int64(r.Line)), Value: say.T(r.Reason)})
	}
	if f.BadValues > 0 {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.figures.bad_values", locale.V{"n": f.BadValues})})
	}
	for _, b := range f.BadValueList {
		line := say.T("webdata.verdict.line") + " " + say.Int(int64(b.Line)) + ", " + b.Column
		view.Erased = append(view.Erased, look.Pair{Label: line, Value: say.T(b.Reason.Key, b.Reason.Args...)})
	}
	if n := len(f.Collective); n > 0 {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.figures.collective", locale.V{"n": n})})
	}
}

var verdictTones = map[intake.Verdict]look.Tone{intake.Created: look.ToneGood, intake.Updated: look.ToneBrand, intake.SetAside: look.ToneBad}

// verdicts shows row by row what would become of it.
func (s *server) verdicts(v *visit, imp *intake.Import, view *imports.RunView) error {
	say, q := v.say, v.r.URL.Query()
	wants := map[string]intake.Verdict{"": 0, "neu": intake.Created, "geaendert": intake.Updated, "gleich": intake.Unchanged, "zurueck": intake.SetAside}
	want, known := wants[q.Get("zeilen")]
	after, err := strconv.ParseInt(q.Get("nach"), 10, 64)
	if err != nil {
		after = 0
	}
	if !known {
		return fault.New(fault.Invalid, "list.filter", q.Get("zeilen"))
	}
	rows, err := s.Intake.Rows(v.ctx(), imp.ID, want, after, verdictRows)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	more := len(rows) == verdictRows
	if want == 0 && after == 0 && imp.Figures.SetAside > 0 { // what is wrong comes first
		asides, err := s.Intake.Rows(v.ctx(), imp.ID, intake.SetAside, 0, asideShown)
		if err != nil {
			return err
		}
		rows = append(asides, rows...)
	}
	view.TabsFor = say.T("webdata.verdict.label")
	for _, key := range []string{"", "neu", "geaendert", "gleich", "zurueck"} {
		href := importURL(imp.ID)
		if key != "" {
			href += "?zeilen=" + key
		}
		view.Tabs = append(view.Tabs, look.LinkView{Label: say.T("webdata.verdict.tab." + orAll(key)), Href: href, Current: key == q.Get("zeilen")})
	}
	view.Table = &look.TableView{Label: say.T("webdata.verdict.label"), Fold: true, Dense: true, Columns: []look.Column{
		{Title: say.T("webdata.verdict.line"), Num: true},
		{Title: say.T("webdata.verdict.verdict")},
		{Title: say.T("webdata.verdict.document"), Off: true},
		{Title: say.T("webdata.verdict.customer"), Off: true},
		{Title: say.T("webdata.verdict.text"), Wide: true},
		{Title: say.T("webdata.verdict.amount"), Num: true},
	}}
	for i := range rows {
		view.Table.Rows = append(view.Table.Rows, verdictRow(v, imp, &rows[i]))
	}
	if more {
		view.Next = &look.LinkView{Label: say.T("webdata.verdict.next"), Href: importURL(imp.ID) + "?" + url.Values{"zeilen": {q.Get("zeilen")}, "nach": {strconv.FormatInt(rows[len(rows)-1].At, 10)}}.Encode()}
	}
	return nil
}

func orAll(key string) string {
	if key == "" {
		return "alle"
	}
	return key
}

func verdictRow(v *visit, imp *intake.Import, r *intake.RowVerdict) look.Row {
	text, amount := r.Text, ""
	if r.Reason != nil {
		text = failureWords(v, r.Reason)
		if r.Column >= 0 {
			text = v.say.T("webdata.verdict.column", r.Column+1, text)
		}
		if r.Text != "" && r.Verdict != intake.SetAside { // about somebody who was deleted
			text = r.Text + ": " + text
		} else if r.Text != "" {
			text += " " + short(r.Text)
		}
	}
	if r.Amount.Known {
		amount = v.say.MoneyExact(r.Amount.Cents, imp.Request().Currency)
	}
	tag := look.Tag(look.TagView{Text: v.say.T("webdata.verdict." + r.Verdict.String()), Tone: verdictTones[r.Verdict]})
	return look.Row{Cells: []look.Cell{{Text: v.say.Int(int64(r.Line))}, {Content: tag}, {Text: intake.KeyShown(r.Document)}, {Text: intake.KeyShown(r.Customer)}, {Text: text}, {Text: amount}}}
}

// short cuts a raw row to what a line of a table holds.
func short(text string) string {
	const most = 160
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// asideShown is how many rows that were set aside the result shows.
const asideShown = 20

// asideCard shows the rows that were set aside and the way to bring them in.
func (s *server) asideCard(v *visit, imp *intake.Import, view *imports.RunView) error {
	list, err := s.Intake.Rejects(v.ctx(), imp.ID, 0, asideShown)
	if err != nil || len(list) == 0 {
		return err
	}
	say := v.say
	open := 0
	view.Table = &look.TableView{Label: say.T("webdata.aside.rows"), Fold: true, Dense: true, Columns: []look.Column{
		{Title: say.T("webdata.verdict.line"), Num: true}, {Title: say.T("webdata.aside.reason")}, {Title: say.T("webdata.aside.raw"), Wide: true},
	}}
	for i := range list {
		r := &list[i]
		reason := failureWords(v, &r.Reason)
		if r.Column >= 0 {
			reason = say.T("webdata.verdict.column", r.Column+1, reason)
		}
		if r.MendedBy != 0 {
			reason = say.T("webdata.aside.mended")
		} else {
			open++
		}
		raw := short(r.Raw)
		if raw == "" {
			raw = say.T("intakerun.erased.blank")
		}
		view.Table.Rows = append(view.Table.Rows, look.Row{Cells: []look.Cell{{Text: say.Int(int64(r.Line))}, {Text: reason}, {Text: raw}}})
	}
	if open > 0 {
		view.Mend = &imports.Mend{
			Title: say.T("webdata.aside.title", locale.V{"n": imp.Figures.SetAside}), Text: say.T("webdata.aside.text"), URL: importURL(imp.ID) + "/nachreichen",
			Download: look.ButtonView{Label: say.T("webdata.aside.download"), Icon: "download", Href: importURL(imp.ID) + "/zurueckgestellt.csv"},
			Drop:     look.DropView{Name: fileField, Title: say.T("webdata.aside.drop"), Text: say.T("webdata.aside.drop.text"), Choose: say.T("button.upload"), Send: say.T("webdata.import.send")},
		}
	}
	return nil
}
