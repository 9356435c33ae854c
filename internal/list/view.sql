-- name: views
-- The views of user $1 and of the team, in their order.
SELECT id, version, user_id, maker_id, name, rule, sort, columns, position
FROM list_view
WHERE user_id IN (0, $1) AND gone = 0
ORDER BY position, id

-- name: view
-- The view $1, removed or not.
SELECT id, version, user_id, maker_id, name, rule, sort, columns, position
FROM list_view
WHERE id = $1 AND gone = $2

-- name: add-view
-- A new view behind all others; returns its id.
INSERT INTO list_view (user_id, maker_id, name, rule, sort, columns, position)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(position), 0) + 1 FROM list_view))
RETURNING id

-- name: put-view
-- The view $1 as it had version $2.
UPDATE list_view
SET user_id = $3, name = $4, rule = $5, sort = $6, columns = $7, position = $8, gone = $9, version = version + 1
WHERE id = $1 AND version = $2

-- name: draft
-- The rule behind the key $1.
SELECT rule
FROM list_draft
WHERE key = $1

-- name: keep-draft
-- Keeps the rule $2 under the key $1, used at $3.
INSERT INTO list_draft (key, rule, used)
VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET used = excluded.used

-- name: drop-drafts
-- Removes rules that nobody has kept since $1.
DELETE FROM list_draft
WHERE used < $1
