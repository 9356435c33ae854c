-- What is still to be learned of a customer. Same conventions as in the first migration.
-- +goose Up

-- knowledge: one row per person and firm, computed from what other rooms hold. missing:
-- a bit for each thing in the order of knowledge.Keys; worth: of asking next_question, in
-- hundredths; day: since when the row stands so.
CREATE TABLE knowledge_current (
  customer_id ${INT} PRIMARY KEY,
  score ${INT} NOT NULL,
  missing ${INT} NOT NULL,
  next_question TEXT NOT NULL,
  worth ${INT} NOT NULL,
  day TEXT NOT NULL,
  rule TEXT NOT NULL
)${STRICT};
CREATE INDEX knowledge_current_next ON knowledge_current (next_question, worth, customer_id);
CREATE INDEX knowledge_current_score ON knowledge_current (score, customer_id);
-- questions that had no answer to write down: outcome nothing or declined
CREATE TABLE knowledge_asked (
  id ${ID},
  version ${INT} NOT NULL DEFAULT 1,
  customer_id ${INT} NOT NULL,
  question TEXT NOT NULL,
  outcome TEXT NOT NULL,
  day TEXT NOT NULL,
  user_id ${INT} NOT NULL DEFAULT 0
)${STRICT};
CREATE INDEX knowledge_asked_customer ON knowledge_asked (customer_id, day, id);
-- whose facts have changed since their row was written; filled by the triggers below, in
-- the transaction of the change
CREATE TABLE knowledge_due (customer_id ${INT} PRIMARY KEY)${STRICT};
INSERT INTO knowledge_due (customer_id) SELECT id FROM customer WHERE kind IN ('person', 'firm');

-- only sqlite
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_promise_expectation_new AFTER INSERT ON promise_expectation BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_promise_expectation_changed AFTER UPDATE ON promise_expectation BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_promise_expectation_gone AFTER DELETE ON promise_expectation BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_agreement_new AFTER INSERT ON accord_agreement BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_agreement_changed AFTER UPDATE ON accord_agreement BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_agreement_gone AFTER DELETE ON accord_agreement BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_reason_new AFTER INSERT ON accord_reason BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_reason_changed AFTER UPDATE ON accord_reason BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_accord_reason_gone AFTER DELETE ON accord_reason BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_evidence_new AFTER INSERT ON interest_evidence BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_evidence_changed AFTER UPDATE ON interest_evidence BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_evidence_gone AFTER DELETE ON interest_evidence BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_preference_new AFTER INSERT ON interest_preference BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_preference_changed AFTER UPDATE ON interest_preference BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_interest_preference_gone AFTER DELETE ON interest_preference BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_party_form_new AFTER INSERT ON party_form BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_party_form_changed AFTER UPDATE ON party_form BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_party_form_gone AFTER DELETE ON party_form BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_knowledge_asked_new AFTER INSERT ON knowledge_asked BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_knowledge_asked_changed AFTER UPDATE ON knowledge_asked BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_knowledge_asked_gone AFTER DELETE ON knowledge_asked BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_consent_current_new AFTER INSERT ON consent_current BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_consent_current_changed AFTER UPDATE ON consent_current BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_consent_current_gone AFTER DELETE ON consent_current BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_customer_new AFTER INSERT ON customer BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT CASE WHEN new.firm_id > 0 THEN new.firm_id ELSE new.id END WHERE new.id > 1 ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_customer_changed AFTER UPDATE OF kind, collective, origin, address_form, favourite, firm_id ON customer
WHEN new.kind <> old.kind OR new.collective <> old.collective OR new.origin <> old.origin OR new.address_form <> old.address_form OR new.favourite <> old.favourite OR new.firm_id <> old.firm_id BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.id WHERE new.id > 1 ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT new.firm_id WHERE new.firm_id > 0 ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.firm_id WHERE old.firm_id > 0 ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_customer_gone AFTER DELETE ON customer BEGIN
  DELETE FROM knowledge_current WHERE customer_id = old.id;
  INSERT INTO knowledge_due (customer_id) SELECT old.firm_id WHERE old.firm_id > 0 ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_rhythm_new AFTER INSERT ON lifecycle_current WHEN new.occasions > 0 BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_rhythm_changed AFTER UPDATE OF occasions, interval_days, standing ON lifecycle_current
WHEN new.occasions <> old.occasions OR new.interval_days <> old.interval_days OR new.standing <> old.standing BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_talk_new AFTER INSERT ON interaction WHEN new.reason = 'complaint' OR new.channel IN ('phone', 'visit', 'counter') BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_talk_changed AFTER UPDATE OF reason, channel, customer_id ON interaction
WHEN new.reason <> old.reason OR new.channel <> old.channel OR new.customer_id <> old.customer_id BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT new.customer_id WHERE true ON CONFLICT DO NOTHING;
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_talk_gone AFTER DELETE ON interaction WHEN old.reason = 'complaint' OR old.channel IN ('phone', 'visit', 'counter') BEGIN
  INSERT INTO knowledge_due (customer_id) SELECT old.customer_id WHERE true ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- end
-- only postgres
-- +goose StatementBegin
CREATE FUNCTION knowledge_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO knowledge_due (customer_id) VALUES (NEW.customer_id) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.customer_id <> NEW.customer_id THEN
    INSERT INTO knowledge_due (customer_id) VALUES (OLD.customer_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION knowledge_mark_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM knowledge_current WHERE customer_id = OLD.id;
  ELSE
    INSERT INTO knowledge_due (customer_id) SELECT i FROM (VALUES (NEW.id), (NEW.firm_id)) n(i) WHERE i > 1 ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO knowledge_due (customer_id) SELECT OLD.firm_id WHERE OLD.firm_id > 0 ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER knowledge_of_promise_expectation AFTER INSERT OR UPDATE OR DELETE ON promise_expectation FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_accord_agreement AFTER INSERT OR UPDATE OR DELETE ON accord_agreement FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_accord_reason AFTER INSERT OR UPDATE OR DELETE ON accord_reason FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_interest_evidence AFTER INSERT OR UPDATE OR DELETE ON interest_evidence FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_interest_preference AFTER INSERT OR UPDATE OR DELETE ON interest_preference FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_party_form AFTER INSERT OR UPDATE OR DELETE ON party_form FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_knowledge_asked AFTER INSERT OR UPDATE OR DELETE ON knowledge_asked FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_consent_current AFTER INSERT OR UPDATE OR DELETE ON consent_current FOR EACH ROW EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_customer AFTER INSERT OR DELETE ON customer FOR EACH ROW EXECUTE FUNCTION knowledge_mark_customer();
CREATE TRIGGER knowledge_of_customer_changed AFTER UPDATE OF kind, collective, origin, address_form, favourite, firm_id ON customer FOR EACH ROW
WHEN (NEW.kind <> OLD.kind OR NEW.collective <> OLD.collective OR NEW.origin <> OLD.origin OR NEW.address_form <> OLD.address_form OR NEW.favourite <> OLD.favourite OR NEW.firm_id <> OLD.firm_id)
EXECUTE FUNCTION knowledge_mark_customer();
CREATE TRIGGER knowledge_of_rhythm AFTER INSERT ON lifecycle_current FOR EACH ROW WHEN (NEW.occasions > 0) EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_rhythm_changed AFTER UPDATE OF occasions, interval_days, standing ON lifecycle_current FOR EACH ROW
WHEN (NEW.occasions <> OLD.occasions OR NEW.interval_days <> OLD.interval_days OR NEW.standing <> OLD.standing) EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_talk AFTER INSERT ON interaction FOR EACH ROW
WHEN (NEW.reason = 'complaint' OR NEW.channel IN ('phone', 'visit', 'counter')) EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_talk_changed AFTER UPDATE OF reason, channel, customer_id ON interaction FOR EACH ROW
WHEN (NEW.reason <> OLD.reason OR NEW.channel <> OLD.channel OR NEW.customer_id <> OLD.customer_id) EXECUTE FUNCTION knowledge_mark();
CREATE TRIGGER knowledge_of_talk_gone AFTER DELETE ON interaction FOR EACH ROW
WHEN (OLD.reason = 'complaint' OR OLD.channel IN ('phone', 'visit', 'counter')) EXECUTE FUNCTION knowledge_mark();
-- end

-- +goose Down
SELECT 1;
