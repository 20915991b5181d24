import { fail } from '../../errors/failure.js'
import type { CurrencyCode } from '../money-type.js'
import { checkCurrency } from './check-currency.js'
import { currencies } from './currencies.js'
import type { Currency } from './currency.js'

/**
 * Digits after the point of the currency's smallest unit: 2 for EUR, 0 for JPY, 3 for KWD.
 *
 * @throws `money.currency_unknown`; `money.no_minor_units` for a code such as XAU, in which nothing can be booked
 */
export function minorUnitsOf(code: CurrencyCode, field = 'currency', known: readonly Currency[] = currencies): number {
  const { minorUnits } = checkCurrency(code, field, known)
  if (minorUnits === null) fail('money.no_minor_units', { field, because: `is ${code}`, facts: { currency: code } })
  return minorUnits
}
