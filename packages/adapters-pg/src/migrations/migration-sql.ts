import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { recordTable } from './applied-migrations.js'
import { givenTo, grantsTo, retentionGrantsTo } from './grants.js'
import type { MigrateOptions } from './migrate.js'
import { checksumOf, migrations, statementsOf } from './migrations.js'

/** All migrations as one SQL text, for the host's own migration tool: what `migrate` does on an empty database, in one transaction. */
export function migrationSql(options: MigrateOptions = {}): string {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const steps = migrations.flatMap((migration) => [
    // Names and checksums are ours: letters, digits and underscores.
    `INSERT INTO ${schema}.schema_migration (version, name, checksum) VALUES (${migration.version}, '${migration.name}', '${checksumOf(migration)}')`,
    ...statementsOf(migration, schema),
  ])
  const { appRole, guardRole, retentionRole } = options
  const granted = [...(appRole === undefined ? [] : grantsTo(appRole, schema)), ...(retentionRole === undefined ? [] : retentionGrantsTo(retentionRole, schema))]
  const rights = [...granted, ...(guardRole === undefined ? [] : givenTo(guardRole, schema))]
  return ['BEGIN', `CREATE SCHEMA ${schema}`, recordTable(schema), ...steps, ...rights, 'COMMIT'].map((step) => `${step};\n`).join('\n')
}
