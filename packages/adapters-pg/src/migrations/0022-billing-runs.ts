import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const revision = `revision int4 NOT NULL CHECK (revision >= 0)`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`

/** Billing runs, and how far each account of them is. */
export const billingRuns: Migration = {
  version: 22,
  name: 'billing_runs',
  statements: [
    `CREATE TABLE {schema}.billing_run (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  ${revision},
  started_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.billing_run IS 'Billing runs, each as it stands. Replaced by what follows from it.'`,
    `CREATE INDEX billing_run_by_time ON {schema}.billing_run (tenant, started_at, id)`,
    ...isolateByTenant('billing_run'),

    `CREATE TABLE {schema}.billing_run_account (
  ${tenant},
  run text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  ${revision},
  part int4 NOT NULL CHECK (part >= 0),
  status text COLLATE "C" NOT NULL,
  ${body},
  PRIMARY KEY (tenant, run, account)
)`,
    `COMMENT ON TABLE {schema}.billing_run_account IS
  'The accounts of billing runs, each with its documents and why they are held. Replaced by what follows from it.'`,
    // What is open is asked for again and again, by a few parts of many; what is done stays out of its way.
    `CREATE INDEX billing_run_account_by_part ON {schema}.billing_run_account (tenant, run, part, account)`,
    `CREATE INDEX billing_run_account_by_status ON {schema}.billing_run_account (tenant, run, status, part, account)`,
    ...isolateByTenant('billing_run_account'),
  ],
}
