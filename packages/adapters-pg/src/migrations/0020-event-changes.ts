import type { Migration } from './migration.js'

/** What was recorded behind a cut is found without reading what was there before. */
export const eventChanges: Migration = {
  version: 20,
  name: 'event_changes',
  statements: [
    // On each partition: what came in late for a month is found among that month's events only.
    `CREATE INDEX event_recorded_by_subject ON {schema}.event (tenant, subject, epoch, written_by)`,
    `CREATE INDEX event_recorded_by_subscription ON {schema}.event (tenant, subscription, epoch, written_by) WHERE subscription IS NOT NULL`,
    `CREATE INDEX event_identity_amended_since ON {schema}.event_identity (tenant, epoch, written_by) WHERE revision > 0`,
  ],
}
