import { calendarGrid, checkText, fail, periodAt, type Account, type Instant, type Money } from '@farthing/core'
import { decideBudgets, type BudgetDecision, type BudgetDecisionRecord } from '@farthing/ledger'
import type { Stores } from '@farthing/ports'
import { checkCommandOptions, runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { openSpend } from './open-spend.js'
import { projectsAbove } from './projects.js'
import { accountOf, activeBudgets } from './put-budget.js'

export interface BudgetProposal {
  readonly account: string
  /** For which project; budgets of it, of those above it and of the account count. */
  readonly project?: string
  /** What would be spent, above 0. */
  readonly amount: Money
}

/**
 * What the budgets of an account say of an amount that is proposed, by what is spent now. Writes nothing and reserves nothing: what must not be spent twice
 * is set aside by a hold.
 *
 * @throws `account.unknown`; `budget.invalid` for a project that the account does not have; `budget.proposal_invalid`; the `money.*` codes; what rating throws
 */
export function decideBudget(context: BillingContext, proposal: BudgetProposal): Promise<BudgetDecision> {
  return context.storage.transaction(context.tenant, (stores) => decide(context, stores, proposal, context.clock.now()))
}

/** The key is the id of the decision. */
export interface KeepBudgetDecision extends BudgetProposal, CommandOptions {
  /** What is proposed, such as a launch; at most 256 characters. */
  readonly purpose?: string
}

/** Decides, and keeps the decision with its reasons. @throws as {@link decideBudget}, `command.conflict` */
export function keepBudgetDecision(context: BillingContext, input: KeepBudgetDecision): Promise<BudgetDecisionRecord> {
  return runCommand(context, {
    kind: 'budgets.keepDecision',
    input,
    perform: async (stores, at) => {
      const { key: id, actor, correlation } = checkCommandOptions(input, context)
      const { account, project, amount, purpose } = input
      const said = purpose === undefined ? {} : { purpose: checkText(purpose, { field: 'purpose' }) }
      const decision = await decide(context, stores, { account, amount, ...(project === undefined ? {} : { project }) }, at)
      const content: BudgetDecisionRecord = { ...decision, id, actor, correlation, ...said }
      await stores.controls.append({ kind: 'budget_decision', id, revision: 1, account: decision.account, status: decision.outcome, createdAt: at, content })
      return id
    },
    recall: async (stores, id) => (await stores.controls.get('budget_decision', id))?.content,
  })
}

async function decide(context: BillingContext, stores: Stores, { account: id, project, amount }: BudgetProposal, at: Instant): Promise<BudgetDecision> {
  const account = await accountOf(stores, checkText(id, { field: 'account' }))
  const projects = project === undefined ? new Set<string>() : knownProject(account, project)
  const spend = openSpend(context, stores, account)
  const standings: Parameters<typeof decideBudgets>[0]['standings'][number][] = []
  for (const policy of await activeBudgets(stores, id)) {
    const { currency, every, zone } = policy
    if (currency !== amount.currency || (policy.project !== undefined && !projects.has(policy.project))) continue
    const { from, to } = periodAt(calendarGrid(every, zone), at)
    const period = { from, to }
    const scope = policy.project === undefined ? {} : { project: policy.project }
    standings.push({ policy, spent: { period, currency, spend: await spend.in({ period, currency, ...scope }) } })
  }
  return decideBudgets({ account: id, ...(project === undefined ? {} : { project }), proposed: amount, at, standings })
}

function knownProject(account: Account, project: string): ReadonlySet<string> {
  if ((account.projects ?? []).some(({ id }) => id === project)) return projectsAbove(account, project)
  return fail('budget.invalid', { field: 'project', because: `is ${JSON.stringify(project)}, which is no project of ${account.id}`, facts: { account: account.id, project } })
}
