import { checkJson, compareBytes, hashContent, type Digest, type Hash, type Json } from '@farthing/core'
import type { CorrectionBundle, CorrectionEvidence } from './correction-bundle.js'
import type { BundleSeal, EvidenceBundle, SealedPart } from './evidence-bundle.js'

/**
 * The seal of a bundle: a hash for each of its parts, `bundle-part/1` over the path and the canonical JSON, and one over all. Every key that a bundle
 * has is in a part, known or not, so that nothing can be added beside them.
 */
export function sealOf(bundle: Omit<EvidenceBundle, 'seal'>, digest?: Digest): BundleSeal {
  const { evidence, ...others } = withoutSeal(bundle)
  const { invoice, ...beside } = evidence
  return sealed([partOf('invoice', listed(invoice, 'lines'), digest), ...evidenceParts(beside, { ratings: '', beside: 'evidence.' }, digest), ...partsBeside(others, '', digest)], digest)
}

/** The same of the bundle of corrections; that of the invoice stands in it with its own seal. */
export function correctionSealOf(bundle: Omit<CorrectionBundle, 'seal'>, digest?: Digest): BundleSeal {
  const { invoice, corrections, ...others } = withoutSeal(bundle)
  const parts = corrections.flatMap((each, index) => correctionParts(each, `corrections[${index}].`, digest))
  return sealed([partOf('invoice', [checkJson(invoice.seal, 'invoice.seal')], digest), partOf('corrections', [corrections.length], digest), ...parts, ...partsBeside(others, '', digest)], digest)
}

/** The hash over the parts of a seal, as they stand there. */
export function sealHash(parts: readonly SealedPart[], digest?: Digest): Hash {
  return hashContent('bundle-seal/1', [checkJson(parts, 'seal.parts')], digest)
}

/** Paths of parts that are not what was sealed: changed, added or gone. In the order of the bundle. */
export function unsealedParts(actual: readonly SealedPart[], sealed: readonly SealedPart[]): readonly string[] {
  const hashes = new Map(sealed.map(({ path, hash }) => [path, hash]))
  const there = new Set(actual.map(({ path }) => path))
  return [
    ...actual.filter(({ path, hash }) => hashes.get(path) !== hash).map(({ path }) => path),
    ...sealed.filter(({ path }) => !there.has(path)).map(({ path }) => path),
  ]
}

function sealed(parts: readonly SealedPart[], digest: Digest | undefined): BundleSeal {
  return { parts, hash: sealHash(parts, digest) }
}

function withoutSeal<T extends object>(bundle: T): Omit<T, 'seal'> {
  const { seal: _, ...content }: T & { readonly seal?: unknown } = bundle
  return content
}

function correctionParts({ correction, note, evidence, ...others }: CorrectionEvidence, prefix: string, digest: Digest | undefined): readonly SealedPart[] {
  const { delta, target, ...head } = correction
  const pieces = [checkJson(head, 'correction'), ...listed(delta, 'lines'), ...(target === undefined ? [] : listed(target, 'lines'))]
  return [
    partOf(`${prefix}correction`, pieces, digest),
    ...(note === undefined ? [] : [partOf(`${prefix}note`, listed(note, 'lines'), digest)]),
    ...(evidence === undefined ? [] : evidenceParts(evidence, { ratings: `${prefix}evidence.`, beside: `${prefix}evidence.` }, digest)),
    ...partsBeside(others, prefix, digest),
  ]
}

interface Prefixes {
  readonly ratings: string
  readonly beside: string
}

function evidenceParts({ ratings, ...beside }: { readonly ratings: readonly object[] }, prefixes: Prefixes, digest: Digest | undefined): readonly SealedPart[] {
  return [...ratings.map((rating, index) => partOf(`${prefixes.ratings}ratings[${index}]`, ratingPieces(rating), digest)), ...partsBeside(beside, prefixes.beside, digest)]
}

function partsBeside(record: object, prefix: string, digest: Digest | undefined): readonly SealedPart[] {
  return Object.entries(record)
    .sort(([a], [b]) => compareBytes(a, b))
    .map(([key, value]: readonly [string, unknown]) => partOf(`${prefix}${key}`, [checkJson(value, `${prefix}${key}`)], digest))
}

function partOf(path: string, pieces: readonly Json[], digest: Digest | undefined): SealedPart {
  return { path, hash: hashContent('bundle-part/1', [path, ...pieces], digest) }
}

/** A record whose long list is taken apart, so that no piece is larger than a JSON input may be. */
function listed(record: object, list: string): readonly Json[] {
  const items: unknown = Reflect.get(record, list)
  if (!Array.isArray(items)) return [checkJson(record, '')]
  const head = Object.fromEntries(Object.entries(record).filter(([key]) => key !== list))
  return [checkJson({ ...head, [list]: items.length }, ''), ...items.map((item: unknown, index) => checkJson(item, `${list}[${index}]`))]
}

function ratingPieces(rating: object): readonly Json[] {
  const facts: unknown = Reflect.get(rating, 'facts')
  if (typeof facts !== 'object' || facts === null) return [checkJson(rating, 'rating')]
  const head = Object.fromEntries(Object.entries(rating).filter(([key]) => key !== 'facts'))
  return [checkJson(head, 'rating'), ...listed(facts, 'usage')]
}
