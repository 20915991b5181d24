import { canonicalJson, fingerprintEvent, identityOf, proveBucket, proveEvent, verifyBucketProof, verifyEventProof, type BucketProof, type Digest, type EventProof, type Hash, type IdentifiedEvent, type Interval, type Dimensions, type UsageBucket, type UsageEvent } from '@farthing/core'
import { usageOfLine } from '../explanation/usage-of-line.js'
import type { InvoiceEvidence } from '../invoices/invoice-evidence.js'
import { attemptReading } from './attempt-reading.js'

/** Shows that one event stands behind usage that an invoice was rated from, or that it does not; holds nothing of any other event but digests. */
export interface EventInclusion {
  readonly event: EventProof
  /** The window that the event lies in: a piece of the stored grid. */
  readonly window: Interval & { readonly dimensions: Dimensions; readonly events: number; readonly evidence: Hash }
  /** From the window to the usage that was rated. */
  readonly merged: BucketProof
  /** Places in the evidence: `ratings[rating].facts.usage[index]`. */
  readonly rating: number
  readonly index: number
}

export interface InclusionSource {
  readonly identity: Hash
  /** Every event of the window, as the tally took them. */
  readonly events: readonly IdentifiedEvent[]
  readonly window: UsageBucket
  /** All windows of its group that were merged into the usage. */
  readonly merged: readonly UsageBucket[]
  readonly rating: number
  readonly index: number
}

/**
 * `included`: the lines price a quantity that counts this revision of the event. `absent`: the window that was shown counts no revision of it; digests do not
 * cover the bounds of a window, so hold them against those that `explain` gives. `differs`: the proof does not hold;
 * `proof` where it is none.
 */
export type InclusionVerdict =
  | { readonly verdict: 'included' | 'absent'; readonly lines: readonly Hash[] }
  | { readonly verdict: 'differs'; readonly path: 'identity' | 'fingerprint' | 'revision' | 'event' | 'merged' | 'index' | 'window' | 'proof' }

/**
 * Proves an event to a customer: two Merkle paths, from the event to its window and from the window to the usage on the invoice.
 *
 * @throws `window.invalid` when the window is not among those that were merged, `evidence.none` when the meter keeps no evidence
 */
export function proveInclusion({ identity, events, window, merged, rating, index }: InclusionSource, digest?: Digest): EventInclusion {
  const { from, to, dimensions, evidence } = window
  return {
    event: proveEvent(events, identity, digest),
    window: { from, to, dimensions, events: window.events, evidence },
    merged: proveBucket(merged, window, digest),
    rating,
    index,
  }
}

/**
 * Checks a proof with the event in hand and the evidence of the invoice: no storage, and no other event. Whether the evidence is that of the invoice
 * is the matter of `verifyBundle`. Trusts nothing in the proof. `O(log n)`.
 */
export function verifyInclusion(evidence: InvoiceEvidence, event: UsageEvent, proof: EventInclusion, digest?: Digest): InclusionVerdict {
  const verdict = attemptReading(() => inclusionVerdict(evidence, event, proof, digest))
  return 'value' in verdict ? verdict.value : { verdict: 'differs', path: 'proof' }
}

function inclusionVerdict(evidence: InvoiceEvidence, event: UsageEvent, proof: EventInclusion, digest: Digest | undefined): InclusionVerdict {
  const identity = identityOf(event, digest)
  if (identityIn(proof.event) !== identity) return { verdict: 'differs', path: 'identity' }
  if (proof.event.kind === 'included') {
    if (proof.event.event.fingerprint !== fingerprintEvent(event, digest)) return { verdict: 'differs', path: 'fingerprint' }
    if (proof.event.event.revision !== event.revision) return { verdict: 'differs', path: 'revision' }
  }
  const usage = evidence.ratings[proof.rating]?.facts.usage[proof.index]
  if (usage === undefined) return { verdict: 'differs', path: 'index' }
  if (!isPlaceOf(event, proof.window, usage)) return { verdict: 'differs', path: 'window' }
  if (!verifyEventProof(proof.event, proof.window, digest)) return { verdict: 'differs', path: 'event' }
  if (proof.merged.evidence !== proof.window.evidence || !verifyBucketProof(proof.merged, usage, digest)) return { verdict: 'differs', path: 'merged' }
  return { verdict: proof.event.kind, lines: linesOn(evidence, proof) }
}

/** Whether an event would lie in a window, and the window in the usage. */
function isPlaceOf({ time }: UsageEvent, window: EventInclusion['window'], usage: UsageBucket): boolean {
  return usage.from <= window.from && window.from <= time && time < window.to && window.to <= usage.to && canonicalJson(window.dimensions) === canonicalJson(usage.dimensions)
}

function identityIn(proof: EventProof): Hash {
  return proof.kind === 'included' ? proof.event.identity : proof.identity
}

function linesOn(evidence: InvoiceEvidence, { rating, index }: EventInclusion): readonly Hash[] {
  const { lines } = evidence.invoice
  return lines.filter((line) => usageOfLine(evidence, line).some((usage) => usage.rating === rating && usage.index === index)).map(({ id }) => id)
}
