import { checkText, failureOf, fingerprintEvent, identityOf, parseUsageEvent, type Digest, type Instant } from '@farthing/core'
import type { IncomingEvent } from '@farthing/ports'
import type { IngestOptions, RefusedEvent } from './ingest-result.js'

/** An input that is an event, or the reason why it is none. */
export type ParsedInput = { readonly incoming: IncomingEvent; readonly refused?: undefined } | { readonly refused: RefusedEvent; readonly incoming?: undefined }

export interface ParseContext extends Pick<IngestOptions, 'timeFromReceipt'> {
  readonly receivedAt: Instant
  readonly digest: Digest
}

/** Reads one input of a batch; what cannot be an event is refused with its reason and leaves the others alone. */
export function parseInput(input: unknown, index: number, { receivedAt, timeFromReceipt = [], digest }: ParseContext): ParsedInput {
  const identity = readIdentity(input)
  try {
    const event = parseUsageEvent(input, { receivedAt, timeFromReceipt: identity !== undefined && timeFromReceipt.includes(identity.source) })
    return { incoming: { event, identity: identityOf(event, digest), fingerprint: fingerprintEvent(event, digest), receivedAt } }
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
