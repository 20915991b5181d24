import { minorUnitsOf, type CurrencyCode } from '@farthing/core'

/**
 * Minor units with the point where the currency has it, always with all its digits: `-1250` of EUR is `-12.50`, `7` of JPY is `7`.
 *
 * @throws `money.currency_unknown`, `money.no_minor_units`
 */
export function amountText(amountMinor: string, currency: CurrencyCode): string {
  const digits = minorUnitsOf(currency)
  const negative = amountMinor.startsWith('-')
  const units = (negative ? amountMinor.slice(1) : amountMinor).padStart(digits + 1, '0')
  const whole = units.slice(0, units.length - digits)
  const fraction = digits === 0 ? '' : `.${units.slice(units.length - digits)}`
  return `${negative ? '-' : ''}${whole}${fraction}`
}
