-- name: get
-- The one row.
SELECT name, trade, locale, timezone, currency, gender_style, address_form, closed_weekdays,
       day_minutes, margin_bp, vat_bp, practice, today, secret, settings, created_at, version
FROM firm_profile
WHERE id = 1

-- name: insert
INSERT INTO firm_profile (id, name, trade, locale, timezone, currency, gender_style, address_form, closed_weekdays,
  day_minutes, margin_bp, vat_bp, practice, today, secret, settings, created_at, version)
VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)
ON CONFLICT (id) DO NOTHING

-- name: save
-- If the row still has the version $15; the secret and the birth stay.
UPDATE firm_profile SET name = $1, trade = $2, locale = $3, timezone = $4, currency = $5, gender_style = $6,
  address_form = $7, closed_weekdays = $8, day_minutes = $9, margin_bp = $10, vat_bp = $11, practice = $12,
  today = $13, settings = $14, version = version + 1
WHERE id = 1 AND version = $15

-- name: set-currency
-- Only a firm without a currency takes one.
UPDATE firm_profile SET currency = $1, version = version + 1 WHERE id = 1 AND currency = ''

-- name: closed-days
-- One row per closed day, in order.
SELECT day, note FROM firm_closed_day ORDER BY day

-- name: clear-closed-days
DELETE FROM firm_closed_day

-- name: add-closed-day
INSERT INTO firm_closed_day (day, note) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING
