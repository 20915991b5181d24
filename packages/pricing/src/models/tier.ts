import { compare, fail, type Decimal } from '@farthing/core'
import { at, optional, readDecimal, readList, readRecord } from './read-fields.js'

/**
 * One tier. `upTo` belongs to it: with a bound of 10, the tenth unit is the last one inside.
 * Tiers join without holes, because each starts where the one before ends; the first starts at 0.
 */
export interface Tier {
  /** Counted from 0, not from the tier before. Absent in the last tier, and only there. */
  readonly upTo?: Decimal
  /** Price of one unit in this tier. */
  readonly unit: Decimal
  /** Due once the tier is entered; `"0"` unless given. */
  readonly flat?: Decimal
}

/** Rating costs a step for each tier that is entered; a longer list is a mistake or should be a formula. */
const maxTiers = 1_000

/**
 * Reads tiers: 1 to 1,000, bounds strictly increasing from above 0, the last one open and no other,
 * so that every quantity from 0 up has exactly one tier and there is no quantity that cannot be priced.
 *
 * @throws `price.tiers_not_increasing` naming the tier.
 */
export function checkTiers(value: unknown, field: string): readonly Tier[] {
  const tiers = readList(value, field, { min: 1, max: maxTiers }).map((tier, index) => checkTier(tier, at(field, index)))
  tiers.forEach((tier, index) => {
    checkBound(tier, tiers[index - 1]?.upTo ?? '0', { field: at(field, index), tier: index + 1, last: index === tiers.length - 1 })
  })
  return tiers
}

function checkTier(value: unknown, field: string): Tier {
  const fields = readRecord(value, field, ['upTo', 'unit', 'flat'])
  return {
    ...optional(fields, 'upTo', field, readDecimal),
    unit: readDecimal(fields.unit, at(field, 'unit')),
    ...optional(fields, 'flat', field, readDecimal),
  }
}

interface TierPlace {
  readonly field: string
  readonly tier: number
  readonly last: boolean
}

function checkBound({ upTo }: Tier, lower: Decimal, { field, tier, last }: TierPlace): void {
  const name = at(field, 'upTo')
  if (upTo === undefined) {
    if (last) return
    fail('price.tiers_not_increasing', { field: name, because: 'is missing, although more tiers follow', facts: { tier } })
  }
  if (compare(upTo, lower) <= 0) {
    fail('price.tiers_not_increasing', { field: name, because: `is ${upTo}, which is not above ${lower}`, facts: { tier, upTo, lower } })
  }
  if (last) {
    fail('price.tiers_not_increasing', {
      field: name,
      because: `is ${upTo} in the last tier, so that a quantity above it has no price`,
      facts: { tier, upTo },
    })
  }
}
