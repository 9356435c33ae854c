-- The person of a firm who asks. Same conventions as in the first migration.
-- +goose Up

-- contact_id: the contact person of the firm customer_id who asks, or 0
ALTER TABLE enquiry ADD COLUMN contact_id ${INT} NOT NULL DEFAULT 0;
CREATE INDEX enquiry_contact ON enquiry (contact_id, received_day, id) WHERE contact_id > 0;
