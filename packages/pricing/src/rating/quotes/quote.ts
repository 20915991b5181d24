import { addAll, compare, fail, isZero, minorUnitsOf, negate, signOf, type CurrencyCode, type Exact } from '@farthing/core'
import type { Charge } from '../../charges/charge.js'
import type { ChargePart } from '../../models/charge-part.js'

/** What a quote shows of a charge; a rated period's charges are such. */
export type QuotedCharge = Pick<Charge, 'component' | 'label' | 'meter' | 'model' | 'quantity' | 'amount' | 'trail' | 'adjustments'>

export interface QuoteLine {
  readonly label: string
  /** `Base` for a whole fee, else how the amount comes about: `1 * 110.00`. */
  readonly calculation: string
  /** Exact and unrounded. */
  readonly amount: Exact
}

/** What usage costs, as an answer to a person who asks; nothing is recorded. */
export interface Quote {
  /** The kind of the first line's price: `FLATFEE`, `USAGE_BASED`, `TIERED`, `VOLUME`, `STAIRSTEP`, else the model's name in capitals. */
  readonly modelType: string
  /** One line for each charge: fees first, then usage in the order given. */
  readonly breakdown: readonly QuoteLine[]
  readonly total: Exact
  readonly currency: CurrencyCode
  /** The full trail behind the lines, in their order. */
  readonly charges: readonly QuotedCharge[]
}

/**
 * Shows charges as a quote. A usage line is called after its component's label, else `Overage Charges` where units that cost nothing come
 * before, else `Usage Charges`; its calculation names the parts that cost something, or the first one where none does, and then what discounts
 * and other stages changed.
 *
 * @throws `rating.fact_missing` without a charge; `currency.unknown`
 */
export function quoteOf(charges: readonly QuotedCharge[], currency: CurrencyCode): Quote {
  const minorUnits = minorUnitsOf(currency, 'currency')
  const ordered = [...charges.filter(isFee), ...charges.filter((charge) => !isFee(charge))]
  const [first] = ordered
  if (first === undefined) fail('rating.fact_missing', { field: 'charges', because: 'has no charge to quote' })
  return {
    modelType: modelTypeOf(first),
    breakdown: ordered.map((charge) => ({ label: labelOf(charge), calculation: calculationOf(charge, minorUnits), amount: charge.amount })),
    total: addAll(ordered.map(({ amount }) => amount)),
    currency,
    charges: ordered,
  }
}

const modelTypes: { readonly [model: string]: string } = {
  flat: 'FLATFEE',
  per_unit: 'USAGE_BASED',
  graduated: 'TIERED',
  volume: 'VOLUME',
  stairstep: 'STAIRSTEP',
}

function modelNameOf({ model }: QuotedCharge): string {
  return model.split('@')[0] ?? model
}

function isFee(charge: QuotedCharge): boolean {
  return modelNameOf(charge) === 'flat'
}

function modelTypeOf(charge: QuotedCharge): string {
  const name = modelNameOf(charge)
  return (Object.hasOwn(modelTypes, name) ? modelTypes[name] : undefined) ?? name.toUpperCase()
}

function labelOf(charge: QuotedCharge): string {
  if (charge.label !== undefined) return charge.label
  if (isFee(charge)) return 'Flat Fee'
  const [first] = charge.trail
  return first !== undefined && charge.trail.length > 1 && isZero(first.amount) ? 'Overage Charges' : 'Usage Charges'
}

function calculationOf(charge: QuotedCharge, minorUnits: number): string {
  const changes = (charge.adjustments ?? []).map(({ amount }) => (signOf(amount) < 0 ? ` - ${padded(negate(amount), minorUnits)}` : ` + ${padded(amount, minorUnits)}`))
  return [priceText(charge, minorUnits), ...changes].join('')
}

function priceText(charge: QuotedCharge, minorUnits: number): string {
  if (isFee(charge) && compare(charge.quantity, '1') === 0) return 'Base'
  const paid = charge.trail.filter(({ amount }) => !isZero(amount))
  const shown = paid.length > 0 ? paid : charge.trail.slice(0, 1)
  return shown.map((part) => partText(part, minorUnits)).join(' + ')
}

function partText({ quantity, counted = quantity, unit, flat }: ChargePart, minorUnits: number): string {
  const fee = padded(flat, minorUnits)
  if (isZero(unit) && !isZero(flat)) return fee
  const units = `${counted} * ${padded(unit, minorUnits)}`
  return isZero(flat) ? units : `${units} + ${fee}`
}

/** At least the digits that the currency has; a fraction stays one. */
function padded(value: Exact, minorUnits: number): string {
  if (value.includes('/')) return value
  const [whole = '', digits = ''] = value.split('.')
  const filled = digits.padEnd(minorUnits, '0')
  return filled === '' ? whole : `${whole}.${filled}`
}
