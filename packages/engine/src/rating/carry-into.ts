import { checkJson, fail, hashContent, periodNumber, periodsIn, type Digest, type Hash, type Interval } from '@farthing/core'
import { billingGridOf, rateSegments, readsCarry, type Carry } from '@farthing/pricing'
import type { CarryQuestion, CarryRecord, Stores } from '@farthing/ports'
import type { BilledPeriod } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { withGrants } from './grant-balances.js'
import { payerOf } from './payer-of.js'
import { periodInputs } from './period-inputs.js'

/**
 * What the periods before handed on to this one: that of the last one that was billed, and of those after it what rating them as they stand
 * gives. Nothing for terms that read none, whose periods are rated by themselves. Writes nothing.
 *
 * What earlier periods take from grants counts once they are billed.
 *
 * Cost: the usage of each period since the last billed one is measured, so previewing far ahead of what was billed takes its time.
 *
 * @throws `rating.carry_invalid` for a stored carry that is not what was stored
 */
export async function carryInto(context: BillingContext, stores: Stores, { contract, period }: BilledPeriod): Promise<Carry> {
  const { side, subscription } = contract
  if (!readsCarry(contract)) return {}
  const stored = await storedCarry(context, stores, { subscription: subscription.id, side, until: period.from })
  let carry = stored?.carry ?? {}
  for (const earlier of wholePeriods(contract, { from: stored?.to ?? subscription.from, to: period.from })) {
    const usage = await usageAtCut(context, stores, [{ contract, period: earlier }])
    for (const input of await periodInputs(context, stores, usage)) {
      const facts = await withGrants(stores, input.facts, { account: payerOf(contract), period: earlier, taken: [] })
      carry = rateSegments({ ...input, facts, carryIn: carry }, context).carryOut
    }
  }
  return carry
}

/** What the last billed period handed on. @throws `rating.carry_invalid` */
export async function storedCarry({ digest }: BillingContext, stores: Stores, question: CarryQuestion): Promise<CarryRecord | undefined> {
  const stored = await stores.carries.latest(question)
  if (stored === undefined || carryHash(stored.carry, digest) === stored.hash) return stored
  const { subscription, from, to } = stored
  return fail('rating.carry_invalid', { field: `carries.${subscription}`, because: `of ${from} to ${to} does not have its hash`, facts: { from, to } })
}

/** Names what a period handed on. */
export function carryHash(carry: Carry, digest: Digest): Hash {
  return hashContent('carry/1', [checkJson(carry, 'carry')], digest)
}

function wholePeriods({ subscription, planVersion }: BilledPeriod['contract'], time: Interval): readonly Interval[] {
  if (time.from >= time.to) return []
  const grid = billingGridOf(subscription, planVersion.content)
  return periodsIn(grid, time).map(({ index }) => {
    const { from, to } = periodNumber(grid, index)
    return { from, to }
  })
}
