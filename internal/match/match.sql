-- name: drop-keys
DELETE FROM match_key WHERE customer_id = $1

-- name: drop-due
DELETE FROM match_due WHERE customer_id = $1

-- name: mark-due [sqlite]
-- Marks the customers of the JSON list $1.
INSERT INTO match_due (customer_id) SELECT value FROM json_each($1) WHERE value > 1
ON CONFLICT (customer_id) DO NOTHING

-- name: mark-due [postgres]
INSERT INTO match_due (customer_id)
SELECT DISTINCT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value)
WHERE CAST(value AS BIGINT) > 1 ORDER BY 1
ON CONFLICT (customer_id) DO NOTHING

-- name: take-due
-- Takes the first $1 marks off and returns their customers.
DELETE FROM match_due WHERE customer_id IN (SELECT customer_id FROM match_due ORDER BY customer_id LIMIT $1)
RETURNING customer_id

-- name: count-due
SELECT count(*) FROM match_due

-- name: sharers [sqlite]
-- One row per key of the JSON list $1 and customer who has it, at most $2 for each key.
SELECT k.key, k.customer_id
FROM json_each($1) j
CROSS JOIN match_key k
WHERE k.key = j.value
  AND k.customer_id >= coalesce((SELECT f.customer_id FROM match_key f WHERE f.key = j.value ORDER BY f.customer_id DESC LIMIT 1 OFFSET $2 - 1), 0)

-- name: sharers [postgres]
SELECT k.key, k.customer_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
CROSS JOIN LATERAL (
  SELECT f.key, f.customer_id FROM match_key f WHERE f.key = CAST(j.value AS BIGINT)
  ORDER BY f.customer_id DESC LIMIT $2) k

-- name: blocks
-- One row per key and customer after ($1, $2), in the order of keys, $3 at most.
SELECT key, customer_id FROM match_key WHERE (key, customer_id) > ($1, $2) ORDER BY key, customer_id LIMIT $3
