import { fail } from '@farthing/core'
import type { TaxAnswer, TaxAnswerer } from '@farthing/ledger'
import type { TaxDocument, TaxFiling, TaxProvider } from '@farthing/ports'
import { frozenCopy } from './frozen-copy.js'
import { sameContent } from './same-content.js'

/**
 * A tax provider that answers by a function, such as `taxFromRates(book)`, and files in memory: references count from `name-1`.
 *
 * What the function throws is what `quote` rejects with. `name` must be the one that the answers carry.
 */
export function memoryTaxProvider(name: string, answer: TaxAnswerer): TaxProvider {
  return { name, quote: async (request) => frozenCopy(answer(request)), filing: memoryTaxFiling(name) }
}

function memoryTaxFiling(name: string): TaxFiling {
  const filed = new Map<string, TaxAnswer>()
  const keyOf = ({ tenant, document }: TaxDocument) => JSON.stringify([tenant, document])
  return {
    async commit(request, quoted) {
      const key = keyOf(request)
      const kept = filed.get(key)
      if (kept === undefined) {
        const committed = frozenCopy<TaxAnswer>({ ...quoted, state: 'committed', reference: `${name}-${filed.size + 1}` })
        filed.set(key, committed)
        return committed
      }
      const again = { ...quoted, state: kept.state, reference: kept.reference }
      if (kept.state === 'voided') fail('tax.conflict', { field: 'document', because: 'was filed and voided', facts: { document: request.document } })
      if (!sameContent(again, kept)) fail('tax.conflict', { field: 'document', because: 'is filed with other taxes', facts: { document: request.document } })
      return kept
    },
    async void(document) {
      const kept = filed.get(keyOf(document))
      if (kept === undefined) fail('tax.document_unknown', { field: 'document', because: 'was not filed', facts: { document: document.document } })
      const voided = frozenCopy<TaxAnswer>({ ...kept, state: 'voided' })
      filed.set(keyOf(document), voided)
      return voided
    },
    find: async (document) => filed.get(keyOf(document)),
  }
}
