import { checkText } from '@farthing/core'
import type { AccountScope, Page, PageRequest, RatingRun, Stores } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { accrueUsage, type Accrual, type AccrueUsage } from './accrue-usage.js'
import { inspectRating, type InspectRating, type RatingInspection } from './inspect-rating.js'
import { getRatedUsage, listRatedUsage, type RatedUsage, type RatedUsageScope } from './rated-usage.js'
import { ratePeriod, type RatePeriod } from './rate-period.js'

export interface RatingOperations {
  /** Rates a period as its usage stands, and keeps the result. Bills nothing. */
  run(input: RatePeriod): Promise<RatingRun>
  /** What rating a period as it stands says beside its charges: warnings, unpriced usage and, with a timer, what each stage did. Writes nothing. */
  inspect(scope: InspectRating): Promise<RatingInspection>
  get(id: string): Promise<RatingRun | undefined>
  /** By document, then run. */
  list(filter?: AccountScope, page?: PageRequest): Promise<Page<RatingRun>>
}

export interface AccrualOperations {
  /** Books the usage of a rating run as accrued, until the invoice of its period takes that back. */
  accrue(input: AccrueUsage): Promise<Accrual>
}

export interface RatedUsageOperations {
  /** What was rated for an account, with its documents, postings and payments; by charge key. */
  list(scope: RatedUsageScope, page?: PageRequest): Promise<Page<RatedUsage>>
  /** One charge, by its key. */
  get(chargeKey: string): Promise<RatedUsage | undefined>
}

export interface PostingSteps {
  readonly rating: RatingOperations
  readonly accruals: AccrualOperations
  readonly ratedUsage: RatedUsageOperations
}

const ratedUsageRules: FilterRules<RatedUsageScope> = { account: 'text', document: 'text', subscription: 'text', meter: 'text', currency: 'currency', within: 'interval' }

/** The steps between usage and documents. */
export function postingSteps(context: BillingContext): PostingSteps {
  const read = <T>(work: (stores: Stores) => Promise<T>): Promise<T> => context.storage.transaction(context.tenant, work)
  return {
    rating: {
      run: (input) => ratePeriod(context, input),
      inspect: (scope) => inspectRating(context, scope),
      get: (id) => read((stores) => stores.ratingRuns.get(id)),
      list: async (filter, page) => {
        const conditions = checkFilter(filter, scopeRules)
        return read((stores) => stores.ratingRuns.list(conditions, page))
      },
    },
    accruals: { accrue: (input) => accrueUsage(context, input) },
    ratedUsage: {
      list: async (scope, page) => {
        const conditions = checkFilter(scope, ratedUsageRules)
        checkText(conditions.account, { field: 'account' })
        return read((stores) => listRatedUsage(stores, conditions, page))
      },
      get: (chargeKey) => read((stores) => getRatedUsage(stores, chargeKey)),
    },
  }
}
