import { addAll, compare, isZero, localDateOf, minorUnitsOf } from '@farthing/core'
import { numberText } from './calculation-text.js'
import { payableText, termTexts } from './explain-terms.js'
import type { DraftInvoice, InvoiceLine, IssuedInvoice } from './invoice.js'

/** Above this many priced steps the last line adds up lines instead of spelling out each step. */
const maxSteps = 8
/** Above this many lines it only counts them. */
const maxLines = 24

/**
 * An invoice as readable text: each line with its steps, the totals, and as last line how the total comes about:
 *
 * `49.00 + 400,000 × 0.0000025 = 50.00 EUR`
 *
 * Where rounding changed something the last line says so: `3 × 0.333 = 0.999, rounded half-even to 1.00 EUR`.
 * With adjustments, discounts, taxes or credit, these follow behind the lines, and the last line adds them up: `62.35 + 20.00 − 20.24 + 9.89 − 20.00 = 52.00 EUR`.
 * The same on every machine and in every locale; lines end with `\n`, the text does not.
 */
export function explain(invoice: DraftInvoice | IssuedInvoice): string {
  const digits = minorUnitsOf(invoice.currency)
  const lines = invoice.lines.flatMap((line, index) => lineTexts(line, invoice.lines[index - 1], digits))
  const terms = termTexts(invoice, digits)
  const closing = terms.length === 0 ? [linesText(invoice, digits)] : [`Lines: ${linesText(invoice, digits)}`, ...terms, payableText(invoice, digits)]
  return [title(invoice), ...lines, ...closing].join('\n')
}

function title(invoice: DraftInvoice | IssuedInvoice): string {
  const name = 'number' in invoice ? `Invoice ${invoice.number}` : 'Draft invoice'
  const { account, from, to, zone, currency } = invoice
  return `${name} of ${account}, from ${localDateOf(from, zone)} until ${localDateOf(to, zone)} (${zone}), in ${currency}`
}

function lineTexts(line: InvoiceLine, before: InvoiceLine | undefined, digits: number): readonly string[] {
  const heading = line.subscription === before?.subscription ? [] : [`Subscription ${line.subscription}, plan ${line.plan}`]
  const steps = line.details.map((step) => `    ${step.description}: ${step.calculation} = ${numberText(step.amount, digits)}`)
  const adjustments = (line.adjustments ?? []).map((each) => `    ${each.description} (${each.stage}: ${each.rule}): ${numberText(each.amount, digits)}`)
  const result = amountText(line, digits)
  const calculation = line.calculation === result ? result : `${line.calculation} = ${result}`
  return [...heading, `  ${line.description}: ${calculation}`, ...(steps.length > 1 ? steps : []), ...adjustments]
}

/** The rounded amount, after the exact one where they differ. */
function amountText({ exact, amount }: InvoiceLine, digits: number): string {
  const rounded = numberText(amount, digits)
  return compare(exact, amount) === 0 ? rounded : `${numberText(exact, digits)}, rounded ${rounded}`
}

/** How the sum of the lines comes about, which without terms is what is payable. */
function linesText({ lines, totals, currency, rounding }: DraftInvoice, digits: number): string {
  const listed = addAll(lines.map(({ amount }) => amount))
  const payable = `${numberText(listed, digits)} ${currency}`
  const paid = lines.filter((line) => !isZero(line.exact))
  if (paid.length === 0) return `Nothing due: ${payable}`
  const sum = sumText(paid, digits)
  if (compare(totals.exact, listed) === 0) return `${sum} = ${payable}`
  return `${sum} = ${numberText(totals.exact, digits)}, rounded ${rounding.mode} ${scopeText[rounding.scope]} to ${payable}`
}

const scopeText = { perLine: 'line by line', perTotal: 'once' } as const

function sumText(paid: readonly InvoiceLine[], digits: number): string {
  const steps = paid.reduce((count, line) => count + [...line.details, ...(line.adjustments ?? [])].filter((step) => !isZero(step.exact)).length, 0)
  if (steps <= maxSteps) return paid.map((line) => line.calculation).join(' + ')
  if (paid.length <= maxLines) return paid.map((line) => numberText(line.exact, digits)).join(' + ')
  return `Sum of ${paid.length} lines`
}
