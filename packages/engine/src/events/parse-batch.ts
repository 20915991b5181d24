import { checkText, failureOf, fingerprintEvent, identityOf, parseUsageEvent, type Digest, type Failure, type Instant } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { IngestOptions, RefusedEvent } from './ingest-result.js'
import { breachOf, policyOf, type SourcePolicies } from './source-policy.js'

/** An input that is an event, or the reason why it is none. */
export type ParsedInput = ParsedEvent | { readonly refused: RefusedEvent; readonly incoming?: undefined }

export interface ParsedEvent {
  readonly incoming: IncomingEvent
  /** Why its source may not send it, unless it is kept already: a repeat is a duplicate, however late it comes. */
  readonly breach?: Failure
  readonly refused?: undefined
}

export interface ParseContext extends Pick<IngestOptions, 'timeFromReceipt'> {
  readonly receivedAt: Instant
  readonly digest: Digest
  readonly sources: SourcePolicies
}

/** Reads one input of a batch; what cannot be an event is refused with its reason and leaves the others alone. */
export function parseInput(input: unknown, index: number, context: ParseContext): ParsedInput {
  const { receivedAt, timeFromReceipt = [], digest, sources } = context
  const identity = readIdentity(input)
  try {
    const policy = identity === undefined ? {} : policyOf(sources, identity.source)
    const isTimedHere = identity !== undefined && (policy.timeFromReceipt === true || timeFromReceipt.includes(identity.source))
    const event = parseUsageEvent(input, { receivedAt, timeFromReceipt: isTimedHere })
    const breach = breachOf(event, receivedAt, policy)
    const incoming = { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest), receivedAt }
    return { incoming, ...(breach === undefined ? {} : { breach }) }
  } catch (error) {
    return { refused: { index, ...(identity === undefined ? {} : { identity }), failure: failureOf(error) } }
  }
}

/** Only what is fit to be shown and stored: a refused input may hold anything. */
function readIdentity(input: unknown): RefusedEvent['identity'] {
  if (typeof input !== 'object' || input === null) return undefined
  const { source, id } = input as { readonly source?: unknown; readonly id?: unknown }
  try {
    return { source: checkText(source, { field: 'source' }), id: checkText(id, { field: 'id' }) }
  } catch {
    return undefined
  }
}
