-- Lists read one narrow row per customer instead of joining five tables.
-- +goose Up

-- insight: what a row of a list shows of a person or firm. The first columns follow the
-- customer and his bars by trigger, in the transaction of the change, so that a list never
-- shows a name of yesterday. The others are published by insight: columns that lists sort
-- and filter by, and face, which holds all figures that a row shows (insight.ReadCard).
-- computed = 0 until insight has looked. bars: 1 objected, 2 do not contact, 4 deceased.
CREATE TABLE insight_card (
  customer_id ${INT} PRIMARY KEY,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  city TEXT NOT NULL,
  sort_key ${KEY} NOT NULL,
  collective ${INT} NOT NULL,
  duplicate ${INT} NOT NULL,
  bars ${INT} NOT NULL DEFAULT 0,
  computed ${INT} NOT NULL DEFAULT 0,
  face TEXT NOT NULL DEFAULT '',
  standing ${INT} NOT NULL DEFAULT 0,
  regular_until TEXT NOT NULL DEFAULT '9999-12-31',
  regained_until TEXT NOT NULL DEFAULT '1900-01-01',
  late_from TEXT NOT NULL DEFAULT '9999-12-31',
  dormant_from TEXT NOT NULL DEFAULT '9999-12-31',
  lost_from TEXT NOT NULL DEFAULT '9999-12-31',
  occasions ${INT} NOT NULL DEFAULT 0,
  interval_days ${REAL} NOT NULL DEFAULT 99999,
  first_day TEXT NOT NULL DEFAULT '9999-12-31',
  last_day TEXT NOT NULL DEFAULT '9999-12-31',
  net_12m_cents ${INT} NOT NULL DEFAULT 0,
  net_total_cents ${INT} NOT NULL DEFAULT 0,
  margin_12m_cents ${INT} NOT NULL DEFAULT 0,
  score ${INT} NOT NULL DEFAULT 0
)${STRICT};

-- only sqlite
INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate, bars, computed, face, standing,
  regular_until, regained_until, late_from, dormant_from, lost_from, occasions, interval_days, first_day, last_day,
  net_12m_cents, net_total_cents, margin_12m_cents, score)
SELECT c.id, c.kind, c.number, c.name, c.city, c.sort_key, c.collective, c.duplicate,
  coalesce(b.objected + 2 * b.do_not_contact + 4 * b.deceased, 0), CASE WHEN l.customer_id IS NULL THEN 0 ELSE 1 END,
  CASE WHEN l.customer_id IS NULL THEN '' ELSE
    l.standing || ' ' || CAST(julianday(l.former_since) - 2440587.5 AS INTEGER) || ' ' || CAST(julianday(l.regular_until) - 2440587.5 AS INTEGER) || ' ' ||
    CAST(julianday(l.regained_until) - 2440587.5 AS INTEGER) || ' ' || CAST(julianday(l.late_from) - 2440587.5 AS INTEGER) || ' ' ||
    CAST(julianday(l.dormant_from) - 2440587.5 AS INTEGER) || ' ' || CAST(julianday(l.lost_from) - 2440587.5 AS INTEGER) || ' ' ||
    l.occasions || ' ' || CAST(round(l.interval_days * 100) AS INTEGER) || ' ' ||
    CAST(julianday(l.first_day) - 2440587.5 AS INTEGER) || ' ' || CAST(julianday(l.last_day) - 2440587.5 AS INTEGER) || ' ' ||
    coalesce(v.net_12m_cents, 0) || ' ' || coalesce(v.net_total_cents, 0) || ' ' || coalesce(v.margin_12m_cents, 0) || ' ' ||
    coalesce(v.known_12m_bp, 0) || ' ' || coalesce(v.measured_12m_bp, 0) || ' ' || coalesce(w.score, 0) || ' ' || coalesce(w.colour, 0) ||
    coalesce((SELECT ' ' || string_agg(CAST(julianday(d.day) - 2440587.5 AS INTEGER), ' ' ORDER BY d.day) FROM (
      SELECT DISTINCT o.day FROM sales_order o WHERE o.customer_id = c.id AND c.collective = 0 AND o.day >= date(l.day, '-182 days') AND o.day <= l.day
        AND o.counts = 1 AND o.returned_day > l.day) d), '') END,
  coalesce(l.standing, 0), coalesce(l.regular_until, '9999-12-31'), coalesce(l.regained_until, '1900-01-01'),
  coalesce(l.late_from, '9999-12-31'), coalesce(l.dormant_from, '9999-12-31'), coalesce(l.lost_from, '9999-12-31'),
  coalesce(l.occasions, 0), coalesce(l.interval_days, 99999.0), coalesce(l.first_day, '9999-12-31'), coalesce(l.last_day, '9999-12-31'),
  coalesce(v.net_12m_cents, 0), coalesce(v.net_total_cents, 0), coalesce(v.margin_12m_cents, 0), coalesce(w.score, 0)
FROM customer c
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
LEFT JOIN value_current v ON v.customer_id = c.id
LEFT JOIN warning_current w ON w.customer_id = c.id
LEFT JOIN consent_current b ON b.customer_id = c.id
WHERE c.kind IN ('person', 'firm')
ORDER BY c.id;
-- end
-- only postgres
INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate, bars, computed, face, standing,
  regular_until, regained_until, late_from, dormant_from, lost_from, occasions, interval_days, first_day, last_day,
  net_12m_cents, net_total_cents, margin_12m_cents, score)
SELECT c.id, c.kind, c.number, c.name, c.city, c.sort_key, c.collective, c.duplicate,
  coalesce(b.objected + 2 * b.do_not_contact + 4 * b.deceased, 0), CASE WHEN l.customer_id IS NULL THEN 0 ELSE 1 END,
  CASE WHEN l.customer_id IS NULL THEN '' ELSE
    l.standing || ' ' || CAST(l.former_since AS date) - DATE '1970-01-01' || ' ' || CAST(l.regular_until AS date) - DATE '1970-01-01' || ' ' ||
    CAST(l.regained_until AS date) - DATE '1970-01-01' || ' ' || CAST(l.late_from AS date) - DATE '1970-01-01' || ' ' ||
    CAST(l.dormant_from AS date) - DATE '1970-01-01' || ' ' || CAST(l.lost_from AS date) - DATE '1970-01-01' || ' ' ||
    l.occasions || ' ' || CAST(round(CAST(l.interval_days AS numeric) * 100) AS BIGINT) || ' ' ||
    CAST(l.first_day AS date) - DATE '1970-01-01' || ' ' || CAST(l.last_day AS date) - DATE '1970-01-01' || ' ' ||
    coalesce(v.net_12m_cents, 0) || ' ' || coalesce(v.net_total_cents, 0) || ' ' || coalesce(v.margin_12m_cents, 0) || ' ' ||
    coalesce(v.known_12m_bp, 0) || ' ' || coalesce(v.measured_12m_bp, 0) || ' ' || coalesce(w.score, 0) || ' ' || coalesce(w.colour, 0) ||
    coalesce((SELECT ' ' || string_agg(CAST(CAST(d.day AS date) - DATE '1970-01-01' AS TEXT), ' ' ORDER BY d.day) FROM (
      SELECT DISTINCT o.day FROM sales_order o WHERE o.customer_id = c.id AND c.collective = 0
        AND o.day >= to_char(CAST(l.day AS date) - 182, 'YYYY-MM-DD') AND o.day <= l.day AND o.counts = 1 AND o.returned_day > l.day) d), '') END,
  coalesce(l.standing, 0), coalesce(l.regular_until, '9999-12-31'), coalesce(l.regained_until, '1900-01-01'),
  coalesce(l.late_from, '9999-12-31'), coalesce(l.dormant_from, '9999-12-31'), coalesce(l.lost_from, '9999-12-31'),
  coalesce(l.occasions, 0), coalesce(l.interval_days, 99999.0), coalesce(l.first_day, '9999-12-31'), coalesce(l.last_day, '9999-12-31'),
  coalesce(v.net_12m_cents, 0), coalesce(v.net_total_cents, 0), coalesce(v.margin_12m_cents, 0), coalesce(w.score, 0)
FROM customer c
LEFT JOIN lifecycle_current l ON l.customer_id = c.id
LEFT JOIN value_current v ON v.customer_id = c.id
LEFT JOIN warning_current w ON w.customer_id = c.id
LEFT JOIN consent_current b ON b.customer_id = c.id
WHERE c.kind IN ('person', 'firm');
-- end

-- By name, with all that filters ask, so that a filtered list by name is read from the index alone.
CREATE INDEX insight_card_name ON insight_card (sort_key, customer_id, kind, computed, standing, occasions, regular_until, regained_until,
  late_from, dormant_from, lost_from, duplicate, bars);
CREATE INDEX insight_card_last ON insight_card (last_day, customer_id) WHERE last_day < '9999-12-31';
CREATE INDEX insight_card_first ON insight_card (first_day, customer_id) WHERE first_day < '9999-12-31';
CREATE INDEX insight_card_interval ON insight_card (interval_days, customer_id) WHERE interval_days < 99999;
CREATE INDEX insight_card_standing ON insight_card (standing, customer_id, regular_until) WHERE computed = 1;
CREATE INDEX insight_card_occasions ON insight_card (occasions, customer_id) WHERE computed = 1;
CREATE INDEX insight_card_net ON insight_card (net_12m_cents, customer_id) WHERE computed = 1;
CREATE INDEX insight_card_total ON insight_card (net_total_cents, customer_id) WHERE computed = 1;
CREATE INDEX insight_card_margin ON insight_card (margin_12m_cents, customer_id) WHERE computed = 1;
CREATE INDEX insight_card_score ON insight_card (score, customer_id) WHERE computed = 1;
CREATE INDEX insight_card_kind ON insight_card (kind, customer_id);
CREATE INDEX insight_card_duplicate ON insight_card (customer_id) WHERE duplicate = 1;
CREATE INDEX insight_card_bars ON insight_card (bars, customer_id) WHERE bars > 0;

-- Only lists used these.
DROP INDEX lifecycle_current_standing;
DROP INDEX lifecycle_current_interval;
DROP INDEX lifecycle_current_occasions;
DROP INDEX value_current_net;
DROP INDEX value_current_total;
DROP INDEX value_current_margin;
DROP INDEX customer_doubtful;
DROP INDEX customer_sort;

-- only sqlite
-- +goose StatementBegin
CREATE TRIGGER insight_card_new AFTER INSERT ON customer WHEN new.kind IN ('person', 'firm') BEGIN
  INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate)
  VALUES (new.id, new.kind, new.number, new.name, new.city, new.sort_key, new.collective, new.duplicate);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_changed AFTER UPDATE OF kind, number, name, city, sort_key, collective, duplicate ON customer
WHEN new.kind IN ('person', 'firm') AND (new.kind <> old.kind OR new.number <> old.number OR new.name <> old.name OR new.city <> old.city
  OR new.sort_key <> old.sort_key OR new.collective <> old.collective OR new.duplicate <> old.duplicate)
BEGIN
  INSERT INTO insight_card (customer_id, kind, number, name, city, sort_key, collective, duplicate, bars)
  VALUES (new.id, new.kind, new.number, new.name, new.city, new.sort_key, new.collective, new.duplicate,
    coalesce((SELECT objected + 2 * do_not_contact + 4 * deceased FROM consent_current WHERE customer_id = new.id), 0))
  ON CONFLICT (customer_id) DO UPDATE SET kind = excluded.kind, number = excluded.number, name = excluded.name, city = excluded.city,
    sort_key = excluded.sort_key, collective = excluded.collective, duplicate = excluded.duplicate;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_contact AFTER UPDATE OF kind ON customer WHEN new.kind NOT IN ('person', 'firm') AND new.kind <> old.kind BEGIN
  DELETE FROM insight_card WHERE customer_id = new.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_gone AFTER DELETE ON customer BEGIN
  DELETE FROM insight_card WHERE customer_id = old.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_bar AFTER INSERT ON consent_current BEGIN
  UPDATE insight_card SET bars = new.objected + 2 * new.do_not_contact + 4 * new.deceased WHERE customer_id = new.customer_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_bars_changed AFTER UPDATE ON consent_current BEGIN
  UPDATE insight_card SET bars = new.objected + 2 * new.do_not_contact + 4 * new.deceased WHERE customer_id = new.customer_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER insight_card_unbarred AFTER DELETE ON consent_current BEGIN
  UPDATE insight_card SET bars = 0 WHERE customer_id = old.customer_id;
END;
-- +goose StatementEnd
-- end
-- only postgres
-- +goose StatementBegin
CREATE FUNCTION insight_card_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM insight_card WHERE customer_id = OLD.id;
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
-- +goose StatementBegin
CREATE FUNCTION insight_card_of_bars() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE insight_card SET bars = 0 WHERE customer_id = OLD.customer_id;
  ELSE
    UPDATE insight_card SET bars = NEW.objected + 2 * NEW.do_not_contact + 4 * NEW.deceased WHERE customer_id = NEW.customer_id;
  END IF;
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER insight_card_new AFTER INSERT OR DELETE ON customer FOR EACH ROW EXECUTE FUNCTION insight_card_of_customer();
CREATE TRIGGER insight_card_changed AFTER UPDATE OF kind, number, name, city, sort_key, collective, duplicate ON customer FOR EACH ROW
WHEN (NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.name <> OLD.name OR NEW.city <> OLD.city
  OR NEW.sort_key <> OLD.sort_key OR NEW.collective <> OLD.collective OR NEW.duplicate <> OLD.duplicate)
EXECUTE FUNCTION insight_card_of_customer();
CREATE TRIGGER insight_card_bar AFTER INSERT OR UPDATE OR DELETE ON consent_current FOR EACH ROW EXECUTE FUNCTION insight_card_of_bars();
-- end
