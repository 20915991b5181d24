import type { Json } from '../evidence/json.js'
import { parseDecimal } from '../money/parse-decimal.js'
import type { Decimal } from '../money/decimal-type.js'

/**
 * The exact decimal that a JSON value states: text in decimal notation, or a number. `1e-7` as a number is 0.0000001, as text it is refused.
 *
 * @throws `decimal.malformed` for a value of another type, `decimal.*` for bad text.
 */
export function decimalOfJson(value: Json, field: string): Decimal {
  return parseDecimal(typeof value === 'number' ? plainNotation(value) : typeof value === 'string' ? value : JSON.stringify(value).slice(0, 40), field)
}

/** JavaScript prints numbers from 1e21 up and below 1e-6 with an exponent. */
function plainNotation(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e')
  if (exponent === undefined) return mantissa
  const shift = parseInt(exponent, 10)
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.')
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - whole.length)}${whole}${fraction}` : `${sign}${whole}${fraction.padEnd(shift, '0')}`
}
