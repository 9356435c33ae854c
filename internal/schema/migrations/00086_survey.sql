-- Surveys: waves, who was given a link, what was answered. Same conventions as in the first
-- migration.
-- +goose Up

-- one row per survey. mode: 'named' (a target group, one link each), 'contact' (handed over
-- after a talk, one link each), 'anonymous' (one link for all, nothing of anybody). rule: the
-- target group as text, '' for everybody. short: 1 asks the core question alone. recommend: 1
-- asks whether he would recommend us, where there is room. guess: how many of a hundred the
-- firm believes to say "as expected or better", -1 not said. mix: customers by kind at the
-- begin, as JSON; the total is weighted by it. seed: an anonymous link is made from it and the
-- firm's secret; hash: of that link, '' for the other modes. ended: 0 while it runs.
CREATE TABLE survey_wave (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  name TEXT NOT NULL,
  mode TEXT NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  group_name TEXT NOT NULL DEFAULT '',
  short ${INT} NOT NULL DEFAULT 0,
  recommend ${INT} NOT NULL DEFAULT 0,
  guess ${INT} NOT NULL DEFAULT -1,
  mix TEXT NOT NULL DEFAULT '{}',
  begun TEXT NOT NULL,
  until_day TEXT NOT NULL,
  seed TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL DEFAULT '',
  ended ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX survey_wave_hash ON survey_wave (hash) WHERE hash <> '';

-- one row per person and survey: the link that he was given. kind: the kind of relationship
-- that chose his questions. hash: of the link; the link itself is kept nowhere. answered: when,
-- 0 not yet.
CREATE TABLE survey_link (
  id ${ID},
  wave_id ${INT} NOT NULL,
  customer_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  seed TEXT NOT NULL,
  hash TEXT NOT NULL,
  day TEXT NOT NULL,
  at ${INT} NOT NULL,
  until_day TEXT NOT NULL,
  answered ${INT} NOT NULL DEFAULT 0,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX survey_link_hash ON survey_link (hash);
CREATE UNIQUE INDEX survey_link_once ON survey_link (wave_id, customer_id);
CREATE INDEX survey_link_customer ON survey_link (customer_id, day);

-- one row per answer. customer_id and link_id: 0 for anonymous ones. marks: number by question,
-- words: text by question, both JSON. callback: 1 may be called back about it. complaint_id:
-- the complaint that a low answer became, or 0.
CREATE TABLE survey_answer (
  id ${ID},
  wave_id ${INT} NOT NULL,
  link_id ${INT} NOT NULL DEFAULT 0,
  customer_id ${INT} NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL,
  marks TEXT NOT NULL DEFAULT '{}',
  words TEXT NOT NULL DEFAULT '{}',
  callback ${INT} NOT NULL DEFAULT 0,
  complaint_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX survey_answer_wave ON survey_answer (wave_id, id);
CREATE INDEX survey_answer_customer ON survey_answer (customer_id, id) WHERE customer_id > 0;
CREATE UNIQUE INDEX survey_answer_link ON survey_answer (link_id) WHERE link_id > 0;

-- +goose Down
SELECT 1;
