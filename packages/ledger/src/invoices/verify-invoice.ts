import { isFarthingError, type Interval, type JsonObject } from '@farthing/core'
import { publishPlan, rate, type Charge, type RatingInput, type RatingOptions } from '@farthing/pricing'
import { assembleInvoice } from './assemble-invoice.js'
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

type Finding = Difference & { readonly because?: string }

function differenceIn({ format, invoice, ratings, terms }: InvoiceEvidence, options: RatingOptions): Finding | undefined {
  const otherFormat = firstDifference('invoice-evidence/1', format)
  if (otherFormat !== undefined) return { ...otherFormat, path: 'format' }
  for (const [index, rating] of ratings.entries()) {
    const misplaced = ratingDifference(rating, invoice, options)
    if (misplaced !== undefined) return { ...misplaced, path: `ratings[${index}].${misplaced.path}` }
  }
  const derived = deriveInvoice({ invoice, ratings, ...(terms === undefined ? {} : { terms }) }, options)
  return derived.finding ?? invoiceDifference(derived.value, invoice)
}

/** What must hold of a rating before anything is computed from it. */
function ratingDifference({ contract, period, knownAt }: RatingInput, invoice: IssuedInvoice, { digest, stages }: RatingOptions): Finding | undefined {
  const { plan, version, content } = contract.planVersion
  const published = attempt('contract.planVersion.content.', () => publishPlan(plan, content, digest, stages))
  if (published.finding !== undefined) return published.finding
  return firstDifference(
    {
      contract: { tenant: invoice.tenant, account: invoice.account, planVersion: published.value.version },
      period: periodOf(period, invoice),
      knownAt: { ...invoice.knownAt },
    },
    {
      contract: { tenant: contract.tenant, account: contract.subscription.account, planVersion: version },
      period: { ...period },
      knownAt: { ...knownAt },
    },
  )
}

/** What is charged in advance was rated in its own period. */
function periodOf(period: Interval, { from, to, advance }: IssuedInvoice): JsonObject {
  const expected = advance !== undefined && period.from === advance.from ? advance : { from, to }
  return { from: expected.from, to: expected.to }
}

function deriveInvoice({ invoice, ratings, terms }: Pick<InvoiceEvidence, 'invoice' | 'ratings' | 'terms'>, options: RatingOptions): Attempt<IssuedInvoice> {
  const charges: Charge[] = []
  for (const [index, rating] of ratings.entries()) {
    const rated = attempt(`ratings[${index}].`, () => rate(rating, options))
    if (rated.finding !== undefined) return rated
    charges.push(...rated.value.charges)
  }
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
    charges: selectCharges(charges, { ...place, ...grouping }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(terms === undefined ? {} : { terms }),
  }
  return attempt('', () => issueInvoice(assembleInvoice(input, digest), { ...invoice, ratings, ...(terms === undefined ? {} : { terms }) }, digest))
}

type Attempt<T> = { readonly value: T; readonly finding?: undefined } | { readonly finding: Finding; readonly value?: undefined }

/** A rule that the evidence breaks is a finding, not an error of this function. */
function attempt<T>(prefix: string, derivation: () => T): Attempt<T> {
  try {
    return { value: derivation() }
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { finding: { path: `${prefix}${error.field}`, because: error.message } }
  }
}

/** The hashes that cover everything else come last: they differ whenever anything does, and tell nothing about where. */
function invoiceDifference(expected: IssuedInvoice, actual: IssuedInvoice): Difference | undefined {
  const hashes = ['contentHash', 'documentHash'] as const
  const without = (json: JsonObject) => Object.fromEntries(Object.entries(json).filter(([key]) => !hashes.some((hash) => hash === key)))
  const [derived, given] = [wholeJson(expected), wholeJson(actual)]
  return firstDifference(without(derived), without(given)) ?? firstDifference(derived, given)
}

/** Head and lines in one record, so that paths read as they do in the document. */
function wholeJson(invoice: IssuedInvoice): JsonObject {
  const { head, lines } = invoiceJson(invoice)
  return { ...head, lines }
}
