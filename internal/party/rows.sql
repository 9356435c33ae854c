-- name: link-get
-- The link between two customers $1.
SELECT
  id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE id = $1

-- name: link-add
INSERT INTO party_link (
  from_id, to_id, kind, label, back_label, since, until, note
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: link-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO party_link (
  id, version, from_id, to_id, kind, label, back_label, since, until, note
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  from_id = excluded.from_id, to_id = excluded.to_id, kind = excluded.kind,
  label = excluded.label, back_label = excluded.back_label, since = excluded.since,
  until = excluded.until, note = excluded.note, version = party_link.version + 1
WHERE party_link.version = excluded.version

-- name: link-drop
DELETE FROM party_link WHERE id = $1 AND version = $2

-- name: link-relink-from
UPDATE party_link SET from_id = $2
WHERE from_id = $1
  AND to_id <> $2 AND NOT EXISTS (SELECT 1 FROM party_link o WHERE o.from_id = $2 AND o.to_id = party_link.to_id
                  AND o.kind = party_link.kind AND o.label = party_link.label)
RETURNING id

-- name: link-unlink-from
UPDATE party_link SET from_id = $2 WHERE id = $1

-- name: link-forget-from
DELETE FROM party_link WHERE from_id = $1

-- name: link-relink-to
UPDATE party_link SET to_id = $2
WHERE to_id = $1
  AND from_id <> $2 AND NOT EXISTS (SELECT 1 FROM party_link o WHERE o.to_id = $2 AND o.from_id = party_link.from_id
                  AND o.kind = party_link.kind AND o.label = party_link.label)
RETURNING id

-- name: link-unlink-to
UPDATE party_link SET to_id = $2 WHERE id = $1

-- name: link-forget-to
DELETE FROM party_link WHERE to_id = $1

-- name: point-get
-- The address, number or mail $1.
SELECT
  id, version, customer_id, kind, usage, value, value_key, street, postcode, city, country,
  note, source, since, until, bad_since
FROM party_point WHERE id = $1

-- name: point-add
INSERT INTO party_point (
  customer_id, kind, usage, value, value_key, street, postcode, city, country, note, source,
  since, until, bad_since
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
RETURNING id

-- name: point-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO party_point (
  id, version, customer_id, kind, usage, value, value_key, street, postcode, city, country,
  note, source, since, until, bad_since
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, kind = excluded.kind, usage = excluded.usage,
  value = excluded.value, value_key = excluded.value_key, street = excluded.street,
  postcode = excluded.postcode, city = excluded.city, country = excluded.country,
  note = excluded.note, source = excluded.source, since = excluded.since,
  until = excluded.until, bad_since = excluded.bad_since, version = party_point.version + 1
WHERE party_point.version = excluded.version

-- name: point-drop
DELETE FROM party_point WHERE id = $1 AND version = $2

-- name: point-relink
UPDATE party_point SET customer_id = $2
WHERE customer_id = $1
  AND NOT EXISTS (SELECT 1 FROM party_point o WHERE o.customer_id = $2 AND o.kind = party_point.kind
                  AND o.value_key = party_point.value_key AND o.until = '9999-12-31')
RETURNING id

-- name: point-unlink
UPDATE party_point SET customer_id = $2 WHERE id = $1

-- name: point-forget
DELETE FROM party_point WHERE customer_id = $1

-- name: form-get
-- The agreed form of address $1.
SELECT
  id, version, customer_id, form, offered, since, note, user_id
FROM party_form WHERE id = $1

-- name: form-add
INSERT INTO party_form (
  customer_id, form, offered, since, note, user_id
) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id

-- name: form-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO party_form (
  id, version, customer_id, form, offered, since, note, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, form = excluded.form, offered = excluded.offered,
  since = excluded.since, note = excluded.note, user_id = excluded.user_id,
  version = party_form.version + 1
WHERE party_form.version = excluded.version

-- name: form-drop
DELETE FROM party_form WHERE id = $1 AND version = $2

-- name: form-relink
UPDATE party_form SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: form-unlink
UPDATE party_form SET customer_id = $2 WHERE id = $1

-- name: form-forget
DELETE FROM party_form WHERE customer_id = $1

-- name: departure-get
-- The contact person who left a firm $1.
SELECT
  id, version, firm_id, contact_id, successor_id, day, user_id
FROM party_departure WHERE id = $1

-- name: departure-add
INSERT INTO party_departure (
  firm_id, contact_id, successor_id, day, user_id
) VALUES ($1, $2, $3, $4, $5)
RETURNING id

-- name: departure-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO party_departure (
  id, version, firm_id, contact_id, successor_id, day, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
  firm_id = excluded.firm_id, contact_id = excluded.contact_id,
  successor_id = excluded.successor_id, day = excluded.day, user_id = excluded.user_id,
  version = party_departure.version + 1
WHERE party_departure.version = excluded.version

-- name: departure-drop
DELETE FROM party_departure WHERE id = $1 AND version = $2

-- name: departure-relink-firm
UPDATE party_departure SET firm_id = $2
WHERE firm_id = $1
  AND NOT EXISTS (SELECT 1 FROM party_departure o WHERE o.firm_id = $2 AND o.contact_id = party_departure.contact_id)
RETURNING id

-- name: departure-unlink-firm
UPDATE party_departure SET firm_id = $2 WHERE id = $1

-- name: departure-forget-firm
DELETE FROM party_departure WHERE firm_id = $1

-- name: departure-relink-contact
UPDATE party_departure SET contact_id = $2
WHERE contact_id = $1
  AND NOT EXISTS (SELECT 1 FROM party_departure o WHERE o.contact_id = $2 AND o.firm_id = party_departure.firm_id)
RETURNING id

-- name: departure-unlink-contact
UPDATE party_departure SET contact_id = $2 WHERE id = $1

-- name: departure-forget-contact
DELETE FROM party_departure WHERE contact_id = $1

-- name: departure-relink-successor
UPDATE party_departure SET successor_id = $2
WHERE successor_id = $1
RETURNING id

-- name: departure-unlink-successor
UPDATE party_departure SET successor_id = $2 WHERE id = $1

-- name: departure-forget-successor
UPDATE party_departure SET successor_id = 0 WHERE successor_id = $1

-- name: proposal-get
-- The proposed visit $1.
SELECT
  id, version, customer_id, occasion, departure_id, from_day, until_day, state, decided_by,
  decided_day
FROM party_proposal WHERE id = $1

-- name: proposal-add
INSERT INTO party_proposal (
  customer_id, occasion, departure_id, from_day, until_day, state, decided_by, decided_day
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: proposal-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO party_proposal (
  id, version, customer_id, occasion, departure_id, from_day, until_day, state, decided_by,
  decided_day
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, occasion = excluded.occasion,
  departure_id = excluded.departure_id, from_day = excluded.from_day,
  until_day = excluded.until_day, state = excluded.state, decided_by = excluded.decided_by,
  decided_day = excluded.decided_day, version = party_proposal.version + 1
WHERE party_proposal.version = excluded.version

-- name: proposal-drop
DELETE FROM party_proposal WHERE id = $1 AND version = $2

-- name: proposal-relink
UPDATE party_proposal SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: proposal-unlink
UPDATE party_proposal SET customer_id = $2 WHERE id = $1

-- name: proposal-forget
DELETE FROM party_proposal WHERE customer_id = $1
