package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/log"
)

func filesURL(id int64) string { return customerURL(id) + "/dateien" }

func (s *server) filesPage(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	return s.showFiles(v, http.StatusOK, &c, nil)
}

// showFiles is the page of a customer's files, with the words for those that were not
// taken.
func (s *server) showFiles(v *visit, code int, c *customer.Customer, faults []string) error {
	list, err := attachment.Of(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	w, err := s.logWords(v, nil)
	if err != nil {
		return err
	}
	view := page.Files{
		Head:  look.HeadView{Title: c.Shown(), Lede: v.say.T("attachment.lede", c.Shown()), Back: &look.LinkView{Label: v.say.T("place.customers"), Href: "/kunden"}},
		Label: v.say.T("webparty.tabs"), Tabs: s.sectionTabs(v, c.ID, "dateien"), Title: v.say.T("attachment.title"), URL: filesURL(c.ID),
		Fine: v.say.T("attachment.read_by_customer"), Faults: faults,
	}
	if len(list) == 0 {
		view.Empty = v.say.T("attachment.none")
	}
	for _, f := range list {
		r := page.FileRow{Name: f.Name, Href: fileURL(f.ID), Note: v.say.T("attachment.line", kindWord(f.Name), sizeWord(v, f.Size), w.name(v, f.By), cal.Of(f.At.Time(v.facts.zone), v.facts.zone))}
		if v.user.Role.Writes() {
			r.Remove = &look.ActView{
				URL: fileURL(f.ID) + "/entfernen", Fields: []look.Hidden{{Name: "version", Value: strconv.FormatInt(f.Version, 10)}},
				Button: look.ButtonView{Label: v.say.T("attachment.remove"), Size: "s", Style: "quiet"},
			}
		}
		view.Rows = append(view.Rows, r)
	}
	if v.user.Role.Writes() {
		view.Mark = s.mark(v)
		view.Drop = &look.DropView{
			Name: "datei", Title: v.say.T("attachment.drop"), Choose: v.say.T("attachment.choose"), Send: v.say.T("attachment.send"), Multiple: true,
			Text: v.say.T("attachment.hint", strings.Join(attachment.Ends, ", "), s.fileLimit(v)>>20), Accept: ".pdf,.png,.jpg,.jpeg,.webp,.txt,.csv,.docx,.xlsx,.odt,.ods",
		}
	}
	if v.user.Role.Manages() {
		view.Limit = &page.Limit{
			URL: "/einstellungen/dateigroesse", Save: v.say.T("button.save"), Back: look.Hidden{Name: "zurueck", Value: filesURL(c.ID)},
			Field: look.FieldView{Name: "mb", Label: v.say.T("attachment.limit"), Value: strconv.FormatInt(s.fileLimit(v)>>20, 10), Num: true, Autocomplete: "off"},
		}
	}
	if err := s.fileNews(v, c.ID, &view); err != nil {
		return err
	}
	return s.pageStatus(v, code, sheet{Title: c.Shown(), At: "/kunden", Wide: true}, page.FilesPage(view))
}

// fileNews says what was just done: files that came, or one that went and can come back.
func (s *server) fileNews(v *visit, id int64, view *page.Files) error {
	q := v.r.URL.Query()
	if n, err := strconv.Atoi(q.Get("neu")); err == nil && n > 0 {
		view.Done = v.say.T("attachment.added", n)
	}
	entry, err := strconv.ParseInt(q.Get("entfernt"), 10, 64)
	if err != nil {
		return nil //nolint:nilerr // no number, nothing to say
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil || e.Verb != "attachment.file.remove" || e.SubjectID != id || e.Undone || !v.user.Role.Writes() {
		return err
	}
	view.Done = v.say.T("attachment.removed", strings.Trim(string(logMembers(e.Before)["name"]), `"`))
	view.Undo = &look.ActView{
		URL: fileURL(entry) + "/zurueck", Fields: []look.Hidden{{Name: "kunde", Value: strconv.FormatInt(id, 10)}},
		Button: look.ButtonView{Label: v.say.T("button.undo"), Icon: "undo-2", Size: "s"},
	}
	return nil
}

func fileURL(id int64) string { return "/dateien/" + strconv.FormatInt(id, 10) }

// kindWord is the ending of a name in capitals, as people name kinds of files.
func kindWord(name string) string {
	return strings.ToUpper(name[strings.LastIndexByte(name, '.')+1:])
}

func sizeWord(v *visit, size int64) string {
	if size < 1<<20 {
		return v.say.T("attachment.kb", v.say.Int(max(1, size>>10)))
	}
	return v.say.T("attachment.mb", v.say.Float(float64(size)/(1<<20), 1))
}

// fileLimit is the largest file in bytes that the firm takes.
func (s *server) fileLimit(v *visit) int64 {
	if mb := v.facts.firm.Settings.FileMB; mb > 0 {
		return int64(mb) << 20
	}
	return attachment.DefaultMB << 20
}

// saveFileLimit sets how large a file may be.
func (s *server) saveFileLimit(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	mb, err := strconv.Atoi(v.field("mb"))
	if err != nil || mb < 1 || mb > attachment.MaxMB {
		return fault.New(fault.Invalid, "attachment.bad_limit", attachment.MaxMB)
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(f *firm.Settings) { f.FileMB = mb })
	})
	if err != nil {
		return err
	}
	s.forget()
	return v.redirect(local(v.field("zurueck")))
}

// addFiles streams the files of a form to where they are kept. Each file is taken or
// refused for itself, with its reason.
func (s *server) addFiles(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	control := http.NewResponseController(v.w)
	_, _ = control.SetReadDeadline(time.Time{}), control.SetWriteDeadline(time.Time{}) // a slow line takes long
	most := s.fileLimit(v)
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, mostFiles*most+maxForm)
	reader, err := v.r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	var faults []string
	added, code := 0, http.StatusOK
	for n := 0; n < mostFiles; {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "web.bad_form")
		}
		if part.FormName() != "datei" || part.FileName() == "" {
			continue
		}
		n++
		_, err = s.Files.Add(v.ctx(), row.By{Actor: v.user.ID, At: cal.At(s.Now())}, c.ID, part.FileName(), part, most)
		switch {
		case err == nil:
			added++
		case fault.Of(err) == nil || fault.KindOf(err) == fault.NotFound:
			return err
		default:
			faults, code = append(faults, v.say.T("attachment.refused", part.FileName(), v.say.Fault(err))), http.StatusUnprocessableEntity
		}
	}
	if added == 0 && len(faults) == 0 {
		faults, code = []string{v.say.T("attachment.no_file")}, http.StatusUnprocessableEntity
	}
	if len(faults) > 0 {
		return s.showFiles(v, code, &c, faults)
	}
	return v.redirect(filesURL(c.ID) + "?neu=" + strconv.Itoa(added))
}

// fileContent sends a file for keeping, never for showing: what is in it cannot act as a
// page of this program.
func (s *server) fileContent(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	f, err := attachment.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	content, err := s.Files.Open(v.ctx(), f)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	h := v.w.Header()
	h.Set("Content-Type", f.Kind)
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(v.w, content)
	return err
}

// removeFile takes a file away; the page offers to bring it back.
func (s *server) removeFile(v *visit) error {
	id, err := v.id()
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
	var f attachment.File
	var entry int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if f, err = attachment.Get(v.ctx(), tx, id); err != nil {
			return err
		}
		if err := attachment.Remove(v.ctx(), tx, row.By{Actor: v.user.ID, At: cal.At(s.Now())}, id, version); err != nil {
			return err
		}
		list, err := history.Of(v.ctx(), tx, row.Subject, f.Customer, 0, 1)
		if err == nil && len(list) > 0 {
			entry = list[0].ID
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.redirect(filesURL(f.Customer) + "?entfernt=" + strconv.FormatInt(entry, 10))
}

// fileBack brings a removed file back.
func (s *server) fileBack(v *visit) error {
	entry, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	e, err := history.Get(v.ctx(), v.seen, entry)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(e.Verb, "attachment.") {
		return fault.New(fault.NotFound, "history.no_such_entry")
	}
	if err := s.Undo.Undo(v.ctx(), v.user.ID, entry); err != nil {
		return err
	}
	return v.redirect(filesURL(e.SubjectID))
}
