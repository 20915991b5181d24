import { addAll, round, type Decimal, type Exact, type RoundingPolicy } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { shareRounded } from '../rounding/share-rounded.js'

export interface RoundedCharge {
  readonly charge: Charge
  readonly amount: Decimal
  /** One for each part of the trail; they sum to `amount`. */
  readonly partAmounts: readonly Decimal[]
}

/**
 * Rounds charges as the policy says: each once (`perLine`), or their exact sum once and the charges get shares of it (`perTotal`).
 * Either way the parts of a charge get shares of its rounded amount.
 */
export function roundCharges(charges: readonly Charge[], rounding: Required<RoundingPolicy>): readonly RoundedCharge[] {
  const amounts = rounding.scope === 'perLine' ? charges.map((charge) => roundOnce(charge.amount, rounding)) : shareTotal(charges, rounding)
  return charges.map((charge, index) => {
    const amount = amounts[index] ?? '0'
    return { charge, amount, partAmounts: sharePartsOf(charge, amount, rounding) }
  })
}

function shareTotal(charges: readonly Charge[], rounding: Required<RoundingPolicy>): readonly Decimal[] {
  const total = roundOnce(addAll(charges.map((charge) => charge.amount)), rounding)
  return shareRounded(total, charges.map((charge) => ({ key: charge.chargeKey, exact: charge.amount })), rounding)
}

function sharePartsOf(charge: Charge, amount: Decimal, rounding: Required<RoundingPolicy>): readonly Decimal[] {
  if (charge.trail.length === 1) return [amount]
  const width = String(charge.trail.length).length
  const shares = charge.trail.map((part, index) => ({ key: String(index).padStart(width, '0'), exact: part.amount }))
  return shareRounded(amount, shares, rounding)
}

function roundOnce(exact: Exact, { mode, exponent, increment }: Required<RoundingPolicy>): Decimal {
  return round(exact, { mode, exponent, increment })
}
