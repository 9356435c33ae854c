-- Decisions about a customer's standing count their changes, so that the history can take
-- them back; entries that tell of two customers are found when one of them is deleted.
-- Same conventions as in the first migration.
-- +goose Up

ALTER TABLE lifecycle_override ADD COLUMN version ${INT} NOT NULL DEFAULT 1;
CREATE INDEX history_entry_pair ON history_entry (id) WHERE verb >= 'party.link.' AND verb < 'party.link/';
