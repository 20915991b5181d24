import { describeValue, fail, isZero, subtract, toMinorUnits, type CurrencyCode } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { LineOverride } from './invoice-terms.js'

/**
 * Charges with the amounts that a person set. What that changes is an adjustment of the charge, whose stage is `override` and whose rule is who
 * did it, so that the price, the discount and the override all stay readable on the line.
 *
 * @throws `invoice.invalid` for a line that is not there, that is overridden twice, or that a minimum or cap computes; `money.not_minor_units`
 */
export function overrideLines(charges: readonly Charge[], overrides: readonly LineOverride[], currency: CurrencyCode): readonly Charge[] {
  const byLine = new Map<string, LineOverride>()
  const known = new Map(charges.map((charge) => [charge.chargeKey, charge]))
  for (const [index, override] of overrides.entries()) {
    const field = `overrides[${index}]`
    const charge = known.get(override.line)
    if (charge === undefined) refuse(`${field}.line`, `is ${describeValue(override.line)}, which the document does not have`)
    if (charge.target !== undefined) refuse(`${field}.line`, 'is the line of a minimum or a cap, which follows from the others')
    if (byLine.has(override.line)) refuse(`${field}.line`, 'is overridden a second time')
    toMinorUnits({ amount: override.amount, currency })
    byLine.set(override.line, override)
  }
  if (byLine.size === 0) return charges
  refuseTargets(charges, byLine)
  return charges.map((charge) => overridden(charge, byLine.get(charge.chargeKey)))
}

function refuseTargets(charges: readonly Charge[], byLine: ReadonlyMap<string, LineOverride>): void {
  const target = charges.flatMap((charge) => charge.target?.of ?? []).find((key) => byLine.has(key))
  if (target !== undefined) refuse('overrides', `change the line ${target}, which a minimum or a cap counts`)
}

function overridden(charge: Charge, override: LineOverride | undefined): Charge {
  if (override === undefined) return charge
  const { amount, reason, actor } = override
  const change = subtract(amount, charge.amount)
  if (isZero(change)) return charge
  return { ...charge, amount, adjustments: [...(charge.adjustments ?? []), { stage: 'override', rule: actor, label: reason, amount: change }] }
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
