-- Where customers stand in the portfolio, and what would help where working together does
-- not cover its costs. Same conventions as in the first migration.
-- +goose Up

-- one row per version of the lines between the fields, see portfolio.Frame, as JSON; a day
-- uses the latest version valid on it, days before the first one use the first
CREATE TABLE portfolio_frame (
  id ${ID},
  valid_from TEXT NOT NULL UNIQUE,
  frame TEXT NOT NULL,
  created_at ${INT} NOT NULL
)${STRICT};

-- one row per person or firm with a purchase. inside: 0 for who has left. field, field_year:
-- by customer value and by what twelve months brought, 0 none, 1 protect, 2 decide, 3 keep,
-- 4 standard. position_bp: how strong we are with him; share_bp: the estimated share of his
-- need that he covers with us, -1 unknown. was, was_year: the fields some months before by
-- today's lines, -1 not known; past: what they rest on. dot: he is drawn in the picture.
CREATE TABLE portfolio_current (
  customer_id ${INT} PRIMARY KEY,
  inside ${INT} NOT NULL,
  field ${INT} NOT NULL,
  field_year ${INT} NOT NULL,
  position_bp ${INT} NOT NULL,
  share_bp ${INT} NOT NULL,
  valued ${INT} NOT NULL,
  worth_cents ${INT} NOT NULL,
  year_cents ${INT} NOT NULL,
  frame_id ${INT} NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL,
  was ${INT} NOT NULL DEFAULT -1,
  was_year ${INT} NOT NULL DEFAULT -1,
  past TEXT NOT NULL DEFAULT '',
  dot ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX portfolio_current_field ON portfolio_current (field, was, customer_id);
CREATE INDEX portfolio_current_year ON portfolio_current (field_year, was_year, customer_id);
CREATE INDEX portfolio_current_dot ON portfolio_current (customer_id) WHERE dot > 0;

-- one row: the portfolio of the firm as the last complete run saw it, as JSON
CREATE TABLE portfolio_firm (
  day TEXT PRIMARY KEY,
  summary TEXT NOT NULL,
  computed_at ${INT} NOT NULL
)${STRICT};

-- one row per month (year*100+month), measure (0 customer value, 1 twelve months) and field,
-- as of the first complete run of the month, by the lines valid then
CREATE TABLE portfolio_month (
  month ${INT} NOT NULL,
  measure ${INT} NOT NULL,
  field ${INT} NOT NULL,
  customers ${INT} NOT NULL,
  worth_cents ${INT} NOT NULL,
  year_cents ${INT} NOT NULL,
  PRIMARY KEY (month, measure, field)
)${STRICT};

-- what takes most of the year behind a question, and the gentlest remedy ('' for none) with
-- its effect in a year; filled by the next computation
ALTER TABLE value_loss ADD COLUMN net_cents ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN driver TEXT NOT NULL DEFAULT '';
ALTER TABLE value_loss ADD COLUMN driver_cents ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN driver_times ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN remedy TEXT NOT NULL DEFAULT '';
ALTER TABLE value_loss ADD COLUMN remedy_cents ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN remedy_percent ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN low_cents ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN high_cents ${INT} NOT NULL DEFAULT 0;
ALTER TABLE value_loss ADD COLUMN enough ${INT} NOT NULL DEFAULT 0;
CREATE INDEX value_loss_year ON value_loss (year_cents, customer_id);

-- +goose Down
SELECT 1;
