import { assertInvariant, clipInterval, fail, waitOf, type Instant, type WindowingState, type WindowWait } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { inOrder, metersOf, policyOf, readWindowing, stepMeter } from './meter-windowing.js'

/** Why the windows of each subscription are closed, by its id. */
export type Waits = ReadonlyMap<string, readonly WindowWait[]>

/**
 * Makes sure that the windows of periods are closed on every meter that their contracts read, and tells what they waited for.
 *
 * A meter that is not known to be that far takes a step of the clock first. Writes at most that; as a rule one seal in a period does for all.
 *
 * @throws `window.open` naming the meter and the source that is waited for
 */
export async function closeWindows(context: BillingContext, stores: Stores, billed: readonly BilledPeriod[]): Promise<Waits> {
  const at = context.clock.now()
  const due = billed.map(({ contract, period }) => {
    const window = clipInterval(period, contract.subscription)
    assertInvariant(window !== undefined, 'a period that is sealed has a part in which its subscription runs')
    return { id: contract.subscription.id, end: window.to, meters: metersOf(context, contract) }
  })
  for (const { end } of due) if (at < end) fail('window.open', { field: 'period', because: `ends at ${end}, and it is ${at}`, facts: { to: end, at } })
  const states = new Map<string, WindowingState>()
  for (const meter of inOrder(due.flatMap(({ meters }) => meters))) {
    const ends = due.filter(({ meters }) => meters.includes(meter)).map(({ end }) => end)
    states.set(meter, await closedState(context, stores, meter, ends.reduce((latest, end) => (end > latest ? end : latest)), at))
  }
  return new Map(due.map(({ id, end, meters }) => [id, meters.map((meter) => waitIn(context, states, meter, end))]))
}

async function closedState(context: BillingContext, stores: Stores, meter: string, end: Instant, at: Instant): Promise<WindowingState> {
  const stored = await readWindowing(stores, meter)
  if (stored.closedTo >= end) return stored
  const { state } = await stepMeter(context, stores, meter, { kind: 'tick', at })
  return state.closedTo >= end ? state : refuseOpen(context, state, end)
}

function refuseOpen(context: BillingContext, state: WindowingState, end: Instant): never {
  const { policy, grace, watermark, slowest } = waitOf(end, state, policyOf(context, state.meter))
  const whom = slowest === undefined || slowest.source === '' ? `the ${policy} watermark, which is` : `${JSON.stringify(slowest.source)}, which is complete`
  const because = `ends at ${end}, and ${state.meter} waits for ${whom} up to ${slowest?.upTo ?? watermark}${grace === 'PT0S' ? '' : `, with a grace of ${grace}`}`
  return fail('window.open', { field: 'period', because, facts: { to: end, meter: state.meter, watermark, grace, source: slowest?.source ?? null } })
}

function waitIn(context: BillingContext, states: ReadonlyMap<string, WindowingState>, meter: string, end: Instant): WindowWait {
  const state = states.get(meter)
  assertInvariant(state !== undefined, 'every meter of a period was stepped')
  return waitOf(end, state, policyOf(context, meter))
}
