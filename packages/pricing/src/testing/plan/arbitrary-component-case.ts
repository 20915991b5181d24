import fc from 'fast-check'
import { add, addAll, compare, multiply, smallest, type Decimal, type Dimensions, type Exact } from '@farthing/core'
import { arbitraryDecimal } from '@farthing/core/testing'
import type { Component } from '../../catalog/component.js'
import type { PriceFacts, TimeEntry } from '../../models/price-facts.js'
import type { Price } from '../../models/price.js'
import { edgesOf } from '../edges-of.js'

/** What a component is applied to, and more usage of the same. */
export interface ComponentCase {
  readonly facts: PriceFacts
  readonly more: PriceFacts
  /** Chooses among what a law may try, such as which tier it cuts. */
  readonly choice: number
}

/** Usage that comes on top. */
interface Addition {
  /** Units, unless it is a share of what is used already. */
  readonly quantity: Decimal
  readonly ofUsed: boolean
  readonly userType: string | undefined
  readonly choice: number
}

/**
 * Facts for a component, all that its price reads and no others: quantities at the edges of its rate card, a millionth beside them, and
 * anywhere up to 10^30, or `maxQuantity`.
 */
export function arbitraryComponentCase(component: Component, maxQuantity?: Decimal): fc.Arbitrary<ComponentCase> {
  const { price } = component
  const quantity = arbitraryUse(edgesOf(price), maxQuantity)
  const added = fc.oneof(
    fc.record({ quantity: fc.oneof(fc.constantFrom<Decimal>('1', '0.000001', '1000'), quantity), ofUsed: fc.constant(false) }),
    fc.record({ quantity: fc.constantFrom<Decimal>('1', '0.5', '0.1', '0.01'), ofUsed: fc.constant(true) }),
  )
  const more = fc.tuple(added, fc.constantFrom(...userTypesOf(price)), fc.nat()).map(([addition, userType, choice]) => ({ ...addition, userType, choice }))
  return fc.tuple(arbitraryFacts(component, quantity), more).map(([facts, addition]) => ({
    facts,
    more: withMore(price, facts, addition),
    choice: addition.choice,
  }))
}

/** The cases to try first: at each edge of the rate card in order, and one unit further. None for a price that reads more than a quantity. */
export function edgeCases({ price, meter, by = [] }: Component, maxQuantity?: Decimal): readonly ComponentCase[] {
  if (meter === undefined || readsMore(price) || price.model === 'matrix') return []
  const dimensions = Object.fromEntries(by.map((name) => [name, null]))
  return ['0' as Decimal, ...edgesOf(price)]
    .filter((edge) => maxQuantity === undefined || compare(edge, maxQuantity) < 0)
    .map((quantity) => ({ facts: { quantity, dimensions }, more: { quantity: add(quantity, '1'), dimensions }, choice: 0 }))
}

/** Whether a price reads other facts than the quantity of one meter, its dimensions and carry. */
export function readsMore(price: Price): boolean {
  return price.model === 'percentage' || price.model === 'hourly' || price.model === 'dynamic' || isLimited(price)
}

/** Quantities from 0 up: whole ones, edges with a distance from them, and any. */
export function arbitraryUse(edges: readonly Decimal[], maxQuantity?: Decimal): fc.Arbitrary<Decimal> {
  const largest = [...edges].sort(compare).at(-1) ?? '1000'
  const whole = fc.oneof(fc.nat({ max: 1_000 }), fc.nat({ max: 1_000_000 })).map((units): Decimal => `${units}`)
  const beside = fc
    .tuple(fc.constantFrom(...(edges.length === 0 ? [largest] : edges)), fc.constantFrom<Decimal>('0', '1', '-1', '0.000001', '-0.000001'))
    .map(([edge, offset]) => (compare(add(edge, offset), '0') < 0 ? '0' : add(edge, offset)))
  const any = arbitraryDecimal({ sign: 'not-negative', maxDigits: 30 })
  const quantity = fc.oneof(whole, beside, any)
  return maxQuantity === undefined ? quantity : quantity.map((value) => smallest(value, maxQuantity))
}

function arbitraryFacts(component: Component, quantity: fc.Arbitrary<Decimal>): fc.Arbitrary<PriceFacts> {
  const { price } = component
  switch (price.model) {
    case 'flat':
    case 'fixed_fmv':
      return fc.constantFrom<Exact>('1', '0', '17/31', '0.25').map((share) => ({ quantity: share }))
    case 'percentage':
      return fc.array(quantity, { maxLength: 5 }).map((transactions) => ({ quantity: addAll(transactions), transactions }))
    case 'hourly':
      return fc.array(arbitraryEntry(price, quantity), { maxLength: 4 }).map((entries) => ({ quantity: addAll(entries.map(({ minutes }) => minutes)), entries }))
    case 'dynamic':
      return quantity.map((amount) => ({ quantity: amount, amount }))
    case 'bucket':
      return fc.tuple(quantity, arbitraryUse([], price.rolloverLimit ?? '0')).map(([used, rolledOver]) => ({ quantity: used, carry: { rolledOver } }))
    default:
      if (isLimited(price)) return arbitraryQuantities(price, quantity)
      return fc.tuple(quantity, arbitraryDimensions(component)).map(([used, dimensions]) => ({ quantity: used, dimensions }))
  }
}

function arbitraryEntry(price: Price, minutes: fc.Arbitrary<Decimal>): fc.Arbitrary<TimeEntry> {
  return fc.tuple(minutes, fc.constantFrom(...userTypesOf(price))).map(([worked, userType]) => entryOf(worked, userType))
}

function entryOf(minutes: Exact, userType: string | undefined): TimeEntry {
  return userType === undefined ? { minutes } : { minutes, userType }
}

function userTypesOf(price: Price): readonly [undefined, ...string[]] {
  return [undefined, ...(price.model === 'hourly' ? Object.keys(price.rates ?? {}) : [])]
}

function isLimited(price: Price): boolean {
  return price.model === 'stairstep' && price.steps.some((step) => step.limits !== undefined)
}

function limitedMeters(price: Price): readonly string[] {
  return price.model === 'stairstep' ? [...new Set(price.steps.flatMap(({ limits = {} }) => Object.keys(limits)))] : []
}

function arbitraryQuantities(price: Price, quantity: fc.Arbitrary<Decimal>): fc.Arbitrary<PriceFacts> {
  const meters = limitedMeters(price)
  return fc
    .record(Object.fromEntries(meters.map((meter) => [meter, quantity])), { noNullPrototype: true })
    .map((quantities) => ({ quantity: addAll(Object.values(quantities)), quantities }))
}

/** The values that rows name, none, and one that no row names where such usage has a price; else what some row asks for. */
export function arbitraryDimensions({ price, by = [] }: Component): fc.Arbitrary<Dimensions> {
  const rows = price.model === 'matrix' ? price.rows.map(({ when }) => when) : []
  const anyValue = (name: string) => fc.constantFrom(null, 'other', ...rows.flatMap((row) => (Object.hasOwn(row, name) ? [row[name] ?? null] : [])))
  const any = fc.record(Object.fromEntries(by.map((name) => [name, anyValue(name)])), { noNullPrototype: true })
  if (rows.length === 0 || (price.model === 'matrix' && price.otherwise !== undefined)) return any
  return fc.tuple(any, fc.constantFrom(...rows)).map(([values, row]) => ({ ...values, ...row }))
}

function withMore(price: Price, facts: PriceFacts, { quantity: units, ofUsed, userType, choice }: Addition): PriceFacts {
  const added = ofUsed ? multiply(facts.quantity, units) : units
  const quantity = add(facts.quantity, added)
  const { transactions, entries, amount, quantities } = facts
  if (transactions !== undefined) return { ...facts, quantity, transactions: [...transactions, added] }
  if (entries !== undefined) return { ...facts, quantity, entries: [...entries, entryOf(added, userType)] }
  if (amount !== undefined) return { ...facts, quantity, amount: add(amount, added) }
  if (quantities === undefined) return { ...facts, quantity }
  const meters = limitedMeters(price)
  const meter = meters[choice % meters.length] ?? ''
  return { ...facts, quantity, quantities: { ...quantities, [meter]: add(quantities[meter] ?? '0', added) } }
}
