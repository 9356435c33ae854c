-- name: interaction-of-customer
-- One row per contact of a customer before (day, id), newest first.
SELECT id, customer_id, day, at, channel, direction, reason, tone, minutes, note, user_id, source, document, import_id
FROM interaction WHERE customer_id = $1 AND (day, id) < ($2, $3) ORDER BY day DESC, id DESC LIMIT $4

-- name: interaction-by-document
SELECT id FROM interaction WHERE source = $1 AND document = $2

-- name: interaction-customer
SELECT customer_id FROM interaction WHERE id = $1

-- name: interaction-delete
DELETE FROM interaction WHERE id = $1

-- name: interaction-of-deleted
-- Contacts of a deleted customer say nothing without him.
DELETE FROM interaction WHERE customer_id = $1
