-- name: promise-add
INSERT INTO promise (customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day,
  state, settled_day, settled_by, moves)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
RETURNING id

-- name: promise-save
-- No row when somebody else changed the promise meanwhile.
UPDATE promise SET customer_id = $1, contact_id = $2, party = $3, kind = $4, words = $5, channel = $6, due = $7, due_minute = $8,
  user_id = $9, interaction_id = $10, made_day = $11, state = $12, settled_day = $13, settled_by = $14, moves = $15, version = version + 1
WHERE id = $16 AND version = $17

-- name: promise-remove
DELETE FROM promise WHERE id = $1

-- name: promise-one
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE id = $1

-- name: promise-due
-- One row per open promise due by $1 that concerns the user $2: his own and nobody's.
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise
WHERE state = 'open' AND due <= $1 AND user_id IN (0, $2)
ORDER BY due, id

-- name: promise-due-at
-- One row per promise given by $1 that was due and not settled by then.
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE state = 'open' AND due <= $1 AND made_day <= $1
UNION ALL
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE state <> 'open' AND settled_day > $1 AND due <= $1 AND made_day <= $1
ORDER BY due, id

-- name: promise-open-of
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE customer_id = $1 AND state = 'open' ORDER BY due, id

-- name: promise-open-with
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE contact_id = $1 AND state = 'open' ORDER BY due, id

-- name: promise-of-talk
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE interaction_id = $1 ORDER BY id

-- name: promise-of-customer
-- One row per promise of a customer given before (day, id), newest first.
SELECT id, customer_id, contact_id, party, kind, words, channel, due, due_minute, user_id, interaction_id, made_day, state, settled_day, settled_by, moves, version
FROM promise WHERE customer_id = $1 AND (made_day, id) < ($2, $3) ORDER BY made_day DESC, id DESC LIMIT $4

-- name: promise-record
-- What became of our promises settled in [$1, $2); $3 is a customer, or 0 for all.
SELECT CAST(coalesce(sum(CASE WHEN state = 'kept' THEN 1 ELSE 0 END), 0) AS BIGINT),
  CAST(coalesce(sum(CASE WHEN state = 'kept' AND settled_day > due THEN 1 ELSE 0 END), 0) AS BIGINT),
  CAST(coalesce(sum(CASE WHEN state = 'broken' THEN 1 ELSE 0 END), 0) AS BIGINT),
  CAST(coalesce(sum(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM promise
WHERE state <> 'open' AND settled_day >= $1 AND settled_day < $2 AND party = 'us' AND (CAST($3 AS BIGINT) = 0 OR customer_id = $3)

-- name: promise-missed
-- One row per promise of ours to the customers with ids in [$1, $2) that was not settled
-- when its day was over, or was broken, by the day $3.
SELECT customer_id, due, settled_day FROM promise
WHERE customer_id >= $1 AND customer_id < $2 AND party = 'us' AND made_day <= $3
  AND ((due < $3 AND settled_day > due) OR (state = 'broken' AND settled_day <= $3))
ORDER BY customer_id, due, id

-- name: promise-forget
DELETE FROM promise WHERE customer_id = $1

-- name: promise-forget-contact
UPDATE promise SET contact_id = 0 WHERE contact_id = $1

-- name: promise-relink
UPDATE promise SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: promise-relink-contact
UPDATE promise SET contact_id = $2 WHERE contact_id = $1 RETURNING id

-- name: promise-unlink
UPDATE promise SET customer_id = $2 WHERE id = $1

-- name: promise-unlink-contact
UPDATE promise SET contact_id = $2 WHERE id = $1

-- name: expectation-add
INSERT INTO promise_expectation (customer_id, words, since, interaction_id) VALUES ($1, $2, $3, $4) RETURNING id

-- name: expectation-put-back
-- Writes a dropped expectation again under its id.
INSERT INTO promise_expectation (id, customer_id, words, since, interaction_id, state, judged_day, judged_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id

-- name: expectation-one
SELECT id, customer_id, words, since, interaction_id, state, judged_day, judged_by FROM promise_expectation WHERE id = $1

-- name: expectations
-- One row per expectation of a customer, newest first.
SELECT id, customer_id, words, since, interaction_id, state, judged_day, judged_by
FROM promise_expectation WHERE customer_id = $1 ORDER BY since DESC, id DESC LIMIT $2

-- name: expectation-judge
UPDATE promise_expectation SET state = $2, judged_day = $3, judged_by = $4 WHERE id = $1

-- name: expectation-remove
DELETE FROM promise_expectation WHERE id = $1

-- name: expectation-forget
DELETE FROM promise_expectation WHERE customer_id = $1

-- name: expectation-relink
UPDATE promise_expectation SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: expectation-unlink
UPDATE promise_expectation SET customer_id = $2 WHERE id = $1
