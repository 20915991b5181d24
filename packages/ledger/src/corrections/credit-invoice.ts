import { add, addAll, compare, describeValue, fail, parseDecimal, signOf, smallest, subtract, toMinorUnits, type Decimal, type Digest } from '@farthing/core'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { taxOnRest } from '../tax/tax-on-rest.js'
import { taxesOf, totalsOf, type BilledFigures, type BilledLine } from './billed-figures.js'
import type { ConcededLine, Correction } from './correction.js'
import { correctionState, dueOf, type CorrectionState } from './correction-state.js'
import { figuresOf } from './figures-of.js'
import { correctionLimits, makeCorrection, type CorrectionRequest } from './make-correction.js'

export interface CreditedLines extends CorrectionRequest {
  /** From 1 to 100,000 lines, each once: what is given up of them, before discounts, above zero and at most what is left. */
  readonly lines: readonly ConcededLine[]
}

/**
 * Gives up parts of lines by hand. With an amount off a line its discounts come back in the same share and its taxes with it: a half of a line of 399.00 with
 * a discount of 250.00 credits 199.50 less 125.00, and half of its tax.
 *
 * Any split and any order of partial credits comes to the same as one credit of all, tax by tax: each takes what the tax on what is left goes down by. Later
 * re-ratings leave what is given up alone.
 *
 * @throws `correction.over_credited` for more than is left of a line or of a tax; `correction.line_unknown`; `correction.not_issued`,
 *   `correction.voided`, `correction.chain_broken`, `correction.invalid`, `money.not_minor_units`
 */
export function creditInvoice(request: CreditedLines, digest?: Digest): Correction | undefined {
  const { invoice, corrections, policy = {} } = request
  const state = correctionState(invoice, corrections)
  if (state.voided) fail('correction.voided', { field: 'invoice', because: `is ${invoice.number}, which is void`, facts: { invoice: invoice.id } })
  const lines = checkLines(request, state)
  const conceded = new Map(state.conceded)
  for (const { line, amount } of lines) conceded.set(line, add(conceded.get(line) ?? '0', amount))
  const rest = dueOf(invoice, state.truth, conceded)
  const due = policy.creditTax === 'perDocument' ? taxedAlone(rest, state, invoice) : rest
  refuseBelowZero(due, state)
  return makeCorrection(request, state, { kind: 'credit', due, conceded: lines }, digest)
}

function checkLines({ lines, invoice: { currency } }: CreditedLines, { billed }: CorrectionState): readonly ConcededLine[] {
  if (lines.length === 0 || lines.length > correctionLimits.lines) fail('correction.invalid', { field: 'lines', because: `are ${lines.length}` })
  const known = new Map(billed.lines.map((line) => [line.line, line.amount]))
  const seen = new Set<string>()
  return lines.map(({ line, amount: text, ...others }, index) => {
    const field = `lines[${index}]`
    const left = known.get(line) ?? fail('correction.line_unknown', { field: `${field}.line`, because: `is ${describeValue(line)}, which the invoice does not have` })
    if (seen.has(line)) fail('correction.invalid', { field: `${field}.line`, because: `is ${describeValue(line)} a second time` })
    seen.add(line)
    const amount = parseDecimal(text, `${field}.amount`)
    toMinorUnits({ amount, currency })
    if (signOf(amount) <= 0) fail('correction.invalid', { field: `${field}.amount`, because: `is ${amount} and not above 0` })
    if (compare(amount, left) > 0) overCredited(`${field}.amount`, amount, left)
    return { line, amount, ...others }
  })
}

/** Taxes of the credited amounts alone, none above what is left of it. */
function taxedAlone(rest: BilledFigures, { billed, truth }: CorrectionState, invoice: IssuedInvoice): BilledFigures {
  const { tax } = truth
  if (tax === undefined) return rest
  const before = new Map(billed.lines.map((line) => [line.line, line]))
  const after = new Map(rest.lines.map((line) => [line.line, line]))
  const credited = new Map(billed.lines.map((line) => [line.line, subtract(openOf(line), openOf(after.get(line.line)))]))
  const alone = figuresOf({ ...truth, tax: taxOnRest(tax, credited, invoice.rounding) })
  const taken = new Map(alone.lines.map((line) => [line.line, line.taxes]))
  return {
    ...rest,
    lines: rest.lines.map((line) => ({
      ...line,
      taxes: (before.get(line.line)?.taxes ?? []).map((left) => {
        const own = taken.get(line.line)?.find(({ key }) => key === left.key)
        const base = line.taxes.find(({ key }) => key === left.key)?.base ?? '0'
        return { key: left.key, base, amount: subtract(left.amount, smallest(own?.amount ?? '0', left.amount)) }
      }),
    })),
  }
}

function openOf(line: BilledLine | undefined): Decimal {
  return line === undefined ? '0' : subtract(line.amount, addAll(line.discounts.map(({ amount }) => amount)))
}

/** Lines below zero, such as that of a cap, are not credited: without them the others may be worth more than is billed of a tax. */
function refuseBelowZero(due: BilledFigures, { billed }: CorrectionState): void {
  const names = new Map(due.terms.map(({ key, tax }) => [key, tax]))
  const taxedBefore = new Map(taxesOf(billed).map(({ key, amount }) => [key, amount]))
  for (const { key, amount: left } of taxesOf(due)) {
    const before = taxedBefore.get(key) ?? '0'
    if (signOf(left) < 0 && compare(left, before) !== 0) overCredited(`taxes.${names.get(key) ?? key}`, subtract(before, left), before)
  }
  const [left, before] = [totalsOf(due).gross, totalsOf(billed).gross]
  if (signOf(left) < 0) overCredited('lines', subtract(before, left), before)
}

function overCredited(field: string, amount: Decimal, left: Decimal): never {
  return fail('correction.over_credited', { field, because: `credits ${amount} of ${left}`, facts: { amount, left } })
}
