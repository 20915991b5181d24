import { FarthingError, failure } from '@farthing/core'
import type { PgClient } from './pg-connection.js'
import { isConnectionLost, pgFailure } from './pg-failure.js'
import { queryRows } from './rows.js'
import type { Lease } from './with-client.js'

async function send(client: PgClient, statement: string): Promise<void> {
  try {
    await queryRows(client, statement)
  } catch (cause) {
    throw pgFailure(cause)
  }
}

/** Rolling back can fail only because the connection is gone, and then the server rolls back by itself. */
async function undo(client: PgClient, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await send(client, statement).catch(() => undefined)
}

/** A connection that ends between COMMIT and its answer leaves open which of the two came first. */
async function commit(client: PgClient): Promise<void> {
  try {
    await queryRows(client, 'COMMIT')
  } catch (cause) {
    if (!isConnectionLost(cause)) throw pgFailure(cause)
    const details = { field: 'COMMIT', because: 'was sent and the connection ended before its answer' }
    throw new FarthingError(failure('storage.outcome_unknown', details), { cause })
  }
}

async function runOwn<T>(client: PgClient, work: () => Promise<T>): Promise<T> {
  await send(client, 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
  let result: T
  try {
    result = await work()
  } catch (error) {
    await undo(client, 'ROLLBACK')
    throw error
  }
  await commit(client)
  return result
}

async function runInside<T>(client: PgClient, work: () => Promise<T>): Promise<T> {
  await send(client, 'SAVEPOINT farthing')
  try {
    const result = await work()
    await send(client, 'RELEASE SAVEPOINT farthing')
    return result
  } catch (error) {
    await undo(client, 'ROLLBACK TO SAVEPOINT farthing', 'RELEASE SAVEPOINT farthing')
    throw error
  }
}

/**
 * Runs work in a transaction of ours, or in a savepoint when the transaction is the host's. All of it is kept or nothing.
 *
 * Ours is READ COMMITTED whatever the server's default: each statement sees what has committed before it, which the read-back
 * after an insert that found its key taken relies on.
 *
 * @throws `storage.outcome_unknown` when the connection ended while COMMIT was under way.
 */
export function runTransaction<T>({ client, isInside }: Lease, work: () => Promise<T>): Promise<T> {
  return isInside ? runInside(client, work) : runOwn(client, work)
}
