-- name: insight-keep-card [sqlite]
-- A card whose indexed columns stay: only its face is written.
UPDATE insight_card SET face = $2
WHERE customer_id = $1 AND computed = 1 AND standing = $3 AND regular_until = $4 AND regained_until = $5 AND late_from = $6
  AND dormant_from = $7 AND lost_from = $8 AND occasions = $9 AND interval_days = $10 AND first_day = $11 AND last_day = $12
  AND net_12m_cents = $13 AND net_total_cents = $14 AND margin_12m_cents = $15 AND score = $16

-- name: insight-keep-card [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: insight-fill-card [sqlite]
-- Every person and firm has a card by trigger, so nothing is inserted here and the
-- customer's own columns stay as they are.
INSERT INTO insight_card (customer_id, face, standing, regular_until, regained_until, late_from, dormant_from, lost_from, occasions,
  interval_days, first_day, last_day, net_12m_cents, net_total_cents, margin_12m_cents, score,
  kind, number, name, city, sort_key, collective, duplicate, bars, computed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
ON CONFLICT (customer_id) DO UPDATE SET
  computed = 1, face = excluded.face, standing = excluded.standing, regular_until = excluded.regular_until,
  regained_until = excluded.regained_until, late_from = excluded.late_from, dormant_from = excluded.dormant_from,
  lost_from = excluded.lost_from, occasions = excluded.occasions, interval_days = excluded.interval_days,
  first_day = excluded.first_day, last_day = excluded.last_day, net_12m_cents = excluded.net_12m_cents,
  net_total_cents = excluded.net_total_cents, margin_12m_cents = excluded.margin_12m_cents, score = excluded.score

-- name: insight-fill-card [postgres]
UPDATE insight_card k SET computed = 1, face = n.face, standing = n.standing, regular_until = n.regular_until,
  regained_until = n.regained_until, late_from = n.late_from, dormant_from = n.dormant_from, lost_from = n.lost_from,
  occasions = n.occasions, interval_days = n.interval_days, first_day = n.first_day, last_day = n.last_day,
  net_12m_cents = n.net_12m_cents, net_total_cents = n.net_total_cents, margin_12m_cents = n.margin_12m_cents, score = n.score
FROM new_insight_card n
WHERE k.customer_id = n.customer_id
  AND (k.computed <> 1 OR k.face <> n.face OR k.regular_until <> n.regular_until OR k.regained_until <> n.regained_until
    OR k.late_from <> n.late_from OR k.dormant_from <> n.dormant_from OR k.lost_from <> n.lost_from OR k.standing <> n.standing
    OR k.occasions <> n.occasions OR k.interval_days <> n.interval_days OR k.first_day <> n.first_day OR k.last_day <> n.last_day
    OR k.net_12m_cents <> n.net_12m_cents OR k.net_total_cents <> n.net_total_cents OR k.margin_12m_cents <> n.margin_12m_cents
    OR k.score <> n.score)
