package web_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/testkit"
	"github.com/stammkunde/stammkunde/internal/undo"
	"github.com/stammkunde/stammkunde/internal/web"
)

var ctx = context.Background()

const password = "Kaffee am Morgen"

// house is a firm on a real database behind a real server, with a clock that the test
// moves.
type house struct {
	t   testing.TB
	db  *store.DB
	now time.Time
	web.House
	server *httptest.Server
	log    strings.Builder
}

// fresh is a program that nobody has used yet.
func fresh(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, db: schematest.SQLite(t), now: time.Date(2026, 11, 24, 7, 12, 0, 0, time.UTC)}
	clock := func() time.Time { return h.now }
	random := rand.NewChaCha8([32]byte{7})
	settings := func(ctx context.Context) (insight.Settings, error) {
		p, err := firm.Load(ctx, h.db)
		return insight.Settings{Calendar: p.Calendar(), Trade: lifecycle.Trade(p.Trade), Margin: p.MarginBP}, err
	}
	in := insight.New(h.db, settings, func() cal.Instant { return cal.At(h.now) })
	h.House = web.House{
		DB: h.db, Now: clock, Random: random, Log: slog.New(slog.NewTextHandler(&h.log, nil)), Version: "test",
		Team: team.New(h.db, clock, random), Duplicates: testDuplicates(h.db, func() cal.Instant { return cal.At(clock()) }),
		Desk: &care.Desk{DB: h.db, Insight: in, Now: clock, Zone: func() *time.Location { return time.UTC }, Firm: func(ctx context.Context) (care.Firm, error) {
			p, err := firm.Load(ctx, h.db)
			return care.Firm{Trade: care.Trade(p.Trade), Minutes: p.DayMinutes, Secret: []byte(p.Secret), Calendar: p.Calendar()}, err
		}},
		Today: func(ctx context.Context) (cal.Date, error) {
			p, err := firm.Load(ctx, h.db)
			return p.Day(h.now), err
		},
		Practice:      func(context.Context, string) error { return nil },
		LeavePractice: func(context.Context) error { return nil },
		Refreshed: func(ctx context.Context) (time.Time, error) {
			day, err := h.House.Today(ctx)
			if err != nil {
				return time.Time{}, err
			}
			at, _, err := insight.Computed(ctx, h.db, day)
			if err != nil || at == 0 {
				return time.Time{}, err
			}
			return at.Time(time.UTC), nil
		},
		Wake:   func() {},
		Backup: func(_ context.Context, w io.Writer) error { _, err := io.WriteString(w, "dump"); return err },
	}
	dir := t.TempDir()
	files, err := intake.New(h.db, intake.Options{Dir: dir, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(files.Close)
	h.House.Insight, h.House.Intake, h.House.UploadDir = in, files, dir
	h.House.Files = &attachment.Store{DB: h.db, Dir: t.TempDir(), Now: clock}
	h.House.Undo = &undo.Desk{DB: h.db, Now: clock, Day: h.House.Today, Care: h.Desk, Duplicates: h.Duplicates, Intake: files}
	h.House.AfterImport = func(ctx context.Context, progress func(done, total int)) error {
		day, err := h.House.Today(ctx)
		if err != nil {
			return err
		}
		return in.RefreshAll(ctx, day, progress)
	}
	return h
}

// open starts the server once everything is set.
func (h *house) open() *house {
	h.t.Helper()
	h.server = httptest.NewServer(web.New(h.House))
	h.t.Cleanup(h.server.Close)
	return h
}

// bakery is a firm with an owner, a carer and a helper, and a few customers whose
// purchases give today's list: one late, one anniversary, one first purchase.
func bakery(t testing.TB, tag locale.Tag) *house {
	t.Helper()
	h := fresh(t)
	h.found(tag)
	today := cal.MustParse("2026-11-24")
	every := func(from, step, n int) (days []cal.Date) {
		for i := range n {
			days = append(days, today.Add(-from-step*i))
		}
		return days
	}
	h.customer("Yusuf", "Demirbaş", "Herr", every(26, 7, 30))
	h.customer("Hannelore", "Wackernagel", "Frau", every(2, 7, 105))
	h.customer("Leonie", "Fährmann", "Frau", []cal.Date{today})
	h.customer("Matteo", "<script>alert(1)</script>", "Herr", []cal.Date{today.Add(-1)})
	h.compute(today)
	return h.open()
}

// found writes a bakery with an owner, a carer and a helper.
func (h *house) found(tag locale.Tag) {
	h.t.Helper()
	p, err := firm.New("Backhaus Mustermühle", firm.Bakery, tag, rand.NewChaCha8([32]byte{1}))
	if err != nil {
		h.t.Fatal(err)
	}
	p.CreatedAt, p.Currency = cal.At(h.now), "EUR"
	h.update(func(tx *store.Tx) error { return firm.Create(ctx, tx, p) })
	h.user("jana", "Jana Brandt", team.Owner)
	h.user("olga", "Olga Sommer", team.Carer)
	h.user("theo", "Theo Winter", team.Helper)
}

// compute refreshes everything that is understood of the customers.
func (h *house) compute(today cal.Date) {
	h.t.Helper()
	in := insight.New(h.db, func(context.Context) (insight.Settings, error) {
		return insight.Settings{Trade: lifecycle.Bakery, Margin: 6000}, nil
	}, func() cal.Instant { return cal.At(h.now) })
	if err := in.RefreshAll(ctx, today, nil); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) update(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.db.Update(ctx, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) user(login, name string, role team.Role) {
	h.t.Helper()
	if _, err := h.Team.Create(ctx, 0, team.User{Login: login, Name: name, Salutation: "Frau", Role: role}, password); err != nil {
		h.t.Fatal(err)
	}
}

// customer writes somebody with purchases of 12.40 on the given days; the first of them is
// told as the day since when he comes.
func (h *house) customer(first, last, salutation string, days []cal.Date) int64 {
	h.t.Helper()
	var id int64
	since, until := cal.Never, cal.Never
	if len(days) > 0 {
		since, until = slices.Min(days), slices.Max(days)
	}
	h.update(func(tx *store.Tx) error {
		ids, err := customer.InsertMany(ctx, tx, customer.By{At: cal.At(h.now), Region: "DE", ImportID: 1}, []customer.ImportRow{{
			Customer: customer.Customer{FirstName: first, LastName: last, Salutation: salutation, City: "Mustertal", Phone: "040 66969 117", FirstContact: since, LastContact: until}, Source: "kasse", Number: last,
		}})
		if err != nil {
			return err
		}
		id = ids[0]
		var docs []sales.Document
		for _, d := range days {
			o := sales.Blank()
			o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", last+d.String(), d.String(), d, "EUR"
			docs = append(docs, sales.Document{Order: o, Lines: []sales.Line{{Description: "Dinkel-Kruste", Quantity: money.Decimal{Digits: 1}, Net: 1240}}})
		}
		return sales.Books{Currency: "EUR", At: cal.At(h.now)}.Insert(ctx, tx, docs)
	})
	return id
}

// purchase writes one more purchase of a customer.
func (h *house) purchase(id int64, day cal.Date, net money.Cents) {
	h.t.Helper()
	o := sales.Blank()
	o.Customer, o.Source, o.Document, o.Number, o.Day, o.Currency = id, "kasse", fmt.Sprint(id, day, net), "1", day, "EUR"
	h.update(func(tx *store.Tx) error {
		return sales.Books{Currency: "EUR", At: cal.At(h.now)}.Insert(ctx, tx, []sales.Document{{Order: o, Lines: []sales.Line{{Description: "Torte", Quantity: money.Decimal{Digits: 1}, Net: net}}}})
	})
}

// visitor is a browser without script.
type visitor struct {
	h      *house
	client *http.Client
	lang   string
}

func (h *house) visitor(lang string) *visitor {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &visitor{h, &http.Client{Jar: jar}, lang}
}

// signedIn is a visitor who has typed his name and password.
func (h *house) signedIn(login string) *visitor {
	h.t.Helper()
	v := h.visitor("de")
	v.post("/anmelden", "name", login, "passwort", password).want(http.StatusOK)
	return v
}

// page is an answer.
type page struct {
	testkit.Node
	t    testing.TB
	code int
	path string
	head http.Header
	body string
}

func (p page) want(code int) page {
	p.t.Helper()
	if p.code != code {
		p.t.Fatalf("%s: status %d, want %d: %s", p.path, p.code, code, p.Text())
	}
	return p
}

// says checks that a text stands on the page.
func (p page) says(texts ...string) page {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.Text(), text) {
			p.t.Errorf("%s does not say %q: %s", p.path, text, p.Text())
		}
	}
	return p
}

func (p page) hides(texts ...string) page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			p.t.Errorf("%s says %q", p.path, text)
		}
	}
	return p
}

func (v *visitor) get(path string) page { return v.send(http.MethodGet, path, nil, nil) }

func (v *visitor) post(path string, fields ...string) page {
	return v.send(http.MethodPost, path, values(fields), nil)
}

// htmx posts as the script does.
func (v *visitor) htmx(path string, fields ...string) page {
	return v.send(http.MethodPost, path, values(fields), map[string]string{"HX-Request": "true", "Sec-Fetch-Site": "same-origin"})
}

func values(fields []string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return form
}

func (v *visitor) send(method, path string, form url.Values, head map[string]string) page {
	v.h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, v.h.server.URL+path, body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", v.lang)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range head {
		req.Header.Set(name, value)
	}
	res, err := v.client.Do(req)
	if err != nil {
		v.h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.h.t.Fatal(err)
	}
	return page{testkit.ParseHTML(v.h.t, strings.NewReader(string(text))), v.h.t, res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(text)}
}

// change saves another profile of the firm, past the pages.
func (h *house) change(fn func(*firm.Profile)) {
	h.t.Helper()
	p, err := firm.Load(ctx, h.db)
	if err != nil {
		h.t.Fatal(err)
	}
	fn(&p)
	h.update(func(tx *store.Tx) error { return firm.Save(ctx, tx, p) })
}
