-- What speaks against a relationship beside purchases marks the customer, so that his early
-- warning follows at once. Same conventions as in the first migration.
-- +goose Up

-- only sqlite
-- +goose StatementBegin
CREATE TRIGGER warning_of_complaint_new AFTER INSERT ON feedback_complaint WHEN new.customer_id > 1 BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, new.at WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_complaint_changed AFTER UPDATE OF customer_id, closed, due_day, result, manner, speed ON feedback_complaint BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, new.at WHERE new.customer_id > 1 ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
  INSERT INTO customer_due (customer_id, since) SELECT old.customer_id, old.at WHERE old.customer_id > 1 AND old.customer_id <> new.customer_id
    ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_complaint_gone AFTER DELETE ON feedback_complaint WHEN old.customer_id > 1 AND EXISTS (SELECT 1 FROM customer WHERE id = old.customer_id) BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT old.customer_id, old.at WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_demand_new AFTER INSERT ON feedback_demand WHEN new.customer_id > 1 BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, new.at WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_demand_changed AFTER UPDATE OF customer_id, decision, decided ON feedback_demand WHEN new.customer_id > 1 BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, new.at WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_demand_gone AFTER DELETE ON feedback_demand WHEN old.customer_id > 1 AND EXISTS (SELECT 1 FROM customer WHERE id = old.customer_id) BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT old.customer_id, old.at WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_expectation AFTER UPDATE OF customer_id, state ON promise_expectation WHEN new.customer_id > 1 BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, 0 WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_expectation_gone AFTER DELETE ON promise_expectation WHEN old.customer_id > 1 AND EXISTS (SELECT 1 FROM customer WHERE id = old.customer_id) BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT old.customer_id, 0 WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_objection_new AFTER INSERT ON consent_current WHEN new.customer_id > 1 BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, 0 WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_objection_changed AFTER UPDATE OF objected ON consent_current WHEN new.customer_id > 1 AND new.objected <> old.objected BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, 0 WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER warning_of_enquiry AFTER UPDATE OF customer_id, state ON enquiry WHEN new.customer_id > 1 AND (new.state <> old.state OR new.customer_id <> old.customer_id) BEGIN
  INSERT INTO customer_due (customer_id, since) SELECT new.customer_id, 0 WHERE true ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
END;
-- +goose StatementEnd
-- end

-- only postgres
-- +goose StatementBegin
CREATE FUNCTION warning_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'DELETE' AND NEW.customer_id > 1 THEN
    INSERT INTO customer_due (customer_id, since) VALUES (NEW.customer_id, 0) ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.customer_id > 1 AND (TG_OP = 'DELETE' OR OLD.customer_id <> NEW.customer_id)
    AND EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id) THEN
    INSERT INTO customer_due (customer_id, since) VALUES (OLD.customer_id, 0) ON CONFLICT (customer_id) DO UPDATE SET since = customer_due.since + 1;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER warning_of_complaint AFTER INSERT OR DELETE OR UPDATE OF customer_id, closed, due_day, result, manner, speed ON feedback_complaint
  FOR EACH ROW EXECUTE FUNCTION warning_mark();
CREATE TRIGGER warning_of_demand AFTER INSERT OR DELETE OR UPDATE OF customer_id, decision, decided ON feedback_demand FOR EACH ROW EXECUTE FUNCTION warning_mark();
CREATE TRIGGER warning_of_expectation AFTER DELETE OR UPDATE OF customer_id, state ON promise_expectation FOR EACH ROW EXECUTE FUNCTION warning_mark();
CREATE TRIGGER warning_of_objection_new AFTER INSERT ON consent_current FOR EACH ROW EXECUTE FUNCTION warning_mark();
CREATE TRIGGER warning_of_objection_changed AFTER UPDATE OF objected ON consent_current FOR EACH ROW
  WHEN (NEW.objected <> OLD.objected) EXECUTE FUNCTION warning_mark();
CREATE TRIGGER warning_of_enquiry AFTER UPDATE OF customer_id, state ON enquiry FOR EACH ROW
  WHEN (NEW.state <> OLD.state OR NEW.customer_id <> OLD.customer_id) EXECUTE FUNCTION warning_mark();
-- end

-- +goose Down
SELECT 1;
