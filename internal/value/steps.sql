-- name: value-steps
-- The margins of one customer.
SELECT
  customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp,
  db1_total_cents, order_total_cents, care_total_cents, finance_total_cents, ours_total_cents, db4_total_cents, measured_total_bp,
  quarter_last, quarters, rule, day
FROM value_steps WHERE customer_id = $1

-- name: value-keep-steps [sqlite]
-- A row whose indexed columns stay: only the others are written.
UPDATE value_steps SET db1_12m_cents = $3, order_12m_cents = $4, care_12m_cents = $5, finance_12m_cents = $6,
  ours_12m_cents = $7, measured_12m_bp = $9, db1_total_cents = $10, order_total_cents = $11, care_total_cents = $12,
  finance_total_cents = $13, ours_total_cents = $14, db4_total_cents = $15, measured_total_bp = $16, quarter_last = $17,
  quarters = $18, rule = $19, day = $20
WHERE customer_id = $1 AND known = $2 AND db4_12m_cents = $8

-- name: value-keep-steps [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: value-merge-steps [sqlite]
INSERT INTO value_steps (
  customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp,
  db1_total_cents, order_total_cents, care_total_cents, finance_total_cents, ours_total_cents, db4_total_cents, measured_total_bp,
  quarter_last, quarters, rule, day
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (customer_id) DO UPDATE SET
  known = excluded.known, db1_12m_cents = excluded.db1_12m_cents, order_12m_cents = excluded.order_12m_cents,
  care_12m_cents = excluded.care_12m_cents, finance_12m_cents = excluded.finance_12m_cents, ours_12m_cents = excluded.ours_12m_cents,
  db4_12m_cents = excluded.db4_12m_cents, measured_12m_bp = excluded.measured_12m_bp, db1_total_cents = excluded.db1_total_cents,
  order_total_cents = excluded.order_total_cents, care_total_cents = excluded.care_total_cents,
  finance_total_cents = excluded.finance_total_cents, ours_total_cents = excluded.ours_total_cents,
  db4_total_cents = excluded.db4_total_cents, measured_total_bp = excluded.measured_total_bp, quarter_last = excluded.quarter_last,
  quarters = excluded.quarters, rule = excluded.rule, day = excluded.day

-- name: value-merge-steps [postgres]
INSERT INTO value_steps (
  customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp,
  db1_total_cents, order_total_cents, care_total_cents, finance_total_cents, ours_total_cents, db4_total_cents, measured_total_bp,
  quarter_last, quarters, rule, day
)
SELECT
  customer_id, known, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp,
  db1_total_cents, order_total_cents, care_total_cents, finance_total_cents, ours_total_cents, db4_total_cents, measured_total_bp,
  quarter_last, quarters, rule, day
FROM new_value_steps ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
  known = excluded.known, db1_12m_cents = excluded.db1_12m_cents, order_12m_cents = excluded.order_12m_cents,
  care_12m_cents = excluded.care_12m_cents, finance_12m_cents = excluded.finance_12m_cents, ours_12m_cents = excluded.ours_12m_cents,
  db4_12m_cents = excluded.db4_12m_cents, measured_12m_bp = excluded.measured_12m_bp, db1_total_cents = excluded.db1_total_cents,
  order_total_cents = excluded.order_total_cents, care_total_cents = excluded.care_total_cents,
  finance_total_cents = excluded.finance_total_cents, ours_total_cents = excluded.ours_total_cents,
  db4_total_cents = excluded.db4_total_cents, measured_total_bp = excluded.measured_total_bp, quarter_last = excluded.quarter_last,
  quarters = excluded.quarters, rule = excluded.rule, day = excluded.day

-- name: value-year-steps [sqlite]
-- The margins of twelve months of those in the JSON list $1 for whom they say something.
SELECT customer_id, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp
FROM value_steps WHERE known = 1 AND customer_id IN (SELECT value FROM json_each($1))

-- name: value-year-steps [postgres]
SELECT customer_id, db1_12m_cents, order_12m_cents, care_12m_cents, finance_12m_cents, ours_12m_cents, db4_12m_cents, measured_12m_bp
FROM value_steps WHERE known = 1 AND customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value))
