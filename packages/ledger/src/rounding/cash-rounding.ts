import { fail, isFarthingError, parseDecimal, round, subtract, toMinorUnits, type CurrencyCode, type Decimal, type Money, type RoundingMode } from '@farthing/core'

export interface CashRule {
  /** The smallest coin in major units, such as `"0.05"` for Swiss francs: a whole number of minor units. */
  readonly increment: Decimal
  readonly mode: RoundingMode
}

export interface CashRounding<C extends CurrencyCode = CurrencyCode> {
  /** What is paid. */
  readonly rounded: Money<C>
  /** `rounded` − total: a line of its own, behind taxes and credits. Zero where there is nothing to round. */
  readonly difference: Money<C>
}

/**
 * Rounds what is paid in cash to the smallest coin. The invoice itself stays as it is; the difference is shown and booked on its own.
 *
 * 49.98 CHF in coins of 0.05 is 50.00 CHF with a difference of 0.02 CHF.
 *
 * @throws `rounding.invalid` for an increment that is not positive or no whole number of minor units; `money.currency_unknown`,
 *   `money.no_minor_units`
 */
export function cashRounding<C extends CurrencyCode>(total: Money<C>, { increment, mode }: CashRule): CashRounding<C> {
  const { amount, currency } = total
  checkCoin(increment, currency)
  const rounded = round(amount, { mode, exponent: 0, increment })
  return { rounded: { amount: rounded, currency }, difference: { amount: subtract(rounded, amount), currency } }
}

function checkCoin(increment: Decimal, currency: CurrencyCode): void {
  const coin = parseDecimal(increment, 'cash.increment')
  try {
    toMinorUnits({ amount: coin, currency })
  } catch (error) {
    if (!isFarthingError(error) || error.code !== 'money.not_minor_units') throw error
    fail('rounding.invalid', { field: 'cash.increment', because: `is ${coin} ${currency}, which is no whole number of minor units` }, error)
  }
}
