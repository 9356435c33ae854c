-- name: next-due
-- One row per marked customer after $1, by id. A customer deleted meanwhile has no kind.
SELECT d.customer_id, d.since, COALESCE(c.kind, ''), COALESCE(c.collective, 0), COALESCE(c.country, '')
FROM customer_due d LEFT JOIN customer c ON c.id = d.customer_id
WHERE d.customer_id > $1 ORDER BY d.customer_id LIMIT $2

-- name: settle-due [sqlite]
-- Of the customers of the JSON list $1; marks made anew since $2 stay.
DELETE FROM customer_due
WHERE customer_id IN (SELECT value FROM json_each($1)) AND since = $2
RETURNING customer_id

-- name: settle-due [postgres]
DELETE FROM customer_due
WHERE customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value)) AND since = $2
RETURNING customer_id

-- name: subjects
-- One row per customer after $1 that has insight of his own, by id. It is not an IN:
-- that would lead SQLite to the index of kinds, and to sorting them all for every page.
SELECT id, 0, kind, collective, country FROM customer
WHERE id > $1 AND kind NOT IN ('contact', 'unassigned') ORDER BY id LIMIT $2

-- name: subject
SELECT id, 0, kind, collective, country FROM customer WHERE id = $1

-- name: hold [sqlite]
SELECT value FROM json_each($1)

-- name: hold [postgres]
-- Fields of the customers may be changed meanwhile, but nobody goes.
SELECT id FROM customer WHERE id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e) ORDER BY id FOR KEY SHARE

-- name: seize [sqlite]
SELECT value FROM json_each($1)

-- name: seize [postgres]
SELECT id FROM customer WHERE id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e) ORDER BY id FOR UPDATE

-- name: last-id
SELECT coalesce(max(id), 0) FROM customer
