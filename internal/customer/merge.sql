-- name: similar [sqlite]
-- Notes how alike two customers are; a pair that a person has called two stays so.
INSERT INTO customer_duplicate (a_id, b_id, reason, state, found_at, score)
SELECT a.id, b.id, 'similar',
  CASE WHEN EXISTS (SELECT 1 FROM customer_duplicate d WHERE d.a_id = a.id AND d.b_id = b.id AND d.state = 'dismissed') THEN 'dismissed' ELSE 'open' END,
  $3, $4
FROM customer a CROSS JOIN customer b WHERE a.id = $1 AND b.id = $2
ON CONFLICT (a_id, b_id, reason) DO UPDATE SET score = excluded.score, found_at = excluded.found_at

-- name: similar [postgres]
INSERT INTO customer_duplicate (a_id, b_id, reason, state, found_at, score)
SELECT a.id, b.id, 'similar',
  CASE WHEN EXISTS (SELECT 1 FROM customer_duplicate d WHERE d.a_id = a.id AND d.b_id = b.id AND d.state = 'dismissed') THEN 'dismissed' ELSE 'open' END,
  CAST($3 AS BIGINT), CAST($4 AS BIGINT)
FROM customer a CROSS JOIN customer b WHERE a.id = $1 AND b.id = $2
ON CONFLICT (a_id, b_id, reason) DO UPDATE SET score = excluded.score, found_at = excluded.found_at

-- name: flag-open
-- The customer $1 is doubtful now; who was so before costs no write.
UPDATE customer SET duplicate = 1 WHERE id = $1 AND duplicate = 0
  AND (EXISTS (SELECT 1 FROM customer_duplicate WHERE a_id = $1 AND state = 'open')
    OR EXISTS (SELECT 1 FROM customer_duplicate WHERE b_id = $1 AND state = 'open'))

-- name: drop-older-similar
-- Pairs that the last search did not find again.
DELETE FROM customer_duplicate WHERE reason = 'similar' AND state = 'open' AND found_at < $1
RETURNING a_id, b_id

-- name: drop-similar-of
-- The open alike pairs of customers who are compared anew, but for those just found.
DELETE FROM customer_duplicate WHERE reason = 'similar' AND state = 'open' AND (a_id = $1 OR b_id = $1) AND found_at < $2
RETURNING a_id, b_id

-- name: similar-pairs
-- One row per open pair after the score $1 and the ids ($2, $3), the most alike first.
SELECT a_id, b_id, score FROM customer_duplicate
WHERE reason = 'similar' AND state = 'open' AND score <= $1 AND (score < $1 OR a_id > $2 OR a_id = $2 AND b_id > $3)
ORDER BY score DESC, a_id, b_id LIMIT $4

-- name: count-similar
SELECT count(*) FROM customer_duplicate WHERE reason = 'similar' AND state = 'open'

-- name: take-out
DELETE FROM customer WHERE id = $1 AND version = $2 AND id > 1

-- name: touch
UPDATE customer SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2

-- name: alias-relink
UPDATE customer_alias SET customer_id = $2, merged_id = CASE WHEN merged_id = 0 THEN $1 ELSE merged_id END
WHERE customer_id = $1
RETURNING source, number

-- name: alias-unlink
-- Gives a number back to the customer $3, if the customer $4 still has it.
UPDATE customer_alias SET customer_id = $3, merged_id = CASE WHEN merged_id = $3 THEN 0 ELSE merged_id END
WHERE source = $1 AND number = $2 AND customer_id = $4

-- name: merged-aliases
-- One row per number of the source $1 that a merge has given to another customer;
-- whether that one has a number of his own there.
SELECT a.number, a.merged_id,
  CASE WHEN EXISTS (SELECT 1 FROM customer_alias o WHERE o.customer_id = a.customer_id AND o.source = a.source AND o.merged_id = 0) THEN 1 ELSE 0 END
FROM customer_alias a WHERE a.source = $1 AND a.merged_id > 0

-- name: imported-of
SELECT source, fields FROM customer_imported WHERE customer_id = $1 ORDER BY source

-- name: imported-relink
UPDATE customer_imported SET customer_id = $2 WHERE customer_id = $1
  AND source NOT IN (SELECT source FROM customer_imported WHERE customer_id = $2)
RETURNING source

-- name: firm-relink
UPDATE customer SET firm_id = $2 WHERE firm_id = $1 AND firm_id > 0 RETURNING id

-- name: firm-unlink
UPDATE customer SET firm_id = $2 WHERE id = $1 AND firm_id = $3

-- name: dismissed-of
SELECT b_id, reason FROM customer_duplicate WHERE a_id = $1 AND state = 'dismissed'
UNION ALL
SELECT a_id, reason FROM customer_duplicate WHERE b_id = $1 AND state = 'dismissed'
ORDER BY 1, 2

-- name: dismissed-copy
INSERT INTO customer_duplicate (a_id, b_id, reason, state, found_at) VALUES ($1, $2, $3, 'dismissed', $4)
ON CONFLICT (a_id, b_id, reason) DO NOTHING

-- name: dismissed-drop
DELETE FROM customer_duplicate WHERE a_id = $1 AND b_id = $2 AND reason = $3 AND state = 'dismissed'

-- name: count-dismissed
SELECT count(*) FROM customer_duplicate WHERE a_id = $1 AND b_id = $2 AND state = 'dismissed'

-- name: dismissed-reopen
-- While they were merged the search may have taken the copied decision over.
UPDATE customer_duplicate SET state = 'open' WHERE a_id = $1 AND b_id = $2 AND reason = 'similar' AND state = 'dismissed'

-- name: arrive
INSERT INTO customer_arrival (merged_id, subject, subject_id) VALUES ($1, $2, $3)
ON CONFLICT (merged_id, subject, subject_id) DO NOTHING

-- name: arrivals
SELECT subject_id FROM customer_arrival WHERE merged_id = $1 AND subject = $2 ORDER BY subject_id

-- name: drop-arrivals
DELETE FROM customer_arrival WHERE merged_id = $1
