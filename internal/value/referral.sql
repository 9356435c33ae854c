-- name: referral-pairs [sqlite]
-- One row per published recommendation of the customers of the JSON list $1.
SELECT r.customer_id, r.referrer_id FROM json_each($1) j CROSS JOIN value_referred r WHERE r.customer_id = j.value

-- name: referral-pairs [postgres]
SELECT r.customer_id, r.referrer_id FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN value_referred r ON r.customer_id = CAST(j.value AS BIGINT)

-- name: referral-drop
DELETE FROM value_referred WHERE customer_id = $1

-- name: referral-put
INSERT INTO value_referred (customer_id, referrer_id, bought, since, db4_cents, moved_cents, gain_cents, rule, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: referral-alone [sqlite]
-- Not needed: there is one writer.
SELECT 1 WHERE 1 = 0

-- name: referral-alone [postgres]
-- Two processes that know of different customers of one referrer sum up one after the other.
LOCK TABLE value_referral IN SHARE ROW EXCLUSIVE MODE

-- name: referral-sum-drop
DELETE FROM value_referral WHERE customer_id = $1

-- name: referral-sum
-- The sums of the customer $1 at both ends of recommendations; nothing where he stands at
-- neither.
INSERT INTO value_referral (customer_id, referrals, bought, since, gain_cents, received_cents, given_cents)
SELECT CAST($1 AS BIGINT), made.n, made.bought, made.since, made.gain, made.moved, own.moved
FROM (
  SELECT COUNT(*) AS n, CAST(COALESCE(SUM(r.bought), 0) AS BIGINT) AS bought,
    COALESCE(MIN(CASE WHEN r.bought = 1 THEN r.since END), '9999-12-31') AS since,
    CAST(COALESCE(SUM(r.gain_cents), 0) AS BIGINT) AS gain, CAST(COALESCE(SUM(r.moved_cents), 0) AS BIGINT) AS moved
  FROM value_referred r WHERE r.referrer_id = $1
) made, (
  SELECT COUNT(*) AS n, CAST(COALESCE(SUM(r.moved_cents), 0) AS BIGINT) AS moved FROM value_referred r WHERE r.customer_id = $1
) own
WHERE made.n > 0 OR own.n > 0

-- name: referral-summed [sqlite]
-- One row per customer of the JSON list $1 who has sums of recommendations.
SELECT r.customer_id FROM json_each($1) j CROSS JOIN value_referral r WHERE r.customer_id = j.value

-- name: referral-summed [postgres]
SELECT r.customer_id FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN value_referral r ON r.customer_id = CAST(j.value AS BIGINT)

-- name: referral-of
-- The sums of one customer.
SELECT customer_id, referrals, bought, since, gain_cents, received_cents, given_cents FROM value_referral WHERE customer_id = $1

-- name: referrals-of [sqlite]
-- The sums of the customers of the JSON list $1 who stand in recommendations.
SELECT customer_id, referrals, bought, since, gain_cents, received_cents, given_cents FROM value_referral
WHERE customer_id IN (SELECT value FROM json_each($1))

-- name: referrals-of [postgres]
SELECT customer_id, referrals, bought, since, gain_cents, received_cents, given_cents FROM value_referral
WHERE customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value))

-- name: referred-by [sqlite]
-- One row per published recommendation that one of the customers of the JSON list $1 made.
SELECT r.customer_id, r.referrer_id, r.bought, r.since, r.db4_cents, r.moved_cents, r.gain_cents, r.rule, r.day
FROM json_each($1) j CROSS JOIN value_referred r WHERE r.referrer_id = j.value ORDER BY r.customer_id, r.referrer_id

-- name: referred-by [postgres]
SELECT r.customer_id, r.referrer_id, r.bought, r.since, r.db4_cents, r.moved_cents, r.gain_cents, r.rule, r.day
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN value_referred r ON r.referrer_id = CAST(j.value AS BIGINT) ORDER BY r.customer_id, r.referrer_id

-- name: referral-forget
DELETE FROM value_referral WHERE customer_id = $1

-- name: referral-forget-pairs
DELETE FROM value_referred WHERE customer_id = $1 OR referrer_id = $1

-- name: referral-totals
-- What all recommendations of customers who bought brought: how many, and the sum.
SELECT COUNT(*), CAST(COALESCE(SUM(gain_cents), 0) AS BIGINT) FROM value_referred WHERE bought = 1

-- name: loss-known [sqlite]
-- One row per customer of the JSON list $1 about whom a question is published.
SELECT l.customer_id FROM json_each($1) j CROSS JOIN value_loss l WHERE l.customer_id = j.value

-- name: loss-known [postgres]
SELECT l.customer_id FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN value_loss l ON l.customer_id = CAST(j.value AS BIGINT)

-- name: loss-drop
DELETE FROM value_loss WHERE customer_id = $1

-- name: loss-put
INSERT INTO value_loss (customer_id, year_cents, negative, quarters, chance_bp, rule, day, net_cents, driver, driver_cents, driver_times,
  remedy, remedy_cents, remedy_percent, low_cents, high_cents, enough)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: loss-of
-- The question about one customer, also while it is held back.
SELECT customer_id, year_cents, negative, quarters, chance_bp, rule, day, net_cents, driver, driver_cents, driver_times,
  remedy, remedy_cents, remedy_percent, low_cents, high_cents, enough
FROM value_loss WHERE customer_id = $1

-- name: loss-page
-- Questions behind one, the largest loss first, without those that are held back.
SELECT l.customer_id, l.year_cents, l.negative, l.quarters, l.chance_bp, l.rule, l.day, l.net_cents, l.driver, l.driver_cents, l.driver_times,
  l.remedy, l.remedy_cents, l.remedy_percent, l.low_cents, l.high_cents, l.enough
FROM value_loss l WHERE (l.year_cents > $1 OR l.year_cents = $1 AND l.customer_id > $2)
  AND NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = l.customer_id AND r.strain > 0 AND r.strain_until > l.day)
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = l.customer_id AND f.closed = 0 AND f.cause IN ('', 'ours'))
ORDER BY l.year_cents, l.customer_id LIMIT $3

-- name: loss-sum
SELECT COUNT(*), CAST(COALESCE(SUM(l.year_cents), 0) AS BIGINT) FROM value_loss l
WHERE NOT EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = l.customer_id AND r.strain > 0 AND r.strain_until > l.day)
  AND NOT EXISTS (SELECT 1 FROM feedback_complaint f WHERE f.customer_id = l.customer_id AND f.closed = 0 AND f.cause IN ('', 'ours'))

-- name: loss-held
-- Whether the customer $1 is in a strained phase on the day $2, and how many of his complaints
-- are open whose cause lies with the firm or is not known yet.
SELECT CASE WHEN EXISTS (SELECT 1 FROM relationship_current r WHERE r.customer_id = $1 AND r.strain > 0 AND r.strain_until > $2) THEN 1 ELSE 0 END,
  (SELECT COUNT(*) FROM feedback_complaint f WHERE f.customer_id = $1 AND f.closed = 0 AND f.cause IN ('', 'ours'))

-- name: loss-recorded
-- Whether the firm has recorded complaints or noticed strain at all.
SELECT CASE WHEN EXISTS (SELECT 1 FROM feedback_complaint) OR EXISTS (SELECT 1 FROM relationship_current WHERE strain_until > '1900-01-01') THEN 1 ELSE 0 END

-- name: basis-save
INSERT INTO value_basis (day, figures, computed_at) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET figures = excluded.figures, computed_at = excluded.computed_at

-- name: basis-on
-- The figures of the group that hold on the day $1.
SELECT figures FROM value_basis WHERE day <= $1 ORDER BY day DESC LIMIT 1

-- name: basis-first
SELECT COUNT(*) FROM value_basis

-- name: basis-quarters
-- One row per customer with complete quarters: his margins of them.
SELECT quarters, quarter_last FROM value_steps WHERE quarter_last > 0 ORDER BY customer_id
