-- name: value-row
-- The row of one customer.
SELECT customer_id, net_12m_cents, net_before_cents, net_total_cents, margin_12m_cents, margin_total_cents,
  known_12m_bp, measured_12m_bp, orders_12m, orders_total, stake_cents, stake_quality, rule, day
FROM value_current WHERE customer_id = $1

-- name: value-delete-row
DELETE FROM value_current WHERE customer_id = $1

-- name: value-delete-steps
DELETE FROM value_steps WHERE customer_id = $1

-- name: value-keep-row [sqlite]
-- A row whose indexed columns stay: only the others are written.
UPDATE value_current SET net_before_cents = $3, margin_total_cents = $6, known_12m_bp = $7, measured_12m_bp = $8, orders_12m = $9,
  orders_total = $10, stake_quality = $12, rule = $13, day = $14
WHERE customer_id = $1 AND net_12m_cents = $2 AND net_total_cents = $4 AND margin_12m_cents = $5 AND stake_cents = $11

-- name: value-keep-row [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: value-merge-rows [sqlite]
INSERT INTO value_current (customer_id, net_12m_cents, net_before_cents, net_total_cents, margin_12m_cents,
  margin_total_cents, known_12m_bp, measured_12m_bp, orders_12m, orders_total, stake_cents, stake_quality, rule, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (customer_id) DO UPDATE SET
  net_12m_cents = excluded.net_12m_cents, net_before_cents = excluded.net_before_cents,
  net_total_cents = excluded.net_total_cents, margin_12m_cents = excluded.margin_12m_cents,
  margin_total_cents = excluded.margin_total_cents, known_12m_bp = excluded.known_12m_bp,
  measured_12m_bp = excluded.measured_12m_bp, orders_12m = excluded.orders_12m, orders_total = excluded.orders_total,
  stake_cents = excluded.stake_cents, stake_quality = excluded.stake_quality, rule = excluded.rule, day = excluded.day

-- name: value-merge-rows [postgres]
INSERT INTO value_current (customer_id, net_12m_cents, net_before_cents, net_total_cents, margin_12m_cents,
  margin_total_cents, known_12m_bp, measured_12m_bp, orders_12m, orders_total, stake_cents, stake_quality, rule, day)
SELECT customer_id, net_12m_cents, net_before_cents, net_total_cents, margin_12m_cents,
  margin_total_cents, known_12m_bp, measured_12m_bp, orders_12m, orders_total, stake_cents, stake_quality, rule, day
FROM new_value_current ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
  net_12m_cents = excluded.net_12m_cents, net_before_cents = excluded.net_before_cents,
  net_total_cents = excluded.net_total_cents, margin_12m_cents = excluded.margin_12m_cents,
  margin_total_cents = excluded.margin_total_cents, known_12m_bp = excluded.known_12m_bp,
  measured_12m_bp = excluded.measured_12m_bp, orders_12m = excluded.orders_12m, orders_total = excluded.orders_total,
  stake_cents = excluded.stake_cents, stake_quality = excluded.stake_quality, rule = excluded.rule, day = excluded.day

-- name: value-save-firm
-- The firm's figures as of a day, as the last complete run saw them.
INSERT INTO value_firm (day, figures, computed_at) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET figures = excluded.figures, computed_at = excluded.computed_at

-- name: value-firm
-- The latest figures as of a day not after $1.
SELECT day, figures, computed_at FROM value_firm WHERE day <= $1 ORDER BY day DESC LIMIT 1

-- name: value-firm-months
-- The last figures of each month from $1 to $2, oldest first.
SELECT day, figures, computed_at FROM value_firm
WHERE day IN (SELECT MAX(day) FROM value_firm WHERE day >= $1 AND day <= $2 GROUP BY SUBSTR(day, 1, 7))
ORDER BY day

-- name: value-forget-firm
-- Figures as of earlier days than $1: what came since then belongs into them.
DELETE FROM value_firm WHERE day < $1
