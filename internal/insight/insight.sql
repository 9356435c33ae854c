-- name: insight-rhythms
-- How many customers have a rhythm that a fit could use.
SELECT COUNT(*) FROM lifecycle_current WHERE occasions >= 4

-- name: insight-strays
-- Who has published rows and is gone, $1 at most.
SELECT l.customer_id FROM lifecycle_current l
WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.id = l.customer_id)
ORDER BY l.customer_id LIMIT $1

-- name: insight-members
-- One row per customer with published rows; the last column is the day up to $1 on which
-- somebody has talked with him last, of those who buy.
SELECT l.customer_id, l.standing, l.former_since, l.regular_until, l.regained_until, l.late_from, l.dormant_from, l.lost_from,
  l.occasions, l.interval_days, l.first_day, l.last_day, v.net_12m_cents, v.net_before_cents, v.orders_12m, w.colour, c.collective,
  CASE WHEN l.occasions > 1 AND l.dormant_from > $1 THEN coalesce((
    SELECT i.day FROM interaction i
    WHERE i.customer_id = l.customer_id AND i.day <= $1 AND i.channel IN ('phone', 'visit', 'counter')
    ORDER BY i.day DESC, i.id DESC LIMIT 1
  ), '9999-12-31') ELSE '9999-12-31' END
FROM lifecycle_current l
JOIN value_current v ON v.customer_id = l.customer_id
JOIN warning_current w ON w.customer_id = l.customer_id
JOIN customer c ON c.id = l.customer_id
ORDER BY l.customer_id

-- name: insight-last-talk
-- The day up to $2 on which somebody has talked with customer $1 last.
SELECT coalesce((
  SELECT i.day FROM interaction i
  WHERE i.customer_id = $1 AND i.day <= $2 AND i.channel IN ('phone', 'visit', 'counter')
  ORDER BY i.day DESC, i.id DESC LIMIT 1
), '9999-12-31')

-- name: insight-first-deliveries
-- One row per document of a customer's first day, as known on $1; the first of a customer
-- counts. CROSS JOIN keeps SQLite from beginning with all documents: customers are fewer
-- and come in the order that is asked for.
SELECT l.customer_id, o.day, o.promised_day, CASE WHEN o.delivered_day > $1 THEN '9999-12-31' ELSE o.delivered_day END,
  CASE WHEN o.delivered_day > $1 AND o.promised_day <> '9999-12-31' THEN -1 ELSE o.faulty END
FROM lifecycle_current l
CROSS JOIN customer c
CROSS JOIN sales_order o
WHERE c.id = l.customer_id AND c.collective = 0 AND o.customer_id = l.customer_id AND o.day = l.first_day
  AND o.counts = 1 AND o.returned_day > $1
ORDER BY l.customer_id, o.id

-- name: insight-firm-days
-- The firm's sums of the days from $1 to $2, documents without a customer included: one row.
SELECT CAST(COALESCE(SUM(CASE WHEN figures = 1 THEN net_cents ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN figures = 1 AND customer_id = 1 THEN net_cents ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN figures = 1 THEN cost_cents ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN figures = 1 THEN net_measured_cents ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(CASE WHEN figures = 1 THEN net_estimated_cents ELSE 0 END), 0) AS BIGINT),
  CAST(COALESCE(SUM(counts), 0) AS BIGINT)
FROM sales_order WHERE day >= $1 AND day <= $2

-- name: insight-hang-on-basis
-- One row per customer whose published rows hang on the figures of the group: he was
-- recommended, or a year with him cost more than it brought.
SELECT r.referred_id FROM referral r
UNION
SELECT s.customer_id FROM value_steps s WHERE s.quarter_last > 0 AND s.quarters LIKE '%-%'
ORDER BY 1

-- name: insight-first-days
-- One row per day up to $1 on which customers bought for the first time: how many, and of
-- them how many were recommended.
SELECT l.first_day, COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = l.customer_id) THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM lifecycle_current l WHERE l.first_day <= $1 GROUP BY l.first_day ORDER BY l.first_day

-- name: insight-contacts-new
-- One row per contact of the days after $1 up to $2 whose minutes were noted, with somebody before
-- his first purchase whom nobody has recommended; no cost names it. It begins with those who
-- bought first after $1, and with those who have not (CROSS JOIN keeps SQLite to that order): of
-- two years of contacts theirs are the fewest.
SELECT i.customer_id, i.id, i.day, i.channel, i.direction, i.reason, i.minutes
FROM lifecycle_current l CROSS JOIN interaction i
WHERE l.first_day > $1 AND l.customer_id > 1 AND i.customer_id = l.customer_id AND i.day > $1 AND i.day < l.first_day AND i.day <= $2 AND i.minutes > 0 AND i.channel <> 'note'
  AND NOT EXISTS (SELECT 1 FROM cost_entry e WHERE e.interaction_id = i.id AND e.interaction_id > 0)
  AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = i.customer_id)
UNION ALL
SELECT i.customer_id, i.id, i.day, i.channel, i.direction, i.reason, i.minutes
FROM customer c CROSS JOIN interaction i
WHERE c.id > 1 AND NOT EXISTS (SELECT 1 FROM lifecycle_current l WHERE l.customer_id = c.id) AND i.customer_id = c.id AND i.day > $1 AND i.day <= $2 AND i.minutes > 0 AND i.channel <> 'note'
  AND NOT EXISTS (SELECT 1 FROM cost_entry e WHERE e.interaction_id = i.id AND e.interaction_id > 0)
  AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = i.customer_id)

-- name: insight-equity
-- The sum of all lifetime values, with what their ranges add up to as independent errors.
SELECT z.concept, COUNT(*), CAST(SUM(z.future_cents) AS BIGINT), CAST(SUM((z.high_cents - z.low_cents) * 1.0 * (z.high_cents - z.low_cents)) AS DOUBLE PRECISION)
FROM value_lifetime z JOIN customer c ON c.id = z.customer_id WHERE z.state > 0 AND c.collective = 0
GROUP BY z.concept ORDER BY COUNT(*) DESC LIMIT 1
