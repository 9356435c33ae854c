-- Fields that a firm made for itself. Same conventions as in the first migration.
-- +goose Up

-- field: kind text, choice, flag, number, money, day; whom: '' for all, else a kind of
-- customer; options of a choice as a JSON list of texts. A field that is no longer asked
-- for is archived, its values stay.
CREATE TABLE field_definition (
  id ${ID},
  key TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  whom TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL DEFAULT '[]',
  position ${INT} NOT NULL,
  archived ${INT} NOT NULL DEFAULT 0,
  version ${INT} NOT NULL DEFAULT 1
)${STRICT};
-- text_value: texts, options, days; int_value: yes = 1, cents, numbers times 10000
CREATE TABLE field_value (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  field_id ${INT} NOT NULL,
  text_value ${KEY} NOT NULL DEFAULT '',
  int_value ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE UNIQUE INDEX field_value_customer ON field_value (customer_id, field_id);
CREATE INDEX field_value_text ON field_value (field_id, text_value, customer_id);
CREATE INDEX field_value_int ON field_value (field_id, int_value, customer_id);

-- +goose Down
SELECT 1;
