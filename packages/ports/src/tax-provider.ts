import type { TenantId } from '@farthing/core'
import type { TaxAnswer, TaxRequest } from '@farthing/ledger'

/** Identity of a document towards a provider that files: what `TaxRequest` says of it. */
export interface TaxDocument {
  readonly tenant: TenantId
  readonly document: string
}

/**
 * Files the taxes of issued documents with somebody who keeps them. What it keeps it knows by (tenant, document), so that a call whose reply was
 * lost can be made again, or looked up.
 *
 * Proved by `taxFilingSuite`.
 */
export interface TaxFiling {
  /**
   * Files a quoted answer for a document, once, and gives it as `committed` with the provider's reference; taxes and portions stay as quoted.
   * The same again gives what was filed.
   *
   * @throws `tax.conflict` when other taxes were filed for the document, or when they were voided; `tax.unavailable`
   */
  commit(request: TaxRequest, quoted: TaxAnswer): Promise<TaxAnswer>
  /**
   * Withdraws what was filed, and gives it as `voided` under the same reference. The same again changes nothing.
   *
   * @throws `tax.document_unknown` when nothing was filed; `tax.unavailable`
   */
  void(document: TaxDocument): Promise<TaxAnswer>
  /** What was filed for a document, voided or not. */
  find(document: TaxDocument): Promise<TaxAnswer | undefined>
}

/** Says which taxes apply to the lines of a document. Proved by `taxProviderSuite`. */
export interface TaxProvider {
  /** Stands on every answer as `provider.name`: 1 to 256 characters. */
  readonly name: string
  /**
   * Answers a request, as `quoted`. Changes nothing and files nothing, so that previews may ask. `checkTaxAnswer` accepts the answer; the same request
   * has the same one as long as the provider's version stays.
   *
   * @throws `tax.rate_missing` where it knows no rate: none is made up. `tax.unavailable` when it does not answer, which may be tried again
   */
  quote(request: TaxRequest): Promise<TaxAnswer>
  /** There where the provider files; the host files, or nobody does, where it is not. */
  readonly filing?: TaxFiling
}
