-- name: set-pin
INSERT INTO team_pin (user_id, hash, set_at) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at

-- name: pin
-- The hash of somebody who may sign in.
SELECT p.hash, p.set_at FROM team_pin p JOIN team_user u ON u.id = p.user_id WHERE p.user_id = $1 AND u.disabled_at = 0

-- name: with-pin
-- Everybody who may sign in and has a short number, by name.
SELECT u.id, u.login, u.name, u.salutation, u.role, u.keys_on, u.theme, u.locale, u.created_at, u.disabled_at
FROM team_pin p
JOIN team_user u ON u.id = p.user_id
WHERE u.disabled_at = 0
ORDER BY u.name, u.id

-- name: till
SELECT user_id, seen_at FROM team_till WHERE token = $1

-- name: serve
INSERT INTO team_till (token, user_id, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET user_id = excluded.user_id, seen_at = excluded.seen_at

-- name: unshare
DELETE FROM team_till WHERE token = $1

-- name: sweep-tills
DELETE FROM team_till WHERE token NOT IN (SELECT token FROM team_session)

-- name: add-device
INSERT INTO team_device (token, user_id, session, name, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $5) RETURNING id

-- name: device
SELECT id, user_id, name, created_at, seen_at, lost_at, wiped_at FROM team_device WHERE token = $1

-- name: devices
-- One row per device, the one seen last first.
SELECT id, user_id, name, created_at, seen_at, lost_at, wiped_at FROM team_device ORDER BY seen_at DESC, id DESC

-- name: see-device
UPDATE team_device SET seen_at = $2 WHERE token = $1

-- name: lose-device
-- Keeps the first day on which it was missed.
UPDATE team_device SET lost_at = $2 WHERE id = $1 AND lost_at = 0

-- name: close-device-session
DELETE FROM team_session WHERE token = (SELECT session FROM team_device WHERE id = $1)

-- name: wiped-device
UPDATE team_device SET wiped_at = $2 WHERE token = $1 AND wiped_at = 0

-- name: drop-device
DELETE FROM team_device WHERE token = $1 AND lost_at = 0

-- name: sweep-devices
DELETE FROM team_device WHERE seen_at < $1
