import { epochMsOf, fail, type Instant } from '@farthing/core'
import type { DestinationState, Stores } from '@farthing/ports'

/** When a destination that keeps failing is paused: both have to hold, and no attempt may have succeeded in between. */
export interface PausePolicy {
  /** Attempts that failed one behind the other, 1 to 1,000,000; 10 unless given. */
  readonly failures?: number
  /** Seconds since the first of them, 0 to 31,536,000; five days unless given. */
  readonly seconds?: number
}

const standardPause: Required<PausePolicy> = { failures: 10, seconds: 5 * 86_400 }

/** @throws `delivery.invalid` */
export function checkPausePolicy({ failures = standardPause.failures, seconds = standardPause.seconds }: PausePolicy, field: string): Required<PausePolicy> {
  if (!Number.isInteger(failures) || failures < 1 || failures > 1_000_000) fail('delivery.invalid', { field: `${field}.failures`, because: `is ${failures}, not 1 to 1,000,000` })
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 31_536_000) fail('delivery.invalid', { field: `${field}.seconds`, because: `is ${seconds}, not 0 to 31,536,000` })
  return { failures, seconds }
}

export interface NotedAttempts {
  readonly destination: string
  /** Attempts that were answered, be it with a refusal of what was sent. */
  readonly taken: number
  readonly failed: number
  /** Pauses at once. */
  readonly isGone: boolean
  readonly at: Instant
  readonly policy?: PausePolicy
}

/** Counts how a destination is doing, after attempts at about the same time: one that was taken speaks for it. Writes nothing while all goes well. */
export async function noteAttempts({ deliveries }: Pick<Stores, 'deliveries'>, { destination, taken, failed, isGone, at, policy }: NotedAttempts): Promise<void> {
  if (taken === 0 && failed === 0) return
  const before = await deliveries.destination(destination)
  if (taken > 0 && !isGone) {
    if (before === undefined || before.failures === 0) return
    const { failingSince: _, ...state } = before
    return deliveries.putDestination({ ...state, step: before.step + 1, failures: 0, changedAt: at })
  }
  const state: DestinationState = {
    destination, step: (before?.step ?? 0) + 1, status: before?.status ?? 'active', failures: (before?.failures ?? 0) + failed,
    failingSince: before?.failingSince ?? at, changedAt: at, actor: 'system', ...(before?.reason !== undefined && { reason: before.reason }),
  }
  const reason = isGone ? 'the receiver said that it is gone' : reasonToPause(state, policy)
  await deliveries.putDestination(reason === undefined || state.status === 'paused' ? state : { ...state, status: 'paused', reason })
}

function reasonToPause({ failures, failingSince, changedAt }: DestinationState, policy: PausePolicy | undefined): string | undefined {
  if (policy === undefined) return undefined
  const { failures: most, seconds } = { ...standardPause, ...policy }
  const failingMs = epochMsOf(changedAt) - epochMsOf(failingSince ?? changedAt)
  return failures >= most && failingMs >= seconds * 1_000 ? `${failures} attempts have failed since ${failingSince ?? changedAt}` : undefined
}
