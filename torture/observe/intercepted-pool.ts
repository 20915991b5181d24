import type { PgPool, PgPoolClient, PgResult } from '@farthing/adapters-pg'
import type pg from 'pg'

/** What happens in place of a statement; `send` sends it. `index` counts the statements of all connections. */
export type Intercept = (statement: { readonly index: number; readonly text: string; readonly client: pg.PoolClient; readonly send: () => Promise<PgResult> }) => Promise<PgResult>

/** A pool whose statements pass through `intercept`. */
export function interceptedPool(pool: pg.Pool, intercept: Intercept): PgPool {
  let next = 0
  return {
    connect: async (): Promise<PgPoolClient> => {
      const client = await pool.connect()
      return {
        query: (text, values) => intercept({ index: next++, text, client, send: () => client.query(text, values) }),
        release: (error) => client.release(error),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      }
    },
  }
}
