import { addAll, allocate, compare, divide, largest, minorUnitsOf, multiply, round, signOf, subtract, type CurrencyCode, type Decimal } from '@farthing/core'
import type { InvoiceContent } from '../invoices/invoice.js'
import { taxOnRest } from '../tax/tax-on-rest.js'
import type { BilledDiscount, BilledFigures, BilledLine } from './billed-figures.js'
import { figuresOf, type BilledContent } from './figures-of.js'

/** A document whose lines may be conceded: it says how its taxes are rounded. */
export type ConcedableContent = BilledContent & Pick<InvoiceContent, 'currency' | 'rounding'>

/**
 * What a document bills once parts of its lines are conceded: an amount off a line, before discounts, and of each of its discounts the same share.
 *
 * It depends on how much of each line is conceded in all and on nothing else, so that partial credits sum to one credit of the whole in any split and any
 * order. Of a line that comes to less than is conceded of it, nothing is left; lines below zero are not conceded. What discounts leave of
 * their share is rounded half-even once and spread over them by largest remainder; taxes are those of what is left, see `taxOnRest`.
 */
export function concedeLines(content: ConcedableContent, conceded: ReadonlyMap<string, Decimal>): BilledFigures {
  const whole = figuresOf(content)
  if (conceded.size === 0) return whole
  const { currency, tax, rounding } = content
  const lines = whole.lines.map((line) => restOf(line, conceded.get(line.line), currency))
  if (tax === undefined) return { ...whole, lines }
  const rest = new Map(lines.map((line) => [line.line, subtract(line.amount, addAll(line.discounts.map(({ amount }) => amount)))]))
  const left = figuresOf({ ...content, tax: taxOnRest(tax, rest, rounding) })
  const taxes = new Map(left.lines.map((line) => [line.line, line.taxes]))
  return { ...whole, lines: lines.map((line) => ({ ...line, taxes: taxes.get(line.line) ?? [] })) }
}

function restOf(line: BilledLine, conceded: Decimal | undefined, currency: CurrencyCode): BilledLine {
  if (conceded === undefined || signOf(conceded) === 0 || signOf(line.amount) <= 0) return line
  const amount = largest('0', subtract(line.amount, conceded))
  return { ...line, amount, discounts: discountsLeft(line, amount, currency) }
}

function discountsLeft({ amount: whole, discounts }: BilledLine, rest: Decimal, currency: CurrencyCode): readonly BilledDiscount[] {
  if (discounts.length === 0 || compare(rest, whole) === 0) return discounts
  const exponent = minorUnitsOf(currency)
  const taken = addAll(discounts.map(({ amount }) => amount))
  const total = round(divide(multiply(taken, rest), whole), { mode: 'half-even', exponent })
  const shares = allocate({ total, shares: discounts.map(({ key, amount: weight }) => ({ key, weight })), exponent })
  return discounts.map((discount, index) => ({ ...discount, amount: shares[index]?.amount ?? '0' }))
}
