import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
// Of two corrections of one invoice at the same time, one finds its place taken: what keeps credits within what was invoiced.
const revision = `revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED`

/** What became of issued invoices, and what periods hand on since. */
export const corrections: Migration = {
  version: 13,
  name: 'corrections',
  statements: [
    `CREATE TABLE {schema}.correction (
  ${tenant},
  invoice text COLLATE "C" NOT NULL,
  ${revision},
  account text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  series text COLLATE "C",
  number text COLLATE "C",
  ${body},
  PRIMARY KEY (tenant, invoice, revision),
  UNIQUE (tenant, series, number),
  CHECK ((series IS NULL) = (number IS NULL)),
  FOREIGN KEY (tenant, invoice, previous) REFERENCES {schema}.correction (tenant, invoice, revision)
)`,
    `COMMENT ON TABLE {schema}.correction IS 'Each look at what an issued invoice should be, with the correction that follows and its document. Append-only.'`,
    `CREATE INDEX correction_by_time ON {schema}.correction (tenant, recorded_at, invoice, revision)`,
    `CREATE INDEX correction_by_account ON {schema}.correction (tenant, account, recorded_at, invoice, revision)`,
    ...isolateByTenant('correction'),

    `CREATE TABLE {schema}.correction_step (
  ${tenant},
  proposal text COLLATE "C" NOT NULL,
  ${revision},
  move text COLLATE "C" NOT NULL CHECK (move IN ('propose', 'approve', 'reject', 'apply')),
  account text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, proposal, revision),
  CHECK ((move = 'propose') = (revision = 1)),
  FOREIGN KEY (tenant, proposal, previous) REFERENCES {schema}.correction_step (tenant, proposal, revision)
)`,
    `COMMENT ON TABLE {schema}.correction_step IS 'The way of each proposed correction: who proposed, approved, rejected or applied it. Append-only.'`,
    `CREATE INDEX correction_step_by_time ON {schema}.correction_step (tenant, recorded_at, proposal) WHERE revision = 1`,
    ...isolateByTenant('correction_step'),

    // What a corrected period hands on stands behind what it handed on before.
    `ALTER TABLE {schema}.period_carry ADD COLUMN revision int4 NOT NULL DEFAULT 0 CHECK (revision >= 0)`,
    `ALTER TABLE {schema}.period_carry DROP CONSTRAINT period_carry_pkey`,
    `ALTER TABLE {schema}.period_carry ADD CONSTRAINT period_carry_pkey PRIMARY KEY (tenant, subscription, side, period_from, period_to, revision)`,
  ],
}
