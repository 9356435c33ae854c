-- name: insert
INSERT INTO team_user (login, name, salutation, role, password, locale, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (login) DO NOTHING
RETURNING id

-- name: users
-- One row per user, by name.
SELECT id, login, name, salutation, role, keys_on, theme, locale, created_at, disabled_at
FROM team_user
ORDER BY name, id

-- name: user
SELECT id, login, name, salutation, role, keys_on, theme, locale, created_at, disabled_at
FROM team_user
WHERE id = $1

-- name: user-by-login
SELECT id, login, name, salutation, role, keys_on, theme, locale, created_at, disabled_at, password
FROM team_user
WHERE login = $1

-- name: save
UPDATE team_user SET name = $2, salutation = $3, role = $4, keys_on = $5, theme = $6, locale = $7, disabled_at = $8
WHERE id = $1

-- name: owners
-- Owners who can sign in.
SELECT count(*) FROM team_user WHERE role = 'owner' AND disabled_at = 0

-- name: set-password
UPDATE team_user SET password = $2 WHERE id = $1

-- name: open-session
INSERT INTO team_session (token, user_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)

-- name: session
-- The user of a session that has not expired at $2.
SELECT u.id, u.login, u.name, u.salutation, u.role, u.keys_on, u.theme, u.locale, u.created_at, u.disabled_at, s.seen_at
FROM team_session s
JOIN team_user u ON u.id = s.user_id
WHERE s.token = $1 AND s.expires_at > $2 AND u.disabled_at = 0

-- name: extend-session
UPDATE team_session SET seen_at = $2, expires_at = $3 WHERE token = $1

-- name: close-session
DELETE FROM team_session WHERE token = $1

-- name: close-sessions
DELETE FROM team_session WHERE user_id = $1

-- name: sweep-sessions
DELETE FROM team_session WHERE expires_at <= $1

-- name: try
-- Counts an attempt of a subject in a span of time and returns how many there were.
INSERT INTO team_attempt (subject, slot, tries) VALUES ($1, $2, 1)
ON CONFLICT (subject, slot) DO UPDATE SET tries = team_attempt.tries + 1
RETURNING tries

-- name: forgive
DELETE FROM team_attempt WHERE subject = $1

-- name: sweep-attempts
DELETE FROM team_attempt WHERE slot < $1

-- name: anybody
-- One row when there is any user.
SELECT id FROM team_user ORDER BY id LIMIT 1

-- name: send-form
-- Writes no row when the form was sent before.
INSERT INTO team_form (user_id, form, at) VALUES ($1, $2, $3) ON CONFLICT (user_id, form) DO NOTHING

-- name: sent-form
SELECT made FROM team_form WHERE user_id = $1 AND form = $2

-- name: made-by-form
UPDATE team_form SET made = $3 WHERE user_id = $1 AND form = $2

-- name: sweep-forms
DELETE FROM team_form WHERE at < $1

-- name: chief
-- Who is responsible: the one named if he still works here, else the deputy, else the
-- oldest owner.
SELECT coalesce(nullif(c.user_id, 0), nullif(c.deputy_id, 0), o.id), CASE WHEN c.user_id = 0 THEN 0 ELSE c.deputy_id END, c.version
FROM (
  SELECT coalesce((SELECT u.id FROM team_user u WHERE u.id = t.user_id AND u.disabled_at = 0 AND u.role IN ('owner', 'responsible', 'carer')), 0) AS user_id,
         coalesce((SELECT u.id FROM team_user u WHERE u.id = t.deputy_id AND u.disabled_at = 0 AND u.role IN ('owner', 'responsible', 'carer')), 0) AS deputy_id,
         t.version AS version
  FROM team_chief t
  WHERE t.id = 1
) c
CROSS JOIN (SELECT min(u.id) AS id FROM team_user u WHERE u.role = 'owner' AND u.disabled_at = 0) o
WHERE coalesce(nullif(c.user_id, 0), nullif(c.deputy_id, 0), o.id) IS NOT NULL

-- name: charge
-- One row per user, by name, with who is named (as in "chief") and whether the user is away
-- on the day $1; none while nobody can answer.
SELECT r.user_id, r.deputy_id, u.id, u.role, u.disabled_at,
  CASE WHEN EXISTS (SELECT 1 FROM team_absence a WHERE a.user_id = u.id AND a.from_day <= $1 AND a.until_day >= $1) THEN 1 ELSE 0 END
FROM (
  SELECT coalesce(nullif(c.user_id, 0), nullif(c.deputy_id, 0), o.id) AS user_id, CASE WHEN c.user_id = 0 THEN 0 ELSE c.deputy_id END AS deputy_id
  FROM (
    SELECT coalesce((SELECT u.id FROM team_user u WHERE u.id = t.user_id AND u.disabled_at = 0 AND u.role IN ('owner', 'responsible', 'carer')), 0) AS user_id,
           coalesce((SELECT u.id FROM team_user u WHERE u.id = t.deputy_id AND u.disabled_at = 0 AND u.role IN ('owner', 'responsible', 'carer')), 0) AS deputy_id
    FROM team_chief t
    WHERE t.id = 1
  ) c
  CROSS JOIN (SELECT min(u.id) AS id FROM team_user u WHERE u.role = 'owner' AND u.disabled_at = 0) o
) r CROSS JOIN team_user u
WHERE r.user_id IS NOT NULL
ORDER BY u.name, u.id

-- name: set-chief
UPDATE team_chief
SET user_id = $1, deputy_id = $2, version = version + 1
WHERE id = 1 AND version = $3

-- name: absences
-- One row per absence that is not over on the day $1.
SELECT id, user_id, from_day, until_day
FROM team_absence
WHERE until_day >= $1
ORDER BY from_day, id

-- name: add-absence
INSERT INTO team_absence (user_id, from_day, until_day)
VALUES ($1, $2, $3)
RETURNING id

-- name: remove-absence
-- Removes the absence $2 of a user and returns it.
DELETE FROM team_absence
WHERE user_id = $1 AND id = $2
RETURNING id, user_id, from_day, until_day

-- name: named
-- Who is named responsible, or 0.
SELECT user_id FROM team_chief WHERE id = 1

-- name: skills-of
-- The words of the skill $2 of a user.
SELECT word FROM team_skill WHERE user_id = $1 AND kind = $2 ORDER BY word_key

-- name: drop-skills
DELETE FROM team_skill
WHERE user_id = $1 AND kind = $2

-- name: add-skill
INSERT INTO team_skill (user_id, kind, word, word_key)
VALUES ($1, $2, $3, $4)

-- name: skills
-- One row per word of a user who may sign in.
SELECT s.user_id, s.kind, s.word, s.word_key
FROM team_skill s
JOIN team_user u ON u.id = s.user_id
WHERE u.disabled_at = 0
ORDER BY s.user_id, s.kind, s.word_key
