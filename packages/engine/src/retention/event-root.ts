import { orderedEvidence, type Digest, type EventLeaf, type Hash } from '@farthing/core'
import type { Page, PageRequest, StoredEvent, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'

/** How many events there are, and the Merkle root over their leaves. */
export interface EventRoot {
  readonly bodies: number
  readonly evidence: Hash
}

/** Of events in the order in which a list gives them: time, identity, revision. A transaction for each page, so that a long list holds nothing up. */
export async function eventRoot(context: BillingContext, list: (stores: Stores, page: PageRequest) => Promise<Page<EventLeaf>>): Promise<EventRoot> {
  const tree = openRoot(context.digest)
  let page: PageRequest = { limit: 1_000 }
  for (;;) {
    const { items, next } = await context.storage.transaction(context.tenant, (stores) => list(stores, page))
    for (const leaf of items) tree.add(leaf)
    if (next === undefined) return tree.root()
    page = { limit: 1_000, cursor: next }
  }
}

function openRoot(digest: Digest): { readonly add: (leaf: EventLeaf) => void; readonly root: () => EventRoot } {
  const evidence = orderedEvidence(digest)()
  let bodies = 0
  return {
    add({ identity, revision, fingerprint }) {
      bodies += 1
      evidence.add({ identity, fingerprint, event: { revision } })
    },
    root: () => ({ bodies, evidence: evidence.root() }),
  }
}

export const leafOf = ({ identity, fingerprint, event: { revision } }: StoredEvent): EventLeaf => ({ identity, revision, fingerprint })
