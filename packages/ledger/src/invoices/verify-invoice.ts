import type { JsonObject } from '@farthing/core'
import type { RatingOptions } from '@farthing/pricing'
import { assembleInvoice } from './assemble-invoice.js'
import { attempt, deriveCharges, type Attempt, type Finding } from './derive-charges.js'
import { firstDifference, type Difference } from './first-difference.js'
import { selectCharges } from './grouping/select-charges.js'
import type { InvoiceEvidence } from './invoice-evidence.js'
import { invoiceJson } from './invoice-json.js'
import type { IssuedInvoice } from './invoice.js'
import { issueInvoice } from './issue-invoice.js'

/** `differs` names the first place where document and evidence part, and why where a rule was broken there. */
export type Verification = { readonly verdict: 'verified' } | ({ readonly verdict: 'differs'; readonly because?: string } & Difference)

/**
 * Derives an issued invoice again from its evidence, by the same functions that made it, and compares every figure, text and hash.
 *
 * `expected` is what the evidence gives, `actual` what stands there. It checks that each plan version is the hash of its content, that the
 * ratings are of the invoice's tenant, account and period, and that the document is exactly what assembly makes of them. It takes usage as
 * given: whether that is right is a question to the events. Cost is that of rating and assembly.
 */
export function verifyInvoice(evidence: InvoiceEvidence, options: RatingOptions = {}): Verification {
  const difference = differenceIn(evidence, options)
  return difference === undefined ? { verdict: 'verified' } : { verdict: 'differs', ...difference }
}

function differenceIn({ format, ...evidence }: InvoiceEvidence, options: RatingOptions): Finding | undefined {
  const otherFormat = firstDifference('invoice-evidence/1', format)
  if (otherFormat !== undefined) return { ...otherFormat, path: 'format' }
  const derived = deriveInvoice(evidence, options)
  return derived.finding ?? invoiceDifference(derived.value, evidence.invoice)
}

function deriveInvoice({ invoice, ...evidence }: Omit<InvoiceEvidence, 'format'>, options: RatingOptions): Attempt<IssuedInvoice> {
  const derived = deriveCharges(evidence, invoice, options)
  if (derived.finding !== undefined) return derived
  const { terms } = evidence
  const { digest } = options
  const { tenant, account, side, group, sequence, currency, zone, rounding, zeroLines, from, to, advance, knownAt } = invoice
  const place = {
    from, to,
    ...(side === undefined ? {} : { side }),
    ...(group === undefined ? {} : { group }),
    ...(advance === undefined ? {} : { advance }),
  }
  const grouping = terms?.grouping === undefined ? {} : { grouping: terms.grouping }
  const input = {
    ...place, tenant, account, currency, zone, rounding, zeroLines, knownAt,
    charges: selectCharges(derived.value, { ...place, ...grouping }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(terms === undefined ? {} : { terms }),
  }
  return attempt('', () => issueInvoice(assembleInvoice(input, digest), { ...invoice, ...evidence }, digest))
}

/** The hashes that cover others come last: they differ whenever anything does, and tell nothing about where. */
function invoiceDifference(expected: IssuedInvoice, actual: IssuedInvoice): Difference | undefined {
  const [derived, given] = [wholeJson(expected), wholeJson(actual)]
  for (const hashes of [['contentHash', 'documentHash', 'evidenceHash'], ['contentHash', 'documentHash'], []]) {
    const difference = firstDifference(without(derived, hashes), without(given, hashes))
    if (difference !== undefined) return difference
  }
  return undefined
}

function without(json: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)))
}

/** Head and lines in one record, so that paths read as they do in the document. */
function wholeJson(invoice: IssuedInvoice): JsonObject {
  const { head, lines } = invoiceJson(invoice)
  return { ...head, lines }
}
