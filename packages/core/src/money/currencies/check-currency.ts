import { describeValue } from '../../errors/describe-value.js'
import { fail } from '../../errors/failure.js'
import type { CurrencyCode } from '../money-type.js'
import { currencies } from './currencies.js'
import type { Currency } from './currency.js'
import { findCurrency } from './find-currency.js'

/**
 * Checks a currency code from outside and returns its row; a withdrawn code is known.
 *
 * @throws `money.currency_unknown`, naming `field`
 */
export function checkCurrency(code: CurrencyCode, field = 'currency', known: readonly Currency[] = currencies): Currency {
  const currency = findCurrency(code, { known })
  if (currency === undefined) fail('money.currency_unknown', { field, because: `is ${describeValue(code)}` })
  return currency
}
