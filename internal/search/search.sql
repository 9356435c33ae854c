-- name: change
-- The rank stays.
UPDATE search_entry SET words = $2, digits = $3 WHERE customer_id = $1

-- name: words-of
SELECT words FROM search_entry WHERE customer_id = $1

-- name: words-of-many [sqlite]
SELECT e.words FROM json_each($1) j CROSS JOIN search_entry e WHERE e.customer_id = j.value

-- name: words-of-many [postgres]
SELECT words FROM search_entry WHERE customer_id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e)

-- name: index-list [sqlite]
-- Takes new entries of the JSON list $1 into the full-text index.
INSERT INTO search_text (rowid, words)
SELECT e.customer_id, e.words FROM json_each($1) j CROSS JOIN search_entry e WHERE e.customer_id = j.value

-- name: index-list [postgres]
-- The index of the column needs no help.
SELECT 1

-- name: index-whole-list [sqlite]
INSERT INTO search_whole (rowid, words)
SELECT e.customer_id, e.words FROM json_each($1) j CROSS JOIN search_entry e WHERE e.customer_id = j.value

-- name: index-whole-list [postgres]
SELECT 1

-- name: index-range [sqlite]
-- Takes all entries from $1 to $2 into the full-text index.
INSERT INTO search_text (rowid, words) SELECT customer_id, words FROM search_entry WHERE customer_id >= $1 AND customer_id <= $2

-- name: index-range [postgres]
SELECT 1 WHERE CAST($1 AS BIGINT) > CAST($2 AS BIGINT)

-- name: index-whole-range [sqlite]
INSERT INTO search_whole (rowid, words) SELECT customer_id, words FROM search_entry WHERE customer_id >= $1 AND customer_id <= $2

-- name: index-whole-range [postgres]
SELECT 1 WHERE CAST($1 AS BIGINT) > CAST($2 AS BIGINT)

-- name: set-ranks [sqlite]
-- Customers of higher rank are found first.
UPDATE search_entry SET rank = $2 WHERE customer_id = $1 AND rank <> $2

-- name: set-ranks [postgres]
UPDATE search_entry e SET rank = n.rank FROM new_search_entry n WHERE e.customer_id = n.customer_id AND e.rank <> n.rank

-- name: remove
DELETE FROM search_entry WHERE customer_id = $1

-- name: by-words [sqlite]
-- Customers whose words match the full-text query $1, by id, at most $2.
SELECT e.customer_id, e.rank, e.words
FROM search_text t
CROSS JOIN search_entry e
WHERE search_text MATCH $1 AND e.customer_id = t.rowid
ORDER BY t.rowid
LIMIT $2

-- name: by-words [postgres]
-- Customers whose words contain each of six patterns ('%' for those not needed), at
-- most $7. Without an order, so that the reading stops there.
SELECT customer_id, rank, words
FROM search_entry
WHERE words LIKE $1 AND words LIKE $2 AND words LIKE $3 AND words LIKE $4 AND words LIKE $5 AND words LIKE $6
LIMIT $7

-- name: foremost
-- Of the $7 customers of highest rank those whose words contain each of six patterns.
SELECT w.customer_id, w.rank, w.words
FROM (SELECT customer_id, rank, words FROM search_entry ORDER BY rank DESC, customer_id LIMIT $7) w
WHERE w.words LIKE $1 AND w.words LIKE $2 AND w.words LIKE $3 AND w.words LIKE $4 AND w.words LIKE $5 AND w.words LIKE $6
ORDER BY w.rank DESC, w.customer_id

-- name: by-digits
-- Customers whose number begins with the digits $1 ($2 is the first text behind all
-- such), shortest range first, at most $3.
SELECT customer_id, rank, words, digits
FROM search_entry
WHERE digits >= $1 AND digits < $2 AND digits <> ''
ORDER BY digits, customer_id
LIMIT $3

-- name: by-options [sqlite]
-- Customers whose whole words match the full-text query $1, by id, at most $2.
SELECT e.customer_id, e.rank, e.words
FROM search_whole t
CROSS JOIN search_entry e
WHERE search_whole MATCH $1 AND e.customer_id = t.rowid
ORDER BY t.rowid
LIMIT $2

-- name: by-options [postgres]
-- Customers whose words match each of six regular expressions ('' for those not needed),
-- at most $7.
SELECT customer_id, rank, words
FROM search_entry
WHERE words ~ $1 AND words ~ $2 AND words ~ $3 AND words ~ $4 AND words ~ $5 AND words ~ $6
LIMIT $7

-- name: top
-- The $1 customers of highest rank.
SELECT customer_id, rank, words FROM search_entry ORDER BY rank DESC, customer_id LIMIT $1

-- name: learn [sqlite]
INSERT INTO search_word (word, code) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING

-- name: learn [postgres]
INSERT INTO search_word (word, code) SELECT word, code FROM new_search_word ON CONFLICT (word) DO NOTHING

-- name: doubt [sqlite]
INSERT INTO search_stale (word) VALUES ($1) ON CONFLICT (word) DO NOTHING

-- name: doubt [postgres]
INSERT INTO search_stale (word) SELECT word FROM new_search_stale ON CONFLICT (word) DO NOTHING

-- name: borne [sqlite]
-- Whether a customer bears the word $1.
SELECT EXISTS (SELECT 1 FROM search_whole WHERE search_whole MATCH '"' || $1 || '"')

-- name: borne [postgres]
SELECT EXISTS (SELECT 1 FROM search_entry WHERE words LIKE '%  ' || CAST($1 AS TEXT) || '%' AND words || '  ' LIKE '%  ' || CAST($1 AS TEXT) || '  %')

-- name: unlearn
DELETE FROM search_word WHERE word = $1

-- name: settled
DELETE FROM search_stale WHERE word = $1

-- name: stale
SELECT word FROM search_stale ORDER BY word LIMIT $1

-- name: known [sqlite]
-- Which of the JSON list $1 are words of customers.
SELECT w.word FROM json_each($1) j CROSS JOIN search_word w WHERE w.word = j.value

-- name: known [postgres]
SELECT word FROM search_word WHERE word IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))

-- name: begun [sqlite]
-- With which of the JSON list $1 a word of a customer begins.
SELECT j.value FROM json_each($1) j WHERE EXISTS (SELECT 1 FROM search_word w WHERE w.word >= j.value AND w.word < j.value || '{')

-- name: begun [postgres]
SELECT e FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e
WHERE EXISTS (SELECT 1 FROM search_word w WHERE w.word >= e COLLATE "C" AND w.word < (e || '{') COLLATE "C")

-- name: sounding [sqlite]
-- Words that sound like one of the codes in the JSON list $1, at most $2 of each.
SELECT w.word, w.code FROM json_each($1) j CROSS JOIN search_word w WHERE w.code = j.value AND w.code <> '' LIMIT $2

-- name: sounding [postgres]
SELECT word, code FROM search_word WHERE code IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb))) AND code <> '' LIMIT $2

-- name: note-words
SELECT words FROM search_note WHERE id = $1

-- name: remove-note
DELETE FROM search_note WHERE id = $1

-- name: index-notes [sqlite]
INSERT INTO search_note_text (rowid, words) SELECT n.id, n.words FROM json_each($1) j CROSS JOIN search_note n WHERE n.id = j.value

-- name: index-notes [postgres]
SELECT 1

-- name: notes [sqlite]
-- Notes that match the full-text query $1, newest first, at most $2.
SELECT rowid FROM search_note_text WHERE search_note_text MATCH $1 ORDER BY rowid DESC LIMIT $2

-- name: notes [postgres]
-- Of $8 notes whose words match each of six patterns the $7 newest.
SELECT n.id FROM (
  SELECT id FROM search_note WHERE words LIKE $1 AND words LIKE $2 AND words LIKE $3 AND words LIKE $4 AND words LIKE $5 AND words LIKE $6 LIMIT $8
) n ORDER BY n.id DESC LIMIT $7

-- name: notes-newest
-- Of the $8 newest notes those whose words match each of six patterns, at most $7.
SELECT n.id FROM (SELECT id, words FROM search_note ORDER BY id DESC LIMIT $8) n
WHERE n.words LIKE $1 AND n.words LIKE $2 AND n.words LIKE $3 AND n.words LIKE $4 AND n.words LIKE $5 AND n.words LIKE $6
ORDER BY n.id DESC LIMIT $7

-- name: learn-next
SELECT place FROM search_learn WHERE what = $1

-- name: learn-any
SELECT what FROM search_learn WHERE what <> 'tidy' ORDER BY what

-- name: learn-on
UPDATE search_learn SET place = $2 WHERE what = $1

-- name: learn-done
DELETE FROM search_learn WHERE what = $1

-- name: learn-entries
-- The next $2 entries from customer $1 on.
SELECT customer_id, words FROM search_entry WHERE customer_id >= $1 ORDER BY customer_id LIMIT $2

-- name: behind
SELECT EXISTS (SELECT 1 FROM search_learn WHERE what <> 'tidy') OR EXISTS (SELECT 1 FROM search_stale)

-- name: untidy
-- Counts since the indexes were tidied who was forgotten while they still hold his words.
INSERT INTO search_learn (what, place) VALUES ('tidy', 1) ON CONFLICT (what) DO UPDATE SET place = place + 1


-- name: tidied
DELETE FROM search_learn WHERE what = 'tidy' AND place = $1

-- name: writes
-- How many rows this connection has written; of SQLite, as the statements that follow.
SELECT total_changes()

-- name: merge-text
-- Merges $1 pages of an index; below 0 begins with all of it.
INSERT INTO search_text (search_text, rank) VALUES ('merge', $1)

-- name: merge-whole
INSERT INTO search_whole (search_whole, rank) VALUES ('merge', $1)

-- name: merge-notes
INSERT INTO search_note_text (search_note_text, rank) VALUES ('merge', $1)

-- name: parts-text [sqlite]
-- Of how many parts an index is: the number of a part stands in the upper bits of the ids of its
-- pages (https://sqlite.org/fts5.html, appendix on the data structures), so each takes one look.
WITH RECURSIVE part(number) AS (
  SELECT min(id) >> 37 FROM search_text_data WHERE id >= 1 << 37
  UNION ALL
  SELECT (SELECT min(d.id) >> 37 FROM search_text_data d WHERE d.id >= (number + 1) << 37) FROM part WHERE number IS NOT NULL
)
SELECT count(number) FROM part

-- name: parts-text [postgres]
SELECT 1

-- name: parts-whole [sqlite]
WITH RECURSIVE part(number) AS (
  SELECT min(id) >> 37 FROM search_whole_data WHERE id >= 1 << 37
  UNION ALL
  SELECT (SELECT min(d.id) >> 37 FROM search_whole_data d WHERE d.id >= (number + 1) << 37) FROM part WHERE number IS NOT NULL
)
SELECT count(number) FROM part

-- name: parts-whole [postgres]
SELECT 1

-- name: parts-notes [sqlite]
WITH RECURSIVE part(number) AS (
  SELECT min(id) >> 37 FROM search_note_text_data WHERE id >= 1 << 37
  UNION ALL
  SELECT (SELECT min(d.id) >> 37 FROM search_note_text_data d WHERE d.id >= (number + 1) << 37) FROM part WHERE number IS NOT NULL
)
SELECT count(number) FROM part

-- name: parts-notes [postgres]
SELECT 1
