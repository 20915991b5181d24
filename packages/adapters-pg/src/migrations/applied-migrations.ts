import { fail, type Instant } from '@farthing/core'
import type { PgClient } from '../connection/pg-connection.js'
import { instantSql } from '../connection/instant-sql.js'
import { integerOf, queryRows, textOf } from '../connection/rows.js'
import { checksumOf, latestVersion, migrations } from './migrations.js'

export interface AppliedMigration {
  readonly version: number
  readonly name: string
  readonly appliedAt: Instant
}

interface RecordedMigration extends AppliedMigration {
  readonly checksum: string
}

/** Makes the schema and the table of migrations where they are missing. `schema` is quoted. */
export async function ensureRecord(client: PgClient, schema: string): Promise<void> {
  const rows = await queryRows(
    client,
    `SELECT pg_catalog.to_regnamespace($1)::pg_catalog.text AS schema, pg_catalog.to_regclass($2)::pg_catalog.text AS record`,
    [schema, `${schema}.schema_migration`],
  )
  // Looked up first: CREATE … IF NOT EXISTS asks for the right to create even when there is nothing to do.
  if (rows[0]?.['schema'] === null) await queryRows(client, `CREATE SCHEMA ${schema}`)
  if (rows[0]?.['record'] === null) await queryRows(client, recordTable(schema))
}

export function recordTable(schema: string): string {
  return `CREATE TABLE ${schema}.schema_migration (
  version int4 PRIMARY KEY CHECK (version > 0),
  name text COLLATE "C" NOT NULL,
  checksum text COLLATE "C" NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT pg_catalog.now()
)`
}

function checkRecorded({ version, name, checksum }: RecordedMigration): void {
  const known = migrations[version - 1]
  if (known === undefined) {
    fail('storage.schema_newer', {
      field: 'schema',
      because: `has migration ${version} (${name}) and the library ${latestVersion}`,
      facts: { found: version, known: latestVersion },
    })
  }
  if (checksumOf(known) !== checksum) {
    fail('storage.schema_differs', { field: 'schema', because: `has another migration ${version} (${name}) than the library`, facts: { version } })
  }
}

/**
 * What the database says was applied, in order; nothing where there is no schema yet.
 *
 * @throws `storage.schema_newer`, `storage.schema_differs`
 */
export async function appliedMigrations(client: PgClient, schema: string): Promise<readonly AppliedMigration[]> {
  const record = await queryRows(client, `SELECT pg_catalog.to_regclass($1)::pg_catalog.text AS record`, [`${schema}.schema_migration`])
  if (record[0]?.['record'] === null) return []
  const rows = await queryRows(
    client,
    `SELECT m.version::text AS version, m.name, m.checksum, ${instantSql('m.applied_at')} AS applied_at
FROM ${schema}.schema_migration AS m ORDER BY m.version`,
  )
  return rows.map((row) => {
    const applied = { version: integerOf(row, 'version'), name: textOf(row, 'name'), appliedAt: textOf(row, 'applied_at') }
    checkRecorded({ ...applied, checksum: textOf(row, 'checksum') })
    return applied
  })
}
