-- name: page-get
-- The link $1.
SELECT id, version, customer_id, day, until_day, ended, user_id FROM feedback_page WHERE id = $1

-- name: page-add
INSERT INTO feedback_page (customer_id, day, until_day, ended, user_id) VALUES ($1, $2, $3, $4, $5)
RETURNING id

-- name: page-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_page (id, version, customer_id, day, until_day, ended, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, until_day = excluded.until_day, ended = excluded.ended,
  user_id = excluded.user_id, version = feedback_page.version + 1
WHERE feedback_page.version = excluded.version

-- name: page-drop
DELETE FROM feedback_page WHERE id = $1 AND version = $2

-- name: page-of
-- The links of the customer $1, newest first, at most $2.
SELECT id, version, customer_id, day, until_day, ended, user_id FROM feedback_page WHERE customer_id = $1 ORDER BY id DESC LIMIT $2

-- name: page-relink
UPDATE feedback_page SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: page-unlink
UPDATE feedback_page SET customer_id = $2 WHERE id = $1

-- name: page-forget
DELETE FROM feedback_page WHERE customer_id = $1
