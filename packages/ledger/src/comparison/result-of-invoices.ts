import { add, canonicalJson, compare, negate, type Exact } from '@farthing/core'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { RatingResult, ResultLine } from './rating-result.js'
import { resultLineName } from './result-of-charges.js'

/**
 * What issued invoices say, rounded as it stands there. Lines are called as `resultLineName` says; behind them stand adjustments by hand
 * (`adjustment/…`), discounts and promotional credit (`discount/…`, below zero) and, on prices without it, tax (`tax/…`), so that the lines of an
 * invoice sum to its `gross`.
 *
 * A line that several documents bill in parts is one line: the sum of its amounts, and the largest quantity, which is that of the whole.
 */
export function resultOfInvoices(name: string, invoices: readonly IssuedInvoice[]): RatingResult {
  const whole = new Map<string, ResultLine>()
  for (const line of invoices.flatMap((invoice) => linesOf(invoice))) {
    const key = canonicalJson([line.account, line.line, line.currency, line.period?.from ?? '', line.period?.to ?? ''])
    const before = whole.get(key)
    whole.set(key, before === undefined ? line : together(before, line))
  }
  return { format: 'rating-result/1', name, lines: [...whole.values()] }
}

function linesOf(invoice: IssuedInvoice): readonly ResultLine[] {
  const { account, currency, from, to, lines, adjustments = [], discounts = [], tax } = invoice
  const beside = (line: string, amount: Exact): ResultLine => ({ account, period: { from, to }, line, currency, amount })
  return [
    ...lines.map((line): ResultLine => ({ account, period: { from: line.from, to: line.to }, line: resultLineName(line), currency, amount: line.amount, quantity: line.quantity })),
    ...adjustments.map(({ id, amount }) => beside(`adjustment/${id}`, amount)),
    ...discounts.map(({ key, amount }) => beside(`discount/${key}`, negate(amount))),
    ...(tax?.prices === 'exclusive' ? tax.taxes : []).map(({ jurisdiction, tax: own, categoryCode, percent, amount }) => beside(`tax/${jurisdiction}/${own}/${categoryCode}/${percent}`, amount)),
  ]
}

function together(a: ResultLine, b: ResultLine): ResultLine {
  const quantity = a.quantity === undefined || b.quantity === undefined || compare(a.quantity, b.quantity) > 0 ? (a.quantity ?? b.quantity) : b.quantity
  return { ...a, amount: add(a.amount, b.amount), ...(quantity === undefined ? {} : { quantity }) }
}
