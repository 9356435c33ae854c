-- name: sources
-- One row per source and layout, by name.
SELECT id, name, layout, kind, profile, mapping, vat, currency, watch_folder, expect_daily, last_day, notation, plain_layout
FROM intake_source ORDER BY name, id

-- name: source-of-layout
-- The layout $1 of the source $2, or with '' of the source used last; a layout that
-- shows as $1 only until it is read as its source says comes second.
SELECT id, name, layout, kind, profile, mapping, vat, currency, watch_folder, expect_daily, last_day, notation, plain_layout
FROM intake_source WHERE (layout = $1 OR plain_layout = $1) AND ($2 = '' OR name = $2)
ORDER BY CASE WHEN layout = $1 THEN 0 ELSE 1 END, updated_at DESC, id DESC LIMIT 1

-- name: source-names
-- The names of all sources. One that a running import has chosen is none yet: two
-- imports of the same new layout are one source.
SELECT DISTINCT name FROM intake_source

-- name: sources-of-customers [sqlite]
-- How many of the numbers of the JSON list $1 each source knows.
SELECT source, COUNT(*) FROM customer_alias WHERE number IN (SELECT value FROM json_each($1)) GROUP BY source ORDER BY source

-- name: sources-of-customers [postgres]
SELECT source, COUNT(*) FROM customer_alias WHERE number IN (SELECT jsonb_array_elements_text($1::jsonb)) GROUP BY source ORDER BY source

-- name: sources-of-products [sqlite]
-- The same for articles.
SELECT source, COUNT(*) FROM sales_product WHERE number IN (SELECT value FROM json_each($1)) GROUP BY source ORDER BY source

-- name: sources-of-products [postgres]
SELECT source, COUNT(*) FROM sales_product WHERE number IN (SELECT jsonb_array_elements_text($1::jsonb)) GROUP BY source ORDER BY source

-- name: set-import-source
UPDATE intake_import SET source = $2 WHERE id = $1

-- name: save-source
INSERT INTO intake_source (name, layout, kind, profile, mapping, vat, currency, last_day, created_at, updated_at, notation, plain_layout)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
ON CONFLICT (name, layout) DO UPDATE SET kind = excluded.kind, profile = excluded.profile, mapping = excluded.mapping,
  vat = excluded.vat, currency = excluded.currency, updated_at = excluded.updated_at,
  notation = excluded.notation, plain_layout = excluded.plain_layout,
  last_day = CASE WHEN excluded.last_day = '9999-12-31' THEN intake_source.last_day
    WHEN intake_source.last_day = '9999-12-31' OR intake_source.last_day < excluded.last_day THEN excluded.last_day
    ELSE intake_source.last_day END

-- name: feeds
-- One row per layout of a source, by name.
SELECT name, watch_folder, expect_daily, CASE WHEN kind = 'orders' THEN 1 ELSE 0 END, last_day FROM intake_source ORDER BY name, id

-- name: set-feed
-- All layouts of a source, so that a new one does not have to be told.
UPDATE intake_source SET watch_folder = $2, expect_daily = $3 WHERE name = $1

-- name: refused
-- Files of watched folders that failed since $1 and were not taken over later, by name
-- or by content; newest first.
SELECT i.id, i.source, i.kind, i.file, i.size, i.digest, i.state, i.settings, i.figures, i.error, i.user_id, i.started_at, i.seen_at, i.finished_at, i.undone_at
FROM intake_import i WHERE i.state = 'failed' AND i.started_at >= $1 AND i.settings LIKE '%"watched":true%'
  AND NOT EXISTS (SELECT 1 FROM intake_import d WHERE d.id > i.id AND d.state = 'done' AND (d.file = i.file OR d.digest = i.digest))
ORDER BY i.id DESC LIMIT 50

-- name: refused-before
SELECT COUNT(*) FROM intake_import WHERE digest = $1 AND file = $2 AND state = 'failed'

-- name: let-go
UPDATE intake_import SET settings = REPLACE(settings, '"watched":true', '"watched":false') WHERE id = $1

-- name: open-import
INSERT INTO intake_import (source, kind, file, size, digest, state, settings, user_id, started_at, seen_at)
VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $8) RETURNING id

-- name: beat
-- A running import shows that it lives; the state tells whether it shall stop.
UPDATE intake_import SET seen_at = $2, figures = $3 WHERE id = $1 AND state IN ('running', 'cancelling') RETURNING state

-- name: finish
-- Only a running import can finish: one that was given up meanwhile writes nothing.
UPDATE intake_import SET state = $2, figures = $3, error = $4, seen_at = $5, finished_at = $5
WHERE id = $1 AND state IN ('running', 'cancelling')

-- name: ask-cancel
UPDATE intake_import SET state = 'cancelling' WHERE id = $1 AND state = 'running'

-- name: interrupt
UPDATE intake_import SET state = 'interrupted', finished_at = $2 WHERE id = $1 AND state IN ('running', 'cancelling')

-- name: live-imports
SELECT id, source, kind, file, size, digest, state, settings, figures, error, user_id, started_at, seen_at, finished_at, undone_at
FROM intake_import WHERE state IN ('running', 'cancelling') ORDER BY id

-- name: imports-with
-- One row per import whose settings are like $1: those of a stage or of a file handed in.
SELECT id, source, kind, file, size, digest, state, settings, figures, error, user_id, started_at, seen_at, finished_at, undone_at
FROM intake_import WHERE settings LIKE $1 ORDER BY id

-- name: import
SELECT id, source, kind, file, size, digest, state, settings, figures, error, user_id, started_at, seen_at, finished_at, undone_at
FROM intake_import WHERE id = $1

-- name: imports
-- One row per import before $1, newest first.
SELECT id, source, kind, file, size, digest, state, settings, figures, error, user_id, started_at, seen_at, finished_at, undone_at
FROM intake_import WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: imported-digest
-- Whether a file with this content was taken over, and not taken back.
SELECT COUNT(*) FROM intake_import WHERE digest = $1 AND state = 'done'

-- name: set-figures
UPDATE intake_import SET figures = $2 WHERE id = $1

-- name: mark-undone
UPDATE intake_import SET state = 'undone', undone_at = $2, figures = $3 WHERE id = $1 AND state = 'done'

-- name: mends-of
-- The imports of mended rows that belong to an import, newest first.
SELECT id FROM intake_import WHERE state = 'done' AND settings LIKE $1 ORDER BY id DESC

-- name: changes-updated
-- What an import changed, newest first.
SELECT id, subject, subject_id, verb, before, after FROM intake_change
WHERE import_id = $1 AND verb = 'updated' AND id < $2 ORDER BY id DESC LIMIT $3

-- name: changes-created
-- What an import made, newest first.
SELECT id, subject, subject_id, verb, before, after FROM intake_change
WHERE import_id = $1 AND verb = 'created' AND subject = $2 ORDER BY id DESC

-- name: categories-made
-- The categories that imports made, and whether the import was taken back.
SELECT c.subject_id, c.after, CASE WHEN i.state = 'undone' THEN 1 ELSE 0 END
FROM intake_change c JOIN intake_import i ON i.id = c.import_id
WHERE c.subject = 'category' AND c.verb = 'created' AND i.state IN ('done', 'undone')

-- name: category-to-restore
-- Whether the undo of an import that still stands would bring an article back into a category.
SELECT EXISTS (SELECT 1 FROM intake_change c JOIN intake_import i ON i.id = c.import_id
  WHERE c.subject = 'product' AND c.verb = 'updated' AND i.state = 'done' AND c.before LIKE $1)

-- name: undone-imports
SELECT id FROM intake_import WHERE state = 'undone'

-- name: later-order-changes
-- Orders of an import that later imports, which still stand, have changed.
SELECT DISTINCT c.subject_id FROM intake_change c JOIN intake_import i ON i.id = c.import_id
WHERE c.subject = 'order' AND c.verb = 'updated' AND c.import_id > $1 AND i.state = 'done'

-- name: later-customer-changes
-- Customers whom imports after $1, which still stand, have changed.
SELECT DISTINCT c.subject_id FROM intake_change c JOIN intake_import i ON i.id = c.import_id
WHERE c.subject = 'customer' AND c.verb = 'updated' AND c.import_id > $1 AND i.state = 'done'

-- name: rejects
-- The rows that an import set aside, after line and id.
SELECT id, line, col, field, reason, raw, mended_by FROM intake_reject
WHERE import_id = $1 AND id > $2 ORDER BY id LIMIT $3

-- name: mend
UPDATE intake_reject SET mended_by = $3 WHERE import_id = $1 AND line = $2 AND mended_by = 0

-- name: still-rejected
SELECT count(*) FROM intake_reject WHERE import_id = $1 AND line = $2 AND mended_by = 0

-- name: unmend
UPDATE intake_reject SET mended_by = 0 WHERE mended_by = $1

-- name: contact-span
-- First and last contact of a customer; no row without any.
SELECT MIN(day), MAX(day) FROM interaction WHERE customer_id = $1 AND channel <> 'note' HAVING COUNT(*) > 0

-- name: take-turns [sqlite]
-- SQLite has one writer anyway.
UPDATE intake_change SET verb = verb WHERE id < 0

-- name: take-turns [postgres]
-- One import or undo writes at a time: the second must see what the first has made.
LOCK TABLE intake_change IN SHARE ROW EXCLUSIVE MODE

-- name: forget-customer
DELETE FROM intake_change WHERE subject IN ('customer', 'bar') AND subject_id = $1

-- name: forget-orders
-- What the log keeps of the documents of a customer, before they go to nobody.
DELETE FROM intake_change WHERE subject = 'order' AND subject_id IN (SELECT id FROM sales_order WHERE customer_id = $1)

-- name: forget-payments
DELETE FROM intake_change WHERE subject = 'payment' AND subject_id IN (SELECT id FROM sales_payment WHERE customer_id = $1)

-- name: all-rejects
SELECT id, import_id, line, reason, raw FROM intake_reject WHERE id > $1 ORDER BY id LIMIT 1000

-- name: blank-reject
UPDATE intake_reject SET raw = '', reason = $2 WHERE id = $1

-- name: put-erased
INSERT INTO intake_erased (hash, who, at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO UPDATE SET who = excluded.who, at = excluded.at

-- name: some-erased
SELECT CASE WHEN EXISTS (SELECT 1 FROM intake_erased) THEN 1 ELSE 0 END

-- name: is-erased
SELECT COUNT(*) FROM intake_erased WHERE hash = $1

-- name: erased [sqlite]
-- Those hashes of the JSON list $1 that belong to somebody who was deleted.
SELECT hash FROM intake_erased WHERE hash IN (SELECT value FROM json_each($1))

-- name: erased [postgres]
SELECT hash FROM intake_erased WHERE hash IN (SELECT json_array_elements_text(CAST($1 AS json)))

-- name: readmit
-- All that belongs to whoever has the hash $1.
DELETE FROM intake_erased WHERE who IN (SELECT who FROM intake_erased WHERE hash = $1)

-- name: referrer-said
-- What imports of the source $2 that stand said about who recommended us to the customer
-- $1, oldest first.
SELECT c.after FROM intake_change c JOIN intake_import i ON i.id = c.import_id
WHERE c.subject = 'referrer' AND c.subject_id = $1 AND i.source = $2 AND i.state = 'done' ORDER BY c.id

-- name: referrer-by-mail
SELECT id FROM customer WHERE email_key = $1 AND email_key <> '' ORDER BY id LIMIT 2

-- name: referrer-by-name
-- Those whom one of two sort keys names; no households, which recommend nobody.
SELECT id FROM customer WHERE sort_key IN ($1, $2) AND kind <> 'household' ORDER BY id LIMIT 2

-- name: own-said
-- What imports of the source $2 that stand said about own fields of the customer $1,
-- oldest first.
SELECT c.after FROM intake_change c JOIN intake_import i ON i.id = c.import_id
WHERE c.subject = 'own' AND c.subject_id = $1 AND i.source = $2 AND i.state = 'done' ORDER BY c.id
