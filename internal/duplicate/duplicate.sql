-- name: add
INSERT INTO duplicate_merge (survivor_id, loser_id, loser, before, after, at, actor)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id

-- name: set-after
UPDATE duplicate_merge SET before = $2, after = $3 WHERE id = $1

-- name: add-moved
INSERT INTO duplicate_moved (merge_id, ledger, moved) VALUES ($1, $2, $3)

-- name: get
SELECT id, survivor_id, loser_id, loser, before, after, at, actor, state, undone_at, undone_by FROM duplicate_merge WHERE id = $1

-- name: of-loser
-- The merge in which the customer $1 went.
SELECT id, survivor_id, loser_id, loser, before, after, at, actor, state, undone_at, undone_by
FROM duplicate_merge WHERE loser_id = $1 AND state = 'merged'

-- name: of-survivor
-- One row per merge into the customer $1 that holds, newest first.
SELECT id, survivor_id, loser_id, loser, before, after, at, actor, state, undone_at, undone_by
FROM duplicate_merge WHERE survivor_id = $1 AND state = 'merged' ORDER BY id DESC

-- name: recent
-- One row per merge before the one $1, newest first.
SELECT id, survivor_id, loser_id, loser, before, after, at, actor, state, undone_at, undone_by
FROM duplicate_merge WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: moved
SELECT ledger, moved FROM duplicate_moved WHERE merge_id = $1

-- name: undo
UPDATE duplicate_merge SET state = 'undone', undone_at = $2, undone_by = $3 WHERE id = $1 AND state = 'merged'

-- name: erase-moved
DELETE FROM duplicate_moved WHERE merge_id = $1

-- name: erase
DELETE FROM duplicate_merge WHERE id = $1

-- name: all-of
-- One row per merge in which the customer $1 took part, also those taken back.
SELECT id FROM duplicate_merge WHERE survivor_id = $1 OR loser_id = $1 ORDER BY id
