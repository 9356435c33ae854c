-- name: next-due
-- One row per marked customer after $1, by id. A customer deleted meanwhile has no kind.
SELECT d.customer_id, d.since, COALESCE(c.kind, ''), COALESCE(c.collective, 0)
FROM customer_due d LEFT JOIN customer c ON c.id = d.customer_id
WHERE d.customer_id > $1 ORDER BY d.customer_id LIMIT $2

-- name: settle-due [sqlite]
-- $1 is a JSON list of [customer, since]; marks made anew since then stay.
DELETE FROM customer_due
WHERE customer_id >= $2 AND customer_id <= $3
  AND (customer_id, since) IN (SELECT value ->> 0, value ->> 1 FROM json_each($1))
RETURNING customer_id

-- name: settle-due [postgres]
DELETE FROM customer_due
WHERE customer_id >= $2 AND customer_id <= $3
  AND (customer_id, since) IN (
    SELECT CAST(e ->> 0 AS BIGINT), CAST(e ->> 1 AS BIGINT)
    FROM jsonb_array_elements(CAST($1 AS jsonb)) AS e)
RETURNING customer_id

-- name: subjects
-- One row per customer after $1 that has insight of his own, by id. It is not an IN:
-- that would lead SQLite to the index of kinds, and to sorting them all for every page.
SELECT id, 0, kind, collective FROM customer
WHERE id > $1 AND kind NOT IN ('contact', 'unassigned') ORDER BY id LIMIT $2

-- name: subject
SELECT id, 0, kind, collective FROM customer WHERE id = $1
