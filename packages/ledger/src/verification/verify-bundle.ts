import { checkJson } from '@farthing/core'
import type { Carry, RatingInput, RatingOptions } from '@farthing/pricing'
import { documentHashOf } from '../invoices/document-hash.js'
import { evidenceHashOf } from '../invoices/evidence-hash.js'
import type { Finding } from '../invoices/derive-charges.js'
import { firstDifference, type Difference } from '../invoices/first-difference.js'
import { verifyInvoice } from '../invoices/verify-invoice.js'
import { attemptReading } from './attempt-reading.js'
import type { EvidenceBundle } from './evidence-bundle.js'
import { missingModules, type MissingModule } from './missing-modules.js'
import { aggregationsIn, ratingRuns, stagesIn } from './rating-runs.js'
import { sealHash, sealOf, unsealedParts } from './seal-parts.js'

/**
 * `verified`: every figure, text and hash follows from the evidence. `differs`: names the first place that does not, and the parts that are not what
 * was sealed. `unverifiable`: nothing contradicts, and what is missing cannot be derived again here.
 */
export type BundleVerdict = { readonly verdict: 'verified' } | BundleDifference | { readonly verdict: 'unverifiable'; readonly missing: readonly MissingModule[] }

export interface BundleDifference extends Difference {
  readonly verdict: 'differs'
  /** The rule that is broken there, where it is one. */
  readonly because?: string
  /** Parts of the bundle that were changed after it was made. */
  readonly unsealed: readonly string[]
}

/**
 * Derives an issued invoice again from its bundle, bit for bit, with no database: ratings, carry, document, hashes and seal.
 *
 * Paths are those of the document (`lines[0].amount`), of the ratings (`ratings[0].contract…`) and of the bundle (`stages`, `seal.hash`). A change of
 * what was rated shows where its figures part; `unsealed` then says which part was changed. A bundle that was changed as a whole and sealed again is
 * told apart by its `documentHash` from the document that was issued.
 *
 * Usage is taken as given: `recountUsage` counts it again from events. Cost is that of rating twice and assembling once.
 *
 * @param options the host's own stages and aggregations, where it has any
 * @throws what is no failure of the evidence, such as a defect in a stage, where the seal holds
 */
export function verifyBundle(bundle: EvidenceBundle, options: RatingOptions = {}): BundleVerdict {
  const otherFormat = firstDifference('evidence-bundle/1', bundle.format)
  if (otherFormat !== undefined) return { verdict: 'differs', ...otherFormat, path: 'format', unsealed: [] }
  const sealed = attemptReading(() => sealOf(bundle, options.digest))
  if ('finding' in sealed) return { verdict: 'differs', ...sealed.finding, unsealed: [] }
  const unsealed = attemptReading(() => unsealedParts(sealed.value.parts, bundle.seal.parts))
  if ('finding' in unsealed) return { verdict: 'differs', path: 'seal', because: unsealed.finding.because, unsealed: [] }
  const missing = missingOf(bundle, unsealed.value, options)
  if (missing.length > 0) return unverifiable(bundle, missing, options)
  const finding = findingIn(bundle, unsealed.value, options)
  if (finding !== undefined) return { verdict: 'differs', ...finding, unsealed: unsealed.value }
  const seal = firstDifference(checkJson(sealed.value, 'seal'), checkJson(bundle.seal, 'seal'))
  return seal === undefined ? { verdict: 'verified' } : { verdict: 'differs', ...sealPlace(unsealed.value, seal), unsealed: unsealed.value }
}

/** Only where the lists of modules are what was sealed: else whoever changes a name could turn a difference into a question. */
function missingOf(bundle: EvidenceBundle, unsealed: readonly string[], options: RatingOptions): readonly MissingModule[] {
  const isSealed = unsealed.length === 0 && sealHash(bundle.seal.parts, options.digest) === bundle.seal.hash
  return isSealed ? missingModules(bundle, options) : []
}

/** The hashes of the document need no stage. */
function unverifiable({ evidence: { invoice, terms, ...rated } }: EvidenceBundle, missing: readonly MissingModule[], { digest }: RatingOptions): BundleVerdict {
  const { documentHash, ...document } = invoice
  const expected = { evidenceHash: evidenceHashOf(rated, terms, digest), documentHash: documentHashOf(document, digest) }
  const difference = firstDifference(expected, { evidenceHash: invoice.evidenceHash, documentHash })
  return difference === undefined ? { verdict: 'unverifiable', missing } : { verdict: 'differs', ...difference, unsealed: [] }
}

function findingIn(bundle: EvidenceBundle, unsealed: readonly string[], options: RatingOptions): Finding | undefined {
  const derived = attemptReading(() => derivedFinding(bundle, options))
  if (!('finding' in derived)) return derived.value
  const [place] = unsealed
  // With its seal whole the evidence is what was made: then this is a defect and no difference.
  if (place === undefined) throw derived.finding.error
  return { path: place, because: derived.finding.because }
}

function derivedFinding({ evidence, ...bundle }: EvidenceBundle, options: RatingOptions): Finding | undefined {
  const { verdict, ...finding } = verifyInvoice(evidence, options)
  if (verdict === 'differs' && 'path' in finding) return finding
  const runs = ratingRuns(evidence, options)
  const handedOn = runs.map(({ carryOut }) => carryOut)
  const derived = { stages: stagesIn(runs, options), aggregations: aggregationsIn(evidence), handedOn }
  const stated = { stages: bundle.stages, aggregations: bundle.aggregations, handedOn: bundle.handedOn }
  return firstDifference(checkJson(derived, ''), checkJson(stated, '')) ?? carryDifference(evidence.ratings, handedOn)
}

/** Within a period each segment of a subscription takes what the one before handed on. */
function carryDifference(ratings: readonly RatingInput[], handedOn: readonly Carry[]): Difference | undefined {
  for (const [index, rating] of ratings.entries()) {
    const next = ratings[index + 1]
    if (next === undefined || !isSamePeriod(rating, next)) continue
    const difference = firstDifference(checkJson(handedOn[index], 'carryOut'), checkJson(next.carryIn, 'carryIn'))
    if (difference !== undefined) return { ...difference, path: `ratings[${index + 1}].carryIn${difference.path === '' ? '' : `.${difference.path}`}` }
  }
  return undefined
}

function isSamePeriod(a: RatingInput, b: RatingInput): boolean {
  return a.contract.subscription.id === b.contract.subscription.id && a.contract.side === b.contract.side && a.period.from === b.period.from && a.period.to === b.period.to
}

/** The part that is not what was sealed, or the place in the seal itself. */
export function sealPlace([part]: readonly string[], difference: Difference): Finding {
  return part === undefined ? { ...difference, path: `seal.${difference.path}` } : { path: part, because: 'is not what was sealed' }
}
