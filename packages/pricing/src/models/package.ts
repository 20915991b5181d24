import { compare, divide, fail, isZero, round, subtract, type Decimal, type Exact } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, oneOf, optional, readDecimal, readNotNegative, readPositive, readRecord } from './read-fields.js'

/** Units are sold in packages of one size and price. */
export interface PackagePrice {
  readonly model: 'package'
  /** Units in a package. */
  readonly size: Decimal
  /** Price of a package. */
  readonly amount: Decimal
  /** Units that cost nothing; `"0"` unless given. */
  readonly free?: Decimal
  /** Whether a package that is not full is sold whole, `up`, or not at all, `down`. `up` unless given. */
  readonly rounding?: 'up' | 'down'
  /**
   * `after_allowance` unless given: free units are taken off, then packages are counted. `before_allowance`: all units are counted in packages,
   * then the free packages are taken off; `free` is then a whole number of packages.
   */
  readonly roundingOrder?: 'after_allowance' | 'before_allowance'
}

/** Free units are a part of their own. Negative quantities are refused. */
export const packageModel: PriceModel<PackagePrice> = {
  name: 'package',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'size', 'amount', 'free', 'rounding', 'roundingOrder'])
    const price: PackagePrice = {
      model: 'package',
      size: readPositive(fields.size, at(field, 'size')),
      amount: readDecimal(fields.amount, at(field, 'amount')),
      ...optional(fields, 'free', field, readNotNegative),
      ...optional(fields, 'rounding', field, oneOf(['up', 'down'])),
      ...optional(fields, 'roundingOrder', field, oneOf(['after_allowance', 'before_allowance'])),
    }
    if (price.roundingOrder === 'before_allowance') refusePartialPackage(price, field)
    return price
  },

  rate(price, { quantity }) {
    refuseNegative(quantity, 'package')
    const { free = '0', amount } = price
    const used = compare(quantity, free) < 0 ? quantity : free
    const allowance = isZero(used) ? [] : [chargePart({ label: 'Free units', quantity: used, unit: '0' })]
    const packages = chargePart({ label: 'Packages', quantity: subtract(quantity, used), counted: packagesFor(price, quantity), unit: amount })
    return ratedPrice([...allowance, packages])
  },
}

function refusePartialPackage({ free = '0', size }: PackagePrice, field: string): void {
  const packages = divide(free, size)
  if (compare(wholePackages(packages, 'down'), packages) === 0) return
  fail('price.invalid', { field: at(field, 'free'), because: `is ${free}, which is no whole number of packages of ${size}`, facts: { free, size } })
}

function packagesFor({ size, free = '0', rounding = 'up', roundingOrder }: PackagePrice, quantity: Exact): Exact {
  if (compare(quantity, free) <= 0) return '0'
  if (roundingOrder !== 'before_allowance') return wholePackages(divide(subtract(quantity, free), size), rounding)
  return subtract(wholePackages(divide(quantity, size), rounding), divide(free, size))
}

function wholePackages(packages: Exact, rounding: 'up' | 'down'): Exact {
  return round(packages, { mode: rounding, exponent: 0 })
}
