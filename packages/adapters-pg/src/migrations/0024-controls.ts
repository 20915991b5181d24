import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

/** Budgets, prepaid credit, restrictions and dunning: policies, and what was seen, decided and told by them. */
export const controls: Migration = {
  version: 24,
  name: 'controls',
  statements: [
    `CREATE TABLE {schema}.control_record (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  kind text COLLATE "C" NOT NULL CHECK (kind IN (
    'budget_policy', 'budget_event', 'budget_decision', 'prepaid_policy', 'prepaid_standing', 'depletion', 'delinquency', 'restriction', 'override', 'dunning_notice')),
  id text COLLATE "C" NOT NULL,
  -- What tells a threshold once, and lifts a restriction once: of two writers that saw the same revision, one finds its place taken.
  revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED,
  account text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  about text COLLATE "C",
  created_at timestamptz NOT NULL,
  body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object'),
  PRIMARY KEY (tenant, kind, id, revision),
  FOREIGN KEY (tenant, kind, id, previous) REFERENCES {schema}.control_record (tenant, kind, id, revision)
)`,
    `COMMENT ON TABLE {schema}.control_record IS 'Budgets, prepaid credit, restrictions and dunning, each thing as it stood after each step. Append-only.'`,
    `CREATE INDEX control_record_by_time ON {schema}.control_record (tenant, kind, created_at, id, revision)`,
    `CREATE INDEX control_record_by_account ON {schema}.control_record (tenant, account, kind, created_at, id)`,
    `CREATE INDEX control_record_by_status ON {schema}.control_record (tenant, kind, status, created_at, id)`,
    `CREATE INDEX control_record_by_about ON {schema}.control_record (tenant, about, kind, created_at, id) WHERE about IS NOT NULL`,
    ...isolateByTenant('control_record'),
    ...refuseChanges('control_record'),
  ],
}
