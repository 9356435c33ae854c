-- name: add-run
-- A new run; returns its id.
INSERT INTO bulk_run (act, field_id, value, source, day, actor_id, seen_at, at, total)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id

-- name: run
-- The run $1.
SELECT id, act, field_id, value, source, day, actor_id, seen_at, at, state, total
FROM bulk_run
WHERE id = $1

-- name: put-state
-- The run $1 goes from state $2 to $3.
UPDATE bulk_run
SET state = $3
WHERE id = $1 AND state = $2

-- name: next
-- The next customers of run $1 with the outcome $2.
SELECT id, customer_id, outcome, entry_id
FROM bulk_item
WHERE run_id = $1 AND outcome = $2
ORDER BY customer_id
LIMIT $3

-- name: put-item
-- What came out at the item $1.
UPDATE bulk_item
SET outcome = $2, entry_id = $3
WHERE id = $1

-- name: outcomes
-- How often each outcome came in run $1.
SELECT outcome, count(*)
FROM bulk_item
WHERE run_id = $1
GROUP BY outcome
ORDER BY outcome

-- name: passed
-- Customers of run $1 that were not changed as wished.
SELECT id, customer_id, outcome, entry_id
FROM bulk_item
WHERE run_id = $1 AND outcome NOT IN ('', 'changed', 'same', 'undone')
ORDER BY outcome, customer_id
LIMIT $2

-- name: forget
-- Removes customer $1 from all runs.
DELETE FROM bulk_item
WHERE customer_id = $1

-- name: relink
-- Moves items of customer $1 to $2 where he has none in the run; returns their ids.
UPDATE bulk_item
SET customer_id = $2
WHERE customer_id = $1 AND NOT EXISTS (
  SELECT 1 FROM bulk_item o WHERE o.customer_id = $2 AND o.run_id = bulk_item.run_id
)
RETURNING id

-- name: unlink
-- Gives the item $1 to customer $2.
UPDATE bulk_item
SET customer_id = $2
WHERE id = $1
