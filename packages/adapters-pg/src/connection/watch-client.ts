import { isFarthingError } from '@farthing/core'
import { answerWithin, checkNotAborted, type WaitLimits } from './answer-within.js'
import type { PgClient } from './pg-connection.js'
import { isConnectionLost, isError } from './pg-failure.js'

/** A connection whose state is known: what it was asked, and whether it has answered. */
export interface WatchedClient {
  readonly client: PgClient
  /** Why nothing can be asked of it any more: it is gone, or an answer that nobody waits for is still to come. */
  lost(): Error | undefined
  /** Whether a statement was sent that was not answered: the server may have run it. */
  isUnanswered(): boolean
}

const asError = (cause: unknown): Error => (isError(cause) ? cause : new Error('the connection is lost', { cause }))

/** Once a connection is lost, statements are refused here and not sent: a rollback must not wait where nothing answers. */
export function watchClient(client: PgClient, limits: WaitLimits): WatchedClient {
  let lost: Error | undefined
  let isUnanswered = false

  async function query(text: string, values?: unknown[]) {
    if (lost !== undefined) throw lost
    try {
      checkNotAborted(limits)
    } catch (cause) {
      // A transaction is open on it, and no rollback will be sent.
      lost = asError(cause)
      throw cause
    }
    try {
      return await answerWithin(client.query(text, values), limits)
    } catch (cause) {
      if (isFarthingError(cause) || isConnectionLost(cause)) {
        lost = asError(cause)
        isUnanswered = true
      }
      throw cause
    }
  }
  return { client: { query }, lost: () => lost, isUnanswered: () => isUnanswered }
}
