import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

/** What becomes of money that providers move, and whose turn it is to decide by what an account has open. */
export const payments: Migration = {
  version: 9,
  name: 'payments',
  statements: [
    `CREATE TABLE {schema}.account_lock (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  account text COLLATE "C" NOT NULL,
  -- It counts, because a row that is only locked would let a transaction with an older snapshot go on with what it saw.
  turns int8 NOT NULL CHECK (turns > 0),
  PRIMARY KEY (tenant, account)
)`,
    `COMMENT ON TABLE {schema}.account_lock IS 'One row for each account, written by whoever decides by what the account has: others wait for it.'`,
    ...isolateByTenant('account_lock'),

    `CREATE TABLE {schema}.payment_record (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('session', 'refund', 'dispute', 'customer', 'webhook')),
  id text COLLATE "C" NOT NULL,
  -- What stops two reports of one thing from being taken for one: of two writers that saw the same revision, one finds its place taken.
  revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED,
  status text COLLATE "C" NOT NULL,
  provider text COLLATE "C" NOT NULL,
  account text COLLATE "C",
  payment text COLLATE "C",
  provider_name text COLLATE "C",
  created_at timestamptz NOT NULL,
  body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object'),
  PRIMARY KEY (tenant, kind, id, revision),
  FOREIGN KEY (tenant, kind, id, previous) REFERENCES {schema}.payment_record (tenant, kind, id, revision)
)`,
    `COMMENT ON TABLE {schema}.payment_record IS 'Payment sessions, refunds, disputes, customers and webhooks of providers, each as it stood after each step. Append-only.'`,
    `CREATE INDEX payment_record_by_time ON {schema}.payment_record (tenant, kind, created_at, id, revision)`,
    `CREATE INDEX payment_record_by_account ON {schema}.payment_record (tenant, account, kind, created_at, id)`,
    `CREATE INDEX payment_record_by_status ON {schema}.payment_record (tenant, kind, status, created_at, id)`,
    `CREATE INDEX payment_record_by_payment ON {schema}.payment_record (tenant, provider, payment, kind)`,
    `CREATE INDEX payment_record_by_name ON {schema}.payment_record (tenant, provider, provider_name, kind)`,
    ...isolateByTenant('payment_record'),
  ],
}
