import type { Decimal } from './decimal-type.js'

/** An ISO 4217 code in upper case, or one that the host declared. */
export type CurrencyCode = string

/** An amount in major units. A record and not a number, so that `a + b` does not compile. */
export interface Money<C extends CurrencyCode = CurrencyCode> {
  readonly amount: Decimal
  readonly currency: C
}
