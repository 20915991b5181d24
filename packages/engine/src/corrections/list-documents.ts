import type { IssuedCreditNote } from '@farthing/ledger'
import type { AccountScope, CorrectionFilter, CorrectionRecord, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'

/** Conditions that must hold together; time is that of issue. */
export interface CorrectionDocumentFilter extends AccountScope, TimeScope {
  readonly kind?: IssuedCreditNote['kind']
  /** Id of the invoice that it corrects. */
  readonly invoice?: string
  /** As it stands on the document. */
  readonly number?: string
}

/**
 * Documents of corrections, by issue. A page has up to as many as are asked for: looks that found nothing have none, and are passed over, so one that is not the last may
 * have fewer.
 *
 * @throws `filter.invalid`, `storage.page_invalid`
 */
export async function listCorrectionDocuments(context: BillingContext, filter?: CorrectionDocumentFilter, page?: PageRequest): Promise<Page<IssuedCreditNote>> {
  const { kind, invoice, number, ...scope } = checkFilter<CorrectionDocumentFilter>(filter, {
    ...scopeRules, ...timeRules, kind: { credit_note: true, supplementary_invoice: true }, invoice: 'text', number: 'text',
  })
  const isMeant = (note: IssuedCreditNote): boolean =>
    (kind === undefined || note.kind === kind) && (invoice === undefined || note.invoice.id === invoice) && (number === undefined || note.number === number)
  for (let request = page; ; ) {
    const { items, next } = await readPage(context, scope, request)
    const notes = items.flatMap(({ note }) => (note !== undefined && isMeant(note) ? [note] : []))
    if (notes.length > 0 || next === undefined) return { items: notes, ...(next === undefined ? {} : { next }) }
    request = { ...page, cursor: next }
  }
}

function readPage({ storage, tenant }: BillingContext, filter: CorrectionFilter, page: PageRequest | undefined): Promise<Page<CorrectionRecord>> {
  return storage.transaction(tenant, ({ corrections }) => corrections.list(filter, page))
}
