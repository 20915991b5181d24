import { checkText, compare, describeValue, fail, isZero, parseDecimal, parseInstant, signOf, toMinorUnits, type CurrencyCode, type Decimal } from '@farthing/core'
import { adjustmentLimits } from './adjustment-limits.js'
import type { AdjustmentRecord, AmountAdjustment, DiscountAdjustment, LineAdjustment } from './adjustment-record.js'

const common = ['kind', 'id', 'account', 'reason', 'actor', 'recordedAt', 'needsApproval'] as const
const fieldsOf = {
  amount: [...common, 'label', 'currency', 'amount', 'effectiveAt', 'discountable', 'taxable', 'taxCategory', 'taxRegionHint'],
  line: [...common, 'currency', 'line', 'amount'],
  discount: [...common, 'label', 'percent', 'amount', 'currency', 'scope', 'effectiveAt', 'endsAt'],
} as const satisfies { readonly [kind in AdjustmentRecord['kind']]: readonly string[] }

/**
 * Checks an adjustment and returns it with canonical decimals and instants.
 *
 * @throws `adjustment.invalid` for a kind or a field that it does not have, an amount of zero or of the wrong sign, a discount of neither or both of percent and
 *   amount or that ends before it starts; `text.*`, `decimal.*`, `time.*`, `money.*`
 */
export function checkAdjustment(record: AdjustmentRecord): AdjustmentRecord {
  const { kind, needsApproval } = record
  if (!Object.hasOwn(fieldsOf, kind)) refuse('kind', `is ${describeValue(kind)}`)
  const known: readonly string[] = fieldsOf[kind]
  const stranger = Object.keys(record).find((name) => !known.includes(name))
  if (stranger !== undefined) refuse(stranger, `is no field of an adjustment of this kind (${kind})`)
  checkText(record.id, { field: 'id', maxLength: adjustmentLimits.idLength })
  checkText(record.account, { field: 'account' })
  checkText(record.reason, { field: 'reason', maxLength: 1_000 })
  checkText(record.actor, { field: 'actor' })
  if (typeof needsApproval !== 'boolean') refuse('needsApproval', `is ${describeValue(needsApproval)}`)
  const canonical = { ...record, recordedAt: parseInstant(record.recordedAt, { field: 'recordedAt' }) }
  if (canonical.kind === 'amount') return checkAmount(canonical)
  return canonical.kind === 'line' ? checkLine(canonical) : checkDiscount(canonical)
}

function checkAmount(record: AmountAdjustment): AmountAdjustment {
  checkText(record.label, { field: 'label', maxLength: adjustmentLimits.labelLength })
  for (const field of ['taxCategory', 'taxRegionHint'] as const) if (record[field] !== undefined) checkText(record[field], { field })
  if (record.discountable !== undefined && typeof record.discountable !== 'boolean') refuse('discountable', `is ${describeValue(record.discountable)}`)
  const amount = minorAmount(record.amount, record.currency)
  if (isZero(amount)) refuse('amount', 'is 0')
  return { ...record, amount, effectiveAt: parseInstant(record.effectiveAt, { field: 'effectiveAt' }) }
}

function checkLine(record: LineAdjustment): LineAdjustment {
  checkText(record.line, { field: 'line' })
  const amount = minorAmount(record.amount, record.currency)
  if (signOf(amount) < 0) refuse('amount', `is ${amount}, and a line that is set is not below 0`)
  return { ...record, amount }
}

function checkDiscount(record: DiscountAdjustment): DiscountAdjustment {
  checkText(record.label, { field: 'label', maxLength: adjustmentLimits.labelLength })
  const { percent, amount, currency, endsAt } = record
  if ((percent === undefined) === (amount === undefined)) refuse('percent', 'and amount: one of them is given')
  if ((amount === undefined) !== (currency === undefined)) refuse('currency', 'is given with an amount, and not without')
  const effectiveAt = parseInstant(record.effectiveAt, { field: 'effectiveAt' })
  const end = endsAt === undefined ? undefined : parseInstant(endsAt, { field: 'endsAt' })
  if (end !== undefined && end <= effectiveAt) refuse('endsAt', `is ${end}, not after ${effectiveAt}`)
  return {
    ...record,
    ...(percent === undefined ? {} : { percent: checkPercent(percent) }),
    ...(amount === undefined || currency === undefined ? {} : { amount: positive(minorAmount(amount, currency), 'amount') }),
    effectiveAt,
    ...(end === undefined ? {} : { endsAt: end }),
  }
}

function checkPercent(text: Decimal): Decimal {
  const percent = positive(parseDecimal(text, 'percent'), 'percent')
  if (compare(percent, '100') > 0) refuse('percent', `is ${percent}, above 100`)
  return percent
}

function positive(value: Decimal, field: string): Decimal {
  if (signOf(value) <= 0) refuse(field, `is ${value} and not above 0`)
  return value
}

function minorAmount(text: Decimal, currency: CurrencyCode): Decimal {
  const amount = parseDecimal(text, 'amount')
  toMinorUnits({ amount, currency })
  return amount
}

function refuse(field: string, because: string): never {
  return fail('adjustment.invalid', { field, because })
}
