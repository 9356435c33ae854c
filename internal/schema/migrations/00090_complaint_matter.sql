-- What complaints are about, so that the same trouble is seen when it comes again. Same
-- conventions as in the first migration.
-- +goose Up

-- matter: what it was about (goods, delivery, order, people, bill, contact, other), '' until known
ALTER TABLE feedback_complaint ADD COLUMN matter TEXT NOT NULL DEFAULT '';
-- figures of a year by day
CREATE INDEX feedback_complaint_day ON feedback_complaint (day);

-- +goose Down
SELECT 1;
