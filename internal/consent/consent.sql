-- name: append
-- A statement; returns its id.
INSERT INTO consent_bar (customer_id, kind, state, day, source, actor, note, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: later
-- The statements about the bar $2 of a customer that came after the one $3.
SELECT id FROM consent_bar WHERE customer_id = $1 AND kind = $2 AND id > $3 ORDER BY id

-- name: current
SELECT objected, do_not_contact, deceased FROM consent_current WHERE customer_id = $1

-- name: current-many [sqlite]
-- One row per customer of the JSON list $1 who has ever had a bar.
SELECT c.customer_id, c.objected, c.do_not_contact, c.deceased
FROM json_each($1) j CROSS JOIN consent_current c
WHERE c.customer_id = j.value

-- name: current-many [postgres]
SELECT c.customer_id, c.objected, c.do_not_contact, c.deceased
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN consent_current c ON c.customer_id = CAST(j.value AS BIGINT)

-- name: keep
-- The state after the last statement of each kind.
INSERT INTO consent_current (customer_id, objected, do_not_contact, deceased) VALUES ($1, $2, $3, $4)
ON CONFLICT (customer_id) DO UPDATE SET objected = excluded.objected, do_not_contact = excluded.do_not_contact, deceased = excluded.deceased

-- name: statements
-- One row per statement about a customer before the one $2, newest first.
SELECT customer_id, kind, state, day, source, actor, note, at
FROM consent_bar
WHERE customer_id = $1 AND id < $2
ORDER BY id DESC

-- name: forget-statements
DELETE FROM consent_bar WHERE customer_id = $1

-- name: forget-current
DELETE FROM consent_current WHERE customer_id = $1
