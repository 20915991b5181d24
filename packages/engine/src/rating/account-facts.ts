import type { Interval } from '@farthing/core'
import { planFacts, type AccountRating, type Program } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { givenByHost } from './host-facts.js'

/** What the program of an account reads beside charges. */
export function accountFacts(
  context: BillingContext,
  stores: Stores,
  { account, period, program }: { readonly account: string; readonly period: Interval; readonly program: Program },
): Promise<NonNullable<AccountRating['facts']>> {
  const planned = program.stages.flatMap(({ id, use }) => {
    const stage = context.stages[use]
    return stage === undefined ? [] : [{ id, manifest: stage.manifest }]
  })
  return givenByHost(context, stores, { account, period, packs: planFacts(planned).packs })
}
