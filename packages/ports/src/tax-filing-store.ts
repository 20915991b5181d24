import type { Hash, Instant } from '@farthing/core'
import type { TaxRequest } from '@farthing/ledger'
import type { Page, PageRequest } from './page.js'

/** `commit_due`, `void_due`: the provider is to be told. `committed`, `voided`: it was, and knows it. */
export type TaxFilingState = 'commit_due' | 'committed' | 'void_due' | 'voided'

/** One step of filing the taxes of an issued document. Append-only, one behind the other without a gap. */
export interface TaxFilingRecord {
  /** Id of the document, by which the provider knows it too. */
  readonly document: Hash
  /** 1 for the first step. */
  readonly revision: number
  readonly state: TaxFilingState
  /** Name of the provider. */
  readonly provider: string
  readonly at: Instant
  /** What was asked; there on the first step. The answer and the figures stand in the evidence of the document and on it. */
  readonly request?: TaxRequest
  /** The provider's own name for what it filed; there once it is known. */
  readonly reference?: string
}

/** What is filed, and to be filed, about taxes of one tenant's documents. Proved by `taxFilingStoreSuite`. */
export interface TaxFilingStore {
  /** Adds a step behind the ones before; the same content again is a no-op. @throws `storage.conflict` when its revision is taken by other content, or is not the next */
  append(record: TaxFilingRecord): Promise<void>
  /** The steps of a document, by revision. */
  records(document: Hash): Promise<readonly TaxFilingRecord[]>
  /** The last step of each document of which the provider is to be told something, ordered by time, then document bytes. */
  due(page?: PageRequest): Promise<Page<TaxFilingRecord>>
}
