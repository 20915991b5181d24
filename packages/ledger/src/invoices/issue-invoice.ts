import { checkText, parseInstant, type Digest, type Instant } from '@farthing/core'
import type { RatingInput } from '@farthing/pricing'
import { documentHashOf } from './document-hash.js'
import { evidenceHashOf } from './evidence-hash.js'
import type { DraftInvoice, IssuedInvoice } from './invoice.js'
import type { InvoiceTerms } from './invoice-terms.js'
import { invoiceIdOf } from './invoice-id.js'

export interface InvoiceIssue {
  /** Up to 64 characters; gapless within the series by the port's contract, which is not this function's to see. */
  readonly number: string
  /** Up to 64 characters. */
  readonly series: string
  readonly issuedAt: Instant
  /** What the charges were rated from, by subscription id bytes: the evidence that the document answers for. */
  readonly ratings: readonly RatingInput[]
  /** What assembly was given beside charges; none unless given. */
  readonly terms?: InvoiceTerms
}

const maxLength = 64

/** Gives a draft its identity, number and issue time, and ties it to its evidence. Content and `contentHash` stay as they are. */
export function issueInvoice(draft: DraftInvoice, { number, series, issuedAt, ratings, terms }: InvoiceIssue, digest?: Digest): IssuedInvoice {
  const document = {
    ...draftOf(draft),
    id: invoiceIdOf(draft, digest),
    number: checkText(number, { field: 'number', maxLength }),
    series: checkText(series, { field: 'series', maxLength }),
    issuedAt: parseInstant(issuedAt, { field: 'issuedAt' }),
    evidenceHash: evidenceHashOf(ratings, terms, digest),
  }
  return { ...document, documentHash: documentHashOf(document, digest) }
}

/** Of an issued invoice that is passed as a draft, nothing of its own issue is taken along. */
function draftOf(draft: DraftInvoice & Partial<IssuedInvoice>): DraftInvoice {
  const { id: _, number: __, series: ___, issuedAt: ____, evidenceHash: _____, documentHash: ______, ...content } = draft
  return content
}
