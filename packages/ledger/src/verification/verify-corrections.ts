import { checkJson, type Digest, type Json, type JsonObject } from '@farthing/core'
import type { RatingOptions } from '@farthing/pricing'
import { correctionHashOf } from '../corrections/correction-hash.js'
import { correctionState } from '../corrections/correction-state.js'
import type { Correction } from '../corrections/correction.js'
import { noteDocumentHash } from '../corrections/note-hash.js'
import type { Finding } from '../invoices/derive-charges.js'
import type { IssuedCreditNote } from '../invoices/documents/credit-note.js'
import { firstDifference } from '../invoices/first-difference.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import { attemptReading } from './attempt-reading.js'
import { modulesOf } from './bundle-corrections.js'
import type { CorrectionBundle, CorrectionEvidence } from './correction-bundle.js'
import { deriveCorrection, deriveNote } from './derive-correction.js'
import { missingModules, type MissingModule } from './missing-modules.js'
import { correctionSealOf, sealHash, unsealedParts } from './seal-parts.js'
import { sealPlace, verifyBundle, type BundleVerdict } from './verify-bundle.js'

/**
 * Derives an invoice and each of its corrections again, with no database: targets by rating and assembly, differences, documents, hashes, the chain from one
 * correction to the next, the seal. Verdicts are those of `verifyBundle`; paths lead into the bundle, such as `corrections[0].delta.lines[1].amount`, and
 * `invoice.` stands before those of the invoice.
 *
 * @param options the host's own stages and aggregations, where it has any
 * @throws what is no failure of the evidence, such as a defect in a stage, where the seal holds
 */
export function verifyCorrections(bundle: CorrectionBundle, options: RatingOptions = {}): BundleVerdict {
  const otherFormat = firstDifference('correction-bundle/1', bundle.format)
  if (otherFormat !== undefined) return { verdict: 'differs', ...otherFormat, path: 'format', unsealed: [] }
  const sealed = attemptReading(() => correctionSealOf(bundle, options.digest), 'corrections')
  if ('finding' in sealed) return { verdict: 'differs', path: sealed.finding.path, because: sealed.finding.because, unsealed: [] }
  const unsealed = attemptReading(() => unsealedParts(sealed.value.parts, bundle.seal.parts))
  if ('finding' in unsealed) return { verdict: 'differs', path: 'seal', because: unsealed.finding.because, unsealed: [] }
  const invoice = verifyBundle(bundle.invoice, options)
  if (invoice.verdict === 'differs') return { ...invoice, path: `invoice.${invoice.path}`, unsealed: [...invoice.unsealed.map((part) => `invoice.${part}`), ...unsealed.value] }
  const missing = [...(invoice.verdict === 'unverifiable' ? invoice.missing : []), ...missingOf(bundle, unsealed.value, options)]
  const finding = findingIn(bundle, { unsealed: unsealed.value, isDerivable: missing.length === 0 }, options)
  if (finding !== undefined) return { verdict: 'differs', ...finding, unsealed: unsealed.value }
  const seal = firstDifference(checkJson(sealed.value, 'seal'), checkJson(bundle.seal, 'seal'))
  if (seal !== undefined) return { verdict: 'differs', ...sealPlace(unsealed.value, seal), unsealed: unsealed.value }
  return missing.length === 0 ? { verdict: 'verified' } : { verdict: 'unverifiable', missing: distinct(missing) }
}

/** Only where the lists of modules are what was sealed, as for an invoice. */
function missingOf(bundle: CorrectionBundle, unsealed: readonly string[], options: RatingOptions): readonly MissingModule[] {
  const isSealed = unsealed.length === 0 && sealHash(bundle.seal.parts, options.digest) === bundle.seal.hash
  return isSealed ? missingModules(bundle, options) : []
}

function distinct(missing: readonly MissingModule[]): readonly MissingModule[] {
  return [...new Map(missing.map((each) => [`${each.kind} ${each.name}`, each])).values()]
}

interface Reach {
  readonly unsealed: readonly string[]
  /** Else only hashes and the chain are checked, which need no stage. */
  readonly isDerivable: boolean
}

function findingIn(bundle: CorrectionBundle, { unsealed, isDerivable }: Reach, options: RatingOptions): Finding | undefined {
  const found = attemptReading(() => (isDerivable ? derivedFinding(bundle, options) : hashFinding(bundle, options)), 'corrections')
  if (!('finding' in found)) return found.value
  const [place] = unsealed
  // With its seal whole the evidence is what was made: then this is a defect and no difference.
  if (place === undefined) throw found.finding.error
  return { path: place, because: found.finding.because }
}

function derivedFinding(bundle: CorrectionBundle, options: RatingOptions): Finding | undefined {
  const { invoice } = bundle.invoice.evidence
  const corrections: Correction[] = []
  for (const [index, each] of bundle.corrections.entries()) {
    const finding = correctionFinding(invoice, corrections, each, options)
    if (finding !== undefined) return { ...finding, path: `corrections[${index}]${finding.path === '' ? '' : `.${finding.path}`}` }
    corrections.push(each.correction)
  }
  const { stages, aggregations } = bundle
  return firstDifference(checkJson(modulesOf(bundle.corrections, options), ''), checkJson({ stages, aggregations }, ''))
}

function correctionFinding(invoice: IssuedInvoice, corrections: readonly Correction[], given: CorrectionEvidence, options: RatingOptions): Finding | undefined {
  const derived = deriveCorrection({ invoice, corrections }, given, options)
  if (derived.finding !== undefined) return derived.finding
  if (derived.value === undefined) return { path: 'correction', because: 'is not due: nothing differs from what is billed' }
  const difference = correctionDifference(derived.value, given.correction)
  if (difference !== undefined) return { ...difference, path: `correction.${difference.path}` }
  const note = deriveNote(invoice, given, options.digest)
  if (note === 'missing') return { path: 'note', because: 'is missing, and the correction has a document' }
  const noted = firstDifference(note === undefined ? null : documentJson(note), given.note === undefined ? null : documentJson(given.note))
  return noted === undefined ? undefined : { ...noted, path: noted.path === '' ? 'note' : `note.${noted.path}` }
}

/** Hashes come last: they differ whenever anything does, and tell nothing about where. */
function correctionDifference(expected: Correction, actual: Correction): Finding | undefined {
  const [derived, given] = [correctionJson(expected), correctionJson(actual)]
  return firstDifference(withoutHashes(derived), withoutHashes(given)) ?? firstDifference(derived, given)
}

function withoutHashes({ hash: _, target, ...others }: JsonObject): JsonObject {
  if (typeof target !== 'object' || target === null || !('lines' in target)) return { ...others, target: target ?? null }
  const { contentHash: __, ...content } = target
  return { ...others, target: content }
}

/** Long lists are checked item by item, because a JSON input has a bound. */
function correctionJson({ delta, target, ...head }: Correction): JsonObject {
  return { ...objectOf(head), delta: documentJson(delta), ...(target === undefined ? {} : { target: documentJson(target) }) }
}

function documentJson({ lines, ...head }: { readonly lines: readonly object[] }): JsonObject {
  return { ...objectOf(head), lines: lines.map((line): Json => checkJson(line, 'lines')) }
}

function objectOf(record: object): JsonObject {
  return checkJson(record, 'correction') as JsonObject
}

/** Chain and hashes. */
function hashFinding({ invoice, corrections }: CorrectionBundle, { digest }: RatingOptions): Finding | undefined {
  correctionState(invoice.evidence.invoice, corrections.map(({ correction }) => correction))
  for (const [index, { correction, note }] of corrections.entries()) {
    const difference = hashDifference(correction, digest) ?? (note === undefined ? undefined : noteHashDifference(note, correction, digest))
    if (difference !== undefined) return { ...difference, path: `corrections[${index}].${difference.path}` }
  }
  return undefined
}

function hashDifference({ hash, ...content }: Correction, digest: Digest | undefined): Finding | undefined {
  return firstDifference({ correction: { hash: correctionHashOf(content, digest) } }, { correction: { hash } })
}

function noteHashDifference({ documentHash, ...document }: IssuedCreditNote, { hash }: Correction, digest: Digest | undefined): Finding | undefined {
  const expected = { documentHash: noteDocumentHash(document, digest), evidenceHash: hash }
  return firstDifference({ note: expected }, { note: { documentHash, evidenceHash: document.evidenceHash } })
}
