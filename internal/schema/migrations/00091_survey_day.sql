-- Answers of a time, and the answer behind a complaint. Same conventions as in the first
-- migration.
-- +goose Up

CREATE INDEX survey_answer_day ON survey_answer (day);
CREATE INDEX survey_answer_complaint ON survey_answer (complaint_id) WHERE complaint_id > 0;

-- +goose Down
SELECT 1;
