import type { Migration } from './migration.js'

/**
 * Commands are found by time and by what they belong to.
 *
 * Columns and no expressions over the body: under row-level security only leakproof operators reach an index. An instant has one width, so that its
 * text is in the order of time.
 */
export const commandAudit: Migration = {
  version: 21,
  name: 'command_audit',
  statements: [
    `ALTER TABLE {schema}.command
  ADD COLUMN recorded_at text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'at') STORED,
  ADD COLUMN actor text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'actor') STORED,
  ADD COLUMN correlation text COLLATE "C" NOT NULL GENERATED ALWAYS AS (body ->> 'correlation') STORED`,
    `CREATE INDEX command_by_time ON {schema}.command (tenant, recorded_at, kind, key)`,
    `CREATE INDEX command_by_correlation ON {schema}.command (tenant, correlation, recorded_at, kind, key)`,
    `COMMENT ON TABLE {schema}.command IS
  'What was commanded, by whom and why, what it changed, and what makes a repeat return the first result. Append-only.'`,
  ],
}
