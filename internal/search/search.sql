-- name: change
-- The rank stays.
UPDATE search_entry SET words = $2, digits = $3 WHERE customer_id = $1

-- name: index-new [sqlite]
-- Takes new entries of the JSON list $1 into the full-text index.
INSERT INTO search_text (rowid, words)
SELECT e.customer_id, e.words FROM json_each($1) j CROSS JOIN search_entry e WHERE e.customer_id = j.value

-- name: index-new [postgres]
-- The index of the column needs no help.
SELECT 1

-- name: index-range [sqlite]
-- Takes all entries from $1 to $2 into the full-text index.
INSERT INTO search_text (rowid, words) SELECT customer_id, words FROM search_entry WHERE customer_id >= $1 AND customer_id <= $2

-- name: index-range [postgres]
SELECT 1 WHERE CAST($1 AS BIGINT) > CAST($2 AS BIGINT)

-- name: set-rank
-- Customers of higher rank are found first.
UPDATE search_entry SET rank = $2 WHERE customer_id = $1 AND rank <> $2

-- name: remove
DELETE FROM search_entry WHERE customer_id = $1

-- name: by-words [sqlite]
-- Customers whose words match the full-text query $1, by id, at most $2.
SELECT e.customer_id, e.rank
FROM search_text t
CROSS JOIN search_entry e
WHERE search_text MATCH $1 AND e.customer_id = t.rowid
ORDER BY t.rowid
LIMIT $2

-- name: by-words [postgres]
-- Customers whose words contain each of six patterns ('%' for those not needed), at
-- most $7. Without an order, so that the reading stops there.
SELECT customer_id, rank
FROM search_entry
WHERE words LIKE $1 AND words LIKE $2 AND words LIKE $3 AND words LIKE $4 AND words LIKE $5 AND words LIKE $6
LIMIT $7

-- name: foremost
-- Of the $7 customers of highest rank those whose words contain each of six patterns.
SELECT w.customer_id, w.rank
FROM (SELECT customer_id, rank, words FROM search_entry ORDER BY rank DESC, customer_id LIMIT $7) w
WHERE w.words LIKE $1 AND w.words LIKE $2 AND w.words LIKE $3 AND w.words LIKE $4 AND w.words LIKE $5 AND w.words LIKE $6
ORDER BY w.rank DESC, w.customer_id

-- name: by-digits
-- Customers whose number begins with the digits $1 ($2 is the first text behind all
-- such), shortest range first, at most $3.
SELECT customer_id, rank
FROM search_entry
WHERE digits >= $1 AND digits < $2 AND digits <> ''
ORDER BY digits, customer_id
LIMIT $3
