-- name: complaint-get
-- The complaint $1.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint WHERE id = $1

-- name: complaint-add
INSERT INTO feedback_complaint (customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause,
  remedy, solution, cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late,
  step, due_at, due_day, user_id, name, reach, file_id, rework, message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
  $31, $32, $33, $34, $35, $36, $37, $38, $39, $40)
RETURNING id

-- name: complaint-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_complaint (id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id,
  cause, remedy, solution, cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened,
  late, step, due_at, due_day, user_id, name, reach, file_id, rework, message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30,
  $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)
ON CONFLICT (id) DO UPDATE SET
customer_id = excluded.customer_id, day = excluded.day, at = excluded.at, since = excluded.since, channel = excluded.channel, words = excluded.words,
  wish = excluded.wish, matter = excluded.matter, angry = excluded.angry, order_id = excluded.order_id, interaction_id = excluded.interaction_id, owner_id = excluded.owner_id,
  former_id = excluded.former_id, cause = excluded.cause, remedy = excluded.remedy, solution = excluded.solution, cost_id = excluded.cost_id, said_id
  = excluded.said_id, ack = excluded.ack, interim = excluded.interim, solved = excluded.solved, answered = excluded.answered, unanswered =
  excluded.unanswered, asked = excluded.asked, result = excluded.result, manner = excluded.manner, speed = excluded.speed, closed = excluded.closed,
  escalated = excluded.escalated, reopened = excluded.reopened, late = excluded.late, step = excluded.step, due_at = excluded.due_at, due_day =
  excluded.due_day, user_id = excluded.user_id, name = excluded.name, reach = excluded.reach, file_id = excluded.file_id, rework = excluded.rework,
  message_id = excluded.message_id,
  version = feedback_complaint.version + 1
WHERE feedback_complaint.version = excluded.version

-- name: complaint-drop
DELETE FROM feedback_complaint WHERE id = $1 AND version = $2

-- name: complaint-before
-- Complaints of the customer $1 newest first: before the day $2, or on it with an id below
-- $3; at most $4.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint WHERE customer_id = $1 AND (day < $2 OR day = $2 AND id < $3)
ORDER BY day DESC, id DESC LIMIT $4

-- name: complaint-strange
-- What is open and came from somebody whom we do not know, the most urgent first; at most $1.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint WHERE customer_id = 0 AND closed = 0
ORDER BY due_day, due_at, id LIMIT $1

-- name: complaint-open
-- What is open, the most urgent first; at most $1.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint WHERE closed = 0
ORDER BY due_day, due_at, id LIMIT $1

-- name: complaint-closed
-- What is closed, the newest first: before the instant $1, or at it with an id below $2; at
-- most $3.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint WHERE closed > 0 AND (closed < $1 OR closed = $1 AND id < $2)
ORDER BY closed DESC, id DESC LIMIT $3

-- name: complaint-waiting
-- What is due up to the day $1 and belongs to the user $2, and whatever is late or was
-- escalated when $3 is 1; at most $5. $4 is now. Those of people unknown have a note of their own.
SELECT id, version, customer_id, day, at, since, channel, words, wish, matter, angry, order_id, interaction_id, owner_id, former_id, cause, remedy, solution,
  cost_id, said_id, ack, interim, solved, answered, unanswered, asked, result, manner, speed, closed, escalated, reopened, late, step, due_at,
  due_day, user_id, name, reach, file_id, rework, message_id
FROM feedback_complaint
WHERE closed = 0 AND customer_id > 0 AND (due_day <= $1 AND owner_id = $2 OR $3 = 1 AND (escalated > 0 OR due_day <= $1 AND due_at < $4))
ORDER BY due_day, due_at, id LIMIT $5

-- name: complaint-unsettled
-- Customers with an open complaint, all of them: they are few.
SELECT DISTINCT customer_id FROM feedback_complaint WHERE closed = 0 AND customer_id > 0

-- name: complaint-busy
-- Whether the customer $1 has an open complaint.
SELECT CASE WHEN EXISTS (SELECT 1 FROM feedback_complaint WHERE customer_id = $1 AND closed = 0) THEN 1 ELSE 0 END

-- name: complaint-relink
UPDATE feedback_complaint SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: complaint-unlink
UPDATE feedback_complaint SET customer_id = $2 WHERE id = $1

-- name: complaint-ids
-- The complaints of the customer $1.
SELECT id FROM feedback_complaint WHERE customer_id = $1 ORDER BY id

-- name: complaint-forget
DELETE FROM feedback_complaint WHERE customer_id = $1

-- name: complaint-sums
-- Complaints of the days from $1 to $2 by cause and matter. spot: solved when they were taken.
-- late_*: clocks that were missed, among those that have stopped. What was
-- given away belongs to the contact in which the complaint was made, also a second time.
SELECT c.cause, c.matter, COUNT(*), SUM(CASE WHEN c.closed = 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.solved > 0 AND c.solved = c.at THEN 1 ELSE 0 END), SUM(CASE WHEN c.solved > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.ack > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN c.ack > 0 AND (c.late & 1) = 1 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.solved > 0 AND (c.late & 4) = 4 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.reopened > 0 OR c.former_id > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.result = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN c.result > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.manner = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN c.manner > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.speed = 3 THEN 1 ELSE 0 END), SUM(CASE WHEN c.speed > 0 THEN 1 ELSE 0 END),
  CAST(COALESCE(SUM(CASE WHEN c.cost_id = 0 THEN 0 ELSE (SELECT SUM(e.amount_cents) FROM cost_entry e
    WHERE e.interaction_id = c.interaction_id AND e.interaction_id > 0 AND e.source = 'complaint') END), 0) AS BIGINT),
  SUM(CASE WHEN c.day >= $3 THEN 1 ELSE 0 END)
FROM feedback_complaint c
WHERE c.day >= $1 AND c.day <= $2
GROUP BY c.cause, c.matter ORDER BY c.cause, c.matter

-- name: complaint-answer-time
-- The time in microseconds from the taking to the first word of ours that stands at the place $3 among
-- those of the days from $1 to $2.
SELECT ack - at FROM feedback_complaint WHERE day >= $1 AND day <= $2 AND ack > 0 ORDER BY ack - at LIMIT 1 OFFSET $3

-- name: complaint-solution-time
-- The same until the solution.
SELECT solved - at FROM feedback_complaint WHERE day >= $1 AND day <= $2 AND solved > 0 ORDER BY solved - at LIMIT 1 OFFSET $3

-- name: message-known
-- How many complaints and suggestions came with the mail $1.
SELECT (SELECT COUNT(*) FROM feedback_complaint WHERE message_id = $1 AND message_id <> '') + (SELECT COUNT(*) FROM feedback_idea WHERE message_id = $1 AND message_id <> '')
