import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { fingerprintEvent } from './fingerprint-event.js'
import { identityOf } from './identity-of.js'
import type { UsageEvent } from './usage-event.js'

/** An event with the digests that decide about it. */
export interface IdentifiedEvent {
  readonly event: UsageEvent
  /** Digest of (source, id). */
  readonly identity: Hash
  /** Digest of what it says. */
  readonly fingerprint: Hash
}

export interface EffectiveEvents {
  /** The highest revision of each identity, voids left out, in the order of their identities. */
  readonly effective: readonly IdentifiedEvent[]
  /** Identities whose highest revision is a void. */
  readonly voided: number
  /** Revisions that a higher one replaces. */
  readonly replaced: number
  /** Repeats of the same revision with the same content. */
  readonly duplicates: number
  /** Repeats of the same revision with other content, in the given order. Among them the first one given counts. */
  readonly conflicts: readonly IdentifiedEvent[]
}

/**
 * Reduces reports to the events that count.
 *
 * Every report is in exactly one of the five results. Without conflicts the effective events do not depend on order or repetition
 * (their extensions aside): of duplicates whose time is from the receipt, the earliest counts.
 * `O(n log n)`, holding one event per identity and revision.
 */
export function effectiveEvents(events: Iterable<UsageEvent>, digest: Digest = sha256): EffectiveEvents {
  const reports = new Map<Hash, Map<number, IdentifiedEvent>>()
  const conflicts: IdentifiedEvent[] = []
  let duplicates = 0
  for (const event of events) {
    const report = { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest) }
    const revisions = reports.get(report.identity) ?? new Map<number, IdentifiedEvent>()
    const known = revisions.get(event.revision)
    if (known === undefined) reports.set(report.identity, revisions.set(event.revision, report))
    else if (known.fingerprint === report.fingerprint) {
      duplicates += 1
      // Only a time from the receipt can differ between duplicates.
      if (event.time < known.event.time) revisions.set(event.revision, report)
    } else conflicts.push(report)
  }
  let replaced = 0
  let voided = 0
  const effective: IdentifiedEvent[] = []
  for (const identity of [...reports.keys()].sort()) {
    const revisions = [...(reports.get(identity)?.values() ?? [])]
    const highest = revisions.reduce((a, b) => (b.event.revision > a.event.revision ? b : a))
    replaced += revisions.length - 1
    if (highest.event.data === null) voided += 1
    else effective.push(highest)
  }
  return { effective, voided, replaced, duplicates, conflicts }
}
