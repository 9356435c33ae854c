-- name: enqueue
-- One row per name and slot; a slot that exists is left as it is.
INSERT INTO job_task (name, slot, payload, run_at, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (name, slot) DO NOTHING

-- name: claim [sqlite]
-- The task that is due longest, not leased by anybody, of the kinds this worker knows
-- (a JSON list); those that somebody asked for (another list) before what goes on by itself,
-- because he waits. One writer at a time makes the claim exclusive.
UPDATE job_task SET state = 'running', lease_until = $2, worker = $3, attempts = attempts + 1
WHERE id = (SELECT id FROM job_task WHERE state IN ('ready', 'running') AND run_at <= $1 AND lease_until <= $1
  AND name IN (SELECT value FROM json_each($4))
  ORDER BY CASE WHEN name IN (SELECT value FROM json_each($5)) THEN 0 ELSE 1 END, run_at, id LIMIT 1)
RETURNING id, name, slot, payload, attempts

-- name: claim [postgres]
UPDATE job_task SET state = 'running', lease_until = $2, worker = $3, attempts = attempts + 1
WHERE id = (SELECT id FROM job_task WHERE state IN ('ready', 'running') AND run_at <= $1 AND lease_until <= $1
  AND name IN (SELECT jsonb_array_elements_text(CAST($4 AS jsonb)))
  ORDER BY CASE WHEN name IN (SELECT jsonb_array_elements_text(CAST($5 AS jsonb))) THEN 0 ELSE 1 END, run_at, id
  LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, name, slot, payload, attempts

-- name: renew
UPDATE job_task SET lease_until = $1 WHERE id = $2 AND worker = $3 AND state = 'running'

-- name: finish
-- Ends a task that this worker still holds: state, counts, error; a retry sets run_at.
UPDATE job_task SET state = $1, counts = $2, error = $3, run_at = $4, finished_at = $5, lease_until = 0
WHERE id = $6 AND worker = $7 AND state = 'running'

-- name: sweep
-- Finished tasks are kept as history until they are older than $1.
DELETE FROM job_task WHERE state IN ('done', 'failed') AND finished_at < $1

-- name: recent
-- One row per task of a name, newest first.
SELECT id, name, slot, state, attempts, error, counts, run_at, finished_at FROM job_task
WHERE name = $1 ORDER BY id DESC LIMIT $2

-- name: failed
SELECT id, name, slot, state, attempts, error, counts, run_at, finished_at FROM job_task
WHERE state = 'failed' ORDER BY id DESC LIMIT $1

-- name: drop
-- Ends a task without history.
DELETE FROM job_task WHERE id = $1 AND worker = $2

-- name: give-back
-- Leaves a task to the next worker, as if it had not been begun.
UPDATE job_task SET state = 'ready', lease_until = 0, attempts = attempts - 1 WHERE id = $1 AND worker = $2 AND state = 'running'
