import { fail } from '@farthing/core'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { recordTable } from './applied-migrations.js'
import { givenTo, grantsTo, retentionGrantsTo } from './grants.js'
import type { MigrateOptions } from './migrate.js'
import { checksumOf, latestVersion, migrations, statementsOf } from './migrations.js'

export interface MigrationSqlOptions extends MigrateOptions {
  /** The version that the database has: what comes behind it is printed. 0, an empty database, unless given. */
  readonly after?: number
  /** Whether BEGIN and COMMIT stand around it; they do unless this is false. A tool that runs each file in a transaction of its own wants none. */
  readonly transaction?: boolean
}

function checkAfter(after: number): number {
  if (Number.isSafeInteger(after) && after >= 0 && after <= latestVersion) return after
  return fail('storage.migration_unknown', { field: 'after', because: `is ${after}, and the library has 0 to ${latestVersion}`, facts: { after, known: latestVersion } })
}

/** The path of a tool is not known, and may find functions and types of somebody else. It has it back at the end, for what it does next in its transaction. */
const fixPath = [`SELECT pg_catalog.set_config('farthing.former_path', pg_catalog.current_setting('search_path'), true), pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)`]
const restorePath = [`SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('farthing.former_path'), true)`]

/** A version that is passed over would be missing for ever: the numbers alone do not show it. */
function startSql(after: number, schema: string): readonly string[] {
  if (after === 0) return [`CREATE SCHEMA ${schema}`, recordTable(schema)]
  return [`DO $check$ BEGIN
  IF (SELECT max(m.version) FROM ${schema}.schema_migration AS m) IS DISTINCT FROM ${after} THEN
    RAISE EXCEPTION 'the schema does not have version ${after}, behind which these migrations come';
  END IF;
END $check$`]
}

function rightsSql({ appRole, guardRole, retentionRole }: MigrateOptions, schema: string): readonly string[] {
  const granted = [...(appRole === undefined ? [] : grantsTo(appRole, schema)), ...(retentionRole === undefined ? [] : retentionGrantsTo(retentionRole, schema))]
  return [...granted, ...(guardRole === undefined ? [] : givenTo(guardRole, schema))]
}

/**
 * Migrations as one SQL text, for the host's own migration tool: what `migrate` does behind version `after`. Run it as the owner of the tables; it fails as a
 * whole where the database has another version. Name the roles each time, because new tables need grants too.
 *
 * @throws `storage.migration_unknown`, `storage.schema_name_invalid`
 */
export function migrationSql(options: MigrationSqlOptions = {}): string {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const after = checkAfter(options.after ?? 0)
  const steps = migrations.slice(after).flatMap((migration) => [
    // Names and checksums are ours: letters, digits and underscores.
    `INSERT INTO ${schema}.schema_migration (version, name, checksum) VALUES (${migration.version}, '${migration.name}', '${checksumOf(migration)}')`,
    ...statementsOf(migration, schema),
  ])
  const statements = [...fixPath, ...startSql(after, schema), ...steps, ...rightsSql(options, schema), ...restorePath]
  return (options.transaction === false ? statements : ['BEGIN', ...statements, 'COMMIT']).map((step) => `${step};\n`).join('\n')
}
