import { isolateByTenant } from './isolate-by-tenant.js'
import type { Migration } from './migration.js'

/** Where windowing resumes from. */
export const windowing: Migration = {
  version: 6,
  name: 'windowing',
  statements: [
    `CREATE TABLE {schema}.windowing (
  tenant text COLLATE "C" NOT NULL CHECK (tenant <> ''),
  key text COLLATE "C" NOT NULL,
  revision int4 NOT NULL CHECK (revision >= 0),
  -- json keeps the text as it came. Any JSON is a state.
  state json NOT NULL,
  PRIMARY KEY (tenant, key)
)`,
    `COMMENT ON TABLE {schema}.windowing IS
  'Watermarks of meters, and how far subscriptions are sealed. Replaced by what follows from it, in the transaction of the ingest or seal.'`,
    ...isolateByTenant('windowing'),
  ],
}
