import { isFarthingError, type Interval, type JsonObject } from '@farthing/core'
import { isSeenBy, publishPlan, rate, rateAccount, type AccountRating, type Charge, type RatingInput, type RatingOptions } from '@farthing/pricing'
import { firstDifference, type Difference } from './first-difference.js'
import type { InvoiceEvidence } from './invoice-evidence.js'
import type { DraftInvoice } from './invoice.js'

/** A difference, or a rule that is broken at a place. */
export type Finding = Difference & { readonly because?: string }

export type Attempt<T> = { readonly value: T; readonly finding?: undefined } | { readonly finding: Finding; readonly value?: undefined }

/** The document that ratings are to be of. */
export type RatedDocument = Pick<DraftInvoice, 'tenant' | 'account' | 'currency' | 'from' | 'to' | 'advance' | 'knownAt'>

/**
 * The charges of a document, rated again from its evidence. Checked first: each plan version is the hash of its content, and each rating is of the document's tenant,
 * account, period and knowledge.
 */
export function deriveCharges(evidence: Pick<InvoiceEvidence, 'ratings' | 'accountRatings'>, document: RatedDocument, options: RatingOptions = {}): Attempt<readonly Charge[]> {
  const { ratings, accountRatings = [] } = evidence
  for (const [index, rating] of ratings.entries()) {
    const misplaced = ratingDifference(rating, document, options)
    if (misplaced !== undefined) return { finding: { ...misplaced, path: `ratings[${index}].${misplaced.path}` } }
  }
  for (const [index, rating] of accountRatings.entries()) {
    const misplaced = accountDifference(rating, document)
    if (misplaced !== undefined) return { finding: { ...misplaced, path: `accountRatings[${index}].${misplaced.path}` } }
  }
  return ratedAgain(evidence, options)
}

/** What must hold of a rating before anything is computed from it. */
function ratingDifference({ contract, period, knownAt }: RatingInput, document: RatedDocument, { digest, stages }: RatingOptions): Finding | undefined {
  const { plan, version, content } = contract.planVersion
  const published = attempt('contract.planVersion.content.', () => publishPlan(plan, content, digest, stages))
  if (published.finding !== undefined) return published.finding
  return firstDifference(
    {
      contract: { tenant: document.tenant, account: document.account, planVersion: published.value.version },
      period: periodOf(period, document),
      knownAt: { ...document.knownAt },
    },
    {
      contract: { tenant: contract.tenant, account: contract.subscription.account, planVersion: version },
      period: { ...period },
      knownAt: { ...knownAt },
    },
  )
}

function accountDifference({ tenant, account, currency, period }: AccountRating, document: RatedDocument): Finding | undefined {
  const expected = { tenant: document.tenant, account: document.account, currency: document.currency, period: periodOf(period, document) }
  return firstDifference(expected, { tenant, account, currency, period: { ...period } })
}

/** What is charged in advance was rated in its own period. */
function periodOf(period: Interval, { from, to, advance }: RatedDocument): JsonObject {
  const expected = advance !== undefined && period.from === advance.from ? advance : { from, to }
  return { from: expected.from, to: expected.to }
}

/** As `ratedCharges` gives them, so that what goes wrong has its place. */
function ratedAgain({ ratings, accountRatings = [] }: Pick<InvoiceEvidence, 'ratings' | 'accountRatings'>, options: RatingOptions): Attempt<readonly Charge[]> {
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

/** A rule that the evidence breaks is a finding, not an error of this function. */
export function attempt<T>(prefix: string, derivation: () => T): Attempt<T> {
  try {
    return { value: derivation() }
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return { finding: { path: `${prefix}${error.field}`, because: error.message } }
  }
}
