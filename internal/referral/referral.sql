-- name: referral-get
-- The recommendation $1.
SELECT id, version, referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at
FROM referral WHERE id = $1

-- name: referral-add
INSERT INTO referral (referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
RETURNING id

-- name: referral-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO referral (id, version, referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET
  referred_id = excluded.referred_id, referrer_id = excluded.referrer_id, day = excluded.day, until = excluded.until,
  share_bp = excluded.share_bp, known = excluded.known, prompted = excluded.prompted, anyway = excluded.anyway,
  reward_cents = excluded.reward_cents, note = excluded.note, source = excluded.source, import_id = excluded.import_id,
  user_id = excluded.user_id, made_at = excluded.made_at, version = referral.version + 1
WHERE referral.version = excluded.version

-- name: referral-drop
DELETE FROM referral WHERE id = $1 AND version = $2

-- name: referral-to
-- One row per recommendation of the customer $1, the oldest entry first.
SELECT id, version, referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at
FROM referral WHERE referred_id = $1 ORDER BY id

-- name: referral-from
-- One row per recommendation that the customer $1 made.
SELECT id, version, referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at
FROM referral WHERE referrer_id = $1 ORDER BY id

-- name: referral-given
-- One row per recommendation with the name of who made it: those of the customer $1.
SELECT r.id, r.version, r.referred_id, r.referrer_id, r.day, r.until, r.share_bp, r.known, r.prompted, r.anyway, r.reward_cents, r.note,
  r.source, r.import_id, r.user_id, r.made_at, c.name, c.number
FROM referral r JOIN customer c ON c.id = r.referrer_id
WHERE r.referred_id = $1 ORDER BY r.share_bp DESC, r.id

-- name: referral-made [sqlite]
-- One row per recommendation that one of the customers of the JSON list $1 made, with the
-- name of who was recommended, the earliest first; at most $2.
SELECT r.id, r.version, r.referred_id, r.referrer_id, r.day, r.until, r.share_bp, r.known, r.prompted, r.anyway, r.reward_cents, r.note,
  r.source, r.import_id, r.user_id, r.made_at, c.name, c.number
FROM json_each($1) j CROSS JOIN referral r CROSS JOIN customer c
WHERE r.referrer_id = j.value AND c.id = r.referred_id
ORDER BY r.day, r.id LIMIT $2

-- name: referral-made [postgres]
SELECT r.id, r.version, r.referred_id, r.referrer_id, r.day, r.until, r.share_bp, r.known, r.prompted, r.anyway, r.reward_cents, r.note,
  r.source, r.import_id, r.user_id, r.made_at, c.name, c.number
FROM json_array_elements_text(CAST($1 AS json)) j(value)
JOIN referral r ON r.referrer_id = CAST(j.value AS BIGINT)
JOIN customer c ON c.id = r.referred_id
ORDER BY r.day, r.id LIMIT $2

-- name: referral-before
-- One row per recommendation in which the customer $1 stands, at either end, newest first:
-- before the day $2, or on it with an id below $3; with the names of both; at most $4.
SELECT r.id, r.version, r.referred_id, r.referrer_id, r.day, r.until, r.share_bp, r.known, r.prompted, r.anyway, r.reward_cents, r.note,
  r.source, r.import_id, r.user_id, r.made_at, a.name, a.number, b.name, b.number
FROM (
  SELECT id FROM referral WHERE referred_id = $1 AND (day < $2 OR day = $2 AND id < $3)
  UNION
  SELECT id FROM referral WHERE referrer_id = $1 AND (day < $2 OR day = $2 AND id < $3)
) x
JOIN referral r ON r.id = x.id
JOIN customer a ON a.id = r.referred_id
JOIN customer b ON b.id = r.referrer_id
WHERE r.day < '9999-12-31'
ORDER BY r.day DESC, r.id DESC LIMIT $4

-- name: referral-each
-- One row per recommendation of the customers in [$1, $2), by customer and id.
SELECT id, version, referred_id, referrer_id, day, until, share_bp, known, prompted, anyway, reward_cents, note,
  source, import_id, user_id, made_at
FROM referral WHERE referred_id >= $1 AND referred_id < $2 ORDER BY referred_id, id

-- name: referral-first-purchase
-- The day of the first document of the customer $1 that is a purchase; none without.
SELECT o.day FROM sales_order o WHERE o.customer_id = $1 AND o.counts = 1 ORDER BY o.day LIMIT 1

-- name: referral-move-referred
UPDATE referral SET referred_id = $2 WHERE id = $1

-- name: referral-move-referrer
UPDATE referral SET referrer_id = $2 WHERE id = $1

-- name: referral-forget
DELETE FROM referral WHERE referred_id = $1 OR referrer_id = $1 RETURNING referred_id, referrer_id

-- name: referral-having [sqlite]
-- One row per customer of the JSON list $1 who stands in a recommendation.
SELECT DISTINCT j.value FROM json_each($1) j
WHERE EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = j.value) OR EXISTS (SELECT 1 FROM referral r WHERE r.referrer_id = j.value)

-- name: referral-having [postgres]
SELECT DISTINCT CAST(j.value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) j(value)
WHERE EXISTS (SELECT 1 FROM referral r WHERE r.referred_id = CAST(j.value AS BIGINT))
   OR EXISTS (SELECT 1 FROM referral r WHERE r.referrer_id = CAST(j.value AS BIGINT))
