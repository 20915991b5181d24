import { assertInvariant, fail } from '@farthing/core'
import { refuseReplica } from '../guard/unsafe-settings.js'
import { changedState, enterAgainSql, entered, enterSql, enterTenant, type Entered, type EnterOptions } from './enter-tenant.js'
import { withLiterals } from './literals.js'
import type { PgClient, PgResult } from './pg-connection.js'
import { sqlStateOf } from './pg-failure.js'
import { queryRows, rowsOf } from './rows.js'
import { beginSql, replicaState } from './run-transaction.js'

/** What a storage learns from its transactions, for the ones that follow. */
export interface Learned {
  /** Whether the driver takes several statements at once, and gives the results of all. */
  takesSeveral?: boolean
  /** What the server said last. */
  last?: Entered
}

/** A transaction of ours that begins when the first statement comes, in one round trip with it. */
export interface Opening {
  /** Its first statement begins the transaction. */
  readonly client: PgClient
  /** Of the transaction to come, unless the server turns out to have changed. Undefined as long as nobody has asked the server. */
  readonly expected: Entered | undefined
  /** Begins it without a statement. */
  begin(): Promise<Entered>
  /** Whether anything was sent, so that there may be something to roll back. */
  isBegun(): boolean
}

/** What a server or a driver says that takes one statement at a time. Nothing has run then. */
const oneAtOnceState = '42601'

/** The results of statements without values, sent at once; undefined when the driver does not do that. */
async function sendSeveral(client: PgClient, statements: readonly string[]): Promise<readonly PgResult[] | undefined> {
  const results: unknown = await client.query(statements.join('; '))
  return Array.isArray(results) && results.length === statements.length ? (results as readonly PgResult[]) : undefined
}

async function beginApart(client: PgClient, options: EnterOptions, tenant: string): Promise<Entered> {
  await queryRows(client, beginSql)
  return enterTenant(client, options, tenant)
}

async function beginAtOnce(client: PgClient, options: EnterOptions, tenant: string, learned: Learned): Promise<Entered> {
  if (learned.takesSeveral === false) return beginApart(client, options, tenant)
  const results = await sendSeveral(client, [beginSql, enterSql(options.schema, tenant)]).catch((cause: unknown) => {
    if (learned.takesSeveral === undefined && sqlStateOf(cause) === oneAtOnceState) return undefined
    throw cause
  })
  learned.takesSeveral = results !== undefined
  // A driver that sent both and shows one result has begun: the second BEGIN is a warning.
  return results?.[1] === undefined ? beginApart(client, options, tenant) : entered(client, options, rowsOf(results[1])[0])
}

/**
 * Begins a transaction of one tenant as late as its first statement, and then with BEGIN, what binds it to the tenant, and that statement in one round trip.
 *
 * The statement travels with the others only where the server is expected to say what it said to the transaction before. If it says something else, nothing
 * of the statement has run, and all is asked anew. A statement that is long, or has values that are not text, comes behind the other two. Drivers that take
 * one statement at a time get one at a time.
 *
 * Isolation is READ COMMITTED whatever the server's default: each statement sees what has committed before it, which the read-back
 * after an insert that found its key taken relies on.
 */
export function openTransaction(client: PgClient, options: EnterOptions, tenant: string, learned: Learned): Opening {
  let isBegun = false
  const expected = learned.last

  async function begin(): Promise<Entered> {
    isBegun = true
    try {
      const now = await beginAtOnce(client, options, tenant, learned)
      learned.last = now
      if (expected !== undefined && expected.epoch !== now.epoch) fail('storage.contention', { field: 'PostgreSQL', because: 'was restored or promoted since the transaction before' })
      return now
    } catch (error) {
      delete learned.last
      if (sqlStateOf(error) === replicaState) refuseReplica()
      throw error
    }
  }

  async function first(text: string, values: readonly unknown[]): Promise<PgResult> {
    const statement = learned.takesSeveral === true && expected?.known !== undefined ? withLiterals(text, values) : undefined
    if (statement === undefined || expected?.known === undefined) {
      await begin()
      return client.query(text, [...values])
    }
    isBegun = true
    try {
      const results = await sendSeveral(client, [beginSql, enterAgainSql(options.schema, tenant, expected.known), statement])
      assertInvariant(results?.[2] !== undefined, 'a driver that gave several results gives them again')
      return results[2]
    } catch (error) {
      if (![changedState, replicaState].includes(sqlStateOf(error) ?? '')) throw error
      await queryRows(client, 'ROLLBACK')
      await begin()
      return client.query(text, [...values])
    }
  }

  return { client: { query: (text, values = []) => (isBegun ? client.query(text, values) : first(text, values)) }, expected, begin, isBegun: () => isBegun }
}
