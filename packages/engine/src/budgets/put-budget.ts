import { checkText, fail, type Account, type CurrencyCode, type Decimal, type Instant, type PeriodUnit } from '@farthing/core'
import { checkBudgetPolicy, type BudgetMode, type BudgetPolicy } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { inTurn } from '../controls/in-turn.js'
import { keepStep, keptStep } from '../controls/kept-step.js'
import { refuseStrangers } from '../controls/refuse-strangers.js'
import { projectDimension } from './project-share.js'

export interface PutBudget extends CommandOptions {
  /** Its id: 1 to 256 characters. */
  readonly budget: string
  readonly account: string
  /** A project of the account, with all below it; the whole account unless given. */
  readonly project?: string
  /** That of the account unless given. */
  readonly currency?: CurrencyCode
  /** For one period, in major units; above 0. */
  readonly amount: Decimal
  /** Of the calendar in the zone of the account; `month` unless given. */
  readonly every?: PeriodUnit
  /** Percent of the amount, rising; 80 and 100 unless given. */
  readonly thresholds?: readonly Decimal[]
  /** Those whom the account names for notices unless given. */
  readonly recipients?: readonly string[]
  /** Whether more than the amount is only told (`notify_only`, unless given) or refused (`block`). */
  readonly mode?: BudgetMode
}

/** `true` for every field, so that one that is added is known here too. */
const fields: { readonly [name in keyof Required<PutBudget>]: true } = {
  key: true, actor: true, correlation: true, reason: true, budget: true, account: true, project: true, currency: true, amount: true, every: true, thresholds: true, recipients: true, mode: true,
}

/**
 * Creates a budget, or replaces it as a whole. It stays with its account, project, currency and period: those say what its events are about.
 *
 * Of one scope there is one budget for each currency and period, so that no two of them say different things about it. Budgets of an account and of its projects
 * may both be reached: the strictest decides.
 *
 * @throws `budget.invalid`, `budget.threshold_invalid`; `budget.contradicts` naming the other; `budget.ended`; `account.unknown`; `command.conflict`
 */
export function putBudget(context: BillingContext, input: PutBudget): Promise<BudgetPolicy> {
  return runCommand(context, {
    kind: 'budgets.put',
    input,
    perform: async (stores, at) => {
      refuseStrangers(input, fields, 'budget.invalid')
      const account = await accountOf(stores, input.account)
      // Whoever puts a budget waits for the others of its account, so that no two of one scope come in side by side.
      await stores.accounts.lock(account.id)
      const kept = await stores.controls.get('budget_policy', checkText(input.budget, { field: 'budget' }))
      const policy = policyOf(input, account, kept?.content.createdAt ?? at)
      if (policy.project !== undefined) checkProject(context, account, policy.project)
      if (kept !== undefined) refuseOtherScope(kept.content, policy)
      await refuseContradiction(stores, policy)
      return keepBudget(stores, policy, (kept?.revision ?? 0) + 1)
    },
    recall: (stores, reference) => keptStep(stores, 'budget_policy', reference),
  })
}

/** The policy with what is left out. */
function policyOf(input: PutBudget, { currency: own, zone }: Account, createdAt: Instant): BudgetPolicy {
  const { budget: id, account, project, currency = own, amount, every = 'month', thresholds = ['80', '100'], recipients, mode = 'notify_only' } = input
  const optional = { ...(project === undefined ? {} : { project }), ...(recipients === undefined ? {} : { recipients }) }
  return checkBudgetPolicy({ id, account, ...optional, currency, amount, every, zone, thresholds, mode, createdAt }, '')
}

export interface EndBudget extends CommandOptions {
  readonly budget: string
}

/** Ends a budget: it is watched no more, and its events stay. @throws `budget.unknown`, `budget.ended`, `command.conflict` */
export function endBudget(context: BillingContext, input: EndBudget): Promise<BudgetPolicy> {
  return runCommand(context, {
    kind: 'budgets.end',
    input,
    perform: async (stores, at) => {
      const kept = await inTurn(stores, 'budget_policy', input.budget)
      if (kept === undefined) return fail('budget.unknown', { field: 'budget', because: `is ${JSON.stringify(input.budget)}`, facts: { budget: input.budget } })
      refuseEnded(kept.content, 'budget')
      return keepBudget(stores, { ...kept.content, endedAt: at }, kept.revision + 1)
    },
    recall: (stores, reference) => keptStep(stores, 'budget_policy', reference),
  })
}

function keepBudget(stores: Stores, policy: BudgetPolicy, revision: number): Promise<string> {
  const { id, account, createdAt, endedAt } = policy
  return keepStep(stores, { kind: 'budget_policy', id, revision, account, status: endedAt === undefined ? 'active' : 'ended', createdAt, content: policy })
}

/** @throws `account.unknown` */
export async function accountOf(stores: Stores, id: string): Promise<Account> {
  return (await stores.accounts.get(id)) ?? fail('account.unknown', { field: 'account', because: `is ${JSON.stringify(id)}`, facts: { account: id } })
}

function checkProject(context: BillingContext, { id, projects = [] }: Account, project: string): void {
  const field = 'project'
  if (!projects.some((each) => each.id === project)) fail('budget.invalid', { field, because: `is ${JSON.stringify(project)}, which is no project of ${id}`, facts: { account: id, project } })
  const isKeptApart = Object.keys(context.catalog.meters).some((meter) => projectDimension(context, meter) !== undefined)
  if (!isKeptApart) fail('budget.invalid', { field, because: `is ${JSON.stringify(project)}, and no meter of the catalogue keeps projects apart` })
}

function refuseOtherScope(before: BudgetPolicy, policy: BudgetPolicy): void {
  refuseEnded(before, 'budget')
  const other = (['account', 'project', 'currency', 'every'] as const).find((name) => before[name] !== policy[name])
  if (other === undefined) return
  fail('budget.invalid', { field: other, because: `is ${policy[other] ?? 'not given'}, and it was ${before[other] ?? 'not given'}: end the budget and put another` })
}

function refuseEnded({ id, endedAt }: BudgetPolicy, field: string): void {
  if (endedAt !== undefined) fail('budget.ended', { field, because: `is ${id}, which ended at ${endedAt}`, facts: { budget: id, endedAt } })
}

async function refuseContradiction(stores: Stores, policy: BudgetPolicy): Promise<void> {
  const { id, account, project, currency, every } = policy
  const others = await activeBudgets(stores, account)
  const other = others.find((each) => each.id !== id && each.project === project && each.currency === currency && each.every === every)
  if (other === undefined) return
  const scope = project === undefined ? account : `project ${project} of ${account}`
  fail('budget.contradicts', { field: 'budget', because: `is ${id}, and ${other.id} is a budget of ${scope} for each ${every} in ${currency} already`, facts: { budget: id, other: other.id } })
}

/** Budgets of an account that are watched, by creation. */
export async function activeBudgets(stores: Stores, account: string): Promise<readonly BudgetPolicy[]> {
  return (await listAll((page) => stores.controls.list('budget_policy', { account, status: 'active' }, page))).map(({ content }) => content)
}
