-- name: pass
-- Counts one more enquiry of a subject in a span.
INSERT INTO enquiry_passed (subject, slot, passed) VALUES ($1, $2, 1)
ON CONFLICT (subject, slot) DO UPDATE SET passed = enquiry_passed.passed + 1

-- name: passed
-- How many enquiries of a subject passed after the span $2.
SELECT CAST(coalesce(sum(passed), 0) AS BIGINT) FROM enquiry_passed WHERE subject = $1 AND slot > $2

-- name: sweep-passed
DELETE FROM enquiry_passed WHERE slot <= $1
