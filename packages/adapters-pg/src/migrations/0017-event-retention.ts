import type { Migration } from './migration.js'
import { refuseChanges } from './refuse-changes.js'

/** Which bodies of events may go. */
export const eventRetention: Migration = {
  version: 17,
  name: 'event_retention',
  statements: [
    `CREATE TABLE {schema}.event_retention (
  keep_from timestamptz NOT NULL,
  decided_by text COLLATE "C" NOT NULL CHECK (decided_by <> ''),
  reason text COLLATE "C" NOT NULL CHECK (reason <> ''),
  decided_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
  PRIMARY KEY (keep_from),
  -- Events of the present are still arriving.
  CHECK (keep_from < decided_at)
)`,
    `COMMENT ON TABLE {schema}.event_retention IS
  'Decisions to let bodies of events go, of all tenants: those before the latest keep_from. Nothing is dropped without one. Append-only.'`,
    ...refuseChanges('event_retention'),
  ],
}
