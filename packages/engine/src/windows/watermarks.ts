import { checkText, fail, type Instant, type WindowingInput, type WindowingState } from '@farthing/core'
import type { Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { inOrder, policyOf, readWindowing, stepMeter } from './meter-windowing.js'

export interface CompleteSource extends Partial<CommandOptions> {
  /** As in its events. */
  readonly source: string
  /** It has sent every event that happened before this. Not ahead of the clock. */
  readonly upTo: Instant
  /** Meters that are meant; all that wait for this source unless given. */
  readonly meters?: readonly string[]
}

export interface AdvanceWatermark extends Partial<CommandOptions> {
  /** A meter whose watermark is `manual`. */
  readonly meter: string
  /** Not ahead of the clock. */
  readonly upTo: Instant
}

/**
 * A source says that it is complete up to an instant: every meter that waits for it moves on, by name. An earlier instant than it said before
 * changes nothing, so it may be said twice and out of order.
 *
 * @throws `watermark.not_settable` when no meter waits for it, or one of `meters` does not; `watermark.in_future`, `meter.unknown`
 */
export function completeSource(context: BillingContext, input: CompleteSource): Promise<readonly WindowingState[]> {
  return runWindowing(context, 'windows.complete', input, async (stores) => {
    const source = checkText(input.source, { field: 'source' })
    const meters = input.meters ?? metersThatWaitFor(context, source)
    if (meters.length === 0) {
      fail('watermark.not_settable', { field: 'source', because: `is ${JSON.stringify(source)}, which no meter waits for`, facts: { source } })
    }
    return stepAll(context, stores, meters, { kind: 'complete', at: context.clock.now(), source, upTo: input.upTo })
  })
}

/**
 * Sets a manual watermark. An earlier instant than before changes nothing.
 *
 * @throws `watermark.not_settable`, `watermark.in_future`, `meter.unknown`
 */
export async function advanceWatermark(context: BillingContext, input: AdvanceWatermark): Promise<readonly WindowingState[]> {
  return runWindowing(context, 'windows.advance', input, (stores) =>
    stepAll(context, stores, [input.meter], { kind: 'advance', at: context.clock.now(), upTo: input.upTo }),
  )
}

/** The windowing of every meter as it stands, by name. */
export async function listWindowing(context: BillingContext, stores: Stores): Promise<readonly WindowingState[]> {
  const states: WindowingState[] = []
  for (const meter of inOrder(context.lateness.keys())) states.push(await readWindowing(stores, meter))
  return states
}

function metersThatWaitFor(context: BillingContext, source: string): readonly string[] {
  return [...context.lateness.keys()].filter((meter) => {
    const { watermark } = policyOf(context, meter)
    return watermark.kind === 'source' && watermark.sources.includes(source)
  })
}

async function stepAll(context: BillingContext, stores: Stores, meters: readonly string[], input: WindowingInput): Promise<readonly WindowingState[]> {
  const unknown = meters.find((meter) => !context.lateness.has(meter))
  if (unknown !== undefined) fail('meter.unknown', { field: 'meter', because: `is ${JSON.stringify(unknown)}`, facts: { meter: unknown } })
  const states: WindowingState[] = []
  for (const meter of inOrder(meters)) states.push((await stepMeter(context, stores, meter, input)).state)
  return states
}

/** Watermarks never go back, so a repeat does no harm; with a key it also gives the recorded result. */
function runWindowing(
  context: BillingContext,
  kind: string,
  input: Partial<CommandOptions>,
  perform: (stores: Stores) => Promise<readonly WindowingState[]>,
): Promise<readonly WindowingState[]> {
  const { key, ...rest } = input
  if (key === undefined) return retryConflicts(context, perform)
  return runCommand(context, {
    kind,
    input: { key, ...rest },
    perform: async (stores) => JSON.stringify(await perform(stores)),
    recall: (_, states) => Promise.resolve(JSON.parse(states) as readonly WindowingState[]),
  })
}
