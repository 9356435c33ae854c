-- Counting a large target group reads this narrow index instead of the wide cards. Its
-- first column is one that no condition compares, so that it serves only to be read
-- whole, and no other question starts with it.
-- +goose Up

-- only sqlite
CREATE INDEX insight_card_figures ON insight_card ((customer_id + 0), computed, standing, occasions, net_12m_cents, net_total_cents,
  margin_12m_cents, score, bars, duplicate, kind, interval_days, last_day, first_day, regular_until, regained_until, late_from,
  dormant_from, lost_from);
-- end
-- only postgres
SELECT 1;
-- end
