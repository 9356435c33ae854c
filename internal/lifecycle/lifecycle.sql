-- name: lifecycle-params
-- One row per version of the group's parameters, by first day.
SELECT id, valid_from, k, a, b, p, group_interval, customers, origin FROM lifecycle_param ORDER BY valid_from

-- name: lifecycle-add-params
INSERT INTO lifecycle_param (valid_from, k, a, b, p, group_interval, customers, origin, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id

-- name: lifecycle-acts
-- One row per decision about the customers in [$1, $2) up to the day $3, in order.
SELECT customer_id, kind, day, reason, actor, at FROM lifecycle_override
WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3 ORDER BY customer_id, day, id

-- name: act-get
SELECT id, version, customer_id, kind, day, reason, actor, at FROM lifecycle_override WHERE id = $1

-- name: act-add
INSERT INTO lifecycle_override (customer_id, kind, day, reason, actor, at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id

-- name: act-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO lifecycle_override (id, version, customer_id, kind, day, reason, actor, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE
SET customer_id = excluded.customer_id, kind = excluded.kind, day = excluded.day, reason = excluded.reason,
  actor = excluded.actor, at = excluded.at, version = lifecycle_override.version + 1
WHERE lifecycle_override.version = excluded.version

-- name: act-drop
DELETE FROM lifecycle_override WHERE id = $1 AND version = $2

-- name: lifecycle-last-act
SELECT COALESCE(MAX(day), '1900-01-01') FROM lifecycle_override WHERE customer_id = $1

-- name: lifecycle-delete-acts
DELETE FROM lifecycle_override WHERE customer_id = $1

-- name: lifecycle-row
-- The row of one customer.
SELECT customer_id, standing, standing_since, former_since, regular_until, regained_until, late_from, dormant_from,
  lost_from, occasions, interval_count, interval_sum, interval_days, first_day, last_day, rule, param_id, day
FROM lifecycle_current WHERE customer_id = $1

-- name: lifecycle-delete-row
DELETE FROM lifecycle_current WHERE customer_id = $1

-- name: lifecycle-keep-row [sqlite]
-- A row whose indexed columns stay: only the others are written.
UPDATE lifecycle_current SET standing_since = $3, former_since = $4, regular_until = $5, interval_count = $11, interval_sum = $12,
  rule = $16, param_id = $17, day = $18
WHERE customer_id = $1 AND standing = $2 AND regained_until = $6 AND late_from = $7 AND dormant_from = $8 AND lost_from = $9
  AND occasions = $10 AND interval_days = $13 AND first_day = $14 AND last_day = $15

-- name: lifecycle-keep-row [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: lifecycle-merge-rows [sqlite]
INSERT INTO lifecycle_current (customer_id, standing, standing_since, former_since, regular_until, regained_until,
  late_from, dormant_from, lost_from, occasions, interval_count, interval_sum, interval_days, first_day, last_day,
  rule, param_id, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (customer_id) DO UPDATE SET
  standing = excluded.standing, standing_since = excluded.standing_since, former_since = excluded.former_since,
  regular_until = excluded.regular_until, regained_until = excluded.regained_until, late_from = excluded.late_from,
  dormant_from = excluded.dormant_from, lost_from = excluded.lost_from, occasions = excluded.occasions,
  interval_count = excluded.interval_count, interval_sum = excluded.interval_sum, interval_days = excluded.interval_days,
  first_day = excluded.first_day, last_day = excluded.last_day, rule = excluded.rule, param_id = excluded.param_id,
  day = excluded.day

-- name: lifecycle-merge-rows [postgres]
INSERT INTO lifecycle_current (customer_id, standing, standing_since, former_since, regular_until, regained_until,
  late_from, dormant_from, lost_from, occasions, interval_count, interval_sum, interval_days, first_day, last_day,
  rule, param_id, day)
SELECT customer_id, standing, standing_since, former_since, regular_until, regained_until,
  late_from, dormant_from, lost_from, occasions, interval_count, interval_sum, interval_days, first_day, last_day,
  rule, param_id, day
FROM new_lifecycle_current ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
  standing = excluded.standing, standing_since = excluded.standing_since, former_since = excluded.former_since,
  regular_until = excluded.regular_until, regained_until = excluded.regained_until, late_from = excluded.late_from,
  dormant_from = excluded.dormant_from, lost_from = excluded.lost_from, occasions = excluded.occasions,
  interval_count = excluded.interval_count, interval_sum = excluded.interval_sum, interval_days = excluded.interval_days,
  first_day = excluded.first_day, last_day = excluded.last_day, rule = excluded.rule, param_id = excluded.param_id,
  day = excluded.day

-- name: lifecycle-newest
-- The day of the newest purchase of any customer, no row without purchases.
SELECT last_day FROM lifecycle_current WHERE last_day < '9999-12-31' ORDER BY last_day DESC LIMIT 1
