import type { BudgetDecision, BudgetDecisionRecord, BudgetEvent, BudgetOutcome, BudgetPolicy } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest, TimeScope } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { checkFilter } from '../filters/check-filter.js'
import { scopeRules, timeRules } from '../filters/scope-rules.js'
import { contentsOf } from '../controls/contents-of.js'
import { budgetPosture, type BudgetPosture, type PostureScope } from './budget-posture.js'
import { decideBudget, keepBudgetDecision, type BudgetProposal, type KeepBudgetDecision } from './decide-budget.js'
import { endBudget, putBudget, type EndBudget, type PutBudget } from './put-budget.js'
import { scanBudgets, type BudgetScan } from './scan-budgets.js'

/** Conditions that must hold together. */
export interface BudgetFilter extends AccountScope {
  readonly status?: 'active' | 'ended'
}

/** Conditions that must hold together; time is that at which a threshold was first seen. */
export interface BudgetEventFilter extends AccountScope, TimeScope {
  /** Id of the budget. */
  readonly budget?: string
}

/** Conditions that must hold together; time is that of the decision. */
export interface BudgetDecisionFilter extends AccountScope, TimeScope {
  readonly outcome?: BudgetOutcome
}

export interface BudgetOperations {
  /** Creates a budget of an account or a project, or replaces it. */
  put(input: PutBudget): Promise<BudgetPolicy>
  /** Ends a budget: nobody watches it any more. */
  end(input: EndBudget): Promise<BudgetPolicy>
  get(id: string): Promise<BudgetPolicy | undefined>
  /** By creation. */
  list(filter?: BudgetFilter, page?: PageRequest): Promise<Page<BudgetPolicy>>
  /** Thresholds that were reached, by the time they were first seen. */
  events(filter?: BudgetEventFilter, page?: PageRequest): Promise<Page<BudgetEvent>>
  /** Where budgets stand now: spend, thresholds, latest event. Writes nothing. */
  posture(scope?: PostureScope, page?: PageRequest): Promise<Page<BudgetPosture>>
  /** What budgets say of an amount that is proposed. Writes nothing. */
  decide(proposal: BudgetProposal): Promise<BudgetDecision>
  /** The same, and the decision is kept. */
  keepDecision(input: KeepBudgetDecision): Promise<BudgetDecisionRecord>
  /** Decisions that were kept, by time. */
  decisions(filter?: BudgetDecisionFilter, page?: PageRequest): Promise<Page<BudgetDecisionRecord>>
  /** Holds every budget against what is spent, and tells what is reached. Run it from a job. */
  scan(): Promise<BudgetScan>
}

export function budgetOperations(context: BillingContext): BudgetOperations {
  const { storage, tenant } = context
  return {
    put: (input) => putBudget(context, input),
    end: (input) => endBudget(context, input),
    get: (id) => storage.transaction(tenant, async ({ controls }) => (await controls.get('budget_policy', id))?.content),
    list: async (filter, page) => contentsOf(context, 'budget_policy', checkFilter(filter, { ...scopeRules, status: { active: true, ended: true } }), page),
    events: async (filter, page) => {
      const { budget, ...others } = checkFilter<BudgetEventFilter>(filter, { ...scopeRules, ...timeRules, budget: 'text' })
      return contentsOf(context, 'budget_event', { ...others, ...(budget === undefined ? {} : { about: budget }) }, page)
    },
    posture: async (scope, page) => budgetPosture(context, checkFilter(scope, scopeRules), page),
    decide: (proposal) => decideBudget(context, proposal),
    keepDecision: (input) => keepBudgetDecision(context, input),
    decisions: async (filter, page) => {
      const { outcome, ...others } = checkFilter<BudgetDecisionFilter>(filter, { ...scopeRules, ...timeRules, outcome: { allow: true, warn: true, would_block: true, block: true } })
      return contentsOf(context, 'budget_decision', { ...others, ...(outcome === undefined ? {} : { status: outcome }) }, page)
    },
    scan: () => scanBudgets(context),
  }
}
