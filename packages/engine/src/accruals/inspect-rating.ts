import type { UsageBucket } from '@farthing/core'
import type { BindingWarning, Charge, ProgramWarning, Side, StageExecution, Timer } from '@farthing/pricing'
import type { PeriodChoice } from '../billing-period.js'
import type { BillingContext } from '../context.js'
import { rateAccounts } from '../rating/rate-accounts.js'
import { rateSubscriptions } from '../rating/rate-subscriptions.js'
import { selectPeriods } from '../usage/select-periods.js'
import { usageAtCut } from '../usage/usage-at-cut.js'

export interface InspectRating {
  /** Who pays, or the reseller on the wholesale side. */
  readonly account: string
  readonly period: PeriodChoice
  /** `retail` unless given. */
  readonly side?: Side
  /** Asks for a record of each run of a stage: milliseconds since some fixed moment, such as `() => performance.now()`. */
  readonly timer?: Timer
}

/** What rating an account's period says, beside what invoices show of it. */
export interface RatingInspection {
  /** Of subscriptions and of programs of the account, unrounded and as a whole: what documents billed before is in it. */
  readonly charges: readonly Charge[]
  /** What a person should look at, such as prepaid money that expires unused. */
  readonly warnings: readonly InspectedWarning[]
  /** Usage that no term prices: measured, and free of charge. */
  readonly unrated: readonly UsageBucket[]
  /** One for each run of a stage, with hashes of what it saw and said; empty without a timer. */
  readonly executions: readonly StageExecution[]
}

export type InspectedWarning = (ProgramWarning | BindingWarning) & {
  /** Absent where the program of the account gave it. */
  readonly subscription?: string
}

/**
 * Rates what an account used in a period as it stands, and says what rating noticed: warnings, unpriced usage and, with a timer, what each stage did. The charges are
 * those that the invoice is made of. Writes nothing.
 *
 * @throws `account.unknown`, `period.*`, and what rating refuses
 */
export function inspectRating(context: BillingContext, { account, period, side = 'retail', timer }: InspectRating): Promise<RatingInspection> {
  const timed = timer === undefined ? context : { ...context, timer }
  return context.storage.transaction(context.tenant, async (stores) => {
    const usage = await usageAtCut(context, stores, await selectPeriods(context, stores, { account, period, side }))
    const rated = await rateSubscriptions(timed, stores, usage)
    const accounts = await rateAccounts(timed, stores, rated)
    const all = [...rated, ...accounts]
    return {
      charges: all.flatMap(({ charges }) => charges),
      warnings: [
        ...rated.flatMap(({ contract, warnings }) => warnings.map((warning) => ({ ...warning, subscription: contract.subscription.id }))),
        ...accounts.flatMap(({ warnings }) => warnings),
      ],
      unrated: rated.flatMap(({ unrated }) => unrated),
      executions: all.flatMap(({ executions }) => executions),
    }
  })
}
