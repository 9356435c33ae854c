package team_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

const password = "Kaffee am Morgen"

var ctx = context.Background()

// house is a desk with a clock that the test moves.
type house struct {
	*team.Desk
	db  *store.DB
	now time.Time
}

func newHouse(db *store.DB) *house {
	h := &house{db: db, now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	h.Desk = team.New(db, h.clock, rand.NewChaCha8([32]byte{1}))
	return h
}

func (h *house) clock() time.Time { return h.now }

func (h *house) create(t *testing.T, login string, role team.Role) int64 {
	t.Helper()
	id, err := h.Create(ctx, 0, team.User{Login: login, Name: "Wiebke Ahrens", Role: role}, password)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h *house) signIn(t *testing.T, login string) string {
	t.Helper()
	token, _, err := h.SignIn(ctx, login, password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if e := fault.Of(err); e == nil || e.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestSignInAndOut(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		id := h.create(t, " Wiebke ", team.Owner)
		token, u, err := h.SignIn(ctx, "WIEBKE", password, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		want := team.User{ID: id, Login: "wiebke", Name: "Wiebke Ahrens", Role: team.Owner, KeysOn: true, CreatedAt: cal.At(h.now)}
		if d := cmp.Diff(want, u); d != "" {
			t.Error(d)
		}
		got, err := h.Session(ctx, token)
		if err != nil || got.ID != id {
			t.Errorf("session of %+v, %v", got, err)
		}
		var kept string
		if err := db.Raw().QueryRow("SELECT token FROM team_session").Scan(&kept); err != nil || kept == token {
			t.Errorf("the token itself is in the database: %v", err)
		}
		if err := h.SignOut(ctx, token); err != nil {
			t.Fatal(err)
		}
		_, err = h.Session(ctx, token)
		wantKey(t, err, "team.signed_out")
	})
}

func TestRefusedSignIn(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		id := h.create(t, "wiebke", team.Carer)
		h.create(t, "ludwig", team.Owner)
		for name, c := range map[string]struct{ login, password string }{
			"a wrong password":    {"wiebke", "Kaffee am Abend!"},
			"an unknown login":    {"niemand", password},
			"an endless password": {"wiebke", password + strings.Repeat("x", 5000)},
		} {
			_, _, err := h.SignIn(ctx, c.login, c.password, "")
			if e := fault.Of(err); e == nil || e.Key != "team.wrong_password" {
				t.Errorf("%s: %v", name, err)
			}
		}
		token := h.signIn(t, "wiebke")
		u, err := team.Get(ctx, db, id)
		if err != nil {
			t.Fatal(err)
		}
		u.DisabledAt = cal.At(h.now)
		if err := db.Update(ctx, func(tx *store.Tx) error { return team.Save(ctx, tx, team.By{}, u) }); err != nil {
			t.Fatal(err)
		}
		_, err = h.Session(ctx, token)
		wantKey(t, err, "team.signed_out")
		_, _, err = h.SignIn(ctx, "wiebke", password, "")
		wantKey(t, err, "team.wrong_password")
	})
}

func TestSessionSlides(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		h.create(t, "wiebke", team.Owner)
		token := h.signIn(t, "wiebke")
		for range 3 {
			h.now = h.now.Add(29 * 24 * time.Hour)
			if _, err := h.Session(ctx, token); err != nil {
				t.Fatalf("used every 29 days it ends: %v", err)
			}
		}
		h.now = h.now.Add(30 * 24 * time.Hour)
		_, err := h.Session(ctx, token)
		wantKey(t, err, "team.signed_out")
		if err := h.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.Raw().QueryRow("SELECT (SELECT count(*) FROM team_session) + (SELECT count(*) FROM team_attempt)").Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows outlive the sweep, %v", n, err)
		}
	})
}

func TestAttemptsAreLimited(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		h.create(t, "wiebke", team.Owner)
		for range 10 {
			_, _, err := h.SignIn(ctx, "wiebke", "geraten und geraten", "")
			wantKey(t, err, "team.wrong_password")
		}
		_, _, err := h.SignIn(ctx, "wiebke", password, "")
		wantKey(t, err, "team.too_many_attempts")
		h.now = h.now.Add(15 * time.Minute)
		h.signIn(t, "wiebke")
	})
}

// Starting the program anew, or asking another node, gives nobody new attempts.
func TestAttemptsOutliveARestart(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		newHouse(db).create(t, "wiebke", team.Owner)
		for range 10 {
			_, _, err := newHouse(db).SignIn(ctx, "wiebke", "geraten und geraten", "192.0.2.9")
			wantKey(t, err, "team.wrong_password")
		}
		again := team.New(db, newHouse(db).clock, rand.NewChaCha8([32]byte{9}))
		_, _, err := again.SignIn(ctx, "wiebke", password, "192.0.2.77")
		wantKey(t, err, "team.too_many_attempts")
	})
}

func TestAttemptsOfOneAddressAreLimited(t *testing.T) {
	db := schematest.SQLite(t)
	h := newHouse(db)
	for i := range 30 {
		_, _, err := h.SignIn(ctx, strings.Repeat("x", i+1), "geraten und geraten", "192.0.2.9")
		wantKey(t, err, "team.wrong_password")
	}
	_, _, err := h.SignIn(ctx, "another", "geraten und geraten", "192.0.2.9")
	wantKey(t, err, "team.too_many_attempts")
	_, _, err = h.SignIn(ctx, "another", "geraten und geraten", "192.0.2.10")
	wantKey(t, err, "team.wrong_password")
}

func TestPasswords(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		_, err := h.Create(ctx, 0, team.User{Login: "kurz", Name: "Kurz", Role: team.Owner}, "neunehalb")
		wantKey(t, err, "team.password_short")
		if _, err := h.Create(ctx, 0, team.User{Login: "umlaut", Name: "Umlaut", Role: team.Owner}, "ääääääääää"); err != nil {
			t.Errorf("ten characters in twenty bytes: %v", err)
		}
		id := h.create(t, "wiebke", team.Owner)
		token := h.signIn(t, "wiebke")
		wantKey(t, h.ChangePassword(ctx, id, "weiß ich nicht", "ein neues Wort"), "team.wrong_password")
		if err := h.ChangePassword(ctx, id, password, "ein neues Wort"); err != nil {
			t.Fatal(err)
		}
		_, err = h.Session(ctx, token)
		wantKey(t, err, "team.signed_out")
		_, _, err = h.SignIn(ctx, "wiebke", password, "")
		wantKey(t, err, "team.wrong_password")
		if _, _, err := h.SignIn(ctx, "wiebke", "ein neues Wort", ""); err != nil {
			t.Error(err)
		}
		var hash string
		if err := db.Raw().QueryRow("SELECT password FROM team_user WHERE login = 'wiebke'").Scan(&hash); err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("kept as %q, %v", hash, err)
		}
	})
}

func TestUsers(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		id := h.create(t, "wiebke", team.Owner)
		_, err := h.Create(ctx, 0, team.User{Login: "Wiebke", Name: "Zwei", Role: team.Helper}, password)
		wantKey(t, err, "team.login_taken")
		for key, u := range map[string]team.User{
			"team.login":      {Login: "a b", Name: "A", Role: team.Helper},
			"team.needs_name": {Login: "a", Name: " ", Role: team.Helper},
			"team.role":       {Login: "a", Name: "A", Role: "boss"},
			"team.theme":      {Login: "a", Name: "A", Role: team.Helper, Theme: "pink"},
		} {
			_, err := h.Create(ctx, 0, u, password)
			wantKey(t, err, key)
		}
		u, err := team.ByLogin(ctx, db, "wiebke")
		if err != nil || u.ID != id {
			t.Fatalf("%+v, %v", u, err)
		}
		u.KeysOn, u.Theme, u.Locale = false, "dark", "en-GB"
		save := func() error {
			return db.Update(ctx, func(tx *store.Tx) error { return team.Save(ctx, tx, team.By{}, u) })
		}
		if err := save(); err != nil {
			t.Fatal(err)
		}
		list, err := team.List(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]team.User{u}, list); d != "" {
			t.Error(d)
		}
		u.Role = team.Helper
		wantKey(t, save(), "team.last_owner")
		if u, err = team.Get(ctx, db, id); err != nil || u.Role != team.Owner {
			t.Errorf("a refused change was kept: %+v, %v", u, err)
		}
	})
}
