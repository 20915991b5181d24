import { assertInvariant, type Json } from '@farthing/core'
import type { SealedUsage, Stores } from '@farthing/ports'
import { retryConflicts } from '../commands/retry-conflicts.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
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
 * @throws as `selectPeriods`; `meter.too_many_groups`
 */
export function seal(context: BillingContext, { key, actor, correlation, ...scope }: SealUsage): Promise<readonly SealedUsage[]> {
  const perform = async (stores: Stores) => sealUsage(stores, await usageAtCut(context, stores, await selectPeriods(context, stores, scope)))
  if (key === undefined) return retryConflicts(context, perform)
  return runCommand(context, {
    kind: 'usage.seal',
    options: { key, ...(actor === undefined ? {} : { actor }), ...(correlation === undefined ? {} : { correlation }) },
    payload: scope,
    perform: async (stores) => (await perform(stores)).map(({ subscription, from, to, revision }) => [subscription, from, to, revision]),
    recall: recallSeals,
  })
}

async function recallSeals(stores: Stores, references: Json): Promise<readonly SealedUsage[]> {
  assertInvariant(Array.isArray(references), 'a seal is recorded as a list')
  const sealed: SealedUsage[] = []
  for (const reference of references) {
    assertInvariant(Array.isArray(reference), 'each seal is recorded by subscription, interval and revision')
    const [subscription, from, to, revision] = reference
    const found = await stores.usage.get(String(subscription), { from: String(from), to: String(to) }, Number(revision))
    assertInvariant(found !== undefined, 'a recorded seal is stored')
    sealed.push(found)
  }
  return sealed
}
