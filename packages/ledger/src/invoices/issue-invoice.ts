import { checkText, parseInstant, type Digest, type Instant } from '@farthing/core'
import type { RatedFrom } from '@farthing/pricing'
import { documentHashOf } from './document-hash.js'
import { evidenceHashOf } from './evidence-hash.js'
import type { DraftInvoice, IssuedInvoice } from './invoice.js'
import type { InvoiceTerms } from './invoice-terms.js'
import { invoiceIdOf } from './invoice-id.js'
import type { BusinessCalendar } from './lifecycle/business-calendar.js'
import { dueDateOf } from './lifecycle/due-date.js'

/** The ratings, by subscription id bytes, are the evidence that the document answers for. */
export interface InvoiceIssue extends RatedFrom {
  /** Up to 64 characters; gapless within the series by the port's contract, which is not this function's to see. */
  readonly number: string
  /** Up to 64 characters. */
  readonly series: string
  readonly issuedAt: Instant
  /** What assembly was given beside charges; none unless given. */
  readonly terms?: InvoiceTerms
}

const maxLength = 64

/**
 * Gives a draft its identity, number, issue time and due date, and ties it to its evidence. Content and `contentHash` stay as they are.
 *
 * @throws the `text.*` and `time.*` codes; `invoice.due_date_invalid` for payment terms that need a calendar
 */
export function issueInvoice(draft: DraftInvoice, { number, series, issuedAt, terms, ...rated }: InvoiceIssue, digest?: Digest): IssuedInvoice {
  const at = parseInstant(issuedAt, { field: 'issuedAt' })
  const document = {
    ...draftOf(draft),
    id: invoiceIdOf(draft, digest),
    number: checkText(number, { field: 'number', maxLength }),
    series: checkText(series, { field: 'series', maxLength }),
    issuedAt: at,
    ...(draft.paymentTerms === undefined ? {} : { dueDate: dueDateOf({ terms: draft.paymentTerms, issuedAt: at, zone: draft.zone, ...calendarOf(terms) }) }),
    evidenceHash: evidenceHashOf(rated, terms, digest),
  }
  return { ...document, documentHash: documentHashOf(document, digest) }
}

function calendarOf(terms: InvoiceTerms | undefined): { readonly calendar?: BusinessCalendar } {
  const calendar = terms?.payment?.calendar
  return calendar === undefined ? {} : { calendar }
}

/** Of an issued invoice that is passed as a draft, nothing of its own issue is taken along. */
function draftOf(draft: DraftInvoice & Partial<IssuedInvoice>): DraftInvoice {
  const { id: _, number: __, series: ___, issuedAt: ____, dueDate: _____, evidenceHash: ______, documentHash: _______, ...content } = draft
  return content
}
