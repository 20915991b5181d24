import { checkPaymentTerms, checkZone, negate, type Digest } from '@farthing/core'
import { presentAmounts, type PresentedAmount } from '../currencies/present-amounts.js'
import type { InvoiceInput } from './check-assembly.js'
import { contentHashOf } from './document-hash.js'
import type { DraftInvoice, InvoiceContent, InvoiceTotals } from './invoice.js'
import { invoiceTotals } from './invoice-totals.js'
import { listLines } from './list-lines.js'
import { settleLines } from './settle-lines.js'
import { taxOf } from './tax-request-of.js'

/**
 * Makes the invoice of one account and period out of its rated charges and its terms.
 *
 * One line for each charge, one sub-line for each part of its trail. Rounding happens here and nowhere else: under `perLine` each charge
 * is rounded once; under `perTotal` the exact total is rounded once and the lines get largest-remainder shares of it. Either way
 * sub-lines sum to their line and lines to the total, exactly. The line of a minimum or a cap brings rounded lines to its target.
 *
 * Charges in another currency are converted first, exactly, by the rate of exchange that the terms give for it.
 *
 * Of lines that documents before billed parts of, the rest is billed: rounded as a whole, less those parts.
 *
 * Then, in this order: document discounts, promotional credit, tax, paid credit, cash rounding. Every total is a sum of rounded figures, every
 * split a largest-remainder allocation.
 *
 * The same input gives the same document, byte for byte, whatever the order of charges and whatever the machine, zone and locale.
 * No charges give an invoice without lines and of zero. `O(n log n)`.
 *
 * @throws `invoice.invalid` naming the field: another currency, a charge outside the period, a charge key twice, a trail that does not sum
 *   to its charge, a target that is not reached, more than {@link InvoiceInput.charges} may hold, a rounding unit below the currency's minor
 *   unit, terms for tax without an answer, or a negative total (what is owed to the account is a credit note)
 * @throws `invoice.over_discounted`, `tax.answer_mismatch`, `tax.answer_invalid`, the `credit.*` codes of `applyCredits`
 * @throws `money.currency_unknown`, `time.zone_unknown`, `rounding.invalid`, `period.ends_before_start`
 */
export function assembleInvoice(input: InvoiceInput, digest?: Digest): DraftInvoice {
  const listed = listLines(input, digest)
  const { rounding, layout, conversions, lines, adjustments, discounted } = listed
  const tax = taxOf(input, listed, digest)
  const settlements = settleLines(discounted.lines, tax, input)
  const totals = invoiceTotals({ lines, adjustments, discounts: discounted.discounts, tax, settlements }, input)
  const { tenant, account, side, group, sequence = 0, currency, from, to, advance, terms: { seller, customer, recipient, presentation, payment } = {} } = input
  const content: InvoiceContent = {
    kind: 'invoice', tenant, account,
    ...(side === 'wholesale' ? { side } : {}),
    ...(group === undefined ? {} : { group }),
    ...(sequence === 0 ? {} : { sequence }),
    currency,
    zone: checkZone(input.zone, 'zone'),
    from, to,
    ...(advance === undefined ? {} : { advance }),
    rounding,
    zeroLines: input.zeroLines ?? 'keep',
    ...(seller === undefined ? {} : { seller }),
    ...(customer === undefined ? {} : { customer }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(payment === undefined ? {} : { paymentTerms: checkPaymentTerms(payment.terms, 'terms.payment.terms') }),
    ...(layout === undefined ? {} : { layout }),
    lines,
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(discounted.discounts.length === 0 ? {} : { discounts: discounted.discounts }),
    ...(tax === undefined ? {} : { tax }),
    ...(settlements.length === 0 ? {} : { settlements }),
    totals,
    ...(conversions.length === 0 ? {} : { conversions }),
    ...(presentation === undefined ? {} : { presentation: presentAmounts({ ...presentation, currency, amounts: payableParts(totals) }) }),
  }
  return { ...content, contentHash: contentHashOf(content, digest), knownAt: input.knownAt }
}

/** What `payable` is the sum of, so that it is the total of the presentation too. */
function payableParts({ net, tax, credits, rounding }: InvoiceTotals): readonly PresentedAmount[] {
  return [
    { key: 'net', amount: net },
    { key: 'tax', amount: tax },
    { key: 'credits', amount: negate(credits) },
    { key: 'rounding', amount: rounding },
  ]
}
