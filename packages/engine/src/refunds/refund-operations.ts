import type { CurrencyCode } from '@farthing/core'
import type { Refund, RefundStatus } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { approveRefund, rejectRefund, type ApproveRefund, type RejectRefund } from './decide-refund.js'
import { refreshRefund } from './refresh-refund.js'
import { requestRefund, type RequestRefund } from './request-refund.js'
import { sendRefund, type SendRefund } from './send-refund.js'

/** Conditions that must hold together; time is that at which they were asked for. */
export interface RefundFilter extends AccountScope, TimeScope {
  readonly currency?: CurrencyCode
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

const refundRules: FilterRules<RefundFilter> = {
  ...scopeRules,
  ...timeRules,
  currency: 'currency',
  provider: 'text',
  payment: 'text',
  status: { requested: true, approved: true, rejected: true, sent: true, settled: true, failed: true },
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
    list: async (filter, page) => {
      const conditions = checkFilter(filter, refundRules)
      return storage.transaction(tenant, async ({ payments }) => {
        const { items, ...rest } = await payments.list('refund', conditions, page)
        return { items: items.map(({ content }) => content), ...rest }
      })
    },
  }
}
