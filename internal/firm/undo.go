package firm

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// kept are the answers of a firm as the history keeps them; never the secret.
type kept struct {
	Name        string      `json:"name"`
	Trade       Trade       `json:"trade"`
	Locale      locale.Tag  `json:"locale"`
	Timezone    string      `json:"timezone"`
	Currency    string      `json:"currency"`
	Gender      string      `json:"gender_style"`
	AddressForm string      `json:"address_form"`
	Weekdays    []int       `json:"closed_weekdays"`
	Days        []ClosedDay `json:"closed_days"`
	DayMinutes  int         `json:"day_minutes"`
	MarginBP    int         `json:"margin_bp"`
	Today       cal.Date    `json:"today"`
}

// Undo takes back a change of the firm's answers ("firm.save") or further settings
// ("firm.settings"). It fails with fault.Conflict "firm.changed_since" when one of the
// answers changed since. saved tells whether answers changed that figures hang on.
func Undo(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, e history.Entry) (saved bool, err error) {
	p, err := Load(ctx, tx)
	if err != nil {
		return false, err
	}
	var since []string
	var before, after json.RawMessage
	switch e.Verb {
	case "firm.settings":
		was := p.Settings
		if since, err = changed(&p.Settings, e); err == nil && len(since) == 0 {
			before, after, err = history.Diff(was, p.Settings)
		}
	case "firm.save":
		was := p.kept()
		is := was
		if since, err = changed(&is, e); err == nil && len(since) == 0 {
			if err = p.take(is); err == nil {
				before, after, err = history.Diff(was, is)
			}
		}
	default:
		err = fault.New(fault.NotFound, "history.no_such_entry")
	}
	if err != nil {
		return false, err
	}
	if len(since) > 0 {
		return false, fault.New(fault.Conflict, "firm.changed_since", len(since))
	}
	if err := Save(ctx, tx, p); err != nil {
		return false, err
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: at, Actor: actor, Verb: e.Verb, Subject: "firm", SubjectID: 1, Before: before, After: after, Undoes: e.ID,
	})
	return e.Verb == "firm.save", err
}

// changed restores what an entry changed. Some entries hold all answers; only those that
// differ are meant.
func changed(current any, e history.Entry) (since []string, err error) {
	before, after := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if err := json.Unmarshal(e.Before, &before); err != nil {
		return nil, fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	if err := json.Unmarshal(e.After, &after); err != nil {
		return nil, fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	for key, v := range before {
		if string(v) == string(after[key]) {
			delete(before, key)
			delete(after, key)
		}
	}
	return history.Restore(current, history.Values(before), history.Values(after))
}

func (p *Profile) kept() kept {
	return kept{
		Name: p.Name, Trade: p.Trade, Locale: p.Locale, Timezone: p.Timezone, Currency: p.Currency, Gender: p.GenderStyle.String(),
		AddressForm: p.AddressForm, Weekdays: p.ClosedWeekdays, Days: p.ClosedDays, DayMinutes: p.DayMinutes, MarginBP: p.MarginBP, Today: p.Today,
	}
}

func (p *Profile) take(k kept) (err error) {
	p.Name, p.Trade, p.Locale, p.Timezone, p.Currency, p.AddressForm = k.Name, k.Trade, k.Locale, k.Timezone, k.Currency, k.AddressForm
	p.ClosedWeekdays, p.ClosedDays, p.DayMinutes, p.MarginBP, p.Today = k.Weekdays, k.Days, k.DayMinutes, k.MarginBP, k.Today
	p.GenderStyle, err = locale.ParseGender(k.Gender)
	return err
}
