import { assertInvariant } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { closeWindows } from '../windows/close-windows.js'
import { sealUsage } from './seal-usage.js'
import { selectPeriods, type UsageScope } from './select-periods.js'
import { usageAtCut } from './usage-at-cut.js'

/** With a key it is recorded like every command; without one it relies on sealing being idempotent by content. */
export type SealUsage = UsageScope & Partial<CommandOptions>

/**
 * Seals the usage of a period: of one subscription, of an account, or of all that have the period. One pass over the events serves all of them.
 *
 * A seal is provisional until the invoice: after new events, sealing again gives the next revision. Without new events it gives the same one.
 * One seal for each subscription, by id.
 *
 * @throws as `selectPeriods`; `window.open` while a meter waits for a source; `meter.too_many_groups`
 */
export function seal(context: BillingContext, input: SealUsage): Promise<readonly SealedUsage[]> {
  const { key, ...rest } = input
  const perform = async (stores: Stores) => {
    const billed = await selectPeriods(context, stores, input)
    const waits = await closeWindows(context, stores, billed)
    return sealUsage(context, stores, await usageAtCut(context, stores, billed), waits)
  }
  if (key === undefined) return retryConflicts(context, perform)
  return runCommand(context, {
    kind: 'usage.seal',
    input: { key, ...rest },
    perform: async (stores) => JSON.stringify((await perform(stores)).map(({ subscription, from, to, revision }) => [subscription, from, to, revision])),
    recall: recallSeals,
  })
}

async function recallSeals(stores: Stores, reference: string): Promise<readonly SealedUsage[]> {
  const sealed: SealedUsage[] = []
  for (const [subscription, from, to, revision] of JSON.parse(reference) as readonly (readonly [string, string, string, number])[]) {
    const found = await stores.usage.get(subscription, { from, to }, revision)
    assertInvariant(found !== undefined, 'a recorded seal is stored')
    sealed.push(found)
  }
  return sealed
}
