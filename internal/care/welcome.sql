-- name: entered-by-hand
-- Customers whom a user entered since an instant and who have not bought yet.
SELECT c.id FROM customer c
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
WHERE c.import_id = 0 AND c.created_at >= $1 AND c.kind IN ('person', 'firm') AND coalesce(l.occasions, 0) = 0
  AND EXISTS (SELECT 1 FROM history_entry h WHERE h.subject = 'customer' AND h.subject_id = c.id AND h.verb = 'customer.create' AND h.actor > 0)
ORDER BY c.id LIMIT 50

-- name: step-with-key
-- How many lines of a user's day are about this occasion: none or one.
SELECT count(*) FROM care_step WHERE key = $3 AND user_id = $1 AND day = $2

-- name: steps-by-hand
-- How many lines somebody put into his day himself.
SELECT count(*) FROM care_step WHERE user_id = $1 AND day = $2 AND position >= $3

-- name: soon-late
-- The four regulars whose silence becomes unusual first in ($1, $2]. The number stands in
-- the text: with a parameter PostgreSQL plans the question anew each time.
SELECT c.id, c.kind, c.name, c.number, l.late_from, l.interval_days
FROM lifecycle_current l
JOIN customer c ON c.id = l.customer_id
WHERE l.late_from > $1 AND l.late_from <= $2 AND l.standing = 3 AND c.collective = 0
  AND NOT EXISTS (SELECT 1 FROM consent_current n WHERE n.customer_id = l.customer_id AND (n.objected > 0 OR n.do_not_contact > 0 OR n.deceased > 0))
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = l.customer_id AND f.closed = 0)
  AND NOT EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = l.customer_id AND t.ended = 0)
  AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = l.customer_id AND r.strain > 0 AND r.strain_until > $1)
ORDER BY l.late_from, l.customer_id LIMIT 4

-- name: yellow
-- The two customers with the highest yellow warning ($1 <= score < $2) on the day $3.
SELECT c.id, c.kind, c.name, c.number, w.reasons
FROM warning_current w
JOIN customer c ON c.id = w.customer_id
WHERE w.score >= $1 AND w.score < $2 AND c.collective = 0
  AND NOT EXISTS (SELECT 1 FROM consent_current n WHERE n.customer_id = w.customer_id AND (n.objected > 0 OR n.do_not_contact > 0 OR n.deceased > 0))
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = w.customer_id AND f.closed = 0)
  AND NOT EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = w.customer_id AND t.ended = 0)
  AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = w.customer_id AND r.strain > 0 AND r.strain_until > $3)
ORDER BY w.score DESC, w.customer_id LIMIT 2
