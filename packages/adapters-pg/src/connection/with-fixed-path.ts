import { rememberSettings } from './enter-tenant.js'
import type { PgClient } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'
import { queryRows } from './rows.js'
import { runTransaction } from './run-transaction.js'
import type { WithClient } from './with-client.js'

/** Runs work of no tenant in a transaction in which no function or operator of somebody else's schema is found. */
export function withFixedPath<T>(lend: WithClient, work: (client: PgClient) => Promise<T>): Promise<T> {
  return lend((lease) =>
    runTransaction(lease, async () => {
      try {
        const restore = await rememberSettings(lease.client)
        await queryRows(lease.client, `SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true) AS path`)
        const result = await work(lease.client)
        if (lease.isInside) await restore()
        return result
      } catch (cause) {
        throw pgFailure(cause)
      }
    }),
  )
}
