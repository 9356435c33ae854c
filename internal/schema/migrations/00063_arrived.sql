-- +goose Up
-- only sqlite
SELECT 1;
-- end
-- only postgres
-- Customers come by the hundred with one statement of an import: what follows from it is done
-- once for all of them and not row by row. Who has a card already was given it with his rows.
DROP TRIGGER insight_card_new ON customer;
DROP TRIGGER knowledge_of_customer ON customer;
-- +goose StatementBegin
CREATE FUNCTION customer_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate, bars)
  SELECT a.id, a.kind, a.number, a.name, a.city, a.sort_key, a.collective, a.duplicate,
    coalesce((SELECT objected + 2 * do_not_contact + 4 * deceased FROM consent_current WHERE customer_id = a.id), 0)
  FROM arrived a WHERE a.kind IN ('person', 'firm')
  ON CONFLICT (customer_id) DO NOTHING;
  INSERT INTO knowledge_due (customer_id)
  SELECT n.i FROM arrived a CROSS JOIN LATERAL (VALUES (a.id), (a.firm_id)) n(i) WHERE n.i > 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER customer_arrived AFTER INSERT ON customer REFERENCING NEW TABLE AS arrived
FOR EACH STATEMENT EXECUTE FUNCTION customer_arrived();
CREATE TRIGGER insight_card_gone AFTER DELETE ON customer FOR EACH ROW EXECUTE FUNCTION insight_card_of_customer();
CREATE TRIGGER knowledge_of_customer_gone AFTER DELETE ON customer FOR EACH ROW EXECUTE FUNCTION knowledge_mark_customer();
-- end
