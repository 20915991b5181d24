import { checkText, hashContent, parseInstant, type CurrencyCode, type Digest, type Hash, type Instant, type Interval } from '@farthing/core'
import { documentHashOf } from './document-hash.js'
import type { DraftInvoice, IssuedInvoice } from './invoice.js'

export interface InvoiceIssue {
  /** Up to 64 characters; gapless within the series by the port's contract, which is not this function's to see. */
  readonly number: string
  /** Up to 64 characters. */
  readonly series: string
  readonly issuedAt: Instant
}

/** What may be invoiced once. */
export interface InvoiceIdentity extends Interval {
  readonly tenant: string
  readonly account: string
  readonly currency: CurrencyCode
}

const maxLength = 64

/** Gives a draft its identity, number and issue time. Content and `contentHash` stay as they are. */
export function issueInvoice(draft: DraftInvoice, { number, series, issuedAt }: InvoiceIssue, digest?: Digest): IssuedInvoice {
  const document = {
    ...draft,
    id: invoiceIdOf(draft, digest),
    number: checkText(number, { field: 'number', maxLength }),
    series: checkText(series, { field: 'series', maxLength }),
    issuedAt: parseInstant(issuedAt, { field: 'issuedAt' }),
  }
  return { ...document, documentHash: documentHashOf(document, digest) }
}

/** The id of the one invoice of (tenant, account, currency, from, to): known before it is issued. */
export function invoiceIdOf({ tenant, account, currency, from, to }: InvoiceIdentity, digest?: Digest): Hash {
  return hashContent('invoice/1', [tenant, account, currency, from, to], digest)
}
