-- Which kind of relationship a customer wants, as people said it: who knows him, or he
-- himself. The estimate is computed anew from the facts. Same conventions as in the first
-- migration.
-- +goose Up

-- one row per statement; the newest day of a source counts. source: owner (somebody of the
-- firm confirms or corrects: locks the kind), heard (his own words, as noted). kind: the
-- stored keys of the six kinds, or unknown: what was said before no longer holds. guess and
-- guess_bp: what stood there as the likeliest when it was said, in basis points.
CREATE TABLE relationship_label (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  source TEXT NOT NULL DEFAULT 'owner',
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  guess TEXT NOT NULL DEFAULT 'unknown',
  guess_bp ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX relationship_label_customer ON relationship_label (customer_id, day, id);

-- +goose Down
SELECT 1;
