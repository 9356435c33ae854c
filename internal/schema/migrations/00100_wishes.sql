-- How often a customer wishes to hear of us by ourselves. Same conventions as in the first
-- migration.
-- +goose Up

-- often: '' not said, 'monthly' at most once a month, 'rarely' at most twice a year, 'matter' if
-- it is about a matter of his
ALTER TABLE interest_preference ADD COLUMN often TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
