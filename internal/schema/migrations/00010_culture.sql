-- What the firm stands for, and which colleague fits whom. Same conventions as in the
-- first migration.
-- +goose Up

-- culture: kind vision, mission, value, promise, self_image, role. user_id: 0 for the firm,
-- else the one person whose own image it is. examples: JSON list of texts. measure: the
-- figure that stands against a promise, target_bp in 1/100 %. Past words stay with until.
CREATE TABLE culture_statement (
  id ${ID},
  kind TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0,
  words TEXT NOT NULL,
  examples TEXT NOT NULL DEFAULT '[]',
  measure TEXT NOT NULL DEFAULT '',
  target_bp ${INT} NOT NULL DEFAULT 0,
  since TEXT NOT NULL,
  until TEXT NOT NULL DEFAULT '9999-12-31',
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
CREATE INDEX culture_statement_kind ON culture_statement (kind, until, id);
-- the monthly look at one statement: answer yes, partly, no
CREATE TABLE culture_check (
  statement_id ${INT} NOT NULL,
  month ${INT} NOT NULL,
  user_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  answer TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (statement_id, month)
)${STRICT};
-- the mix of relationships that the firm wants: JSON object of kind and share in 1/100 %
CREATE TABLE culture_mix (
  since TEXT PRIMARY KEY,
  shares TEXT NOT NULL,
  user_id ${INT} NOT NULL
)${STRICT};
-- a promise in figures: hits of total in the year before day
CREATE TABLE culture_measure (
  measure TEXT NOT NULL,
  day TEXT NOT NULL,
  hits ${INT} NOT NULL,
  total ${INT} NOT NULL,
  PRIMARY KEY (measure, day)
)${STRICT};

-- team: who answers for the relationships of the firm (0 nobody yet), and who stands in
CREATE TABLE team_chief (
  id ${INT} PRIMARY KEY,
  user_id ${INT} NOT NULL,
  deputy_id ${INT} NOT NULL,
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
INSERT INTO team_chief (id, user_id, deputy_id) VALUES (1, 0, 0);
-- what a colleague likes to talk about and knows: kind topic, expertise or language
CREATE TABLE team_skill (
  user_id ${INT} NOT NULL,
  kind TEXT NOT NULL,
  word TEXT NOT NULL,
  word_key TEXT NOT NULL,
  PRIMARY KEY (user_id, kind, word_key)
)${STRICT};
CREATE INDEX team_skill_word ON team_skill (word_key, user_id);
-- absent days of a colleague, from the first to the last
CREATE TABLE team_absence (
  id ${ID},
  user_id ${INT} NOT NULL,
  from_day TEXT NOT NULL,
  until_day TEXT NOT NULL
)${STRICT};
CREATE INDEX team_absence_user ON team_absence (user_id, until_day);

-- +goose Down
SELECT 1;
