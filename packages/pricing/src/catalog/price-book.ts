import { minorUnitsOf, type CurrencyCode } from '@farthing/core'
import { at, optional, readNamed, readRecord, readText, type Read } from '../models/read-fields.js'
import { checkComponent, optionNames, readOptions, type Component, type ComponentOptions } from './component.js'

/** Components by name. */
export interface Components {
  readonly [component: string]: Component
}

/** Named prices that plans draw on: for one currency, market or customer group. */
export interface PriceBook<C extends Components = Components> {
  readonly currency: CurrencyCode
  readonly name?: string
  readonly prices: C
}

/** A component whose price stands in a price book. Options given here replace the book's. */
export interface BookPrice<B extends string = string, N extends string = string> extends ComponentOptions {
  readonly book: B
  /** Name of the price inside the book. */
  readonly entry: N
}

/** A price book: `priceBook({ currency: 'EUR' }, { tokens: perUnit('tokens', '0.0000025') })`. */
export function priceBook<const C extends Components>(
  terms: { readonly currency: CurrencyCode; readonly name?: string },
  prices: C,
): PriceBook<C> {
  return checkPriceBook({ ...terms, prices }, '') as PriceBook<C>
}

/** A component priced by an entry of one of the catalogue's price books: `fromBook('standard', 'tokens')`. */
export function fromBook<const B extends string, const N extends string>(
  book: B,
  entry: N,
  options: ComponentOptions = {},
): BookPrice<B, N> {
  return checkBookPrice({ book, entry, ...options }, '') as BookPrice<B, N>
}

export function checkPriceBook(value: unknown, field: string): PriceBook {
  const fields = readRecord(value, field, ['currency', 'name', 'prices'])
  return {
    currency: readCurrency(fields.currency, at(field, 'currency')),
    ...optional(fields, 'name', field, readText),
    prices: readComponents(fields.prices, at(field, 'prices'), checkComponent),
  }
}

export function checkBookPrice(value: unknown, field: string): BookPrice {
  const fields = readRecord(value, field, ['book', 'entry', ...optionNames])
  return {
    book: readText(fields.book, at(field, 'book')),
    entry: readText(fields.entry, at(field, 'entry')),
    ...readOptions(fields, field),
  }
}

/** Reads a record of components by name. */
export function readComponents<T>(
  value: unknown,
  field: string,
  read: Read<T>,
): { readonly [component: string]: T } {
  const entries = Object.entries(readNamed(value, field))
  return Object.fromEntries(entries.map(([name, component]) => [readText(name, at(field, name)), read(component, at(field, name))]))
}

/** A currency that exists. */
export function readCurrency(value: unknown, field: string): CurrencyCode {
  const code = readText(value, field)
  minorUnitsOf(code, field)
  return code
}
