-- name: relink
UPDATE consent_bar SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: unlink
UPDATE consent_bar SET customer_id = $2 WHERE id = $1 AND customer_id = $3

-- name: unlink-added
-- The statements by which a merge kept a bar; $1 is when it was, of the customer $2.
DELETE FROM consent_bar WHERE customer_id = $2 AND at = $1 AND source = 'merge'

-- name: bars-by-last
-- One row per kind of bar of a customer: its last statement.
SELECT b.kind, b.state FROM consent_bar b
WHERE b.customer_id = $1
  AND b.id = (SELECT max(l.id) FROM consent_bar l WHERE l.customer_id = b.customer_id AND l.kind = b.kind)
ORDER BY b.kind
