-- Saved views of the list. Same conventions as in the
-- first migration.
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

-- +goose Down
SELECT 1;
