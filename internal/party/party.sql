-- name: links-between
-- One row per link that joins $1 and $2, in either direction.
SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE from_id = $1 AND to_id = $2
UNION ALL
SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE from_id = $2 AND to_id = $1
ORDER BY 1

-- name: links-above
-- One row per link of the kind $2 that leads to the customer $1.
SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE to_id = $1 AND kind = $2 ORDER BY id

-- name: links-of
-- One row per link of the customer $1 with the other's name and kind: those that hold
-- first, then by kind and name; at most $2.
SELECT l.id, l.version, l.from_id, l.to_id, l.kind, l.label, l.back_label, l.since, l.until, l.note,
       o.name, o.kind
FROM (
  SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note, to_id AS other
  FROM party_link WHERE from_id = $1
  UNION ALL
  SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note, from_id AS other
  FROM party_link WHERE to_id = $1
) l
JOIN customer o ON o.id = l.other
ORDER BY l.until DESC, l.kind, o.sort_key, l.id
LIMIT $2

-- name: roll-up
-- One row: the firms below the firm $1 on the day $2, and what they bought in the months
-- from $3 on.
WITH RECURSIVE below(id) AS (
  SELECT to_id FROM party_link
  WHERE from_id = CAST($1 AS BIGINT) AND kind = 'parent' AND until > CAST($2 AS TEXT)
    AND (since = '9999-12-31' OR since <= CAST($2 AS TEXT))
  UNION
  SELECT l.to_id FROM below b JOIN party_link l ON l.from_id = b.id
  WHERE l.kind = 'parent' AND l.until > CAST($2 AS TEXT)
    AND (l.since = '9999-12-31' OR l.since <= CAST($2 AS TEXT))
)
SELECT (SELECT count(*) FROM below),
       CAST(coalesce(sum(m.orders), 0) AS BIGINT),
       CAST(coalesce(sum(m.net_cents), 0) AS BIGINT)
FROM below b JOIN sales_month m ON m.customer_id = b.id AND m.month >= $3

-- name: points-of
-- One row per way to reach the customer $1: open ones first, then the newest.
SELECT id, version, customer_id, kind, usage, value, value_key, street, postcode, city, country,
       note, source, since, until, bad_since
FROM party_point WHERE customer_id = $1 ORDER BY until DESC, id

-- name: forms-of
-- One row per form of address agreed with the customer $1, the newest first.
SELECT id, version, customer_id, form, offered, since, note, user_id
FROM party_form WHERE customer_id = $1 ORDER BY since DESC, id DESC

-- name: roles-open
-- One row per role of the contact $1 at the firm $2 that is not ended.
SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE from_id = $1 AND to_id = $2 AND kind = 'works_for' AND until > $3 ORDER BY id

-- name: roles-ended
-- One row per role of the contact $1 at the firm $2 that ended on the day $3.
SELECT id, version, from_id, to_id, kind, label, back_label, since, until, note
FROM party_link WHERE from_id = $1 AND to_id = $2 AND kind = 'works_for' AND until = $3 ORDER BY id

-- name: departure-of
-- The departure of the contact $1 from the firm $2.
SELECT id, version, firm_id, contact_id, successor_id, day, user_id
FROM party_departure WHERE contact_id = $1 AND firm_id = $2

-- name: departures
-- One row per contact who left the firm $1, the latest first.
SELECT id, version, firm_id, contact_id, successor_id, day, user_id
FROM party_departure WHERE firm_id = $1 ORDER BY day DESC, id DESC

-- name: departures-between
-- One row per departure from a firm with an id in [$1, $2) up to the day $3.
SELECT id, version, firm_id, contact_id, successor_id, day, user_id
FROM party_departure WHERE firm_id >= $1 AND firm_id < $2 AND day <= $3 ORDER BY firm_id, day, id

-- name: proposals-open
-- One row per proposed visit whose time has come by the day $1, the oldest first, to
-- customers of the user $3 or of nobody in particular; at most $2. CROSS JOIN keeps SQLite from
-- beginning with the customers of nobody, which may be all of them.
SELECT p.id, p.version, p.customer_id, p.occasion, p.departure_id, p.from_day, p.until_day, p.state, p.decided_by, p.decided_day
FROM party_proposal p CROSS JOIN customer c
WHERE c.id = p.customer_id AND p.state = 'open' AND p.from_day <= $1 AND p.until_day > $1 AND c.owner_id IN (0, $3)
ORDER BY p.from_day, p.id LIMIT $2

-- name: proposals-of
-- One row per proposed visit to the customer $1, the newest first.
SELECT id, version, customer_id, occasion, departure_id, from_day, until_day, state, decided_by, decided_day
FROM party_proposal WHERE customer_id = $1 ORDER BY id DESC

-- name: proposal-for
-- The visit proposed because of the departure $1.
SELECT id, version, customer_id, occasion, departure_id, from_day, until_day, state, decided_by, decided_day
FROM party_proposal WHERE departure_id = $1 ORDER BY id
