-- name: get
-- The customer $1.
SELECT id, kind, number, name, first_name, last_name, company, salutation, title, address_form, street,
       postcode, city, country, email, email_key, phone, phone_key, vat_id, vat_key, birthday, card,
       origin, favourite, note, firm_id, role, owner_id, collective, duplicate, sort_key, first_contact,
       last_contact, created_at, updated_at, version, import_id
FROM customer
WHERE id = $1

-- name: get-many [sqlite]
-- One row per customer of the JSON list $1, by id.
SELECT c.id, c.kind, c.number, c.name, c.first_name, c.last_name, c.company, c.salutation, c.title,
       c.address_form, c.street, c.postcode, c.city, c.country, c.email, c.email_key, c.phone,
       c.phone_key, c.vat_id, c.vat_key, c.birthday, c.card, c.origin, c.favourite, c.note, c.firm_id,
       c.role, c.owner_id, c.collective, c.duplicate, c.sort_key, c.first_contact, c.last_contact,
       c.created_at, c.updated_at, c.version, c.import_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = j.value
ORDER BY c.id

-- name: get-many [postgres]
SELECT c.id, c.kind, c.number, c.name, c.first_name, c.last_name, c.company, c.salutation, c.title,
       c.address_form, c.street, c.postcode, c.city, c.country, c.email, c.email_key, c.phone,
       c.phone_key, c.vat_id, c.vat_key, c.birthday, c.card, c.origin, c.favourite, c.note, c.firm_id,
       c.role, c.owner_id, c.collective, c.duplicate, c.sort_key, c.first_contact, c.last_contact,
       c.created_at, c.updated_at, c.version, c.import_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = CAST(j.value AS BIGINT)
ORDER BY c.id

-- name: match-records [sqlite]
-- What the search for doubles compares of the customers of the JSON list $1, in no order,
-- without those who stand for many.
SELECT c.id, c.kind, c.first_name, c.last_name, c.company, c.salutation, c.street, c.postcode, c.city, c.email_key,
       c.phone_key, c.vat_key, c.birthday, c.card, c.firm_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = j.value AND c.collective = 0

-- name: match-records [postgres]
SELECT c.id, c.kind, c.first_name, c.last_name, c.company, c.salutation, c.street, c.postcode, c.city, c.email_key,
       c.phone_key, c.vat_key, c.birthday, c.card, c.firm_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = CAST(j.value AS BIGINT)
WHERE c.collective = 0

-- name: contacts
-- One row per contact of the firm $1, by name.
SELECT id, kind, number, name, first_name, last_name, company, salutation, title, address_form, street,
       postcode, city, country, email, email_key, phone, phone_key, vat_id, vat_key, birthday, card,
       origin, favourite, note, firm_id, role, owner_id, collective, duplicate, sort_key, first_contact,
       last_contact, created_at, updated_at, version, import_id
FROM customer
WHERE firm_id = $1 AND firm_id > 0
ORDER BY sort_key, id

-- name: contact-ids
SELECT id FROM customer WHERE firm_id = $1 AND firm_id > 0 ORDER BY id

-- name: save
-- The whole row, if it still has the version $32.
UPDATE customer SET
  kind = $2, number = $3, name = $4, first_name = $5, last_name = $6, company = $7, salutation = $8,
  title = $9, address_form = $10, street = $11, postcode = $12, city = $13, country = $14,
  email = $15, email_key = $16, phone = $17, phone_key = $18, vat_id = $19, vat_key = $20,
  birthday = $21, card = $22, origin = $23, favourite = $24, note = $25, firm_id = $26, role = $27,
  owner_id = $28, collective = $29, sort_key = $30, updated_at = $31,
  version = version + 1
WHERE id = $1 AND version = $32

-- name: delete
DELETE FROM customer WHERE id = $1 AND id > 1

-- name: delete-aliases
DELETE FROM customer_alias WHERE customer_id = $1

-- name: delete-imported
DELETE FROM customer_imported WHERE customer_id = $1

-- name: delete-due
DELETE FROM customer_due WHERE customer_id = $1

-- name: touch-contact
-- The span of contacts grows to hold the day $2; '9999-12-31' is "none yet".
UPDATE customer SET
  first_contact = CASE WHEN first_contact > $2 THEN $2 ELSE first_contact END,
  last_contact = CASE WHEN last_contact = '9999-12-31' OR last_contact < $2 THEN $2 ELSE last_contact END
WHERE id = $1 AND (first_contact > $2 OR last_contact = '9999-12-31' OR last_contact < $2)

-- name: set-contacts
-- What undoing an import computes anew.
UPDATE customer SET first_contact = $2, last_contact = $3 WHERE id = $1

-- name: aliases [sqlite]
-- The customers of a source behind the numbers of the JSON list $2.
SELECT a.number, a.customer_id
FROM json_each($2) j
CROSS JOIN customer_alias a
WHERE a.source = $1 AND a.number = j.value

-- name: aliases [postgres]
SELECT a.number, a.customer_id
FROM json_array_elements_text(CAST($2 AS json)) j(value)
JOIN customer_alias a ON a.number = j.value
WHERE a.source = $1

-- name: alias-list
-- One row per number under which sources know the customer $1.
SELECT source, number FROM customer_alias WHERE customer_id = $1 ORDER BY source, number

-- name: put-alias
INSERT INTO customer_alias (source, number, customer_id) VALUES ($1, $2, $3)

-- name: imported [sqlite]
-- The last imported values of source $2 for the customers of the JSON list $1.
SELECT i.customer_id, i.fields
FROM json_each($1) j
CROSS JOIN customer_imported i
WHERE i.customer_id = j.value AND i.source = $2

-- name: imported [postgres]
SELECT i.customer_id, i.fields
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer_imported i ON i.customer_id = CAST(j.value AS BIGINT)
WHERE i.source = $2

-- name: put-imported
INSERT INTO customer_imported (customer_id, source, fields) VALUES ($1, $2, $3)
ON CONFLICT (customer_id, source) DO UPDATE SET fields = excluded.fields

-- name: drop-imported
DELETE FROM customer_imported WHERE customer_id = $1 AND source = $2

-- name: set-firm
UPDATE customer SET firm_id = $2, kind = $3 WHERE id = $1

-- name: mark-due [sqlite]
-- Marks the customers of the JSON list $1. A mark that stands is moved on, so that who
-- has read the facts before this change cannot settle it.
INSERT INTO customer_due (customer_id, since)
SELECT value, $2 FROM json_each($1) WHERE value > 1
ON CONFLICT (customer_id) DO UPDATE SET
  since = CASE WHEN excluded.since > customer_due.since THEN excluded.since ELSE customer_due.since + 1 END

-- name: mark-due [postgres]
INSERT INTO customer_due (customer_id, since)
SELECT DISTINCT CAST(value AS BIGINT), CAST($2 AS BIGINT)
FROM json_array_elements_text(CAST($1 AS json)) j(value) WHERE CAST(value AS BIGINT) > 1
ORDER BY 1
ON CONFLICT (customer_id) DO UPDATE SET
  since = CASE WHEN excluded.since > customer_due.since THEN excluded.since ELSE customer_due.since + 1 END

-- name: mark-all-due
-- Contacts buy nothing and have no insight of their own.
INSERT INTO customer_due (customer_id, since)
SELECT id, CAST($1 AS BIGINT) FROM customer WHERE kind IN ('person', 'firm')
ON CONFLICT (customer_id) DO UPDATE SET
  since = CASE WHEN excluded.since > customer_due.since THEN excluded.since ELSE customer_due.since + 1 END

-- name: count-due
SELECT count(*) FROM customer_due

-- name: link
-- A possible duplicate; one that was decided stays decided.
INSERT INTO customer_duplicate (a_id, b_id, reason, state, found_at) VALUES ($1, $2, $3, 'open', $4)
ON CONFLICT (a_id, b_id, reason) DO NOTHING

-- name: decided
SELECT state FROM customer_duplicate WHERE a_id = $1 AND b_id = $2 ORDER BY reason LIMIT 1

-- name: decide
UPDATE customer_duplicate SET state = $3 WHERE a_id = $1 AND b_id = $2 AND state <> $3

-- name: flag
-- The customer $1 is doubtful while a pair of his is open.
UPDATE customer SET duplicate = CASE
  WHEN EXISTS (SELECT 1 FROM customer_duplicate WHERE a_id = $1 AND state = 'open') THEN 1
  WHEN EXISTS (SELECT 1 FROM customer_duplicate WHERE b_id = $1 AND state = 'open') THEN 1
  ELSE 0 END
WHERE id = $1

-- name: pairs
-- One row per possible duplicate of the customer $1, each reason by itself.
SELECT b_id, reason, state FROM customer_duplicate WHERE a_id = $1
UNION ALL
SELECT a_id, reason, state FROM customer_duplicate WHERE b_id = $1
ORDER BY 1, 2

-- name: delete-stale-pairs
-- Takes off the undecided pairs of the customer $1, before they are looked for anew.
DELETE FROM customer_duplicate WHERE (a_id = $1 OR b_id = $1) AND state = 'open'

-- name: delete-pairs
DELETE FROM customer_duplicate WHERE a_id = $1 OR b_id = $1

-- name: first-email [sqlite]
-- One row per mail address of the JSON list $1: the first customer who has it.
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = (SELECT f.id FROM customer f WHERE f.email_key = j.value AND f.email_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-email [postgres]
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = (SELECT f.id FROM customer f WHERE f.email_key = j.value AND f.email_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-phone [sqlite]
-- One row per telephone number of the JSON list $1: the first customer who has it.
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = (SELECT f.id FROM customer f WHERE f.phone_key = j.value AND f.phone_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-phone [postgres]
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = (SELECT f.id FROM customer f WHERE f.phone_key = j.value AND f.phone_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-vat [sqlite]
-- One row per VAT number of the JSON list $1: the first customer who has it.
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = (SELECT f.id FROM customer f WHERE f.vat_key = j.value AND f.vat_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-vat [postgres]
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = (SELECT f.id FROM customer f WHERE f.vat_key = j.value AND f.vat_key <> '' ORDER BY f.id LIMIT 1)

-- name: first-number [sqlite]
-- One row per number of the JSON list $1: the first customer who has it in any source.
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_each($1) j
CROSS JOIN customer c
WHERE c.id = (SELECT a.customer_id FROM customer_alias a WHERE a.number = j.value ORDER BY a.customer_id LIMIT 1)

-- name: first-number [postgres]
SELECT j.value, c.id, c.kind, c.firm_id
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN customer c ON c.id = (SELECT a.customer_id FROM customer_alias a WHERE a.number = j.value ORDER BY a.customer_id LIMIT 1)

-- name: next-email
-- The first customer after $2 with the mail address $1.
SELECT id, kind, firm_id FROM customer WHERE email_key = $1 AND email_key <> '' AND id > $2 ORDER BY id LIMIT 1

-- name: next-phone
SELECT id, kind, firm_id FROM customer WHERE phone_key = $1 AND phone_key <> '' AND id > $2 ORDER BY id LIMIT 1

-- name: next-vat
SELECT id, kind, firm_id FROM customer WHERE vat_key = $1 AND vat_key <> '' AND id > $2 ORDER BY id LIMIT 1

-- name: next-number
-- The first customer after $2 with the number $1 in any source.
SELECT c.id, c.kind, c.firm_id FROM customer_alias a JOIN customer c ON c.id = a.customer_id
WHERE a.number = $1 AND a.customer_id > $2 ORDER BY a.customer_id LIMIT 1

-- name: count-all
-- How many persons and firms there are.
SELECT count(*) FROM customer WHERE kind IN ('person', 'firm')

-- name: customer-notes
-- The next $2 customers with a note from $1 on.
SELECT id, note FROM customer WHERE id >= $1 AND note <> '' ORDER BY id LIMIT $2

-- name: firms-of [sqlite]
-- The firms of the contacts in the JSON list $1, and households with none. The index of
-- kinds has few pages of these, the record has many; most firms have none of them.
SELECT c.id, c.firm_id
FROM (SELECT 1 FROM customer WHERE kind = 'contact' LIMIT 1) CROSS JOIN json_each($1) j CROSS JOIN customer c INDEXED BY customer_kind
WHERE c.kind = 'contact' AND c.id = j.value
UNION ALL
SELECT c.id, c.firm_id
FROM (SELECT 1 FROM customer WHERE kind = 'household' LIMIT 1) CROSS JOIN json_each($1) j CROSS JOIN customer c INDEXED BY customer_kind
WHERE c.kind = 'household' AND c.id = j.value

-- name: firms-of [postgres]
SELECT id, firm_id FROM customer
WHERE id IN (SELECT CAST(e AS BIGINT) FROM jsonb_array_elements_text(CAST($1 AS jsonb)) e) AND kind IN ('contact', 'household')

-- name: unnamed
-- Who has neither name nor number but a card, an email address or a telephone: without a
-- sort key they stand together at the beginning of the index.
SELECT id FROM customer
WHERE sort_key = '' AND name = '' AND number = '' AND id > 1 AND (card <> '' OR email <> '' OR phone <> '')
ORDER BY id LIMIT $1
