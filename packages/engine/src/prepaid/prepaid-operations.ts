import type { CurrencyCode } from '@farthing/core'
import type { DepletionDecision, DepletionStatus, PrepaidFigures, PrepaidLevel, PrepaidPolicy, PrepaidStanding } from '@farthing/ledger'
import type { Page, PageRequest } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import type { BillingContext } from '../context.js'
import { contentsOf } from '../controls/contents-of.js'
import { figuresOf } from './figures-of.js'
import { endPrepaid, prepaidId, putPrepaid, type EndPrepaid, type PutPrepaid } from './prepaid-policies.js'
import { reportOnDepletion, type ReportDepletion } from './report-depletion.js'

/** Conditions that must hold together. */
export interface PrepaidFilter {
  readonly account?: string
  readonly status?: 'active' | 'ended'
}

/** Conditions that must hold together. */
export interface PrepaidStandingFilter {
  readonly account?: string
  readonly level?: PrepaidLevel
}

/** Conditions that must hold together. */
export interface DepletionFilter {
  readonly account?: string
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
  history(scope: PrepaidScope): Promise<readonly PrepaidStanding[]>
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
    list: (filter, page) => contentsOf(context, 'prepaid_policy', filter, page),
    figures: (scope) =>
      storage.transaction(tenant, async (stores) => {
        const { id: account } = await accountOf(stores, scope.account)
        return figuresOf(stores, { account, currency: scope.currency }, clock.now())
      }),
    standings: ({ account, level } = {}, page) => contentsOf(context, 'prepaid_standing', { ...(account === undefined ? {} : { account }), ...(level === undefined ? {} : { status: level }) }, page),
    history: (scope) => storage.transaction(tenant, async ({ controls }) => (await controls.history('prepaid_standing', prepaidId(context, scope))).map(({ content }) => content)),
    decisions: (filter, page) => contentsOf(context, 'depletion', filter, page),
    report: (input) => reportOnDepletion(context, input),
  }
}
