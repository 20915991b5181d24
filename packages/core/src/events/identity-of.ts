import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { hashContent } from '../evidence/hash-content.js'
import type { UsageEvent } from './usage-event.js'

/** Digest of (source, id): one identity within a tenant, whatever the revision. Its order is the order of a store's scan. */
export function identityOf(event: Pick<UsageEvent, 'source' | 'id'>, digest: Digest = sha256): Hash {
  return hashContent('event-identity/1', [event.source, event.id], digest)
}
