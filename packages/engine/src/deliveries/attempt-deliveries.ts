import { failure, isFarthingError, shiftInstant, type Failure } from '@farthing/core'
import type { Delivery } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import type { BillingContext } from '../context.js'
import { noteAttempts, type PausePolicy } from './destination-health.js'
import { keptText, textOfError } from './kept-text.js'
import { nextAttempt, type RetrySchedule } from './retry-schedule.js'

/** How an attempt ended that got an answer. */
export type Answer =
  | { readonly reference?: string }
  | {
      /** It will never be taken as it is. */
      readonly refused: string
      /** Nor will anything else be: the receiver is gone. */
      readonly isGone?: boolean
    }

/** Who receives, and how often that is tried. */
export interface Receiver {
  readonly destination: string
  readonly retry: RetrySchedule
  /** How long an attempt is left alone before another begins, in seconds: longer than one takes. */
  readonly leaseSeconds: number
  /** Never paused by itself unless given. */
  readonly pause?: PausePolicy
  /** Sends one delivery. Rejects when it was not taken now. */
  readonly send: (delivery: Delivery) => Promise<Answer>
}

/** What became of the deliveries that were due. */
export interface AttemptCounts {
  readonly delivered: number
  /** Not taken now: they come again. */
  readonly retried: number
  /** Out of attempts, or refused for good: somebody has to look. */
  readonly failed: number
}

/** What attempts need of a billing instance. */
export type AttemptContext = Pick<BillingContext, 'storage' | 'tenant' | 'clock'>

const perRound = 40
const atOnce = 8

/**
 * Sends what is due at a destination: up to 40, one of each lane and eight at a time. Call it again while something was delivered, for what stood behind.
 *
 * An attempt is noted before it begins, so that no other process begins one meanwhile, and its outcome behind it. A process that dies in between leaves a delivery
 * that is attempted again after its lease: the receiver gets it at least once. Nothing is sent to a destination that is paused.
 */
export async function attemptDeliveries(context: AttemptContext, receiver: Receiver): Promise<AttemptCounts> {
  const { storage, tenant, clock } = context
  const { destination } = receiver
  const due = await storage.transaction(tenant, async ({ deliveries }) => {
    if ((await deliveries.destination(destination))?.status === 'paused') return []
    return deliveries.due({ destination, at: clock.now(), limit: perRound })
  })
  const counts = { delivered: 0, retried: 0, failed: 0 }
  const health = { taken: 0, failed: 0, isGone: false }
  const waiting = [...due].reverse()
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const begun = await claim(context, receiver, next)
      if (begun === undefined) continue
      const answer = await answerOf(receiver, begun)
      const isGone = 'refused' in answer && answer.isGone === true
      // What one delivery cannot be taken for says nothing about the others.
      health['notTaken' in answer || isGone ? 'failed' : 'taken'] += 1
      health.isGone ||= isGone
      const outcome = await keepAnswer(context, receiver, begun, answer)
      if (outcome !== 'left') counts[outcome] += 1
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, worker))
  // Once for the round: attempts that end at the same time would stand in each other's way.
  const at = clock.now()
  if (due.length > 0) await retryConflicts(context, (stores) => noteAttempts(stores, { destination, ...health, at, ...(receiver.pause !== undefined && { policy: receiver.pause }) }))
  return counts
}

type Outcome = keyof AttemptCounts | 'left'

/** `undefined` when another process was faster. */
async function claim(context: AttemptContext, { leaseSeconds }: Receiver, delivery: Delivery): Promise<Delivery | undefined> {
  const at = context.clock.now()
  const begun: Delivery = { ...delivery, step: delivery.step + 1, attempts: delivery.attempts + 1, attemptedAt: at, nextAttemptAt: shiftInstant(at, leaseSeconds * 1_000) }
  return (await moveTo(context, begun)) ? begun : undefined
}

type GivenAnswer = Answer | { readonly notTaken: Failure }

async function answerOf({ send }: Receiver, delivery: Delivery): Promise<GivenAnswer> {
  try {
    return await send(delivery)
  } catch (error) {
    return { notTaken: isFarthingError(error) ? error.toJSON() : notTaken(textOfError(error)) }
  }
}

const notTaken = (because: string): Failure => failure('delivery.not_taken', { field: 'delivery', because: `was not taken: ${because}` })

async function keepAnswer(context: AttemptContext, receiver: Receiver, delivery: Delivery, answer: GivenAnswer): Promise<Outcome> {
  const at = context.clock.now()
  const ended = outcomeOf(receiver, delivery, answer, at)
  if (!(await moveTo(context, ended))) return 'left'
  return ended.status === 'delivered' ? 'delivered' : ended.status === 'failed' ? 'failed' : 'retried'
}

function outcomeOf({ retry }: Receiver, { nextAttemptAt: _, failure: __, ...delivery }: Delivery, answer: GivenAnswer, at: string): Delivery {
  const step = delivery.step + 1
  if ('notTaken' in answer) {
    const next = nextAttempt(retry, { attempts: delivery.attempts, at })
    const state = next === undefined ? ({ status: 'failed' } as const) : ({ status: 'waiting', nextAttemptAt: next } as const)
    return { ...delivery, step, ...state, failure: answer.notTaken }
  }
  if ('refused' in answer) return { ...delivery, step, status: 'failed', failure: notTaken(keptText(answer.refused)) }
  return { ...delivery, step, status: 'delivered', endedAt: at, ...(answer.reference !== undefined && { reference: keptText(answer.reference) }) }
}

/** `false` when it was moved by another meanwhile: what that one did stands. */
async function moveTo({ storage, tenant }: AttemptContext, delivery: Delivery): Promise<boolean> {
  try {
    await storage.transaction(tenant, ({ deliveries }) => deliveries.move(delivery))
    return true
  } catch (error) {
    if (isFarthingError(error) && error.code === 'storage.conflict') return false
    throw error
  }
}
