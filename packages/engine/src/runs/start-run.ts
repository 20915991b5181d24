import { checkText, fail, parseInstant, type Instant } from '@farthing/core'
import type { BillingRun, BillingRunScope, OutlierPolicy, Stores } from '@farthing/ports'
import { boundaryIn } from '../billing-period.js'
import { runCommand, type CommandOptions } from '../commands/run-command.js'
import type { BillingContext } from '../context.js'
import { checkOutlierPolicy } from './outliers.js'
import { firstInstantOf } from './run-label.js'

/** One of a `period`, `from` and `to`, or `runningAt`. The key is the id of the run. */
export interface StartRun extends CommandOptions {
  /** `2026-10`: the documents of every period that starts then, by the calendar of each subscription. */
  readonly period?: string
  /** Documents that fall due after this: at the end of their period, those of charges in advance at its start. A local date in the zone of each subscription, or an instant. */
  readonly from?: string
  /** Documents that fall due at this or before: with `from: '2026-10-01', to: '2026-11-01'` all that end in October, yearly and weekly ones too. */
  readonly to?: string
  /** The documents of the period of each subscription that runs at this instant: what new events are about. They are open, so their usage is accrued; late events of documents that were issued are taken. */
  readonly runningAt?: Instant
  /** All unless given; at most 10,000. */
  readonly accounts?: readonly string[]
  /** Only accounts with a subscription to one of these plans. */
  readonly plans?: readonly string[]
  /** Only accounts of which events were received, or subscriptions decided about, at this instant or later. */
  readonly changedSince?: Instant
  /** `preview` comes to the same documents and keeps nothing but the run. */
  readonly mode: 'preview' | 'commit'
  /** Compares each document with that of the period before; not compared unless given. */
  readonly outliers?: OutlierPolicy
  /** Whether the usage of documents that are not issued, such as those of open periods, is booked as accrued; true unless given. */
  readonly accrue?: boolean
  /** Whether late events of documents that were issued before are taken; true unless given. */
  readonly correct?: boolean
  /** Accounts that one call, or one item of work, takes: 1 to 1,000, 100 unless given. */
  readonly partSize?: number
}

const mostNamed = 10_000
const modes: readonly string[] = ['preview', 'commit']

/**
 * Records a billing run. Nothing is billed by this: `step`, `follow` and `complete` do, in this process or in others.
 *
 * @throws `run.invalid`, `account.unknown`, `time.*`, `text.*`, `decimal.*`, `command.conflict`
 */
export function startRun(context: BillingContext, input: StartRun): Promise<BillingRun> {
  return runCommand(context, {
    kind: 'runs.start',
    input,
    perform: async (stores, at) => {
      const { key, mode, actor = context.actor ?? 'system', correlation = context.correlation ?? key, accrue = true, correct = true, partSize = 100 } = input
      if (!modes.includes(mode)) fail('run.invalid', { field: 'mode', because: `is ${JSON.stringify(mode)}, neither preview nor commit` })
      if (!Number.isInteger(partSize) || partSize < 1 || partSize > 1_000) fail('run.invalid', { field: 'partSize', because: `is ${partSize}, not 1 to 1,000` })
      const run: BillingRun = {
        id: key, revision: 0, mode, scope: await checkScope(stores, input),
        ...(input.outliers === undefined ? {} : { outliers: checkOutlierPolicy(input.outliers) }),
        accrues: accrue, corrects: correct, actor, correlation, startedAt: at, cut: await stores.events.takeCut(), status: 'planning', accounts: 0, partSize,
      }
      await stores.billingRuns.save(run)
      return key
    },
    recall: (stores, id) => stores.billingRuns.get(id),
  })
}

async function checkScope(stores: Stores, { period, from, to, runningAt, accounts, plans, changedSince }: StartRun): Promise<BillingRunScope> {
  const named = accounts === undefined ? undefined : checkNames(accounts, 'accounts')
  for (const [index, id] of (named ?? []).entries()) {
    if ((await stores.accounts.get(id)) === undefined) fail('account.unknown', { field: `accounts[${index}]`, because: `is ${JSON.stringify(id)}`, facts: { account: id } })
  }
  return {
    ...checkPeriod({ period, from, to, runningAt }),
    ...(named === undefined ? {} : { accounts: named }),
    ...(plans === undefined ? {} : { plans: checkNames(plans, 'plans') }),
    ...(changedSince === undefined ? {} : { changedSince: parseInstant(changedSince, { field: 'changedSince' }) }),
  }
}

type Range = { readonly [bound in 'period' | 'from' | 'to' | 'runningAt']: string | undefined }

function checkPeriod({ period, from, to, runningAt }: Range): Pick<BillingRunScope, 'period' | 'from' | 'to' | 'runningAt'> {
  if (runningAt !== undefined) {
    if (period !== undefined || from !== undefined || to !== undefined) fail('run.invalid', { field: 'runningAt', because: 'is given beside period, from or to' })
    return { runningAt: parseInstant(runningAt, { field: 'runningAt' }) }
  }
  if (period !== undefined) {
    if (from !== undefined || to !== undefined) fail('run.invalid', { field: 'period', because: 'is given beside from or to' })
    firstInstantOf(period, 'UTC')
    return { period }
  }
  if (from === undefined || to === undefined) return fail('run.invalid', { field: 'period', because: 'is missing, and so is from or to, or runningAt' })
  if (boundaryIn(from, 'UTC', 'from') >= boundaryIn(to, 'UTC', 'to')) fail('run.invalid', { field: 'to', because: `is ${to}, not after ${from}`, facts: { from, to } })
  return { from, to }
}

function checkNames(names: readonly string[], field: string): readonly string[] {
  if (names.length === 0 || names.length > mostNamed) fail('run.invalid', { field, because: `names ${names.length}, not 1 to ${mostNamed}` })
  return [...new Set(names.map((name, index) => checkText(name, { field: `${field}[${index}]` })))]
}
