import { deliveryStep, type DeliveryState, type DocumentDelivery } from '@farthing/ledger'
import { runCommand, type CommandOptions } from '../../commands/run-command.js'
import type { BillingContext } from '../../context.js'
import { loadInvoice } from './transition-invoice.js'

export interface RecordDelivery extends CommandOptions {
  /** Id of the invoice. */
  readonly invoice: string
  /** What it is there, such as `invoice`. */
  readonly kind: string
  /** Where it goes, such as `quickbooks` or `peppol`. */
  readonly provider: string
  readonly state: DeliveryState
  /** What it is called there; there once it is delivered. */
  readonly id?: string
  /** Why it failed. */
  readonly because?: string
}

/**
 * Notes that an invoice is to be sent somewhere, has arrived there, or has failed to. Sending it is the host's.
 *
 * @throws `invoice.unknown`; `invoice.delivery` for a step that does not follow the one before; `command.conflict`
 */
export function recordDelivery(context: BillingContext, input: RecordDelivery): Promise<DocumentDelivery> {
  return runCommand(context, {
    kind: 'invoices.recordDelivery',
    input,
    perform: async (stores, at) => {
      const { invoice, kind, provider, state, id, because } = input
      const { id: document } = await loadInvoice(stores, invoice)
      const said = { ...(id === undefined ? {} : { id }), ...(because === undefined ? {} : { because }) }
      const record = deliveryStep(await stores.documents.deliveries(document), { document, kind, provider, state, at, ...said })
      await stores.documents.appendDelivery(record)
      return JSON.stringify([document, kind, provider, record.revision])
    },
    recall: async (stores, reference) => {
      const [document, kind, provider, revision] = JSON.parse(reference) as [string, string, string, number]
      const deliveries = await stores.documents.deliveries(document)
      return deliveries.find((each) => each.kind === kind && each.provider === provider && each.revision === revision)
    },
  })
}
