import { add, addAll, fail, signOf, type Dimensions, type Exact } from '@farthing/core'
import { at } from '../../models/read-fields.js'
import type { Price } from '../../models/price.js'
import type { PriceFacts } from '../../models/price-facts.js'

/**
 * One event that may still happen, at its largest. What is not given is not known, and the bound holds whatever it turns out to be; a dimension
 * that the event will lack is `null`.
 */
export interface PlannedUsage {
  /** At most; from 0 up. Of a transaction its amount, of a time entry its minutes. */
  readonly quantity: Exact
  readonly dimensions?: Dimensions
  /** By meter, for a `stairstep` with limits; any of its meters unless given. */
  readonly quantities?: { readonly [name: string]: Exact }
  /** At most; read by `dynamic`. */
  readonly amount?: Exact
  /** Who works, for `hourly`; anybody unless given. */
  readonly userType?: string
}

/** @throws `price.quantity_negative` naming the field */
export function checkPlanned(planned: Exact | PlannedUsage, field: string): PlannedUsage {
  const { quantity, quantities, amount, ...others } = typeof planned === 'string' ? { quantity: planned } : planned
  return {
    ...others,
    quantity: notNegative(quantity, at(field, 'quantity')),
    ...(quantities === undefined
      ? {}
      : { quantities: Object.fromEntries(Object.entries(quantities).map(([name, each]) => [name, notNegative(each, at(at(field, 'quantities'), name))])) }),
    ...(amount === undefined ? {} : { amount: notNegative(amount, at(field, 'amount')) }),
  }
}

/** Canonical, as `ratePrice` makes a quantity. */
function notNegative(planned: Exact, field: string): Exact {
  const quantity = add(planned, '0')
  if (signOf(quantity) >= 0) return quantity
  return fail('price.quantity_negative', { field, because: `is ${quantity}, and a bound is for usage up to it from 0`, facts: { quantity } })
}

/** The facts once the event has happened as it is planned; `undefined` where something that the price reads is not known. */
export function factsAfter(price: Price, facts: PriceFacts, planned: PlannedUsage): PriceFacts | undefined {
  const quantity = add(facts.quantity, planned.quantity)
  switch (price.model) {
    case 'percentage':
      return { ...facts, quantity, transactions: [...(facts.transactions ?? []), planned.quantity] }
    case 'hourly': {
      if (price.rates !== undefined && planned.userType === undefined) return undefined
      const { userType } = planned
      return { ...facts, quantity, entries: [...(facts.entries ?? []), { minutes: planned.quantity, ...(userType === undefined ? {} : { userType }) }] }
    }
    case 'dynamic':
      return planned.amount === undefined ? undefined : { ...facts, quantity, amount: add(facts.amount ?? '0', planned.amount) }
    case 'stairstep':
      if (facts.quantities === undefined) return { ...facts, quantity }
      return planned.quantities === undefined ? undefined : { ...facts, quantity, quantities: sumOf(facts.quantities, planned.quantities) }
    default:
      return { ...facts, quantity }
  }
}

/** Two quantities by name, added. */
export function sumOf(a: NonNullable<PriceFacts['quantities']>, b: NonNullable<PriceFacts['quantities']>): NonNullable<PriceFacts['quantities']> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(names.map((name) => [name, addAll([a, b].map((each) => (Object.hasOwn(each, name) ? (each[name] ?? '0') : '0')))]))
}
