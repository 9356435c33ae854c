-- What was so in a contact beside its reason, as bits: 1 something personal was told, 2
-- urgent or outside opening hours, 4 asked for the boss or threatened, 8 came to an event,
-- commented or follows, 16 named another supplier. Same conventions as in the first migration.
-- +goose Up

ALTER TABLE interaction ADD COLUMN marks ${INT} NOT NULL DEFAULT 0;
CREATE INDEX interaction_marked ON interaction (day, id) WHERE marks > 0;

-- +goose Down
SELECT 1;
