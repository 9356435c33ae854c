-- What the pages of the day read.
-- +goose Up

-- regulars by the day from which their silence is unusual: the watch list of a day
CREATE INDEX lifecycle_current_regular ON lifecycle_current (late_from, customer_id) WHERE standing = 3;
-- whether goods of at least two categories exist
CREATE INDEX sales_product_category ON sales_product (category_id) WHERE category_id > 0;
