-- name: wave
-- The survey $1.
SELECT id, version, name, mode, rule, group_name, short, recommend, guess, mix, begun, until_day, seed, hash, ended, user_id
FROM survey_wave WHERE id = $1

-- name: wave-of-hash
-- The anonymous survey whose link has the hash $1.
SELECT id, version, name, mode, rule, group_name, short, recommend, guess, mix, begun, until_day, seed, hash, ended, user_id
FROM survey_wave WHERE hash = $1 AND hash <> ''

-- name: waves
-- Surveys, the newest first; at most $1.
SELECT id, version, name, mode, rule, group_name, short, recommend, guess, mix, begun, until_day, seed, hash, ended, user_id
FROM survey_wave ORDER BY begun DESC, id DESC LIMIT $1

-- name: add-wave
INSERT INTO survey_wave (name, mode, rule, group_name, short, recommend, guess, mix, begun, until_day, seed, hash, ended, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
RETURNING id

-- name: end-wave
-- Ends the survey $1 at $3, or lets it go on with $3 = 0, if it has the version $2.
UPDATE survey_wave SET ended = $3, version = version + 1 WHERE id = $1 AND version = $2

-- name: drop-wave
-- Takes out the survey $1 of which nobody has heard.
DELETE FROM survey_wave WHERE id = $1
  AND NOT EXISTS (SELECT 1 FROM survey_link WHERE wave_id = $1)
  AND NOT EXISTS (SELECT 1 FROM survey_answer WHERE wave_id = $1)

-- name: counts
-- One row per survey and kind: how many were given a link, how many of them have answered.
SELECT wave_id, kind, COUNT(*), SUM(CASE WHEN answered > 0 THEN 1 ELSE 0 END)
FROM survey_link WHERE wave_id = $1 GROUP BY wave_id, kind

-- name: counts-all
-- One row per survey with links: how many there are, how many of them have answered.
SELECT wave_id, COUNT(*), SUM(CASE WHEN answered > 0 THEN 1 ELSE 0 END) FROM survey_link GROUP BY wave_id

-- name: answered-all
-- One row per survey with anonymous answers: how many.
SELECT wave_id, 0, COUNT(*) FROM survey_answer WHERE link_id = 0 GROUP BY wave_id

-- name: answered
-- How many answers the survey $1 has.
SELECT COUNT(*) FROM survey_answer WHERE wave_id = $1

-- name: link-of-hash
SELECT id, wave_id, customer_id, kind, seed, hash, day, at, until_day, answered, user_id FROM survey_link WHERE hash = $1

-- name: links
-- Links of the survey $1 from the id $2 on; at most $3.
SELECT id, wave_id, customer_id, kind, seed, hash, day, at, until_day, answered, user_id
FROM survey_link WHERE wave_id = $1 AND id >= $2 ORDER BY id LIMIT $3

-- name: links-of
-- Links that the customer $1 was given, the newest first; at most $2.
SELECT id, wave_id, customer_id, kind, seed, hash, day, at, until_day, answered, user_id
FROM survey_link WHERE customer_id = $1 ORDER BY id DESC LIMIT $2

-- name: add-link
INSERT INTO survey_link (wave_id, customer_id, kind, seed, hash, day, at, until_day, user_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (wave_id, customer_id) DO NOTHING
RETURNING id

-- name: drop-link
-- Takes back the link $1 if nobody has answered it.
DELETE FROM survey_link WHERE id = $1 AND answered = 0

-- name: untap
-- Takes back the link $1 with whose answer somebody tapped wrongly.
DELETE FROM survey_link WHERE id = $1

-- name: claim
-- Claims the link $1 for the one answer that it takes, at $2.
UPDATE survey_link SET answered = $2 WHERE id = $1 AND answered = 0

-- name: asked
-- One row per customer who was given a survey on the day $1 or later: when last.
SELECT customer_id, MAX(day) FROM survey_link WHERE day >= $1 GROUP BY customer_id

-- name: in-wave
-- Who has a link of the survey $1.
SELECT customer_id FROM survey_link WHERE wave_id = $1

-- name: add-answer
INSERT INTO survey_answer (wave_id, link_id, customer_id, kind, day, marks, words, callback, complaint_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id

-- name: answers
-- What was answered in the survey $1.
SELECT id, wave_id, link_id, customer_id, kind, day, marks, words, callback, complaint_id
FROM survey_answer WHERE wave_id = $1 ORDER BY id

-- name: answers-of
-- What the customer $1 answered, the newest first; at most $2.
SELECT id, wave_id, link_id, customer_id, kind, day, marks, words, callback, complaint_id
FROM survey_answer WHERE customer_id = $1 AND customer_id > 0 ORDER BY id DESC LIMIT $2

-- name: drop-answer
DELETE FROM survey_answer WHERE id = $1 AND customer_id = $2

-- name: link-relink
-- Whom both have a link of one survey keeps his own.
UPDATE survey_link SET customer_id = $2
WHERE customer_id = $1 AND NOT EXISTS (SELECT 1 FROM survey_link o WHERE o.customer_id = $2 AND o.wave_id = survey_link.wave_id)
RETURNING id

-- name: link-unlink
UPDATE survey_link SET customer_id = $2 WHERE id = $1

-- name: link-forget
DELETE FROM survey_link WHERE customer_id = $1

-- name: answer-relink
UPDATE survey_answer SET customer_id = $2
WHERE customer_id = $1 AND customer_id > 0
RETURNING id

-- name: answer-unlink
UPDATE survey_answer SET customer_id = $2 WHERE id = $1

-- name: answer-forget
DELETE FROM survey_answer WHERE customer_id = $1 AND customer_id > 0

-- name: uttered
-- One row per answer of the days from $1 to $2: its marks, whether it became a complaint
-- of these days that still stands, and whether its giver complained by himself in the same time.
SELECT a.marks, CASE WHEN a.complaint_id > 0 AND EXISTS (SELECT 1 FROM feedback_complaint c WHERE c.id = a.complaint_id AND c.day >= $1 AND c.day <= $2)
    THEN 1 ELSE 0 END, CASE WHEN a.customer_id > 0 AND EXISTS (
    SELECT 1 FROM feedback_complaint c WHERE c.customer_id = a.customer_id AND c.day >= $1 AND c.day <= $2
      AND NOT EXISTS (SELECT 1 FROM survey_answer b WHERE b.complaint_id = c.id AND b.complaint_id > 0)
  ) THEN 1 ELSE 0 END
FROM survey_answer a WHERE a.day >= $1 AND a.day <= $2

-- name: by-month
-- One row per month and marks of the days from $1 to $2: how often they were given.
SELECT SUBSTR(day, 1, 7), marks, COUNT(*) FROM survey_answer WHERE day >= $1 AND day <= $2 GROUP BY SUBSTR(day, 1, 7), marks

-- name: by-field
-- How often marks were given since the day $2 by customers of the field $1 of the portfolio, by
-- customer value.
SELECT a.marks, COUNT(*) FROM survey_answer a CROSS JOIN portfolio_current f
WHERE a.day >= $2 AND a.customer_id > 0 AND f.customer_id = a.customer_id AND f.field = $1 GROUP BY a.marks

-- name: by-field-year
-- How often marks were given since the day $2 by customers of the field $1 of the portfolio, by
-- what twelve months brought.
SELECT a.marks, COUNT(*) FROM survey_answer a CROSS JOIN portfolio_current f
WHERE a.day >= $2 AND a.customer_id > 0 AND f.customer_id = a.customer_id AND f.field_year = $1 GROUP BY a.marks

-- name: trust-get
SELECT id, version, customer_id, day, answer_id, ended, ended_by, words FROM survey_trust WHERE id = $1

-- name: trust-add
INSERT INTO survey_trust (customer_id, day, answer_id, ended, ended_by, words) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id

-- name: trust-put
-- The whole row, if it still has the version $2; one that was removed comes back.
INSERT INTO survey_trust (id, version, customer_id, day, answer_id, ended, ended_by, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
  customer_id = excluded.customer_id, day = excluded.day, answer_id = excluded.answer_id, ended = excluded.ended, ended_by = excluded.ended_by,
  words = excluded.words, version = survey_trust.version + 1
WHERE survey_trust.version = excluded.version

-- name: trust-drop
DELETE FROM survey_trust WHERE id = $1 AND version = $2

-- name: trust-now
-- The damaged trust of the customer $1.
SELECT id, version, customer_id, day, answer_id, ended, ended_by, words FROM survey_trust WHERE customer_id = $1 AND ended = 0

-- name: trust-last
-- The last time in which the trust of the customer $1 was damaged.
SELECT id, version, customer_id, day, answer_id, ended, ended_by, words FROM survey_trust WHERE customer_id = $1 ORDER BY id DESC LIMIT 1

-- name: mistrusting
SELECT customer_id FROM survey_trust WHERE ended = 0

-- name: trust-relink
-- Of two whose trust is damaged the one who stays keeps his own.
UPDATE survey_trust SET customer_id = $2
WHERE customer_id = $1 AND (ended > 0 OR NOT EXISTS (SELECT 1 FROM survey_trust o WHERE o.customer_id = $2 AND o.ended = 0))
RETURNING id

-- name: trust-unlink
UPDATE survey_trust SET customer_id = $2 WHERE id = $1

-- name: trust-forget
DELETE FROM survey_trust WHERE customer_id = $1

-- name: chain-state
-- The newest answer with a name, and up to which one and which day the chain is computed.
SELECT (SELECT coalesce(max(id), 0) FROM survey_answer WHERE customer_id > 0),
  coalesce((SELECT newest FROM survey_chain ORDER BY month DESC LIMIT 1), 0), coalesce((SELECT day FROM survey_chain ORDER BY month DESC LIMIT 1), '1900-01-01')

-- name: chain-answers
-- Answers with a name of the days from $1 to $2, the oldest first, with what their givers do:
-- occasions, from when on they are late, dormant and lost, whom they brought, their margin of
-- twelve months.
SELECT a.id, a.customer_id, a.marks, coalesce(l.occasions, 0), coalesce(l.late_from, '9999-12-31'), coalesce(l.dormant_from, '9999-12-31'),
  coalesce(l.lost_from, '9999-12-31'), (SELECT count(*) FROM referral r WHERE r.referrer_id = a.customer_id AND r.until > $2), coalesce(v.margin_12m_cents, 0)
FROM survey_answer a
LEFT JOIN lifecycle_current l ON l.customer_id = a.customer_id
LEFT JOIN value_current v ON v.customer_id = a.customer_id
WHERE a.customer_id > 0 AND a.day >= $1 AND a.day <= $2
ORDER BY a.id

-- name: chain-put
INSERT INTO survey_chain (month, day, newest, facts, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (month) DO UPDATE SET day = excluded.day, newest = excluded.newest, facts = excluded.facts, at = excluded.at

-- name: chain
-- The chain as computed last.
SELECT facts FROM survey_chain ORDER BY month DESC LIMIT 1
