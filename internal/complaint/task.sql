-- name: task-get
-- The task $1.
SELECT id, version, cause, matter, day, words, owner_id, due_day, done, done_day, result, user_id FROM complaint_task WHERE id = $1

-- name: task-add
INSERT INTO complaint_task (cause, matter, day, words, owner_id, due_day, done, done_day, result, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id

-- name: task-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO complaint_task (id, version, cause, matter, day, words, owner_id, due_day, done, done_day, result, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET
  cause = excluded.cause, matter = excluded.matter, day = excluded.day, words = excluded.words, owner_id = excluded.owner_id, due_day = excluded.due_day,
  done = excluded.done, done_day = excluded.done_day, result = excluded.result, user_id = excluded.user_id, version = complaint_task.version + 1
WHERE complaint_task.version = excluded.version

-- name: task-drop
DELETE FROM complaint_task WHERE id = $1 AND version = $2

-- name: task-there
-- How many tasks are open for the cause $1 and the matter $2.
SELECT COUNT(*) FROM complaint_task WHERE cause = $1 AND matter = $2 AND done = 0

-- name: task-open
-- One row per task that is not done, the next due first; at most $1.
SELECT id, version, cause, matter, day, words, owner_id, due_day, done, done_day, result, user_id FROM complaint_task WHERE done = 0
ORDER BY due_day, id LIMIT $1

-- name: task-ended
-- One row per task that is done, the newest first; at most $1.
SELECT id, version, cause, matter, day, words, owner_id, due_day, done, done_day, result, user_id FROM complaint_task WHERE done > 0
ORDER BY done_day DESC, id DESC LIMIT $1
