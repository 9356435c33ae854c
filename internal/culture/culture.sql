-- name: now
-- One row per statement of the firm and of the reader $1 that holds ($2 is "no end").
SELECT id, kind, user_id, words, examples, measure, target_bp, since, until, version
FROM culture_statement
WHERE until = $2 AND (user_id = 0 OR user_id = $1)
ORDER BY id

-- name: past
-- One row per statement that ended, the newest first; at most $3.
SELECT id, kind, user_id, words, examples, measure, target_bp, since, until, version
FROM culture_statement
WHERE until < $2 AND (user_id = 0 OR user_id = $1)
ORDER BY until DESC, id DESC
LIMIT $3

-- name: get
SELECT id, kind, user_id, words, examples, measure, target_bp, since, until, version
FROM culture_statement
WHERE id = $1

-- name: add
INSERT INTO culture_statement (kind, user_id, words, examples, measure, target_bp, since, until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: reword
UPDATE culture_statement
SET words = $3, examples = $4, measure = $5, target_bp = $6, version = version + 1
WHERE id = $1 AND version = $2

-- name: end
UPDATE culture_statement
SET until = $3, version = version + 1
WHERE id = $1 AND version = $2 AND until = $4

-- name: revive
-- The statement $1, which ended, holds again.
UPDATE culture_statement
SET until = $3, version = version + 1
WHERE id = $1 AND version = $2 AND until <> $3

-- name: reply-of
-- The answer to the statement $1 in the month $2.
SELECT month, user_id, day, answer, words
FROM culture_check
WHERE statement_id = $1 AND month = $2

-- name: unreply
DELETE FROM culture_check
WHERE statement_id = $1 AND month = $2

-- name: unwant
DELETE FROM culture_mix
WHERE since = $1

-- name: checks
-- One row per answer from the day $1 on, the newest first.
SELECT statement_id, month, user_id, day, answer, words
FROM culture_check
WHERE day >= $1
ORDER BY month DESC, statement_id

-- name: reply
INSERT INTO culture_check (statement_id, month, user_id, day, answer, words)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (statement_id, month) DO UPDATE
SET user_id = excluded.user_id, day = excluded.day, answer = excluded.answer, words = excluded.words

-- name: measured
INSERT INTO culture_measure (measure, day, hits, total)
VALUES ($1, $2, $3, $4)
ON CONFLICT (measure, day) DO UPDATE
SET hits = excluded.hits, total = excluded.total

-- name: results
-- One row per measure: the newest.
SELECT m.measure, m.day, m.hits, m.total
FROM culture_measure m
WHERE m.day = (SELECT max(o.day) FROM culture_measure o WHERE o.measure = m.measure)

-- name: results-at
-- One row per measure: the newest up to the day $1.
SELECT m.measure, m.day, m.hits, m.total
FROM culture_measure m
WHERE m.day = (SELECT max(o.day) FROM culture_measure o WHERE o.measure = m.measure AND o.day <= $1)

-- name: measure-on_time
-- Orders of the days from $1 to $2 with a promised and a real day, and those in time.
SELECT coalesce(sum(CASE WHEN delivered_day <= promised_day THEN 1 ELSE 0 END), 0), count(*)
FROM sales_order
WHERE day >= $1 AND day <= $2 AND counts = 1 AND promised_day < '9999-12-31' AND delivered_day < '9999-12-31'

-- name: measure-fault_free
-- First orders of the days from $1 to $2 of which it is known whether they had a fault,
-- and those without.
SELECT coalesce(sum(CASE WHEN o.faulty = 0 THEN 1 ELSE 0 END), 0), count(*)
FROM sales_order o
WHERE o.day >= $1 AND o.day <= $2 AND o.counts = 1 AND o.faulty >= 0 AND o.customer_id > 1 AND NOT EXISTS (
  SELECT 1 FROM sales_order e WHERE e.customer_id = o.customer_id AND e.counts = 1 AND e.day < o.day
)

-- name: measure-promise_kept
-- Our promises that were due from $1 to $2 and are settled or late, and those kept.
SELECT coalesce(sum(CASE WHEN state = 'kept' AND settled_day <= due THEN 1 ELSE 0 END), 0), count(*)
FROM promise
WHERE party = 'us' AND due >= $1 AND due <= $2 AND (state IN ('kept', 'broken') OR (state = 'open' AND due < $2))

-- name: mix
-- The newest wanted mix.
SELECT since, shares
FROM culture_mix
ORDER BY since DESC
LIMIT 1

-- name: want
INSERT INTO culture_mix (since, shares, user_id)
VALUES ($1, $2, $3)
ON CONFLICT (since) DO UPDATE
SET shares = excluded.shares, user_id = excluded.user_id
