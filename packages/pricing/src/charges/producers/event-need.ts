import type { FactPackName } from '../pipeline/fact-pack.js'
import type { FactNeed } from '../pipeline/manifest.js'

/** What a producer reads of events one by one, beside what tells whose they are. Only some prices need them, so the pack is not required. */
export function eventNeed(pack: FactPackName, fields: readonly string[]): FactNeed {
  return { pack, versions: [1], fields: ['meter', 'dimensions', 'occurredAt', 'source', 'id', ...fields], filters: ['meter'], required: false }
}
