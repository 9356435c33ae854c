-- name: noted
-- What was noted of the customers with ids in [$1, $2) up to the day $3 and speaks against the
-- relationship, one thing a row: customer, what, day, an instant in its place or 0, points.
-- Named suppliers ($5 is their mark) are read from the day $4 on, and contacts without an
-- occasion of the personally attached from the day $6 on. A correction of the firm is no objection.
SELECT customer_id, 'complaint_late', due_day, 0, 3 FROM feedback_complaint
WHERE customer_id >= $1 AND customer_id < $2 AND closed = 0 AND due_day < CAST($3 AS TEXT)
UNION ALL
SELECT customer_id, 'complaint_unhappy', '', closed, 4 FROM feedback_complaint
WHERE customer_id >= $1 AND customer_id < $2 AND closed > 0 AND asked > 0 AND (result = 1 OR manner = 1 OR speed = 1)
UNION ALL
SELECT customer_id, 'disconfirmed', judged_day, 0, 2 FROM promise_expectation
WHERE customer_id >= $1 AND customer_id < $2 AND state = 'missed' AND judged_day <= CAST($3 AS TEXT)
UNION ALL
SELECT d.customer_id, 'demand_refused', '', d.decided, CASE WHEN k.kind = 'demanding' THEN 3 ELSE 2 END
FROM feedback_demand d LEFT JOIN relationship_current k ON k.customer_id = d.customer_id
WHERE d.customer_id >= $1 AND d.customer_id < $2 AND d.decision = 'no' AND d.decided > 0
UNION ALL
SELECT b.customer_id, 'objected', b.day, 0, 2 FROM consent_current c
JOIN consent_bar b ON b.customer_id = c.customer_id AND b.kind = 'objected' AND b.state = 'set' AND b.source <> 'correction'
WHERE c.customer_id >= $1 AND c.customer_id < $2 AND c.objected = 1 AND b.day <= CAST($3 AS TEXT)
UNION ALL
SELECT customer_id, 'unanswered', '', due_at, 2 FROM enquiry
WHERE customer_id >= $1 AND customer_id < $2 AND state = 'new' AND due_at > 0
UNION ALL
SELECT i.customer_id, 'other_supplier', i.day, 0, 1
FROM interaction i LEFT JOIN relationship_current k ON k.customer_id = i.customer_id
WHERE CAST($5 AS BIGINT) > 0 AND i.customer_id >= $1 AND i.customer_id < $2 AND i.day >= CAST($4 AS TEXT) AND i.day <= CAST($3 AS TEXT)
  AND i.marks > 0 AND (i.marks & CAST($5 AS BIGINT)) > 0 AND coalesce(k.kind, '') <> 'informed'

-- name: friends
-- The contacts without an occasion, from the day $4 to the day $3, that the personally attached
-- of the customers with ids in [$1, $2) began: in the columns of the statement noted.
SELECT i.customer_id, 'friend_silent', i.day, 0, 2
FROM relationship_current k JOIN interaction i ON i.customer_id = k.customer_id
WHERE k.customer_id >= $1 AND k.customer_id < $2 AND k.kind = 'attached'
  AND i.reason = 'no_occasion' AND i.direction = 'in' AND i.day >= CAST($4 AS TEXT) AND i.day <= CAST($3 AS TEXT)

-- name: names-suppliers
-- Whether anybody noted a mark $1 from the day $2 on.
SELECT CASE WHEN EXISTS (SELECT 1 FROM interaction WHERE marks > 0 AND day >= CAST($2 AS TEXT) AND (marks & CAST($1 AS BIGINT)) > 0) THEN 1 ELSE 0 END
