import { isZero, type Decimal } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { checkLimitSteps, stepHolding, type Limits } from './limit-steps.js'
import { factOf, refuseNegative, type PriceFacts } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readDecimal, readRecord } from './read-fields.js'
import type { ZeroQuantity } from './tier-part.js'
import { readTiers } from './tier.js'
import { tierHolding, type BoundRule } from './volume.js'

/** One step, with one price for everything in it. */
export interface Step {
  /** As in a tier: belongs to the step, absent in the last one. */
  readonly upTo?: Decimal
  /** Instead of `upTo`, for usage of several meters: the step holds what is within all limits. A meter that it does not name is unlimited. */
  readonly limits?: Limits
  readonly amount: Decimal
}

/** The step that usage reaches has one price, however much of it is used. */
export interface StairstepPrice {
  readonly model: 'stairstep'
  readonly steps: readonly Step[]
  /** For steps with `upTo`; `inclusive` unless given. */
  readonly bound?: BoundRule
  /** Whether the first step is due at zero usage: `nothing` unless given. */
  readonly zeroQuantity?: ZeroQuantity
}

/** One part: the step that was reached. With limits it is the lowest one that holds every meter. Negative quantities are refused. */
export const stairstepModel: PriceModel<StairstepPrice> = {
  name: 'stairstep',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'steps', 'bound', 'zeroQuantity'])
    return {
      model: 'stairstep',
      steps: readSteps(fields.steps, at(field, 'steps')),
      ...optional(fields, 'bound', field, oneOf(['inclusive', 'exclusive'])),
      ...optional(fields, 'zeroQuantity', field, oneOf(['nothing', 'first_tier_flat'])),
    }
  },

  meters({ steps }) {
    return [...new Set(steps.flatMap(({ limits = {} }) => Object.keys(limits)))]
  },

  rate(price, facts) {
    refuseNegative(facts.quantity, 'stairstep')
    const index = reachedStep(price, facts)
    const due = isUsed(price, facts) || price.zeroQuantity === 'first_tier_flat'
    const flat = due ? (price.steps[index]?.amount ?? '0') : '0'
    return ratedPrice([chargePart({ label: `Step ${index + 1}`, tier: index + 1, quantity: facts.quantity, unit: '0', flat })])
  },
}

function readSteps(value: unknown, field: string): readonly Step[] {
  if (Array.isArray(value) && value.some(hasLimits)) return checkLimitSteps(value, field)
  return readTiers(value, field, ['amount'], (fields, place) => ({ amount: readDecimal(fields.amount, at(place, 'amount')) }))
}

function hasLimits(step: unknown): boolean {
  return typeof step === 'object' && step !== null && Object.hasOwn(step, 'limits')
}

function reachedStep({ steps, bound }: StairstepPrice, facts: PriceFacts): number {
  if (steps.some(hasLimits)) return stepHolding(steps, factOf(facts, 'quantities', 'stairstep'))
  return tierHolding(steps, facts.quantity, bound).index
}

function isUsed({ steps }: StairstepPrice, { quantity, quantities = {} }: PriceFacts): boolean {
  return steps.some(hasLimits) ? Object.values(quantities).some((used) => !isZero(used)) : !isZero(quantity)
}
