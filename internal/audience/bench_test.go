package audience

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// crowd writes n customers with figures, talks, knowledge and an own field, which every
// third has.
func crowd(tb testing.TB, db *store.DB, n int) {
	tb.Helper()
	ctx := context.Background()
	all := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", n)
	err := db.Update(ctx, func(tx *store.Tx) error {
		for _, text := range []string{
			`INSERT INTO customer (id, kind, name, city, postcode, country, birthday, note, owner_id, last_contact, sort_key, created_at, updated_at) ` + all + `
			SELECT i + 10, CASE WHEN i % 5 = 0 THEN 'firm' ELSE 'person' END, 'Name ' || i, CASE i % 50 WHEN 0 THEN 'Köln' WHEN 1 THEN 'Bonn' ELSE 'Ort ' || (i % 50) END,
			  10000 + i % 900, 'DE', CASE WHEN i % 3 = 0 THEN '19' || (50 + i % 50) || '-' || (10 + i % 3) || '-' || (10 + i % 18) ELSE '' END,
			  CASE WHEN i % 7 = 0 THEN 'fragt nach Öl' ELSE '' END, CASE WHEN i % 200 = 0 THEN 5 ELSE i % 4 END, '20' || (10 + i % 17) || '-' || (10 + i % 3) || '-' || (10 + i % 18), 'name' || i, 0, 0 FROM n`,
			`UPDATE insight_card SET computed = 1, standing = customer_id % 4, regular_until = '202' || (5 + customer_id % 4) || '-06-01', late_from = '2026-11-01',
			  occasions = customer_id % 40, interval_days = customer_id % 90, first_day = '20' || (10 + customer_id % 10) || '-01-01', last_day = '20' || (10 + customer_id % 17) || '-' || (10 + customer_id % 3) || '-0' || (1 + customer_id % 9),
			  net_12m_cents = customer_id * 7919 % 500000, net_total_cents = customer_id * 7919 % 900000, margin_12m_cents = customer_id * 7919 % 200000,
			  score = customer_id * 31 % 900, face = '3 20000 20000 20000 20000 20000 20000 12 700 18000 20000 123456 456789 65432 10000 5000 120 0 19990 19980 19970 19960'`,
			`INSERT INTO interaction_last (customer_id, last_in, last_out) SELECT customer_id, last_day, last_day FROM insight_card WHERE customer_id % 2 = 0`,
			`INSERT INTO value_steps (customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents,
			  db4_12m_cents, measured_12m_bp, db1_total_cents, order_total_cents, care_total_cents, finance_total_cents, ours_total_cents,
			  db4_total_cents, measured_total_bp, quarter_last, quarters, rule, day)
			 SELECT id, 1, 0, 0, 0, 0, 0, id * 7919 % 200000, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 'x', '2026-01-01' FROM customer`,
			`INSERT INTO value_lifetime (customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents, growth_state,
			  growth_bp, next_net_cents, param_id, rule, day)
			 SELECT id, 2, 'revenue', 0, 0, 0, 0, id * 7919 % 200000, 0, 0, 0, 0, 'x', '2026-01-01' FROM customer`,
			`INSERT INTO value_referral (customer_id, referrals, bought, since, gain_cents, received_cents, given_cents)
			 SELECT id, id % 19, id % 5, '2026-01-01', id * 7919 % 200000, 0, 0 FROM customer WHERE id % 3 = 0`,
			`INSERT INTO knowledge_current (customer_id, score, missing, next_question, worth, day, rule)
			SELECT customer_id, customer_id * 13 % 101, 7, CASE customer_id % 3 WHEN 0 THEN 'needs' WHEN 1 THEN 'likes' ELSE 'trouble' END, 5, '2026-11-20', 'x' FROM insight_card`,
			`INSERT INTO relationship_current (customer_id, kind, first, second, sure, events, place, strain, strain_since, strain_until, attention, began, since, day, rule)
			SELECT customer_id, 'exchange', 'exchange', 'partner', 70, 5, 1000 * (customer_id % 40) + 31, CASE WHEN customer_id % 90 = 0 THEN 1 ELSE 0 END,
			  '9999-12-31', CASE WHEN customer_id % 90 = 0 THEN '2027-01-01' ELSE '1900-01-01' END, -1, '2026-01-01', '2026-01-01', '2026-01-01', 'x' FROM insight_card`,
			`INSERT INTO field_value (customer_id, field_id, int_value) SELECT customer_id, 7, 1 FROM insight_card WHERE customer_id % 3 = 0`,
			`INSERT INTO interest_current (customer_id, topic_id, excluded, weight, weight_day, half_life, fits_until, known_until, since, until, last_kind, last_day, bought, rule)
			SELECT customer_id, 1 + customer_id % 20, CASE WHEN customer_id % 60 = 1 THEN 1 ELSE 0 END, 1, '2026-01-01', 365, '9999-12-31', '9999-12-31', '2026-01-01', '9999-12-31', 'told', '2026-01-01', 0, 'x' FROM insight_card WHERE customer_id % 2 = 1`,
		} {
			if _, err := tx.Exec(ctx, store.New("crowd", text)); err != nil {
				return fmt.Errorf("%s: %w", text[:40], err)
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := db.Raw().ExecContext(ctx, "ANALYZE"); err != nil {
		tb.Fatal(err)
	}
}

// groups are target groups of five conditions, as people build them.
var groups = map[string]Rule{
	"on the card": {All: []Rule{
		leaf("standing", Is, "regular", "repeat"),
		leaf("net_12m", AtLeast, "250000"),
		{Any: []Rule{leaf("city", Is, "Köln", "Bonn"), leaf("kind", Is, "firm")}},
		{Not: &Rule{Field: "barred", Op: Is, Values: []string{"yes"}}},
	}},
	"all over the house": {All: []Rule{
		leaf("own.hund", Is, "yes"),
		leaf("completeness", AtMost, "50"),
		leaf("last_in", Within, "900"),
		leaf("owner", Is, "2"),
		leaf("activity", Is, "late"),
	}},
	"hardly anybody left out": {All: []Rule{
		leaf("occasions", AtLeast, "1"),
		leaf("last_contact", Before, "30"),
		leaf("exclusion", IsNot, "3"),
		leaf("name", Contains, "name"),
		leaf("note", IsNot, "nie"),
	}},
}

func leaf(field string, op Op, values ...string) Rule {
	return Rule{Field: field, Op: op, Values: values}
}

// BenchmarkCount counts target groups of five conditions: at most 200 ms at 100,000
// customers, a second at 1,000,000. The larger set is made when STAMMKUNDE_BENCH_LARGE
// is set, since it takes minutes.
func BenchmarkCount(b *testing.B) {
	sizes := []int{100_000}
	if os.Getenv("STAMMKUNDE_BENCH_LARGE") != "" {
		sizes = append(sizes, 1_000_000)
	}
	open := map[string]func(testing.TB) *store.DB{"sqlite": schematest.SQLite}
	if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
		open["postgres"] = schematest.Postgres
	}
	for kind, open := range open {
		for _, n := range sizes {
			b.Run(fmt.Sprintf("%s/%d", kind, n), func(b *testing.B) {
				db := open(b)
				crowd(b, db, n)
				for name, rule := range groups {
					b.Run(name, func(b *testing.B) {
						for b.Loop() {
							if _, err := Standard().With(dogs).Count(context.Background(), db, rule, today); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			})
		}
	}
}
