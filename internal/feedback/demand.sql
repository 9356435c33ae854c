-- name: demand-get
-- The demand $1.
SELECT id, version, customer_id, day, at, words, wanted, decision, price_cents, reason, decided, decided_by, told, said_id, kept, kept_day, interaction_id, user_id
FROM feedback_demand WHERE id = $1

-- name: demand-add
INSERT INTO feedback_demand (customer_id, day, at, words, wanted, decision, price_cents, reason, decided, decided_by, told, said_id, kept, kept_day,
  interaction_id, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
RETURNING id

-- name: demand-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO feedback_demand (id, version, customer_id, day, at, words, wanted, decision, price_cents, reason, decided, decided_by, told, said_id, kept,
  kept_day, interaction_id, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, at = excluded.at, words = excluded.words, wanted = excluded.wanted, decision = excluded.decision,
  price_cents = excluded.price_cents, reason = excluded.reason, decided = excluded.decided, decided_by = excluded.decided_by, told = excluded.told,
  said_id = excluded.said_id, kept = excluded.kept, kept_day = excluded.kept_day, interaction_id = excluded.interaction_id, user_id = excluded.user_id,
  version = feedback_demand.version + 1
WHERE feedback_demand.version = excluded.version

-- name: demand-drop
DELETE FROM feedback_demand WHERE id = $1 AND version = $2

-- name: demand-of
-- One row per demand of the customer $1, newest first; at most $2.
SELECT id, version, customer_id, day, at, words, wanted, decision, price_cents, reason, decided, decided_by, told, said_id, kept, kept_day, interaction_id, user_id
FROM feedback_demand WHERE customer_id = $1 ORDER BY day DESC, id DESC LIMIT $2

-- name: demand-relink
UPDATE feedback_demand SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: demand-unlink
UPDATE feedback_demand SET customer_id = $2 WHERE id = $1

-- name: demand-forget
DELETE FROM feedback_demand WHERE customer_id = $1
