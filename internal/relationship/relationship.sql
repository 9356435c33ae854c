-- name: label-get
-- The statement $1.
SELECT id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id, evidence FROM relationship_label WHERE id = $1

-- name: label-add
INSERT INTO relationship_label (customer_id, source, kind, day, words, guess, guess_bp, user_id, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id

-- name: label-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO relationship_label (id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, source = excluded.source, kind = excluded.kind, day = excluded.day, words = excluded.words,
  guess = excluded.guess, guess_bp = excluded.guess_bp, user_id = excluded.user_id, evidence = excluded.evidence, version = relationship_label.version + 1
WHERE relationship_label.version = excluded.version

-- name: label-drop
DELETE FROM relationship_label WHERE id = $1 AND version = $2

-- name: labels-of
-- One row per statement about the customer $1 up to the day $2, newest first.
SELECT id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id, evidence
FROM relationship_label WHERE customer_id = $1 AND day <= $2 ORDER BY day DESC, id DESC

-- name: label-counts
-- How many customers the firm's people have said to be of each kind up to the day $1, by
-- what they said last.
SELECT kind, COUNT(*) FROM relationship_label l
WHERE source = 'owner' AND day <= $1 AND kind <> 'unknown' AND NOT EXISTS (
  SELECT 1 FROM relationship_label n
  WHERE n.customer_id = l.customer_id AND n.source = 'owner' AND n.day <= $1 AND (n.day > l.day OR n.day = l.day AND n.id > l.id))
GROUP BY kind

-- name: label-cases
-- What was seen of the customers of whom the firm's people said something last up to the day $1,
-- the newest $2 of them.
SELECT kind, evidence FROM relationship_label l
WHERE source = 'owner' AND day <= $1 AND kind <> 'unknown' AND evidence <> '' AND NOT EXISTS (
  SELECT 1 FROM relationship_label n
  WHERE n.customer_id = l.customer_id AND n.source = 'owner' AND n.day <= $1 AND (n.day > l.day OR n.day = l.day AND n.id > l.id))
ORDER BY id DESC LIMIT $2

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
-- One row per article of the newest $4 purchases of the customer $1 in [$2, $3], by purchase,
-- as known on the day $5.
SELECT o.day, o.id, l.product_id
FROM (
  SELECT day, id FROM sales_order
  WHERE customer_id = $1 AND day >= $2 AND day <= $3 AND counts = 1 AND returned_day > $5
    AND EXISTS (SELECT 1 FROM sales_line g WHERE g.order_id = sales_order.id AND g.class = 'goods' AND g.product_id > 0)
  ORDER BY day DESC, id DESC LIMIT $4
) o JOIN sales_line l ON l.order_id = o.id AND l.class = 'goods' AND l.product_id > 0
ORDER BY o.day, o.id

-- name: marks
-- Which marks stand at contacts in [$1, $2], as bits; few contacts have any.
SELECT DISTINCT marks FROM interaction WHERE marks > 0 AND day >= $1 AND day <= $2

-- name: span
-- One row per person and firm with an id in [$1, $2): the purchases as a whole, and the row
-- that stands.
SELECT c.id, coalesce(l.occasions, 0), coalesce(l.interval_count, 0), coalesce(l.interval_days, 0), coalesce(l.first_day, '9999-12-31'),
  coalesce(l.lost_from, '9999-12-31'), coalesce(r.customer_id, 0), coalesce(r.kind, 'unknown'), coalesce(r.first, 'unknown'),
  coalesce(r.second, 'unknown'), coalesce(r.sure, 0), coalesce(r.events, 0), coalesce(r.said_by, ''), coalesce(r.strain, 0),
  coalesce(r.strain_since, '9999-12-31'), coalesce(r.strain_until, '1900-01-01'), coalesce(r.attention, -1),
  coalesce(r.began, '9999-12-31'), coalesce(r.since, '9999-12-31'), coalesce(r.day, '9999-12-31'), coalesce(r.rule, ''),
  coalesce(r.reasons, '')
FROM customer c
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
LEFT JOIN relationship_current r ON r.customer_id = c.id
WHERE c.id >= $1 AND c.id < $2 AND c.kind || '' IN ('person', 'firm') AND c.collective = 0
ORDER BY c.id

-- name: talks-span
-- One row per contact of customers with an id in [$1, $2), the earliest first.
SELECT customer_id, day, started_by, reason, tone, marks FROM interaction
WHERE customer_id >= $1 AND customer_id < $2 AND channel <> 'note' ORDER BY customer_id, day, id

-- name: bought-span
-- One row per article of the purchases of customers with an id in [$1, $2) from the day $3 to
-- $4. CROSS JOIN keeps SQLite from beginning with all lines.
SELECT o.customer_id, o.day, o.id, l.product_id
FROM sales_order o CROSS JOIN sales_line l
WHERE o.customer_id >= $1 AND o.customer_id < $2 AND o.day >= $3 AND o.day <= $4 AND o.counts = 1 AND o.returned_day > $4
  AND l.order_id = o.id AND l.class = 'goods' AND l.product_id > 0
ORDER BY o.customer_id, o.day, o.id

-- name: referred-span
-- The days up to $3 on which customers with an id in [$1, $2) recommended us.
SELECT referrer_id, day FROM referral WHERE referrer_id >= $1 AND referrer_id < $2 AND day <= $3 ORDER BY referrer_id, day

-- name: labels-span
-- What was said of customers with an id in [$1, $2) up to the day $3, newest first.
SELECT id, version, customer_id, source, kind, day, words, guess, guess_bp, user_id, evidence
FROM relationship_label WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3 ORDER BY customer_id, day DESC, id DESC

-- name: current-get
SELECT customer_id, kind, first, second, sure, events, said_by, strain, strain_since, strain_until, attention, began, since, day, rule, reasons
FROM relationship_current WHERE customer_id = $1

-- name: current-many [sqlite]
SELECT customer_id, kind, first, second, sure, events, said_by, strain, strain_since, strain_until, attention, began, since, day, rule, reasons
FROM relationship_current WHERE customer_id IN (SELECT value FROM json_each($1))

-- name: current-many [postgres]
SELECT customer_id, kind, first, second, sure, events, said_by, strain, strain_since, strain_until, attention, began, since, day, rule, reasons
FROM relationship_current WHERE customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value))

-- name: strained
-- Who is in a strained phase on the day $1, all of them: they are few.
SELECT customer_id FROM relationship_current WHERE strain > 0 AND strain_until > $1 AND strain_since <= $1

-- name: calmed
-- Whose strained phase was over from a day in ($1, $2] on, with that day. The day in the text
-- names the index.
SELECT customer_id, strain_until FROM relationship_current WHERE strain_until > '1900-01-01' AND strain_until > $1 AND strain_until <= $2

-- name: current-put
INSERT INTO relationship_current (customer_id, kind, first, second, sure, events, said_by, place, strain, strain_since, strain_until, attention, began, since, day, rule, reasons)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (customer_id) DO UPDATE SET
  kind = excluded.kind, first = excluded.first, second = excluded.second, sure = excluded.sure, events = excluded.events,
  said_by = excluded.said_by, place = excluded.place, strain = excluded.strain, strain_since = excluded.strain_since,
  strain_until = excluded.strain_until, attention = excluded.attention, since = excluded.since, day = excluded.day, rule = excluded.rule,
  reasons = excluded.reasons

-- name: current-drop
DELETE FROM relationship_current WHERE customer_id = $1

-- name: current-drop-gone
-- Rows of customers who are gone, or are no persons and firms any more.
DELETE FROM relationship_current WHERE NOT EXISTS (
  SELECT 1 FROM customer c WHERE c.id = relationship_current.customer_id AND c.kind IN ('person', 'firm') AND c.collective = 0
)

-- name: month-put
-- What stood at the end of a month is told once.
INSERT INTO relationship_month (customer_id, month, kind, sure) VALUES ($1, $2, $3, $4) ON CONFLICT (customer_id, month) DO NOTHING

-- name: months
SELECT month, kind, sure FROM relationship_month WHERE customer_id = $1 ORDER BY month

-- name: months-drop
DELETE FROM relationship_month WHERE customer_id = $1

-- name: due-mark
INSERT INTO relationship_due (customer_id) VALUES ($1) ON CONFLICT DO NOTHING

-- name: due-count
SELECT count(*) FROM relationship_due

-- name: due-take
-- The ids of up to $1 marks, which go.
DELETE FROM relationship_due WHERE customer_id IN (SELECT d.customer_id FROM relationship_due d ORDER BY d.customer_id LIMIT $1)
RETURNING customer_id

-- name: due-span
SELECT customer_id FROM relationship_due WHERE customer_id >= $1 AND customer_id < $2 ORDER BY customer_id

-- name: due-drop
DELETE FROM relationship_due WHERE customer_id = $1

-- name: due-clear
DELETE FROM relationship_due

-- name: last-customer
SELECT coalesce(max(id), 0) FROM customer

-- name: firm-put
INSERT INTO relationship_firm (month, day, preset, coverage_bp, customers, strained, counts, computed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (month) DO UPDATE SET day = excluded.day, preset = excluded.preset, coverage_bp = excluded.coverage_bp,
  customers = excluded.customers, strained = excluded.strained, counts = excluded.counts, computed_at = excluded.computed_at

-- name: firms
-- The newest $1 months.
SELECT month, day, preset, coverage_bp, customers, strained, counts, computed_at FROM relationship_firm ORDER BY month DESC LIMIT $1

-- name: playbooks
-- The firm's own words by kind: seven rows at most.
SELECT kind, version, words FROM relationship_playbook ORDER BY kind

-- name: playbook-put
INSERT INTO relationship_playbook (kind, version, words) VALUES ($1, 1, $2)
ON CONFLICT (kind) DO UPDATE SET words = excluded.words, version = relationship_playbook.version + 1

-- name: playbook-drop
DELETE FROM relationship_playbook WHERE kind = $1

-- name: bond
-- What the customer $1 and we gave after the day $2 up to $3. Expectations that were met count
-- as good answers, those that were missed as bad ones.
SELECT
  (SELECT count(*) FROM interaction WHERE customer_id = $1 AND day > $2 AND day <= $3 AND channel <> 'note' AND started_by = 'customer'),
  (SELECT count(*) FROM interaction WHERE customer_id = $1 AND day > $2 AND day <= $3 AND channel <> 'note' AND started_by = 'us'),
  (SELECT count(*) FROM promise WHERE customer_id = $1 AND made_day > $2 AND made_day <= $3 AND party = 'customer' AND state = 'kept'),
  (SELECT count(*) FROM promise WHERE customer_id = $1 AND made_day > $2 AND made_day <= $3 AND party = 'us' AND state = 'kept'),
  (SELECT count(*) FROM feedback_idea WHERE customer_id = $1 AND kind = 'idea' AND day > $2 AND day <= $3),
  (SELECT count(*) FROM feedback_idea WHERE customer_id = $1 AND kind = 'idea' AND state = 'adopted' AND day > $2 AND day <= $3),
  (SELECT count(*) FROM referral WHERE referrer_id = $1 AND day > $2 AND day <= $3),
  (SELECT count(*) FROM feedback_complaint WHERE customer_id = $1 AND result > 0 AND day > $2 AND day <= $3)
    + (SELECT count(*) FROM promise_expectation WHERE customer_id = $1 AND state <> 'open' AND judged_day > $2 AND judged_day <= $3),
  (SELECT coalesce(sum(result - 1), 0) FROM feedback_complaint WHERE customer_id = $1 AND result > 0 AND day > $2 AND day <= $3)
    + (SELECT 2 * count(*) FROM promise_expectation WHERE customer_id = $1 AND state IN ('met', 'exceeded') AND judged_day > $2 AND judged_day <= $3)
