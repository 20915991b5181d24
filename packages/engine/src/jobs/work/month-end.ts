import { addDays, localDateOf, type Json, type LocalDate } from '@farthing/core'
import type { BillingRun, Stores } from '@farthing/ports'
import type { BillingContext } from '../../context.js'
import { retryRun } from '../../runs/decide-account.js'
import { startRun } from '../../runs/start-run.js'
import { stepRun } from '../../runs/step-run.js'
import { endOfRun } from '../end-of-run.js'
import type { Job, StepInput } from '../job.js'

export const monthEnd: Job = {
  does: 'Bills what fell due in months that are over, by a billing run for each, and tries held accounts again.',
  // Every day, because sources, providers and people who are waited for keep no calendar.
  schedule: (zone) => ({ every: 'day', at: '04:00', zone }),
  isNeeded: ({ jobs }) => jobs.monthEnd !== undefined,
  step: async (context, input) => {
    const months = isPosition(input.position) ? input.position.months : (await openMonths(context)).map((month) => ({ month, isBegun: false }))
    const [first, ...others] = months
    if (first === undefined) return { counts: { months: 0 } }
    const id = runIdOf(context, first.month)
    if (!first.isBegun) await beginMonth(context, first.month, input)
    const { worked, more } = await stepRun(context, id, {})
    if (more) return { counts: { accounts: worked.length }, next: positionOf([{ ...first, isBegun: true }, ...others]) }
    const { counts, held } = await endOfRun(context, id)
    return { counts: { months: 1, ...counts, accounts: worked.length }, held, ...(others.length > 0 && { next: positionOf(others) }) }
  },
}

interface MonthLeft {
  readonly month: string
  /** Whether its run goes on. */
  readonly isBegun: boolean
}

interface Position {
  readonly months: readonly MonthLeft[]
}

const isPosition = (position: Json | undefined): position is Json & Position => typeof position === 'object' && position !== null && 'months' in position
const positionOf = (months: readonly MonthLeft[]): Json => ({ months: months.map(({ month, isBegun }) => ({ month, isBegun })) })

const monthsBack = 12

/** Months that are over in the zone of the jobs and need work, the oldest first: the last one, those with somebody held, and those that no run was there for. */
function openMonths(context: BillingContext): Promise<readonly string[]> {
  return context.storage.transaction(context.tenant, async (stores) => {
    const past = pastMonths(localDateOf(context.clock.now(), context.jobs.zone))
    const open: string[] = []
    let hasOlder = false
    for (const [index, month] of past.entries()) {
      const run = await stores.billingRuns.get(runIdOf(context, month))
      if (index === past.length - 1 || (run === undefined ? hasOlder : await isLeft(stores, run))) open.push(month)
      hasOlder ||= run !== undefined
    }
    return open
  })
}

async function isLeft({ billingRuns }: Stores, { id, status }: BillingRun): Promise<boolean> {
  return status !== 'ended' || (await billingRuns.counts(id)).held > 0
}

/** The twelve months before the one of a day, as `YYYY-MM`, the oldest first. */
function pastMonths(today: LocalDate): readonly string[] {
  const months: string[] = []
  for (let first = `${today.slice(0, 7)}-01`; months.length < monthsBack; first = `${months[0] ?? ''}-01`) months.unshift(addDays(first, -1).slice(0, 7))
  return months
}

function runIdOf({ jobs: { monthEnd: { mode = 'commit' } = {} } }: BillingContext, month: string): string {
  return `month-end/${mode}/${month}`
}

/** Starts the run of a month; the accounts of one that has ended are judged anew. */
async function beginMonth(context: BillingContext, month: string, { keyOf }: StepInput): Promise<void> {
  const { mode = 'commit', outliers } = context.jobs.monthEnd ?? {}
  const id = runIdOf(context, month)
  const run = await context.storage.transaction(context.tenant, ({ billingRuns }) => billingRuns.get(id))
  if (run?.status === 'ended') await retryRun(context, { key: keyOf(month), run: id })
  // What was started with other options goes on with those.
  else if (run === undefined) await startRun(context, { key: id, from: `${month}-01`, to: `${addDays(`${month}-01`, 31).slice(0, 7)}-01`, mode, ...(outliers !== undefined && { outliers }) })
}
