import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

/** What was commanded and refused: by whom, when and under which rule. */
export const commandRefusals: Migration = {
  version: 31,
  name: 'command_refusals',
  statements: [
    `CREATE TABLE {schema}.command_refusal (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  id text COLLATE "C" NOT NULL,
  body json NOT NULL CHECK (pg_catalog.json_typeof(body) = 'object'),
  kind text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'kind') STORED,
  recorded_at text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'at') STORED,
  actor text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'actor') STORED,
  correlation text COLLATE "C" GENERATED ALWAYS AS (body ->> 'correlation') STORED,
  PRIMARY KEY (tenant, id)
)`,
    `COMMENT ON TABLE {schema}.command_refusal IS 'What was commanded and refused: by whom, when and under which rule. Append-only.'`,
    `CREATE INDEX command_refusal_by_time ON {schema}.command_refusal (tenant, recorded_at, id)`,
    `CREATE INDEX command_refusal_by_correlation ON {schema}.command_refusal (tenant, correlation, recorded_at, id)`,
    ...isolateByTenant('command_refusal'),
    ...refuseChanges('command_refusal'),
  ],
}
