import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

const tenant = `tenant text COLLATE "C" NOT NULL CHECK (tenant <> '')`
const body = `body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object')`
// NaN is a numeric, and greater than every number, as Infinity is: a check of the sign lets both pass.
const figure = (name: string): string => `${name} numeric NOT NULL CHECK (${name} >= 0 AND ${name} < 'Infinity')`

/** Credit that accounts were given, and what became of it. */
export const credits: Migration = {
  version: 7,
  name: 'credits',
  statements: [
    `CREATE TABLE {schema}.credit_grant (
  ${tenant},
  id text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  ${body},
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.credit_grant IS 'Credit grants. Append-only: that one is void stands in its journal.'`,
    `CREATE INDEX credit_grant_by_time ON {schema}.credit_grant (tenant, created_at, id)`,
    `CREATE INDEX credit_grant_by_account ON {schema}.credit_grant (tenant, account, created_at, id)`,
    ...isolateByTenant('credit_grant'),

    `CREATE TABLE {schema}.credit_movement (
  ${tenant},
  grant_id text COLLATE "C" NOT NULL,
  -- What stops one credit from paying twice: of two writers that saw the same balance, one finds its place taken.
  sequence int4 NOT NULL CHECK (sequence >= 0),
  previous int4 GENERATED ALWAYS AS (CASE WHEN sequence > 0 THEN sequence - 1 END) STORED,
  account text COLLATE "C" NOT NULL,
  document text COLLATE "C",
  ${figure('granted')},
  ${figure('consumed')},
  ${figure('expired')},
  ${figure('voided')},
  ${figure('remaining')},
  ${body},
  PRIMARY KEY (tenant, grant_id, sequence),
  FOREIGN KEY (tenant, grant_id) REFERENCES {schema}.credit_grant (tenant, id),
  FOREIGN KEY (tenant, grant_id, previous) REFERENCES {schema}.credit_movement (tenant, grant_id, sequence),
  CONSTRAINT credit_movement_adds_up CHECK (granted = consumed + expired + voided + remaining)
)`,
    `COMMENT ON TABLE {schema}.credit_movement IS 'The journal of each credit grant, with where it stands after each movement. Append-only.'`,
    `CREATE INDEX credit_movement_by_account ON {schema}.credit_movement (tenant, account, grant_id, sequence)`,
    `CREATE INDEX credit_movement_by_document ON {schema}.credit_movement (tenant, document, grant_id, sequence)`,
    ...isolateByTenant('credit_movement'),
  ],
}
