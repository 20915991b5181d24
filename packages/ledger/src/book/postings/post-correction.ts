import { add, addAll, negate, signOf, subtract, type Decimal, type Instant } from '@farthing/core'
import { totalsOf, type BilledFigures, type BilledLine } from '../../corrections/billed-figures.js'
import { negateFigures } from '../../corrections/combine-figures.js'
import type { Correction } from '../../corrections/correction.js'
import type { LedgerTransaction, PostingOptions } from '../ledger-transaction.js'
import { mirrorEntries } from '../mirror-entries.js'
import { documentEntries, type DocumentAmounts } from './document-entries.js'
import { post } from './post.js'

/**
 * The posting of a correction: recorded differences, on the accounts that the invoice was posted to, and the receivable of that invoice goes up or down by
 * their total. It is made where there is a document, and where amounts move between accounts although nothing is due. `undefined` for lines that the next invoice
 * will post, for what is written off, and where no account moves.
 *
 * An invoice and its corrections leave each account as the invoice of the truth would; a void leaves nothing (C-VOID). Booked on the day given: books of the original day may
 * be closed, and the reference names where it comes from.
 *
 * @throws `ledger.period_closed`
 */
export function postCorrection(correction: Correction, bookedAt: Instant, options?: PostingOptions): LedgerTransaction | undefined {
  const { tenant, id, outcome, actor, totals, delta, invoice } = correction
  if (outcome === 'next_invoice' || outcome === 'written_off') return undefined
  const credits = signOf(add(totals.gross, delta.rounding)) <= 0
  const entries = documentEntries(amountsOfCorrection(correction, credits ? negateFigures(delta) : delta))
  if (entries.length === 0) return undefined
  const origin = { tenant, key: id, reference: id, bookedAt, actor, cause: `Corrects ${invoice.number}` }
  return credits ? post('credit_note_issued', origin, mirrorEntries(entries), options) : post('invoice_issued', origin, entries, options)
}

function amountsOfCorrection({ invoice, account, currency, delta }: Correction, figures: BilledFigures): DocumentAmounts {
  const lines = figures.lines.map((line, index) => ({ line, isAllowance: isAllowance(delta.lines[index]), amount: earned(line, figures) }))
  const terms = new Map(figures.terms.map((each) => [each.key, each.jurisdiction]))
  const { gross } = totalsOf(figures)
  return {
    item: invoice.id,
    account,
    currency,
    total: add(gross, figures.rounding),
    revenue: lines.flatMap(({ line: { product }, amount, isAllowance: given }) => (given ? [] : [{ ...(product !== undefined && { product }), amount }])),
    allowances: lines.flatMap(({ amount, isAllowance: given }) => (given ? [{ reason: 'adjustment', amount: negate(amount) }] : [])),
    promotional: figures.lines.flatMap(({ discounts }) => discounts.flatMap(({ kind, key, grant = key, amount }) => (kind === 'promotional_credit' ? [{ grant, amount }] : []))),
    taxes: figures.lines.flatMap(({ taxes }) => taxes.map(({ key, amount }) => ({ jurisdiction: terms.get(key) ?? '', amount }))),
    cashRounding: figures.rounding,
  }
}

/** A manual credit was posted as an allowance, and comes back from there. */
function isAllowance(line: Correction['delta']['lines'][number] | undefined): boolean {
  if (line === undefined || !line.line.startsWith('adjustment/')) return false
  return signOf(line.billed) < 0 || (signOf(line.billed) === 0 && signOf(line.due) < 0)
}

/** Promotional credit takes nothing off revenue: the grant pays. */
function earned({ amount, discounts, taxes }: BilledLine, { prices }: BilledFigures): Decimal {
  const off = discounts.flatMap((discount) => (discount.kind === 'discount' ? [discount.amount] : []))
  const included = prices === 'inclusive' ? taxes.map((tax) => tax.amount) : []
  return subtract(amount, addAll([...off, ...included]))
}
