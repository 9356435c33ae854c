-- When a strained phase ended is found without reading every customer. Same conventions as in
-- the first migration. strain_until of a row stands since this version for the last phase also
-- when that is over; strain 0 with '1900-01-01' is none.
-- +goose Up
CREATE INDEX relationship_current_calm ON relationship_current (strain_until, customer_id) WHERE strain_until > '1900-01-01';

-- +goose Down
SELECT 1;
