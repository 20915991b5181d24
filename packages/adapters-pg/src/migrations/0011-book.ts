import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
// Without sequential scans, because a plan that was made while a table was empty would read all of it each time.
const guard = 'RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_seqscan = off'

/** The chain over the book, its closed periods, and guards that look at a statement's rows at once: a batch costs one check and not one for each transaction. */
export const book: Migration = {
  version: 11,
  name: 'book',
  statements: [
    `ALTER TABLE {schema}.ledger_transaction
  ADD COLUMN epoch int4 NOT NULL DEFAULT 1,
  ADD COLUMN written_by xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id()`,
    `ALTER TABLE {schema}.ledger_transaction ALTER COLUMN epoch DROP DEFAULT`,
    `CREATE INDEX ledger_transaction_feed ON {schema}.ledger_transaction (tenant, epoch, written_by, id)`,

    `CREATE TABLE {schema}.ledger_link (
  ${tenant},
  sequence int8 NOT NULL CHECK (sequence > 0),
  transaction_id text COLLATE "C" NOT NULL,
  record_hash text COLLATE "C" NOT NULL,
  previous text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  -- Where the transaction stands in the feed, so that a changed one is found.
  epoch int4 NOT NULL,
  written_by xid8 NOT NULL,
  PRIMARY KEY (tenant, sequence),
  CONSTRAINT ledger_link_once UNIQUE (tenant, transaction_id)
)`,
    `COMMENT ON TABLE {schema}.ledger_link IS 'The chain over committed ledger transactions, in the order of their commits. Append-only.'`,
    ...isolateByTenant('ledger_link'),

    `CREATE TABLE {schema}.book_period (
  ${tenant},
  closed_through date,
  PRIMARY KEY (tenant)
)`,
    `COMMENT ON TABLE {schema}.book_period IS 'How far the books of each tenant are closed. Only moves forward.'`,
    ...isolateByTenant('book_period'),
    `CREATE FUNCTION {schema}.check_book_period() ${guard} AS $check$
BEGIN
  IF OLD.closed_through IS NOT NULL AND (NEW.closed_through IS NULL OR NEW.closed_through < OLD.closed_through) THEN
    RAISE EXCEPTION 'the books are closed through %, and stay closed', OLD.closed_through USING ERRCODE = 'check_violation', CONSTRAINT = 'book_period_forward';
  END IF;
  RETURN NEW;
END
$check$`,
    `CREATE TRIGGER book_period_forward BEFORE UPDATE ON {schema}.book_period FOR EACH ROW EXECUTE FUNCTION {schema}.check_book_period()`,

    `CREATE TABLE {schema}.book_closing (
  ${tenant},
  closed_through date NOT NULL,
  ${body},
  PRIMARY KEY (tenant, closed_through)
)`,
    `COMMENT ON TABLE {schema}.book_closing IS 'Who closed the books through which day, and when. Append-only.'`,
    ...isolateByTenant('book_closing'),

    // Entries of a transaction come in one statement, complete and balanced, and none joins later: positions are below the count that
    // the header states, each is taken once, and as many as it states are there.
    `CREATE FUNCTION {schema}.check_ledger_entries() ${guard} AS $check$
DECLARE
  wrong text;
BEGIN
  SELECT sides.transaction_id INTO wrong
  FROM (
    SELECT added.tenant, added.transaction_id, count(*) AS present, min(added.entries) AS least, max(added.entries) AS most
    FROM added GROUP BY added.tenant, added.transaction_id
  ) AS sides
  LEFT JOIN {schema}.ledger_transaction AS header ON header.tenant = sides.tenant AND header.id = sides.transaction_id
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
    `CREATE TRIGGER ledger_entry_complete AFTER INSERT ON {schema}.ledger_entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {schema}.check_ledger_entries()`,

    // The lock is held to the end of the transaction: whoever closes the books waits for those who are booking, and those who come then wait
    // for the closing, and see it. A lock of the row itself would be starved by postings that overlap.
    `CREATE FUNCTION {schema}.check_ledger_transactions() ${guard} AS $check$
DECLARE
  wrong text;
  closed date;
BEGIN
  SELECT added.id INTO wrong FROM added
  WHERE NOT EXISTS (SELECT FROM {schema}.ledger_entry AS entry WHERE entry.tenant = added.tenant AND entry.transaction_id = added.id AND entry.position = 0) LIMIT 1;
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
    `CREATE FUNCTION {schema}.book_lock_space() RETURNS int4 LANGUAGE sql IMMUTABLE RETURN 1178686061`,
    `DROP TRIGGER ledger_transaction_balanced ON {schema}.ledger_transaction`,
    `DROP FUNCTION {schema}.check_ledger_transaction()`,
    `CREATE TRIGGER ledger_transaction_complete AFTER INSERT ON {schema}.ledger_transaction
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {schema}.check_ledger_transactions()`,

    `ALTER TABLE {schema}.ledger_entry DROP CONSTRAINT ledger_entry_tenant_transaction_id_entries_fkey`,
    `ALTER TABLE {schema}.ledger_transaction DROP CONSTRAINT ledger_transaction_tenant_id_entries_key`,
    // One index for both: the entries of a billing account, and those of an account of the book.
    `DROP INDEX {schema}.ledger_entry_by_party`,
    `DROP INDEX {schema}.ledger_entry_by_account`,
    `CREATE INDEX ledger_entry_by_account ON {schema}.ledger_entry (tenant, account, role, routing)`,

    // A function, because its plan is made once for each connection; planning the statement takes longer than running it. In the order of
    // ids: two batches that share some wait for each other and do not lock each other out.
    `CREATE FUNCTION {schema}.post_ledger(bound text, bound_epoch int4, posted json) RETURNS json LANGUAGE plpgsql AS $post$
DECLARE
  kept json;
BEGIN
  WITH header AS (
    INSERT INTO {schema}.ledger_transaction
      (tenant, epoch, id, entries, kind, key, reference, booked_at, accounting_date, actor, correlation, cause, corrects, fingerprint)
    SELECT bound, bound_epoch, given->>0, (given->>1)::int4, given->>2, given->>3, given->>4, (given->>5)::timestamptz, (given->>6)::date,
      given->>7, given->>8, given->>9, given->>10, given->>11
    FROM pg_catalog.json_array_elements(posted->'headers') AS given
    ORDER BY given->>0
    ON CONFLICT (tenant, id) DO NOTHING RETURNING id, entries
  ), sides AS (
    INSERT INTO {schema}.ledger_entry (tenant, transaction_id, entries, position, role, account, routing, currency, amount_minor, item)
    SELECT bound, header.id, header.entries, (given->>1)::int4, given->>2, given->>3, given->>4, given->>5, (given->>6)::numeric, given->>7
    FROM pg_catalog.json_array_elements(posted->'entries') AS given JOIN header ON header.id = (given->>0)
  )
  SELECT coalesce(pg_catalog.json_agg(header.id), '[]') INTO kept FROM header;
  RETURN kept;
END
$post$`,
  ],
}
