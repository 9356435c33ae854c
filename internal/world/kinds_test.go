package world

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TestPurchasesAloneNameFewAndRightly compares the kinds that the program names in the practice
// dealer, where nearly no talks are noted, with the truth (docs/methods/kinds.md).
func TestPurchasesAloneNameFewAndRightly(t *testing.T) {
	db := schematest.SQLite(t)
	w, ctx := Dealer(), t.Context()
	if err := Fill(ctx, db, w, Options{Today: today}); err != nil {
		t.Fatal(err)
	}
	in := insight.New(db, func(context.Context) (insight.Settings, error) {
		return insight.Settings{Calendar: cal.NewCalendar(w.Closed, nil), Trade: w.Trade, Margin: 3000}, nil
	}, func() cal.Instant { return cal.At(today.Start(time.UTC)) })
	if _, err := in.RefitIfNeeded(ctx, today); err != nil {
		t.Fatal(err)
	}
	if err := in.RefreshAll(ctx, today, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := relationship.RefreshAll(ctx, db, today, firm.Trade(w.Trade).Kinds(), 1); err != nil {
		t.Fatal(err)
	}
	named, right, simple, all := 0, 0, 0, 0
	for id := 1; id <= w.Customers; id++ {
		truth := w.Truth(w.Seed, today, id)
		who, err := store.Value[int64](ctx, db, store.New("numbered", "SELECT coalesce(max(id), 0) FROM customer WHERE number = $1"), strconv.Itoa(10000+id))
		if err != nil {
			t.Fatal(err)
		}
		r, found, err := relationship.Get(ctx, db, who)
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			continue
		}
		all++
		if truth.Kind == Exchange {
			simple++
		}
		switch r.Kind {
		case kind.Exchange:
			named++
			if truth.Kind == Exchange {
				right++
			}
		case kind.Unknown:
		default:
			t.Errorf("customer %d is named %s by purchases alone", id, r.Kind.Key())
		}
	}
	if 10*right < 7*named || 100*(named-right) > 8*all || named < 50 {
		t.Errorf("named %d of %d simple, %d rightly: too few, or too many wrongly", named, all, right)
	}
	t.Logf("of %d customers %d like it simple in truth; %d are named so, of whom %d rightly", all, simple, named, right)
}
