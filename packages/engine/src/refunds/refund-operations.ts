import type { Refund, RefundStatus } from '@farthing/ledger'
import type { Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { approveRefund, rejectRefund, type ApproveRefund, type RejectRefund } from './decide-refund.js'
import { refreshRefund } from './refresh-refund.js'
import { requestRefund, type RequestRefund } from './request-refund.js'
import { sendRefund, type SendRefund } from './send-refund.js'

/** Conditions that must hold together. */
export interface RefundFilter {
  readonly account?: string
  readonly provider?: string
  /** The provider's name of the payment. */
  readonly payment?: string
  readonly status?: RefundStatus
}

export interface RefundOperations {
  /** Asks for a refund of a payment, whole or in part; never for more than is left of it. */
  request(input: RequestRefund): Promise<Refund>
  approve(input: ApproveRefund): Promise<Refund>
  /** Also what is approved, as long as nobody was asked to send it. */
  reject(input: RejectRefund): Promise<Refund>
  /** Sends a refund that is approved, to its provider or to account credit. */
  send(input: SendRefund): Promise<Refund>
  /** Asks the provider about a refund, and takes in what it says. */
  refresh(id: string): Promise<Refund>
  get(id: string): Promise<Refund | undefined>
  /** By the time they were asked for. */
  list(filter?: RefundFilter, page?: PageRequest): Promise<Page<Refund>>
}

export function refundOperations(context: BillingContext): RefundOperations {
  const { storage, tenant } = context
  return {
    request: (input) => requestRefund(context, input),
    approve: (input) => approveRefund(context, input),
    reject: (input) => rejectRefund(context, input),
    send: (input) => sendRefund(context, input),
    refresh: (id) => refreshRefund(context, id),
    get: (id) => storage.transaction(tenant, async ({ payments }) => (await payments.get('refund', id))?.content),
    list: (filter = {}, page) =>
      storage.transaction(tenant, async ({ payments }) => {
        const { items, ...rest } = await payments.list('refund', filter, page)
        return { items: items.map(({ content }) => content), ...rest }
      }),
  }
}
