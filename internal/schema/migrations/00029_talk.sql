-- Who is spoken to in his rhythm. Same conventions as in the first migration.
-- +goose Up

-- talk_until: how long the last talk lasts, two of the customer's own intervals; the
-- default for who was never talked with, or has no rhythm
ALTER TABLE knowledge_current ADD COLUMN talk_until TEXT NOT NULL DEFAULT '1900-01-01';
INSERT INTO knowledge_due (customer_id) SELECT id FROM customer WHERE kind IN ('person', 'firm') ON CONFLICT DO NOTHING;
