-- name: label-get
-- The statement $1.
SELECT id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id FROM relationship_label WHERE id = $1

-- name: label-add
INSERT INTO relationship_label (customer_id, source, kind, day, words, guess, guess_bp, user_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: label-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO relationship_label (id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, source = excluded.source, kind = excluded.kind, day = excluded.day, words = excluded.words,
  guess = excluded.guess, guess_bp = excluded.guess_bp, user_id = excluded.user_id, version = relationship_label.version + 1
WHERE relationship_label.version = excluded.version

-- name: label-drop
DELETE FROM relationship_label WHERE id = $1 AND version = $2

-- name: labels-of
-- One row per statement about the customer $1 up to the day $2, newest first.
SELECT id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id
FROM relationship_label WHERE customer_id = $1 AND day <= $2 ORDER BY day DESC, id DESC

-- name: label-counts
-- How many customers the firm's people have said to be of each kind up to the day $1, by
-- what they said last.
SELECT kind, COUNT(*) FROM relationship_label l
WHERE source = 'owner' AND day <= $1 AND kind <> 'unknown' AND NOT EXISTS (
  SELECT 1 FROM relationship_label n
  WHERE n.customer_id = l.customer_id AND n.source = 'owner' AND n.day <= $1 AND (n.day > l.day OR n.day = l.day AND n.id > l.id))
GROUP BY kind

-- name: label-relink
UPDATE relationship_label SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: label-unlink
UPDATE relationship_label SET customer_id = $2 WHERE id = $1

-- name: label-forget
DELETE FROM relationship_label WHERE customer_id = $1

-- name: talks
-- One row per contact of the customer $1 in [$2, $3]. What was only noted is no contact.
SELECT day, started_by, reason, tone, marks FROM interaction
WHERE customer_id = $1 AND day >= $2 AND day <= $3 AND channel <> 'note' ORDER BY day, id

-- name: first-talk
SELECT COALESCE(MIN(day), '9999-12-31') FROM interaction WHERE customer_id = $1 AND channel <> 'note'

-- name: referred
-- The days on which the customer $1 recommended us in [$2, $3].
SELECT day FROM referral WHERE referrer_id = $1 AND day >= $2 AND day <= $3 ORDER BY day

-- name: bought
-- One row per article of the newest $4 purchases of the customer $1 in [$2, $3], by purchase.
SELECT o.day, o.id, l.product_id
FROM (
  SELECT day, id FROM sales_order
  WHERE customer_id = $1 AND day >= $2 AND day <= $3 AND counts = 1 AND returned_day > $3
  ORDER BY day DESC, id DESC LIMIT $4
) o JOIN sales_line l ON l.order_id = o.id AND l.class = 'goods' AND l.product_id > 0
ORDER BY o.day, o.id

-- name: marks
-- Which marks stand at contacts in [$1, $2], as bits; few contacts have any.
SELECT DISTINCT marks FROM interaction WHERE marks > 0 AND day >= $1 AND day <= $2
