-- name: planned-for
-- Whether a line about the customer $3 waits on a user's list of the day: one row or none.
SELECT 1 FROM care_step WHERE customer_id = $3 AND user_id = $1 AND day = $2 AND state = 'planned' LIMIT 1
