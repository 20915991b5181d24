import type { PgPool } from '../src/postgres.js'

/** Where the process ends: at which of its statements, and whether that one still reaches the server. */
export interface End {
  readonly statement: number
  readonly sent: boolean
}

/** A pool of a process that ends: its connections close as they are, without a rollback, and it asks for nothing any more. */
export function endingPool(pool: PgPool, end?: End): { readonly pool: PgPool; readonly statements: () => readonly string[] } {
  const statements: string[] = []
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
            statements.push(text)
            if (statements.length !== end?.statement) return client.query(text, values)
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

/** Every end that differs: before each statement, and after each that commits; after any other one is before the next. */
export function endsAt(statements: readonly string[]): readonly End[] {
  return statements.flatMap((text, index) => (/^commit/iu.test(text) ? [false, true] : [false]).map((sent) => ({ statement: index + 1, sent })))
}
