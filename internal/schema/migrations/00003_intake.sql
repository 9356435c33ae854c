-- What imports learned after the first house: how a source writes its files, payments
-- that wait for their document, and who asked to be deleted.
-- +goose Up

-- notation: how somebody said that the files of a source are written, JSON; plain_layout:
-- the layout as it shows before they are read so
ALTER TABLE intake_source ADD COLUMN notation TEXT NOT NULL DEFAULT '{}';
ALTER TABLE intake_source ADD COLUMN plain_layout TEXT NOT NULL DEFAULT '';

-- reference: the document that a payment names; order_id is 0 while that is not known
ALTER TABLE sales_payment ADD COLUMN reference TEXT NOT NULL DEFAULT '';
CREATE INDEX sales_payment_open ON sales_payment (reference) WHERE order_id = 0 AND reference <> '';
CREATE INDEX sales_payment_import ON sales_payment (import_id) WHERE import_id > 0;
CREATE INDEX sales_payment_order ON sales_payment (order_id) WHERE order_id > 0;

-- customers who were deleted and must not come back with the next file: hashes with the
-- firm's secret of their numbers in their sources and of their mail addresses; who holds
-- those of one person together and tells nothing
CREATE TABLE intake_erased (
  hash TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  at ${INT} NOT NULL
)${STRICT};
CREATE INDEX intake_erased_who ON intake_erased (who);
