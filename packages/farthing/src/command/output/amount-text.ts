import { formatMoney, minorUnitsOf, round, type CurrencyCode, type Exact } from '@farthing/core'

/** An exact amount for people, half-even to the minor unit. JSON output has it exactly. */
export function amountText(amount: Exact, currency: CurrencyCode): string {
  return formatMoney({ amount: round(amount, { mode: 'half-even', exponent: minorUnitsOf(currency) }), currency })
}
