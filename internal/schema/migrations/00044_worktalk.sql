-- What a contact is about stands in one place. Same conventions as in the first migration.
-- +goose Up

-- the contacts of a project are tied as those of orders and enquiries are
INSERT INTO interaction_link (interaction_id, subject, subject_id)
SELECT interaction_id, 'project', project_id FROM project_talk WHERE true
ON CONFLICT (interaction_id, subject, subject_id) DO NOTHING;
DROP TABLE project_talk;
-- an answer is a contact about its enquiry
INSERT INTO interaction_link (interaction_id, subject, subject_id)
SELECT e.answer_id, 'enquiry', e.id FROM enquiry e JOIN interaction i ON i.id = e.answer_id WHERE e.answer_id > 0
ON CONFLICT (interaction_id, subject, subject_id) DO NOTHING;
