import { describeValue, fail, minorUnitsOf, parseDecimal, signOf, toMinorUnits, type CurrencyCode, type Decimal } from '@farthing/core'

/** How an account is corrected. Everything that is absent has the first value of its list, and a minimum of zero. */
export interface CorrectionPolicy {
  /** What says that more is due: a supplementary invoice, or lines on the next one, which are then taxed as that is. */
  readonly charges?: 'supplementary_invoice' | 'next_invoice'
  /** What says that less is due. */
  readonly credits?: 'credit_note' | 'next_invoice'
  /**
   * Gross, in major units: a re-rating that comes to less in either direction is written off. It counts as settled, so that the same difference is not
   * found again.
   */
  readonly minimum?: Decimal
  /**
   * The tax of a partial credit: what the tax on the rest goes down by, which sums to the whole however it is split; or that of the credited
   * amounts alone, which can be a few cents from it and is cut where it would exceed what is left.
   */
  readonly creditTax?: 'cumulative' | 'perDocument'
  /** Where a credit goes that the invoice no longer owes. What the invoice owes it lowers in any case. */
  readonly destination?: 'offset' | 'refund' | 'account_credit'
}

/** The policy with everything filled in. @throws `correction.invalid` naming the field, `decimal.*`, `money.*` */
export function checkCorrectionPolicy(policy: CorrectionPolicy, currency: CurrencyCode): Required<CorrectionPolicy> {
  minorUnitsOf(currency, 'currency')
  const minimum = parseDecimal(policy.minimum ?? '0', 'policy.minimum')
  toMinorUnits({ amount: minimum, currency })
  if (signOf(minimum) < 0) fail('correction.invalid', { field: 'policy.minimum', because: `is ${minimum}` })
  return {
    charges: oneOf('charges', policy.charges, ['supplementary_invoice', 'next_invoice']),
    credits: oneOf('credits', policy.credits, ['credit_note', 'next_invoice']),
    minimum,
    creditTax: oneOf('creditTax', policy.creditTax, ['cumulative', 'perDocument']),
    destination: oneOf('destination', policy.destination, ['offset', 'refund', 'account_credit']),
  }
}

/** The first one unless given. */
function oneOf<T extends string>(field: string, given: T | undefined, allowed: readonly [T, ...T[]]): T {
  const found = given === undefined ? allowed[0] : allowed.find((each) => each === given)
  return found ?? fail('correction.invalid', { field: `policy.${field}`, because: `is ${describeValue(given)} and none of ${allowed.join(', ')}` })
}
