import { round, subtract, type Decimal, type Exact } from '@farthing/core'
import { checkPrice, effectiveUnit, rateIncrement, ratePrice, type ChargePart, type Price, type RatedPrice } from '@farthing/pricing'
import type { Topic, Vector } from '../vector.js'
import { ruleOf, type AskedRounding } from './rounding.js'

/** The fields of all models; a case has those of its own. */
interface Given {
  readonly model: string
  readonly quantity?: Exact
  readonly previous_quantity?: Exact
  readonly rounding?: AskedRounding
  readonly amount: Decimal
  readonly unit_amount: Decimal
  readonly unit_conversion?: unknown
  readonly tiers: readonly GivenTier[]
  readonly zero_quantity?: 'first_tier_flat' | 'nothing'
}

interface GivenTier {
  readonly up_to: Decimal | null
  readonly unit_amount: Decimal
  readonly flat_amount: Decimal
  readonly cap?: Decimal
  readonly block_size?: Decimal
}

/** A price in our words, or why we have none for it. */
type Translated = Price | { readonly unsupported: string }

export const pricing: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = models[given.model]
  if (translate === undefined) return { unsupported: `the price model ${given.model} is not modelled yet` }
  const price = translate(given)
  return 'unsupported' in price ? price : { answered: answerOf(ratedAs(checkPrice(price, 'price'), given), given, vector) }
}

const models: { readonly [model: string]: ((given: Given) => Translated) | undefined } = {
  flat: ({ amount }) => ({ model: 'flat', amount }),
  per_unit: ({ unit_amount: unit, unit_conversion: conversion }) =>
    conversion === undefined ? { model: 'per_unit', unit } : { unsupported: 'a conversion of units before pricing is not modelled yet' },
  graduated: (given) => {
    if (given.tiers.some((tier) => tier.cap !== undefined)) return { unsupported: 'a cap on one tier is not modelled yet' }
    if (given.tiers.some((tier) => tier.block_size !== undefined)) return { unsupported: 'started blocks per tier are not modelled yet' }
    return { model: 'graduated', tiers: tiersOf(given), zeroQuantity: given.zero_quantity ?? 'nothing' }
  },
}

function tiersOf({ tiers }: Given): { readonly upTo?: Decimal; readonly unit: Decimal; readonly flat: Decimal }[] {
  return tiers.map(({ up_to: upTo, unit_amount: unit, flat_amount: flat }) => ({ ...(upTo === null ? {} : { upTo }), unit, flat }))
}

/** A flat fee has no quantity in the cases; in our words it is due for one whole period. */
function ratedAs(price: Price, { quantity = '1', previous_quantity: before }: Given): RatedPrice {
  return before === undefined ? ratePrice(price, quantity) : rateIncrement(price, { before, added: quantity })
}

function answerOf({ amount, parts }: RatedPrice, given: Given, { expect }: Vector): Readonly<Record<string, unknown>> {
  const scale = expect.unit_amount_scale
  const unit = effectiveUnit(amount, given.quantity ?? '1')
  return {
    amount: given.rounding === undefined ? amount : round(amount, ruleOf(given.rounding)),
    unit_amount: typeof scale === 'number' ? round(unit, { mode: 'half-up', exponent: scale }) : unit,
    unit_amount_scale: scale,
    breakdown: parts.map(breakdownOf),
    tier: parts.at(-1)?.tier,
    tier_totals: parts.map((part) => part.amount),
  }
}

function breakdownOf({ tier, quantity, flat, amount }: ChargePart): Readonly<Record<string, unknown>> {
  return { tier, quantity, unit_total: subtract(amount, flat), flat, total: amount }
}
