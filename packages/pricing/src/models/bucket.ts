import { add, describeValue, fail, isZero, parseExact, smallest, subtract, type Decimal, type Exact, type JsonObject } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, optional, readDecimal, readNotNegative, readRecord } from './read-fields.js'

/** A fee buys units for the period; more cost extra, and what is left may roll over. */
export interface BucketPrice {
  readonly model: 'bucket'
  /** Units that each period brings. */
  readonly included: Decimal
  /** Due each period; `"0"` unless given. */
  readonly fee?: Decimal
  /** Price of a unit beyond those available. */
  readonly overage: Decimal
  /** The most units that roll over into the next period; none unless given. Rolled-over units are used first and roll over again. */
  readonly rolloverLimit?: Decimal
}

/**
 * Parts: the units taken from the bucket, those beyond it, and the fee. Hands on `{ rolledOver }` where the price has a `rolloverLimit`.
 * Negative quantities are refused.
 */
export const bucketModel: PriceModel<BucketPrice> = {
  name: 'bucket',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'included', 'fee', 'overage', 'rolloverLimit'])
    return {
      model: 'bucket',
      included: readNotNegative(fields.included, at(field, 'included')),
      ...optional(fields, 'fee', field, readDecimal),
      overage: readDecimal(fields.overage, at(field, 'overage')),
      ...optional(fields, 'rolloverLimit', field, readNotNegative),
    }
  },

  readsCarry: ({ rolloverLimit }) => rolloverLimit !== undefined,

  rate({ included, fee = '0', overage, rolloverLimit }, { quantity, carry = {} }) {
    refuseNegative(quantity, 'bucket')
    const available = add(included, rolloverLimit === undefined ? '0' : rolledOverFrom(carry))
    const taken = smallest(quantity, available)
    const rated = ratedPrice([
      chargePart({ label: 'Included', quantity: taken, unit: '0' }),
      chargePart({ label: 'Overage', quantity: subtract(quantity, taken), unit: overage }),
      ...(isZero(fee) ? [] : [chargePart({ label: 'Fee', quantity: '0', unit: '0', flat: fee })]),
    ])
    if (rolloverLimit === undefined) return rated
    return { ...rated, carry: { rolledOver: smallest(subtract(available, taken), rolloverLimit) } }
  },
}

function rolledOverFrom({ rolledOver = '0' }: JsonObject): Exact {
  const field = 'carry.rolledOver'
  if (typeof rolledOver === 'string') return parseExact(rolledOver, field)
  return fail('exact.malformed', { field, because: `is ${describeValue(rolledOver)} and not text` })
}
