import { add, addAll, checkZone, fail, isZero, minorUnitsOf, signOf, type Digest } from '@farthing/core'
import { checkAssembly, type InvoiceInput } from './check-assembly.js'
import { contentHashOf } from './document-hash.js'
import { documentRounding } from '../rounding/document-rounding.js'
import type { DraftInvoice, InvoiceContent, InvoiceLine, InvoiceTotals } from './invoice.js'
import { invoiceLine } from './invoice-line.js'
import { orderCharges } from './order-charges.js'
import { roundCharges } from './round-charges.js'

/**
 * Makes the invoice of one account and period out of its rated charges.
 *
 * One line for each charge, one sub-line for each part of its trail. Rounding happens here and nowhere else: under `perLine` each charge
 * is rounded once; under `perTotal` the exact total is rounded once and the lines get largest-remainder shares of it. Either way
 * sub-lines sum to their line and lines to the total, exactly.
 *
 * The same charges give the same document, byte for byte, whatever their order and whatever the machine, zone and locale.
 * No charges give an invoice without lines and of zero. `O(n log n)`.
 *
 * @throws `invoice.invalid` naming the field: another currency, a charge outside the period, a charge key twice, a trail that does not sum
 *   to its charge, more than {@link InvoiceInput.charges} may hold, a rounding unit below the currency's minor unit, or a negative total
 *   (what is owed to the account is a credit note).
 * @throws `money.currency_unknown`, `time.zone_unknown`, `rounding.invalid`, `period.ends_before_start`
 */
export function assembleInvoice(input: InvoiceInput, digest?: Digest): DraftInvoice {
  const rounding = documentRounding(input.rounding, input.currency)
  const zone = checkZone(input.zone, 'zone')
  checkAssembly(input)
  const zeroLines = input.zeroLines ?? 'keep'
  const charges = zeroLines === 'keep' ? input.charges : input.charges.filter((charge) => !isZero(charge.amount))
  const minorUnits = minorUnitsOf(input.currency, 'currency')
  const lines = roundCharges(orderCharges(charges), rounding).map((rounded) => invoiceLine(rounded, minorUnits))
  const { tenant, account, currency, from, to } = input
  const content: InvoiceContent = { kind: 'invoice', tenant, account, currency, zone, from, to, rounding, zeroLines, lines, totals: totalsOf(lines) }
  return { ...content, contentHash: contentHashOf(content, digest), knownAt: input.knownAt }
}

function totalsOf(lines: readonly InvoiceLine[]): InvoiceTotals {
  const net = addAll(lines.map((line) => line.amount))
  if (signOf(net) < 0) {
    fail('invoice.invalid', { field: 'totals.net', because: `is ${net}, which only a credit note may say`, facts: { net } })
  }
  const tax = '0'
  return { exact: addAll(lines.map((line) => line.exact)), net, tax, payable: add(net, tax) }
}
