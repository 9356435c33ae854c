-- +goose Up
-- only sqlite
SELECT 1;
-- end
-- only postgres
-- The rows that the night publishes anew each day get room beside them: a row that finds room
-- on its own page leaves the indexes alone as long as what stands in them stays.
ALTER TABLE lifecycle_current SET (fillfactor = 45);
ALTER TABLE insight_card SET (fillfactor = 45);
ALTER TABLE value_current SET (fillfactor = 45);
ALTER TABLE value_steps SET (fillfactor = 45);
ALTER TABLE value_lifetime SET (fillfactor = 45);
ALTER TABLE warning_current SET (fillfactor = 45);
ALTER TABLE portfolio_current SET (fillfactor = 45);
-- end
