-- What is still to be expected of customers. Same conventions as in the first migration.
-- +goose Up

-- one row per version of what the firm's customers have in common, see value.Group; a day
-- uses the latest version valid on it, days before the first one use the first
CREATE TABLE value_group (
  id ${ID},
  valid_from TEXT NOT NULL UNIQUE,
  concept TEXT NOT NULL,
  margin ${REAL} NOT NULL,
  most_cents ${INT} NOT NULL,
  spread ${REAL} NOT NULL,
  rate ${REAL} NOT NULL,
  basket ${REAL} NOT NULL,
  growth ${REAL} NOT NULL,
  customers ${INT} NOT NULL,
  created_at ${INT} NOT NULL
)${STRICT};

-- one row per person or firm. state: 0 nothing can be said yet, 1 the group's average, 2 his
-- own. past_cents is DB IV so far, or net sales where the concept is revenue. shown_cents is
-- future_cents in two digits, so that a night moves few of them in their order, or
-- -9000000000000000 in state 0. growth_state: 0 nothing can be said yet, 1 rather falling,
-- 2 the same, 3 rather rising, 4 growth_bp
-- holds: the logarithm of the yearly factor in ten-thousandths. param_id is the version of value_group.
CREATE TABLE value_lifetime (
  customer_id ${INT} PRIMARY KEY,
  state ${INT} NOT NULL,
  concept TEXT NOT NULL,
  past_cents ${INT} NOT NULL,
  low_cents ${INT} NOT NULL,
  future_cents ${INT} NOT NULL,
  high_cents ${INT} NOT NULL,
  shown_cents ${INT} NOT NULL,
  growth_state ${INT} NOT NULL,
  growth_bp ${INT} NOT NULL,
  next_net_cents ${INT} NOT NULL,
  param_id ${INT} NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL
)${STRICT};
CREATE INDEX value_lifetime_shown ON value_lifetime (shown_cents, customer_id) WHERE shown_cents > -9000000000000000;

-- one row per day: what is expected of the base of customers as a whole, as JSON
CREATE TABLE value_forecast (
  day TEXT PRIMARY KEY,
  forecast TEXT NOT NULL,
  computed_at ${INT} NOT NULL
)${STRICT};

-- +goose Down
SELECT 1;
