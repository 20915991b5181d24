import type { Hash, Instant } from '@farthing/core'
import type { FxSnapshot } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { currencyPosture, type CurrencyPosture } from './currency-posture.js'

/** Conditions that must hold together; time is that of the issue. */
export interface SnapshotFilter extends AccountScope, TimeScope {}

/** The rates of exchange that stand on an issued document. */
export interface DocumentSnapshots {
  readonly document: Hash
  readonly number: string
  readonly account: string
  readonly issuedAt: Instant
  /** What lines were converted by. */
  readonly conversions: readonly FxSnapshot[]
  /** What the document is also shown by. */
  readonly presentation?: FxSnapshot
}

export interface CurrencyOperations {
  /** The currencies of the tenant, and its configured rates of exchange as they are now. Converts nothing. */
  settings(): Promise<CurrencyPosture>
  /** The rates that issued documents were made with, by issue: a document without any is left out. */
  snapshots(filter?: SnapshotFilter, page?: PageRequest): Promise<Page<DocumentSnapshots>>
}

export function currencyOperations(context: BillingContext): CurrencyOperations {
  return {
    settings: () => Promise.resolve(currencyPosture(context)),
    snapshots: async (filter, page) => {
      const conditions = checkFilter<SnapshotFilter>(filter, { ...scopeRules, ...timeRules })
      return context.storage.transaction(context.tenant, async ({ documents }) => {
        const { items, ...rest } = await documents.list({ ...conditions, exchanged: true }, page)
        const snapshots = items.map(({ id: document, number, account, issuedAt, conversions = [], presentation }) => {
          return { document, number, account, issuedAt, conversions, ...(presentation === undefined ? {} : { presentation: presentation.snapshot }) }
        })
        return { ...rest, items: snapshots }
      })
    },
  }
}
