import type { PgPool } from '../src/postgres.js'

/** Where the process ends: at which of its statements, and whether that one still reaches the server. */
export interface End {
  readonly statement: number
  readonly sent: boolean
}

/** A pool of a process that ends: its connections close as they are, without a rollback, and it asks for nothing any more. */
export function endingPool(pool: PgPool, end?: End): { readonly pool: PgPool; readonly statements: () => number } {
  let statements = 0
  let gone = false
  const refuse = () => Promise.reject(new Error('the process is gone'))
  return {
    statements: () => statements,
    pool: {
      async connect() {
        if (gone) return refuse()
        const client = await pool.connect()
        return {
          on: (event, listener) => client.on?.(event, listener),
          removeListener: (event, listener) => client.removeListener?.(event, listener),
          async query(text: string, values?: unknown[]) {
            if (gone) return refuse()
            statements += 1
            if (statements !== end?.statement) return client.query(text, values)
            gone = true
            if (end.sent) await client.query(text, values)
            return refuse()
          },
          release: (error?: Error | boolean) => { client.release(gone ? true : error) },
        }
      },
    },
  }
}
