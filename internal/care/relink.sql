-- name: relink-steps
UPDATE care_step SET customer_id = $2 WHERE customer_id = $1 RETURNING id

-- name: unlink-step
UPDATE care_step SET customer_id = $2 WHERE id = $1

-- name: relink-members
-- Who stands in a mass line under both names keeps one place; the other stays as it is.
UPDATE care_member SET customer_id = $2 WHERE customer_id = $1
  AND step_id NOT IN (SELECT step_id FROM care_member WHERE customer_id = $2)
RETURNING step_id

-- name: unlink-member
UPDATE care_member SET customer_id = $3 WHERE step_id = $1 AND customer_id = $2
