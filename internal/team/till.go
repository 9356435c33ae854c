package team

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The cost of hashing a short number: a quarter of a password's. No cost protects six
// digits in a stolen database; the limit of attempts protects them at the till.
const (
	pinMemory   = 8 * 1024 // KiB
	pinTime     = 1
	pinAttempts = 5 // within attemptSpan
)

// Least and most digits of a short number.
const (
	MinPIN = 4
	MaxPIN = 6
)

func checkPIN(pin string) error {
	if len(pin) < MinPIN || len(pin) > MaxPIN || strings.Trim(pin, "0123456789") != "" {
		return fault.New(fault.Invalid, "team.pin", MinPIN, MaxPIN)
	}
	if strings.Count(pin, pin[:1]) == len(pin) || strings.Contains("0123456789", pin) || strings.Contains("9876543210", pin) {
		return fault.New(fault.Invalid, "team.pin_simple")
	}
	return nil
}

// SetPIN gives a user a short number for shared tills and for cards without network.
func (d *Desk) SetPIN(ctx context.Context, user int64, pin string) error {
	if err := checkPIN(pin); err != nil {
		return err
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(d.random, salt); err != nil {
		return fmt.Errorf("draw a salt: %w", err)
	}
	sum, err := derive(ctx, pin, salt, pinMemory, pinTime, hashThreads, hashBytes)
	if err != nil {
		return err
	}
	enc := base64.RawStdEncoding
	hash := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, pinMemory, pinTime, hashThreads, enc.EncodeToString(salt), enc.EncodeToString(sum))
	return d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("set-pin"), user, hash, cal.At(d.now())); err != nil {
			return fmt.Errorf("set a short number: %w", err)
		}
		return note(ctx, tx, d.by(user), "team.pin", userSubject, user, nil, nil)
	})
}

// PINSet tells when a user's short number was set, 0 without one.
func PINSet(ctx context.Context, db store.Querier, user int64) (cal.Instant, error) {
	p, _, err := pinOf(ctx, db, user)
	return p.at, err
}

type pin struct {
	hash string
	at   cal.Instant
}

func pinOf(ctx context.Context, db store.Querier, user int64) (pin, bool, error) {
	p, found, err := store.One(ctx, db, statements.Get("pin"), func(p *pin) []any { return []any{&p.hash, &p.at} }, user)
	if err != nil {
		return p, false, fmt.Errorf("read the short number of user %d: %w", user, err)
	}
	return p, found, nil
}

// CheckPIN fails with fault.Forbidden "team.wrong_pin" unless the number is the user's, and
// with fault.Limit after five attempts. Attempts are counted before they are judged.
func (d *Desk) CheckPIN(ctx context.Context, user int64, number string) error {
	subject := fmt.Sprintf("pin:%d", user)
	var tries int64
	if err := d.db.Update(ctx, func(tx *store.Tx) (err error) {
		tries, err = store.Value[int64](ctx, tx, statements.Get("try"), subject, slotOf(d.now()))
		return err
	}); err != nil {
		return fmt.Errorf("count the attempt: %w", err)
	}
	if tries > pinAttempts {
		return fault.New(fault.Limit, "team.too_many_attempts", int(attemptSpan/time.Minute))
	}
	p, found, err := pinOf(ctx, d.db, user)
	if err != nil {
		return err
	}
	if !found {
		return fault.New(fault.Forbidden, "team.wrong_pin")
	}
	ok, err := verifyPassword(ctx, p.hash, number)
	if err != nil {
		return fmt.Errorf("check the short number of user %d: %w", user, err)
	}
	if !ok {
		return fault.New(fault.Forbidden, "team.wrong_pin")
	}
	return d.db.Update(ctx, func(tx *store.Tx) error { return forgive(ctx, tx, subject) })
}

// WithPIN returns everybody who may take his turn at a shared till, by name.
func WithPIN(ctx context.Context, db store.Querier) ([]User, error) {
	list, err := store.All(ctx, db, statements.Get("with-pin"), (*User).fields)
	if err != nil {
		return nil, fmt.Errorf("read who has a short number: %w", err)
	}
	return list, nil
}

// Till tells whether a session is a till that several share, and who serves there.
type Till struct {
	Shared bool
	User   int64 // 0 while nobody does
}

// tillSeen is how old the last act must be before it is written anew.
const tillSeen = 20 * time.Second

// Till returns the till of a session. Whoever did nothing for as long as lock serves no
// longer; a call counts as doing something.
func (d *Desk) Till(ctx context.Context, session string, lock time.Duration) (Till, error) {
	type row struct {
		user int64
		seen cal.Instant
	}
	r, found, err := store.One(ctx, d.db, statements.Get("till"), func(r *row) []any { return []any{&r.user, &r.seen} }, tokenKey(session))
	if err != nil || !found {
		return Till{}, err
	}
	now := d.now()
	if r.user == 0 || cal.At(now.Add(-lock)) >= r.seen {
		return Till{Shared: true}, nil
	}
	if cal.At(now.Add(-tillSeen)) >= r.seen {
		err = d.device(ctx, "serve", tokenKey(session), r.user, cal.At(now))
	}
	return Till{Shared: true, User: r.user}, err
}

// Serve lets a user take his turn at the till of a session, which is shared from then on.
func (d *Desk) Serve(ctx context.Context, session string, user int64, number string) error {
	if err := d.CheckPIN(ctx, user, number); err != nil {
		return err
	}
	return d.device(ctx, "serve", tokenKey(session), user, cal.At(d.now()))
}

// Pause ends the turn at a shared till: nobody serves until the next one comes.
func (d *Desk) Pause(ctx context.Context, session string) error {
	return d.device(ctx, "serve", tokenKey(session), int64(0), cal.At(d.now()))
}

// Unshare gives a till back to the owner of its session, who proves himself by his number.
func (d *Desk) Unshare(ctx context.Context, session string, owner int64, number string) error {
	if err := d.CheckPIN(ctx, owner, number); err != nil {
		return err
	}
	return d.device(ctx, "unshare", tokenKey(session))
}
