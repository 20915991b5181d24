import { signOf, type Dimensions, type Exact } from '@farthing/core'
import type { ChargePart } from '../../models/charge-part.js'
import type { PriceFacts, TimeEntry } from '../../models/price-facts.js'
import type { Row } from './table.js'

/** What was used, and what it costs where that is known. */
export function factsRow({ quantity, dimensions = {}, transactions, entries, quantities = {}, carry = {} }: PriceFacts, amount?: Exact): Row {
  const carried = Object.entries(carry).flatMap(([name, value]) => (typeof value === 'string' && value !== '0' ? [[name, value]] : []))
  return {
    quantity,
    ...dimensionCells(dimensions),
    ...quantities,
    ...(transactions === undefined ? {} : { transactions: transactions.join(' + ') }),
    ...(entries === undefined ? {} : { minutes: entries.map(entryText).join(' + ') }),
    ...(Object.fromEntries(carried) as Row),
    ...(amount === undefined ? {} : { amount }),
  }
}

function entryText({ minutes, userType }: TimeEntry): string {
  return userType === undefined ? minutes : `${minutes} (${userType})`
}

export function dimensionCells(dimensions: Dimensions): Row {
  return Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, value ?? 'none']))
}

/** One step of a price. */
export function partRow({ label, quantity, counted = quantity, unit, flat, amount }: ChargePart): Row {
  return { part: label, quantity, price: `${counted} × ${unit}`, ...(signOf(flat) === 0 ? {} : { flat }), amount }
}
