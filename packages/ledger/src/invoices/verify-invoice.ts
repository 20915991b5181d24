import { isFarthingError, type Interval, type JsonObject } from '@farthing/core'
import { isSeenBy, publishPlan, rate, rateAccount, type AccountRating, type Charge, type RatingInput, type RatingOptions } from '@farthing/pricing'
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

function differenceIn({ format, ...evidence }: InvoiceEvidence, options: RatingOptions): Finding | undefined {
  const otherFormat = firstDifference('invoice-evidence/1', format)
  if (otherFormat !== undefined) return { ...otherFormat, path: 'format' }
  const { invoice, ratings, accountRatings = [] } = evidence
  for (const [index, rating] of ratings.entries()) {
    const misplaced = ratingDifference(rating, invoice, options)
    if (misplaced !== undefined) return { ...misplaced, path: `ratings[${index}].${misplaced.path}` }
  }
  for (const [index, rating] of accountRatings.entries()) {
    const misplaced = accountDifference(rating, invoice)
    if (misplaced !== undefined) return { ...misplaced, path: `accountRatings[${index}].${misplaced.path}` }
  }
  const derived = deriveInvoice(evidence, options)
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

function accountDifference({ tenant, account, currency, period }: AccountRating, invoice: IssuedInvoice): Finding | undefined {
  const expected = { tenant: invoice.tenant, account: invoice.account, currency: invoice.currency, period: periodOf(period, invoice) }
  return firstDifference(expected, { tenant, account, currency, period: { ...period } })
}

/** What is charged in advance was rated in its own period. */
function periodOf(period: Interval, { from, to, advance }: IssuedInvoice): JsonObject {
  const expected = advance !== undefined && period.from === advance.from ? advance : { from, to }
  return { from: expected.from, to: expected.to }
}

function deriveInvoice({ invoice, ...evidence }: Omit<InvoiceEvidence, 'format'>, options: RatingOptions): Attempt<IssuedInvoice> {
  const derived = deriveCharges(evidence, options)
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

/** As `ratedCharges` gives them, so that what goes wrong has its place. */
function deriveCharges({ ratings, accountRatings = [] }: Pick<InvoiceEvidence, 'ratings' | 'accountRatings'>, options: RatingOptions): Attempt<readonly Charge[]> {
  const rated: { readonly rating: RatingInput; readonly charges: readonly Charge[] }[] = []
  for (const [index, rating] of ratings.entries()) {
    const one = attempt(`ratings[${index}].`, () => rate(rating, options))
    if (one.finding !== undefined) return one
    rated.push({ rating, charges: one.value.charges })
  }
  const charges = rated.flatMap((each) => each.charges)
  for (const [index, account] of accountRatings.entries()) {
    const seen = rated.filter(({ rating }) => isSeenBy(account, rating)).flatMap((each) => each.charges)
    const added = attempt(`accountRatings[${index}].`, () => rateAccount({ ...account, charges: seen }, options))
    if (added.finding !== undefined) return added
    charges.push(...added.value.charges)
  }
  return { value: charges }
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
