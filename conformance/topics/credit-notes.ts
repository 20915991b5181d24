import {
  add,
  addAll,
  addDays,
  calendarDaysBetween,
  compare,
  divide,
  instantOfLocal,
  isZero,
  multiply,
  negate,
  parseInstant,
  round,
  smallest,
  subtract,
  type Decimal,
  type Exact,
  type Instant,
  type LocalDate,
  type Zone,
} from '@farthing/core'
import { amountsOf, applyCredits, averageTaxPercent, creditDestinations, taxesOf as correctedTaxes } from '@farthing/ledger'
import { capCredit, prorate } from '@farthing/pricing'
import type { Answer, Topic, Vector } from '../vector.js'
import { cents, creditFees, type GivenFee, type GivenItem } from './credited-invoice.js'
import { taxesOf, type TaxedCase } from './tax.js'

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly fees: readonly GivenFee[]
  readonly items: readonly GivenItem[]
  readonly previous_notes?: readonly { readonly tax_cents: Decimal; readonly precise_tax_cents: Decimal }[]
  readonly last_of_invoice?: boolean
  readonly plan_cents: Decimal
  readonly unused_days: number
  readonly used_days: number
  readonly period_days: number
  readonly fee_cents: Decimal
  readonly coupon_cents: Decimal
  readonly tax_rate: Decimal
  readonly already_credited_cents: Decimal
  readonly mode?: 'refund' | 'offset'
  readonly invoice_paid_cents: Decimal
  readonly invoice_total_cents: Decimal
  readonly terminated_at: Instant
  readonly timezone: Zone
  readonly period_last_day: LocalDate
  readonly sub_total_precise_cents: Decimal
  readonly tax_cents: Decimal
  readonly fees_cents: Decimal
  readonly credit_cents: Decimal
  readonly line_sub_total_cents: Decimal
  readonly line_tax_cents: Decimal
  readonly line_taxes: Readonly<Record<string, Decimal>>
  readonly credited_cents: Decimal
}

export const creditNotes: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given, vector.expect)
}

const operations: { readonly [op: string]: ((given: Given, expect: Vector['expect']) => Answer) | undefined } = {
  credit_note: (given) => ({ answered: given.last_of_invoice === true ? lastNote(given) : note(given) }),
  unused_credit: (given) => ({ answered: unused(given) }),
  unused_days: ({ terminated_at: at, timezone: zone, period_last_day: last }) => ({
    answered: { unused_days: calendarDaysBetween(parseInstant(at), instantOfLocal(last, zone), zone) },
  }),
  adjust_total: ({ sub_total_precise_cents: precise, tax_cents: tax }) => {
    const { net, gross } = amountsOf({ amount: whole(precise), discounts: [], taxes: [{ key: 't', base: precise, amount: tax }] }, 'exclusive')
    return { answered: { sub_total_cents: net, total_cents: gross } }
  },
  apply_to_invoice: ({ fees_cents: fees, tax_cents: tax, credit_cents: credit }) => {
    const grant = { id: 'note', account: 'a', kind: 'paid', priority: 0, createdAt: start, effectiveAt: start, currency: 'EUR', amount: euros(credit) } as const
    const { lines } = applyCredits({ currency: 'EUR', at: '2026-02-01T00:00:00.000000Z', kind: 'paid', lines: [{ key: 'gross', amount: euros(add(fees, tax)) }], credits: [{ grant, remaining: grant.amount }] })
    return { answered: { total_cents: lines.map(({ left }) => cents(left))[0] } }
  },
  share_of_line: ({ line_sub_total_cents: net, line_tax_cents: tax, line_taxes: given, credited_cents: credited }) => {
    const named = Object.entries(given)
    // The rate that a line bears is what its own tax is of it.
    const taxes = (named.length === 0 ? [['tax', tax] as const] : named).map(([code, amount]) => ({ code, rate: round(multiply(divide(amount, net), '100'), { mode: 'half-up', exponent: 10 }) }))
    const { tax: all, taxes: each } = figuresOf([{ id: 'line', amount_cents: net, coupon_cents: '0', taxes }], [{ fee: 'line', amount_cents: credited }])
    return { answered: { tax_cents: all, taxes: each } }
  },
}

const start: Instant = '2026-01-01T00:00:00.000000Z'
/** Digits of cents that the sources keep of an amount. */
const storedDigits = 5
/** Shares of coupons are spread without rounding by the sources; ten digits below the cent are more than any of their figures show. */
const spreadDigits = 10

/** A note of its own: by hand on an issued invoice where it is one that can be, else what its amounts are taxed. */
function note({ fees, items }: Pick<Given, 'fees' | 'items'>): Readonly<Record<string, unknown>> {
  const exact = exactNote(fees, items)
  const byFee = new Map(fees.map((fee) => [fee.id, fee]))
  const isWhole = fees.every(({ coupon_cents: coupon }) => isInteger(coupon)) && items.every(({ fee, amount_cents: amount }) => isInteger(amount) && compare(amount, byFee.get(fee)?.amount_cents ?? '0') <= 0)
  if (!isWhole) return exact
  const { net, tax, gross, coupon, taxes } = figuresOf(fees, items)
  return { ...exact, sub_total_cents: net, tax_cents: tax, total_cents: gross, coupon_adjustment_cents: coupon, taxes }
}

/** What is credited on an issued invoice by hand. */
function figuresOf(fees: readonly GivenFee[], items: readonly GivenItem[]) {
  const credited = creditFees(fees, items)
  const { net = '0', tax = '0', gross = '0' } = credited?.totals ?? {}
  const lines = credited?.delta.lines ?? []
  const names = new Map(credited?.delta.terms.map((terms) => [terms.key, terms.tax]))
  const taxes = Object.fromEntries(correctedTaxes({ lines }).map(({ key, amount }) => [names.get(key) ?? key, cents(negate(amount))]))
  const coupon = negate(addAll(lines.flatMap(({ discounts }) => discounts.map(({ amount }) => amount))))
  return { net: cents(negate(net)), tax: cents(negate(tax)), gross: cents(negate(gross)), coupon: cents(coupon), taxes }
}

function exactNote(fees: readonly GivenFee[], items: readonly GivenItem[]) {
  const byFee = new Map(fees.map((fee) => [fee.id, fee]))
  const cases = items.map(({ fee, amount_cents: amount }) => {
    const { amount_cents: of = '1', coupon_cents: given = '0', taxes = [] } = byFee.get(fee) ?? {}
    const coupon = round(multiply(given, divide(amount, of)), { mode: 'half-up', exponent: spreadDigits })
    return { amount, coupon, taxed: { amount: euros(subtract(amount, coupon)), taxes } }
  })
  const net = addAll(cases.map(({ amount, coupon }) => subtract(amount, coupon)))
  const coupon = addAll(cases.map((each) => each.coupon))
  return { ...taxedNote(net, cases.map(({ taxed }) => taxed)), coupon_adjustment_cents: whole(coupon), precise_coupon_adjustment_cents: round(coupon, { mode: 'half-up', exponent: storedDigits }) }
}

/** The sub-total and the tax are each rounded on their own. */
function taxedNote(net: Decimal, cases: readonly TaxedCase[]) {
  const computed = taxesOf(cases, { currency: 'EUR', taxScope: 'perDocument', mode: 'half-up' })
  const tax = cents(computed.totals.tax)
  const precise = multiply(computed.totals.exactTax, '100')
  return {
    sub_total_cents: whole(net),
    taxes: Object.fromEntries(computed.taxes.map((each) => [each.tax, cents(each.amount)])),
    tax_cents: tax,
    precise_tax_cents: round(precise, { mode: 'half-up', exponent: storedDigits }),
    total_cents: amountsOf({ amount: whole(net), discounts: [], taxes: [{ key: 't', base: net, amount: tax as Decimal }] }, 'exclusive').gross,
    tax_rate: round(averageTaxPercent(computed), { mode: 'half-up', exponent: storedDigits }),
  }
}

/** The last note takes what the others have left of the tax. */
function lastNote({ fees, items, previous_notes: previous = [] }: Given): Readonly<Record<string, unknown>> {
  const alone = exactNote(fees, items)
  const given = addAll(previous.map(({ tax_cents: tax, precise_tax_cents: precise }) => subtract(tax, precise)))
  const precise = subtract(alone.precise_tax_cents, given)
  const tax = whole(precise)
  return { ...alone, tax_cents: tax, precise_tax_cents: precise, total_cents: add(alone.sub_total_cents, tax) }
}

/** What comes back of a fee for days that are not used any more. */
function unused(given: Given): Readonly<Record<string, unknown>> {
  const { plan_cents: plan, unused_days: days, fee_cents: fee, already_credited_cents: credited, coupon_cents: coupon, tax_rate: rate } = given
  const wanted = smallest(shareOf(plan, days, given), fee)
  const item = round(capCredit({ wanted, charged: wanted, credited }).credit, { mode: 'floor', exponent: storedDigits })
  const answered = note({ fees: [{ id: 'fee', amount_cents: fee, coupon_cents: coupon, taxes: [{ code: 't', rate }] }], items: [{ fee: 'fee', amount_cents: item }] })
  return { ...answered, item_cents: item, ...(given.mode === undefined ? {} : destinations(given, answered['total_cents'] as Decimal)) }
}

/** What was paid for the fee beyond its used days goes back; the rest stays on the account, or is offset. */
function destinations(given: Given, total: Decimal): Readonly<Record<string, Decimal>> {
  const { mode, used_days: days, plan_cents: plan, fee_cents: fee, coupon_cents: coupon, tax_rate: rate, invoice_paid_cents: paid, invoice_total_cents: invoiced } = given
  const grossOf = (amount: Exact): Exact => multiply(multiply(amount, '0.01'), add('100', rate))
  const used = shareOf(plan, days, given)
  const usedNet = subtract(used, multiply(coupon, divide(used, fee)))
  const paidOfFee = divide(multiply(paid, grossOf(subtract(fee, coupon))), invoiced)
  const { credit: refundable } = capCredit({ wanted: total, charged: whole(subtract(paidOfFee, whole(grossOf(usedNet)))) })
  const { refund, unapplied } = creditDestinations({ payable: total, open: '0', refundable: whole(refundable), destination: 'refund' })
  return { refund_cents: refund, ...(mode === 'offset' ? { offset_cents: unapplied } : { credit_cents: unapplied }) }
}

function shareOf(amount: Decimal, days: number, { period_days: all }: Given): Exact {
  const day = (count: number): Instant => instantOfLocal(addDays('2026-01-01', count), 'UTC')
  return prorate(amount, { part: { from: start, to: day(days) }, period: { from: start, to: day(all) }, basis: { by: 'day', zone: 'UTC' } })
}

function whole(amount: Exact): Decimal {
  return round(amount, { mode: 'half-up', exponent: 0 })
}

function isInteger(amount: Decimal): boolean {
  return isZero(subtract(amount, whole(amount)))
}

function euros(amountCents: Decimal): Decimal {
  return multiply(amountCents, '0.01')
}
