import { oneAtATime } from './one-at-a-time.js'
import type { PgClient, PgConnection, PgPool } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'

export interface Lease {
  readonly client: PgClient
  /** Whether the transaction is the host's, so that ours is a savepoint in it. */
  readonly isInside: boolean
  /** Called when the connection turned out to be gone: it must not be lent again. */
  readonly reportLost: (error: Error) => void
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
  const reportLost = (error: Error): void => {
    lost = error
  }
  try {
    return await work({ client, isInside: false, reportLost })
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
  // A connection of the host is not ours to close; its next statement fails by itself.
  return (work) => inTurn(() => work({ client, isInside, reportLost: () => undefined }))
}
