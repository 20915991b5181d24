import { fail, hashContent, type CurrencyCode, type Decimal, type Hash, type Instant } from '@farthing/core'
import { checkPrepaidPolicy, type DepletionAction, type PrepaidPolicy, type RestrictionScope } from '@farthing/ledger'
import { listAll, type Stores } from '@farthing/ports'
import { accountOf } from '../budgets/put-budget.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { keepStep, keptStep } from '../controls/kept-step.js'
import { refuseStrangers } from '../controls/refuse-strangers.js'
import { tellRestriction } from '../delinquency/keep-restriction.js'
import { endDepletion } from './keep-depletion.js'

export interface PutPrepaid extends CommandOptions {
  readonly account: string
  /** That of the account unless given. */
  readonly currency?: CurrencyCode
  /** Credit is low at this amount and below it. */
  readonly lowBalance?: Decimal
  /** Credit is low when it lasts for so many days or fewer; 1 to 365. */
  readonly lowRunwayDays?: number
  /** Release is pending when credit lasts for so many hours or fewer, 1 to 8,760; goes with `force_release`. */
  readonly releaseNoticeHours?: number
  /** What follows when credit is used up: `restrict` unless given. */
  readonly onDepletion?: DepletionAction
  /** What the account may not do once it is restricted: `new_usage` unless given. */
  readonly restricts?: RestrictionScope
  /** Those whom the account names for notices unless given. */
  readonly recipients?: readonly string[]
}

/** `true` for every field, so that one that is added is known here too. */
const fields: { readonly [name in keyof Required<PutPrepaid>]: true } = {
  key: true, actor: true, correlation: true, reason: true, account: true, currency: true, lowBalance: true, lowRunwayDays: true, releaseNoticeHours: true, onDepletion: true, restricts: true, recipients: true,
}

/** Identity of the policy and the standing of an account in a currency: there is one. */
export function prepaidId({ digest }: Pick<BillingContext, 'digest'>, { account, currency }: Pick<PrepaidPolicy, 'account' | 'currency'>): Hash {
  return hashContent('prepaid/1', [account, currency], digest)
}

/**
 * Has the prepaid credit of an account watched, or replaces how. What was decided before stands.
 *
 * @throws `prepaid.invalid`, also for parts that contradict each other; `account.unknown`; `text.*`, `money.*`, `decimal.*`, `command.conflict`
 */
export function putPrepaid(context: BillingContext, input: PutPrepaid): Promise<PrepaidPolicy> {
  return runCommand(context, {
    kind: 'prepaid.put',
    input,
    perform: async (stores, at) => {
      refuseStrangers(input, fields, 'prepaid.invalid')
      const account = await accountOf(stores, input.account)
      const { currency = account.currency } = input
      const id = prepaidId(context, { account: account.id, currency })
      const kept = await stores.controls.get('prepaid_policy', id)
      const content = policyOf(input, currency, kept?.content.createdAt ?? at)
      return keepStep(stores, { kind: 'prepaid_policy', id, revision: (kept?.revision ?? 0) + 1, account: account.id, status: 'active', createdAt: content.createdAt, content })
    },
    recall: (stores, reference) => keptStep(stores, 'prepaid_policy', reference),
  })
}

/** The policy with what is left out. */
function policyOf(input: PutPrepaid, currency: CurrencyCode, createdAt: Instant): PrepaidPolicy {
  const { account, lowBalance, lowRunwayDays, releaseNoticeHours, onDepletion = 'restrict', restricts, recipients } = input
  const policy = {
    account, currency, onDepletion, createdAt,
    ...(lowBalance === undefined ? {} : { lowBalance }),
    ...(lowRunwayDays === undefined ? {} : { lowRunwayDays }),
    ...(releaseNoticeHours === undefined ? {} : { releaseNoticeHours }),
    ...(restricts === undefined ? {} : { restricts }),
    ...(recipients === undefined ? {} : { recipients }),
  }
  return checkPrepaidPolicy(policy, '')
}

export interface EndPrepaid extends CommandOptions {
  readonly account: string
  readonly currency: CurrencyCode
}

/** Ends the watch: an open decision is withdrawn, and a restriction that was placed with one is lifted. @throws `prepaid.unknown`, `command.conflict` */
export function endPrepaid(context: BillingContext, input: EndPrepaid): Promise<PrepaidPolicy> {
  return runCommand(context, {
    kind: 'prepaid.end',
    input,
    perform: async (stores, at) => {
      const { account, currency } = input
      const id = prepaidId(context, { account, currency })
      await stores.accounts.lock(account)
      const kept = await stores.controls.get('prepaid_policy', id)
      if (kept?.status !== 'active') return fail('prepaid.unknown', { field: 'account', because: `is ${account}, whose credit in ${currency} nobody watches`, facts: { account, currency } })
      const reference = await keepStep(stores, { ...kept, revision: kept.revision + 1, status: 'ended', content: { ...kept.content, endedAt: at } })
      const lifted = await endDepletion(stores, { id, at, because: 'prepaid credit is watched no more' })
      if (lifted !== undefined) await tellRestriction(context, stores, lifted)
      return reference
    },
    recall: (stores, reference) => keptStep(stores, 'prepaid_policy', reference),
  })
}

/** Policies of an account that are in force, by creation. */
export async function activePrepaid(stores: Stores, account: string): Promise<readonly PrepaidPolicy[]> {
  return (await listAll((page) => stores.controls.list('prepaid_policy', { account, status: 'active' }, page))).map(({ content }) => content)
}
