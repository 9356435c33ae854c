-- From where a change came, bulk actions, and files attached to customers. Same
-- conventions as in the first migration.
-- +goose Up

-- origin: web, cli, import, job, '' of older programs; bulk: the entry that stands for a
-- bulk action, 0 for none
ALTER TABLE history_entry ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE history_entry ADD COLUMN bulk ${INT} NOT NULL DEFAULT 0;
CREATE INDEX history_entry_actor ON history_entry (actor, at, id);
CREATE INDEX history_entry_bulk ON history_entry (bulk) WHERE bulk <> 0;

-- attachment: kind is the MIME type that the content has, hash its SHA-256 in hex
CREATE TABLE attachment (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  size ${INT} NOT NULL,
  hash ${KEY} NOT NULL,
  added_by ${INT} NOT NULL,
  added_at ${INT} NOT NULL
)${STRICT};
CREATE INDEX attachment_customer ON attachment (customer_id, id);
CREATE INDEX attachment_hash ON attachment (hash);
-- one row per content that is kept; orphan_at: since when no row of attachment names it,
-- 0 while one does, 1 when it must go with the next sweep
CREATE TABLE attachment_blob (
  hash ${KEY} PRIMARY KEY,
  size ${INT} NOT NULL,
  orphan_at ${INT} NOT NULL DEFAULT 0
)${STRICT};
-- contents in pieces of 48 kB, as base64, which a dump can hold; on SQLite they are files
-- beside the database and this table is filled only in a dump
CREATE TABLE attachment_chunk (
  hash ${KEY} NOT NULL,
  n ${INT} NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (hash, n)
)${STRICT};

-- +goose Down
SELECT 1;
