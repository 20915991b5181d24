import { compareBytes, type Decimal, type Dimensions } from '@farthing/core'
import type { Charge, ChargePart } from '@farthing/pricing'
import { chargeCalculation, partCalculation, type CalculationOptions } from './calculation-text.js'
import type { InvoiceLine, InvoiceSubLine } from './invoice.js'
import type { RoundedCharge } from './round-charges.js'

/** Shows a rounded charge as a line with a sub-line for each part of its trail. */
export function invoiceLine({ charge, amount, partAmounts }: RoundedCharge, minorUnits: number): InvoiceLine {
  const options = { metered: charge.meter !== undefined, minorUnits }
  return {
    id: charge.chargeKey,
    ratingKey: charge.ratingKey,
    usageDigest: charge.usageDigest,
    subscription: charge.subscription,
    plan: charge.plan,
    planVersion: charge.planVersion,
    component: charge.component,
    ...(charge.product === undefined ? {} : { product: charge.product }),
    ...(charge.meter === undefined ? {} : { meter: charge.meter }),
    dimensions: charge.dimensions,
    billing: charge.billing,
    model: charge.model,
    description: describeCharge(charge),
    calculation: chargeCalculation(charge.trail, options),
    from: charge.from,
    to: charge.to,
    quantity: charge.quantity,
    exact: charge.amount,
    amount,
    details: charge.trail.map((part, index) => subLine(part, partAmounts[index] ?? '0', options)),
  }
}

function subLine(part: ChargePart, amount: Decimal, options: CalculationOptions): InvoiceSubLine {
  return {
    description: part.label,
    calculation: partCalculation(part, options),
    ...(part.tier === undefined ? {} : { tier: part.tier }),
    quantity: part.quantity,
    unit: part.unit,
    flat: part.flat,
    exact: part.amount,
    amount,
  }
}

/** `tokens`, or `tokens (model: large, region: none)` where usage is priced apart. */
function describeCharge({ label, component, dimensions }: Charge): string {
  const name = label ?? component
  const group = dimensionsText(dimensions)
  return group === '' ? name : `${name} (${group})`
}

function dimensionsText(dimensions: Dimensions): string {
  return Object.keys(dimensions)
    .sort(compareBytes)
    .map((name) => `${name}: ${dimensions[name] ?? 'none'}`)
    .join(', ')
}
