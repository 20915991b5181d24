import { addAll, compareBytes, divide, isZero, largest, multiply, round, type Decimal, type Exact } from '@farthing/core'
import { chargePart, ratedPrice } from './charge-part.js'
import { factOf, refuseNegative, type TimeEntry } from './price-facts.js'
import type { PriceModel } from './price-model.js'
import { at, optional, readDecimal, readNamed, readNotNegative, readPositive, readRecord, readText } from './read-fields.js'

/** Work is billed by the hour. */
export interface HourlyPrice {
  readonly model: 'hourly'
  /** Price of an hour, where `rates` has none for who worked. */
  readonly rate: Decimal
  /** Prices of an hour by user type. */
  readonly rates?: { readonly [userType: string]: Decimal }
  /** What an entry is billed for at least; an entry of 0 minutes stays free. */
  readonly minimumMinutes?: Decimal
  /** Each entry is billed in whole increments of this many minutes, rounded up. */
  readonly incrementMinutes?: Decimal
}

const minutesPerHour: Decimal = '60'

/** The quantity is minutes worked. One part for each hourly rate used, by user type; `counted` is hours billed. Negative entries are refused. */
export const hourlyModel: PriceModel<HourlyPrice> = {
  name: 'hourly',
  version: 1,
  metered: true,

  check(fields, field) {
    readRecord(fields, field, ['model', 'rate', 'rates', 'minimumMinutes', 'incrementMinutes'])
    return {
      model: 'hourly',
      rate: readDecimal(fields.rate, at(field, 'rate')),
      ...optional(fields, 'rates', field, readRates),
      ...optional(fields, 'minimumMinutes', field, readNotNegative),
      ...optional(fields, 'incrementMinutes', field, readPositive),
    }
  },

  rate(price, facts) {
    const entries = factOf(facts, 'entries', 'hourly')
    entries.forEach(({ minutes }, index) => {
      refuseNegative(minutes, 'hourly', `entries[${index}].minutes`)
    })
    const types = [...new Set(entries.map((entry) => rateName(price, entry)))].sort(compareBytes)
    const parts = (types.length === 0 ? [''] : types).map((type) => {
      const own = entries.filter((entry) => rateName(price, entry) === type)
      const billed = addAll(own.map(({ minutes }) => billedMinutes(price, minutes)))
      return chargePart({
        label: type === '' ? 'Hours' : `Hours: ${type}`,
        quantity: addAll(own.map(({ minutes }) => minutes)),
        counted: divide(billed, minutesPerHour),
        unit: price.rates?.[type] ?? price.rate,
      })
    })
    return ratedPrice(parts)
  },
}

function readRates(value: unknown, field: string): { readonly [userType: string]: Decimal } {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([type, rate]) => [readText(type, at(field, type)), readDecimal(rate, at(field, type))]))
}

/** The user type whose rate applies; empty for the rate of all others. */
function rateName({ rates = {} }: HourlyPrice, { userType = '' }: TimeEntry): string {
  return Object.hasOwn(rates, userType) ? userType : ''
}

function billedMinutes({ minimumMinutes = '0', incrementMinutes }: HourlyPrice, minutes: Exact): Exact {
  if (isZero(minutes)) return '0'
  const least = largest(minutes, minimumMinutes)
  if (incrementMinutes === undefined) return least
  return multiply(round(divide(least, incrementMinutes), { mode: 'up', exponent: 0 }), incrementMinutes)
}
