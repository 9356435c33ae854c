-- Somebody of the firm asks for help with a customer who is hard to talk to just now; and why a
-- customer seems to want a kind of relationship stands beside the kind, so that a page tells it
-- without counting again. Same conventions as in the first migration.
-- +goose Up

-- one row per call. user_id: who asked; owner_id: whom it went to; closed: an instant, 0 while
-- open; closed_by: who closed it, words: what was done.
CREATE TABLE feedback_call (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0,
  owner_id ${INT} NOT NULL,
  closed ${INT} NOT NULL DEFAULT 0,
  closed_by ${INT} NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT ''
)${STRICT};
CREATE INDEX feedback_call_customer ON feedback_call (customer_id, day, id);
CREATE INDEX feedback_call_open ON feedback_call (at, id) WHERE closed = 0;

-- reasons: the strongest for and against and when a person confirmed the kind, as JSON; ''
-- where there is nothing to tell, and until the next computation.
ALTER TABLE relationship_current ADD COLUMN reasons TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
