-- name: make
-- The table of the reference handler, in a database of its own.
CREATE TABLE reference (
  id INTEGER PRIMARY KEY, sort_key TEXT NOT NULL, name TEXT NOT NULL, city TEXT NOT NULL, standing INTEGER NOT NULL,
  last_day TEXT NOT NULL, net_cents INTEGER NOT NULL
) STRICT

-- name: index
CREATE INDEX reference_sort ON reference (sort_key, id)

-- name: page
-- The $2 rows behind the key $1.
SELECT id, sort_key, name, city, standing, last_day, net_cents FROM reference
WHERE (sort_key, id) > ($1, 0) ORDER BY sort_key, id LIMIT $2

-- name: count-orders
-- How many documents the world wrote.
SELECT count(*) FROM sales_order

-- name: count-talks
-- How many contacts there are.
SELECT count(*) FROM interaction
