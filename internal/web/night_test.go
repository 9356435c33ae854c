package web_test

import (
	"context"
	"encoding/pem"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/web"
)

// past is the history of the work that goes on by itself.
type past struct{ failed, done []job.Task }

func (p *past) Failed(context.Context, int) ([]job.Task, error) { return p.failed, nil }

func (p *past) Recent(_ context.Context, name string, limit int) (list []job.Task, err error) {
	for _, t := range append(append([]job.Task{}, p.done...), p.failed...) {
		if t.Name == name && len(list) < limit {
			list = append(list, t)
		}
	}
	return list, nil
}

// named sends requests to the server under another name.
type named struct{ host string }

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = n.host
	return http.DefaultTransport.RoundTrip(r)
}

// as is the visitor who typed another address.
func (v *visitor) as(host string) *visitor {
	client := *v.client
	client.Transport = named{host}
	return &visitor{v.h, &client, v.lang}
}

const tillHead = "Bonnummer;Datum;Kundennummer;Artikel;Menge;Betrag\n"

// tilled is the bakery after the till's file of 22 November came from a source "kasse".
func tilled(t *testing.T, tag locale.Tag, set func(*house)) *house {
	t.Helper()
	h := fresh(t)
	h.found(tag)
	if set != nil {
		set(h)
	}
	h.take("kasse", tillHead+"1;22.11.2026;17;Brot;1;3,50\n")
	h.compute(cal.MustParse("2026-11-24"))
	return h.open()
}

func (h *house) take(source, text string) {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Intake.Run(ctx, intake.Request{Path: path, Source: source}, nil); err != nil {
		h.t.Fatal(err)
	}
	h.now = h.now.Add(5 * time.Second)
}

func TestNightlyFilesAreArrangedOnThePageAndWrittenDown(t *testing.T) {
	next := time.Date(2026, 11, 24, 7, 13, 0, 0, time.UTC)
	h := tilled(t, locale.DeDE, func(h *house) {
		h.Jobs = &past{done: []job.Task{{Name: "intake.watch", State: "done", Counts: `{"files":3,"refused":1}`, FinishedAt: h.now.Add(-12 * time.Hour).UnixMicro()}}}
		h.Watching = func() web.Watching { return web.Watching{At: next.Add(-time.Minute), Next: next} }
	})
	v := h.signedIn("jana")
	v.get("/einstellungen").says("Nächtliche Dateien", "Die letzten Einkäufe sind vom 22.11.2026", "Noch wird kein Ordner")
	folder, own := t.TempDir(), t.TempDir()
	p := v.post("/einstellungen/dateien", "ordner", folder, "quelle-0", "kasse", "ordner-0", own, "taeglich-0", "1").want(http.StatusOK)
	p.says("In die Ordner wird jede Minute gesehen", "das nächste Mal um 8:13", "3 Dateien, eine davon nicht übernommen", "gestern, 20:12")
	if got := p.One(t, "input[name=ordner]").Attr("value"); got != folder {
		t.Errorf("the firm's folder is %q", got)
	}
	if got := p.One(t, "input[name=ordner-0]").Attr("value"); got != own || !p.Has("input[name=taeglich-0][checked]") {
		t.Errorf("the source's folder is %q", got)
	}
	entries, err := history.Of(ctx, h.db, "firm", 1, 0, 5)
	if err != nil || len(entries) != 2 || !strings.Contains(string(entries[0].After)+string(entries[1].After), own) {
		t.Errorf("history %+v, %v", entries, err)
	}
	v.post("/einstellungen/dateien", "ordner", folder, "quelle-0", "kasse", "ordner-0", own, "taeglich-0", "1").want(http.StatusOK)
	if again, err := history.Of(ctx, h.db, "firm", 1, 0, 5); err != nil || len(again) != 2 {
		t.Errorf("saving the same again writes history: %+v, %v", again, err)
	}
}

func TestAFolderThatCannotBeWatchedIsToldWithWhatToDo(t *testing.T) {
	h := tilled(t, locale.DeDE, nil)
	v := h.signedIn("jana")
	missing := filepath.Join(t.TempDir(), "nichts")
	for path, says := range map[string]string{"export": "Nennen Sie den Ordner vollständig", missing: "Legen Sie ihn dort an"} {
		p := v.post("/einstellungen/dateien", "ordner", path, "quelle-0", "kasse", "taeglich-0", "1").want(http.StatusUnprocessableEntity).says(says)
		if field := p.One(t, "input[name=ordner]"); field.Attr("value") != path || field.Attr("aria-invalid") != "true" {
			t.Errorf("%s: what was typed is gone", path)
		}
		if !p.Has("input[name=taeglich-0][checked]") {
			t.Error("the switch is off again")
		}
	}
	if a, err := h.Intake.Arranged(ctx); err != nil || a.Folder != "" || a.Feeds[0].Daily {
		t.Errorf("saved %+v, %v", a, err)
	}
	h.signedIn("olga").post("/einstellungen/dateien", "ordner", "").want(http.StatusForbidden)
	h.signedIn("olga").get("/einstellungen").hides("Nächtliche Dateien")
}

func TestAMissingReportIsToldUntilItCame(t *testing.T) {
	for tag, says := range map[locale.Tag][]string{
		locale.DeDE: {"Gestern fehlt ein Kassenbericht", "Von kasse kam für Montag, 23. November noch keine Datei"},
		locale.EnGB: {"A till report is missing for yesterday", "from kasse for Monday 23 November"},
	} {
		t.Run(tag.String(), func(t *testing.T) {
			h := tilled(t, tag, nil)
			v := h.signedIn("jana")
			v.get("/").hides(says[0])
			v.post("/einstellungen/dateien", "quelle-0", "kasse", "taeglich-0", "1").want(http.StatusOK)
			p := v.get("/").says(says...)
			if p.One(t, `a[href="/einstellungen#dateien"]`).Text() == "" {
				t.Error("no way to the settings")
			}
			h.signedIn("olga").get("/").hides(says[0]) // she can do nothing about it
			h.take("kasse", tillHead+"2;23.11.2026;17;Brot;1;3,50\n")
			v.get("/").hides(says[0])
		})
	}
}

func TestNobodyMissesAReportOfAClosedDay(t *testing.T) {
	h := tilled(t, locale.DeDE, nil)
	h.change(func(p *firm.Profile) { p.ClosedWeekdays = []int{int(time.Monday)} })
	v := h.signedIn("jana")
	v.post("/einstellungen/dateien", "quelle-0", "kasse", "taeglich-0", "1").want(http.StatusOK)
	v.get("/").hides("Kassenbericht")
}

func TestARefusedFileIsToldOnceWithItsReason(t *testing.T) {
	h := tilled(t, locale.DeDE, nil)
	folder := t.TempDir()
	v := h.signedIn("jana")
	v.post("/einstellungen/dateien", "ordner", folder).want(http.StatusOK)
	look := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, "bon.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := h.Intake.Watch(ctx); err != nil {
				t.Fatal(err)
			}
		}
		h.now = h.now.Add(5 * time.Second)
	}
	look("\x00\x01 nichts")
	p := v.get("/").says("Die Datei bon.csv (heute) ließ sich nicht übernehmen, deshalb gilt der Stand davor.")
	if strings.Count(p.Text(), "bon.csv") != 1 {
		t.Error("told more than once")
	}
	v.get(p.One(t, ".note a").Attr("href")).want(http.StatusOK)
	look(till + "3;23.11.2026;17;Brot;1;3,50\n")
	v.get("/").hides("bon.csv")
}

func TestTheOwnerHearsOfABackupThatFailed(t *testing.T) {
	work := &past{}
	h := tilled(t, locale.DeDE, func(h *house) {
		h.Jobs = work
		h.NightlyBackups = func() ([]web.BackupFile, error) {
			return []web.BackupFile{{Name: "nightly-2026-11-23.dump.gz", At: h.now.Add(-28 * time.Hour), Size: 2_340_000}}, nil
		}
		at := h.now.Add(-2 * time.Hour).UnixMicro()
		work.failed = []job.Task{{ID: 7, Name: "backup.nightly", State: "failed", Error: "no space left on device", FinishedAt: at}}
	})
	v := h.signedIn("jana")
	v.get("/").says("Die Sicherung von heute Nacht ist fehlgeschlagen: no space left on device.")
	v.get("/einstellungen").says("vom 23.11.2026", "2,3 MB", "Es liegt eine da", "heute Nacht ist fehlgeschlagen")
	h.signedIn("olga").get("/").hides("fehlgeschlagen")
	work.done = []job.Task{{ID: 8, Name: "backup.nightly", State: "done", FinishedAt: h.now.UnixMicro()}}
	h.now = h.now.Add(5 * time.Second)
	v.get("/").hides("fehlgeschlagen")
}

func TestTheOwnerSaysHowManyBackupsStay(t *testing.T) {
	h := tilled(t, locale.DeDE, func(h *house) { h.NightlyBackups = func() ([]web.BackupFile, error) { return nil, nil } })
	v := h.signedIn("jana")
	p := v.get("/einstellungen").says("Noch gibt es keine")
	if got := p.One(t, "input[name=behalten]").Attr("value"); got != "14" {
		t.Errorf("%s stay at first", got)
	}
	for _, bad := range []string{"", "0", "-3", "viele", "366"} {
		v.post("/einstellungen/sicherungen", "behalten", bad).want(http.StatusUnprocessableEntity).says("von 1 bis 365")
	}
	p = v.post("/einstellungen/sicherungen", "behalten", "30").want(http.StatusOK)
	if got := p.One(t, "input[name=behalten]").Attr("value"); got != "30" {
		t.Errorf("%s stay", got)
	}
	h.change(func(p *firm.Profile) { p.Practice = true })
	h.now = h.now.Add(5 * time.Second)
	v.get("/einstellungen").says("Übungsdaten werden nicht gesichert")
	h.signedIn("olga").post("/einstellungen/sicherungen", "behalten", "1").want(http.StatusForbidden)
}

func TestThePageOfTheCertificateNeedsNoSignIn(t *testing.T) {
	raw := []byte("a certificate")
	h := fresh(t)
	h.Authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	h.open()
	for lang, says := range map[string][]string{
		"de": {"Dieses Gerät einrichten", "Zertifikatsvertrauenseinstellungen", "CA-Zertifikat", "Stammzertifizierungsstellen"},
		"en": {"Set up this device", "Certificate Trust Settings", "CA certificate", "Trusted Root"},
	} {
		p := h.visitor(lang).get("/zertifikat").want(http.StatusOK).says(says...)
		if n := len(p.All("ol li")); n < 12 {
			t.Errorf("%s: %d steps", lang, n)
		}
		file := h.visitor(lang).get(p.One(t, "a.btn.primary").Attr("href")).want(http.StatusOK)
		if file.body != string(raw) || file.head.Get("Content-Type") != "application/x-x509-ca-cert" {
			t.Errorf("%q as %s", file.body, file.head.Get("Content-Type"))
		}
	}
	h.found(locale.DeDE)
	h.signedIn("jana").get("/einstellungen").says("Prüfzeichen", "Gerät einrichten").hides("ausgeblendet")
}

func TestWithoutAnAuthorityThereIsNoCertificate(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.visitor("de").get("/zertifikat").want(http.StatusNotFound)
	h.visitor("de").get("/zertifikat/stammkunde.crt").want(http.StatusNotFound)
	v := h.signedIn("jana")
	v.get("/einstellungen").hides("ausgeblendet") // on the machine itself everything works
	for host, hidden := range map[string]bool{"kasse.local:8080": true, "localhost:8080": false, "[::1]:8080": false} {
		p := v.as(host).get("/einstellungen").want(http.StatusOK)
		if strings.Contains(p.Text(), "Kamera und Theke ohne Netz sind ausgeblendet") != hidden {
			t.Errorf("%s: hidden is not %v", host, hidden)
		}
	}
}

func TestOnlyThePublicAddressMustComeOverTLS(t *testing.T) {
	for name, c := range map[string]struct {
		secure    bool
		url, host string
		want      string
	}{
		"without TLS":            {false, "https://kasse.example.de", "kasse.example.de", ""},
		"without public address": {true, "", "kasse.example.de", ""},
		"public address open":    {true, "http://kasse.example.de", "kasse.example.de", ""},
		"a name of this machine": {true, "https://kasse.example.de", "localhost:8443", ""},
		"the public address":     {true, "https://kasse.example.de:8443", "kasse.example.de:8443", "max-age=2592000"},
	} {
		t.Run(name, func(t *testing.T) {
			h := fresh(t)
			h.Secure, h.PublicURL = c.secure, c.url
			h.open()
			if got := h.visitor("de").as(c.host).get("/start").head.Get("Strict-Transport-Security"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
