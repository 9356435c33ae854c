-- A talk whose day is corrected marks its customer. Same conventions as in the first migration.
-- +goose Up

-- only sqlite
DROP TRIGGER knowledge_of_talk_changed;
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_talk_changed AFTER UPDATE OF reason, channel, customer_id, day ON interaction
WHEN new.reason <> old.reason OR new.channel <> old.channel OR new.customer_id <> old.customer_id OR new.day <> old.day BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- end
-- only postgres
DROP TRIGGER knowledge_of_talk_changed ON interaction;
CREATE TRIGGER knowledge_of_talk_changed AFTER UPDATE OF reason, channel, customer_id, day ON interaction FOR EACH ROW
WHEN (NEW.reason <> OLD.reason OR NEW.channel <> OLD.channel OR NEW.customer_id <> OLD.customer_id OR NEW.day <> OLD.day) EXECUTE FUNCTION knowledge_mark();
-- end
