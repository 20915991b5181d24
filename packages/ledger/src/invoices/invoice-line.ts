import { compare, compareBytes, minorUnitsOf, type Decimal, type Dimensions } from '@farthing/core'
import type { Charge, ChargeAdjustment, ChargePart } from '@farthing/pricing'
import { chargeCalculation, numberText, partCalculation, type CalculationOptions } from './calculation-text.js'
import type { LineConversion } from './convert-charges.js'
import type { InvoiceLine, InvoiceLineAdjustment, InvoiceSubLine } from './invoice.js'
import { basePriceOf } from './layout/invoice-layout.js'
import type { RoundedCharge } from './round-charges.js'

export interface LineLayout {
  readonly minorUnits: number
  /** Base quantities that prices may be given for. */
  readonly bases: readonly Decimal[]
  /** What the line was in another currency. */
  readonly conversion?: LineConversion | undefined
}

/** Shows a rounded charge as a line with a sub-line for each part of its trail. */
export function invoiceLine({ charge, amount, partAmounts, adjustmentAmounts }: RoundedCharge, { minorUnits, bases, conversion }: LineLayout): InvoiceLine {
  const options = { metered: charge.meter !== undefined, minorUnits, bases }
  const { side, product, meter, category, taxable, taxCategory, taxRegionHint, adjustments, group, target } = charge
  return {
    id: charge.chargeKey,
    ratingKey: charge.ratingKey,
    usageDigest: charge.usageDigest,
    ...(side === 'wholesale' ? { side } : {}),
    subscription: charge.subscription,
    plan: charge.plan,
    planVersion: charge.planVersion,
    component: charge.component,
    ...(product === undefined ? {} : { product }),
    ...(meter === undefined ? {} : { meter }),
    ...(category === undefined ? {} : { category }),
    ...(taxable === undefined ? {} : { taxable }),
    ...(taxCategory === undefined ? {} : { taxCategory }),
    ...(taxRegionHint === undefined ? {} : { taxRegionHint }),
    dimensions: charge.dimensions,
    billing: charge.billing,
    model: charge.model,
    description: describeCharge(charge),
    calculation: [chargeCalculation(charge.trail, options, adjustments), ...convertedFrom(conversion)].join(' '),
    from: charge.from,
    to: charge.to,
    quantity: charge.quantity,
    ...(conversion === undefined ? {} : { conversion }),
    exact: charge.amount,
    amount,
    details: charge.trail.map((part, index) => subLine(part, partAmounts[index] ?? '0', options)),
    ...(adjustments === undefined ? {} : { adjustments: adjustments.map((each, index) => lineAdjustment(each, adjustmentAmounts[index] ?? '0')) }),
    ...(group === undefined ? {} : { group }),
    ...(target === undefined ? {} : { target }),
    stages: charge.stages,
  }
}

/** `(1.00 USD)`: what the figures before it were converted from. */
function convertedFrom(conversion: LineConversion | undefined): readonly string[] {
  if (conversion === undefined) return []
  const { currency, exact } = conversion
  return [`(${numberText(exact, minorUnitsOf(currency))} ${currency})`]
}

function subLine(part: ChargePart, amount: Decimal, options: CalculationOptions & LineLayout): InvoiceSubLine {
  return {
    description: part.label,
    calculation: partCalculation(part, options),
    ...(part.tier === undefined ? {} : { tier: part.tier }),
    quantity: part.quantity,
    ...(part.counted === undefined || compare(part.counted, part.quantity) === 0 ? {} : { counted: part.counted }),
    unit: part.unit,
    ...(options.metered ? basePriceOf(part.unit, options.bases, options.minorUnits) : undefined),
    flat: part.flat,
    exact: part.amount,
    amount,
  }
}

function lineAdjustment({ label, stage, rule, amount: exact }: ChargeAdjustment, amount: Decimal): InvoiceLineAdjustment {
  return { description: label, stage, rule, exact, amount }
}

/** `tokens`, or `tokens (model: large, region: none)` where usage is priced apart. */
function describeCharge({ label, component, dimensions, meter }: Charge): string {
  const name = label ?? component
  if (meter === undefined) return name
  const group = dimensionsText(dimensions)
  return group === '' ? name : `${name} (${group})`
}

function dimensionsText(dimensions: Dimensions): string {
  return Object.keys(dimensions)
    .sort(compareBytes)
    .map((name) => `${name}: ${dimensions[name] ?? 'none'}`)
    .join(', ')
}
