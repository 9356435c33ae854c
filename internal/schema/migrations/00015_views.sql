-- Saved views of the list, and acts on many customers at once. Same conventions as in
-- the first migration.
-- +goose Up

-- list: user_id 0 for the team, maker who made it; rule as audience stores it, sort with a
-- minus in front when descending, columns a JSON list of keys. A removed view stays with
-- gone = 1, so that it can come back.
CREATE TABLE list_view (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  user_id ${INT} NOT NULL DEFAULT 0,
  maker_id ${INT} NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  sort TEXT NOT NULL DEFAULT '',
  columns TEXT NOT NULL DEFAULT '[]',
  position ${INT} NOT NULL,
  gone ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX list_view_user ON list_view (user_id, position, id);
-- list: rules that are too long for an address, by a hash of their text.
CREATE TABLE list_draft (
  key TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  used ${INT} NOT NULL
)${STRICT};

-- bulk: an act on many customers. act owner, field, topic, objection; field_id and value
-- say what is set. state ready, running, done, undoing, undone. seen_at: when the preview
-- was made; who was changed after it is passed over.
CREATE TABLE bulk_run (
  id ${ID},
  act TEXT NOT NULL,
  field_id ${INT} NOT NULL DEFAULT 0,
  value TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL,
  actor_id ${INT} NOT NULL,
  seen_at ${INT} NOT NULL,
  at ${INT} NOT NULL,
  state TEXT NOT NULL DEFAULT 'ready',
  total ${INT} NOT NULL
)${STRICT};
-- outcome: '' waits, changed, same, a reason why he was passed over, undone, changed_since
CREATE TABLE bulk_item (
  id ${ID},
  run_id ${INT} NOT NULL,
  customer_id ${INT} NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  entry_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX bulk_item_customer ON bulk_item (customer_id, run_id);
CREATE INDEX bulk_item_run ON bulk_item (run_id, outcome, customer_id);

-- +goose Down
SELECT 1;
