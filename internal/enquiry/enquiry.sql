-- name: get
-- The enquiry $1.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE id = $1

-- name: insert
INSERT INTO enquiry (customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,
  $29, $30, $31, $32, $33)
RETURNING id

-- name: save
-- The whole row, if it still has the version $35.
UPDATE enquiry SET customer_id = $1, made = $2, state = $3, state_at = $4, origin = $5, found = $6, sought = $7, message = $8, name = $9,
  company = $10, email = $11, email_key = $12, phone = $13, phone_key = $14, wish = $15, wish_times = $16, owner_id = $17,
  received_at = $18, received_day = $19, due_at = $20, answered_at = $21, answer_id = $22, offer_cents = $23, offer_day = $24,
  offer_until = $25, offer_text = $26, closed_at = $27, reason = $28, reason_text = $29, files = $30, message_id = $31,
  created_by = $32, contact_id = $33, version = version + 1
WHERE id = $34 AND version = $35

-- name: by-message
SELECT id FROM enquiry WHERE message_id = $1 AND message_id <> ''

-- name: free-message
-- An enquiry that was taken back leaves its mail to be taken down anew.
UPDATE enquiry SET message_id = '' WHERE message_id = $1 AND message_id <> '' AND state = 'withdrawn'

-- name: column
-- One row per enquiry in the state $1 before ($2, $3), the newest in this state first.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE state = $1 AND (state_at, id) < ($2, $3)
ORDER BY state_at DESC, id DESC LIMIT $4

-- name: column-of-owner
-- The same of the owner $5.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE state = $1 AND owner_id = $5 AND (state_at, id) < ($2, $3)
ORDER BY state_at DESC, id DESC LIMIT $4

-- name: count
-- How many enquiries are in a state, counted up to $2.
SELECT count(*) FROM (SELECT 1 FROM enquiry WHERE state = $1 LIMIT $2) t

-- name: count-of-owner
SELECT count(*) FROM (SELECT 1 FROM enquiry WHERE state = $1 AND owner_id = $3 LIMIT $2) t

-- name: waiting
-- One row per enquiry of the owner $1 that waits for its answer, the longest due first.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE state = 'new' AND owner_id = $1
ORDER BY due_at, id LIMIT $2

-- name: of-customer
-- One row per enquiry of a customer, the newest first.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE customer_id = $1 AND state <> 'withdrawn'
ORDER BY received_day DESC, id DESC LIMIT $2

-- name: before
-- One row per enquiry of a customer before the day $2, or on it with an id below $3,
-- the newest first.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE customer_id = $1 AND (received_day, id) < ($2, $3) AND state <> 'withdrawn'
ORDER BY received_day DESC, id DESC LIMIT $4

-- name: of-contact
-- One row per enquiry of a contact person, the newest first.
SELECT id, customer_id, made, state, state_at, origin, found, sought, message, name, company, email, email_key, phone, phone_key,
  wish, wish_times, owner_id, received_at, received_day, due_at, answered_at, answer_id, offer_cents, offer_day, offer_until,
  offer_text, closed_at, reason, reason_text, files, message_id, created_by, contact_id, version
FROM enquiry WHERE contact_id = $1 AND contact_id > 0 AND state <> 'withdrawn'
ORDER BY received_day DESC, id DESC LIMIT $2

-- name: same-mail
-- Customers with this mail address, others than $2 and $3.
SELECT id FROM customer WHERE email_key = $1 AND email_key <> '' AND id <> $2 AND id <> $3 ORDER BY id LIMIT 5

-- name: same-phone
SELECT id FROM customer WHERE phone_key = $1 AND phone_key <> '' AND id <> $2 AND id <> $3 ORDER BY id LIMIT 5

-- name: same-firm
-- Firms with this name, others than $2 and $3.
SELECT id FROM customer WHERE sort_key = $1 AND kind = 'firm' AND id <> $2 AND id <> $3 ORDER BY id LIMIT 5

-- name: ids-of-customer
SELECT id FROM enquiry WHERE customer_id = $1

-- name: forget
DELETE FROM enquiry WHERE customer_id = $1

-- name: relink
UPDATE enquiry SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: unlink
UPDATE enquiry SET customer_id = $2 WHERE id = $1

-- name: ids-of-contact
SELECT id FROM enquiry WHERE contact_id = $1 AND contact_id > 0

-- name: forget-contact
-- A contact person who is deleted leaves the firm's enquiry with what he said of himself
-- and in his words; the firm is then the asker.
UPDATE enquiry SET contact_id = 0, name = '', email = '', email_key = '', phone = '', phone_key = '', message = '', wish_times = '', found = '', files = '[]',
  company = CASE WHEN company = '' THEN (SELECT name FROM customer WHERE customer.id = enquiry.customer_id) ELSE company END
WHERE contact_id = $1 AND contact_id > 0

-- name: relink-contact
-- Their ids come back negative, so that one list tells both apart.
UPDATE enquiry SET contact_id = $2 WHERE contact_id = $1 AND contact_id > 0 RETURNING -id

-- name: unlink-contact
UPDATE enquiry SET contact_id = $2 WHERE id = -CAST($1 AS BIGINT)
