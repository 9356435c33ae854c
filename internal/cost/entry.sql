-- name: entry-get
-- The cost $1.
SELECT id, version, customer_id, order_id, interaction_id, kind, cause, amount_cents, quantity, quality, day, note,
  source, document, import_id, user_id, made_at
FROM cost_entry WHERE id = $1

-- name: entry-known
SELECT id FROM cost_entry WHERE source = $1 AND document = $2 AND document <> ''

-- name: entry-add
INSERT INTO cost_entry (customer_id, order_id, interaction_id, kind, cause, amount_cents, quantity, quality, day, note,
  source, document, import_id, user_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
RETURNING id

-- name: entry-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO cost_entry (id, version, customer_id, order_id, interaction_id, kind, cause, amount_cents, quantity, quality, day, note,
  source, document, import_id, user_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, order_id = excluded.order_id, interaction_id = excluded.interaction_id, kind = excluded.kind,
  cause = excluded.cause, amount_cents = excluded.amount_cents, quantity = excluded.quantity, quality = excluded.quality,
  day = excluded.day, note = excluded.note, source = excluded.source, document = excluded.document,
  import_id = excluded.import_id, user_id = excluded.user_id, made_at = excluded.made_at, version = cost_entry.version + 1
WHERE cost_entry.version = excluded.version

-- name: entry-drop
DELETE FROM cost_entry WHERE id = $1 AND version = $2

-- name: entry-withdraw
-- What an import wrote goes; one row per cost with its customer.
DELETE FROM cost_entry WHERE import_id = $1 RETURNING customer_id

-- name: entry-of
-- One row per cost of the customer $1, the newest first, at most $2.
SELECT id, version, customer_id, order_id, interaction_id, kind, cause, amount_cents, quantity, quality, day, note,
  source, document, import_id, user_id, made_at
FROM cost_entry WHERE customer_id = $1 ORDER BY day DESC, id DESC LIMIT $2

-- name: entry-each
-- One row per cost of the customers in [$1, $2) up to the day $3, by customer, day and id.
SELECT id, version, customer_id, order_id, interaction_id, kind, cause, amount_cents, quantity, quality, day, note,
  source, document, import_id, user_id, made_at
FROM cost_entry WHERE customer_id >= $1 AND customer_id < $2 AND day <= $3 ORDER BY customer_id, day, id

-- name: entry-relink
UPDATE cost_entry SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: entry-unlink
UPDATE cost_entry SET customer_id = $2 WHERE id = $1

-- name: entry-forget
-- The amounts stay for the sums of all periods; words, documents of a file and links could
-- tell who it was.
UPDATE cost_entry SET customer_id = $2, interaction_id = 0, note = '', source = '', document = '' WHERE customer_id = $1

-- name: contacts-each
-- One row per contact of the customers in [$1, $2) up to the day $3 that no cost names, by
-- customer, day and id. The condition said twice lets SQLite use the index of costs that
-- name a contact.
SELECT i.customer_id, i.id, i.day, i.channel, i.direction, i.reason, i.minutes
FROM interaction i
WHERE i.customer_id >= $1 AND i.customer_id < $2 AND i.day <= $3 AND i.channel <> 'note'
  AND NOT EXISTS (SELECT 1 FROM cost_entry e WHERE e.interaction_id = i.id AND e.interaction_id > 0)
ORDER BY i.customer_id, i.day, i.id

-- name: rates
-- One row per rate and day from which it holds.
SELECT rate, since, amount FROM cost_rate ORDER BY rate, since

-- name: rate-set
INSERT INTO cost_rate (rate, since, amount) VALUES ($1, $2, $3)
ON CONFLICT (rate, since) DO UPDATE SET amount = excluded.amount

-- name: rate-drop
DELETE FROM cost_rate WHERE rate = $1 AND since = $2

-- name: entry-having [sqlite]
-- One row per customer of the JSON list $1 who has costs.
SELECT DISTINCT j.value FROM json_each($1) j WHERE EXISTS (SELECT 1 FROM cost_entry e WHERE e.customer_id = j.value)

-- name: entry-having [postgres]
SELECT DISTINCT CAST(j.value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value)
WHERE EXISTS (SELECT 1 FROM cost_entry e WHERE e.customer_id = CAST(j.value AS BIGINT))

-- name: entry-before
-- One row per measured cost of the days after $1 up to $2 that was spent on winning new
-- customers: on advertising without a customer, or on somebody before his first purchase
-- whom nobody has recommended.
SELECT e.id, e.version, e.customer_id, e.order_id, e.interaction_id, e.kind, e.cause, e.amount_cents, e.quantity, e.quality, e.day, e.note,
  e.source, e.document, e.import_id, e.user_id, e.made_at
FROM cost_entry e
WHERE e.day > $1 AND e.day <= $2 AND e.quality = 2 AND e.cause NOT IN ('ours', 'third')
  AND (e.customer_id = 1 AND e.kind = 'campaign'
    OR e.customer_id > 1
      AND NOT EXISTS (SELECT 1 FROM sales_order o WHERE o.customer_id = e.customer_id AND o.counts = 1 AND o.day <= e.day)
      AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = e.customer_id))
ORDER BY e.id

-- name: shipping
-- One row per line of a list of shipping, by day.
SELECT since, country, up_to_cents, cost_cents FROM cost_shipping ORDER BY since, country, up_to_cents

-- name: shipping-add
INSERT INTO cost_shipping (since, country, up_to_cents, cost_cents) VALUES ($1, $2, $3, $4)

-- name: shipping-drop
DELETE FROM cost_shipping WHERE since = $1
