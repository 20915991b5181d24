import { oneAtATime } from './one-at-a-time.js'
import type { PgClient, PgConnection, PgPool } from './pg-connection.js'
import { isConnectionLost, pgFailure } from './pg-failure.js'

export interface Lease {
  readonly client: PgClient
  /** Whether the transaction is the host's, so that ours is a savepoint in it. */
  readonly isInside: boolean
}

/** Runs work with a connection that is used for nothing else meanwhile. */
export type WithClient = <T>(work: (lease: Lease) => Promise<T>) => Promise<T>

// A server that goes away makes the driver emit `error`; without a listener, that ends the process. The query in flight rejects too.
const ignoreError = (): void => undefined

async function withPooled<T>(pool: PgPool, work: (lease: Lease) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw pgFailure(cause)
  })
  client.on?.('error', ignoreError)
  let lost: Error | undefined
  try {
    return await work({ client, isInside: false })
  } catch (error) {
    if (error instanceof Error && isConnectionLost(error)) lost = error
    throw error
  } finally {
    client.removeListener?.('error', ignoreError)
    client.release(lost)
  }
}

export function withClient(connection: PgConnection): WithClient {
  if ('connect' in connection) return (work) => withPooled(connection, work)
  const isInside = 'transaction' in connection
  const client = isInside ? connection.transaction : connection.client
  const inTurn = oneAtATime()
  return (work) => inTurn(() => work({ client, isInside }))
}
