import type { TaxFilingRecord } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { fileTaxes, type TaxFilingRun } from './file-taxes.js'

/** What a provider is told about taxes of issued and of void documents. */
export interface TaxOperations {
  /** Tells the provider what is due. Run it every few minutes; what one run leaves, the next completes. */
  file(): Promise<TaxFilingRun>
  /** What is due and was filed for a document, step by step. */
  filings(document: string): Promise<readonly TaxFilingRecord[]>
}

export function taxOperations(context: BillingContext): TaxOperations {
  const { storage, tenant } = context
  return {
    file: () => fileTaxes(context),
    filings: (document) => storage.transaction(tenant, (stores) => stores.taxFilings.records(document)),
  }
}
