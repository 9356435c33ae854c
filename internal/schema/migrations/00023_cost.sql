-- What customers cost beside the goods, and the firm's rates. Same conventions as in the
-- first migration.
-- +goose Up

-- one row per cost. customer_id 1 is "ohne Kundenzuordnung". amount_cents holds when
-- quantity is 0; else quantity (minutes, or pieces) is priced by the rate of the day.
-- cause: customer, unclear, ours, third. quality: 0 estimated, 1 standard, 2 measured.
-- (source, document) is what makes it one of a file or of another room; '' for by hand.
CREATE TABLE cost_entry (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  order_id ${INT} NOT NULL DEFAULT 0,
  interaction_id ${INT} NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  cause TEXT NOT NULL,
  amount_cents ${INT} NOT NULL,
  quantity ${INT} NOT NULL DEFAULT 0,
  quality ${INT} NOT NULL,
  day TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL DEFAULT '',
  import_id ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0,
  made_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX cost_entry_customer ON cost_entry (customer_id, day, id);
CREATE UNIQUE INDEX cost_entry_document ON cost_entry (source, document) WHERE document <> '';
CREATE INDEX cost_entry_import ON cost_entry (import_id) WHERE import_id > 0;
CREATE INDEX cost_entry_interaction ON cost_entry (interaction_id) WHERE interaction_id > 0;

-- one row per rate and day from which it holds, in thousandths of its unit (a cent, a
-- minute, a per cent); before the first row the rates of the program hold
CREATE TABLE cost_rate (
  rate TEXT NOT NULL,
  since TEXT NOT NULL,
  amount ${INT} NOT NULL,
  PRIMARY KEY (rate, since)
)${STRICT};

-- one row per customer with a document or a cost: what he cost in the twelve months up to
-- day and in all, by step, after the shares of the causes. quality_: what the firm bears.
-- quarters: DB IV of the last complete quarters up to twelve, the oldest first, as cents
-- with commas; quarter_last is the newest of them (year * 10 + quarter), 0 without any.
CREATE TABLE value_steps (
  customer_id ${INT} PRIMARY KEY,
  known ${INT} NOT NULL,
  db1_12m_cents ${INT} NOT NULL,
  order_12m_cents ${INT} NOT NULL,
  care_12m_cents ${INT} NOT NULL,
  finance_12m_cents ${INT} NOT NULL,
  ours_12m_cents ${INT} NOT NULL,
  db4_12m_cents ${INT} NOT NULL,
  measured_12m_bp ${INT} NOT NULL,
  db1_total_cents ${INT} NOT NULL,
  order_total_cents ${INT} NOT NULL,
  care_total_cents ${INT} NOT NULL,
  finance_total_cents ${INT} NOT NULL,
  ours_total_cents ${INT} NOT NULL,
  db4_total_cents ${INT} NOT NULL,
  measured_total_bp ${INT} NOT NULL,
  quarter_last ${INT} NOT NULL,
  quarters TEXT NOT NULL,
  rule TEXT NOT NULL,
  day TEXT NOT NULL
)${STRICT};

-- +goose Down
SELECT 1;
