-- The firm's own words on how to deal with a kind of relationship, in place of the program's
-- template; and what was seen of a customer when somebody said his kind, from which the program
-- learns what is usual here. Same conventions as in the first migration.
-- +goose Up

-- one row per kind with own words. words: JSON by part; a part that is missing is the
-- template's.
CREATE TABLE relationship_playbook (
  kind TEXT PRIMARY KEY,
  version ${INT} NOT NULL DEFAULT 1,
  words TEXT NOT NULL
)${STRICT};

-- evidence: weighted counts as JSON, '' for what was said before.
ALTER TABLE relationship_label ADD COLUMN evidence TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
