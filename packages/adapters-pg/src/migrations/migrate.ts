import type { PgClient, PgConnection } from '../connection/pg-connection.js'
import { queryRows } from '../connection/rows.js'
import { defaultSchema, quoteSchema } from '../connection/schema-name.js'
import { withClient } from '../connection/with-client.js'
import { withFixedPath } from '../connection/with-fixed-path.js'
import { appliedMigrations, ensureRecord, type AppliedMigration } from './applied-migrations.js'
import { givenTo, grantsTo, guardFunctions, retentionGrantsTo } from './grants.js'
import type { Migration } from './migration.js'
import { checksumOf, migrations, statementsOf } from './migrations.js'

export interface MigrationOptions {
  /** Schema of all tables: `farthing` unless given. Made when it is missing. */
  readonly schema?: string
}

export interface MigrateOptions extends MigrationOptions {
  /** Role that the application connects as, when it is not the owner: gets what it needs and no more. */
  readonly appRole?: string
  /**
   * Role that is to own the guard of what was recorded, so that the owner of the tables cannot replace it; nobody needs to log in as it. Whoever migrates has
   * to be a member of it meanwhile, or a superuser.
   */
  readonly guardRole?: string
  /** Role that lets bodies of events go where `billing.retention` decides so; the owner of the tables can. Gets what the application needs besides. Best one that only this work connects as. */
  readonly retentionRole?: string
}

export interface MigrationPlan {
  readonly applied: readonly AppliedMigration[]
  /** What a run would do now, with its statements. */
  readonly pending: readonly { readonly version: number; readonly name: string; readonly statements: readonly string[] }[]
}

/** First key of the advisory lock that migrators of all schemas share; the second is the schema's. */
const lockSpace = 1_178_686_060

function pendingAfter(applied: readonly AppliedMigration[]): readonly Migration[] {
  return migrations.slice(applied.length)
}

async function applyNext(client: PgClient, schema: string): Promise<Migration | undefined> {
  await queryRows(client, `SELECT pg_catalog.pg_advisory_xact_lock($1::int4, pg_catalog.hashtext($2))::text AS locked`, [lockSpace, schema])
  await ensureRecord(client, schema)
  // A statement of its own after the lock: at READ COMMITTED it sees what the one before us has applied.
  const next = pendingAfter(await appliedMigrations(client, schema))[0]
  if (next === undefined) return undefined
  // The row first: were the lock to fail, a second migrator would stop at the key and not in the middle.
  await queryRows(client, `INSERT INTO ${schema}.schema_migration (version, name, checksum) VALUES ($1::int4, $2, $3)`, [
    next.version,
    next.name,
    checksumOf(next),
  ])
  for (const statement of statementsOf(next, schema)) await queryRows(client, statement)
  return next
}

/** Once the guard is given away, later runs need not be able to: what is as it should be is left alone. */
async function applyRights(client: PgClient, { appRole, guardRole, retentionRole }: MigrateOptions, schema: string): Promise<void> {
  for (const grant of appRole === undefined ? [] : grantsTo(appRole, schema)) await queryRows(client, grant)
  for (const grant of retentionRole === undefined ? [] : retentionGrantsTo(retentionRole, schema)) await queryRows(client, grant)
  if (guardRole === undefined) return
  const others: string[] = []
  for (const name of guardFunctions) {
    const rows = await queryRows(client, `SELECT pg_catalog.pg_get_userbyid(p.proowner)::text AS owner FROM pg_catalog.pg_proc AS p WHERE p.oid = $1::regprocedure`, [`${schema}.${name}`])
    if (rows[0]?.['owner'] !== guardRole) others.push(name)
  }
  for (const statement of others.length === 0 ? [] : givenTo(guardRole, schema, others)) await queryRows(client, statement)
}

/**
 * Brings the schema up to this version of the library. Gives the versions that this run applied; none when there was nothing to do.
 *
 * One transaction per migration, so that a crash leaves whole ones. Any number may run at once: one applies, the others wait and find it done.
 *
 * @throws `storage.schema_newer`, `storage.schema_differs`, `storage.schema_name_invalid`
 */
export async function migrate(connection: PgConnection, options: MigrateOptions = {}): Promise<readonly number[]> {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const lend = withClient(connection)
  const versions: number[] = []
  for (;;) {
    const done = await withFixedPath(lend, (client) => applyNext(client, schema))
    if (done === undefined) break
    versions.push(done.version)
  }
  if (options.appRole !== undefined || options.guardRole !== undefined || options.retentionRole !== undefined) await withFixedPath(lend, (client) => applyRights(client, options, schema))
  return versions
}

/**
 * What is applied and what a run would do. Changes nothing.
 *
 * @throws `storage.schema_newer`, `storage.schema_differs`, `storage.schema_name_invalid`
 */
export async function planMigrations(connection: PgConnection, options: MigrationOptions = {}): Promise<MigrationPlan> {
  const schema = quoteSchema(options.schema ?? defaultSchema)
  const applied = await withFixedPath(withClient(connection), (client) => appliedMigrations(client, schema))
  const pending = pendingAfter(applied).map((next) => ({ version: next.version, name: next.name, statements: statementsOf(next, schema) }))
  return { applied, pending }
}
