-- The firm's margins by month, and lists sorted by DB IV.
-- +goose Up

-- the book that the last complete run published: one row
CREATE TABLE value_book (
  day TEXT NOT NULL PRIMARY KEY,
  rule TEXT NOT NULL,
  computed_at ${INT} NOT NULL,
  spread TEXT NOT NULL
)${STRICT};

-- one row per month (year*100+month) and part: 0 persons and firms, 1 without a customer.
-- measured and charged are sizes of what customers bear; winning and keeping the cost of care
-- before and after the first purchase.
CREATE TABLE value_book_month (
  month ${INT} NOT NULL,
  part ${INT} NOT NULL,
  net_cents ${INT} NOT NULL,
  cost_cents ${INT} NOT NULL,
  net_measured_cents ${INT} NOT NULL,
  net_estimated_cents ${INT} NOT NULL,
  order_cents ${INT} NOT NULL,
  care_cents ${INT} NOT NULL,
  finance_cents ${INT} NOT NULL,
  ours_cents ${INT} NOT NULL,
  measured_cents ${INT} NOT NULL,
  charged_cents ${INT} NOT NULL,
  winning_cents ${INT} NOT NULL,
  keeping_cents ${INT} NOT NULL,
  first_orders ${INT} NOT NULL,
  repeat_orders ${INT} NOT NULL,
  PRIMARY KEY (month, part)
)${STRICT};

-- the same, by kind and cause of cost: what customers bear, and what the firm does
CREATE TABLE value_book_cost (
  month ${INT} NOT NULL,
  part ${INT} NOT NULL,
  kind TEXT NOT NULL,
  cause TEXT NOT NULL,
  his_cents ${INT} NOT NULL,
  firm_cents ${INT} NOT NULL,
  number ${INT} NOT NULL,
  PRIMARY KEY (month, part, kind, cause)
)${STRICT};

-- what product groups brought; category_id 0 is without a group
CREATE TABLE value_book_group (
  month ${INT} NOT NULL,
  category_id ${INT} NOT NULL,
  net_cents ${INT} NOT NULL,
  cost_cents ${INT} NOT NULL,
  net_measured_cents ${INT} NOT NULL,
  net_estimated_cents ${INT} NOT NULL,
  PRIMARY KEY (month, category_id)
)${STRICT};

-- customers by the quarter of their first purchase (year*10+quarter) and quarters since
CREATE TABLE value_book_cohort (
  quarter ${INT} NOT NULL,
  age ${INT} NOT NULL,
  bought ${INT} NOT NULL,
  db4_cents ${INT} NOT NULL,
  PRIMARY KEY (quarter, age)
)${STRICT};

CREATE INDEX value_steps_db4 ON value_steps (db4_12m_cents, customer_id) WHERE known = 1;

-- +goose Down
SELECT 1;
