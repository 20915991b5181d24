import { canonicalJson } from '../evidence/canonical-json.js'
import { compareBytes } from '../evidence/compare-bytes.js'
import { sha256, type Digest, type Hash } from '../evidence/digest.js'
import { hashContent } from '../evidence/hash-content.js'
import type { Json } from '../evidence/json.js'
import type { Usage } from './usage-type.js'

/**
 * Digest of what rating reads of usage: subscription, meter, dimensions, window, quantity and the parts that it is made of, independent of
 * the order given.
 *
 * Event counts and evidence are not covered. Usage that was corrected and corrected back is rated alike, so it has the same digest and
 * makes no new charge; which events stand behind a quantity is the matter of its evidence.
 */
export function usageDigest(usage: readonly Usage[], digest: Digest = sha256): Hash {
  const ordered = usage.map(digested).map((part) => ({ part, key: canonicalJson(part) })).sort((a, b) => compareBytes(a.key, b.key))
  return hashContent('usage/1', ordered.map(({ part }) => part), digest)
}

function digested({ subscription, meter, dimensions, from, to, quantity, parts }: Usage): Json {
  return [subscription, meter, dimensions, from, to, quantity, ...(parts === undefined ? [] : [parts])]
}
