-- The page that a customer and the firm read alike. Same conventions as in the first migration.
-- +goose Up

-- one row per link to the page. The link is signed with the firm's secret and kept nowhere.
-- until_day: the last day on which it leads there; ended: the day from which it does not any
-- more, '9999-12-31' while it holds; user_id: who made it.
CREATE TABLE feedback_page (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  day TEXT NOT NULL,
  until_day TEXT NOT NULL,
  ended TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX feedback_page_customer ON feedback_page (customer_id, id);

-- +goose Down
SELECT 1;
