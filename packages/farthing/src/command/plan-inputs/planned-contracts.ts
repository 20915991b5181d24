import { fail, findPeriod, instantOfLocal, isFarthingError, parseInstant, parseLocalDate, type Instant, type Interval } from '@farthing/core'
import { nativeSha256 } from '@farthing/engine'
import { billingGridOf, publishPlan, type Catalog, type PlanVersion } from '@farthing/pricing'
import type { Book, BookSubscription } from '../input/book.js'

/** A subscription of a book with its plan, and the period that is planned. */
export interface PlannedContract {
  readonly subscription: string
  readonly planVersion: PlanVersion
  readonly period: Interval
}

export interface ContractChoice {
  readonly account: string | undefined
  /** Label of a billing period, such as `2026-10`. */
  readonly period: string
}

/**
 * The subscriptions of a book that have the period, of one account or of all.
 *
 * @throws `period.not_found` where none has it; `plan.unknown`
 */
export function plannedContracts({ path, catalog, subscriptions }: Book, { account, period }: ContractChoice): readonly PlannedContract[] {
  const asked = subscriptions.filter((subscription) => account === undefined || subscription.account === account)
  const planned = asked.flatMap((subscription) => plannedContract(catalog, subscription, period, path))
  if (planned.length > 0) return planned
  return fail('period.not_found', { field: '--period', because: `is ${period}, which no subscription${account === undefined ? '' : ` of ${account}`} in ${path} has` })
}

function plannedContract(catalog: Catalog, { key, plan: name, from, to, zone, anchorDay }: BookSubscription, label: string, path: string): readonly PlannedContract[] {
  const plan = Object.hasOwn(catalog.plans, name) ? catalog.plans[name] : undefined
  if (plan === undefined) return fail('plan.unknown', { field: `${path}: ${key}.plan`, because: `is ${name}`, facts: { plan: name } })
  const anchor = from.slice(0, localDateLength)
  const grid = billingGridOf({ anchor, zone, ...(anchorDay === undefined ? {} : { anchorDay }) }, plan)
  const period = labelled(() => findPeriod(grid, label))
  if (period === undefined || period.to <= startOf(from, zone) || (to !== undefined && startOf(to, zone) <= period.from)) return []
  return [{ subscription: key, planVersion: publishPlan(name, plan, nativeSha256), period: { from: period.from, to: period.to } }]
}

const localDateLength = 10

/** A text of ten characters is a local date; any other is an instant. */
function startOf(text: string, zone: string): Instant {
  return text.length === localDateLength ? instantOfLocal(parseLocalDate(text), zone) : parseInstant(text)
}

function labelled(find: () => Interval): Interval | undefined {
  try {
    return find()
  } catch (error) {
    if (isFarthingError(error) && error.code === 'period.not_found') return undefined
    throw error
  }
}
