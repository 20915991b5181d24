import type { HoldFilter, HoldRecord, Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { postHold, voidHold, type PostHold, type VoidHold } from './end-hold.js'
import { expireHolds, type ExpiredHolds } from './expire-holds.js'
import { placeHold, type PlaceHold } from './place-hold.js'

export interface HoldOperations {
  /** Sets an amount of what an account has available aside. */
  place(input: PlaceHold): Promise<HoldRecord>
  /** Takes a hold, or a part of it, and charges the account for it. */
  post(input: PostHold): Promise<HoldRecord>
  /** Gives a hold up. */
  void(input: VoidHold): Promise<HoldRecord>
  /** Ends holds whose time is over. Run it from a job. */
  expire(): Promise<ExpiredHolds>
  get(id: string): Promise<HoldRecord | undefined>
  /** By the time of placing. */
  list(filter?: HoldFilter, page?: PageRequest): Promise<Page<HoldRecord>>
}

export function holdOperations(context: BillingContext): HoldOperations {
  const { storage, tenant } = context
  return {
    place: (input) => placeHold(context, input),
    post: (input) => postHold(context, input),
    void: (input) => voidHold(context, input),
    expire: () => expireHolds(context),
    get: (id) => storage.transaction(tenant, ({ holds }) => holds.get(id)),
    list: async (filter, page) => {
      const conditions = checkFilter(filter, { account: 'text', pool: 'text', status: { pending: true, posted: true, voided: true, expired: true } })
      return storage.transaction(tenant, ({ holds }) => holds.list(conditions, page))
    },
  }
}
