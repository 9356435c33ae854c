-- name: evidence-get
-- The piece of evidence $1.
SELECT
  id, version, customer_id, topic_id, kind, day, source, document, user_id
FROM interest_evidence WHERE id = $1

-- name: evidence-add
INSERT INTO interest_evidence (
  customer_id, topic_id, kind, day, source, document, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id

-- name: evidence-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO interest_evidence (
  id, version, customer_id, topic_id, kind, day, source, document, user_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, topic_id = excluded.topic_id, kind = excluded.kind,
  day = excluded.day, source = excluded.source, document = excluded.document,
  user_id = excluded.user_id, version = interest_evidence.version + 1
WHERE interest_evidence.version = excluded.version

-- name: evidence-drop
DELETE FROM interest_evidence WHERE id = $1 AND version = $2

-- name: evidence-relink
UPDATE interest_evidence SET customer_id = $2
WHERE customer_id = $1
  AND (document = '' OR NOT EXISTS (SELECT 1 FROM interest_evidence o WHERE o.customer_id = $2 AND o.source = interest_evidence.source
                  AND o.document = interest_evidence.document AND o.topic_id = interest_evidence.topic_id))
RETURNING id

-- name: evidence-unlink
UPDATE interest_evidence SET customer_id = $2 WHERE id = $1

-- name: evidence-forget
DELETE FROM interest_evidence WHERE customer_id = $1

-- name: preference-get
-- The customer with preferences $1.
SELECT
  id, version, customer_id, channel, times, quiet_days, orientation, source, since, often
FROM interest_preference WHERE id = $1

-- name: preference-add
INSERT INTO interest_preference (
  customer_id, channel, times, quiet_days, orientation, source, since, often
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id

-- name: preference-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO interest_preference (
  id, version, customer_id, channel, times, quiet_days, orientation, source, since, often
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, channel = excluded.channel, times = excluded.times,
  quiet_days = excluded.quiet_days, orientation = excluded.orientation,
  source = excluded.source, since = excluded.since, often = excluded.often, version = interest_preference.version + 1
WHERE interest_preference.version = excluded.version

-- name: preference-drop
DELETE FROM interest_preference WHERE id = $1 AND version = $2

-- name: preference-relink
UPDATE interest_preference SET customer_id = $2
WHERE customer_id = $1
  AND NOT EXISTS (SELECT 1 FROM interest_preference o WHERE o.customer_id = $2)
RETURNING id

-- name: preference-unlink
UPDATE interest_preference SET customer_id = $2 WHERE id = $1

-- name: preference-forget
DELETE FROM interest_preference WHERE customer_id = $1

-- name: quiet-get
-- The span of quiet days $1.
SELECT
  id, version, customer_id, since, until
FROM interest_quiet WHERE id = $1

-- name: quiet-add
INSERT INTO interest_quiet (
  customer_id, since, until
) VALUES ($1, $2, $3)
RETURNING id

-- name: quiet-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO interest_quiet (
  id, version, customer_id, since, until
) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, since = excluded.since, until = excluded.until,
  version = interest_quiet.version + 1
WHERE interest_quiet.version = excluded.version

-- name: quiet-drop
DELETE FROM interest_quiet WHERE id = $1 AND version = $2

-- name: quiet-relink
UPDATE interest_quiet SET customer_id = $2
WHERE customer_id = $1
RETURNING id

-- name: quiet-unlink
UPDATE interest_quiet SET customer_id = $2 WHERE id = $1

-- name: quiet-forget
DELETE FROM interest_quiet WHERE customer_id = $1
