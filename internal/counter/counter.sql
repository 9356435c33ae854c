-- name: by-code
-- Whom a card or a customer number names; a card first.
SELECT id, 0 FROM customer WHERE card = $1
UNION ALL
SELECT id, 1 FROM customer WHERE number = $1 AND number <> '' AND card <> $1
ORDER BY 2, 1
LIMIT $2

-- name: face
SELECT face FROM insight_card WHERE customer_id = $1

-- name: sensitive
SELECT c.sensitive FROM sales_product p JOIN sales_category c ON c.id = p.category_id WHERE p.id = $1

-- name: likely
-- Who bought last comes again first; nobody who died, no collective customer.
SELECT customer_id FROM insight_card
WHERE last_day < '9999-12-31' AND collective = 0 AND bars < 4
ORDER BY last_day DESC, customer_id DESC
LIMIT $1

-- name: begin-sent
INSERT INTO counter_sent (name, entry, at) VALUES ($1, 0, $2) ON CONFLICT (name) DO NOTHING

-- name: sent
SELECT entry FROM counter_sent WHERE name = $1

-- name: end-sent
UPDATE counter_sent SET entry = $2 WHERE name = $1

-- name: sweep-sent
DELETE FROM counter_sent WHERE at < $1

-- name: setting
SELECT topics, lock_minutes FROM counter_setting WHERE id = 1

-- name: set-setting
UPDATE counter_setting SET topics = $1, lock_minutes = $2 WHERE id = 1
