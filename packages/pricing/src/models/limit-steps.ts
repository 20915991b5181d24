import { compare, fail, type Decimal, type Exact } from '@farthing/core'
import { refuseNegative } from './price-facts.js'
import { at, readDecimal, readList, readNamed, readNotNegative, readRecord } from './read-fields.js'

/** Bounds by meter name. */
export interface Limits {
  readonly [meter: string]: Decimal
}

/** A step that holds what is within all its limits; one without limits holds everything. */
export interface LimitStep {
  readonly limits?: Limits
  readonly amount: Decimal
}

const maxSteps = 1_000

/**
 * Reads steps with limits by meter: only the last has none, and no limit is below that of an earlier step, so that the lowest step that
 * holds some usage is the one that was meant.
 *
 * @throws `price.tiers_not_increasing` naming the step and the meter
 */
export function checkLimitSteps(value: unknown, field: string): readonly LimitStep[] {
  const entries = readList(value, field, { min: 1, max: maxSteps })
  const steps = entries.map((entry, index) => readStep(entry, at(field, index), index === entries.length - 1))
  steps.forEach((step, index) => {
    const before = steps[index - 1]
    if (before !== undefined) refuseDecrease(step, before, at(field, index), index + 1)
  })
  return steps
}

function readStep(value: unknown, field: string, last: boolean): LimitStep {
  const fields = readRecord(value, field, ['limits', 'amount'])
  const amount = readDecimal(fields.amount, at(field, 'amount'))
  const place = at(field, 'limits')
  const limits = Object.entries(readNamed(fields.limits ?? {}, place)).map(([meter, limit]) => [meter, readNotNegative(limit, at(place, meter))] as const)
  if (last && limits.length > 0) {
    fail('price.tiers_not_increasing', { field: place, because: 'are given in the last step, so that usage above them has no price' })
  }
  if (!last && limits.length === 0) {
    fail('price.tiers_not_increasing', { field: place, because: 'are missing, although more steps follow' })
  }
  return last ? { amount } : { limits: Object.fromEntries(limits), amount }
}

function refuseDecrease({ limits = {} }: LimitStep, { limits: earlier = {} }: LimitStep, field: string, step: number): void {
  for (const [meter, limit] of Object.entries(limits)) {
    const lower = limitOf(earlier, meter)
    if (lower !== undefined && compare(limit, lower) >= 0) continue
    fail('price.tiers_not_increasing', {
      field: at(at(field, 'limits'), meter),
      because: `is ${limit}, although the step before goes ${lower === undefined ? 'without a limit' : `up to ${lower}`}`,
      facts: { step, meter, limit },
    })
  }
}

/** 0-based index of the lowest step that holds every quantity. @throws `price.not_priced` for a meter that no step names */
export function stepHolding(steps: readonly LimitStep[], quantities: { readonly [meter: string]: Exact }): number {
  const used = Object.entries(quantities)
  for (const [meter, quantity] of used) {
    refuseNegative(quantity, 'stairstep', at('quantities', meter))
    if (steps.some(({ limits = {} }) => limitOf(limits, meter) !== undefined)) continue
    fail('price.not_priced', { field: at('quantities', meter), because: 'is usage of a meter that no step names', facts: { meter } })
  }
  return steps.findIndex(({ limits = {} }) => used.every(([meter, quantity]) => isWithin(quantity, limitOf(limits, meter))))
}

function isWithin(quantity: Exact, limit: Decimal | undefined): boolean {
  return limit === undefined || compare(quantity, limit) <= 0
}

function limitOf(limits: Limits, meter: string): Decimal | undefined {
  return Object.hasOwn(limits, meter) ? limits[meter] : undefined
}
