import type { DraftInvoice } from '@farthing/ledger'
import { askingOutside } from '../commands/outside.js'
import type { BillingContext } from '../context.js'
import { draftInvoice, findInvoiceSubject, type InvoiceScope } from './draft-invoice.js'

/**
 * The invoice as it stands, of an open or an ended period, issued or not. Changes no record and draws no number (V-PREVIEW).
 * From the same events it has the same content, and content hash, as the invoice that is issued.
 */
export function previewInvoice(context: BillingContext, scope: InvoiceScope): Promise<DraftInvoice> {
  const { storage, tenant } = context
  return askingOutside((outside) =>
    storage.transaction(tenant, async (stores) => {
      const { draft } = await draftInvoice(context, stores, await findInvoiceSubject(context, stores, scope), outside)
      return draft
    }),
  )
}
