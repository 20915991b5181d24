import { answerWithin, checkNotAborted, type WaitLimits } from './answer-within.js'
import { checkBorrowed, checkConnection } from './check-connection.js'
import { oneAtATime } from './one-at-a-time.js'
import type { PgClient, PgConnection, PgPool, PgPoolClient } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'
import { watchClient, type WatchedClient } from './watch-client.js'

export interface Lease extends WatchedClient {
  /** Whether the transaction is the host's, so that ours is a savepoint in it. */
  readonly isInside: boolean
}

/** Runs work with a connection that is used for nothing else meanwhile. */
export type WithClient = <T>(work: (lease: Lease) => Promise<T>) => Promise<T>

// A server that goes away makes the driver emit `error`; without a listener, that ends the process. The query in flight rejects too.
const ignoreError = (): void => undefined

const heard = /* @__PURE__ */ new WeakSet<object>()

/** For good: between transactions an idle connection is lost just the same. Its pool has dropped it by then, and the next statement on it fails by itself. */
function hearErrors(emitter: PgPool | PgClient): void {
  if (heard.has(emitter)) return
  heard.add(emitter)
  emitter.on?.('error', ignoreError)
}

const turns = /* @__PURE__ */ new WeakMap<object, ReturnType<typeof oneAtATime>>()

/** Of a connection and not of a storage: statements of two of them would run in each other's savepoints, for each other's tenant. */
function turnsOn(client: PgClient): ReturnType<typeof oneAtATime> {
  const known = turns.get(client)
  if (known !== undefined) return known
  const made = oneAtATime()
  turns.set(client, made)
  return made
}

async function listening<T>(client: PgClient, work: () => Promise<T>): Promise<T> {
  client.on?.('error', ignoreError)
  try {
    return await work()
  } finally {
    client.removeListener?.('error', ignoreError)
  }
}

/** A connection that comes after we have given up goes straight back. */
async function borrow(pool: PgPool, limits: WaitLimits): Promise<PgPoolClient> {
  checkNotAborted(limits)
  const connecting = pool.connect()
  try {
    return checkBorrowed(await answerWithin(connecting, limits))
  } catch (cause) {
    connecting.then((late) => checkBorrowed(late).release()).catch(ignoreError)
    throw pgFailure(cause)
  }
}

async function withPooled<T>(pool: PgPool, limits: WaitLimits, work: (lease: Lease) => Promise<T>): Promise<T> {
  const client = await borrow(pool, limits)
  const watched = watchClient(client, limits)
  return listening(client, async () => {
    try {
      return await work({ ...watched, isInside: false })
    } finally {
      // With an error the pool closes the connection and makes another.
      client.release(watched.lost())
    }
  })
}

/**
 * How a connection is lent. A connection of the host is not ours to close: its next statement fails by itself.
 *
 * @throws `storage.connection_invalid`
 */
export function withClient(connection: PgConnection, limits: WaitLimits = {}): WithClient {
  checkConnection(connection)
  if ('connect' in connection) {
    hearErrors(connection)
    return (work) => withPooled(connection, limits, work)
  }
  const isInside = 'transaction' in connection
  const client = isInside ? connection.transaction : connection.client
  if (!isInside) hearErrors(client)
  const inTurn = turnsOn(client)
  return (work) => inTurn(() => listening(client, () => work({ ...watchClient(client, limits), isInside })))
}
