import { Decimal as DecimalJs } from 'decimal.js'
import { assertInvariant } from '../errors/assert-invariant.js'
import type { Decimal } from './decimal-type.js'
import { computedLimit } from './exact/digit-limit.js'

/**
 * Room for every sum and product of two computed values. decimal.js rounds to its precision without a word (20 digits unless
 * configured), so the precision must be one that no result reaches.
 */
const precision = 4 * computedLimit.digits

const largestExponent = 9e15
let configured: typeof DecimalJs | undefined

/**
 * The second, slower implementation of decimals that audits ours in the laws: decimal.js in the one configured clone of Farthing.
 *
 * The clone and not the shared constructor, whose settings belong to the host.
 */
export function referenceDecimal(value: Decimal): DecimalJs {
  configured ??= DecimalJs.clone({ precision, toExpNeg: -largestExponent, toExpPos: largestExponent, defaults: true })
  return new configured(value)
}

/** The canonical text of a reference result, asserted to be exact. */
export function referenceText(result: DecimalJs): Decimal {
  assertInvariant(result.isFinite() && result.precision() < precision, 'a reference result stays below the precision of its clone')
  return (result.isZero() ? '0' : result.toFixed()) as Decimal
}
