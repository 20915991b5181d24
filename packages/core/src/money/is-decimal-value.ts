import type { Decimal, Exact } from './decimal-type.js'

/** Whether a canonical value has a finite expansion. Every function here returns such values as decimals, so the text tells. */
export function isDecimalValue(exact: Exact): exact is Decimal {
  // What is no text at all is no decimal either: reading it as a fraction refuses it.
  return typeof exact === 'string' && !exact.includes('/')
}
