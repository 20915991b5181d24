import { assertInvariant, checkJson, compareBytes, readWindowingState, startWindowing, stepWindowing, type LatenessPolicy, type WindowingInput, type WindowingState, type WindowingStep } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { candidateOf } from '../subscriptions/load-contracts.js'
import type { SubscriptionContract } from '../subscriptions/subscription-contract.js'

/** The windowing of a meter as it is stored. Waits for nobody. */
export async function readWindowing(stores: Stores, meter: string): Promise<WindowingState> {
  const record = await stores.windowing.get(keyOf(meter))
  return record === undefined ? startWindowing(meter) : readWindowingState(record.state)
}

/**
 * Steps the windowing of a meter, and saves the state in this transaction if it changed. Other steps of the meter wait until the transaction ends,
 * so several meters are stepped in the order of their names.
 */
export async function stepMeter(context: BillingContext, stores: Stores, meter: string, input: WindowingInput): Promise<WindowingStep> {
  const key = keyOf(meter)
  const record = await stores.windowing.load(key)
  const state = record === undefined ? startWindowing(meter) : readWindowingState(record.state)
  const step = stepWindowing(state, input, policyOf(context, meter))
  if (step.state !== state) await stores.windowing.save({ key, revision: record === undefined ? 0 : record.revision + 1, state: checkJson(step.state, key) })
  return step
}

export function policyOf({ lateness }: BillingContext, meter: string): LatenessPolicy {
  const policy = lateness.get(meter)
  assertInvariant(policy !== undefined, 'every meter of the catalogue has a lateness policy')
  return policy
}

/** Meters in the order in which they are stepped. */
export function inOrder(meters: Iterable<string>): readonly string[] {
  return [...new Set(meters)].sort(compareBytes)
}

/** Meters of the catalogue that a contract reads. One that the catalogue no longer has counts nothing and keeps nobody waiting. */
export function metersOf({ lateness }: BillingContext, contract: SubscriptionContract): readonly string[] {
  return inOrder((candidateOf(contract).meters ?? []).filter((meter) => lateness.has(meter)))
}

function keyOf(meter: string): string {
  return `meter/${meter}`
}
