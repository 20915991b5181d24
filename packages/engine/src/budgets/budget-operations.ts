import type { BudgetDecision, BudgetDecisionRecord, BudgetEvent, BudgetOutcome, BudgetPolicy } from '@farthing/ledger'
import type { Page, PageRequest } from '@farthing/ports'
import type { BillingContext } from '../context.js'
import { contentsOf } from '../controls/contents-of.js'
import { budgetPosture, type BudgetPosture, type PostureScope } from './budget-posture.js'
import { decideBudget, keepBudgetDecision, type BudgetProposal, type KeepBudgetDecision } from './decide-budget.js'
import { endBudget, putBudget, type EndBudget, type PutBudget } from './put-budget.js'
import { scanBudgets, type BudgetScan } from './scan-budgets.js'

/** Conditions that must hold together. */
export interface BudgetFilter {
  readonly account?: string
  readonly status?: 'active' | 'ended'
}

/** Conditions that must hold together. */
export interface BudgetEventFilter {
  readonly account?: string
  /** Id of the budget. */
  readonly budget?: string
}

/** Conditions that must hold together. */
export interface BudgetDecisionFilter {
  readonly account?: string
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
    list: (filter, page) => contentsOf(context, 'budget_policy', filter, page),
    events: ({ account, budget } = {}, page) => contentsOf(context, 'budget_event', { ...(account === undefined ? {} : { account }), ...(budget === undefined ? {} : { about: budget }) }, page),
    posture: (scope = {}, page) => budgetPosture(context, scope, page),
    decide: (proposal) => decideBudget(context, proposal),
    keepDecision: (input) => keepBudgetDecision(context, input),
    decisions: ({ account, outcome } = {}, page) =>
      contentsOf(context, 'budget_decision', { ...(account === undefined ? {} : { account }), ...(outcome === undefined ? {} : { status: outcome }) }, page),
    scan: () => scanBudgets(context),
  }
}
