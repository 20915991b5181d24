import { checkCurrency } from './currencies/check-currency.js'
import { currencies } from './currencies/currencies.js'
import type { Currency } from './currencies/currency.js'
import type { CurrencyCode, Money } from './money-type.js'
import { parseDecimal } from './parse-decimal.js'

/**
 * An amount from outside, checked and canonical: `money('49.00', 'EUR')` is `{ amount: '49', currency: 'EUR' }`.
 *
 * The amount may be finer than the minor unit, as prices are. `known` replaces ISO 4217 by the host's own table.
 *
 * @throws `decimal.malformed`, `decimal.too_long` at `field.amount`; `money.currency_unknown` at `field.currency`
 */
export function money<const C extends CurrencyCode>(
  amount: string,
  currency: C,
  field = 'money',
  known: readonly Currency[] = currencies,
): Money<C> {
  checkCurrency(currency, `${field}.currency`, known)
  return { amount: parseDecimal(amount, `${field}.amount`), currency }
}
