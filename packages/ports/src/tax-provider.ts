import type { TenantId } from '@farthing/core'
import type { DocumentTax, TaxAnswer, TaxRequest } from '@farthing/ledger'

/** Identity of a document towards a provider that files: what `TaxRequest` says of it. */
export interface TaxDocument {
  readonly tenant: TenantId
  readonly document: string
}

/** What is filed for a document: what was asked and quoted, and the figures that stand on the document. */
export interface TaxReturn {
  readonly request: TaxRequest
  readonly quoted: TaxAnswer
  /** By `computeTax` of the other two: what the customer is asked for, to the cent. */
  readonly tax: DocumentTax
}

/**
 * Files the taxes of issued documents with somebody who keeps them. What it keeps it knows by (tenant, document), so that a call whose reply was
 * lost can be made again, or looked up.
 *
 * Proved by `taxFilingSuite`.
 */
export interface TaxFiling {
  /**
   * Files the figures of a document, once, and gives the quoted answer as `committed` with the provider's reference; taxes and portions stay as
   * quoted. The same again gives what was filed.
   *
   * @throws `tax.conflict` when other taxes or figures were filed for the document, or when they were voided; `tax.unavailable`
   */
  commit(filed: TaxReturn): Promise<TaxAnswer>
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
