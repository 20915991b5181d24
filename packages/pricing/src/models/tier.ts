import { compare, fail, type Decimal } from '@farthing/core'
import { at, optional, readDecimal, readList, readNotNegative, readPositive, readRecord, type Fields } from './read-fields.js'

/**
 * One tier. `upTo` belongs to it: with a bound of 10, the tenth unit is the last one inside.
 * Tiers join without holes, because each starts where the one before ends; the first starts at 0.
 */
export interface Tier {
  /** Counted from 0, not from the tier before. Absent in the last tier, and only there. */
  readonly upTo?: Decimal
  /** Price of one unit in this tier, or of `per` units. */
  readonly unit: Decimal
  /** Units that `unit` is the price of; 1 unless given. Blocks count within their tier. */
  readonly per?: Decimal
  /** Due once the tier is entered; `"0"` unless given. */
  readonly flat?: Decimal
  /** The most that this tier costs, its flat fee included. */
  readonly cap?: Decimal
}

/** What a tier of any kind is bounded by. */
export interface TierBound {
  readonly upTo?: Decimal
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
  return readTiers(value, field, ['unit', 'per', 'flat', 'cap'], (fields, place) => ({
    unit: readDecimal(fields.unit, at(place, 'unit')),
    ...optional(fields, 'per', place, readPositive),
    ...optional(fields, 'flat', place, readDecimal),
    ...optional(fields, 'cap', place, readNotNegative),
  }))
}

/** Reads tiers that hold something else than unit prices, under the rule of {@link checkTiers}. */
export function readTiers<T extends object>(
  value: unknown,
  field: string,
  known: readonly string[],
  read: (fields: Fields, field: string) => T,
): readonly (T & TierBound)[] {
  const tiers = readList(value, field, { min: 1, max: maxTiers }).map((entry, index) => {
    const place = at(field, index)
    const fields = readRecord(entry, place, ['upTo', ...known])
    return { ...optional(fields, 'upTo', place, readDecimal), ...read(fields, place) }
  })
  tiers.forEach((tier, index) => {
    checkBound(tier, tiers[index - 1]?.upTo ?? '0', { field: at(field, index), tier: index + 1, last: index === tiers.length - 1 })
  })
  return tiers
}

interface TierPlace {
  readonly field: string
  readonly tier: number
  readonly last: boolean
}

function checkBound({ upTo }: TierBound, lower: Decimal, { field, tier, last }: TierPlace): void {
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
