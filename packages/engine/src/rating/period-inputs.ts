import { clipInterval, coarsenUsage, cutWindows, type KnownAt } from '@farthing/core'
import type { SegmentsInput } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { termCutsIn } from '../subscriptions/load-contracts.js'
import { eventFacts, type EventFacts } from '../usage/event-facts.js'
import type { PeriodUsage, UsageAtCut } from '../usage/usage-at-cut.js'
import { hostFacts, type HostFacts } from './host-facts.js'

/** What rating is given for each of the billed periods, all but what the period before handed on. Writes nothing. */
export async function periodInputs(context: BillingContext, stores: Stores, { usage, knownAt }: UsageAtCut): Promise<readonly SegmentsInput[]> {
  const factsOf = await eventFacts(context, stores, { knownAt, billed: usage })
  const inputs: SegmentsInput[] = []
  // One call at a time: a transaction has one connection.
  for (const each of usage) {
    const facts = { ...(await hostFacts(context, stores, each)), ...factsOf(each.contract.subscription.id) }
    inputs.push(periodInput(context, each, knownAt, facts))
  }
  return inputs
}

/** One bucket for each group of usage, in each time between two instants at which the terms may change. */
function periodInput({ digest, aggregations }: BillingContext, { contract, period, buckets }: PeriodUsage, knownAt: KnownAt, facts: EventFacts & HostFacts): SegmentsInput {
  const { tenant, side, subscription, versions, bindings } = contract
  const interval = clipInterval(period, subscription)
  const windows = interval === undefined ? [] : cutWindows([interval], termCutsIn(contract, period))
  const usage = windows.flatMap((window) => coarsenUsage(buckets, window, { digest, aggregations, reference: period }))
  const terms = { tenant, side, subscription, versions, ...(bindings === undefined ? {} : { bindings }) }
  return { ...terms, facts: { ...facts, usage }, carryIn: {}, period, knownAt }
}
