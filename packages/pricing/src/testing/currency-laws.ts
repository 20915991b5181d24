import fc from 'fast-check'
import { add, assertInvariant, compare, isFarthingError, minorUnitsOf, type CurrencyCode, type Decimal, type Money } from '@farthing/core'
import { arbitraryCurrencyCode, arbitraryDecimal, type LawOptions } from '@farthing/core/testing'
import type { Catalog } from '../catalog/catalog.js'
import { arbitraryRatingInput } from './arbitrary-rating.js'
import type { PeriodRater } from './rating-laws.js'

/** All that lets amounts meet. */
export interface CurrencyRules {
  readonly rate: PeriodRater
  /** Reads a catalogue, as `checkCatalog` does. */
  readonly check: (catalog: unknown) => Catalog
  /** As `addMoney` and `addAllMoney`. */
  readonly add: (a: Money, b: Money) => Money
  readonly addAll: (amounts: readonly Money[], currency: CurrencyCode) => Money
  /** As `toMinorUnits`: whole minor units as text. */
  readonly toMinorUnits: (money: Money) => string
}

const usual = { numRuns: 1000 }

/**
 * R-CCY: every charge is in the currency of its plan, which has minor units; a price from a book in another currency is refused; amounts of two
 * currencies do not add up; an amount finer than the minor unit of its currency is no number of minor units, and any other has exactly one.
 */
export function assertCurrenciesKept(rules: CurrencyRules, options: LawOptions = {}): void {
  const amount = arbitraryDecimal({ maxDigits: 18 })
  fc.assert(
    fc.property(arbitraryCurrencyCode(), arbitraryCurrencyCode(), amount, amount, (one, other, a, b) => {
      assertMixing(rules, { amount: a, currency: one }, { amount: b, currency: other })
      assertBookCurrency(rules, one, other)
      assertMinorUnits(rules, one, a)
    }),
    { ...usual, ...options },
  )
  fc.assert(
    fc.property(arbitraryRatingInput(), (input) => {
      const { currency } = input.contract.planVersion.content
      assertInvariant(minorUnitsOf(currency) >= 0, `R-CCY: ${currency} has minor units`)
      for (const charge of rules.rate(input).charges) {
        assertInvariant(charge.currency === currency, `R-CCY: a charge of a plan in ${currency} is not in ${charge.currency}`)
      }
    }),
    { ...usual, ...options },
  )
}

function assertMixing(rules: CurrencyRules, a: Money, b: Money): void {
  const same = a.currency === b.currency
  const sums = [() => rules.add(a, b), () => rules.addAll([a, b], a.currency), () => rules.addAll([b], a.currency)]
  for (const [index, sum] of sums.entries()) {
    const { money, code } = attempt(sum)
    if (!same) assertInvariant(code === 'money.currency_mismatch', `R-CCY: ${a.currency} and ${b.currency} do not add up`)
    const expected = index === 2 ? b.amount : add(a.amount, b.amount)
    if (same) assertInvariant(money?.currency === a.currency && compare(money.amount, expected) === 0, `R-CCY: amounts in ${a.currency} add up in it`)
  }
}

function assertBookCurrency({ check }: CurrencyRules, one: CurrencyCode, other: CurrencyCode): void {
  const catalog = {
    meters: {},
    priceBooks: { book: { currency: other, prices: { base: { price: { model: 'flat', amount: '1' } } } } },
    plans: { pro: { currency: one, every: 'month', components: { base: { book: 'book', entry: 'base' } } } },
  }
  const { code } = attempt(() => check(catalog))
  assertInvariant(code === (one === other ? undefined : 'catalog.invalid'), `R-CCY: a plan in ${one} ${one === other ? 'takes' : 'refuses'} a price in ${other}`)
}

function assertMinorUnits({ toMinorUnits }: CurrencyRules, currency: CurrencyCode, amount: Decimal): void {
  const [whole = '', digits = ''] = amount.split('.')
  const exponent = minorUnitsOf(currency)
  const { money, code } = attempt(() => toMinorUnits({ amount, currency }))
  if (digits.length > exponent) assertInvariant(code === 'money.not_minor_units', `R-CCY: ${amount} has more digits than ${currency}`)
  else assertInvariant(money !== undefined && BigInt(money) === BigInt(whole + digits.padEnd(exponent, '0')), `R-CCY: ${amount} ${currency} is whole minor units`)
}

/** The answer, or the code of the refusal. */
function attempt<T>(act: () => T): { readonly money?: T; readonly code?: string } {
  try {
    return { money: act() }
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { code: error.code }
  }
}
