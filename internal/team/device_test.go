package team_test

import (
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

func TestShortNumbers(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		jana, theo := h.create(t, "jana", team.Owner), h.create(t, "theo", team.Helper)
		for pin, key := range map[string]string{"123": "team.pin", "1234567": "team.pin", "12a4": "team.pin", "٤٧١١": "team.pin", "": "team.pin", "7777": "team.pin_simple", "3456": "team.pin_simple", "6543": "team.pin_simple"} {
			wantKey(t, h.SetPIN(ctx, jana, pin), key)
		}
		if err := h.SetPIN(ctx, jana, "4711"); err != nil {
			t.Fatal(err)
		}
		if err := h.CheckPIN(ctx, jana, "4711"); err != nil {
			t.Errorf("the right number: %v", err)
		}
		wantKey(t, h.CheckPIN(ctx, jana, "4712"), "team.wrong_pin")
		wantKey(t, h.CheckPIN(ctx, theo, "4711"), "team.wrong_pin")
		if list, err := team.WithPIN(ctx, db); err != nil || len(list) != 1 || list[0].ID != jana {
			t.Errorf("with a number: %+v %v", list, err)
		}
		for range 4 {
			wantKey(t, h.CheckPIN(ctx, jana, "0815"), "team.wrong_pin")
		}
		wantKey(t, h.CheckPIN(ctx, jana, "4711"), "team.too_many_attempts")
		h.now = h.now.Add(15 * time.Minute)
		if err := h.CheckPIN(ctx, jana, "4711"); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
		if at, err := team.PINSet(ctx, db, theo); err != nil || at != 0 {
			t.Errorf("theo set his at %v, %v", at, err)
		}
	})
}

func TestColleaguesTakeTurnsAtATill(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		jana, theo := h.create(t, "jana", team.Owner), h.create(t, "theo", team.Helper)
		for id, pin := range map[int64]string{jana: "4711", theo: "2580"} {
			if err := h.SetPIN(ctx, id, pin); err != nil {
				t.Fatal(err)
			}
		}
		token := h.signIn(t, "jana")
		want := func(why string, want team.Till) {
			t.Helper()
			if got, err := h.Till(ctx, token, 5*time.Minute); err != nil || got != want {
				t.Errorf("%s: %+v %v, want %+v", why, got, err, want)
			}
		}
		want("nobody shares it", team.Till{})
		wantKey(t, h.Serve(ctx, token, theo, "4711"), "team.wrong_pin")
		want("a colleague's number opens nobody else's turn", team.Till{})
		if err := h.Serve(ctx, token, theo, "2580"); err != nil {
			t.Fatal(err)
		}
		want("theo serves", team.Till{Shared: true, User: theo})
		h.now = h.now.Add(4 * time.Minute)
		want("within the time", team.Till{Shared: true, User: theo})
		h.now = h.now.Add(4 * time.Minute)
		want("what he does prolongs it", team.Till{Shared: true, User: theo})
		h.now = h.now.Add(5 * time.Minute)
		want("after the time it locks", team.Till{Shared: true})
		if err := h.Serve(ctx, token, jana, "4711"); err != nil {
			t.Fatal(err)
		}
		if err := h.Pause(ctx, token); err != nil {
			t.Fatal(err)
		}
		want("paused", team.Till{Shared: true})
		wantKey(t, h.Unshare(ctx, token, jana, "2580"), "team.wrong_pin")
		want("the till does not open by a colleague's number", team.Till{Shared: true})
		if err := h.Unshare(ctx, token, jana, "4711"); err != nil {
			t.Fatal(err)
		}
		want("her own again", team.Till{})
	})
}

func TestALostDeviceIsSignedOutAndToldToEmptyItself(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(db)
		jana := h.create(t, "jana", team.Owner)
		session := h.signIn(t, "jana")
		_, err := h.AddDevice(ctx, jana, session, " ")
		wantKey(t, err, "team.device_name")
		token, err := h.AddDevice(ctx, jana, session, "Janas  Telefon")
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Device(ctx, "x"+token)
		wantKey(t, err, "team.no_device")
		h.now = h.now.Add(time.Hour)
		if _, err := h.Device(ctx, token); err != nil {
			t.Fatal(err)
		}
		list, err := team.Devices(ctx, db)
		if err != nil || len(list) != 1 || list[0].Name != "Janas Telefon" || list[0].SeenAt <= list[0].CreatedAt || list[0].LostAt != 0 {
			t.Fatalf("%+v %v", list, err)
		}
		if err := h.LoseDevice(ctx, 0, list[0].ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.Session(ctx, session)
		wantKey(t, err, "team.signed_out")
		if err := h.DropDevice(ctx, token); err != nil {
			t.Fatal(err)
		}
		if dev, err := h.Device(ctx, token); err != nil || dev.LostAt == 0 || dev.WipedAt != 0 {
			t.Errorf("a lost device leaves the list: %+v %v", dev, err)
		}
		if err := h.WipedDevice(ctx, token); err != nil {
			t.Fatal(err)
		}
		if dev, err := h.Device(ctx, token); err != nil || dev.WipedAt == 0 {
			t.Errorf("%+v %v", dev, err)
		}
		h.now = h.now.AddDate(0, 0, 91)
		if err := h.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = h.Device(ctx, token)
		wantKey(t, err, "team.no_device")
	})
}
