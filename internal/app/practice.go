package app

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/world"
)

// Fill fills an empty record with a world's customers and brings insight up to date.
// The firm then works on o.Today until it leaves the practice data.
func (a *App) Fill(ctx context.Context, w world.World, o world.Options) error {
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	p.Practice, p.Today = true, o.Today
	if p.Currency == "" {
		p.Currency, p.Settings.LentCurrency = p.Locale.Currency(), true
	}
	w.Currency = p.Currency // else every purchase would be one in a foreign currency
	if err := world.Fill(ctx, a.DB, w, o); err != nil {
		return fmt.Errorf("fill in the practice data: %w", err)
	}
	if err := a.save(ctx, p); err != nil {
		return err
	}
	if _, err := a.Insight.RefitIfNeeded(ctx, o.Today); err != nil {
		return err
	}
	if err := a.Insight.RefreshAll(ctx, o.Today, nil); err != nil {
		return err
	}
	return a.planAll(ctx, o.Today)
}

func (a *App) save(ctx context.Context, p firm.Profile) error {
	err := a.DB.Update(ctx, func(tx *store.Tx) error { return firm.Save(ctx, tx, p) })
	a.Forget()
	return err
}

// Practice fills in invented data for a trade, so that everything can be tried.
func (a *App) Practice(ctx context.Context, trade string) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return a.Fill(ctx, worldOf(trade), world.Options{Today: day})
}

// worldOf returns the world nearest to a trade.
func worldOf(trade string) world.World {
	if w, ok := world.ByName(trade); ok {
		return w
	}
	return world.Shop()
}

// LeavePractice removes all practice data in one act; the firm, its users and their
// sessions stay, and the firm works on the real day again. It fails with
// fault.Conflict "app.no_practice" when the data is the firm's own.
func (a *App) LeavePractice(ctx context.Context) error {
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	if !p.Practice {
		return fault.New(fault.Conflict, "app.no_practice")
	}
	p.Practice, p.Today = false, cal.Never
	if p.Settings.LentCurrency { // nobody chose it: the first import decides
		p.Currency, p.Settings.LentCurrency = "", false
	}
	err = a.DB.Update(ctx, func(tx *store.Tx) error {
		if err := schema.Clear(ctx, tx, "firm_profile", "firm_closed_day", "team_user", "team_session", "job_task"); err != nil {
			return err
		}
		return firm.Save(ctx, tx, p)
	})
	a.Forget()
	return err
}

// Demo makes a demo firm with one user on an empty database and fills it.
func (a *App) Demo(ctx context.Context, w world.World, o world.Options, tag locale.Tag, login, password string) error {
	p, err := firm.New(w.Firm, firm.Trade(w.Trade), tag, a.Random)
	if err != nil {
		return err
	}
	if p.Currency = w.Currency; tag == locale.DeCH {
		p.Currency = tag.Currency() // amounts of a Swiss demo are to look as at home
	}
	p.VATBP, p.DayMinutes, p.AddressForm, p.ClosedWeekdays = w.VAT, w.Minutes, w.AddressForm, w.Closed
	p.CreatedAt, p.Practice, p.Today, p.Settings.LentCurrency = cal.At(a.Now()), true, o.Today, true
	create, err := a.Team.CreateIn(ctx, history.Program, team.User{Login: login, Name: "Jana Brandt", Salutation: "Frau", Role: team.Owner, KeysOn: true}, password)
	if err != nil {
		return err
	}
	err = a.DB.Update(ctx, func(tx *store.Tx) error {
		if err := firm.Create(ctx, tx, p); err != nil {
			return err
		}
		_, err := create(tx)
		return err
	})
	if err != nil {
		return err
	}
	a.Forget()
	return a.Fill(ctx, w, o)
}

// EnsureFirm gives an empty database a firm with presets, so that files can be taken
// in before anybody has opened the pages; the first run then asks for the rest.
func (a *App) EnsureFirm(ctx context.Context, tag locale.Tag) error {
	if ok, err := a.ready(ctx); err != nil || ok {
		return err
	}
	p, err := firm.New(locale.For(tag).T("app.unnamed_firm"), firm.General, tag, a.Random)
	if err != nil {
		return err
	}
	p.CreatedAt = cal.At(a.Now())
	err = a.DB.Update(ctx, func(tx *store.Tx) error { return firm.Create(ctx, tx, p) })
	a.Forget()
	return err
}
