import { assertInvariant } from '../errors/assert-invariant.js'
import { identifierLength } from './check-text.js'
import type { Digest } from './digest.js'
import { hashContent } from './hash-content.js'

export interface IdRoom {
  /** UTF-16 units, included: at least the 64 of a hash; 256 unless given. */
  readonly maxLength?: number
  readonly digest?: Digest
}

/**
 * An id that is made of others, such as `provider/payment`, in the room that an id has: as it is where it fits, and as its hash where it does not. So names
 * that are allowed by themselves are allowed together. Different ids stay different: what fits has no other form, and a cut would make two of them one.
 */
export function fitId(id: string, { maxLength = identifierLength, digest }: IdRoom = {}): string {
  assertInvariant(maxLength >= hashLength, 'an id has room for a hash')
  return id.length <= maxLength ? id : hashContent('long-id/1', [id], digest)
}

const hashLength = 64
