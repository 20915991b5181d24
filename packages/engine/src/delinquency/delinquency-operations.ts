import { fail } from '@farthing/core'
import { retryNotice, type Delinquency, type DelinquencyState, type DunningNotice, type DunningNoticeStatus } from '@farthing/ledger'
import type { AccountScope, Page, PageRequest } from '@farthing/ports'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { checkFilter, type FilterRules } from '../filters/check-filter.js'
import { scopeRules } from '../filters/scope-rules.js'
import { inTurn } from '../controls/in-turn.js'
import { keepStep, keptStep } from '../controls/kept-step.js'
import { contentsOf } from '../controls/contents-of.js'
import { advanceDelinquency, type AdvanceScope, type DelinquencyRun } from './advance-delinquency.js'
import { sendNotices, type NoticeRun } from './send-notices.js'

/** Conditions that must hold together. */
export interface DelinquencyFilter extends AccountScope {
  readonly state?: DelinquencyState
}

/** Conditions that must hold together. */
export interface NoticeFilter extends AccountScope {
  readonly status?: DunningNoticeStatus
  /** Id of the document. */
  readonly document?: string
}

export interface RetryNotice extends CommandOptions {
  /** Id of the notice. */
  readonly notice: string
}

export interface DelinquencyOperations {
  /** Moves accounts to where they belong by what they owe, and sends what is due. Run it from a job, at least once a day. */
  advance(scope?: AdvanceScope): Promise<DelinquencyRun>
  /** How an account stands since its last move; `undefined` for one that never moved, which is current. */
  get(account: string): Promise<Delinquency | undefined>
  /** Every move of an account, in order. */
  history(account: string): Promise<readonly Delinquency[]>
  /** How accounts stand that ever moved, by the time of their first move. */
  list(filter?: DelinquencyFilter, page?: PageRequest): Promise<Page<Delinquency>>
  /** Notices, by the time they were first due: what was sent, waits, failed and why. */
  notices(filter?: NoticeFilter, page?: PageRequest): Promise<Page<DunningNotice>>
  /** Sends notices that are due, and those again whose wait is over, as `advance` does in the end. Run it every few minutes. */
  sendNotices(): Promise<NoticeRun>
  /** Has a notice sent again that was given up or failed. */
  retryNotice(input: RetryNotice): Promise<DunningNotice>
}

const noticeRules: FilterRules<NoticeFilter> = {
  ...scopeRules,
  status: { due: true, sending: true, failed: true, sent: true, gave_up: true, skipped: true, withdrawn: true },
  document: 'text',
}

export function delinquencyOperations(context: BillingContext): DelinquencyOperations {
  const { storage, tenant } = context
  return {
    advance: (scope) => advanceDelinquency(context, scope),
    get: (account) => storage.transaction(tenant, async ({ controls }) => (await controls.get('delinquency', account))?.content),
    history: (account) => storage.transaction(tenant, async ({ controls }) => (await controls.history('delinquency', account)).map(({ content }) => content)),
    list: async (filter, page) => {
      const { state, ...others } = checkFilter<DelinquencyFilter>(filter, { ...scopeRules, state: { current: true, past_due: true, restricted: true, suspended: true } })
      return contentsOf(context, 'delinquency', { ...others, ...(state === undefined ? {} : { status: state }) }, page)
    },
    notices: async (filter, page) => {
      const { document, ...others } = checkFilter(filter, noticeRules)
      return contentsOf(context, 'dunning_notice', { ...others, ...(document === undefined ? {} : { about: document }) }, page)
    },
    sendNotices: () => sendNotices(context),
    retryNotice: (input) => retry(context, input),
  }
}

/** @throws `dunning.unknown`, `dunning.not_failed`, `command.conflict` */
function retry(context: BillingContext, input: RetryNotice): Promise<DunningNotice> {
  return runCommand(context, {
    kind: 'delinquency.retryNotice',
    input,
    perform: async (stores) => {
      const kept = await inTurn(stores, 'dunning_notice', input.notice)
      if (kept === undefined) return fail('dunning.unknown', { field: 'notice', because: `is ${JSON.stringify(input.notice)}`, facts: { notice: input.notice } })
      const content = retryNotice(kept.content)
      return keepStep(stores, { ...kept, revision: kept.revision + 1, status: content.status, content })
    },
    recall: (stores, reference) => keptStep(stores, 'dunning_notice', reference),
  })
}
