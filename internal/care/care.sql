-- name: day
-- One row when the list of this user and day was planned.
SELECT planned_at, calm, rest FROM care_day WHERE user_id = $1 AND day = $2

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
  coalesce(c.address_form, ''), coalesce(c.phone, ''), coalesce(l.last_day, '9999-12-31'),
  coalesce(n.objected, 0) + coalesce(n.do_not_contact, 0) + coalesce(n.deceased, 0)
FROM care_step s
LEFT JOIN customer c ON c.id = s.customer_id
LEFT JOIN lifecycle_current l ON l.customer_id = s.customer_id
LEFT JOIN consent_current n ON n.customer_id = s.customer_id
WHERE s.user_id = $1 AND s.day = $2
ORDER BY s.position, s.id

-- name: step
SELECT s.id, s.position, s.customer_id, s.occasion, s.key, s.class, s.score, s.minutes, s.channel, s.facts, s.customers,
  s.state, s.reason, s.until, s.postponed, s.decided_at, s.interaction_id, s.user_id, s.day,
  coalesce(c.kind, ''), coalesce(c.name, ''), coalesce(c.number, ''), coalesce(c.last_name, ''), coalesce(c.salutation, ''),
  coalesce(c.address_form, ''), coalesce(c.phone, ''), coalesce(l.last_day, '9999-12-31'),
  coalesce(n.objected, 0) + coalesce(n.do_not_contact, 0) + coalesce(n.deceased, 0)
FROM care_step s
LEFT JOIN customer c ON c.id = s.customer_id
LEFT JOIN lifecycle_current l ON l.customer_id = s.customer_id
LEFT JOIN consent_current n ON n.customer_id = s.customer_id
WHERE s.id = $1

-- name: decide
-- Moves a line from one state to another; no row when it is no longer in that state.
UPDATE care_step SET state = $1, reason = $2, until = $3, postponed = $4, decided_at = $5, decided_by = $6, interaction_id = $7
WHERE id = $8 AND state = $9

-- name: contact-history
-- One row per line for this customer since a day, newest first.
SELECT occasion, key, state, reason, day, until, postponed FROM care_step
WHERE customer_id = $1 AND day >= $2 ORDER BY id DESC

-- name: mass-history
-- One row per mass line done with this customer since a day.
SELECT s.occasion, s.day FROM care_member m JOIN care_step s ON s.id = m.step_id
WHERE m.customer_id = $1 AND s.state = 'done' AND m.held = 0 AND s.day >= $2 ORDER BY s.id DESC

-- name: members
-- One row per customer of a mass line, those held back last.
SELECT m.customer_id, m.held FROM care_member m WHERE m.step_id = $1 ORDER BY m.held, m.customer_id

-- name: recent-buyers
-- Customers whose last purchase lies in [$1, $2].
SELECT customer_id FROM lifecycle_current WHERE last_day >= $1 AND last_day <= $2

-- name: anniversaries
-- Regulars whose first purchase lies in [$1, $2].
SELECT customer_id FROM lifecycle_current WHERE first_day >= $1 AND first_day <= $2 AND standing = 3

-- name: silent
-- Customers who are late, dormant or lost on $1, with the days from which they are.
SELECT customer_id, late_from, dormant_from, interval_days FROM lifecycle_current
WHERE late_from <= $1 AND occasions >= 2

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

-- name: postponements
-- How often the occasion with this key was put off.
SELECT count(*) FROM care_step WHERE key = $1 AND state = 'later'
