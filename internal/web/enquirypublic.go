package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
)

// Limits of the form for the world.
const (
	fillAtLeast = 3 * time.Second // nobody fills the form in faster
	fillAtMost  = 24 * time.Hour
	maxPublic   = 5000
)

// ticket is the time at which the form was handed out, signed.
func (s *server) ticket(v *visit, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 36)
	mac := hmac.New(sha256.New, []byte("anfrage:"+v.facts.firm.Secret))
	mac.Write([]byte(stamp))
	return stamp + "." + hex.EncodeToString(mac.Sum(nil)[:16])
}

// filled returns how long the form was open; false for a ticket that is not ours.
func (s *server) filled(v *visit, ticket string) (time.Duration, bool) {
	stamp, _, _ := strings.Cut(ticket, ".")
	at, err := strconv.ParseInt(stamp, 36, 64)
	if err != nil || !hmac.Equal([]byte(ticket), []byte(s.ticket(v, time.Unix(at, 0)))) {
		return 0, false
	}
	return s.Now().Sub(time.Unix(at, 0)), true
}

// publicForm is the form for everybody, once the firm has switched it on.
func (s *server) publicForm(v *visit) error {
	return s.showPublic(v, http.StatusOK, enquiry.Enquiry{}, nil)
}

func (s *server) showPublic(v *visit, code int, e enquiry.Enquiry, failure error) error {
	set := v.facts.firm.Settings.Enquiry
	if !set.Form {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	say := v.say
	lang := url.Values{"sprache": {say.Tag().Lang()}}
	view := page.PublicView{
		Firm: v.facts.firm.Name, Lede: orText(set.Text, say.T("web.enquiry.public.lede")), URL: "/anfrage?" + lang.Encode(), Submit: say.T("web.enquiry.public.send"),
		Privacy: say.T("web.enquiry.public.privacy", v.facts.firm.Name), Hidden: []look.Hidden{{Name: "schein", Value: s.ticket(v, s.Now())}},
		Trap: look.FieldView{Name: "webseite", Label: say.T("web.enquiry.public.trap"), Autocomplete: "off", Attrs: map[string]any{"tabindex": "-1"}},
	}
	if failure != nil {
		view.Problem = say.Fault(failure)
	}
	view.Other = otherLanguage(v, "/anfrage")
	long := map[string]any{"maxlength": strconv.Itoa(enquiry.MaxLine)}
	view.Fields = []look.FieldView{
		{Name: "gesucht", Label: say.T("web.enquiry.public.sought"), Value: e.Sought, Required: true, Attrs: map[string]any{"maxlength": strconv.Itoa(enquiry.MaxSought)}},
		{Name: "nachricht", Label: say.T("web.enquiry.public.message"), Value: e.Message, Rows: 5, Attrs: map[string]any{"maxlength": strconv.Itoa(maxPublic)}},
		{Name: "name", Label: say.T("web.enquiry.public.name"), Value: e.Name, Required: true, Autocomplete: "name", Attrs: long},
		{Name: "firma", Label: say.T("web.enquiry.public.company"), Value: e.Company, Autocomplete: "organization", Attrs: long},
		{Name: "email", Label: say.T("web.enquiry.f.email"), Type: "email", Value: e.Email, Autocomplete: "email", Hint: say.T("web.enquiry.public.reach"), Attrs: long},
		{Name: "telefon", Label: say.T("web.enquiry.f.phone"), Type: "tel", Value: e.Phone, Autocomplete: "tel", Attrs: long},
		{Name: "wunsch", Label: say.T("web.enquiry.public.wish"), Value: string(e.Wish), Options: publicWays(v)},
		{Name: "zeiten", Label: say.T("web.enquiry.f.times"), Value: e.WishTimes, Hint: say.T("web.enquiry.times.hint"), Attrs: long},
	}
	return v.bare(code, look.BareView{Title: say.T("web.enquiry.public.title", v.facts.firm.Name), Width: "mid"}, page.Public(view))
}

func publicWays(v *visit) []look.Option {
	list := []look.Option{{Value: "", Label: v.say.T("web.enquiry.way.any")}}
	for _, w := range []interaction.Channel{interaction.Mail, interaction.Phone, interaction.Letter} {
		list = append(list, look.Option{Value: string(w), Label: v.say.T("web.enquiry.way." + string(w))})
	}
	return list
}

func otherLanguage(v *visit, at string) look.LinkView {
	other := locale.EnGB
	if v.say.Tag().English() {
		other = locale.DeDE
	}
	return look.LinkView{Label: v.say.T("web.language.other"), Href: at + "?sprache=" + other.Lang(), Note: other.Lang()}
}

// takePublic takes down what somebody sent. Programs that fill in what people do not see
// are thanked and forgotten.
func (s *server) takePublic(v *visit) error {
	if !v.facts.firm.Settings.Enquiry.Form {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, 64<<10)
	if err := v.form(); err != nil {
		return err
	}
	thanks := "/anfrage/danke?sprache=" + v.say.Tag().Lang()
	if v.field("webseite") != "" {
		return v.redirect(thanks)
	}
	e := enquiry.Enquiry{
		Origin: "form", Sought: v.field("gesucht"), Message: v.field("nachricht"), Name: v.field("name"), Company: v.field("firma"),
		Email: v.field("email"), Phone: v.field("telefon"), Wish: interaction.Channel(v.field("wunsch")), WishTimes: v.field("zeiten"),
	}
	if err := s.admit(v, &e); err != nil {
		return s.showPublic(v, status(err), e, err)
	}
	by := customer.By{Actor: history.Program, At: s.moment(v), Region: customer.Region(v.facts.firm.Locale)}
	err := s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		if err := enquiry.Admit(v.ctx(), tx, v.facts.firm.Secret, s.source(v.r), cal.At(s.Now())); err != nil {
			return err
		}
		_, err := enquiry.Receive(v.ctx(), tx, by, v.answerClock(), e)
		return err
	})
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return s.showPublic(v, status(err), e, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(thanks)
}

// admit checks what only strangers must be checked for.
func (s *server) admit(v *visit, e *enquiry.Enquiry) error {
	took, ours := s.filled(v, v.field("schein"))
	switch {
	case !ours || took > fillAtMost:
		return fault.New(fault.Invalid, "web.enquiry.public.stale")
	case took < fillAtLeast:
		return fault.New(fault.Invalid, "web.enquiry.public.quick")
	case e.Email == "" && e.Phone == "":
		return fault.New(fault.Invalid, "web.enquiry.public.noway")
	case e.Email != "" && !strings.Contains(e.Email, "@"):
		return fault.New(fault.Invalid, "web.enquiry.public.mail")
	case len([]rune(e.Message)) > maxPublic:
		return fault.New(fault.Invalid, "enquiry.too_long", maxPublic)
	}
	return nil
}

func (s *server) publicThanks(v *visit) error {
	if !v.facts.firm.Settings.Enquiry.Form {
		return fault.New(fault.NotFound, "web.no_such_page")
	}
	view := page.PublicView{Firm: v.facts.firm.Name, Lede: v.say.T("web.enquiry.public.thanks"), Done: true, Other: otherLanguage(v, "/anfrage/danke")}
	return v.bare(http.StatusOK, look.BareView{Title: v.say.T("web.enquiry.public.title", v.facts.firm.Name), Width: "slim", Centre: true}, page.Public(view))
}
