import { FarthingError, failure } from '@farthing/core'

/** How long to wait for a server. */
export interface WaitLimits {
  /** Milliseconds for one answer; without it, as long as the driver waits, which is for ever when a network swallows packets. */
  readonly answerWithinMs?: number
  /** Once it is aborted nothing is waited for any more. */
  readonly signal?: AbortSignal
}

function aborted(signal: AbortSignal): FarthingError {
  return new FarthingError(failure('storage.aborted', { field: 'signal', because: 'was aborted' }), { cause: signal.reason })
}

function unanswered(limitMs: number): FarthingError {
  const details = { field: 'PostgreSQL', because: `did not answer within ${limitMs} ms`, facts: { answerWithinMs: limitMs } }
  return new FarthingError(failure('storage.unavailable', details))
}

/** @throws `storage.aborted` */
export function checkNotAborted({ signal }: WaitLimits): void {
  if (signal?.aborted === true) throw aborted(signal)
}

/**
 * Waits for an answer, and no longer than the limits say. What comes later is dropped, so the caller has to give up the connection that it comes on.
 *
 * @throws `storage.unavailable` when time is up, `storage.aborted` when the caller no longer waits; what the answer rejects with
 */
export async function answerWithin<T>(answer: Promise<T>, { answerWithinMs, signal }: WaitLimits): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let giveUp: (() => void) | undefined
  const interrupted = new Promise<never>((_, reject) => {
    if (answerWithinMs !== undefined) timer = setTimeout(() => reject(unanswered(answerWithinMs)), answerWithinMs)
    if (signal !== undefined) signal.addEventListener('abort', (giveUp = () => reject(aborted(signal))), { once: true })
  })
  try {
    return await Promise.race([answer, interrupted])
  } finally {
    clearTimeout(timer)
    if (giveUp !== undefined) signal?.removeEventListener('abort', giveUp)
  }
}
