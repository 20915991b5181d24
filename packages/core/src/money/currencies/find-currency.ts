import { describeValue } from '../../errors/describe-value.js'
import { fail } from '../../errors/failure.js'
import type { CurrencyCode } from '../money-type.js'
import { currencies } from './currencies.js'
import type { Currency } from './currency.js'

export interface CurrencySearch {
  /** A month, date or instant (`2026-01`, `2026-01-31` …): only a code that was valid in that month is found. */
  readonly at?: string
  /** The codes to search; ISO 4217 unless given. */
  readonly known?: readonly Currency[]
}

/**
 * The currency of a code, or `undefined`. Codes are compared as they are: `eur` is unknown.
 *
 * Without `at` a withdrawn code is found too: old documents stay readable.
 *
 * @throws `money.month_malformed`
 */
export function findCurrency(code: CurrencyCode, { at, known = currencies }: CurrencySearch = {}): Currency | undefined {
  const currency = byCode(known).get(code)
  if (currency === undefined || at === undefined) return currency
  const month = monthOf(at)
  const { from = month, withdrawn = month } = currency
  return from <= month && month <= withdrawn ? currency : undefined
}

const startsWithMonth = /^[0-9]{4}-(?:0[1-9]|1[0-2])(?![0-9])/

function monthOf(at: string): string {
  if (!startsWithMonth.test(at)) fail('money.month_malformed', { field: 'at', because: `is ${describeValue(at)}` })
  return at.slice(0, 'YYYY-MM'.length)
}

/** One index per table, kept as long as the table: looking a code up stands in hot paths. */
const indexes = new WeakMap<readonly Currency[], ReadonlyMap<CurrencyCode, Currency>>()

function byCode(known: readonly Currency[]): ReadonlyMap<CurrencyCode, Currency> {
  const index = indexes.get(known) ?? indexOf(known)
  indexes.set(known, index)
  return index
}

function indexOf(known: readonly Currency[]): ReadonlyMap<CurrencyCode, Currency> {
  // Reversed, so that the first row of a code is the one that stays.
  return new Map([...known].reverse().map((currency) => [currency.code, currency]))
}
