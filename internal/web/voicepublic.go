package web

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/voice"
	page "github.com/stammkunde/stammkunde/internal/web/page/survey"
)

// tellURL is where everybody can tell the firm something.
const tellURL = "/sagen"

// Limits of the page for everybody.
const (
	voicesInAll  = 200     // an hour, from all addresses together
	maxVoiceText = 8 << 10 // bytes of one field
	maxVoiceForm = attachment.MaxPhoto + 64<<10
)

// tellForm shows the page. It writes nothing and sets no cookie.
func (s *server) tellForm(v *visit) error { return s.showTell(v, nil, nil) }

func (s *server) showTell(v *visit, typed map[string]string, failure error) error {
	if !v.facts.firm.Settings.Voice {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.Header().Set("X-Robots-Tag", "noindex")
	say := v.say
	title := say.T("webvoice.public.title", v.facts.firm.Name)
	if v.r.URL.Query().Has("danke") {
		view := page.PublicView{Firm: title, Lede: say.T("webvoice.public.thanks"), Other: otherLanguage(v, tellURL)}
		view.Other.Href += "&danke=1"
		return v.bare(http.StatusOK, look.BareView{Title: title, Width: "slim", Centre: true}, page.Public(view))
	}
	view := page.PublicView{
		Firm: title, Lede: say.T("webvoice.public.lede"), URL: tellURL + "?sprache=" + say.Tag().Lang(), Submit: say.T("webvoice.public.send"), Files: true,
		Privacy: say.T("webvoice.public.privacy", v.facts.firm.Name), Other: otherLanguage(v, tellURL),
		Hidden: []look.Hidden{{Name: "schein", Value: s.ticket(v, s.Now())}},
		Trap:   look.FieldView{Name: "webseite", Label: say.T("web.enquiry.public.trap"), Autocomplete: "off", Attrs: templ.Attributes{"tabindex": "-1"}},
	}
	code := http.StatusOK
	if failure != nil {
		view.Problem, code = say.Fault(failure), status(failure)
	}
	kinds := page.Question{Name: "art", Label: say.T("webvoice.public.kind")}
	chosen := typed["art"]
	if chosen == "" {
		chosen = v.r.URL.Query().Get("art")
	}
	if !slices.Contains(voice.Kinds, voice.Kind(chosen)) {
		chosen = string(voice.Suggestion)
	}
	for _, k := range voice.Kinds {
		kinds.Options = append(kinds.Options, look.Option{Value: string(k), Label: say.T("webvoice.public.kind." + string(k)), Checked: string(k) == chosen})
	}
	text := func(name, key, hint string, rows, most int) page.Question {
		f := look.FieldView{Name: name, Label: say.T(key), Value: typed[name], Rows: rows, Attrs: templ.Attributes{"maxlength": number(int64(most))}}
		if hint != "" {
			f.Hint = say.T(hint)
		}
		return page.Question{Field: &f}
	}
	words := text("worte", "webvoice.public.words", "", 4, 1000)
	words.Field.Required = true
	photo := page.Question{Field: &look.FieldView{
		Name: "foto", Type: "file", Label: say.T("webvoice.public.photo"), Hint: say.T("webvoice.public.photo.hint", attachment.MaxPhoto>>20), Attrs: templ.Attributes{"accept": "image/jpeg,image/png"},
	}}
	name := text("name", "webvoice.public.name", "", 0, 200)
	name.Field.Autocomplete = "name"
	view.Questions = []page.Question{kinds, words, name, text("erreichbar", "webvoice.public.reach", "webvoice.public.reach.hint", 0, 200), photo}
	return v.bare(code, look.BareView{Title: title, Width: "mid"}, page.Public(view))
}

// voiced is what came from the page: its texts, and the photo without what is not the picture.
type voiced struct {
	text  map[string]string
	photo []byte
}

// readTold reads what was sent, the texts first, so that they stay when the photo is refused.
func readTold(v *visit) (voiced, error) {
	t := voiced{text: map[string]string{}}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxVoiceForm)
	parts, err := v.r.MultipartReader()
	if err != nil {
		return t, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	for range 20 {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, tooMuch(err)
		}
		if part.FormName() == "foto" {
			if part.FileName() == "" {
				continue
			}
			if t.photo, err = attachment.Photo(part); err != nil {
				return t, tooMuch(err)
			}
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(part, maxVoiceText+1))
		if err != nil {
			return t, tooMuch(err)
		}
		if len(raw) > maxVoiceText || !utf8.Valid(raw) || strings.ContainsRune(string(raw), 0) {
			return t, fault.New(fault.Invalid, "web.bad_form")
		}
		t.text[part.FormName()] = strings.TrimSpace(string(raw))
	}
	return t, fault.New(fault.Invalid, "web.bad_form")
}

// tooMuch says of a body that is too large that the photo is.
func tooMuch(err error) error {
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return fault.Wrap(err, fault.Limit, "attachment.too_large", attachment.MaxPhoto>>20)
	case fault.Of(err) != nil:
		return err
	}
	return fault.Wrap(err, fault.Invalid, "web.bad_form")
}

// sendTold takes what somebody wrote. Programs that fill in what people do not see are thanked and
// forgotten.
func (s *server) sendTold(v *visit) error {
	if !v.facts.firm.Settings.Voice {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	if now := s.Now(); !s.voices.admit(s.source(v.r), now) || !s.voices.admitUpTo("", voicesInAll, now) {
		return s.showTell(v, nil, fault.New(fault.Limit, "webvoice.many"))
	}
	t, err := readTold(v)
	if err == nil {
		if t.text["webseite"] != "" {
			return v.redirect(tellURL + "?sprache=" + v.say.Tag().Lang() + "&danke=1")
		}
		err = s.mayTell(v, &t)
	}
	if err == nil {
		err = s.takeTold(v, &t)
	}
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.showTell(v, t.text, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(tellURL + "?sprache=" + v.say.Tag().Lang() + "&danke=1")
}

// mayTell checks what only strangers must be checked for.
func (s *server) mayTell(v *visit, t *voiced) error {
	took, ours := s.filled(v, t.text["schein"])
	switch {
	case !ours || took > fillAtMost:
		return fault.New(fault.Invalid, "web.enquiry.public.stale")
	case took < fillAtLeast:
		return fault.New(fault.Invalid, "web.enquiry.public.quick")
	case t.text["worte"] == "":
		return fault.New(fault.Invalid, "feedback.words")
	case !slices.Contains(voice.Kinds, voice.Kind(t.text["art"])):
		return fault.New(fault.Invalid, "webvoice.kind")
	}
	return nil
}

// takeTold writes it down; a photo whose words are refused after all goes with them.
func (s *server) takeTold(v *visit, t *voiced) error {
	by := customer.By{Actor: history.Program, At: s.moment(v), Region: customer.Region(v.facts.firm.Locale)}
	said := voice.Said{Kind: voice.Kind(t.text["art"]), Words: t.text["worte"], Name: t.text["name"], Reach: t.text["erreichbar"]}
	if len(t.photo) > 0 {
		f, err := s.Files.Add(v.ctx(), row.By{Actor: history.Program, At: cal.At(s.Now())}, 0, v.say.T("webvoice.photo"), strings.NewReader(string(t.photo)), attachment.MaxPhoto)
		if err != nil {
			return err
		}
		said.File = f.ID
	}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		_, err := voice.Receive(v.ctx(), tx, by, v.facts.firm.Hours(), said)
		return err
	})
	if err == nil || said.File == 0 {
		return err
	}
	return errors.Join(err, s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		return attachment.Remove(v.ctx(), tx, row.By{Actor: history.Program, At: cal.At(s.Now())}, said.File, 1)
	}))
}
