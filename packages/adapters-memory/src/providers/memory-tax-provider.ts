import { fail } from '@farthing/core'
import type { DocumentTax, TaxAnswer, TaxAnswerer } from '@farthing/ledger'
import type { TaxDocument, TaxFiling, TaxProvider } from '@farthing/ports'
import { frozenCopy } from '../rows/frozen-copy.js'
import { sameContent } from '../rows/same-content.js'

/**
 * A tax provider that answers by a function, such as `taxFromRates(book)`, and files in memory: references count from `name-1`.
 *
 * What the function throws is what `quote` rejects with. `name` must be the one that the answers carry.
 */
export function memoryTaxProvider(name: string, answer: TaxAnswerer): TaxProvider {
  return { name, quote: async (request) => frozenCopy(answer(request)), filing: memoryTaxFiling(name) }
}

interface Filed {
  readonly answer: TaxAnswer
  readonly tax: DocumentTax
}

function memoryTaxFiling(name: string): TaxFiling {
  const returns = new Map<string, Filed>()
  const keyOf = ({ tenant, document }: TaxDocument) => JSON.stringify([tenant, document])
  return {
    async commit({ request, quoted, tax }) {
      const kept = returns.get(keyOf(request))
      if (kept !== undefined) {
        checkSame(kept, { answer: quoted, tax }, request)
        return kept.answer
      }
      const answer = frozenCopy<TaxAnswer>({ ...quoted, state: 'committed', reference: `${name}-${returns.size + 1}` })
      returns.set(keyOf(request), { answer, tax: frozenCopy(tax) })
      return answer
    },
    async void(document) {
      const kept = returns.get(keyOf(document))
      if (kept === undefined) fail('tax.document_unknown', { field: 'document', because: 'was not filed', facts: { document: document.document } })
      const answer = frozenCopy<TaxAnswer>({ ...kept.answer, state: 'voided' })
      returns.set(keyOf(document), { ...kept, answer })
      return answer
    },
    find: async (document) => returns.get(keyOf(document))?.answer,
  }
}

function checkSame(kept: Filed, { answer, tax }: Filed, { document }: TaxDocument): void {
  const { state, reference } = kept.answer
  if (state === 'voided') fail('tax.conflict', { field: 'document', because: 'was filed and voided', facts: { document } })
  const same = sameContent({ ...answer, state, reference }, kept.answer) && sameContent(tax, kept.tax)
  if (!same) fail('tax.conflict', { field: 'document', because: 'is filed with other taxes', facts: { document } })
}
