package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/imports"
)

const (
	maxUpload   = 8 << 30   // bytes of the files that are handed in at once
	importsPast = 20        // imports on a page of the history
	fileField   = "datei"   // name of the file field
	keptPrefix  = "upload-" // how intake calls the files that it keeps
)

// importsPage is the place for files, with what is running and what came before.
func (s *server) importsPage(v *visit) error { return s.askFile(v, http.StatusOK, "") }

// askFile shows the page with what was wrong and the files that still need an answer.
func (s *server) askFile(v *visit, code int, problem string, asks ...intake.Request) error {
	before, err := strconv.ParseInt(v.r.URL.Query().Get("vor"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	list, err := s.Intake.List(v.ctx(), before, importsPast+1)
	if err != nil {
		return err
	}
	say := v.say
	view := imports.ListView{
		Head:    look.HeadView{Title: say.T("webdata.import.title"), Lede: say.T("webdata.import.lede")},
		Drop:    look.DropView{Name: fileField, Title: say.T("webdata.import.drop"), Text: say.T("webdata.import.drop.text"), Choose: say.T("webdata.import.choose"), Send: say.T("webdata.import.send"), Multiple: true},
		Problem: problem,
		Live:    say.T("webdata.import.running"), Past: say.T("webdata.import.past"), None: say.T("webdata.import.none"),
		Known:   knownSystems(say),
		Privacy: look.NoteView{Tone: look.ToneBrand, Icon: "lock", Text: say.T("webdata.import.privacy")},
	}
	view.Missing = s.nightNotes(v)
	for _, r := range asks {
		view.Missing = append(view.Missing, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.import.ask", r.Name), Link: &look.LinkView{Label: say.T("webdata.import.ask.go"), Href: askURL(r)}})
	}
	if len(list) > importsPast {
		list = list[:importsPast]
		view.More = &look.LinkView{Label: say.T("webdata.import.older"), Href: "/import?vor=" + strconv.FormatInt(list[importsPast-1].ID, 10)}
	}
	for i := range list {
		if busy(list[i].State) {
			run := s.runOf(v, &list[i])
			run.Refresh = false
			view.Running = append(view.Running, run)
			continue
		}
		view.Rows = append(view.Rows, pastRow(v, &list[i]))
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/import", Live: len(view.Running) > 0}, imports.List(view))
}

func busy(state intake.State) bool { return state == intake.Running || state == intake.Cancelling }

// knownSystems are the layouts that need no question.
func knownSystems(say *locale.Printer) imports.Known {
	k := imports.Known{Title: say.T("webdata.import.known")}
	for _, kind := range []string{"till", "shop", "books", "any"} {
		k.Rows = append(k.Rows, say.T("webdata.import.known."+kind))
	}
	return k
}

func importURL(id int64) string { return "/import/" + strconv.FormatInt(id, 10) }

var kindIcons = map[string]string{string(mapping.Orders): "file-spreadsheet", string(mapping.Customers): "users", string(mapping.Products): "package", string(mapping.Interactions): "message-circle", string(mapping.Payments): "wallet", string(mapping.Costs): "wallet"}

// pastRow is an import that has ended, with its figures in one line.
func pastRow(v *visit, imp *intake.Import) imports.PastRow {
	say, f := v.say, &imp.Figures
	kind, _, _ := strings.Cut(imp.Kind, " ")
	row := imports.PastRow{Icon: kindIcons[kind], Name: imp.File, Href: importURL(imp.ID)}
	if row.Icon == "" {
		row.Icon = "file-text"
	}
	at := imp.Started.Time(v.facts.zone)
	when := say.RelativeLabel(cal.Of(at, v.facts.zone), v.facts.today) + ", " + say.ClockShort(at)
	row.Text = say.T("webdata.import.row", locale.V{"when": when, "rows": f.Rows, "orders": f.Orders, "customers": f.NewCustomers})
	if imp.State != intake.Done {
		row.Text = when
		row.Tag = &look.TagView{Text: say.T("webdata.import.state." + string(imp.State)), Tone: look.ToneLine}
	}
	if imp.State == intake.Done && imp.Mends == 0 {
		row.Act = &look.ActView{URL: importURL(imp.ID) + "/zuruecknehmen", Button: look.ButtonView{Label: say.T("button.take_back"), Icon: "undo-2", Size: "s", Style: "quiet"}}
	}
	return row
}

// upload takes files, each as an import of its own, and goes on: to the check of the
// rows where a layout is known, else to the question what its columns mean.
func (s *server) upload(v *visit) error {
	files, err := s.receive(v)
	if err != nil {
		for _, r := range files {
			s.Intake.Drop(r.Path)
		}
		if code := status(err); code < http.StatusInternalServerError {
			return s.askFile(v, code, refusal(v, err))
		}
		return err
	}
	var asks []intake.Request
	var refused []string
	var last string
	code := http.StatusOK
	for _, r := range files {
		to, ready, err := s.begin(v, r)
		switch {
		case err != nil && status(err) >= http.StatusInternalServerError:
			return err
		case err != nil && len(files) == 1:
			return s.askFile(v, status(err), refusalOf(v, r, err))
		case err != nil:
			refused, code = append(refused, refusalOf(v, r, err)), status(err)
		case !ready:
			asks = append(asks, r)
		default:
			last = to
		}
	}
	switch {
	case len(refused) > 0:
		return s.askFile(v, code, strings.Join(refused, " "), asks...)
	case len(asks) > 0:
		return v.redirect(askURL(asks[0], asks[1:]...))
	case len(files) == 1:
		return v.redirect(last)
	}
	return v.redirect("/import")
}

// refusal says why files were not taken.
func refusal(v *visit, err error) string {
	if status(err) == http.StatusRequestEntityTooLarge {
		return v.say.T("web.error.large")
	}
	return v.say.Fault(err)
}

// refusalOf says why a file was not taken, by its own name, not by that under which it
// is kept.
func refusalOf(v *visit, r intake.Request, err error) string {
	text := strings.ReplaceAll(refusal(v, err), filepath.Base(r.Path), r.Name)
	if !strings.Contains(text, r.Name) {
		text = v.say.T("webdata.import.refused", r.Name, text)
	}
	return text
}

// mostFiles is how many files one form may bring.
const mostFiles = 50

// receive streams the files of a form to where intake keeps files; nothing of them
// stays in memory. On an error it returns those that were kept already.
func (s *server) receive(v *visit) (files []intake.Request, err error) {
	control := http.NewResponseController(v.w)
	// A large file on a slow line takes hours; a server without deadlines needs none.
	_, _ = control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{})
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxUpload)
	reader, err := v.r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) && len(files) > 0 {
			return files, nil
		}
		if errors.Is(err, io.EOF) {
			return nil, fault.New(fault.Invalid, "webdata.import.no_file")
		}
		if err != nil {
			return files, badUpload(err)
		}
		if part.FormName() != fileField || part.FileName() == "" {
			continue
		}
		if len(files) == mostFiles {
			return files, fault.New(fault.Invalid, "webdata.import.many", mostFiles)
		}
		name := plainName(part)
		path, err := s.Intake.Keep(v.ctx(), name, part)
		if big := tooLarge(err); big != nil {
			return files, big
		}
		if err != nil {
			return files, err
		}
		files = append(files, intake.Request{Path: path, Name: name, UserID: v.user.ID})
	}
}

func badUpload(err error) error {
	if big := tooLarge(err); big != nil {
		return big
	}
	return fault.Wrap(err, fault.Invalid, "web.bad_form")
}

// tooLarge tells how large the files may be, where err says that they are larger. The
// command line has no such limit.
func tooLarge(err error) error {
	var big *http.MaxBytesError
	if !errors.As(err, &big) {
		return nil
	}
	return fault.Wrap(err, fault.Limit, "webdata.import.too_large", int64(maxUpload>>30))
}

// plainName is the name of a file as people read it: without folders and signs that
// cannot be seen.
func plainName(part *multipart.Part) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, filepath.Base(strings.ReplaceAll(part.FileName(), `\`, "/")))
	if len(name) > 200 {
		name = strings.ToValidUTF8(name[:200], "")
	}
	return name
}

// begin starts the check of a file whose layout is known and returns where it can be
// seen; a file whose columns must be asked about is not ready. A refused file is
// dropped.
func (s *server) begin(v *visit, r intake.Request) (to string, ready bool, err error) {
	found, err := s.Intake.Inspect(v.ctx(), r)
	if err == nil && !plain(found) {
		return "", false, nil
	}
	if err == nil {
		to, err = s.check(v, r)
	}
	if err != nil {
		s.Intake.Drop(r.Path)
	}
	return to, true, err
}

// plain reports whether every table of a file can be read without a question.
func plain(found intake.Inspection) bool {
	for i := range found.Parts {
		p := &found.Parts[i]
		if p.Skip == "" && (!p.Known && p.Proposal.Profile == "" || len(p.Proposal.Missing) > 0) {
			return false
		}
	}
	return true
}

// check starts a dry run, verdicts for every row and nothing written, and returns
// its page.
func (s *server) check(v *visit, r intake.Request) (string, error) {
	r.DryRun = true
	id, err := s.Intake.Start(v.ctx(), r)
	return importURL(id), err
}

// stillToAsk is the field of an address or form that names the files to ask about
// next, each as the name under which it is kept, a slash, its own name.
const stillToAsk = "noch"

// askURL is the page about the columns of a kept file, which leads on to the next.
func askURL(r intake.Request, next ...intake.Request) string {
	q := url.Values{"name": {r.Name}}
	for key, value := range map[string]string{
		"art": string(r.Kind), "quelle": r.Source, "steuer": r.VAT, "waehrung": r.Currency,
		"zeichen": r.Notation.Encoding, "trenner": r.Notation.Delimiter, "dezimal": r.Notation.Decimal, "tage": r.Notation.Dates,
	} {
		if value != "" {
			q.Set(key, value)
		}
	}
	for _, n := range next {
		q.Add(stillToAsk, filepath.Base(n.Path)+"/"+n.Name)
	}
	return "/importdatei/" + url.PathEscape(filepath.Base(r.Path)) + "?" + q.Encode()
}

// waiting reads the files to ask about next.
func waiting(named []string) []intake.Request {
	var list []intake.Request
	for _, n := range named[:min(len(named), mostFiles)] {
		path, name, _ := strings.Cut(n, "/")
		list = append(list, intake.Request{Path: path, Name: name})
	}
	return list
}

// kept returns the path of a file that was handed in, from its name in the address.
func (s *server) kept(v *visit) (string, error) {
	name := v.r.PathValue("datei")
	digits, ok := strings.CutPrefix(name, keptPrefix)
	if _, err := strconv.ParseUint(digits, 10, 64); !ok || err != nil {
		return "", fault.New(fault.NotFound, "intakerun.file_gone")
	}
	return filepath.Join(s.UploadDir, name), nil
}

// importColumns leads from a checked import to the question about its columns.
func (s *server) importColumns(v *visit) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	r := imp.Request()
	if !strings.HasPrefix(filepath.Base(r.Path), keptPrefix) {
		return fault.New(fault.NotFound, "intakerun.file_gone")
	}
	if r.Name == "" {
		r.Name = imp.File
	}
	return v.redirect(askURL(r))
}

func (s *server) theImport(v *visit) (intake.Import, error) {
	id, err := v.id()
	if err != nil {
		return intake.Import{}, err
	}
	return s.Intake.Get(v.ctx(), id)
}

// onImport runs an act on an import and leads to a page.
func (s *server) onImport(v *visit, do func(imp *intake.Import) (to string, err error)) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	to, err := do(&imp)
	if err != nil {
		return err
	}
	return v.redirect(to)
}

// takeOver runs a checked import for real, or a broken one once more.
func (s *server) takeOver(v *visit) error {
	return s.onImport(v, func(imp *intake.Import) (string, error) {
		id, err := s.Intake.StartAgain(v.ctx(), imp.ID)
		if err != nil {
			return "", err
		}
		s.follow(v, id)
		return importURL(id), nil
	})
}

func (s *server) cancelImport(v *visit) error {
	return s.onImport(v, func(imp *intake.Import) (string, error) { return importURL(imp.ID), s.Intake.Cancel(v.ctx(), imp.ID) })
}

func (s *server) discardImport(v *visit) error {
	return s.onImport(v, func(imp *intake.Import) (string, error) { return "/import", s.Intake.Discard(v.ctx(), imp.ID) })
}

// undoImport takes a whole import back; what was touched since stays and is counted.
func (s *server) undoImport(v *visit) error {
	return s.onImport(v, func(imp *intake.Import) (string, error) {
		undone, err := s.Intake.Undo(v.ctx(), imp.ID, v.user.ID)
		if err != nil {
			return "", err
		}
		s.changed()
		s.settle(v)
		return importURL(imp.ID) + "?behalten=" + strconv.Itoa(len(undone.Kept)), nil
	})
}

// mendImport takes the mended file of rows that were set aside.
func (s *server) mendImport(v *visit) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	files, err := s.receive(v)
	if err == nil && len(files) > 1 {
		err = fault.New(fault.Invalid, "webdata.aside.one")
	}
	if err == nil {
		_, err = s.Intake.Mend(v.ctx(), imp.ID, files[0].Path, nil)
	}
	if err != nil {
		for _, r := range files {
			s.Intake.Drop(r.Path)
		}
		return s.importWith(v, &imp, err)
	}
	s.changed()
	s.settle(v)
	return v.redirect(importURL(imp.ID))
}

// rejectFile hands out the rows that were set aside, for mending.
func (s *server) rejectFile(v *visit) error {
	imp, err := s.theImport(v)
	if err != nil {
		return err
	}
	some, err := s.Intake.Rejects(v.ctx(), imp.ID, 0, 1)
	if err != nil {
		return err
	}
	if len(some) == 0 {
		return fault.New(fault.NotFound, "intakerun.no_rejects")
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="zurueckgestellt-`+strconv.FormatInt(imp.ID, 10)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	return s.Intake.RejectFile(v.ctx(), imp.ID, func(f intake.Failure) string { return failureWords(v, &f) }, v.w)
}

// failureWords tells a failure that was kept.
func failureWords(v *visit, f *intake.Failure) string {
	if f == nil || f.Key == "" {
		return v.say.T("fault.internal")
	}
	return v.say.Fault(fault.New(fault.Invalid, f.Key, f.Args...))
}
