package firm

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// row is the profile as stored.
type row struct {
	Profile
	tag, gender, weekdays, today, settings string
}

// Load reads the firm, or fails with fault.NotFound "firm.not_set_up".
func Load(ctx context.Context, db store.Querier) (Profile, error) {
	r, found, err := store.One(ctx, db, statements.Get("get"), func(r *row) []any {
		return []any{
			&r.Name, &r.Trade, &r.tag, &r.Timezone, &r.Currency, &r.gender, &r.AddressForm, &r.weekdays,
			&r.DayMinutes, &r.MarginBP, &r.VATBP, &r.Practice, &r.today, &r.Secret, &r.settings, &r.CreatedAt, &r.Version,
		}
	})
	if err != nil {
		return Profile{}, fmt.Errorf("read the firm: %w", err)
	}
	if !found {
		return Profile{}, fault.New(fault.NotFound, "firm.not_set_up")
	}
	p := r.Profile
	if p.Locale, err = locale.ParseTag(r.tag); err != nil {
		return Profile{}, fmt.Errorf("read the firm: %w", err)
	}
	if p.GenderStyle, err = locale.ParseGender(r.gender); err != nil {
		return Profile{}, fmt.Errorf("read the firm: %w", err)
	}
	p.Today = cal.Never
	if r.today != "" {
		if p.Today, err = cal.Parse(r.today); err != nil {
			return Profile{}, fmt.Errorf("read the firm: %w", err)
		}
	}
	for part := range strings.FieldsSeq(r.weekdays) {
		w, err := strconv.Atoi(part)
		if err != nil {
			return Profile{}, fmt.Errorf("read the firm's closed weekdays: %w", err)
		}
		p.ClosedWeekdays = append(p.ClosedWeekdays, w)
	}
	if err := json.Unmarshal([]byte(r.settings), &p.Settings); err != nil {
		return Profile{}, fmt.Errorf("read the firm's settings: %w", err)
	}
	p.ClosedDays, err = store.All(ctx, db, statements.Get("closed-days"), func(d *ClosedDay) []any { return []any{&d.Day, &d.Note} })
	if err != nil {
		return Profile{}, fmt.Errorf("read the firm's closed days: %w", err)
	}
	return p, nil
}

// Create writes the profile of a fresh firm. A second one fails with fault.Conflict
// "firm.exists".
func Create(ctx context.Context, tx *store.Tx, p Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	args, err := p.values()
	if err != nil {
		return err
	}
	settings := args[len(args)-1]
	args = append(args[:len(args)-1], p.Secret, settings, p.CreatedAt)
	n, err := tx.Exec(ctx, statements.Get("insert"), args...)
	if err != nil {
		return fmt.Errorf("create the firm: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "firm.exists")
	}
	return saveClosedDays(ctx, tx, p.ClosedDays)
}

// Save writes p over the row whose version p was read with; secret and time of birth
// stay. It fails with fault.Conflict "firm.changed_meanwhile". Later saves need the
// profile loaded anew.
func Save(ctx context.Context, tx *store.Tx, p Profile) error {
	if err := p.Check(); err != nil {
		return err
	}
	args, err := p.values()
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("save"), append(args, p.Version)...)
	if err != nil {
		return fmt.Errorf("save the firm: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "firm.changed_meanwhile")
	}
	return saveClosedDays(ctx, tx, p.ClosedDays)
}

// ChangeSettings changes the further answers of the firm and writes the change into the
// history.
func ChangeSettings(ctx context.Context, tx *store.Tx, actor int64, at cal.Instant, change func(*Settings)) error {
	p, err := Load(ctx, tx)
	if err != nil {
		return err
	}
	before := history.Values(p.Settings)
	change(&p.Settings)
	if err := Save(ctx, tx, p); err != nil {
		return err
	}
	_, err = history.Append(ctx, tx, history.Entry{
		At: at, Actor: actor, Verb: "firm.settings", Subject: "firm", SubjectID: 1, Before: before, After: history.Values(p.Settings),
	})
	return err
}

// SetCurrencyIfEmpty gives a firm without a currency that of its first import, and
// reports whether it did.
func SetCurrencyIfEmpty(ctx context.Context, tx *store.Tx, currency string) (bool, error) {
	if !isCurrency(currency) {
		return false, fault.New(fault.Invalid, "firm.currency", currency)
	}
	n, err := tx.Exec(ctx, statements.Get("set-currency"), currency)
	if err != nil {
		return false, fmt.Errorf("set the firm's currency: %w", err)
	}
	return n > 0, nil
}

// values are the columns from name to settings, without the secret.
func (p *Profile) values() ([]any, error) {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return nil, fmt.Errorf("write the firm's settings: %w", err)
	}
	var weekdays []string
	for w := range 7 {
		if slices.Contains(p.ClosedWeekdays, w) {
			weekdays = append(weekdays, strconv.Itoa(w))
		}
	}
	today := ""
	if p.Today != cal.Never {
		today = p.Today.String()
	}
	practice := 0
	if p.Practice {
		practice = 1
	}
	return []any{
		strings.TrimSpace(p.Name), string(p.Trade), p.Locale.String(), p.Timezone, p.Currency, p.GenderStyle.String(), p.AddressForm,
		strings.Join(weekdays, " "), p.DayMinutes, p.MarginBP, p.VATBP, practice, today, string(settings),
	}, nil
}

func saveClosedDays(ctx context.Context, tx *store.Tx, days []ClosedDay) error {
	if _, err := tx.Exec(ctx, statements.Get("clear-closed-days")); err != nil {
		return fmt.Errorf("save the firm's closed days: %w", err)
	}
	for _, d := range days {
		if _, err := tx.Exec(ctx, statements.Get("add-closed-day"), d.Day, d.Note); err != nil {
			return fmt.Errorf("save the firm's closed days: %w", err)
		}
	}
	return nil
}
