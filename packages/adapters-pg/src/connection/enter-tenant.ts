import { fail } from '@farthing/core'
import { refuseUnsafe, safetyColumns, type UnsafeSetting } from '../guard/unsafe-settings.js'
import { latestVersion } from '../migrations/migrations.js'
import type { PgClient } from './pg-connection.js'
import { integerOf, queryRows, textOf } from './rows.js'

/** What the function of the schema gives. A later version of it gives the same. */
interface Known {
  readonly version: number | null
  readonly epoch: number
  /** The server line on which the epoch began, and the one that we are on. */
  readonly line: string
  readonly here: string | null
}

function checkVersion(found: number): void {
  if (found === latestVersion) return
  const code = found > latestVersion ? 'storage.schema_newer' : 'storage.schema_older'
  fail(code, { field: 'schema', because: `has version ${found} and the library ${latestVersion}${found < latestVersion ? ': run farthing migrate' : ''}`, facts: { found, known: latestVersion } })
}

/** Starts the next epoch. Of those who try at once one inserts; the others wait for it and then find its row. */
async function startEpoch(client: PgClient, schema: string, after: number): Promise<number> {
  await queryRows(
    client,
    `INSERT INTO ${schema}.restore_epoch (epoch, server_line) VALUES ($1::int4 + 1, ${schema}.server_line()) ON CONFLICT (epoch) DO NOTHING`,
    [after],
  )
  const rows = await queryRows(client, `SELECT e.epoch::text AS epoch FROM ${schema}.restore_epoch AS e ORDER BY e.epoch DESC LIMIT 1`)
  return integerOf(rows[0], 'epoch')
}

export interface EnterOptions {
  /** Quoted. */
  readonly schema: string
  readonly acceptUnsafe: readonly UnsafeSetting[]
}

/**
 * Binds an open transaction to a tenant and, in the same round trip, checks that the server is safe and the schema ours. Gives the restore epoch.
 *
 * The settings are local to the transaction, so nothing is left on a connection that a pool or a pooler gives to somebody else.
 * The fixed search path keeps functions and operators that somebody has put into another schema out of our statements;
 * so this one, which still runs under the path of the host, names the schema of all it uses. A schema without the function is an older one.
 * NULL in an array is NULL: with `array_nulls` off the server would read it as four letters.
 *
 * @throws `storage.unsafe`, `storage.schema_newer`, `storage.schema_older`
 */
export async function enterTenant(client: PgClient, { schema, acceptUnsafe }: EnterOptions, tenant: string): Promise<number> {
  const rows = await queryRows(client, `SELECT ${schema}.enter_tenant($1)::pg_catalog.text AS known, pg_catalog.set_config('array_nulls', 'on', true) AS nulls, ${safetyColumns}`, [tenant])
  refuseUnsafe(rows[0], acceptUnsafe)
  const { version, epoch, line, here } = JSON.parse(textOf(rows[0], 'known')) as Known
  checkVersion(version ?? 0)
  return line === here ? epoch : startEpoch(client, schema, epoch)
}

/** Reads the settings that `enterTenant` changes; the function puts them back, for a transaction that is the host's and goes on. */
export async function rememberSettings(client: PgClient): Promise<() => Promise<void>> {
  const rows = await queryRows(
    client,
    `SELECT pg_catalog.current_setting('farthing.tenant', true) AS tenant, pg_catalog.current_setting('search_path') AS path, pg_catalog.current_setting('array_nulls') AS nulls`,
  )
  const former = [rows[0]?.['tenant'] ?? '', textOf(rows[0], 'path'), textOf(rows[0], 'nulls')]
  return async () => {
    await queryRows(
      client,
      `SELECT pg_catalog.set_config('farthing.tenant', $1, true) AS tenant, pg_catalog.set_config('search_path', $2, true) AS path, pg_catalog.set_config('array_nulls', $3, true) AS nulls`,
      former,
    )
  }
}
