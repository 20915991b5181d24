import { add, addAll, describeValue, fail, isZero, negate, parseDecimal, subtract, toMinorUnits, type CurrencyCode, type Decimal, type Hash } from '@farthing/core'
import type { Charge, ChargeAdjustment } from '@farthing/pricing'
import type { InvoiceLine } from '../invoice.js'
import type { BilledBefore, LineOverride } from '../invoice-terms.js'
import type { RoundedCharge } from '../round-charges.js'

/** The stage that says on a line what documents before it billed. */
export const billedBeforeStage = 'billed-before'

export interface EarlierBilling {
  readonly charges: readonly Charge[]
  readonly overrides: readonly LineOverride[]
  readonly currency: CurrencyCode
}

/**
 * What was billed before, by line.
 *
 * @throws `invoice.invalid` for a line that is not there or is overridden, an amount of 0, and a document that stands for a line twice;
 *   `money.not_minor_units`
 */
export function billedByLine(billed: readonly BilledBefore[], { charges, overrides, currency }: EarlierBilling): ReadonlyMap<Hash, readonly BilledBefore[]> {
  const known = new Set(charges.map(({ chargeKey }) => chargeKey))
  const overridden = new Set(overrides.map(({ line }) => line))
  const byLine = new Map<Hash, BilledBefore[]>()
  billed.forEach(({ line, document, label, amount: text }, index) => {
    const field = `billedBefore[${index}]`
    const own = byLine.get(line) ?? []
    if (!known.has(line)) refuse(`${field}.line`, `is ${describeValue(line)}, which ${label} bills and the document does not have: where the terms of the period have changed since, correct ${label} first, or, once the period has its last invoice, credit the difference by hand`)
    if (overridden.has(line)) refuse(`${field}.line`, 'is overridden, so that what was billed of it means nothing')
    if (own.some((before) => before.document === document)) refuse(`${field}.document`, 'bills the line a second time')
    const amount = parseDecimal(text, `${field}.amount`)
    toMinorUnits({ amount, currency })
    if (isZero(amount)) refuse(`${field}.amount`, 'is 0')
    byLine.set(line, [...own, { line, document, label, amount }])
  })
  return byLine
}

/**
 * The rest of a charge, behind what was billed of it before. The charge is rounded as a whole first, so that a period comes to the same however many
 * documents bill it: rounding the rest would not.
 */
export function billRest(rounded: RoundedCharge, billed: readonly BilledBefore[] = []): RoundedCharge {
  if (billed.length === 0) return rounded
  const { charge, amount, adjustmentAmounts } = rounded
  const taken = billed.map(({ document, label, amount: before }): ChargeAdjustment & { readonly amount: Decimal } => ({ stage: billedBeforeStage, rule: document, label, amount: negate(before) }))
  const before = addAll(billed.map((each) => each.amount))
  return {
    ...rounded,
    charge: { ...charge, amount: subtract(charge.amount, before), adjustments: [...(charge.adjustments ?? []), ...taken] },
    amount: subtract(amount, before),
    adjustmentAmounts: [...adjustmentAmounts, ...taken.map((each) => each.amount)],
  }
}

/** A line with what was billed of it before, as if this were the first document of its period. */
export function wholeLine(line: InvoiceLine): Pick<InvoiceLine, 'amount' | 'exact'> {
  const before = addAll((line.adjustments ?? []).filter(({ stage }) => stage === billedBeforeStage).map(({ amount }) => negate(amount)))
  return { amount: add(line.amount, before), exact: add(line.exact, before) }
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
