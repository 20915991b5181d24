import { checkJson, hashContent, type Digest, type Hash, type JsonObject } from '@farthing/core'
import type { CreditNoteContent, IssuedCreditNote } from '../invoices/documents/credit-note.js'

/** Hash of what a credit note or a supplementary invoice says: `credit-note-content/1` over its head and each of its lines. */
export function noteContentHash(content: CreditNoteContent, digest?: Digest): Hash {
  return hashContent('credit-note-content/1', partsOf(content), digest)
}

/** Hash of a whole issued one but the hash itself: `credit-note-document/1`. */
export function noteDocumentHash(document: Omit<IssuedCreditNote, 'documentHash'>, digest?: Digest): Hash {
  return hashContent('credit-note-document/1', partsOf(document), digest)
}

function partsOf({ lines, ...head }: CreditNoteContent): readonly JsonObject[] {
  return [head, ...lines].map((part, index) => checkJson(part, index === 0 ? 'note' : `lines[${index - 1}]`) as JsonObject)
}
