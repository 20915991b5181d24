import { add, compare, isZero, negate, subtract, type Exact } from '@farthing/core'
import { ratedPrice, type ChargePart, type RatedPrice } from './charge-part.js'
import type { Price } from './price.js'
import { ratePrice } from './rate-price.js'

/** Units that were billed before, and those that came since. */
export interface Increment {
  readonly before: Exact
  readonly added: Exact
}

/**
 * What more units cost once some are billed: the price of all of them less the price of those before.
 *
 * So the progressive bills of one period sum to its whole price, whatever the model. A tier that was full already has no part, and a flat
 * fee that was due already is not due again. Where more units make earlier ones cheaper, those are credited in parts of their own.
 * Without a difference there is no part.
 *
 * @throws what `ratePrice` throws for either quantity
 */
export function rateIncrement(price: Price, { before, added }: Increment): RatedPrice {
  const billed = ratePrice(price, before).parts
  const whole = ratePrice(price, add(before, added)).parts
  const charged = whole.map((part) => lessBilled(part, billed.find((other) => isSameStep(part, other))))
  const credited = billed.filter((part) => !whole.some((other) => isSameStep(part, other))).map(credit)
  const parts = [...charged, ...credited].filter(({ quantity, amount }) => !isZero(quantity) || !isZero(amount))
  return ratedPrice(parts)
}

/** One unit costs the same in both, so that their difference is again `counted × unit + flat`. */
function isSameStep(a: ChargePart, b: ChargePart): boolean {
  return a.label === b.label && compare(a.unit, b.unit) === 0
}

function lessBilled(part: ChargePart, billed: ChargePart | undefined): ChargePart {
  if (billed === undefined) return part
  return {
    ...part,
    quantity: subtract(part.quantity, billed.quantity),
    ...(part.counted === undefined ? {} : { counted: subtract(part.counted, billed.counted ?? '0') }),
    flat: subtract(part.flat, billed.flat),
    amount: subtract(part.amount, billed.amount),
  }
}

function credit(billed: ChargePart): ChargePart {
  const counted = billed.counted === undefined ? {} : { counted: negate(billed.counted) }
  return { ...billed, quantity: negate(billed.quantity), ...counted, flat: negate(billed.flat), amount: negate(billed.amount) }
}
