-- Doubles: the keys by which entries that may be the same are found, how alike two
-- are, and the merges, each with all that it takes to undo it.
-- +goose Up

-- match: one row per entry and key, see match.Keys
CREATE TABLE match_key (
  customer_id ${INT} NOT NULL,
  key ${INT} NOT NULL,
  PRIMARY KEY (customer_id, key)
)${STRICT};
CREATE INDEX match_key_key ON match_key (key, customer_id);
-- entries whose keys are older than they, or whose doubles were not looked for yet
CREATE TABLE match_due (customer_id ${INT} PRIMARY KEY)${STRICT};
INSERT INTO match_due (customer_id) SELECT id FROM customer WHERE kind <> 'unassigned';

-- customer: points of a pair in hundredths, for the rows with the reason 'similar'
ALTER TABLE customer_duplicate ADD COLUMN score ${INT} NOT NULL DEFAULT 0;
CREATE INDEX customer_duplicate_score ON customer_duplicate (score DESC, a_id, b_id) WHERE reason = 'similar' AND state = 'open';
-- the customer from whom a merge has taken this number over, or 0
ALTER TABLE customer_alias ADD COLUMN merged_id ${INT} NOT NULL DEFAULT 0;
CREATE INDEX customer_alias_merged ON customer_alias (source, number) WHERE merged_id > 0;
-- what came under such a number since: it goes back with him when the merge is undone
CREATE TABLE customer_arrival (
  merged_id ${INT} NOT NULL,
  subject TEXT NOT NULL,
  subject_id ${INT} NOT NULL,
  PRIMARY KEY (merged_id, subject, subject_id)
)${STRICT};

-- duplicate: one row per merge. loser is the whole row that went; before and after are
-- the fields of the survivor that the merge changed.
CREATE TABLE duplicate_merge (
  id ${ID},
  survivor_id ${INT} NOT NULL,
  loser_id ${INT} NOT NULL,
  loser TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  at ${INT} NOT NULL,
  actor ${INT} NOT NULL,
  state TEXT NOT NULL DEFAULT 'merged',
  undone_at ${INT} NOT NULL DEFAULT 0,
  undone_by ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX duplicate_merge_loser ON duplicate_merge (loser_id) WHERE state = 'merged';
CREATE INDEX duplicate_merge_survivor ON duplicate_merge (survivor_id, id);
-- what a merge moved, as the owner of the rows wrote it down
CREATE TABLE duplicate_moved (
  merge_id ${INT} NOT NULL,
  ledger TEXT NOT NULL,
  moved TEXT NOT NULL,
  PRIMARY KEY (merge_id, ledger)
)${STRICT};

-- +goose Down
SELECT 1;
