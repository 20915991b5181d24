import { absolute, compare, isZero, signOf, type Exact } from '@farthing/core'
import type { ChargeAdjustment, ChargePart } from '@farthing/pricing'

/**
 * A number as people read it: thousands grouped by commas, a decimal filled up to `minDigits` digits after the point.
 * The same on every machine and in every locale. A fraction stays one: `"70000/31"` gives `70,000/31`.
 */
export function numberText(value: Exact, minDigits = 0): string {
  const [numerator = '', denominator] = value.split('/')
  if (denominator !== undefined) return `${groupThousands(numerator)}/${groupThousands(denominator)}`
  const [whole = '', digits = ''] = numerator.split('.')
  const padded = digits.padEnd(minDigits, '0')
  return padded === '' ? groupThousands(whole) : `${groupThousands(whole)}.${padded}`
}

function groupThousands(digits: string): string {
  const sign = digits.startsWith('-') ? '-' : ''
  const unsigned = digits.slice(sign.length)
  const head = unsigned.length % 3
  const groups = head === 0 ? [] : [unsigned.slice(0, head)]
  for (let start = head; start < unsigned.length; start += 3) groups.push(unsigned.slice(start, start + 3))
  return sign + groups.join(',')
}

export interface CalculationOptions {
  /** Whether the price is applied to usage; a fee is not, and its quantity of one goes without saying. */
  readonly metered: boolean
  readonly minorUnits: number
}

/**
 * How one part of a price comes about: `400,000 × 0.0000025`, `49.00` for a whole fee, `17/31 × 49.00` for a share of one,
 * `10 × 2.00 + 5.00` with a flat fee on a tier, `3 × 5.00` for three packages whatever they hold,
 * `29.00` for a step that costs the same however much of it is used.
 */
export function partCalculation(part: ChargePart, { metered, minorUnits }: CalculationOptions): string {
  if (isZero(part.unit) && !isZero(part.flat)) return numberText(part.flat, minorUnits)
  const count = part.counted ?? part.quantity
  if (!metered && compare(part.unit, '1') === 0 && isZero(part.flat)) return numberText(count, minorUnits)
  const unit = numberText(part.unit, minorUnits)
  const units = !metered && compare(count, '1') === 0 ? unit : `${numberText(count)} × ${unit}`
  return isZero(part.flat) ? units : `${units} + ${numberText(part.flat, minorUnits)}`
}

/** The parts of a charge that cost something, joined by `+`, the first part where none does; then what was taken off or put on: `10 × 2.00 − 5.00`. */
export function chargeCalculation(trail: readonly ChargePart[], options: CalculationOptions, adjustments: readonly Pick<ChargeAdjustment, 'amount'>[] = []): string {
  const paid = trail.filter((part) => !isZero(part.amount))
  const shown = paid.length > 0 ? paid : trail.slice(0, 1)
  const list = shown.map((part) => partCalculation(part, options)).join(' + ')
  return [list, ...adjustments.map(({ amount }) => adjustmentCalculation(amount, options))].join(' ')
}

function adjustmentCalculation(amount: Exact, { minorUnits }: CalculationOptions): string {
  return `${signOf(amount) < 0 ? '−' : '+'} ${numberText(absolute(amount), minorUnits)}`
}
