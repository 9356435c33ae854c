-- The firm's own price list of shipping. Same conventions as in the first migration.
-- +goose Up

-- one row per line of a list; a list holds from its day on, whole, in place of the one
-- before. country: a code as in DE, '' for all that are not named. up_to_cents: the largest
-- net of a sale that the line is for, 0 for any.
CREATE TABLE cost_shipping (
  since TEXT NOT NULL,
  country TEXT NOT NULL,
  up_to_cents ${INT} NOT NULL,
  cost_cents ${INT} NOT NULL,
  PRIMARY KEY (since, country, up_to_cents)
)${STRICT};

-- +goose Down
SELECT 1;
