package insight

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// What the migration fills in for a database of an earlier version is what insight
// writes, so that lists are right before the first run.
func TestMigrationFillsCardsAsInsightDoes(t *testing.T) {
	text, err := os.ReadFile("../schema/migrations/00002_list.sql")
	if err != nil {
		t.Fatal(err)
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newTown(t, db, 60)
		w.insert(t, w.history())
		w.update(t, func(tx *store.Tx) error {
			_, err := consent.Append(ctx, tx, []consent.Statement{{CustomerID: 7, Kind: consent.Objected, Set: true, Day: today}})
			return err
		})
		w.refreshAll(t)
		want := cards(t, db)
		if len(want) != int(w.people) || !strings.Contains(strings.Join(want, "\n"), " 0011 ") {
			t.Fatalf("%d cards, or nobody objected: %v", len(want), want)
		}
		_, fill, _ := strings.Cut(schema.Text(string(text), db.Dialect()), "INSERT INTO insight_card")
		fill, _, _ = strings.Cut(fill, ";")
		w.update(t, func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, store.New("empty", "DELETE FROM insight_card")); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, store.New("fill", "INSERT INTO insight_card"+fill))
			return err
		})
		if diff := cmp.Diff(want, cards(t, db)); diff != "" {
			t.Error(diff)
		}
	})
}

// A name, a place and a bar are on the card in the transaction that changes them; only
// persons and firms have one.
func TestCardFollowsItsCustomerAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		by := customer.By{At: 1, Region: "DE"}
		var id int64
		change := func(fn func(tx *store.Tx) error) string {
			t.Helper()
			if err := db.Update(ctx, fn); err != nil {
				t.Fatal(err)
			}
			return strings.Join(cards(t, db), "\n")
		}
		got := change(func(tx *store.Tx) (err error) {
			id, err = customer.Create(ctx, tx, by, customer.Customer{LastName: "Ahrens", City: "Ulm"})
			return err
		})
		if !strings.Contains(got, "person  Ahrens Ulm") {
			t.Fatalf("created: %s", got)
		}
		got = change(func(tx *store.Tx) error {
			_, err := customer.Update(ctx, tx, by, id, 1, customer.Fields{"last_name": "Brandt", "city": "Bonn"})
			return err
		})
		if !strings.Contains(got, "person  Brandt Bonn") || strings.Contains(got, "Ahrens") {
			t.Errorf("renamed: %s", got)
		}
		bar := func(set bool) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				_, err := consent.Append(ctx, tx, []consent.Statement{{CustomerID: id, Kind: consent.DoNotContact, Set: set, Day: today}})
				return err
			}
		}
		if got = change(bar(true)); !strings.Contains(got, " 0020 ") {
			t.Errorf("barred: %s", got)
		}
		if got = change(bar(false)); !strings.Contains(got, " 0000 ") {
			t.Errorf("bar taken back: %s", got)
		}
		got = change(func(tx *store.Tx) error {
			firm, err := customer.Create(ctx, tx, by, customer.Customer{Company: "Technik GmbH"})
			if err != nil {
				return err
			}
			if _, err = customer.Create(ctx, tx, by, customer.Customer{Kind: customer.Contact, FirmID: firm, LastName: "Kontakt"}); err != nil {
				return err
			}
			_, err = customer.Delete(ctx, tx, by, id, 2)
			return err
		})
		if strings.Contains(got, "Kontakt") || strings.Contains(got, "Brandt") || !strings.Contains(got, "Technik") {
			t.Errorf("a contact person or somebody deleted has a card, or a firm has none: %s", got)
		}
	})
}

func TestCardIsReadAsItWasWritten(t *testing.T) {
	db := schematest.SQLite(t)
	var id int64
	if err := db.Update(ctx, func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, customer.By{At: 1, Region: "DE"}, customer.Customer{LastName: "Ahrens"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Map(rapid.Int32Range(int32(cal.Earliest), int32(cal.Never)), func(d int32) cal.Date { return cal.Date(d) })
		cents := rapid.Map(rapid.Int64Range(-1e15, 1e15), func(c int64) money.Cents { return money.Cents(c) })
		want := Card{
			Lifecycle: lifecycle.Row{
				Standing:    rapid.SampledFrom([]lifecycle.Standing{lifecycle.Prospect, lifecycle.Regular, lifecycle.Cancelled}).Draw(t, "standing"),
				FormerSince: day.Draw(t, "former"), RegularUntil: day.Draw(t, "regular"), RegainedUntil: day.Draw(t, "regained"),
				LateFrom: day.Draw(t, "late"), DormantFrom: day.Draw(t, "dormant"), LostFrom: day.Draw(t, "lost"),
				Occasions: rapid.IntRange(0, 9999).Draw(t, "occasions"), IntervalDays: float64(rapid.IntRange(0, 9999900).Draw(t, "interval")) / 100,
				First: day.Draw(t, "first"), Last: day.Draw(t, "last"),
			},
			NetYear: cents.Draw(t, "net"), NetEver: cents.Draw(t, "total"), MarginYear: cents.Draw(t, "margin"),
			KnownYear: rapid.IntRange(0, 10000).Draw(t, "known"), MeasuredYear: rapid.IntRange(0, 10000).Draw(t, "measured"),
			Score: rapid.IntRange(0, 2000).Draw(t, "score"), Colour: rapid.IntRange(0, 2).Draw(t, "colour"),
			Recent: rapid.SliceOfN(day, 1, 30).Draw(t, "recent"),
		}
		written := want
		written.Lifecycle.Customer = id
		if err := db.Update(ctx, func(tx *store.Tx) error { return WriteCards(ctx, tx, []Card{written}) }); err != nil {
			t.Fatal(err)
		}
		face, err := store.Value[string](ctx, db, store.New("face", "SELECT face FROM insight_card WHERE customer_id = $1"), id)
		if err != nil {
			t.Fatal(err)
		}
		room := []cal.Date{1}
		got, err := ReadCard(face, &room)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzReadCard(f *testing.F) {
	f.Add("3 2932896 20500 -25567 20400 20410 20420 12 3050 19000 20390 123 456 78 10000 5000 0 0 20300 20390")
	f.Add("")
	f.Add("- 1  2")
	f.Fuzz(func(t *testing.T, face string) {
		var room []cal.Date
		c, err := ReadCard(face, &room)
		if err == nil && len(c.Recent) != len(room) {
			t.Errorf("%d days of %d", len(c.Recent), len(room))
		}
	})
}
