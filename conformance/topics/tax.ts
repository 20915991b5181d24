import { allocate, fromMinorUnits, isZero, minorUnitsOf, parseDecimal, round, subtract, toMinorUnits, type CurrencyCode, type Decimal, type TaxScope } from '@farthing/core'
import {
  averageTaxPercent,
  computeTax,
  taxRequestHash,
  taxTerms,
  type DocumentTax,
  type TaxAnswer,
  type TaxRequest,
  type TaxRoundingPolicy,
  type TaxTerms,
} from '@farthing/ledger'
import type { Answer, Topic, Vector } from '../vector.js'
import { ruleOf, type AskedRounding } from './rounding.js'

export interface GivenTax {
  readonly code: string
  readonly rate: Decimal
  readonly compound?: boolean
}

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly amount: Decimal
  readonly discount?: Decimal
  readonly rates: readonly Decimal[]
  readonly currency?: CurrencyCode
  readonly rounding?: AskedRounding
  readonly taxes: readonly GivenTax[]
  readonly fees: readonly { readonly amount_cents: Decimal; readonly taxes: readonly GivenTax[] }[]
  readonly coupon_cents: Decimal
}

/** A line of a case, and its taxes in order. */
export interface TaxedCase {
  readonly amount: Decimal
  readonly taxes: readonly GivenTax[]
}

/** Coupons are spread without rounding by the sources; ten digits below the cent are more than any of their figures show. */
const spreadDigits = 10
/** Digits after the point of a rate in percent, as the sources store it. */
const rateDigits = 5

export const tax: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given, vector.expect)
}

type Operation = (given: Given, expected: Vector['expect']) => Answer

const operations: { readonly [op: string]: Operation | undefined } = {
  line_tax: ({ amount, discount = '0', rates, currency = 'EUR', rounding }) => {
    if (rounding !== undefined && rounding.scale !== minorUnitsOf(currency)) return { unsupported: 'taxes are rounded to minor units' }
    const taxes = rates.map((rate, index) => ({ code: `t${index}`, rate }))
    const computed = taxesOf([{ amount: subtract(amount, discount), taxes }], { currency, taxScope: 'perLine', ...modeOf(rounding) })
    const ofLine = computed.lines.flatMap((line) => line.portions.flatMap((portion) => portion.taxes.map((share) => share.amount)))
    return { answered: { taxes: ofLine, tax: computed.totals.tax, total: computed.totals.gross } }
  },
  invoice_tax: ({ fees, coupon_cents: coupon, currency = 'EUR', rounding }, expected) => {
    const lines = afterCoupon(fees, coupon, currency)
    const computed = taxesOf(lines, { currency, taxScope: 'perDocument', ...modeOf(rounding) })
    const byCode = (figure: 'base' | 'amount') => Object.fromEntries(computed.taxes.map((one) => [one.tax, cents(one[figure], currency)]))
    const { tax: total, gross } = computed.totals
    const rate = round(averageTaxPercent(computed), { mode: 'half-up', exponent: rateDigits })
    return { answered: { bases: byCode('base'), taxes: byCode('amount'), tax_cents: cents(total, currency), total_cents: cents(gross, currency), tax_rate: asStated(rate, expected) } }
  },
  compound: ({ amount, taxes, currency = 'EUR', rounding }) => {
    const { totals } = taxesOf([{ amount, taxes }], { currency, ...modeOf(rounding) })
    return { answered: rounding === undefined ? { tax: totals.exactTax } : { tax: totals.tax, total: totals.gross } }
  },
}

/** A rate at the digits that the source shows of it. */
function asStated(rate: Decimal, { tax_rate: stated }: Vector['expect']): Decimal {
  const digits = typeof stated === 'string' && stated.includes('.') ? stated.length - stated.indexOf('.') - 1 : rateDigits
  return digits < rateDigits ? round(rate, { mode: 'half-up', exponent: digits }) : rate
}

/** Figures in minor units, as the source shows them: whole. */
function cents(amount: Decimal, currency: CurrencyCode): string {
  return toMinorUnits({ amount: round(amount, { mode: 'half-up', exponent: minorUnitsOf(currency) }), currency })
}

function modeOf(rounding: AskedRounding | undefined): Pick<TaxRoundingPolicy, 'mode'> {
  return { mode: rounding === undefined ? 'half-up' : ruleOf(rounding).mode }
}

/** Fees less their shares of a coupon. Where the fees are worth nothing there is nothing to spread. */
function afterCoupon(fees: Given['fees'], coupon: Decimal, currency: CurrencyCode): readonly TaxedCase[] {
  const shares = fees.map(({ amount_cents: weight }, index) => ({ key: String(index).padStart(6, '0'), weight }))
  const spread = allocate({ total: fromMinorUnits(coupon, currency).amount, shares, exponent: minorUnitsOf(currency) + spreadDigits })
  return fees.map(({ amount_cents: amount, taxes }, index) => ({
    amount: subtract(fromMinorUnits(amount, currency).amount, spread[index]?.amount ?? '0'),
    taxes,
  }))
}

interface Asked extends TaxRoundingPolicy {
  readonly currency: CurrencyCode
  readonly taxScope?: TaxScope
}

const day = { from: '2026-01-01T00:00:00.000000Z', to: '2026-01-02T00:00:00.000000Z' } as const

/** Puts the lines of a case as a request, its taxes as the answer to it, and asks for the figures. */
export function taxesOf(cases: readonly TaxedCase[], { currency, ...policy }: Asked): DocumentTax {
  const party = { id: 'any', jurisdiction: 'any', registrations: [] }
  const request: TaxRequest = {
    tenant: 'any',
    document: 'case',
    currency,
    prices: 'exclusive',
    taxPoint: day.from,
    taxPointRule: 'document',
    seller: party,
    customer: party,
    lines: cases.map(({ amount }, index) => ({ ...day, key: `l${index}`, amount, taxable: true })),
  }
  return computeTax(request, answerOf(request, cases), policy)
}

/** The taxes of lines as the answer to a request for them. */
export function answerOf(request: TaxRequest, cases: readonly TaxedCase[]): TaxAnswer {
  const termsOf = ({ code, rate, compound = false }: GivenTax): TaxTerms => {
    const treatment = isZero(rate) ? ({ treatment: 'zero', categoryCode: 'Z' } as const) : ({ treatment: 'standard', categoryCode: 'S' } as const)
    return taxTerms({ tax: code, jurisdiction: 'any', ...treatment, percent: parseDecimal(rate), compound })
  }
  const taxes = new Map(cases.flatMap((one) => one.taxes.map(termsOf)).map((one) => [one.key, one]))
  const portions = request.lines.map(({ key, amount }, index) => ({ ...day, line: key, amount, taxPoint: day.from, taxes: (cases[index]?.taxes ?? []).map((one) => termsOf(one).key) }))
  return { request: taxRequestHash(request), provider: { name: 'case', version: '1' }, state: 'quoted', currency: request.currency, taxes: [...taxes.values()], portions }
}
