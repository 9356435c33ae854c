package app_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/world"
)

// foreign counts the purchases that are not in the currency and so enter no figure.
func foreign(t *testing.T, a *app.App, currency string) (n, all int) {
	t.Helper()
	rows, err := a.DB.QueryText(context.Background(),
		"SELECT coalesce(sum(CASE WHEN currency <> $1 OR figures = 0 THEN 1 ELSE 0 END), 0), count(*) FROM sales_order", currency)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := rows.Scan(&n, &all); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n, all
}

func TestPracticeCountsInTheCurrencyOfTheFirm(t *testing.T) {
	for tag, want := range map[locale.Tag]string{locale.DeDE: "EUR", locale.DeCH: "CHF"} {
		t.Run(want, func(t *testing.T) {
			a, _ := opened(t)
			o := world.Options{Customers: 5, Today: cal.MustParse("2026-11-24")}
			if err := a.Demo(context.Background(), world.Bakery(), o, tag, "demo", "ein-langes-wort"); err != nil {
				t.Fatal(err)
			}
			p, err := a.Profile(context.Background())
			if err != nil || p.Currency != want {
				t.Errorf("the firm counts in %s (%v)", p.Currency, err)
			}
			if n, all := foreign(t, a, want); n > 0 || all == 0 {
				t.Errorf("%d of %d purchases are foreign ones", n, all)
			}
		})
	}
}

// An agency has few clients; whatever the day, somebody is thanked on its first screen.
func TestTheFirstScreenOfTheAgencyThanksSomebody(t *testing.T) {
	for _, day := range []string{"2026-01-02", "2026-03-31", "2026-11-22", "2028-02-29"} {
		a, _ := opened(t)
		if err := a.Demo(context.Background(), world.Service(), world.Options{Today: cal.MustParse(day)}, locale.DeDE, "demo", "ein-langes-wort"); err != nil {
			t.Fatal(err)
		}
		list, err := a.Desk.At(context.Background(), cal.MustParse(day))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(list, func(l care.Line) bool { return l.Class == care.Appreciation }) {
			t.Errorf("%s: nobody among %d lines is thanked", day, len(list))
		}
	}
}

// A currency that the firm has chosen outlives the practice data; that of the practice data
// itself goes with them.
func TestLeavingPracticeKeepsAChosenCurrency(t *testing.T) {
	for chosen, want := range map[string]string{"": "", "CHF": "CHF", "EUR": "EUR"} {
		t.Run("chosen "+chosen, func(t *testing.T) {
			a, ctx := newFirm(t, chosen), context.Background()
			if err := a.Fill(ctx, world.Bakery(), world.Options{Customers: 5, Today: cal.MustParse("2026-11-24")}); err != nil {
				t.Fatal(err)
			}
			if p, err := a.Profile(ctx); err != nil || p.Currency == "" {
				t.Fatalf("practice counts in %q (%v)", p.Currency, err)
			}
			if err := a.LeavePractice(ctx); err != nil {
				t.Fatal(err)
			}
			if p, err := a.Profile(ctx); err != nil || p.Currency != want || p.Practice {
				t.Errorf("afterwards it counts in %q, want %q (%v)", p.Currency, want, err)
			}
		})
	}
}

// newFirm is a firm in Germany without customers.
func newFirm(t *testing.T, currency string) *app.App {
	t.Helper()
	a, _ := opened(t)
	p, err := firm.New("Probe", firm.Bakery, locale.DeDE, a.Random)
	if err != nil {
		t.Fatal(err)
	}
	p.Currency, p.CreatedAt = currency, cal.At(a.Now())
	if err := a.DB.Update(context.Background(), func(tx *store.Tx) error { return firm.Create(context.Background(), tx, p) }); err != nil {
		t.Fatal(err)
	}
	return a
}
