-- name: day
-- One row when the list of this user and day was planned.
SELECT planned_at, calm, rest FROM care_day WHERE user_id = $1 AND day = $2

-- name: waits
-- Whether something of each kind of duty may wait on the day $1 for the user $2 or for
-- nobody in particular. A kind says 0 only when its own question would find nothing.
SELECT
  CASE WHEN EXISTS (SELECT 1 FROM promise WHERE state = 'open' AND due <= $1 AND user_id IN (0, $2)) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM enquiry WHERE state = 'new' AND owner_id IN (0, $2)) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM project_step WHERE party = 'us' AND done_day = '9999-12-31' AND gone = 0 AND due <= $1) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM accord_task WHERE done_day = '9999-12-31' AND side = 'us' AND due <= $1) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM party_proposal WHERE state = 'open' AND from_day <= $1 AND until_day > $1) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM feedback_complaint WHERE closed = 0 AND (due_day <= $1 OR escalated > 0)) THEN 1 ELSE 0 END,
  CASE WHEN EXISTS (SELECT 1 FROM feedback_idea WHERE due_at > 0 AND customer_id > 0) THEN 1 ELSE 0 END

-- name: days-before
-- How many days anybody had a list before this one (bounded).
SELECT count(*) FROM (SELECT 1 FROM care_day WHERE day < $1 LIMIT 1) t

-- name: add-day
INSERT INTO care_day (user_id, day, planned_at, calm, rest) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id, day) DO NOTHING

-- name: add-step
INSERT INTO care_step (user_id, day, position, customer_id, occasion, key, class, score, minutes, channel, facts, customers, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'planned')
RETURNING id

-- name: steps
-- One row per line of a user's day in the order of the list, with what the line needs to
-- say about the customer today and to see whether its condition still holds.
SELECT s.id, s.position, s.customer_id, s.occasion, s.key, s.class, s.score, s.minutes, s.channel, s.facts, s.customers,
  s.state, s.reason, s.until, s.postponed, s.decided_at, s.interaction_id, s.user_id, s.day,
  coalesce(c.kind, ''), coalesce(c.name, ''), coalesce(c.number, ''), coalesce(c.last_name, ''), coalesce(c.salutation, ''),
  coalesce(c.address_form, ''), coalesce(c.phone, ''), coalesce(l.last_day, '9999-12-31'), coalesce(k.kind, ''),
  coalesce(n.objected, 0) + coalesce(n.do_not_contact, 0) + coalesce(n.deceased, 0)
    + CASE WHEN s.class > 0 AND EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = s.customer_id AND f.closed = 0) THEN 10 ELSE 0 END
    + CASE WHEN s.class > 0 AND k.strain > 0 AND k.strain_until > s.day THEN 100 ELSE 0 END
    + CASE WHEN s.class > 0 AND EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = s.customer_id AND t.ended = 0) THEN 1000 ELSE 0 END,
  CASE WHEN l.standing >= 4 THEN 1 ELSE 0 END,
  CASE WHEN s.customer_id <> 0 AND s.state = 'planned' AND (
    EXISTS (SELECT 1 FROM care_step o WHERE o.customer_id = s.customer_id AND o.id <> s.id AND o.day = s.day
      AND (o.state = 'done' OR (o.state = 'rejected' AND o.reason = 'already_done')))
    OR EXISTS (SELECT 1 FROM care_member m JOIN care_step o ON o.id = m.step_id
      WHERE m.customer_id = s.customer_id AND m.held = 0 AND o.day = s.day AND o.state = 'done')) THEN 1 ELSE 0 END
FROM care_step s
LEFT JOIN customer c ON c.id = s.customer_id
LEFT JOIN lifecycle_current l ON l.customer_id = s.customer_id
LEFT JOIN consent_current n ON n.customer_id = s.customer_id
LEFT JOIN relationship_current k ON k.customer_id = s.customer_id
WHERE s.user_id = $1 AND s.day = $2
ORDER BY s.position, s.id

-- name: step
SELECT s.id, s.position, s.customer_id, s.occasion, s.key, s.class, s.score, s.minutes, s.channel, s.facts, s.customers,
  s.state, s.reason, s.until, s.postponed, s.decided_at, s.interaction_id, s.user_id, s.day,
  coalesce(c.kind, ''), coalesce(c.name, ''), coalesce(c.number, ''), coalesce(c.last_name, ''), coalesce(c.salutation, ''),
  coalesce(c.address_form, ''), coalesce(c.phone, ''), coalesce(l.last_day, '9999-12-31'), coalesce(k.kind, ''),
  coalesce(n.objected, 0) + coalesce(n.do_not_contact, 0) + coalesce(n.deceased, 0)
    + CASE WHEN s.class > 0 AND EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = s.customer_id AND f.closed = 0) THEN 10 ELSE 0 END
    + CASE WHEN s.class > 0 AND k.strain > 0 AND k.strain_until > s.day THEN 100 ELSE 0 END
    + CASE WHEN s.class > 0 AND EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = s.customer_id AND t.ended = 0) THEN 1000 ELSE 0 END,
  CASE WHEN l.standing >= 4 THEN 1 ELSE 0 END,
  CASE WHEN s.customer_id <> 0 AND s.state = 'planned' AND (
    EXISTS (SELECT 1 FROM care_step o WHERE o.customer_id = s.customer_id AND o.id <> s.id AND o.day = s.day
      AND (o.state = 'done' OR (o.state = 'rejected' AND o.reason = 'already_done')))
    OR EXISTS (SELECT 1 FROM care_member m JOIN care_step o ON o.id = m.step_id
      WHERE m.customer_id = s.customer_id AND m.held = 0 AND o.day = s.day AND o.state = 'done')) THEN 1 ELSE 0 END
FROM care_step s
LEFT JOIN customer c ON c.id = s.customer_id
LEFT JOIN lifecycle_current l ON l.customer_id = s.customer_id
LEFT JOIN consent_current n ON n.customer_id = s.customer_id
LEFT JOIN relationship_current k ON k.customer_id = s.customer_id
WHERE s.id = $1

-- name: hold
-- Makes decisions about one customer on one day follow each other, whoever's list they are
-- on, so that the second sees the first.
UPDATE care_step SET state = state
WHERE customer_id = (SELECT customer_id FROM care_step WHERE id = $1) AND day = (SELECT day FROM care_step WHERE id = $1)
  AND customer_id <> 0

-- name: decide
-- Moves a line from one state to another; no row when it is no longer in that state.
UPDATE care_step SET state = $1, reason = $2, until = $3, postponed = $4, decided_at = $5, decided_by = $6, interaction_id = $7
WHERE id = $8 AND state = $9

-- name: contact-history
-- One row per line for this customer since a day, newest first.
SELECT occasion, key, state, reason, day, until, CASE WHEN occasion = 'EW' THEN facts ELSE '' END FROM care_step
WHERE customer_id = $1 AND day >= $2 ORDER BY id DESC

-- name: mass-history
-- One row per mass line decided with this customer since a day, newest first.
SELECT s.occasion, s.state, s.day, s.until FROM care_member m JOIN care_step s ON s.id = m.step_id
WHERE m.customer_id = $1 AND s.state <> 'planned' AND m.held = 0 AND s.day >= $2 ORDER BY s.id DESC

-- name: members
-- One row per customer of a mass line whom it still suits, those held back last.
SELECT m.customer_id, m.held
FROM care_member m
JOIN care_step s ON s.id = m.step_id
LEFT JOIN lifecycle_current l ON l.customer_id = m.customer_id
WHERE m.step_id = $1
  AND NOT EXISTS (SELECT 1 FROM consent_current n WHERE n.customer_id = m.customer_id AND (n.objected > 0 OR n.do_not_contact > 0 OR n.deceased > 0))
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = m.customer_id AND f.closed = 0)
  AND NOT EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = m.customer_id AND t.ended = 0)
  AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = m.customer_id AND r.strain > 0 AND r.strain_until > s.day)
  AND coalesce(l.standing, 0) < 4
  AND NOT (s.occasion IN ('K11', 'K12') AND coalesce(l.last_day, '9999-12-31') >= s.day AND coalesce(l.last_day, '9999-12-31') < '9999-12-31')
  AND NOT EXISTS (SELECT 1 FROM care_step o WHERE o.customer_id = m.customer_id AND o.day = s.day
    AND (o.state = 'done' OR (o.state = 'rejected' AND o.reason = 'already_done')))
  AND NOT EXISTS (SELECT 1 FROM care_member e JOIN care_step o ON o.id = e.step_id
    WHERE e.customer_id = m.customer_id AND e.held = 0 AND o.id <> s.id AND o.day = s.day AND o.state = 'done')
ORDER BY m.held, m.customer_id

-- name: all-members
-- One row per customer who stood in a mass line when it was planned.
SELECT customer_id FROM care_member WHERE step_id = $1 AND held = 0 ORDER BY customer_id

-- name: recent-buyers
-- Customers whose last purchase lies in [$1, $2].
SELECT customer_id FROM lifecycle_current WHERE last_day >= $1 AND last_day <= $2

-- name: anniversaries
-- Regulars whose first purchase lies in [$1, $2].
SELECT customer_id FROM lifecycle_current WHERE first_day >= $1 AND first_day <= $2 AND standing = 3

-- name: told-beginnings
-- One row per regular whose first purchase lies before $1 and of whom a first contact on
-- that day or before is known.
SELECT l.customer_id, c.first_contact FROM lifecycle_current l JOIN customer c ON c.id = l.customer_id
WHERE l.standing = 3 AND l.first_day < $1 AND c.first_contact <= l.first_day

-- name: contacts-until
-- Whether a contact was noted by a day (bounded).
SELECT count(*) FROM (SELECT 1 FROM interaction WHERE customer_id = $1 AND day <= $2 LIMIT 1) t

-- name: count-documents
SELECT count(*) FROM sales_order WHERE day <= $1

-- name: document-day
-- The day of the document at a place in the order of days.
SELECT day FROM sales_order WHERE day <= $1 ORDER BY day, id LIMIT 1 OFFSET $2

-- name: silent
-- Customers who may be approached and are late, dormant or lost on $1, with the days from
-- which they are and the value of twelve months.
SELECT l.customer_id, l.late_from, l.dormant_from, l.interval_days, coalesce(v.stake_cents, 0)
FROM lifecycle_current l
LEFT JOIN value_current v ON v.customer_id = l.customer_id
WHERE l.late_from <= $1 AND l.occasions >= 2 AND l.standing < 4
  AND NOT EXISTS (SELECT 1 FROM consent_current n WHERE n.customer_id = l.customer_id AND (n.objected > 0 OR n.do_not_contact > 0 OR n.deceased > 0))
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = l.customer_id AND f.closed = 0)
  AND NOT EXISTS (SELECT 1 FROM survey_trust t WHERE t.customer_id = l.customer_id AND t.ended = 0)
  AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = l.customer_id AND r.strain > 0 AND r.strain_until > $1)

-- name: red
-- Customers with a red early warning.
SELECT customer_id FROM warning_current WHERE score >= $1

-- name: median-stake
-- The value of twelve months in the middle of all customers who are not asleep on $1.
SELECT v.stake_cents FROM value_current v JOIN lifecycle_current l ON l.customer_id = v.customer_id
WHERE l.dormant_from > $1 AND l.last_day <= $1
ORDER BY v.stake_cents, v.customer_id LIMIT 1 OFFSET $2

-- name: count-awake
SELECT count(*) FROM lifecycle_current WHERE dormant_from > $1 AND last_day <= $1

-- name: forget-steps
DELETE FROM care_step WHERE customer_id = $1

-- name: forget-members
DELETE FROM care_member WHERE customer_id = $1

-- name: postponements
-- How often the occasion with this key was put off.
SELECT count(*) FROM care_step WHERE key = $1 AND state = 'later'
