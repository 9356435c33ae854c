-- Decisions about a customer's standing count their changes, so that the history can take
-- them back. Same conventions as in the first migration.
-- +goose Up

ALTER TABLE lifecycle_override ADD COLUMN version ${INT} NOT NULL DEFAULT 1;
