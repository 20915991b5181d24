import { fail, findPeriod, instantOfLocal, isFarthingError, parseInstant, parseLocalDate, periodNumber, periodsIn, type Instant, type Interval, type PeriodGrid } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { billingGridOf, publishPlan, type Catalog, type PlanVersion } from '@farthing/pricing'
import type { Book, BookSubscription } from '../input/book.js'
import { periodText, type PeriodOption } from '../input/period-option.js'

/** A subscription of a book with its plan, and the period that is planned. */
export interface PlannedContract {
  readonly subscription: string
  readonly planVersion: PlanVersion
  readonly period: Interval
}

export interface ContractChoice {
  readonly account: string | undefined
  /** A billing period by its label, such as `2026-10`; or all that share time with two instants or local dates. */
  readonly period: PeriodOption
}

/**
 * The subscriptions of a book that have the period, of one account or of all; each with every billing period that is meant.
 *
 * @throws `period.not_found` where none has it; `plan.unknown`
 */
export function plannedContracts({ path, catalog, subscriptions }: Book, { account, period }: ContractChoice): readonly PlannedContract[] {
  const asked = subscriptions.filter((subscription) => account === undefined || subscription.account === account)
  const planned = asked.flatMap((subscription) => plannedContract(catalog, subscription, period, path))
  if (planned.length > 0) return planned
  return fail('period.not_found', { field: '--period', because: `is ${periodText(period)}, which no subscription${account === undefined ? '' : ` of ${account}`} in ${path} has` })
}

function plannedContract(catalog: Catalog, { key, plan: name, from, to, zone, anchorDay }: BookSubscription, choice: PeriodOption, path: string): readonly PlannedContract[] {
  const plan = Object.hasOwn(catalog.plans, name) ? catalog.plans[name] : undefined
  if (plan === undefined) return fail('plan.unknown', { field: `${path}: ${key}.plan`, because: `is ${name}`, facts: { plan: name } })
  const anchor = from.slice(0, localDateLength)
  const grid = billingGridOf({ anchor, zone, ...(anchorDay === undefined ? {} : { anchorDay }) }, plan)
  const [starts, ends] = [startOf(from, zone), to === undefined ? undefined : startOf(to, zone)]
  // Canonical instants have one length, so text order is time order.
  const running = periodsMeant(grid, choice).filter((period) => period.to > starts && (ends === undefined || period.from < ends))
  if (running.length === 0) return []
  const planVersion = publishPlan(name, plan, nativeSha256)
  return running.map((period) => ({ subscription: key, planVersion, period }))
}

/** Whole periods of a grid. */
function periodsMeant(grid: PeriodGrid, choice: PeriodOption): readonly Interval[] {
  if (typeof choice === 'string') return labelled(() => findPeriod(grid, choice))
  const asked = { from: startOf(choice.from, grid.zone), to: startOf(choice.to, grid.zone) }
  return periodsIn(grid, asked).map(({ index }) => boundsOf(periodNumber(grid, index)))
}

const localDateLength = 10

/** A text of ten characters is a local date; any other is an instant. */
function startOf(text: string, zone: string): Instant {
  return text.length === localDateLength ? instantOfLocal(parseLocalDate(text), zone) : parseInstant(text)
}

function labelled(find: () => Interval): readonly Interval[] {
  try {
    return [boundsOf(find())]
  } catch (error) {
    if (isFarthingError(error) && error.code === 'period.not_found') return []
    throw error
  }
}

function boundsOf({ from, to }: Interval): Interval {
  return { from, to }
}
