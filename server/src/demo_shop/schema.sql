CREATE TABLE products (product_id TEXT PRIMARY KEY, name TEXT NOT NULL, category TEXT NOT NULL, price INTEGER NOT NULL, image TEXT NOT NULL, link TEXT NOT NULL);
CREATE TABLE sizes (product_id TEXT NOT NULL, size TEXT NOT NULL, height_from INTEGER, height_to INTEGER, weight_from INTEGER, weight_to INTEGER, stock INTEGER NOT NULL, PRIMARY KEY (product_id, size));
CREATE TABLE matches (product TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (product, other));
CREATE TABLE promotions (code TEXT NOT NULL, product_id TEXT NOT NULL, percent INTEGER NOT NULL, coupon TEXT NOT NULL, PRIMARY KEY (code, product_id));
CREATE TABLE rules (category TEXT PRIMARY KEY, no_reason_days INTEGER NOT NULL, refund_only_cap INTEGER NOT NULL, exchange_freight TEXT NOT NULL);
CREATE TABLE customers (id TEXT PRIMARY KEY, profile TEXT NOT NULL);
CREATE TABLE cart (customer TEXT NOT NULL, product_id TEXT NOT NULL, quantity INTEGER NOT NULL, discountable INTEGER NOT NULL, PRIMARY KEY (customer, product_id));
CREATE TABLE orders (order_no TEXT PRIMARY KEY, customer TEXT NOT NULL, title TEXT NOT NULL, product_id TEXT NOT NULL, amount INTEGER NOT NULL, discount INTEGER NOT NULL, discount_from INTEGER NOT NULL, state TEXT NOT NULL,
    created_at TEXT NOT NULL, paid_at TEXT, promised_at TEXT, shipped_at TEXT, signed_at TEXT, address TEXT NOT NULL, phone TEXT NOT NULL);
CREATE INDEX orders_of_customer ON orders (customer, created_at);
CREATE TABLE items (order_no TEXT NOT NULL, item_no TEXT NOT NULL, product_id TEXT NOT NULL, name TEXT NOT NULL, size TEXT NOT NULL, quantity INTEGER NOT NULL, paid INTEGER NOT NULL, returnable INTEGER NOT NULL, PRIMARY KEY (order_no, item_no));
CREATE TABLE parcels (order_no TEXT PRIMARY KEY, carrier TEXT NOT NULL, tracking_no TEXT NOT NULL);
CREATE TABLE traces (order_no TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE refunds (id INTEGER PRIMARY KEY, refund_no TEXT NOT NULL UNIQUE, order_no TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL, expected_on TEXT);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, ticket_no TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, order_no TEXT, customer TEXT, details TEXT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL);
CREATE TABLE pickups (ticket_no TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE coupons (code TEXT PRIMARY KEY, customer TEXT NOT NULL, amount INTEGER NOT NULL, expires_at TEXT NOT NULL);
CREATE TABLE invoices (invoice_no TEXT PRIMARY KEY, order_no TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, tax_no TEXT, email TEXT NOT NULL);
CREATE TABLE idempotency (key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL);
