import type { FailureCode } from './failure-codes.js'
import { isFarthingError } from './failure.js'

const retryable: readonly FailureCode[] = [
  'storage.conflict', 'storage.contention', 'storage.unavailable', 'storage.outcome_unknown', 'command.unsettled', 'host.unavailable', 'authorization.unavailable', 'payment.provider_unavailable',
]

/**
 * Whether the same call with the same key may succeed later: somebody else was first, or somebody did not answer. Where the transaction is the host's, all of it is
 * to be run again, by the host: nothing of it is run again here.
 *
 * False for a refusal: that stays, until what was asked for changes.
 */
export function isRetryable(error: unknown): boolean {
  return isFarthingError(error) && retryable.includes(error.code)
}
