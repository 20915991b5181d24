import { addAll, assertInvariant, round, subtract, type Decimal, type Exact, type Hash, type RoundingPolicy } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import { shareRounded } from '../rounding/share-rounded.js'

export interface RoundedCharge {
  readonly charge: Charge
  readonly amount: Decimal
  /** One for each part of the trail; with `adjustmentAmounts` they sum to `amount`. */
  readonly partAmounts: readonly Decimal[]
  /** One for each adjustment. */
  readonly adjustmentAmounts: readonly Decimal[]
}

type Rounding = Required<RoundingPolicy>

/**
 * Rounds charges as the policy says: each once (`perLine`), or their exact sum once and the charges get shares of it (`perTotal`).
 * Either way the parts and adjustments of a charge get shares of its rounded amount.
 *
 * A charge with a target is not rounded by itself: under `perLine` it is the rounded target less the rounded charges that it is for, so
 * that what is shown sums to the target. Those charges are among `charges`, and no target is for itself: checked before.
 */
export function roundCharges(charges: readonly Charge[], rounding: Rounding): readonly RoundedCharge[] {
  const amounts = rounding.scope === 'perLine' ? roundEach(charges, rounding) : shareTotal(charges, rounding)
  return charges.map((charge) => {
    const amount = amounts.get(charge.chargeKey)
    assertInvariant(amount !== undefined, 'every charge is rounded')
    const shares = shareCharge(charge, amount, rounding)
    return { charge, amount, partAmounts: shares.slice(0, charge.trail.length), adjustmentAmounts: shares.slice(charge.trail.length) }
  })
}

function roundEach(charges: readonly Charge[], rounding: Rounding): ReadonlyMap<Hash, Decimal> {
  const amounts = new Map<Hash, Decimal>()
  for (const charge of inOrderOfTargets(charges)) {
    const { target } = charge
    const amount = target === undefined ? roundOnce(charge.amount, rounding) : restOf(target.amount, target.of, amounts, rounding)
    amounts.set(charge.chargeKey, amount)
  }
  return amounts
}

/** Each charge after those that its target is for. */
function inOrderOfTargets(charges: readonly Charge[]): readonly Charge[] {
  const byKey = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  const placed = new Set<Hash>()
  const opened = new Set<Hash>()
  const ordered: Charge[] = []
  const waiting = [...charges].reverse()
  for (let charge = waiting.pop(); charge !== undefined; charge = waiting.pop()) {
    if (placed.has(charge.chargeKey)) continue
    const before = (charge.target?.of ?? []).filter((key) => !placed.has(key)).flatMap((key) => byKey.get(key) ?? [])
    if (before.length > 0) {
      assertInvariant(!opened.has(charge.chargeKey), 'no target is for itself')
      opened.add(charge.chargeKey)
      waiting.push(charge, ...before)
      continue
    }
    placed.add(charge.chargeKey)
    ordered.push(charge)
  }
  return ordered
}

function restOf(target: Exact, keys: readonly Hash[], amounts: ReadonlyMap<Hash, Decimal>, rounding: Rounding): Decimal {
  return subtract(roundOnce(target, rounding), addAll(keys.map((key) => amounts.get(key) ?? '0')))
}

function shareTotal(charges: readonly Charge[], rounding: Rounding): ReadonlyMap<Hash, Decimal> {
  const total = roundOnce(addAll(charges.map((charge) => charge.amount)), rounding)
  const shares = shareRounded(total, charges.map((charge) => ({ key: charge.chargeKey, exact: charge.amount })), rounding)
  return new Map(charges.map(({ chargeKey }, index) => [chargeKey, shares[index] ?? '0']))
}

/** Shares of a charge's amount for its parts, then for its adjustments. The one part of a target is whatever is left to it. */
function shareCharge({ trail, adjustments = [] }: Charge, amount: Decimal, rounding: Rounding): readonly Decimal[] {
  const steps = [...trail, ...adjustments]
  if (steps.length === 1) return [amount]
  const width = String(steps.length).length
  return shareRounded(amount, steps.map((step, index) => ({ key: String(index).padStart(width, '0'), exact: step.amount })), rounding)
}

function roundOnce(exact: Exact, { mode, exponent, increment }: Rounding): Decimal {
  return round(exact, { mode, exponent, increment })
}
