-- name: value-lifetime
-- What is published of one customer.
SELECT customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day
FROM value_lifetime WHERE customer_id = $1

-- name: value-lifetimes [sqlite]
-- The rows of the customers in the JSON list $1.
SELECT customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day
FROM value_lifetime WHERE customer_id IN (SELECT value FROM json_each($1))

-- name: value-lifetimes [postgres]
SELECT customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day
FROM value_lifetime WHERE customer_id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value))

-- name: value-delete-lifetime
DELETE FROM value_lifetime WHERE customer_id = $1

-- name: value-keep-lifetime [sqlite]
-- A row whose place in the order stays: only the others are written.
UPDATE value_lifetime SET state = $2, concept = $3, past_cents = $4, low_cents = $5, future_cents = $6, high_cents = $7, growth_state = $9, growth_bp = $10, next_net_cents = $11, param_id = $12, rule = $13, day = $14
WHERE customer_id = $1 AND shown_cents = $8

-- name: value-keep-lifetime [postgres]
-- Not needed: PostgreSQL compares the values itself.
SELECT 1

-- name: value-merge-lifetimes [sqlite]
INSERT INTO value_lifetime (customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (customer_id) DO UPDATE SET
  state = excluded.state, concept = excluded.concept, past_cents = excluded.past_cents, low_cents = excluded.low_cents,
  future_cents = excluded.future_cents, high_cents = excluded.high_cents, shown_cents = excluded.shown_cents, growth_state = excluded.growth_state,
  growth_bp = excluded.growth_bp, next_net_cents = excluded.next_net_cents, param_id = excluded.param_id, rule = excluded.rule,
  day = excluded.day

-- name: value-merge-lifetimes [postgres]
INSERT INTO value_lifetime (customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day)
SELECT customer_id, state, concept, past_cents, low_cents, future_cents, high_cents, shown_cents,
  growth_state, growth_bp, next_net_cents, param_id, rule, day
FROM new_value_lifetime ORDER BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET
  state = excluded.state, concept = excluded.concept, past_cents = excluded.past_cents, low_cents = excluded.low_cents,
  future_cents = excluded.future_cents, high_cents = excluded.high_cents, shown_cents = excluded.shown_cents, growth_state = excluded.growth_state,
  growth_bp = excluded.growth_bp, next_net_cents = excluded.next_net_cents, param_id = excluded.param_id, rule = excluded.rule,
  day = excluded.day

-- name: value-groups
-- One row per version of what customers have in common, by first day.
SELECT id, valid_from, concept, margin, most_cents, spread, rate, basket, growth, customers FROM value_group ORDER BY valid_from

-- name: value-add-group
INSERT INTO value_group (valid_from, concept, margin, most_cents, spread, rate, basket, growth, customers, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: value-save-forecast
-- What is expected of the base as a whole, as of a day.
INSERT INTO value_forecast (day, forecast, computed_at) VALUES ($1, $2, $3)
ON CONFLICT (day) DO UPDATE SET forecast = excluded.forecast, computed_at = excluded.computed_at

-- name: value-forecast
-- The latest forecast as of a day not after $1.
SELECT day, forecast, computed_at FROM value_forecast WHERE day <= $1 ORDER BY day DESC LIMIT 1
