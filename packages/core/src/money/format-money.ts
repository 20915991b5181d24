import { checkCurrency } from './currencies/check-currency.js'
import { currencies } from './currencies/currencies.js'
import type { Currency } from './currencies/currency.js'
import { decimalOperand } from './exact/operand.js'
import { printScaled } from './exact/scaled.js'
import type { Money } from './money-type.js'

/**
 * An amount for logs and explanations: `50.00 EUR`, `50 JPY`, `-0.50 EUR`. At least the currency's minor units are shown, and more
 * where the amount is finer (`0.000149 EUR`): nothing is rounded. Independent of any locale.
 */
export function formatMoney({ amount, currency }: Money, known: readonly Currency[] = currencies): string {
  const minorUnits = checkCurrency(currency, 'currency', known).minorUnits ?? 0
  const scaled = decimalOperand(amount, 'amount')
  const missing = minorUnits - scaled.scale
  const text = printScaled(scaled)
  if (missing <= 0) return `${text} ${currency}`
  return `${text}${scaled.scale === 0 ? '.' : ''}${'0'.repeat(missing)} ${currency}`
}
