package team

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Device is a phone or till that keeps cards of customers for the time without network.
type Device struct {
	ID        int64
	User      int64 // who set it up
	Name      string
	CreatedAt cal.Instant
	SeenAt    cal.Instant // the last contact, to the minute
	LostAt    cal.Instant // 0 until somebody reports it lost
	WipedAt   cal.Instant // 0 until it has told that it is empty
}

func (d *Device) fields() []any {
	return []any{&d.ID, &d.User, &d.Name, &d.CreatedAt, &d.SeenAt, &d.LostAt, &d.WipedAt}
}

const (
	// deviceSeen is how old the last contact must be before it is written anew.
	deviceSeen = time.Minute
	// deviceDays is after how many days without contact a device leaves the list; what it
	// kept has expired long before.
	deviceDays = 90
	maxDevice  = 60 // characters of a name
)

// AddDevice notes a device of a user and returns the token by which it is known again.
// session is the token of the session on it: it ends when the device is lost.
func (d *Desk) AddDevice(ctx context.Context, user int64, session, name string) (token string, err error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > maxDevice {
		return "", fault.New(fault.Invalid, "team.device_name", maxDevice)
	}
	raw := make([]byte, 32)
	if _, err := io.ReadFull(d.random, raw); err != nil {
		return "", fmt.Errorf("draw the token of a device: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	err = d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := store.Value[int64](ctx, tx, statements.Get("add-device"), tokenKey(token), user, tokenKey(session), name, cal.At(d.now())); err != nil {
			return fmt.Errorf("note a device: %w", err)
		}
		return note(ctx, tx, d.by(user), "team.device", userSubject, user, nil, map[string]string{"device": name})
	})
	return token, err
}

// Device returns the device of a token and notes the contact, or fault.NotFound
// "team.no_device".
func (d *Desk) Device(ctx context.Context, token string) (Device, error) {
	dev, found, err := store.One(ctx, d.db, statements.Get("device"), (*Device).fields, tokenKey(token))
	if err != nil {
		return dev, fmt.Errorf("read a device: %w", err)
	}
	if !found {
		return dev, fault.New(fault.NotFound, "team.no_device")
	}
	now := d.now()
	if cal.At(now.Add(-deviceSeen)) < dev.SeenAt {
		return dev, nil
	}
	return dev, d.device(ctx, "see-device", tokenKey(token), cal.At(now))
}

// Devices returns all devices, the one seen last first.
func Devices(ctx context.Context, db store.Querier) ([]Device, error) {
	list, err := store.All(ctx, db, statements.Get("devices"), (*Device).fields)
	if err != nil {
		return nil, fmt.Errorf("read the devices: %w", err)
	}
	return list, nil
}

// LoseDevice reports a device lost: its session ends, and at its next contact it is told
// to empty itself. actor is who reports it.
func (d *Desk) LoseDevice(ctx context.Context, actor, id int64) error {
	return d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get("lose-device"), id, cal.At(d.now())); err != nil {
			return fmt.Errorf("report device %d lost: %w", id, err)
		}
		if _, err := tx.Exec(ctx, statements.Get("close-device-session"), id); err != nil {
			return fmt.Errorf("end the session of device %d: %w", id, err)
		}
		return note(ctx, tx, d.by(actor), "team.device_lost", teamSubject, 1, nil, map[string]int64{"device": id})
	})
}

// WipedDevice notes that a lost device has emptied itself.
func (d *Desk) WipedDevice(ctx context.Context, token string) error {
	return d.device(ctx, "wiped-device", tokenKey(token), cal.At(d.now()))
}

// DropDevice forgets a device that keeps nothing any more; a lost one stays on the list.
func (d *Desk) DropDevice(ctx context.Context, token string) error {
	return d.device(ctx, "drop-device", tokenKey(token))
}

func (d *Desk) device(ctx context.Context, statement string, args ...any) error {
	return d.db.Update(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, statements.Get(statement), args...); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		return nil
	})
}

// sweepDevices removes devices that were not seen for long, and tills whose session has
// ended.
func (d *Desk) sweepDevices(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.Exec(ctx, statements.Get("sweep-devices"), cal.At(d.now().AddDate(0, 0, -deviceDays))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, statements.Get("sweep-tills"))
	return err
}
