import { checkJson, checkMeter, fail, type AggregationTable, type Meter } from '@farthing/core'
import { at, readList, readNamed, readObject, readRecord, readText, type Read } from '../models/read-fields.js'
import { bundlePlan } from './bundles/bundle-plan.js'
import { checkBundle, type Bundle } from './bundles/bundle.js'
import type { Catalog } from './catalog.js'
import { refuseContradiction, type Component } from './component.js'
import { metersRead } from './meters-read.js'
import { refuseUnfitPhases } from './phases/refuse-unfit-phases.js'
import { checkPlan, type Plan, type PlanComponents } from './plan.js'
import { checkPriceBook, type BookPrice, type PriceBook } from './price-book.js'
import { checkProduct, type Product } from './product.js'
import { checkDatedPlan, type DatedPlan } from './releases/dated-plan.js'
import { checkReleases } from './releases/plan-release.js'
import { releasesOf } from './releases/plan-on-sale.js'

type Named<T> = { readonly [name: string]: T }

/**
 * Reads a catalogue from plain data, such as a parsed JSON file, in canonical form: each plan is complete, its book prices filled in.
 * Reading its own result gives it again, byte for byte.
 *
 * @param aggregations what meters may name: the built-in ones unless given
 * @throws `catalog.malformed` for a missing, unknown or mistyped field; `catalog.invalid` for a name that does not exist and for a book in
 * another currency than its plan; `meter.*`, `price.*`, `decimal.*`, `period.invalid`, `money.currency_unknown`. The field is the path in the data.
 */
export function checkCatalog(value: unknown, aggregations?: AggregationTable): Catalog {
  const fields = readRecord(value, '', ['meters', 'products', 'priceBooks', 'plans', 'releases', 'bundles'])
  const meters = readEach(fields.meters, 'meters', (meter, field) => readMeter(meter, field, aggregations))
  const products = readEach(fields.products ?? {}, 'products', checkProduct)
  const names = { meters, products }
  const priceBooks = readEach(fields.priceBooks ?? {}, 'priceBooks', (book, field) => knownInBook(checkPriceBook(book, field), names, field))
  const plans = readEach(fields.plans, 'plans', (plan, field) => completePlan(checkPlan(plan, field), { ...names, priceBooks }, field))
  const bundles = fields.bundles === undefined ? {} : { bundles: readEach(fields.bundles, 'bundles', (bundle, field) => knownInPlans(checkBundle(bundle, field), plans, field)) }
  const releases = fields.releases === undefined ? {} : { releases: readEach(fields.releases, 'releases', (later, field) => knownReleases(later, plans, { ...names, priceBooks }, field)) }
  return { meters, products, priceBooks, plans, ...releases, ...bundles }
}

function readEach<T>(value: unknown, field: string, read: Read<T>): Named<T> {
  const entries = Object.entries(readNamed(value, field))
  return Object.fromEntries(entries.map(([name, entry]) => [readText(name, at(field, name)), read(entry, at(field, name))]))
}

function readMeter(value: unknown, field: string, aggregations?: AggregationTable): Meter {
  return checkMeter(checkJson(readObject(value, field), field) as Partial<Meter> as Meter, field, aggregations)
}

const maxReleases = 1_000

/** Later versions of a plan that is there, complete, in its currency and billing period, and in an order that can be. */
function knownReleases(value: unknown, plans: Named<Plan>, names: KnownNames & { readonly priceBooks: Named<PriceBook> }, field: string): readonly DatedPlan[] {
  const name = field.slice('releases.'.length)
  const plan = entryOf(plans, name) ?? unknownName('plan', name, plans, field)
  const later = readList(value, field, { min: 1, max: maxReleases }).map((dated, index) => {
    const place = at(field, index)
    const checked = checkDatedPlan(dated, place)
    const complete = completePlan(checked.plan, names, at(place, 'plan'))
    if (complete.currency !== plan.currency) fail('catalog.invalid', { field: at(at(place, 'plan'), 'currency'), because: `is ${complete.currency}, and ${name} is in ${plan.currency}` })
    return { ...checked, plan: complete }
  })
  const [first, ...others] = releasesOf({ name, plan, later }).map(({ published: _, ...release }) => release)
  checkReleases(others, field, first === undefined ? [] : [first])
  return later
}

/** A bundle that makes a plan, under a name that no plan has. */
function knownInPlans(bundle: Bundle, plans: Named<Plan>, field: string): Bundle {
  const name = field.slice('bundles.'.length)
  if (Object.hasOwn(plans, name)) fail('catalog.invalid', { field, because: 'has the name of a plan', facts: { name } })
  bundlePlan(bundle, plans, field)
  return bundle
}

interface KnownNames {
  readonly meters: Named<Meter>
  readonly products: Named<Product>
}

function knownInBook(book: PriceBook, names: KnownNames, field: string): PriceBook {
  for (const [entry, component] of Object.entries(book.prices)) checkNames(component, names, at(at(field, 'prices'), entry))
  return book
}

function completePlan(plan: Plan<PlanComponents>, names: KnownNames & { readonly priceBooks: Named<PriceBook> }, field: string): Plan {
  const components = Object.entries(plan.components).map(([key, component]) => {
    const place = at(at(field, 'components'), key)
    const complete = 'book' in component ? fromPriceBook(component, names.priceBooks, plan, place) : component
    checkNames(complete, names, place)
    return [key, complete] as const
  })
  const complete = { ...plan, components: Object.fromEntries(components) }
  refuseUnfitPhases(complete, field)
  return complete
}

/** The component that a book price stands for: the book's own, with the options that the plan gives instead. */
function fromPriceBook(reference: BookPrice, books: Named<PriceBook>, plan: Plan<PlanComponents>, field: string): Component {
  const { book: name, entry, ...options } = reference
  const book = entryOf(books, name)
  if (book === undefined) return unknownName('price book', name, books, at(field, 'book'))
  if (book.currency !== plan.currency) {
    fail('catalog.invalid', {
      field: at(field, 'book'),
      because: `names a price book in ${book.currency} in a plan in ${plan.currency}`,
      facts: { book: name, bookCurrency: book.currency, planCurrency: plan.currency },
    })
  }
  const component = entryOf(book.prices, entry) ?? unknownName('price', entry, book.prices, at(field, 'entry'))
  const complete = { ...component, ...options }
  refuseContradiction(complete, field)
  return complete
}

function checkNames(component: Component, { meters, products }: KnownNames, field: string): void {
  const { meter: name, product, by = [] } = component
  if (product !== undefined && entryOf(products, product) === undefined) unknownName('product', product, products, at(field, 'product'))
  for (const read of metersRead(component)) if (entryOf(meters, read) === undefined && read !== name) unknownName('meter', read, meters, at(field, 'price'))
  if (name === undefined) return
  const meter = entryOf(meters, name)
  if (meter === undefined) return unknownName('meter', name, meters, at(field, 'meter'))
  for (const [index, dimension] of by.entries()) {
    if (meter.by?.includes(dimension)) continue
    const known = meter.by ?? []
    fail('catalog.invalid', {
      field: at(at(field, 'by'), index),
      because: `is ${JSON.stringify(dimension)}, but the meter ${name} keeps ${known.length === 0 ? 'none' : known.join(', ')} apart`,
      facts: { meter: name, dimension, known },
    })
  }
}

function entryOf<T>(entries: Named<T>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

function unknownName(kind: string, name: string, known: Named<unknown>, field: string): never {
  const names = Object.keys(known).slice(0, 20)
  return fail('catalog.invalid', {
    field,
    because: `names the ${kind} ${JSON.stringify(name)}, and there is ${names.length === 0 ? 'none' : `only ${names.join(', ')}`}`,
    facts: { name, known: names },
  })
}
