import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
// What stops one thing from being done twice: of two writers that saw the same revision, one finds its place taken.
const revision = `revision int4 NOT NULL CHECK (revision > 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN revision > 1 THEN revision - 1 END) STORED`

/** What people decide about documents, and what is filed about their taxes. */
export const documentDecisions: Migration = {
  version: 12,
  name: 'document-decisions',
  statements: [
    `CREATE TABLE {schema}.adjustment (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.adjustment IS 'Amounts, lines and discounts that people decided. Append-only: what became of one stands in its steps.'`,
    `CREATE INDEX adjustment_by_time ON {schema}.adjustment (tenant, recorded_at, id)`,
    `CREATE INDEX adjustment_by_account ON {schema}.adjustment (tenant, account, recorded_at, id)`,
    ...isolateByTenant('adjustment'),

    `CREATE TABLE {schema}.adjustment_step (
  ${tenant},
  adjustment text COLLATE "C" NOT NULL,
  ${revision},
  move text COLLATE "C" NOT NULL CHECK (move IN ('approve', 'apply', 'release', 'withdraw')),
  ${body},
  PRIMARY KEY (tenant, adjustment, revision),
  FOREIGN KEY (tenant, adjustment) REFERENCES {schema}.adjustment (tenant, id),
  FOREIGN KEY (tenant, adjustment, previous) REFERENCES {schema}.adjustment_step (tenant, adjustment, revision)
)`,
    `COMMENT ON TABLE {schema}.adjustment_step IS 'The steps of each adjustment: who approved it, which document took it. Append-only.'`,
    ...isolateByTenant('adjustment_step'),

    `CREATE TABLE {schema}.tax_filing (
  ${tenant},
  document text COLLATE "C" NOT NULL,
  ${revision},
  state text COLLATE "C" NOT NULL CHECK (state IN ('commit_due', 'committed', 'void_due', 'voided')),
  recorded_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, document, revision),
  FOREIGN KEY (tenant, document, previous) REFERENCES {schema}.tax_filing (tenant, document, revision)
)`,
    `COMMENT ON TABLE {schema}.tax_filing IS 'What is to be filed, and was filed, about the taxes of each document. Append-only.'`,
    `CREATE INDEX tax_filing_due ON {schema}.tax_filing (tenant, recorded_at, document) WHERE state IN ('commit_due', 'void_due')`,
    ...isolateByTenant('tax_filing'),
  ],
}
