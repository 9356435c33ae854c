-- Trust as an item of its own, what damages and restores it, and the chain from benefit to value.
-- Same conventions as in the first migration.
-- +goose Up

-- one row per time in which somebody's trust is damaged, from a low answer on. answer_id: that
-- answer; ended: an instant, 0 while nothing is sold to him; ended_by: who of the firm said that
-- all is well again, 0 where a later answer of his did; words: of that person.
CREATE TABLE survey_trust (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  answer_id ${INT} NOT NULL,
  ended ${INT} NOT NULL DEFAULT 0,
  ended_by ${INT} NOT NULL DEFAULT 0,
  words TEXT NOT NULL DEFAULT ''
)${STRICT};
CREATE UNIQUE INDEX survey_trust_now ON survey_trust (customer_id) WHERE ended = 0;
CREATE INDEX survey_trust_customer ON survey_trust (customer_id, id);

-- the chain as it stood when a month was computed last (YYYY-MM). newest: id of the newest answer
-- in it; facts: links and levels as JSON.
CREATE TABLE survey_chain (
  month TEXT PRIMARY KEY,
  day TEXT NOT NULL,
  newest ${INT} NOT NULL,
  facts TEXT NOT NULL,
  at ${INT} NOT NULL
)${STRICT};

-- +goose Down
SELECT 1;
