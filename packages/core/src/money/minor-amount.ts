import { fail } from '../errors/failure.js'
import { currencies } from './currencies/currencies.js'
import type { Currency } from './currencies/currency.js'
import { minorUnitsOf } from './currencies/minor-units-of.js'
import type { Decimal } from './decimal-type.js'
import { decimalOperand } from './exact/operand.js'
import { printScaled, unitsAt } from './exact/scaled.js'
import type { CurrencyCode, Money } from './money-type.js'

/**
 * The amount as a count of minor units, in digits: 50.00 EUR is `5000`, 50 JPY is `50`.
 *
 * Never rounds: an amount of 0.001 EUR is refused and must be rounded under a policy first.
 *
 * @throws `money.not_minor_units`, `money.no_minor_units`, `money.currency_unknown`
 */
export function toMinorUnits(money: Money, known: readonly Currency[] = currencies): string {
  const minorUnits = minorUnitsOf(money.currency, 'currency', known)
  const amount = decimalOperand(money.amount, 'amount')
  if (amount.scale > minorUnits) {
    fail('money.not_minor_units', {
      field: 'amount',
      because: `is ${money.amount} ${money.currency}`,
      facts: { amount: money.amount, currency: money.currency, minorUnits },
    })
  }
  return unitsAt(amount, minorUnits).toString()
}

/**
 * The amount that a count of minor units stands for: `5000` EUR is 50 EUR.
 *
 * @throws `money.not_minor_units` for a count with a fraction; `decimal.malformed`, `decimal.too_long`, `money.no_minor_units`,
 * `money.currency_unknown`
 */
export function fromMinorUnits<const C extends CurrencyCode>(
  amountMinor: string,
  currency: C,
  known: readonly Currency[] = currencies,
): Money<C> {
  const minorUnits = minorUnitsOf(currency, 'currency', known)
  const { units, scale } = decimalOperand(amountMinor as Decimal, 'amountMinor')
  if (scale > 0) {
    fail('money.not_minor_units', { field: 'amountMinor', because: `is ${amountMinor}`, facts: { amountMinor, currency, minorUnits } })
  }
  return { amount: printScaled({ units, scale: minorUnits }), currency }
}
