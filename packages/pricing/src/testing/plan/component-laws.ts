import { add, addAll, compare, divide, multiply, type Decimal, type Exact } from '@farthing/core'
import type { Component } from '../../catalog/component.js'
import type { ChargePart } from '../../models/charge-part.js'
import type { PriceFacts } from '../../models/price-facts.js'
import type { Price } from '../../models/price.js'
import { priceOracle } from '../price-oracle.js'
import { isEqual, rational } from '../rational.js'
import { cutTier, widthOf } from '../tier-cut.js'
import type { Breach } from './breach.js'
import type { ComponentCase } from './arbitrary-component-case.js'
import { factsRow, partRow } from './facts-row.js'
import type { PlanLawOptions } from './plan-law-options.js'
import type { AmountWithParts } from './plan-raters.js'

/** A component under its key, and what prices it. */
export interface LawSubject {
  readonly key: string
  readonly component: Component
  readonly rate: (component: Component, facts: PriceFacts) => AmountWithParts
}

/** A promise about one component, held against one case at a time. */
export interface ComponentLaw {
  readonly name: string
  /** Whether the component promises it. */
  readonly appliesTo: (key: string, component: Component, options: PlanLawOptions) => boolean
  readonly breachOf: (subject: LawSubject, tried: ComponentCase) => Omit<Breach, 'law'> | undefined
}

const exactPrice: ComponentLaw = {
  name: 'R-EXACT: the amount is what the rate card says, to the last digit',
  appliesTo: (_, __, { exact = true }) => exact,
  breachOf({ key, component, rate }, { facts }) {
    const { amount } = rate(component, facts)
    const { numerator, denominator } = priceOracle(component.price, facts)
    if (isEqual(rational(amount), { numerator, denominator })) return undefined
    const expected = divide(`${numerator}` as Decimal, `${denominator}` as Decimal)
    return { components: { [key]: component }, usage: [factsRow(facts, amount)], expected, found: amount }
  },
}

const unitsConserved: ComponentLaw = {
  name: 'R-TIERSUM: parts hold each unit and each cent once, and a tier is full before the next one',
  appliesTo: () => true,
  breachOf({ key, component, rate }, { facts }) {
    const { amount, parts } = rate(component, facts)
    if (parts === undefined) return undefined
    const [units, cost] = [addAll(parts.map((part) => part.quantity)), addAll(parts.map((part) => part.amount))]
    const shown = { components: { [key]: component }, usage: parts.map(partRow) }
    if (compare(units, facts.quantity) !== 0) return { ...shown, expected: `${facts.quantity} units in all parts`, found: units }
    if (compare(cost, amount) !== 0) return { ...shown, expected: `parts that sum to ${amount}`, found: cost }
    const notFull = parts.slice(0, -1).find((part, index) => !isFull(component.price, part, index))
    return notFull === undefined ? undefined : { ...shown, expected: `${notFull.label} full before the next one`, found: `${notFull.quantity} units in it` }
  },
}

function isFull(price: Price, { quantity, tier }: ChargePart, index: number): boolean {
  if (price.model !== 'graduated' && price.model !== 'graduated_percentage') return true
  const width = widthOf(price.tiers, index)
  return tier === index + 1 && width !== undefined && compare(width, quantity) === 0
}

const splitTier: ComponentLaw = {
  name: 'R-TIERSPLIT: a tier cut in two at one price costs the same',
  appliesTo: (_, { price }, { exact = true }) => exact && (price.model === 'graduated' || price.model === 'graduated_percentage') && splittable(price) !== undefined,
  breachOf({ key, component, rate }, { facts, choice }) {
    const split = splitAt(component.price, choice)
    if (split === undefined) return undefined
    const cut: Component = { ...component, price: split }
    const [expected, found] = [rate(component, facts).amount, rate(cut, facts).amount]
    if (compare(expected, found) === 0) return undefined
    return { components: { [key]: component, [`${key}, cut`]: cut }, usage: [factsRow(facts, expected)], expected, found }
  },
}

/** Tiers whose price is the same for each unit, by index: a cap or a started block is not shared between two halves. */
function splittable(price: Price): readonly number[] | undefined {
  if (price.model !== 'graduated' && price.model !== 'graduated_percentage') return undefined
  if (price.model === 'graduated' && price.blocks === 'started') return undefined
  const indices = [...price.tiers.keys()].filter((index) => price.tiers[index]?.cap === undefined)
  return indices.length === 0 ? undefined : indices
}

function splitAt(price: Price, choice: number): Price | undefined {
  const indices = splittable(price) ?? []
  const index = indices[choice % indices.length]
  if (index === undefined || (price.model !== 'graduated' && price.model !== 'graduated_percentage')) return undefined
  const at = add(price.tiers[index - 1]?.upTo ?? '0', multiply(widthOf(price.tiers, index) ?? '1000', '0.5'))
  if (price.model === 'graduated') return { ...price, tiers: cutTier(price.tiers, index, at) }
  return { ...price, tiers: cutTier(price.tiers, index, at) }
}

const neverLess: ComponentLaw = {
  name: 'R-MARGINAL: more usage never costs less',
  appliesTo(key, { meter, price }, { monotone = false }) {
    if (meter === undefined) return false
    return monotone === true || (monotone !== false && monotone.includes(key)) || (promisesMore(price) && !hasNegative(price))
  },
  breachOf({ key, component, rate }, { facts, more }) {
    const [less, found] = [rate(component, facts).amount, rate(component, more).amount]
    if (compare(found, less) >= 0) return undefined
    return { components: { [key]: component }, usage: [factsRow(facts, less), factsRow(more, found)], expected: `at least ${less}`, found }
  },
}

function promisesMore({ model }: Price): boolean {
  return model !== 'volume' && model !== 'stairstep'
}

function hasNegative(price: unknown): boolean {
  if (typeof price === 'string') return /^-[0-9.]+$/.test(price)
  return typeof price === 'object' && price !== null && Object.values(price).some(hasNegative)
}

const capsHold: ComponentLaw = {
  name: 'the minimum and the cap of a price hold',
  appliesTo: (_, { price }) => ('tiers' in price && price.tiers.some((tier) => tier.cap !== undefined)) || price.model === 'percentage',
  breachOf({ key, component, rate }, { facts }) {
    const { price } = component
    const { amount, parts = [] } = rate(component, facts)
    const shown = { components: { [key]: component }, usage: [factsRow(facts, amount)] }
    if (price.model === 'percentage') {
      const outside = outsideTransactionBounds(price, facts, amount)
      return outside === undefined ? undefined : { ...shown, expected: outside, found: amount }
    }
    const tiers = 'tiers' in price ? price.tiers : []
    for (const part of parts) {
      const cap = tiers[(part.tier ?? 0) - 1]?.cap
      if (cap !== undefined && compare(part.amount, cap) > 0) return { ...shown, usage: parts.map(partRow), expected: `at most ${cap} for ${part.label}`, found: part.amount }
    }
    return undefined
  },
}

/** Of transactions of which none is free, each costs no less than the minimum and no more than the maximum. */
function outsideTransactionBounds(price: Extract<Price, { model: 'percentage' }>, { transactions = [] }: PriceFacts, amount: Exact): string | undefined {
  const count: Decimal = `${transactions.length}`
  const [least, most] = [price.minimum, price.maximum].map((bound) => (bound === undefined ? undefined : multiply(bound, count)))
  const free = price.freeAmount !== undefined || (price.freeTransactions ?? 0) > 0
  if (least !== undefined && !free && compare(amount, least) < 0) return `at least ${least}`
  return most !== undefined && compare(amount, most) > 0 ? `at most ${most}` : undefined
}

const entriesInAnyOrder: ComponentLaw = {
  name: 'the order of time entries does not matter',
  appliesTo: (_, { price }) => price.model === 'hourly',
  breachOf({ key, component, rate }, { facts }) {
    const reversed: PriceFacts = { ...facts, entries: [...(facts.entries ?? [])].reverse() }
    const [expected, found] = [rate(component, facts).amount, rate(component, reversed).amount]
    if (compare(expected, found) === 0) return undefined
    return { components: { [key]: component }, usage: [factsRow(facts, expected), factsRow(reversed, found)], expected, found }
  },
}

/** All of them, in the order in which they are held. */
export const componentLaws: readonly ComponentLaw[] = [exactPrice, unitsConserved, splitTier, neverLess, capsHold, entriesInAnyOrder]

/** The first law that a case breaks. The case is rated once for all of them. */
export function brokenComponentLaw(laws: readonly ComponentLaw[], { key, component, rate }: LawSubject, tried: ComponentCase): Breach | undefined {
  const rated = rate(component, tried.facts)
  const subject: LawSubject = { key, component, rate: (other, facts) => (other === component && facts === tried.facts ? rated : rate(other, facts)) }
  for (const { name, breachOf } of laws) {
    const breach = breachOf(subject, tried)
    if (breach !== undefined) return { law: name, ...breach }
  }
  return undefined
}
