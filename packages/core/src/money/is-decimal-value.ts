import type { Decimal, Exact } from './decimal-type.js'

/** Whether a canonical value has a finite expansion. Every function here returns such values as decimals, so the text tells. */
export function isDecimalValue(exact: Exact): exact is Decimal {
  return !exact.includes('/')
}
