import type { Migration } from './migration.js'

/** What is left of removed bodies is read in the order in which they were listed. */
export const removedByTime: Migration = {
  version: 37,
  name: 'removed_by_time',
  statements: [
    `DROP INDEX {schema}.event_identity_removed`,
    `CREATE INDEX event_identity_removed ON {schema}.event_identity (tenant, removed_by, occurred_at, identity, revision) WHERE removed_by IS NOT NULL`,
  ],
}
