import { minorUnitsOf } from '@farthing/core'
import type { DraftInvoice, InvoiceLine } from '../invoices/invoice.js'
import { isRounded } from './is-rounded.js'
import { isMultiple, minus, nothing, order, plus, rational, sumOfTexts, times, type Rational } from './rational.js'

/** What an audit found wrong, one sentence each. */
export type AuditFindings = readonly string[]

/**
 * Recomputes every total of a document, and the lines below them, with fractions of its own: a second, slow and obvious implementation that shares
 * neither arithmetic nor rounding with the one it judges. Nothing found means that every figure follows from the ones in front of it.
 *
 * It judges the figures that stand on the document: that quantities and prices are right is for `verifyInvoice` to say.
 */
export function auditInvoice(invoice: DraftInvoice): AuditFindings {
  const cent = powerOfTen(-minorUnitsOf(invoice.currency))
  return [
    ...invoice.lines.flatMap((line) => auditLine(line, invoice)),
    ...auditSums(invoice),
    ...auditRoundedTotal(invoice),
    ...auditTaken(invoice),
    ...auditTaxes(invoice, cent),
    ...auditUnits(invoice, cent),
  ]
}

function powerOfTen(exponent: number): Rational {
  return exponent < 0 ? { n: 1n, d: 10n ** BigInt(-exponent) } : { n: 10n ** BigInt(exponent), d: 1n }
}

function unitOf({ rounding: { exponent, increment } }: DraftInvoice): Rational {
  return times(rational(increment), powerOfTen(-exponent))
}

const amountsOf = (parts: readonly { readonly amount: string }[]): Rational => sumOfTexts(parts.map(({ amount }) => amount))

function finding(holds: boolean, text: string): AuditFindings {
  return holds ? [] : [text]
}

const same = (a: Rational, b: Rational): boolean => order(a, b) === 0

/** What of a line was rounded: the line and what documents before it billed of it. */
function wholeOf({ amount, exact, adjustments = [] }: InvoiceLine): { readonly amount: Rational; readonly exact: Rational } {
  const before = amountsOf(adjustments.filter(({ stage }) => stage === 'billed-before'))
  return { amount: minus(rational(amount), before), exact: minus(rational(exact), before) }
}

function auditLine(line: InvoiceLine, invoice: DraftInvoice): AuditFindings {
  const { id, details, adjustments = [] } = line
  const steps = [...details, ...adjustments]
  const priced = details.every(({ counted, quantity, unit, flat, exact }) => same(plus(times(rational(counted ?? quantity), rational(unit)), rational(flat)), rational(exact)))
  return [
    ...finding(priced, `a step of ${id} is not its quantity times its price`),
    ...finding(same(sumOfTexts(steps.map(({ exact }) => exact)), rational(line.exact)), `the exact steps of ${id} do not sum to it`),
    ...finding(same(amountsOf(steps), rational(line.amount)), `the steps of ${id} do not sum to it`),
    ...finding(isRoundedLine(line, invoice), `${id} is not its exact amount, rounded`),
  ]
}

function isRoundedLine(line: InvoiceLine, invoice: DraftInvoice): boolean {
  const { scope, mode } = invoice.rounding
  const unit = unitOf(invoice)
  const { amount, exact } = wholeOf(line)
  const { target } = line
  if (scope === 'perTotal') {
    const error = minus(amount, exact)
    return target !== undefined || (order(error, unit) < 0 && order(minus(nothing, error), unit) < 0)
  }
  if (target === undefined) return isRounded(amount, { exact, mode, unit })
  const others = invoice.lines.filter(({ id }) => target.of.includes(id)).map((other) => wholeOf(other).amount)
  return isRounded(others.reduce(plus, amount), { exact: rational(target.amount), mode, unit })
}

function auditRoundedTotal(invoice: DraftInvoice): AuditFindings {
  const { rounding: { scope, mode }, lines } = invoice
  if (scope === 'perLine') return []
  const whole = lines.map(wholeOf)
  const total = whole.map(({ amount }) => amount).reduce(plus, nothing)
  return finding(isRounded(total, { exact: whole.map(({ exact }) => exact).reduce(plus, nothing), mode, unit: unitOf(invoice) }), 'the lines are not their exact sum, rounded once')
}

/** The identities of the totals. */
function auditSums({ lines, adjustments = [], discounts = [], settlements = [], tax, totals }: DraftInvoice): AuditFindings {
  const taxed = minus(rational(totals.subtotal), rational(totals.discounts))
  const due = minus(rational(totals.gross), rational(totals.credits))
  return [
    ...finding(same(sumOfTexts(lines.map(({ exact }) => exact)), rational(totals.exact)), 'totals.exact is not the sum of the exact lines'),
    ...finding(same(amountsOf([...lines, ...adjustments]), rational(totals.subtotal)), 'totals.subtotal is not the sum of lines and adjustments'),
    ...finding(same(amountsOf(discounts), rational(totals.discounts)), 'totals.discounts is not the sum of the discounts'),
    ...finding(same(taxed, rational(tax?.prices === 'inclusive' ? totals.gross : totals.net)), 'the subtotal less discounts is not what is taxed'),
    ...finding(same(amountsOf(tax?.taxes ?? []), rational(totals.tax)), 'totals.tax is not the sum of the taxes'),
    ...finding(same(plus(rational(totals.net), rational(totals.tax)), rational(totals.gross)), 'totals.gross is not net and tax'),
    ...finding(same(amountsOf(settlements), rational(totals.credits)), 'totals.credits is not the sum of the settlements'),
    ...finding(same(plus(due, rational(totals.rounding)), rational(totals.payable)), 'totals.payable is not gross less credits, rounded'),
    ...finding(order(rational(totals.payable), nothing) >= 0, 'totals.payable is below zero'),
  ]
}

/** Discounts and credit take no more of a line than it has. */
function auditTaken({ lines, adjustments = [], discounts = [], settlements = [], tax }: DraftInvoice): AuditFindings {
  const left = new Map([...lines.map(({ id, amount }) => [id, rational(amount)] as const), ...adjustments.map(({ id, amount }) => [`adjustment/${id}`, rational(amount)] as const)])
  const take = (taken: readonly { readonly label: string; readonly amount: string; readonly lines: readonly { readonly line: string; readonly amount: string }[] }[]): AuditFindings =>
    taken.flatMap(({ label, amount, lines: shares }) => {
      for (const share of shares) left.set(share.line, minus(left.get(share.line) ?? nothing, rational(share.amount)))
      const covered = shares.every(({ line }) => order(left.get(line) ?? nothing, nothing) >= 0)
      return [...finding(same(amountsOf(shares), rational(amount)), `${label} is not the sum of its lines`), ...finding(covered, `${label} takes more than a line has`)]
    })
  const discounted = take(discounts)
  const prices = (tax?.lines ?? []).flatMap(({ line, net, gross }) => finding(same(left.get(line) ?? nothing, rational(tax?.prices === 'inclusive' ? gross : net)), `${line} is not taxed on what is left of it`))
  for (const { line, gross } of tax?.lines ?? []) left.set(line, rational(gross))
  return [...discounted, ...prices, ...take(settlements)]
}

/** Each tax is its share of what it is on, rounded where the policy says. */
function auditTaxes({ tax, rounding: { taxScope, taxMode } }: DraftInvoice, cent: Rational): AuditFindings {
  if (tax === undefined) return []
  const hundredth: Rational = { n: 1n, d: 100n }
  const portions = tax.lines.flatMap((line) => line.portions)
  return tax.taxes.flatMap(({ key, compound, base, percent, exact, amount }) => {
    const own = portions.filter(({ taxes }) => taxes.some((share) => share.key === key))
    const shares = own.flatMap(({ taxes }) => taxes.filter((share) => share.key === key))
    const simple = !compound && tax.prices === 'exclusive'
    return [
      ...finding(same(amountsOf(shares), rational(amount)), `the shares of tax ${key} do not sum to it`),
      ...finding(!simple || same(sumOfTexts(own.map(({ net }) => net)), rational(base)), `tax ${key} is not on the sum of its lines`),
      ...finding(!simple || same(times(times(rational(base), rational(percent)), hundredth), rational(exact)), `tax ${key} is not its share of its base`),
      ...finding(taxScope !== 'perKey' || isRounded(rational(amount), { exact: rational(exact), mode: taxMode, unit: cent }), `tax ${key} is not rounded once`),
    ]
  })
}

/** Everything that is shown is a whole number of minor units. */
function auditUnits({ totals, lines, discounts = [], settlements = [] }: DraftInvoice, cent: Rational): AuditFindings {
  const { exact: _, ...shown } = totals
  const amounts = [...Object.values(shown), ...[...lines, ...discounts, ...settlements].map(({ amount }) => amount)]
  return finding(amounts.every((amount) => isMultiple(rational(amount), cent)), 'an amount is no whole number of minor units')
}
