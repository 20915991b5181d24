import { groupCharges } from '@farthing/ledger'
import type { Side } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { rateBilled } from '../rating/rate-billed.js'
import { usageAtCut } from '../usage/usage-at-cut.js'
import { documentPlace } from './document-place.js'
import { findInvoiceSubject, type InvoiceScope } from './draft-invoice.js'

/** One of the documents that an account has for a period. */
export interface InvoiceGroup {
  readonly side: Side
  /** Absent for the one of the account. */
  readonly group?: string
  /** Charges that stand on it now. */
  readonly charges: number
  /** Id of the invoice, where it is issued. */
  readonly invoice?: string
}

/** The documents that an account has for a period as its usage stands, by group: what a run issues one by one. Writes nothing. */
export async function listGroups(context: BillingContext, stores: Stores, scope: Omit<InvoiceScope, 'group'>): Promise<readonly InvoiceGroup[]> {
  const subject = await findInvoiceSubject(context, stores, scope)
  const { charges } = await rateBilled(context, stores, await usageAtCut(context, stores, subject.billed))
  const groups: InvoiceGroup[] = []
  for (const { side, group, charges: own } of groupCharges(charges, subject.grouping ?? { by: 'account' })) {
    const named = group === undefined ? {} : { group }
    const { issued } = await documentPlace(stores, { ...subject, side, ...named })
    groups.push({ side, ...named, charges: own.length, ...(issued === undefined ? {} : { invoice: issued.id }) })
  }
  return groups
}
