import type { Page, PageRequest, QuotaReservation, QuotaReservationFilter } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { checkQuota, type CheckQuota, type QuotaAnswer } from './check-quota.js'
import { configureQuota, type ConfigureQuota } from './configure-quota.js'
import { commitReservation, releaseReservation, type CommitReservation, type ReleaseReservation } from './end-reservation.js'
import { expireReservations, type ExpiredReservations } from './expire-reservations.js'
import { listQuotas, type QuotaListScope } from './list-quotas.js'
import type { QuotaTerms } from './quota-terms.js'
import { reserveQuota, type ReserveQuota } from './reserve-quota.js'

export interface QuotaOperations {
  /** Says what a subscription may use of a feature: with a price what is free and what comes beyond, without one the most that may be used. */
  configure(input: ConfigureQuota): Promise<QuotaTerms>
  /** What is left of a feature: measured now, or of an age that is put up with. Writes nothing. */
  check(input: CheckQuota): Promise<QuotaAnswer>
  /** What is said about each feature of a subscription, or of all that an account has. */
  list(scope: QuotaListScope): Promise<readonly QuotaTerms[]>
  /** Sets units of a feature aside before they are used, never above what is left. */
  reserve(input: ReserveQuota): Promise<QuotaReservation>
  /** Takes what was set aside, or a part of it, as used. */
  commit(input: CommitReservation): Promise<QuotaReservation>
  /** Gives what was set aside up. */
  release(input: ReleaseReservation): Promise<QuotaReservation>
  /** Ends reservations whose time is over. Run it from a job. */
  expire(): Promise<ExpiredReservations>
  reservation(id: string): Promise<QuotaReservation | undefined>
  /** By the time at which they were made. */
  reservations(filter?: QuotaReservationFilter, page?: PageRequest): Promise<Page<QuotaReservation>>
}

export function quotaOperations(context: BillingContext): QuotaOperations {
  const { storage, tenant } = context
  return {
    configure: (input) => configureQuota(context, input),
    check: (input) => checkQuota(context, input),
    list: (scope) => storage.transaction(tenant, (stores) => listQuotas(context, stores, scope)),
    reserve: (input) => reserveQuota(context, input),
    commit: (input) => commitReservation(context, input),
    release: (input) => releaseReservation(context, input),
    expire: () => expireReservations(context),
    reservation: (id) => storage.transaction(tenant, ({ quotas }) => quotas.get(id)),
    reservations: async (filter, page) => {
      const status = { pending: true, committed: true, released: true, expired: true } as const
      const conditions = checkFilter(filter, { ...scopeRules, subscription: 'text', feature: 'text', status })
      return storage.transaction(tenant, ({ quotas }) => quotas.list(conditions, page))
    },
  }
}
