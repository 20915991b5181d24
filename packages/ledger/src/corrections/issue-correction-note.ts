import { checkText, hashContent, parseInstant, type Digest, type Hash, type Instant } from '@farthing/core'
import type { DraftCreditNote, IssuedCreditNote } from '../invoices/documents/credit-note.js'
import type { Correction } from './correction.js'
import { noteDocumentHash } from './note-hash.js'

export interface NoteIssue {
  readonly correction: Correction
  /** Up to 64 characters; gapless within the series, which is not that of invoices. */
  readonly number: string
  /** Up to 64 characters. */
  readonly series: string
  readonly issuedAt: Instant
}

const maxLength = 64

/** Id of the document of a correction, known before it is issued: `credit-note/1`. */
export function noteIdOf({ id }: Pick<Correction, 'id'>, digest?: Digest): Hash {
  return hashContent('credit-note/1', [id], digest)
}

/** Gives the document of a correction its identity, number and issue time. Its id follows from the correction: what may be issued once. */
export function issueCorrectionNote(draft: DraftCreditNote, { correction, number, series, issuedAt }: NoteIssue, digest?: Digest): IssuedCreditNote {
  const document = {
    ...draft,
    id: noteIdOf(correction, digest),
    number: checkText(number, { field: 'number', maxLength }),
    series: checkText(series, { field: 'series', maxLength }),
    issuedAt: parseInstant(issuedAt, { field: 'issuedAt' }),
    evidenceHash: correction.hash,
  }
  return { ...document, documentHash: noteDocumentHash(document, digest) }
}
