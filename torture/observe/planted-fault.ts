import type { PgClient, PgConnection, PgResult } from '@farthing/adapters-pg'

/** A fault of the library, as it looks from the server: what it sends in place of a statement, and what it makes of the answer. */
export type PlantedFault = (statement: { readonly text: string; readonly values: unknown[] | undefined; readonly send: (text: string, values?: unknown[]) => Promise<PgResult> }) => Promise<PgResult>

/** A connection of a library that has this fault. */
export function withFault(connection: PgConnection, fault: PlantedFault): PgConnection {
  const faulty = (client: PgClient) => ({ query: (text: string, values?: unknown[]) => fault({ text, values, send: (sent, given) => client.query(sent, given) }) })
  if ('client' in connection) return { client: faulty(connection.client) }
  if ('transaction' in connection) return { transaction: faulty(connection.transaction) }
  return {
    async connect() {
      const client = await connection.connect()
      return { ...faulty(client), release: (error) => client.release(error), on: (event, listener) => client.on?.(event, listener), removeListener: (event, listener) => client.removeListener?.(event, listener) }
    },
  }
}
