-- What customers tell us that helps: suggestions and what became of them, whether they may be
-- named as a reference, and which share of their need they say they cover with us. Same
-- conventions as in the first migration.
-- +goose Up

-- one row per suggestion or reference. other_id: a second customer with the same idea, or 0;
-- shared 1: two had it, each counts half, also after one of them was deleted. kind: idea,
-- reference. state: open, adopted, declined; settled: when that was decided, '9999-12-31'
-- while open. low, mid, high: what it brings in a year as the firm estimates it, all 0 when
-- not estimated. interaction_id: the contact in which it was noted, or 0.
CREATE TABLE feedback_idea (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  other_id ${INT} NOT NULL DEFAULT 0,
  shared ${INT} NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT 'idea',
  day TEXT NOT NULL,
  words TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  settled TEXT NOT NULL DEFAULT '9999-12-31',
  outcome TEXT NOT NULL DEFAULT '',
  low_cents ${INT} NOT NULL DEFAULT 0,
  mid_cents ${INT} NOT NULL DEFAULT 0,
  high_cents ${INT} NOT NULL DEFAULT 0,
  interaction_id ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX feedback_idea_customer ON feedback_idea (customer_id, day, id);
CREATE INDEX feedback_idea_other ON feedback_idea (other_id, day, id) WHERE other_id > 0;

-- one row per statement of a customer which share of his need he covers with us; the newest
-- day counts
CREATE TABLE feedback_share (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  share_bp ${INT} NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX feedback_share_customer ON feedback_share (customer_id, day, id);

-- told 1: the share of need is what the customer said, not an estimate
ALTER TABLE portfolio_current ADD COLUMN told ${INT} NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
