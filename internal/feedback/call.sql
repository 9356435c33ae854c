-- name: call-get
-- The call for help $1.
SELECT id, version, customer_id, day, at, user_id, owner_id, closed, closed_by, words FROM feedback_call WHERE id = $1

-- name: call-add
INSERT INTO feedback_call (customer_id, day, at, user_id, owner_id, closed, closed_by, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: call-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_call (id, version, customer_id, day, at, user_id, owner_id, closed, closed_by, words)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, at = excluded.at, user_id = excluded.user_id, owner_id = excluded.owner_id,
  closed = excluded.closed, closed_by = excluded.closed_by, words = excluded.words, version = feedback_call.version + 1
WHERE feedback_call.version = excluded.version

-- name: call-drop
DELETE FROM feedback_call WHERE id = $1 AND version = $2

-- name: call-open-of
-- The open call about the customer $1.
SELECT id FROM feedback_call WHERE customer_id = $1 AND closed = 0 ORDER BY id LIMIT 1

-- name: call-open
-- What is open, the oldest first, with the names of the customer and of who asked; at most $1.
SELECT k.id, k.customer_id, coalesce(c.name, ''), coalesce(c.number, ''), coalesce(u.name, ''), k.owner_id, k.at
FROM feedback_call k
LEFT JOIN customer c ON c.id = k.customer_id
LEFT JOIN team_user u ON u.id = k.user_id
WHERE k.closed = 0
ORDER BY k.at, k.id LIMIT $1

-- name: call-newest
-- The newest $1 calls.
SELECT id, version, customer_id, day, at, user_id, owner_id, closed, closed_by, words FROM feedback_call ORDER BY id DESC LIMIT $1

-- name: call-relink
UPDATE feedback_call SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: call-unlink
UPDATE feedback_call SET customer_id = $2 WHERE id = $1

-- name: call-forget
DELETE FROM feedback_call WHERE customer_id = $1
