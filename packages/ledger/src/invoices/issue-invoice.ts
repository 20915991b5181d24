import { checkText, hashContent, parseInstant, type CurrencyCode, type Digest, type Hash, type Instant, type Interval } from '@farthing/core'
import type { RatingInput } from '@farthing/pricing'
import { documentHashOf } from './document-hash.js'
import { evidenceHashOf } from './evidence-hash.js'
import type { DraftInvoice, IssuedInvoice } from './invoice.js'

export interface InvoiceIssue {
  /** Up to 64 characters; gapless within the series by the port's contract, which is not this function's to see. */
  readonly number: string
  /** Up to 64 characters. */
  readonly series: string
  readonly issuedAt: Instant
  /** What the charges were rated from, by subscription id bytes: the evidence that the document answers for. */
  readonly ratings: readonly RatingInput[]
}

/** What may be invoiced once. */
export interface InvoiceIdentity extends Interval {
  readonly tenant: string
  readonly account: string
  readonly currency: CurrencyCode
}

const maxLength = 64

/** Gives a draft its identity, number and issue time, and ties it to its evidence. Content and `contentHash` stay as they are. */
export function issueInvoice(draft: DraftInvoice, { number, series, issuedAt, ratings }: InvoiceIssue, digest?: Digest): IssuedInvoice {
  // Named one by one, so that an issued invoice that is passed as a draft brings nothing of its own issue along.
  const { kind, tenant, account, currency, zone, from, to, rounding, zeroLines, lines, totals, contentHash, knownAt } = draft
  const document = {
    kind, tenant, account, currency, zone, from, to, rounding, zeroLines, lines, totals, contentHash, knownAt,
    id: invoiceIdOf(draft, digest),
    number: checkText(number, { field: 'number', maxLength }),
    series: checkText(series, { field: 'series', maxLength }),
    issuedAt: parseInstant(issuedAt, { field: 'issuedAt' }),
    evidenceHash: evidenceHashOf(ratings, digest),
  }
  return { ...document, documentHash: documentHashOf(document, digest) }
}

/** The id of the one invoice of (tenant, account, currency, from, to): known before it is issued. */
export function invoiceIdOf({ tenant, account, currency, from, to }: InvoiceIdentity, digest?: Digest): Hash {
  return hashContent('invoice/1', [tenant, account, currency, from, to], digest)
}
