-- name: portfolio-keep [sqlite]
-- A row whose fields stay: the indexes are left alone.
UPDATE portfolio_current SET inside = $2, position_bp = $5, share_bp = $6, valued = $7, worth_cents = $8, year_cents = $9,
  frame_id = $10, rule = $11, day = $12, told = $13
WHERE customer_id = $1 AND field = $3 AND field_year = $4

-- name: portfolio-keep [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: portfolio-merge [sqlite]
-- The last four columns belong to closing a run: a row that exists keeps its own.
INSERT INTO portfolio_current (customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day,
  told, was, was_year, past, dot)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (customer_id) DO UPDATE SET
  inside = excluded.inside, field = excluded.field, field_year = excluded.field_year, position_bp = excluded.position_bp,
  share_bp = excluded.share_bp, valued = excluded.valued, worth_cents = excluded.worth_cents, year_cents = excluded.year_cents,
  frame_id = excluded.frame_id, rule = excluded.rule, day = excluded.day,
  told = excluded.told

-- name: portfolio-merge [postgres]
INSERT INTO portfolio_current (customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day,
  told, was, was_year, past, dot)
SELECT customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day, told, was, was_year, past, dot
FROM new_portfolio_current ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
  inside = excluded.inside, field = excluded.field, field_year = excluded.field_year, position_bp = excluded.position_bp,
  share_bp = excluded.share_bp, valued = excluded.valued, worth_cents = excluded.worth_cents, year_cents = excluded.year_cents,
  frame_id = excluded.frame_id, rule = excluded.rule, day = excluded.day,
  told = excluded.told

-- name: portfolio-known [sqlite]
-- One row per customer of the JSON list $1 who has a row.
SELECT p.customer_id FROM json_each($1) j CROSS JOIN portfolio_current p WHERE p.customer_id = j.value

-- name: portfolio-known [postgres]
SELECT p.customer_id FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN portfolio_current p ON p.customer_id = CAST(j.value AS BIGINT)

-- name: portfolio-delete
DELETE FROM portfolio_current WHERE customer_id = $1

-- name: portfolio-row
-- What is published of one customer.
SELECT customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day, was, was_year, told
FROM portfolio_current WHERE customer_id = $1

-- name: portfolio-all
-- Every row behind the customer $1, up to $2 of them, by customer.
SELECT customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, was, was_year, past, dot
FROM portfolio_current WHERE customer_id > $1 ORDER BY customer_id LIMIT $2

-- name: portfolio-place
-- A row as the lines of today have it, with its past.
UPDATE portfolio_current SET field = $2, field_year = $3, was = $4, was_year = $5, past = $6, frame_id = $7
WHERE customer_id = $1

-- name: portfolio-dot
UPDATE portfolio_current SET dot = $2 WHERE customer_id = $1

-- name: portfolio-count
-- How many customers stand inside.
SELECT COUNT(*) FROM portfolio_current WHERE inside = 1

-- name: portfolio-points
-- One row per customer inside.
SELECT position_bp, valued, worth_cents, year_cents FROM portfolio_current WHERE inside = 1

-- name: portfolio-frames
SELECT id, valid_from, frame FROM portfolio_frame ORDER BY valid_from

-- name: portfolio-frame-put
INSERT INTO portfolio_frame (valid_from, frame, created_at) VALUES ($1, $2, $3)
ON CONFLICT (valid_from) DO UPDATE SET frame = excluded.frame, created_at = excluded.created_at

-- name: portfolio-care
-- Per field by customer value: what care cost in twelve months.
SELECT p.field, CAST(COALESCE(SUM(y.care_12m_cents), 0) AS BIGINT)
FROM portfolio_current p JOIN value_steps y ON y.customer_id = p.customer_id GROUP BY p.field

-- name: portfolio-late
-- Per pair of fields: how many customers inside are silent for unusually long on the day $1.
SELECT p.field, p.field_year, COUNT(*)
FROM portfolio_current p JOIN lifecycle_current l ON l.customer_id = p.customer_id
WHERE p.inside = 1 AND l.late_from <= $1 GROUP BY p.field, p.field_year

-- name: portfolio-kept
-- What is published of the customer $1, whole.
SELECT inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day, was, was_year, past, told
FROM portfolio_current WHERE customer_id = $1

-- name: portfolio-again
-- A row that was kept, unless the customer has one again.
INSERT INTO portfolio_current (customer_id, inside, field, field_year, position_bp, share_bp, valued, worth_cents, year_cents, frame_id, rule, day,
  was, was_year, past, told, dot)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
ON CONFLICT (customer_id) DO NOTHING

-- name: portfolio-month-put
INSERT INTO portfolio_month (month, measure, field, customers, worth_cents, year_cents) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (month, measure, field) DO NOTHING

-- name: portfolio-months
-- What the fields held by month, from the month $1 on.
SELECT month, measure, field, customers, worth_cents, year_cents FROM portfolio_month WHERE month >= $1 ORDER BY month, measure, field

-- name: portfolio-firm-drop
DELETE FROM portfolio_firm

-- name: portfolio-firm-put
INSERT INTO portfolio_firm (day, summary, computed_at) VALUES ($1, $2, $3)

-- name: portfolio-firm
-- The portfolio of the latest complete run up to the day $1.
SELECT summary, computed_at FROM portfolio_firm WHERE day <= $1 ORDER BY day DESC LIMIT 1

-- name: portfolio-dots
-- One row per customer who is drawn, by customer.
SELECT p.customer_id, p.inside, p.field, p.field_year, p.position_bp, p.share_bp, p.valued, p.worth_cents, p.year_cents, p.frame_id, p.rule, p.day,
  p.was, p.was_year, p.told, c.name, c.kind, l.late_from
FROM portfolio_current p JOIN customer c ON c.id = p.customer_id JOIN lifecycle_current l ON l.customer_id = p.customer_id
WHERE p.dot > 0 ORDER BY p.customer_id

-- name: portfolio-past
UPDATE portfolio_current SET past = $2 WHERE customer_id = $1

-- name: portfolio-first-month
-- The first month that is known, 0 before any.
SELECT CAST(COALESCE(MIN(month), 0) AS BIGINT) FROM portfolio_month
