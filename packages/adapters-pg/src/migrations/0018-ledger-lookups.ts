import type { Migration } from './migration.js'

// Without sequential scans, because a plan that was made while a table was empty would read all of it each time.
const guard = 'RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off'

/**
 * The guards of the book look each transaction up by its primary key, whatever the server knows of the tables.
 *
 * Their plans are kept by each connection. One that was made while the tables were empty took any index that begins with the tenant for as good as the
 * key, and read all of the tenant's book for each posting. The order that the lookups ask for is one that only the key has.
 */
export const ledgerLookups: Migration = {
  version: 18,
  name: 'ledger_lookups',
  statements: [
    `CREATE OR REPLACE FUNCTION {schema}.check_ledger_entries() ${guard} AS $check$
DECLARE
  wrong text;
BEGIN
  SELECT sides.transaction_id INTO wrong
  FROM (
    SELECT added.tenant, added.transaction_id, count(*) AS present, min(added.entries) AS least, max(added.entries) AS most
    FROM added GROUP BY added.tenant, added.transaction_id
  ) AS sides
  LEFT JOIN LATERAL (
    SELECT kept.entries FROM {schema}.ledger_transaction AS kept
    WHERE kept.tenant = sides.tenant AND kept.id >= sides.transaction_id AND kept.id <= sides.transaction_id
    ORDER BY kept.id LIMIT 1
  ) AS header ON true
  WHERE sides.present <> sides.least OR sides.present <> sides.most OR header.entries IS DISTINCT FROM sides.most LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % does not come with all of its entries', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transaction_complete';
  END IF;
  SELECT added.transaction_id || ' in ' || added.currency INTO wrong
  FROM added GROUP BY added.tenant, added.transaction_id, added.currency HAVING sum(added.amount_minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % does not balance', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transaction_balanced';
  END IF;
  RETURN NULL;
END
$check$`,
    `CREATE OR REPLACE FUNCTION {schema}.check_ledger_transactions() ${guard} AS $check$
DECLARE
  wrong text;
  closed date;
BEGIN
  SELECT added.id INTO wrong FROM added
  LEFT JOIN LATERAL (
    SELECT entry.position FROM {schema}.ledger_entry AS entry
    WHERE entry.tenant = added.tenant AND entry.transaction_id = added.id
    ORDER BY entry.position LIMIT 1
  ) AS first ON true
  WHERE first.position IS DISTINCT FROM 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % does not come with all of its entries', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transaction_complete';
  END IF;
  PERFORM pg_advisory_xact_lock_shared({schema}.book_lock_space(), hashtext(booked.tenant)) FROM (SELECT DISTINCT added.tenant FROM added) AS booked;
  -- Above READ COMMITTED a look sees what was when the transaction began. The row's lock fails where somebody has closed since.
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    INSERT INTO {schema}.book_period (tenant) SELECT DISTINCT added.tenant FROM added ON CONFLICT DO NOTHING;
    PERFORM FROM {schema}.book_period AS period WHERE period.tenant IN (SELECT added.tenant FROM added) FOR SHARE;
  END IF;
  SELECT added.id, period.closed_through INTO wrong, closed
  FROM added JOIN {schema}.book_period AS period ON period.tenant = added.tenant AND period.closed_through >= added.accounting_date LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is of a day that is closed: the books are closed through %', wrong, closed USING ERRCODE = 'FA001';
  END IF;
  RETURN NULL;
END
$check$`,
  ],
}
