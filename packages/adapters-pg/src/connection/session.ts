import { fail } from '@farthing/core'
import type { WriteArray } from './array-writer.js'
import { oneAtATime } from './one-at-a-time.js'
import type { PgClient } from './pg-connection.js'
import { pgFailure } from './pg-failure.js'
import { queryRows, type Row } from './rows.js'

/** One open transaction of one tenant: what a store works with. */
export interface Session {
  readonly tenant: string
  /** Quoted; stands before every identifier. */
  readonly schema: string
  /** Number of the restore epoch that rows written now belong to. */
  readonly epoch: number
  /** Where others are notified of what is new; nowhere unless given. */
  readonly hintChannel?: string
  /** One statement of a step. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** How large arrays are written for this connection. Asks the server the first time, so it belongs into a step. */
  arrays(): Promise<WriteArray>
  /**
   * Runs one call of a store. Calls that are made at the same time run one after another, so that the statements of two do not mix.
   *
   * A failure dooms the transaction, whoever catches it: the server refuses more statements after most errors anyway,
   * and then answers COMMIT with a rollback and without an error. Once the transaction has ended, calls are refused.
   */
  step<T>(call: () => Promise<T>): Promise<T>
  /** A name that no other open cursor has. */
  cursorName(): string
}

export interface OpenSession extends Session {
  /** Waits for the calls that were made, then for none more. @throws the first failure of a step. */
  finish(): Promise<void>
  /** Refuses calls from now on, and waits for the one that is under way: its statements must not run after the rollback. */
  abandon(): Promise<void>
}

export interface SessionFacts {
  readonly tenant: string
  readonly schema: string
  readonly epoch: number
  readonly hintChannel?: string
  readonly cursorName: () => string
  readonly arrays: (query: Session['query']) => Promise<WriteArray>
}

export function openSession(client: PgClient, facts: SessionFacts): OpenSession {
  const inTurn = oneAtATime()
  let failed: { readonly error: unknown } | undefined
  let isOpen = true

  async function run<T>(call: () => Promise<T>): Promise<T> {
    if (!isOpen) fail('storage.closed', { field: 'stores', because: 'are used after their transaction ended' })
    if (failed !== undefined) throw failed.error
    try {
      return await call()
    } catch (cause) {
      failed ??= { error: pgFailure(cause) }
      throw failed.error
    }
  }
  const drain = () => inTurn(() => Promise.resolve())
  const query: Session['query'] = (text, values) => queryRows(client, text, values)
  return {
    ...facts,
    query,
    arrays: () => facts.arrays(query),
    step: (call) => inTurn(() => run(call)),
    async finish() {
      await drain()
      isOpen = false
      if (failed !== undefined) throw failed.error
    },
    async abandon() {
      isOpen = false
      await drain()
    },
  }
}
