import type { CurrencyCode } from '@farthing/core'
import type { DepletionDecision, DepletionStatus, PrepaidFigures, PrepaidLevel, PrepaidPolicy, PrepaidStanding } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import { pageOf } from '../catalog/page-of.js'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { contentsOf } from '../controls/contents-of.js'
import { figuresOf } from './figures-of.js'
import { endPrepaid, prepaidId, putPrepaid, type EndPrepaid, type PutPrepaid } from './prepaid-policies.js'
import { reportOnDepletion, type ReportDepletion } from './report-depletion.js'

/** Conditions that must hold together. */
export interface PrepaidFilter extends AccountScope {
  readonly status?: 'active' | 'ended'
}

/** Conditions that must hold together. */
export interface PrepaidStandingFilter extends AccountScope {
  readonly level?: PrepaidLevel
}

/** Conditions that must hold together. */
export interface DepletionFilter extends AccountScope {
  readonly status?: DepletionStatus
}

export interface PrepaidScope {
  readonly account: string
  readonly currency: CurrencyCode
}

/** `credits.scanLow` looks where all of it stands. */
export interface PrepaidOperations {
  /** Has the prepaid credit of an account watched, or replaces how. */
  put(input: PutPrepaid): Promise<PrepaidPolicy>
  /** Ends that. */
  end(input: EndPrepaid): Promise<PrepaidPolicy>
  /** By creation. */
  list(filter?: PrepaidFilter, page?: PageRequest): Promise<Page<PrepaidPolicy>>
  /** What is available now, and how long it lasts. Writes nothing. */
  figures(scope: PrepaidScope): Promise<PrepaidFigures>
  /** The last move of each account and currency that ever moved, by the time of its first. */
  standings(filter?: PrepaidStandingFilter, page?: PageRequest): Promise<Page<PrepaidStanding>>
  /** Every move of one, in order. */
  history(scope: PrepaidScope, page?: PageRequest): Promise<Page<PrepaidStanding>>
  /** What was decided when credit was used up, by time. The open ones are for the host to carry out. */
  decisions(filter?: DepletionFilter, page?: PageRequest): Promise<Page<DepletionDecision>>
  /** Says what the host did about a decision. */
  report(input: ReportDepletion): Promise<DepletionDecision>
}

export function prepaidOperations(context: BillingContext): PrepaidOperations {
  const { storage, tenant, clock } = context
  return {
    put: (input) => putPrepaid(context, input),
    end: (input) => endPrepaid(context, input),
    list: async (filter, page) => contentsOf(context, 'prepaid_policy', checkFilter(filter, { ...scopeRules, status: { active: true, ended: true } }), page),
    figures: (scope) =>
      storage.transaction(tenant, async (stores) => {
        const { id: account } = await accountOf(stores, scope.account)
        return figuresOf(stores, { account, currency: scope.currency }, clock.now())
      }),
    standings: async (filter, page) => {
      const { level, ...others } = checkFilter<PrepaidStandingFilter>(filter, { ...scopeRules, level: { ok: true, low: true, release_pending: true, depleted: true } })
      return contentsOf(context, 'prepaid_standing', { ...others, ...(level === undefined ? {} : { status: level }) }, page)
    },
    history: (scope, page) =>
      storage.transaction(tenant, async ({ controls }) => {
        const moves = await controls.history('prepaid_standing', prepaidId(context, scope))
        return pageOf(moves.map(({ content }) => content), ({ revision }) => String(revision).padStart(10, '0'), page)
      }),
    decisions: async (filter, page) =>
      contentsOf(context, 'depletion', checkFilter(filter, { ...scopeRules, status: { open: true, carried_out: true, failed: true, withdrawn: true, noted: true } }), page),
    report: (input) => reportOnDepletion(context, input),
  }
}
