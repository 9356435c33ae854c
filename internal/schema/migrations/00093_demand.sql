-- What customers demand beyond what was agreed, what we decided and said, and whether they keep
-- to it. Same conventions as in the first migration.
-- +goose Up

-- one row per demand. wanted: until when, in his words. decision: '' open, once, priced, offer,
-- no. price_cents: with 'priced'. reason: why not, or what is offered instead. decided, told:
-- instants, 0 while it did not happen. kept: 0 not known, 1 no, 3 yes. kept_day: since when that
-- is known, '9999-12-31' before. interaction_id: the contact in which he asked. said_id: the
-- contact that the last change noted, or 0.
CREATE TABLE feedback_demand (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  words TEXT NOT NULL,
  wanted TEXT NOT NULL DEFAULT '',
  decision TEXT NOT NULL DEFAULT '',
  price_cents ${INT} NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  decided ${INT} NOT NULL DEFAULT 0,
  decided_by ${INT} NOT NULL DEFAULT 0,
  told ${INT} NOT NULL DEFAULT 0,
  said_id ${INT} NOT NULL DEFAULT 0,
  kept ${INT} NOT NULL DEFAULT 0,
  kept_day TEXT NOT NULL DEFAULT '9999-12-31',
  interaction_id ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX feedback_demand_customer ON feedback_demand (customer_id, day, id);

-- +goose Down
SELECT 1;
