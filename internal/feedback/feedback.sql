-- name: idea-get
-- The idea $1.
SELECT id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id
FROM feedback_idea WHERE id = $1

-- name: idea-add
INSERT INTO feedback_idea (customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
RETURNING id

-- name: idea-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_idea (id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents,
  interaction_id, user_id, at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, other_id = excluded.other_id, shared = excluded.shared, kind = excluded.kind, day = excluded.day,
  words = excluded.words, state = excluded.state, settled = excluded.settled, outcome = excluded.outcome, low_cents = excluded.low_cents,
  mid_cents = excluded.mid_cents, high_cents = excluded.high_cents, interaction_id = excluded.interaction_id, user_id = excluded.user_id,
  at = excluded.at, owner_id = excluded.owner_id, due_at = excluded.due_at, answered = excluded.answered, answer = excluded.answer, thanked = excluded.thanked,
  late = excluded.late, said_id = excluded.said_id, name = excluded.name, reach = excluded.reach, file_id = excluded.file_id, message_id = excluded.message_id,
  version = feedback_idea.version + 1
WHERE feedback_idea.version = excluded.version

-- name: idea-drop
DELETE FROM feedback_idea WHERE id = $1 AND version = $2

-- name: idea-before
-- One row per idea that the customer $1 had first or too, newest first: before the day $2, or
-- on it with an id below $3; at most $4.
SELECT i.id, i.version, i.customer_id, i.other_id, i.shared, i.kind, i.day, i.words, i.state, i.settled, i.outcome, i.low_cents, i.mid_cents, i.high_cents,
  i.interaction_id, i.user_id, i.at, i.owner_id, i.due_at, i.answered, i.answer, i.thanked, i.late, i.said_id, i.name, i.reach, i.file_id, i.message_id
FROM (
  SELECT id FROM feedback_idea WHERE customer_id = $1 AND (day < $2 OR day = $2 AND id < $3)
  UNION
  SELECT id FROM feedback_idea WHERE other_id = $1 AND other_id > 0 AND (day < $2 OR day = $2 AND id < $3)
) x JOIN feedback_idea i ON i.id = x.id
ORDER BY i.day DESC, i.id DESC LIMIT $4

-- name: idea-each
-- One row per idea, by customer; read whole, since people type them.
SELECT id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id
FROM feedback_idea WHERE customer_id > 0 ORDER BY customer_id, id

-- name: idea-due
-- Who waits for a word of ours, the longest first: what somebody owns ($1), or of everybody
-- when $2 is 1, up to the instant $3; at most $4.
SELECT id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id
FROM feedback_idea WHERE due_at > 0 AND due_at < $3 AND customer_id > 0 AND (owner_id = $1 OR $2 = 1)
ORDER BY due_at, id LIMIT $4

-- name: idea-waiting
-- All who wait for a word of ours, the longest first; at most $1.
SELECT id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id
FROM feedback_idea WHERE due_at > 0
ORDER BY due_at, id LIMIT $1

-- name: idea-settled
-- What nobody waits for any more, of the kind $1, or of every kind when that is '', the newest first: before
-- the day $2, or on it with an id below $3; at most $4.
SELECT id, version, customer_id, other_id, shared, kind, day, words, state, settled, outcome, low_cents, mid_cents, high_cents, interaction_id, user_id,
  at, owner_id, due_at, answered, answer, thanked, late, said_id, name, reach, file_id, message_id
FROM feedback_idea WHERE due_at = 0 AND at > 0 AND ($1 = '' OR kind = $1) AND (day < $2 OR day = $2 AND id < $3)
ORDER BY day DESC, id DESC LIMIT $4

-- name: idea-ids
-- The ideas that the customer $1 had first.
SELECT id FROM feedback_idea WHERE customer_id = $1 ORDER BY id

-- name: idea-relink
UPDATE feedback_idea SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: idea-unlink
UPDATE feedback_idea SET customer_id = $2 WHERE id = $1

-- name: idea-other-relink
UPDATE feedback_idea SET other_id = $2
WHERE other_id = $1 AND other_id > 0
RETURNING id

-- name: idea-other-unlink
UPDATE feedback_idea SET other_id = $2 WHERE id = $1

-- name: idea-leave
-- The customer $1 no longer stands as the second one.
UPDATE feedback_idea SET other_id = 0 WHERE other_id = $1

-- name: idea-forget
DELETE FROM feedback_idea WHERE customer_id = $1

-- name: share-get
-- The statement $1.
SELECT id, version, customer_id, day, share_bp, words, user_id FROM feedback_share WHERE id = $1

-- name: share-add
INSERT INTO feedback_share (customer_id, day, share_bp, words, user_id) VALUES ($1, $2, $3, $4, $5)
RETURNING id

-- name: share-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_share (id, version, customer_id, day, share_bp, words, user_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, share_bp = excluded.share_bp, words = excluded.words, user_id = excluded.user_id,
  version = feedback_share.version + 1
WHERE feedback_share.version = excluded.version

-- name: share-drop
DELETE FROM feedback_share WHERE id = $1 AND version = $2

-- name: share-of
-- One row per statement of the customer $1, newest first.
SELECT id, version, customer_id, day, share_bp, words, user_id
FROM feedback_share WHERE customer_id = $1 ORDER BY day DESC, id DESC

-- name: share-each
-- One row per statement of the customers in [$1, $2) up to the day $3, the oldest first.
SELECT customer_id, share_bp FROM feedback_share
WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3 ORDER BY customer_id, day, id

-- name: share-relink
UPDATE feedback_share SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: share-unlink
UPDATE feedback_share SET customer_id = $2 WHERE id = $1

-- name: share-forget
DELETE FROM feedback_share WHERE customer_id = $1

-- name: heard
-- One row per contact of the customer $1 that was about a suggestion of which no idea was made
-- yet, newest first; at most $2.
SELECT i.id, i.day, i.note FROM interaction i
WHERE i.customer_id = $1 AND i.reason = 'suggestion'
  AND NOT EXISTS (SELECT 1 FROM feedback_idea f WHERE f.customer_id = $1 AND f.interaction_id = i.id)
ORDER BY i.day DESC, i.id DESC LIMIT $2

-- name: complaints
-- How many contacts of the customer $1 up to the day $2 were a complaint.
SELECT COUNT(*) FROM interaction WHERE customer_id = $1 AND reason = 'complaint' AND day <= $2
