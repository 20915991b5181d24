import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`

/** What stands between usage and the book: runs of rating, holds, and runs of reconciliation. */
export const postingSteps: Migration = {
  version: 14,
  name: 'posting_steps',
  statements: [
    `CREATE TABLE {schema}.rating_run (
  ${tenant},
  document text COLLATE "C" NOT NULL,
  sequence int4 NOT NULL CHECK (sequence >= 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN sequence > 0 THEN sequence - 1 END) STORED,
  id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, document, sequence),
  CONSTRAINT rating_run_once UNIQUE (tenant, id),
  FOREIGN KEY (tenant, document, previous) REFERENCES {schema}.rating_run (tenant, document, sequence)
)`,
    `COMMENT ON TABLE {schema}.rating_run IS 'Each rating of what a document bills or will bill. Append-only.'`,
    `CREATE INDEX rating_run_by_account ON {schema}.rating_run (tenant, account, document, sequence)`,
    ...isolateByTenant('rating_run'),

    `CREATE TABLE {schema}.rated_charge (
  ${tenant},
  charge_key text COLLATE "C" NOT NULL,
  document text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, charge_key, document)
)`,
    `COMMENT ON TABLE {schema}.rated_charge IS 'Which documents bill or will bill a charge. Append-only.'`,
    ...isolateByTenant('rated_charge'),

    `CREATE TABLE {schema}.ledger_hold (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  -- What ends a hold once: of two writers that saw it pending, one finds its place taken.
  revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED,
  account text COLLATE "C" NOT NULL,
  pool text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  placed_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id, revision),
  FOREIGN KEY (tenant, id, previous) REFERENCES {schema}.ledger_hold (tenant, id, revision)
)`,
    `COMMENT ON TABLE {schema}.ledger_hold IS 'Amounts that are set aside, each as it stood after each step. Append-only.'`,
    `CREATE INDEX ledger_hold_by_time ON {schema}.ledger_hold (tenant, placed_at, id, revision)`,
    `CREATE INDEX ledger_hold_by_pool ON {schema}.ledger_hold (tenant, pool, placed_at, id)`,
    ...isolateByTenant('ledger_hold'),

    `CREATE TABLE {schema}.reconciliation_run (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  ran_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.reconciliation_run IS 'What was held against what, and every mismatch that was found. Append-only.'`,
    `CREATE INDEX reconciliation_run_by_time ON {schema}.reconciliation_run (tenant, ran_at, id)`,
    ...isolateByTenant('reconciliation_run'),
  ],
}
