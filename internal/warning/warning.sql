-- name: warning-row
-- The row of one customer.
SELECT customer_id, score, colour, reasons, rule, day FROM warning_current WHERE customer_id = $1

-- name: warning-delete-row
DELETE FROM warning_current WHERE customer_id = $1

-- name: warning-keep-row [sqlite]
-- A row whose indexed column stays: only the others are written.
UPDATE warning_current SET colour = $3, reasons = $4, rule = $5, day = $6 WHERE customer_id = $1 AND score = $2

-- name: warning-keep-row [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: warning-merge-rows [sqlite]
INSERT INTO warning_current (customer_id, score, colour, reasons, rule, day) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (customer_id) DO UPDATE SET score = excluded.score, colour = excluded.colour, reasons = excluded.reasons,
  rule = excluded.rule, day = excluded.day

-- name: warning-merge-rows [postgres]
INSERT INTO warning_current (customer_id, score, colour, reasons, rule, day)
SELECT customer_id, score, colour, reasons, rule, day FROM new_warning_current ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET score = excluded.score, colour = excluded.colour, reasons = excluded.reasons,
  rule = excluded.rule, day = excluded.day
