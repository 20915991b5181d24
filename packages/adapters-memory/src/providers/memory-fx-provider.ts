import type { FxQuery, FxSnapshot } from '@farthing/ledger'
import type { FxProvider } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'

/**
 * A provider of exchange rates that looks them up by a function, such as `(query) => fxSnapshotAt(book, query)`.
 *
 * What the function throws is what `rate` rejects with. `name` must be the one that the snapshots carry.
 */
export function memoryFxProvider(name: string, find: (query: FxQuery) => FxSnapshot): FxProvider {
  return { name, rate: async (query) => frozenCopy(find(query)) }
}
