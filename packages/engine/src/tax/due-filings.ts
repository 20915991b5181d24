import type { Hash, Instant } from '@farthing/core'
import type { TaxRequest } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import type { TaxSource } from './tax-source.js'

interface FiledDocument {
  /** Id of the document. */
  readonly document: Hash
  readonly at: Instant
}

/** Notes that the taxes of a document are to be filed, in the transaction that issues it. Nothing where nobody files, or it is not taxed. */
export async function fileWhenIssued(
  { tax }: { readonly tax?: TaxSource },
  stores: Stores,
  { document, at, request }: FiledDocument & { readonly request: TaxRequest | undefined },
): Promise<void> {
  if (tax?.filing === undefined || request === undefined) return
  await stores.taxFilings.append({ document, revision: 1, state: 'commit_due', provider: tax.name, at, request })
}

/** Notes that what was filed for a document, or was to be, is withdrawn, in the transaction that makes it void. Nothing where nothing was. */
export async function withdrawWhenVoid(stores: Stores, { document, at }: FiledDocument): Promise<void> {
  const last = (await stores.taxFilings.records(document)).at(-1)
  if (last === undefined || last.state === 'void_due' || last.state === 'voided') return
  const { provider, revision, reference } = last
  await stores.taxFilings.append({ document, revision: revision + 1, state: 'void_due', provider, at, ...(reference === undefined ? {} : { reference }) })
}
