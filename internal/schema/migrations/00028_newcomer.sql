-- A customer who comes with a file gets his card before his record, computed already: the
-- triggers then leave it alone. The index of kinds no longer repeats the order of names,
-- which the lists take from the cards.
-- +goose Up

-- only sqlite
DROP TRIGGER insight_card_new;
-- +goose StatementBegin
CREATE TRIGGER insight_card_new AFTER INSERT ON customer
WHEN new.kind IN ('person', 'firm') AND NOT EXISTS (SELECT 1 FROM insight_card WHERE customer_id = new.id) BEGIN
  INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate)
  VALUES (new.id, new.kind, new.number, new.name, new.city, new.sort_key, new.collective, new.duplicate);
END;
-- +goose StatementEnd
DROP TRIGGER knowledge_of_customer_new;
-- +goose StatementBegin
CREATE TRIGGER knowledge_of_customer_new AFTER INSERT ON customer WHEN new.id > 1 BEGIN
  INSERT INTO knowledge_due (customer_id) VALUES (CASE WHEN new.firm_id > 0 THEN new.firm_id ELSE new.id END) ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd
-- end
-- only postgres
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION insight_card_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM insight_card WHERE customer_id = OLD.id;
  ELSIF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM insight_card WHERE customer_id = NEW.id) THEN
    RETURN NULL;
  ELSIF NEW.kind IN ('person', 'firm') THEN
    INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate, bars)
    VALUES (NEW.id, NEW.kind, NEW.number, NEW.name, NEW.city, NEW.sort_key, NEW.collective, NEW.duplicate,
      coalesce((SELECT objected + 2 * do_not_contact + 4 * deceased FROM consent_current WHERE customer_id = NEW.id), 0))
    ON CONFLICT (customer_id) DO UPDATE SET kind = excluded.kind, number = excluded.number, name = excluded.name, city = excluded.city,
      sort_key = excluded.sort_key, collective = excluded.collective, duplicate = excluded.duplicate;
  ELSIF TG_OP = 'UPDATE' THEN
    DELETE FROM insight_card WHERE customer_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
-- end

DROP INDEX customer_kind;
CREATE INDEX customer_kind ON customer (kind, id);
