package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/counter"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/counter"
)

const (
	// cardsKept is how long a device keeps cards.
	cardsKept = 24 * time.Hour
	// lateDays is how old a talk may be that a device sends later.
	lateDays = 14
	// deviceYears is how long a browser keeps the mark by which its device is known.
	deviceYears = 1
	deviceMark  = "geraet"
)

// json answers the script of the counter.
func (v *visit) json(code int, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("answer the script: %w", err)
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(code)
	_, err = v.w.Write(text)
	return err
}

// freeCard offers to keep cards on this device, or says why browsers do not let it.
func (s *server) freeCard(v *visit) page.Free {
	say := v.say
	if v.till.Shared && v.user.ID != v.host.ID {
		return page.Free{} // the device is set up by the one who signed in on it
	}
	if !s.private(v.r) {
		f := page.Free{Why: say.T("webcounter.free.insecure")}
		if _, err := s.authority(); err == nil {
			f.Link = &look.LinkView{Label: say.T("webcounter.free.certificate"), Href: certificateURL}
		}
		return f
	}
	text := say.T("webcounter.free.text")
	if v.facts.counter.Topics {
		text = say.T("webcounter.free.text.topics")
	}
	pin := pinField(v, "frei-pin")
	pin.Hint = say.T("webcounter.free.pin")
	return page.Free{
		Title: say.T("webcounter.free"), Text: text, Button: say.T("webcounter.free.go"), Ready: say.T("webcounter.free.ready"), Failed: say.T("webcounter.free.failed"),
		Name: look.FieldView{Name: "geraet", Label: say.T("webcounter.free.name"), Required: true, Autocomplete: "off", Placeholder: say.T("webcounter.free.name.hint")}, PIN: pin,
	}
}

// shellPage is the counter without network: words and an empty frame. It holds nothing
// about anybody, because browsers keep it unlocked.
func (s *server) shellPage(v *visit) error {
	say := v.say
	view := page.Shell{
		Title: say.T("webcounter.shell"), Lede: say.T("webcounter.shell.lede"), PIN: pinField(v, "pin"), Open: say.T("webcounter.shell.open"),
		Wrong: say.T("webcounter.shell.wrong"), Empty: say.T("webcounter.shell.empty"),
		Search: page.Search{Label: say.T("webcounter.search"), Hint: say.T("webcounter.search.hint"), Button: say.T("look.find.short")},
		Back:   look.LinkView{Label: say.T("webcounter.shell.back"), Href: counterURL}, BackText: say.T("webcounter.shell.again"), Waiting: say.T("webcounter.shell.waiting"),
		Nobody: say.T("webcounter.shell.nobody"), Done: say.T("webcounter.shell.done"), Undo: say.T("button.undo"), Taps: say.T("webcounter.taps"),
		NoteOnline: say.T("webcounter.shell.note"), Minutes: lockMinutes(v),
	}
	for _, k := range counterKinds {
		view.Acts = append(view.Acts, look.ButtonView{Label: say.T("webcounter.tap." + k.name), Icon: k.icon, Type: "button", Attrs: map[string]any{"data-art": k.name}})
	}
	return v.bare(http.StatusOK, look.BareView{Title: view.Title, Width: "mid", App: manifestURL}, page.Offline(view))
}

// worker is the script that answers without network, for the pages of the counter only.
func (s *server) worker(v *visit) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Service-Worker-Allowed", counterURL)
	_, err := v.w.Write(look.Worker())
	return err
}

// manifest tells browsers how the counter is installed.
func (s *server) manifest(v *visit) error {
	icon := func(size int) map[string]string {
		return map[string]string{"src": look.URL(fmt.Sprintf("tresen-%d.png", size)), "sizes": fmt.Sprintf("%dx%d", size, size), "type": "image/png", "purpose": "any maskable"}
	}
	v.w.Header().Set("Cache-Control", "no-cache")
	text, err := json.Marshal(map[string]any{
		"id": counterURL, "name": v.say.T("webcounter.app"), "short_name": v.say.T("place.counter"), "lang": v.say.Tag().String(),
		"start_url": counterURL, "scope": counterURL, "display": "standalone", "background_color": "#f8f5f0", "theme_color": "#00636f",
		"icons": []any{icon(192), icon(512)},
	})
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	v.w.Header().Set("Content-Type", "application/manifest+json")
	_, err = v.w.Write(text)
	return err
}

// addDevice notes the device of somebody who knows his short number; the script then
// locks the cards with it.
func (s *server) addDevice(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if !s.private(v.r) {
		return fault.New(fault.Forbidden, "webcounter.free.insecure")
	}
	token := ""
	err := s.Team.CheckPIN(v.ctx(), v.user.ID, v.field("pin"))
	if err == nil {
		token, err = s.Team.AddDevice(v.ctx(), v.user.ID, v.session(s.cookieName()), v.field("geraet"))
	}
	if k := fault.KindOf(err); err != nil && k != fault.Internal {
		return v.json(status(err), map[string]string{"error": v.say.Fault(err)})
	}
	if err != nil {
		return err
	}
	at, err := team.PINSet(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return err
	}
	s.markDevice(v, token, deviceYears*365*24*60*60)
	return v.json(http.StatusOK, map[string]string{"pin": pinStamp(at)})
}

// pinStamp tells one short number of a person from the next one, not which it is.
func pinStamp(at cal.Instant) string { return strconv.FormatInt(int64(at), 36) }

func (s *server) markDevice(v *visit, token string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{Name: deviceMark, Value: token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode, MaxAge: seconds})
}

// kept is a card as a device keeps it: finished words.
type kept struct {
	ID    int64       `json:"id"`
	Name  string      `json:"name"`
	How   string      `json:"how"`
	Codes []string    `json:"codes"`
	Rows  [][2]string `json:"rows"`
}

// keepCards hands the device its cards. One that is lost, or of which nobody knows, is
// told to empty itself, and says when it has; that works without signing in, because its
// session ended when it was reported.
func (s *server) keepCards(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	mark, err := v.r.Cookie(deviceMark)
	if err != nil {
		return s.emptyDevice(v)
	}
	dev, err := s.Team.Device(v.ctx(), mark.Value)
	if fault.KindOf(err) == fault.NotFound {
		return s.emptyDevice(v)
	}
	if err != nil {
		return err
	}
	switch {
	case dev.LostAt != 0 && v.field("geleert") != "":
		if err := s.Team.WipedDevice(v.ctx(), mark.Value); err != nil {
			return err
		}
		s.markDevice(v, "", -1)
		return v.json(http.StatusOK, map[string]any{})
	case dev.LostAt != 0:
		return s.emptyDevice(v)
	case v.user.ID == dev.User && !team.May(v.user.Role, team.Counter):
		return s.emptyDevice(v)
	case v.user.ID != dev.User:
		return v.json(http.StatusUnauthorized, map[string]any{})
	}
	return s.sendCards(v)
}

// emptyDevice tells the browser, and the script in it, to drop what is kept.
func (s *server) emptyDevice(v *visit) error {
	v.w.Header().Set("Clear-Site-Data", `"storage"`)
	return v.json(http.StatusGone, map[string]any{})
}

func (s *server) sendCards(v *visit) error {
	var opened []int64
	for _, text := range v.r.PostForm["karte"] {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && id > 0 {
			opened = append(opened, id)
		}
	}
	cards, err := counter.Keep(v.ctx(), team.SightOf(&v.user, team.Counter).Over(s.DB), opened, v.facts.today, usualForm(v), v.facts.counter.Topics)
	if err != nil {
		return err
	}
	at, err := team.PINSet(v.ctx(), s.DB, v.user.ID)
	if err != nil {
		return err
	}
	list := make([]kept, 0, len(cards))
	for i := range cards {
		c := &cards[i]
		k := kept{ID: c.ID, Name: c.Name, How: howToSpeak(v, c), Codes: []string{}, Rows: [][2]string{}}
		for _, code := range []string{c.Code, c.Number} {
			if code != "" {
				k.Codes = append(k.Codes, code)
			}
		}
		for _, r := range counterRows(v, c) {
			k.Rows = append(k.Rows, [2]string{r.Label, r.Value})
		}
		list = append(list, k)
	}
	return v.json(http.StatusOK, map[string]any{"pin": pinStamp(at), "seconds": int(cardsKept / time.Second), "cards": list})
}

// noteLater writes a talk that was noted without network, once.
func (s *server) noteLater(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id, err := strconv.ParseInt(v.field("kunde"), 10, 64)
	ms, bad := strconv.ParseInt(v.field("am"), 10, 64)
	if err != nil || bad != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	now, at := s.Now(), time.UnixMilli(ms)
	if at.After(now) { // the clock of the device runs ahead
		at = now
	}
	if at.Before(now.AddDate(0, 0, -lateDays)) {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	day := min(v.facts.firm.Day(at), v.facts.today)
	i, err := atCounter(v.field("art"), id, day, cal.At(at))
	if err != nil {
		return err
	}
	var entry int64
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
		entry, err = counter.Once(v.ctx(), tx, v.field("name"), cal.At(now), func() (int64, error) {
			if _, err := customer.Get(v.ctx(), tx, id); err != nil {
				return 0, err
			}
			_, entry, err := interaction.Log(v.ctx(), tx, s.noting(v), i)
			return entry, err
		})
		return err
	})
	if err != nil {
		return err
	}
	s.changed()
	return v.json(http.StatusOK, map[string]int64{"entry": entry})
}

// keeps reports whether the browser's device keeps cards.
func (s *server) keeps(v *visit) (bool, error) {
	mark, err := v.r.Cookie(deviceMark)
	if err != nil {
		return false, nil //nolint:nilerr // no cookie, no device
	}
	_, err = s.Team.Device(v.ctx(), mark.Value)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// emptyIfLost has the browser of a lost device drop what it keeps: its session has ended,
// so that whoever opens it arrives at the page for signing in.
func (s *server) emptyIfLost(v *visit) error {
	mark, err := v.r.Cookie(deviceMark)
	if err != nil {
		return nil //nolint:nilerr // no cookie, no device
	}
	dev, err := s.Team.Device(v.ctx(), mark.Value)
	if fault.KindOf(err) == fault.NotFound || err == nil && dev.LostAt == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	v.w.Header().Set("Clear-Site-Data", `"storage"`)
	s.markDevice(v, "", -1)
	return s.Team.WipedDevice(v.ctx(), mark.Value)
}

// leavePage sends what waits on the device and empties it, then signs out.
func (s *server) leavePage(v *visit) error {
	view := page.Leave{Title: v.say.T("webcounter.leave"), Text: v.say.T("webcounter.leave.text"), Button: v.say.T("look.signout")}
	return v.bare(http.StatusOK, look.BareView{Title: view.Title, Width: "slim", Centre: true}, page.SignOut(view))
}

// emptied forgets the device of somebody who signs out, and has the browser drop the rest.
func (s *server) emptied(v *visit) error {
	mark, err := v.r.Cookie(deviceMark)
	if err != nil {
		return nil //nolint:nilerr // no cookie, no device
	}
	v.w.Header().Set("Clear-Site-Data", `"storage"`)
	s.markDevice(v, "", -1)
	return s.Team.DropDevice(v.ctx(), mark.Value)
}
