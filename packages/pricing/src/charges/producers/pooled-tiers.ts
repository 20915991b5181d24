import { fail, type JsonObject } from '@farthing/core'
import { chargePart } from '../../models/charge-part.js'
import { checkPooledPrice, type PooledPrice } from '../../models/pooled/pooled-price.js'
import { ratePooled, type PooledUse } from '../../models/pooled/rate-pooled.js'
import type { ChargeDraft } from '../pipeline/charge-draft.js'
import { defineStage } from '../pipeline/define-stage.js'
import type { PriceEffect, Stage, StageFacts } from '../pipeline/stage.js'
import { eventNeed } from './event-need.js'
import { byOccurrence, figureOf, recordsOfCharge } from './records-of-charge.js'

const maxCharges = 1_000

/**
 * Prices the charges that it is for together: their meters climb one counter of tiers, in the order in which usage happened, each at its own
 * unit prices. Charges of one meter, such as one for each group, have its prices. The counter starts anew in each period.
 *
 * It prices in place of the components' own prices, and needs the events of all their meters one by one.
 *
 * @throws `rating.fact_missing`, `rating.fact_invalid`; `price.not_priced` for a meter that reaches a tier without a price for it;
 *   `program.invalid` for a charge without a meter
 */
export const pooledTiers: Stage = /* @__PURE__ */ defineStage<PooledPrice>({
  manifest: {
    name: 'pooled-tiers',
    version: 1,
    kind: 'price',
    scope: 'subscription',
    facts: [/* @__PURE__ */ eventNeed('ratedEvents', ['quantity'])],
    limits: { charges: maxCharges, effects: maxCharges },
  },

  check: (config, field) => checkPooledPrice(config, field),

  run({ config, charges, facts }) {
    const price = pricedByCharge(config, charges)
    const uses = charges.flatMap((charge) => usesOf(charge, facts)).sort((a, b) => byOccurrence(a.record, b.record))
    const { meters } = ratePooled(price, uses.map(({ use }) => use))
    const partsOf = new Map(meters.map(({ meter: key, parts }) => [key, parts]))
    const unused = [chargePart({ label: 'Tier 1', tier: 1, quantity: '0', unit: '0' })]
    return { effects: charges.map(({ key }): PriceEffect => ({ kind: 'price', charge: key, own: true, parts: partsOf.get(key) ?? unused })) }
  },
})

interface ArrivedUse {
  readonly record: JsonObject
  readonly use: PooledUse
}

function usesOf(charge: ChargeDraft, facts: StageFacts): readonly ArrivedUse[] {
  const records = recordsOfCharge(facts, { pack: 'ratedEvents', charge, quantity: charge.quantity, counted: 'quantity' })
  return records.map((record) => ({ record, use: { meter: charge.key, quantity: figureOf(record, 'quantity') } }))
}

/** The price with a name for each charge in place of its meter's, so that what comes back is told apart by charge. */
function pricedByCharge({ tiers }: PooledPrice, charges: readonly ChargeDraft[]): PooledPrice {
  const named = charges.map(({ key, meter }) => ({ key, meter: meter ?? refuseMeterless(key) }))
  return {
    tiers: tiers.map((tier) => ({
      ...tier,
      units: Object.fromEntries(named.flatMap(({ key, meter }) => (Object.hasOwn(tier.units, meter) ? [[key, tier.units[meter] ?? '0']] : []))),
    })),
  }
}

function refuseMeterless(charge: string): never {
  return fail('program.invalid', { field: 'program.pooled-tiers.of', because: `names ${charge}, which has no meter`, facts: { charge } })
}
