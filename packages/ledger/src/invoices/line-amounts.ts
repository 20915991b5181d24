import type { CurrencyCode, Decimal, Hash, RoundingPolicy } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { documentRounding } from '../rounding/document-rounding.js'
import { orderCharges } from './order-charges.js'
import { roundCharges } from './round-charges.js'

/**
 * What the lines of one document come to, by charge key, before anything that stands on the document beside its charges: for those who show costs before there is
 * a document. Never refused because of what the charges sum to.
 *
 * @param charges all of the document, in its currency
 * @throws `invoice.invalid` and `rounding.invalid` for the policy; `money.*` for the currency
 */
export function lineAmounts(charges: readonly Charge[], rounding: RoundingPolicy, currency: CurrencyCode): ReadonlyMap<Hash, Decimal> {
  return new Map(roundCharges(orderCharges(charges), documentRounding(rounding, currency)).map(({ charge, amount }) => [charge.chargeKey, amount]))
}
