import { failure, FarthingError } from '@farthing/core'
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
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /**
   * Runs one call of a store. A failure dooms the transaction, whoever catches it: the server refuses more statements after most
   * errors anyway, and then answers COMMIT with a rollback and without an error. Once the transaction has ended, calls are refused.
   */
  step<T>(call: () => Promise<T>): Promise<T>
  /** A name that no other open cursor has. */
  cursorName(): string
}

export interface OpenSession extends Session {
  /** The first failure of a step. */
  firstFailure(): { readonly error: unknown } | undefined
  close(): void
}

export interface SessionFacts {
  readonly tenant: string
  readonly schema: string
  readonly epoch: number
  readonly cursorName: () => string
}

export function openSession(client: PgClient, facts: SessionFacts): OpenSession {
  let failed: { readonly error: unknown } | undefined
  let isOpen = true
  return {
    ...facts,
    query: (text, values) => queryRows(client, text, values),
    async step(call) {
      if (!isOpen) throw new FarthingError(failure('storage.closed', { field: 'stores', because: 'were used after their transaction ended' }))
      if (failed !== undefined) throw failed.error
      try {
        return await call()
      } catch (cause) {
        failed ??= { error: pgFailure(cause) }
        throw failed.error
      }
    },
    firstFailure: () => failed,
    close: () => {
      isOpen = false
    },
  }
}
