import fc from 'fast-check'
import { currencies } from '../money/currencies/currencies.js'
import type { CurrencyCode, Money } from '../money/money-type.js'
import { arbitraryDecimal, type DecimalConstraints } from './arbitrary-decimal.js'

/** Codes of ISO 4217 that are in use and have minor units; of 0, 2, 3 and 4 digits. */
export function arbitraryCurrencyCode(): fc.Arbitrary<CurrencyCode> {
  const usable = currencies.filter(({ minorUnits, withdrawn }) => minorUnits !== null && withdrawn === undefined).map(({ code }) => code)
  return fc.oneof(fc.constantFrom('EUR', 'JPY', 'KWD', 'UYW'), fc.constantFrom(...usable))
}

export interface MoneyConstraints extends DecimalConstraints {
  /** Any code in use unless given. */
  readonly currency?: CurrencyCode
}

/** Amounts of money, also finer than the minor unit. */
export function arbitraryMoney({ currency, ...constraints }: MoneyConstraints = {}): fc.Arbitrary<Money> {
  const codes = currency === undefined ? arbitraryCurrencyCode() : fc.constant(currency)
  return fc.record({ amount: arbitraryDecimal(constraints), currency: codes }, { noNullPrototype: true })
}
