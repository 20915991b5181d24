import { checkText, fail, failure } from '@farthing/core'
import type { Delivery, DestinationState, Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'

export interface MoveDelivery extends CommandOptions {
  readonly destination: string
  readonly id: string
}

export interface SkipDelivery extends MoveDelivery {
  readonly reason: string
}

/** Has a delivery attempted anew, at once and by its whole schedule. @throws `delivery.unknown`; `delivery.state` for one that was delivered or skipped; `command.conflict` */
export function retryDelivery(context: BillingContext, input: MoveDelivery): Promise<Delivery> {
  return moveByHand(context, 'deliveries.retry', input, (delivery, at) => ({ ...delivery, status: 'waiting', attempts: 0, nextAttemptAt: at }))
}

/** Decides that a delivery does not go: what stands behind it in its lane goes on. @throws as `retryDelivery` */
export function skipDelivery(context: BillingContext, input: SkipDelivery): Promise<Delivery> {
  const { actor = 'system' } = input
  const reason = checkText(input.reason, { field: 'reason', maxLength: 1_000 })
  return moveByHand(context, 'deliveries.skip', input, ({ nextAttemptAt: _, ...delivery }, at) => {
    const why = failure('delivery.skipped', { field: 'delivery', because: `was skipped by ${actor}: ${reason}`, facts: { actor, reason } })
    return { ...delivery, status: 'skipped', endedAt: at, failure: why }
  })
}

function moveByHand(context: BillingContext, kind: string, input: MoveDelivery, change: (delivery: Delivery, at: string) => Delivery): Promise<Delivery> {
  const { destination, id } = input
  return runCommand(context, {
    kind,
    input,
    perform: async ({ deliveries }, at) => {
      const delivery = await deliveries.get(destination, id)
      if (delivery === undefined) return fail('delivery.unknown', { field: 'id', because: `is ${JSON.stringify(id)} for ${JSON.stringify(destination)}`, facts: { destination, id } })
      if (delivery.status === 'delivered' || delivery.status === 'skipped') fail('delivery.state', { field: 'id', because: `is ${id}, which is ${delivery.status}`, facts: { destination, id, status: delivery.status } })
      await deliveries.move({ ...change(delivery, at), step: delivery.step + 1 })
      return id
    },
    recall: ({ deliveries }) => deliveries.get(destination, id),
  })
}

export interface PauseDestination extends CommandOptions {
  readonly destination: string
  readonly reason: string
}

export type ResumeDestination = Omit<PauseDestination, 'reason'>

/** Sends nothing to a destination until it is resumed; what comes for it waits. */
export function pauseDestination(context: BillingContext, input: PauseDestination): Promise<DestinationState> {
  const reason = checkText(input.reason, { field: 'reason', maxLength: 1_000 })
  return changeDestination(context, 'deliveries.pause', input, { status: 'paused', reason })
}

/** Sends what waits at a destination again; its failures are counted anew. */
export function resumeDestination(context: BillingContext, input: ResumeDestination): Promise<DestinationState> {
  return changeDestination(context, 'deliveries.resume', input, { status: 'active' })
}

function changeDestination(context: BillingContext, kind: string, input: ResumeDestination, to: Pick<DestinationState, 'status' | 'reason'>): Promise<DestinationState> {
  const destination = checkText(input.destination, { field: 'destination' })
  return runCommand(context, {
    kind,
    input,
    perform: async ({ deliveries }: Stores, at) => {
      const step = ((await deliveries.destination(destination))?.step ?? 0) + 1
      await deliveries.putDestination({ destination, step, failures: 0, changedAt: at, actor: input.actor ?? 'system', ...to })
      return destination
    },
    recall: ({ deliveries }) => deliveries.destination(destination),
  })
}
