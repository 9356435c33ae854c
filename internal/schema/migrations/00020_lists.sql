-- Conditions of target groups that found their customers only by reading all of them.
-- +goose Up

CREATE INDEX customer_owner ON customer (owner_id, id);
CREATE INDEX interaction_last_in ON interaction_last (last_in, customer_id);
CREATE INDEX interaction_last_out ON interaction_last (last_out, customer_id);

-- +goose Down
SELECT 1;
