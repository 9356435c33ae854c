-- name: interaction-of-customer
-- One row per contact of a customer before (day, id), newest first.
SELECT id, customer_id, day, at, channel, direction, started_by, contact_id, reason, tone, marks, minutes, note, user_id, source, document, import_id, version
FROM interaction WHERE customer_id = $1 AND (day, id) < ($2, $3) ORDER BY day DESC, id DESC LIMIT $4

-- name: interaction-by-document
SELECT id FROM interaction WHERE source = $1 AND document = $2

-- name: interaction-delete
DELETE FROM interaction WHERE id = $1

-- name: interaction-of-deleted
-- Contacts of a deleted customer say nothing without him.
DELETE FROM interaction WHERE customer_id = $1

-- name: interaction-noted
-- The contacts of a customer with a note.
SELECT id FROM interaction WHERE customer_id = $1 AND note <> ''

-- name: interaction-many [sqlite]
-- Contacts of the JSON list $1.
SELECT i.id, i.customer_id, i.day, i.at, i.channel, i.direction, i.started_by, i.contact_id, i.reason, i.tone, i.marks, i.minutes, i.note, i.user_id, i.source, i.document, i.import_id, i.version
FROM json_each($1) j CROSS JOIN interaction i WHERE i.id = j.value

-- name: interaction-many [postgres]
SELECT id, customer_id, day, at, channel, direction, started_by, contact_id, reason, tone, marks, minutes, note, user_id, source, document, import_id, version
FROM interaction WHERE id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e)

-- name: interaction-notes
-- The next $2 contacts with a note from $1 on.
SELECT id, note FROM interaction WHERE id >= $1 AND note <> '' ORDER BY id LIMIT $2

-- name: interaction-one
SELECT id, customer_id, day, at, channel, direction, started_by, contact_id, reason, tone, marks, minutes, note, user_id, source, document, import_id, version
FROM interaction WHERE id = $1

-- name: interaction-amend
-- No row when somebody else amended the contact meanwhile.
UPDATE interaction SET customer_id = $2, day = $3, at = $4, channel = $5, direction = $6, started_by = $7, contact_id = $8, reason = $9,
  tone = $10, minutes = $11, note = $12, marks = $14, version = version + 1
WHERE id = $1 AND version = $13

-- name: interaction-unlink
DELETE FROM interaction_link WHERE interaction_id = $1

-- name: interaction-links
SELECT subject, subject_id FROM interaction_link WHERE interaction_id = $1 ORDER BY subject, subject_id

-- name: interaction-link
INSERT INTO interaction_link (interaction_id, subject, subject_id) VALUES ($1, $2, $3)
ON CONFLICT (interaction_id, subject, subject_id) DO NOTHING

-- name: interaction-about
-- Contacts about one thing, newest first.
SELECT i.id FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id
WHERE l.subject = $1 AND l.subject_id = $2 ORDER BY i.day DESC, i.id DESC LIMIT $3

-- name: interaction-last
SELECT last_in, last_out FROM interaction_last WHERE customer_id = $1

-- name: interaction-move-last
-- The last contact in each direction moves forward; '9999-12-31' is "none yet".
INSERT INTO interaction_last (customer_id, last_in, last_out) VALUES ($1, $2, $3)
ON CONFLICT (customer_id) DO UPDATE SET
  last_in = CASE WHEN excluded.last_in = '9999-12-31' THEN interaction_last.last_in
    WHEN interaction_last.last_in = '9999-12-31' OR interaction_last.last_in < excluded.last_in THEN excluded.last_in
    ELSE interaction_last.last_in END,
  last_out = CASE WHEN excluded.last_out = '9999-12-31' THEN interaction_last.last_out
    WHEN interaction_last.last_out = '9999-12-31' OR interaction_last.last_out < excluded.last_out THEN excluded.last_out
    ELSE interaction_last.last_out END

-- name: interaction-settle-last
-- The last contact in each direction out of the contacts that there are.
INSERT INTO interaction_last (customer_id, last_in, last_out)
SELECT customer_id,
  coalesce(max(CASE WHEN direction = 'in' THEN day END), '9999-12-31'),
  coalesce(max(CASE WHEN direction = 'out' THEN day END), '9999-12-31')
FROM interaction WHERE customer_id = $1 AND direction <> '' GROUP BY customer_id
ON CONFLICT (customer_id) DO UPDATE SET last_in = excluded.last_in, last_out = excluded.last_out

-- name: interaction-span
-- The span of contacts as the customer's row holds it and as his contacts make it.
SELECT c.first_contact, c.last_contact, coalesce(min(i.day), '9999-12-31'), coalesce(max(i.day), '9999-12-31')
FROM customer c LEFT JOIN interaction i ON i.customer_id = c.id AND i.channel <> 'note'
WHERE c.id = $1 GROUP BY c.first_contact, c.last_contact

-- name: interaction-links-of-deleted
DELETE FROM interaction_link WHERE interaction_id IN (SELECT id FROM interaction WHERE customer_id = $1)

-- name: interaction-last-of-deleted
DELETE FROM interaction_last WHERE customer_id = $1

-- name: interaction-contact-deleted
UPDATE interaction SET contact_id = 0 WHERE contact_id = $1

-- name: interaction-relink
-- Moves all contacts of a customer to another and tells which.
UPDATE interaction SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: interaction-relink-contact
UPDATE interaction SET contact_id = $2 WHERE contact_id = $1 RETURNING id

-- name: interaction-unlink-one
UPDATE interaction SET customer_id = $2 WHERE id = $1

-- name: interaction-unlink-contact
UPDATE interaction SET contact_id = $2 WHERE id = $1

-- name: coverage-quarters
-- How many quarters with a purchase customers have in the months [$1, $2), and how many
-- customers that are; $3 is the first month counted from year 0.
SELECT count(*), count(DISTINCT customer_id) FROM (
  SELECT DISTINCT customer_id, ((month / 100) * 12 + month % 100 - 1 - $3) / 3 AS quarter
  FROM sales_month WHERE month >= $1 AND month < $2 AND orders > 0 AND customer_id > 1
) t

-- name: coverage-logged
SELECT count(*) FROM interaction WHERE day >= $1 AND day < $2 AND reason = $3

-- name: coverage-keep
INSERT INTO interaction_coverage (day, preset, logged, quarters, customers, expected, share, rule)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (day) DO UPDATE SET preset = excluded.preset, logged = excluded.logged, quarters = excluded.quarters,
  customers = excluded.customers, expected = excluded.expected, share = excluded.share, rule = excluded.rule

-- name: coverage-last
SELECT day, preset, logged, quarters, customers, expected, share, rule FROM interaction_coverage
WHERE day <= $1 ORDER BY day DESC LIMIT 1
