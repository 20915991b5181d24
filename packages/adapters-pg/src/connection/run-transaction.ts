import { fail, FarthingError, failure, isFarthingError } from '@farthing/core'
import { refuseReplica } from '../guard/unsafe-settings.js'
import { pgFailure, sqlStateOf } from './pg-failure.js'
import { queryRows } from './rows.js'
import type { Lease } from './with-client.js'

/** A statement that begins or ends a transaction. */
async function send({ client }: Lease, statement: string): Promise<void> {
  try {
    await queryRows(client, statement)
  } catch (cause) {
    throw pgFailure(cause)
  }
}

/** Rolling back can fail only because the connection is gone, and then the server rolls back by itself. */
async function undo(lease: Lease, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await send(lease, statement).catch(() => undefined)
}

/**
 * A connection that ends between COMMIT and its answer leaves open which of the two came first. So does a server without room or a disk:
 * it panics with that error while it writes the commit to its log, and may find it there when it recovers.
 */
async function commit(lease: Lease): Promise<void> {
  try {
    await send(lease, 'COMMIT')
  } catch (cause) {
    const isUnavailable = isFarthingError(cause) && cause.code === 'storage.unavailable'
    if (!lease.isUnanswered() && !isUnavailable) throw cause
    const because = lease.isUnanswered() ? 'was sent and the connection ended before its answer' : 'ended with an error of a server that may find it in its log'
    throw new FarthingError(failure('storage.outcome_unknown', { field: 'COMMIT', because }), { cause })
  }
}

/** A replica refuses a transaction that writes with the state "feature not supported", which no BEGIN gets otherwise. */
async function begin(lease: Lease): Promise<void> {
  try {
    await send(lease, 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
  } catch (error) {
    if (sqlStateOf(error) === '0A000') refuseReplica()
    throw error
  }
}

async function runOwn<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  await begin(lease)
  let result: T
  try {
    result = await work()
  } catch (error) {
    await undo(lease, 'ROLLBACK')
    throw error
  }
  await commit(lease)
  return result
}

/** Nothing of ours can mend a transaction that has failed: whoever repeats the command in it, as for a contention, is told so. */
async function beginInside(lease: Lease): Promise<void> {
  try {
    await send(lease, 'SAVEPOINT farthing')
  } catch (error) {
    if (sqlStateOf(error) === '25P02') fail('storage.contention', { field: 'transaction', because: 'of the host has failed and takes no more statements: roll it back and begin again' })
    throw error
  }
}

async function runInside<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  await beginInside(lease)
  try {
    const result = await work()
    await send(lease, 'RELEASE SAVEPOINT farthing')
    return result
  } catch (error) {
    await undo(lease, 'ROLLBACK TO SAVEPOINT farthing', 'RELEASE SAVEPOINT farthing')
    throw error
  }
}

/**
 * Runs work in a transaction of ours, or in a savepoint when the transaction is the host's. All of it is kept or nothing.
 *
 * Ours is READ COMMITTED whatever the server's default: each statement sees what has committed before it, which the read-back
 * after an insert that found its key taken relies on.
 *
 * @throws `storage.outcome_unknown` when the connection ended while COMMIT was under way, or the server ran out of room or a disk then.
 */
export function runTransaction<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  return lease.isInside ? runInside(lease, work) : runOwn(lease, work)
}
