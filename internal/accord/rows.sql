-- name: reason-get
-- The reason told $1.
SELECT
  id, version, customer_id, phase, code, words, source, day, user_id
FROM accord_reason WHERE id = $1

-- name: reason-add
INSERT INTO accord_reason (
  customer_id, phase, code, words, source, day, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id

-- name: reason-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO accord_reason (
  id, version, customer_id, phase, code, words, source, day, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, phase = excluded.phase, code = excluded.code,
  words = excluded.words, source = excluded.source, day = excluded.day,
  user_id = excluded.user_id, version = accord_reason.version + 1
WHERE accord_reason.version = excluded.version

-- name: reason-drop
DELETE FROM accord_reason WHERE id = $1 AND version = $2

-- name: reason-relink
UPDATE accord_reason SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: reason-unlink
UPDATE accord_reason SET customer_id = $2 WHERE id = $1

-- name: reason-forget
DELETE FROM accord_reason WHERE customer_id = $1

-- name: wish-get
-- The relationship wished for $1.
SELECT
  id, version, customer_id, kind, step, day, user_id
FROM accord_wish WHERE id = $1

-- name: wish-add
INSERT INTO accord_wish (
  customer_id, kind, step, day, user_id
) VALUES ($1, $2, $3, $4, $5)
RETURNING id

-- name: wish-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO accord_wish (
  id, version, customer_id, kind, step, day, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, kind = excluded.kind, step = excluded.step,
  day = excluded.day, user_id = excluded.user_id, version = accord_wish.version + 1
WHERE accord_wish.version = excluded.version

-- name: wish-drop
DELETE FROM accord_wish WHERE id = $1 AND version = $2

-- name: wish-relink
UPDATE accord_wish SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: wish-unlink
UPDATE accord_wish SET customer_id = $2 WHERE id = $1

-- name: wish-forget
DELETE FROM accord_wish WHERE customer_id = $1

-- name: agreement-get
-- The version of an agreement $1.
SELECT
  id, version, customer_id, day, we_give, we_expect, they_give, they_expect, decides,
  complaints, user_id
FROM accord_agreement WHERE id = $1

-- name: agreement-add
INSERT INTO accord_agreement (
  customer_id, day, we_give, we_expect, they_give, they_expect, decides, complaints, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id

-- name: agreement-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO accord_agreement (
  id, version, customer_id, day, we_give, we_expect, they_give, they_expect, decides,
  complaints, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, we_give = excluded.we_give,
  we_expect = excluded.we_expect, they_give = excluded.they_give,
  they_expect = excluded.they_expect, decides = excluded.decides,
  complaints = excluded.complaints, user_id = excluded.user_id,
  version = accord_agreement.version + 1
WHERE accord_agreement.version = excluded.version

-- name: agreement-drop
DELETE FROM accord_agreement WHERE id = $1 AND version = $2

-- name: agreement-relink
UPDATE accord_agreement SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: agreement-unlink
UPDATE accord_agreement SET customer_id = $2 WHERE id = $1

-- name: agreement-forget
DELETE FROM accord_agreement WHERE customer_id = $1

-- name: matter-get
-- The joint matter $1.
SELECT
  id, version, customer_id, title, aim, since, due, state
FROM accord_matter WHERE id = $1

-- name: matter-add
INSERT INTO accord_matter (
  customer_id, title, aim, since, due, state
) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id

-- name: matter-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO accord_matter (
  id, version, customer_id, title, aim, since, due, state
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, title = excluded.title, aim = excluded.aim,
  since = excluded.since, due = excluded.due, state = excluded.state,
  version = accord_matter.version + 1
WHERE accord_matter.version = excluded.version

-- name: matter-drop
DELETE FROM accord_matter WHERE id = $1 AND version = $2

-- name: matter-relink
UPDATE accord_matter SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: matter-unlink
UPDATE accord_matter SET customer_id = $2 WHERE id = $1

-- name: matter-forget
DELETE FROM accord_matter WHERE customer_id = $1

-- name: task-get
-- The step of a joint matter $1.
SELECT
  id, version, customer_id, matter_id, side, words, due, done_day
FROM accord_task WHERE id = $1

-- name: task-add
INSERT INTO accord_task (
  customer_id, matter_id, side, words, due, done_day
) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id

-- name: task-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO accord_task (
  id, version, customer_id, matter_id, side, words, due, done_day
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, matter_id = excluded.matter_id, side = excluded.side,
  words = excluded.words, due = excluded.due, done_day = excluded.done_day,
  version = accord_task.version + 1
WHERE accord_task.version = excluded.version

-- name: task-drop
DELETE FROM accord_task WHERE id = $1 AND version = $2

-- name: task-relink
UPDATE accord_task SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: task-unlink
UPDATE accord_task SET customer_id = $2 WHERE id = $1

-- name: task-forget
DELETE FROM accord_task WHERE customer_id = $1
