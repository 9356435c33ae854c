package team

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Role says what a user may.
type Role string

// The roles.
const (
	Owner       Role = "owner"
	Responsible Role = "responsible"
	Carer       Role = "carer"
	Helper      Role = "helper"
	Adviser     Role = "adviser" // the tax adviser: reads figures only
)

// Roles lists all roles, the widest first.
var Roles = []Role{Owner, Responsible, Carer, Helper, Adviser}

// Writes reports whether the role may change anything but its own settings.
func (r Role) Writes() bool { return r != Adviser && slices.Contains(Roles, r) }

// Manages reports whether the role may change settings, users and imports.
func (r Role) Manages() bool { return r == Owner || r == Responsible }

// User is a person who works here.
type User struct {
	ID         int64
	Login      string
	Name       string
	Salutation string // "Frau", "Herr" or empty
	Role       Role
	KeysOn     bool   // single keys act on pages
	Theme      string // "light", "dark" or "" for the device's
	Locale     string // a language tag, or "" for the firm's
	CreatedAt  cal.Instant
	DisabledAt cal.Instant // 0 while the user may sign in
}

func (u *User) fields() []any {
	return []any{&u.ID, &u.Login, &u.Name, &u.Salutation, &u.Role, &u.KeysOn, &u.Theme, &u.Locale, &u.CreatedAt, &u.DisabledAt}
}

// Desk signs people in and out.
type Desk struct {
	db     *store.DB
	now    func() time.Time
	random io.Reader
}

// New returns a desk on db. random must be fit for secrets (crypto/rand.Reader).
func New(db *store.DB, now func() time.Time, random io.Reader) *Desk {
	return &Desk{db: db, now: now, random: random}
}

// check reports the first rule that a user breaks.
func check(u *User) error {
	switch {
	case u.Login == "" || len(u.Login) > 100 || strings.ContainsAny(u.Login, " \t\r\n\x00"):
		return fault.New(fault.Invalid, "team.login", u.Login)
	case strings.TrimSpace(u.Name) == "" || len(u.Name) > 200:
		return fault.New(fault.Invalid, "team.needs_name")
	case !slices.Contains(Roles, u.Role):
		return fault.New(fault.Invalid, "team.role", string(u.Role))
	case !slices.Contains([]string{"", "light", "dark"}, u.Theme):
		return fault.New(fault.Invalid, "team.theme", u.Theme)
	}
	return nil
}

// loginKey is the form in which logins are stored and compared.
func loginKey(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// Create writes a user and returns his id; ID and CreatedAt of u are ignored. A login
// that exists fails with fault.Conflict "team.login_taken". actor is who adds him.
func (d *Desk) Create(ctx context.Context, actor int64, u User, password string) (int64, error) {
	var id int64
	hash, err := d.prepareUser(ctx, &u, password)
	if err != nil {
		return 0, err
	}
	err = d.db.Update(ctx, func(tx *store.Tx) error {
		id, err = insert(ctx, tx, d.by(actor), u, hash)
		return err
	})
	return id, err
}

// CreateIn is Create within a caller's transaction, for the first run. The slow hash
// is computed by the returned function's maker, before any transaction is open.
func (d *Desk) CreateIn(ctx context.Context, actor int64, u User, password string) (func(*store.Tx) (int64, error), error) {
	hash, err := d.prepareUser(ctx, &u, password)
	if err != nil {
		return nil, err
	}
	by := d.by(actor)
	return func(tx *store.Tx) (int64, error) { return insert(ctx, tx, by, u, hash) }, nil
}

func (d *Desk) by(actor int64) By { return By{actor, cal.At(d.now())} }

func (d *Desk) prepareUser(ctx context.Context, u *User, password string) (hash string, err error) {
	u.Login = loginKey(u.Login)
	if err := check(u); err != nil {
		return "", err
	}
	if err := checkPassword(password); err != nil {
		return "", err
	}
	return hashPassword(ctx, password, d.random)
}

func insert(ctx context.Context, tx *store.Tx, by By, u User, hash string) (int64, error) {
	id, found, err := store.One(ctx, tx, statements.Get("insert"), func(v *int64) []any { return []any{v} },
		u.Login, strings.TrimSpace(u.Name), u.Salutation, string(u.Role), hash, u.Locale, by.At)
	if err != nil {
		return 0, fmt.Errorf("create user: %w", err)
	}
	if !found {
		return 0, fault.New(fault.Conflict, "team.login_taken", u.Login)
	}
	u.Name, u.KeysOn, u.Theme = strings.TrimSpace(u.Name), true, ""
	after := keptOf(&u)
	after.Login = u.Login
	return id, note(ctx, tx, by, "team.create", userSubject, id, nil, after)
}

// Get returns the user id, or fault.NotFound "team.no_such_user".
func Get(ctx context.Context, db store.Querier, id int64) (User, error) {
	u, found, err := store.One(ctx, db, statements.Get("user"), (*User).fields, id)
	if err != nil {
		return u, fmt.Errorf("read user %d: %w", id, err)
	}
	if !found {
		return u, fault.New(fault.NotFound, "team.no_such_user")
	}
	return u, nil
}

// Anybody reports whether there is a user at all: before the first one the program is
// set up in the browser.
func Anybody(ctx context.Context, db store.Querier) (bool, error) {
	id, err := store.Value[int64](ctx, db, statements.Get("anybody"))
	return id > 0, err
}

// ByLogin returns the user with a login, or fault.NotFound "team.no_such_user".
func ByLogin(ctx context.Context, db store.Querier, login string) (User, error) {
	u, _, err := byLogin(ctx, db, login)
	if err == nil && u.ID == 0 {
		return u, fault.New(fault.NotFound, "team.no_such_user")
	}
	return u, err
}

func byLogin(ctx context.Context, db store.Querier, login string) (User, string, error) {
	type row struct {
		User
		hash string
	}
	r, _, err := store.One(ctx, db, statements.Get("user-by-login"), func(r *row) []any { return append(r.fields(), &r.hash) }, loginKey(login))
	if err != nil {
		return User{}, "", fmt.Errorf("read user: %w", err)
	}
	return r.User, r.hash, nil
}

// List returns all users by name.
func List(ctx context.Context, db store.Querier) ([]User, error) {
	list, err := store.All(ctx, db, statements.Get("users"), (*User).fields)
	if err != nil {
		return nil, fmt.Errorf("read the users: %w", err)
	}
	return list, nil
}

// Save writes a user's name, salutation, role, settings and whether he may sign in.
// The last owner cannot be taken away (fault.Conflict "team.last_owner"). Disabling
// ends all sessions of the user.
func Save(ctx context.Context, tx *store.Tx, by By, u User) error {
	if err := check(&u); err != nil {
		return err
	}
	old, err := Get(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	u.Name = strings.TrimSpace(u.Name)
	keys := 0
	if u.KeysOn {
		keys = 1
	}
	n, err := tx.Exec(ctx, statements.Get("save"), u.ID, u.Name, u.Salutation, string(u.Role), keys, u.Theme, u.Locale, u.DisabledAt)
	if err != nil {
		return fmt.Errorf("save user %d: %w", u.ID, err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "team.no_such_user")
	}
	owners, err := store.Value[int64](ctx, tx, statements.Get("owners"))
	if err != nil {
		return fmt.Errorf("save user %d: %w", u.ID, err)
	}
	if owners == 0 {
		return fault.New(fault.Conflict, "team.last_owner")
	}
	before, after, err := history.Diff(keptOf(&old), keptOf(&u))
	if err != nil {
		return err
	}
	if before != nil {
		if err := note(ctx, tx, by, "team.change", userSubject, u.ID, before, after); err != nil {
			return err
		}
	}
	if u.DisabledAt == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, statements.Get("close-sessions"), u.ID); err != nil {
		return fmt.Errorf("end the sessions of user %d: %w", u.ID, err)
	}
	return nil
}

// ResetPassword gives a user a new password and ends all his sessions.
func (d *Desk) ResetPassword(ctx context.Context, actor, id int64, password string) error {
	return d.setPassword(ctx, actor, id, password, "team.reset_password")
}

func (d *Desk) setPassword(ctx context.Context, actor, id int64, password, verb string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	u, err := Get(ctx, d.db, id)
	if err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password, d.random)
	if err != nil {
		return err
	}
	return d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("set-password"), id, hash); err != nil {
			return fmt.Errorf("reset the password of user %d: %w", id, err)
		}
		if _, err := tx.Exec(ctx, statements.Get("close-sessions"), id); err != nil {
			return fmt.Errorf("end the sessions of user %d: %w", id, err)
		}
		if err := note(ctx, tx, d.by(actor), verb, userSubject, id, nil, nil); err != nil {
			return err
		}
		return forgive(ctx, tx, "login:"+subjectKey(u.Login))
	})
}

// ChangePassword is ResetPassword by a user himself, who must know the old one
// (fault.Forbidden "team.wrong_password").
func (d *Desk) ChangePassword(ctx context.Context, id int64, old, password string) error {
	if err := d.CheckPassword(ctx, id, old); err != nil {
		return err
	}
	return d.setPassword(ctx, id, id, password, "team.password")
}

// CheckPassword fails with fault.Forbidden "team.wrong_password" unless the password is
// the user's; attempts are counted as those to sign in.
func (d *Desk) CheckPassword(ctx context.Context, id int64, password string) error {
	u, err := Get(ctx, d.db, id)
	if err != nil {
		return err
	}
	if err := d.count(ctx, u.Login, ""); err != nil {
		return err
	}
	_, hash, err := byLogin(ctx, d.db, u.Login)
	if err != nil {
		return err
	}
	ok, err := verifyPassword(ctx, hash, password)
	if err != nil {
		return fmt.Errorf("check the password of user %d: %w", id, err)
	}
	if !ok {
		return fault.New(fault.Forbidden, "team.wrong_password")
	}
	return nil
}

const (
	// sessionSpan is how long a session lasts after its last use.
	sessionSpan = 30 * 24 * time.Hour
	// seenStep is how old the last use must be before it is written anew, so that
	// reading a page does not write.
	seenStep = time.Hour
	// attemptSpan and the limits below bound guessing; an address may be shared by a
	// whole shop, so it has more.
	attemptSpan    = 15 * time.Minute
	loginAttempts  = 10
	sourceAttempts = 30
)

// SignIn checks a login and opens a session. address is where the attempt comes
// from. The token goes to the browser, nothing else does. It fails with
// fault.Forbidden "team.wrong_password", whether the login exists or not, and with
// fault.Limit "team.too_many_attempts".
func (d *Desk) SignIn(ctx context.Context, login, password, address string) (token string, u User, err error) {
	if err := d.count(ctx, login, address); err != nil {
		return "", User{}, err
	}
	u, hash, err := byLogin(ctx, d.db, login)
	if err != nil {
		return "", User{}, err
	}
	known := u.ID != 0 && u.DisabledAt == 0
	if !known {
		hash = noHash
	}
	ok, err := verifyPassword(ctx, hash, password)
	if err != nil {
		return "", User{}, fmt.Errorf("sign in: %w", err)
	}
	if !ok || !known {
		return "", User{}, fault.New(fault.Forbidden, "team.wrong_password")
	}
	token, err = d.open(ctx, u)
	return token, u, err
}

// open makes a session for a user who has proved who he is.
func (d *Desk) open(ctx context.Context, u User) (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(d.random, raw); err != nil {
		return "", fmt.Errorf("draw a session token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	now := d.now()
	err := d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("open-session"), tokenKey(token), u.ID, cal.At(now), cal.At(now.Add(sessionSpan))); err != nil {
			return fmt.Errorf("open a session: %w", err)
		}
		return forgive(ctx, tx, "login:"+subjectKey(u.Login))
	})
	return token, err
}

// Open opens a session without a password, for the first run and the demo's own
// sign-in.
func (d *Desk) Open(ctx context.Context, id int64) (token string, err error) {
	u, err := Get(ctx, d.db, id)
	if err != nil {
		return "", err
	}
	return d.open(ctx, u)
}

// Session returns the user of a token, or fault.Forbidden "team.signed_out". It is
// one indexed query; about once an hour it also moves the end of the session.
func (d *Desk) Session(ctx context.Context, token string) (User, error) {
	type row struct {
		User
		seen cal.Instant
	}
	now := d.now()
	r, found, err := store.One(ctx, d.db, statements.Get("session"), func(r *row) []any { return append(r.fields(), &r.seen) }, tokenKey(token), cal.At(now))
	if err != nil {
		return User{}, fmt.Errorf("read the session: %w", err)
	}
	if !found {
		return User{}, fault.New(fault.Forbidden, "team.signed_out")
	}
	if cal.At(now.Add(-seenStep)) > r.seen {
		err = d.db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, statements.Get("extend-session"), tokenKey(token), cal.At(now), cal.At(now.Add(sessionSpan)))
			return err
		})
	}
	return r.User, err
}

// SignOut ends a session; an unknown token is no failure.
func (d *Desk) SignOut(ctx context.Context, token string) error {
	return d.db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements.Get("close-session"), tokenKey(token))
		return err
	})
}

// Sweep removes what has expired: sessions, counts of attempts and forms that were sent.
func (d *Desk) Sweep(ctx context.Context) error {
	return d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("sweep-sessions"), cal.At(d.now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, statements.Get("sweep-forms"), cal.At(d.now().AddDate(0, 0, -formDays))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, statements.Get("sweep-attempts"), slotOf(d.now())); err != nil {
			return err
		}
		return d.sweepDevices(ctx, tx)
	})
}

// count notes an attempt before it is judged, so that parallel guesses count too.
func (d *Desk) count(ctx context.Context, login, address string) error {
	over := false
	err := d.db.Update(ctx, func(tx *store.Tx) error {
		for _, s := range []struct {
			subject string
			limit   int64
		}{{"login:" + subjectKey(loginKey(login)), loginAttempts}, {"from:" + subjectKey(address), sourceAttempts}} {
			if s.subject == "from:"+subjectKey("") {
				continue
			}
			tries, err := store.Value[int64](ctx, tx, statements.Get("try"), s.subject, slotOf(d.now()))
			if err != nil {
				return fmt.Errorf("count the attempt: %w", err)
			}
			over = over || tries > s.limit
		}
		return nil
	})
	if err == nil && over {
		return fault.New(fault.Limit, "team.too_many_attempts", int(attemptSpan/time.Minute))
	}
	return err
}

func forgive(ctx context.Context, tx *store.Tx, subject string) error {
	_, err := tx.Exec(ctx, statements.Get("forgive"), subject)
	return err
}

func slotOf(now time.Time) int64 { return now.Unix() / int64(attemptSpan/time.Second) }

// subjectKey keeps what people typed, perhaps a password in the wrong field, out of
// the table, and its length bounded.
func subjectKey(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:16])
}

// tokenKey is the form in which a token is kept.
func tokenKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
