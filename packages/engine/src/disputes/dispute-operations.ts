import type { CurrencyCode } from '@farthing/core'
import type { Dispute, DisputeStatus } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { addEvidence, type AddEvidence } from './add-evidence.js'
import { closeDispute, type CloseDispute } from './close-dispute.js'
import { submitEvidence, type SubmitEvidence } from './submit-evidence.js'

/** Conditions that must hold together; time is that at which they were opened. */
export interface DisputeFilter extends AccountScope, TimeScope {
  readonly currency?: CurrencyCode
  readonly provider?: string
  /** The provider's name of the payment. */
  readonly payment?: string
  readonly status?: DisputeStatus
}

/** Disputes are opened and decided by what providers report: see `payments.webhook` and `payments.report`. */
export interface DisputeOperations {
  /** Keeps something that speaks for the seller. */
  addEvidence(input: AddEvidence): Promise<Dispute>
  /** Hands all evidence to the provider. */
  submit(input: SubmitEvidence): Promise<Dispute>
  /** Closes a dispute that was won or lost. */
  close(input: CloseDispute): Promise<Dispute>
  get(id: string): Promise<Dispute | undefined>
  /** By the time they were opened. */
  list(filter?: DisputeFilter, page?: PageRequest): Promise<Page<Dispute>>
}

const disputeRules: FilterRules<DisputeFilter> = {
  ...scopeRules,
  ...timeRules,
  currency: 'currency',
  provider: 'text',
  payment: 'text',
  status: { opened: true, needs_response: true, evidence_due: true, evidence_submitted: true, won: true, lost: true, closed: true },
}

export function disputeOperations(context: BillingContext): DisputeOperations {
  const { storage, tenant } = context
  return {
    addEvidence: (input) => addEvidence(context, input),
    submit: (input) => submitEvidence(context, input),
    close: (input) => closeDispute(context, input),
    get: (id) => storage.transaction(tenant, async ({ payments }) => (await payments.get('dispute', id))?.content),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, disputeRules)
      return storage.transaction(tenant, async ({ payments }) => {
        const { items, ...rest } = await payments.list('dispute', conditions, page)
        return { items: items.map(({ content }) => content), ...rest }
      })
    },
  }
}
