import { addAll, divide, fail, isZero, multiply, type Decimal, type Exact } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { refuseNegative } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, readDecimal, readList, readNotNegative, readRecord, readText } from './read-fields.js'

/** A service inside a fixed price, and what it would cost by itself. */
export interface FixedService {
  readonly name: string
  /** Fair market value for one period. */
  readonly value: Decimal
}

/** One fixed price for several services, allocated over them by their fair market values. */
export interface FixedFmvPrice {
  readonly model: 'fixed_fmv'
  readonly amount: Decimal
  readonly services: readonly FixedService[]
}

const maxServices = 1_000

/**
 * Due once per period; the quantity is the share of the period that is billed. One part per service, whose quantity is its share of that share:
 * values of 60 and 40 allocate 80 as 48 and 32. Without any value the services share alike.
 */
export const fixedFmvModel: PriceModel<FixedFmvPrice> = {
  name: 'fixed_fmv',
  version: 1,
  metered: false,

  check(fields, field) {
    readRecord(fields, field, ['model', 'amount', 'services'])
    const place = at(field, 'services')
    const services = readList(fields.services, place, { min: 1, max: maxServices }).map((service, index) => readService(service, at(place, index)))
    const repeated = services.findIndex(({ name }, index) => services.findIndex((other) => other.name === name) !== index)
    if (repeated >= 0) fail('price.invalid', { field: at(at(place, repeated), 'name'), because: 'names a service a second time' })
    return { model: 'fixed_fmv', amount: readDecimal(fields.amount, at(field, 'amount')), services }
  },

  rate({ amount, services }, { quantity }) {
    refuseNegative(quantity, 'fixed_fmv')
    const shares = sharesOf(services)
    return ratedPrice(services.map(({ name }, index) => chargePart({ label: name, quantity: multiply(quantity, shares[index] ?? '0'), unit: amount })))
  },
}

function readService(value: unknown, field: string): FixedService {
  const fields = readRecord(value, field, ['name', 'value'])
  return { name: readText(fields.name, at(field, 'name')), value: readNotNegative(fields.value, at(field, 'value')) }
}

function sharesOf(services: readonly FixedService[]): readonly Exact[] {
  const total = addAll(services.map(({ value }) => value))
  return services.map(({ value }) => (isZero(total) ? divide('1', `${services.length}`) : divide(value, total)))
}
