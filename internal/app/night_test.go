package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// nightHouse is a house on an empty database with a clock that the test moves.
type nightHouse struct {
	*App
	t      *testing.T
	mu     sync.Mutex
	time   time.Time
	folder string
}

func newNightHouse(t *testing.T, db string) *nightHouse {
	t.Helper()
	h := &nightHouse{t: t, time: time.Date(2026, 11, 24, 3, 0, 10, 0, time.UTC), folder: t.TempDir()}
	a, err := Open(t.Context(), Settings{DB: db, Data: t.TempDir(), Volatile: true, Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	h.App = a
	t.Cleanup(func() { h.must(a.Close()) })
	h.must(a.EnsureFirm(t.Context(), locale.DeDE))
	return h
}

func (h *nightHouse) now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.time }

func (h *nightHouse) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *nightHouse) put(name, text string) {
	h.t.Helper()
	h.must(os.WriteFile(filepath.Join(h.folder, name), []byte(text), 0o600))
}

// minute lets a minute pass and runs the watcher once, as the queue does.
func (h *nightHouse) minute() {
	h.t.Helper()
	h.mu.Lock()
	h.time = h.time.Add(time.Minute)
	slot := h.time.Truncate(time.Minute).Format(time.RFC3339)
	h.mu.Unlock()
	h.must(h.DB.Update(h.t.Context(), func(tx *store.Tx) error { return h.Jobs.Enqueue(h.t.Context(), tx, "intake.watch", slot, "{}") }))
	ran, err := h.Jobs.Step(h.t.Context())
	if err != nil || !ran {
		h.t.Fatalf("the watcher ran: %v, %v", ran, err)
	}
}

func (h *nightHouse) missing() []intake.Missing {
	h.t.Helper()
	p, err := h.Profile(h.t.Context())
	h.must(err)
	list, err := h.Intake.MissingDaily(h.t.Context(), cal.MustParse("2026-11-24"), p.Calendar())
	h.must(err)
	return list
}

func (h *nightHouse) runs() []job.Task {
	h.t.Helper()
	list, err := h.Jobs.Recent(h.t.Context(), "intake.watch", 10)
	h.must(err)
	return list
}

const tillHead = "Bonnummer;Datum;Kundennummer;Artikel;Menge;Betrag\n"

func TestTheNightlyFileIsTakenAndNoLongerMissed(t *testing.T) {
	dsn := map[string]string{"sqlite": filepath.Join(t.TempDir(), "firm.db")}
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		dsn["postgres"] = schematest.PostgresDSN(t)
	}
	for name, db := range dsn {
		t.Run(name, func(t *testing.T) {
			h := newNightHouse(t, db)
			h.put("1.csv", tillHead+"1;22.11.2026;17;Brot;1;3,50\n")
			_, err := h.Intake.Run(t.Context(), intake.Request{Path: filepath.Join(h.folder, "1.csv"), Source: "kasse"}, nil)
			h.must(err)
			if ok, err := h.watching(t.Context()); ok || err != nil {
				t.Fatalf("a folder is watched that nobody named: %v", err)
			}
			h.must(h.Intake.Arrange(t.Context(), 0, intake.Arrangement{Folder: h.folder, Feeds: []intake.Feed{{Source: "kasse", Daily: true}}}))
			h.Forget()
			if ok, err := h.watching(t.Context()); !ok || err != nil {
				t.Fatalf("the folder is not watched: %v", err)
			}
			if m := h.missing(); len(m) != 1 || m[0].Source != "kasse" || m[0].Day != cal.MustParse("2026-11-23") {
				t.Fatalf("missing %+v", m)
			}
			h.put("2.csv", "\x00\x01 broken")
			h.minute()
			h.minute()
			refused, err := h.Intake.Refused(t.Context())
			if err != nil || len(refused) != 1 || len(h.missing()) != 1 {
				t.Fatalf("refused %+v, %v, missing %v", refused, err, h.missing())
			}
			h.put("2.csv", tillHead+"2;23.11.2026;17;Brot;1;3,50\n2;23.11.2026;17;Kuchen;2;7,00\n")
			for range 4 {
				h.minute()
			}
			refused, err = h.Intake.Refused(t.Context())
			if err != nil || len(refused) != 0 || len(h.missing()) != 0 {
				t.Errorf("refused %+v, %v, missing %v", refused, err, h.missing())
			}
			runs := h.runs()
			if len(runs) != 2 || runs[0].Counts != `{"files":1}` || runs[1].Counts != `{"files":1,"refused":1}` {
				t.Errorf("runs %+v", runs)
			}
			if w := h.Watching(); !w.At.Equal(h.now()) || w.Next.Sub(h.now()) != 50*time.Second {
				t.Errorf("watching %+v at %v", w, h.now())
			}
		})
	}
}

func TestAFolderThatIsGoneIsCountedOnce(t *testing.T) {
	h := newNightHouse(t, filepath.Join(t.TempDir(), "firm.db"))
	h.must(h.Intake.Arrange(t.Context(), 0, intake.Arrangement{Folder: h.folder}))
	h.must(os.RemoveAll(h.folder))
	for range 3 {
		h.minute()
	}
	if runs := h.runs(); len(runs) != 1 || runs[0].Counts != `{"unreadable":1}` {
		t.Errorf("runs %+v", runs)
	}
	if w := h.Watching(); len(w.Unreadable) != 1 || w.Unreadable[0] != h.folder {
		t.Errorf("watching %+v", w)
	}
	h.must(os.Mkdir(h.folder, 0o700))
	h.minute()
	if w := h.Watching(); len(w.Unreadable) != 0 {
		t.Errorf("the folder is back: %+v", w)
	}
}

func TestAsManyBackupsStayAsTheFirmSays(t *testing.T) {
	h := newNightHouse(t, filepath.Join(t.TempDir(), "firm.db"))
	if files, err := h.NightlyBackups(); err != nil || len(files) != 0 {
		t.Errorf("before the first night: %v, %v", files, err)
	}
	p, err := h.Profile(t.Context())
	h.must(err)
	p.Settings.BackupKeep = 2
	h.must(h.save(t.Context(), p))
	for _, night := range []string{"2026-11-21", "2026-11-22", "2026-11-23"} {
		h.must(h.jobBackup(t.Context(), night, "", job.Counts{}))
	}
	files, err := h.NightlyBackups()
	if err != nil || len(files) != 2 || files[0].Name != "nightly-2026-11-23.dump.gz" || files[1].Name != "nightly-2026-11-22.dump.gz" || files[0].Size == 0 {
		t.Errorf("got %+v, %v", files, err)
	}
}

// A phone that took the certificate from the page trusts the connection from then on;
// before that it does not.
func TestADeviceTrustsTheHouseAfterTakingTheCertificate(t *testing.T) {
	h := newNightHouse(t, filepath.Join(t.TempDir(), "firm.db"))
	pair, authority, err := Certificate(t.TempDir(), []string{"localhost", "127.0.0.1"}, time.Now())
	h.must(err)
	l, err := Listen(t.Context(), "127.0.0.1:0", pair)
	h.must(err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- h.Serve(ctx, l, h.Web(Face{Version: "test", Secure: true, PublicURL: "https://127.0.0.1", Authority: authority}))
	}()
	defer func() { stop(); h.must(<-ended) }()
	get := func(config *tls.Config, path string) (*http.Response, string, error) {
		transport := &http.Transport{TLSClientConfig: config}
		defer transport.CloseIdleConnections()
		res, err := (&http.Client{Transport: transport}).Get("https://" + l.Addr().String() + path)
		if err != nil {
			return nil, "", err
		}
		body, err := io.ReadAll(res.Body)
		return res, string(body), errors.Join(err, res.Body.Close())
	}
	if _, _, err := get(&tls.Config{RootCAs: x509.NewCertPool()}, "/zertifikat"); err == nil {
		t.Error("a device that knows nothing trusts the house")
	}
	// The first look is past the browser's warning.
	res, raw, err := get(&tls.Config{InsecureSkipVerify: true}, "/zertifikat/stammkunde.crt") //nolint:gosec // what the test is about
	h.must(err)
	if block, _ := pem.Decode(authority); raw != string(block.Bytes) || res.Header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("%d bytes as %s", len(raw), res.Header.Get("Content-Type"))
	}
	taken, err := x509.ParseCertificate([]byte(raw))
	h.must(err)
	pool := x509.NewCertPool()
	pool.AddCert(taken)
	res, page, err := get(&tls.Config{RootCAs: pool}, "/zertifikat")
	h.must(err)
	if res.StatusCode != http.StatusOK || !strings.Contains(page, "stammkunde.crt") {
		t.Errorf("status %d: %s", res.StatusCode, page)
	}
	if got := res.Header.Get("Strict-Transport-Security"); got == "" || strings.Contains(got, "preload") {
		t.Errorf("HSTS %q", got)
	}
}
