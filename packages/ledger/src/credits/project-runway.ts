import { add, addAll, addLocalDays, compare, divide, epochMsOf, fail, isZero, multiply, parseInstant, round, shiftInstant, type Decimal, type Exact, type Instant } from '@farthing/core'
import type { GrantRemaining } from './apply-credits.js'
import { burnDown } from './burn-down.js'
import { burnMoments } from './burn-moments.js'
import { inBurnOrder } from './burn-order.js'
import { openBurnDown } from './burn-state.js'
import type { CreditGrant } from './credit-grant.js'

export interface RunwayInput {
  /** Of one unit: a currency or a meter. What is left at `at`; of those that start later, what is left does not count. */
  readonly credits: readonly GrantRemaining[]
  readonly at: Instant
  /** What was used from `since` until `at`. */
  readonly history: { readonly since: Instant; readonly used: readonly Exact[] }
  /** How far to look; 1,825 days unless given, at most 3,650. */
  readonly horizonDays?: number
}

/** How long a prepaid balance lasts. */
export interface Runway {
  /** How it was projected: at the average rate since `history.since`. */
  readonly method: 'average-burn@1'
  readonly at: Instant
  readonly balance: Decimal
  /** Of 24 hours. */
  readonly burnPerDay: Exact
  /** Days of 24 hours until nothing is left; absent when that is behind the horizon, or never. */
  readonly daysLeft?: Exact
  /** To the millisecond, cut. */
  readonly depletedAt?: Instant
  /** How far was looked. */
  readonly horizon: Instant
}

const dayMs = '86400000'
const longestHorizonDays = 3_650

/**
 * Projects how long credit lasts when it burns on as it did: at the average rate of the history, in burn order, with grants that start, recur and
 * expire until then. What expires unused shortens it, what is granted later lengthens it as long as there is no gap.
 *
 * 300.00 left and 200.00 used in 20 days: 10.00 a day, 30 days.
 *
 * @throws `credit.usage_invalid` for a history without length; `credit.opening_invalid`, `credit.too_many`, `time.malformed` for a horizon that is none
 */
export function projectRunway({ credits, at, history, horizonDays = 1_825 }: RunwayInput): Runway {
  const elapsedMs = epochMsOf(parseInstant(at, { field: 'at' })) - epochMsOf(parseInstant(history.since, { field: 'history.since' }))
  if (elapsedMs <= 0) fail('credit.usage_invalid', { field: 'history.since', because: `is ${history.since}, not before ${at}` })
  if (horizonDays < 1 || horizonDays > longestHorizonDays) fail('time.malformed', { field: 'horizonDays', because: `is ${horizonDays}, not 1 to ${longestHorizonDays}` })
  const horizon = addLocalDays(at, { days: horizonDays, zone: 'UTC' })
  const burnPerDay = divide(multiply(addAll(history.used), dayMs), `${elapsedMs}`)
  const started = credits.filter(({ grant }) => grant.effectiveAt <= at)
  const projected = { method: 'average-burn@1', at, balance: addAll(started.map(({ remaining }) => remaining)), burnPerDay, horizon } as const
  const daysLeft = isZero(burnPerDay) ? undefined : firstGap({ grants: credits.map(({ grant }) => grant), started, at, horizon, burnPerDay })
  if (daysLeft === undefined) return projected
  const wholeMs: string = round(multiply(daysLeft, dayMs), { mode: 'floor', exponent: 0 })
  return { ...projected, daysLeft, depletedAt: shiftInstant(at, Number(wholeMs)) }
}

interface Projection {
  readonly grants: readonly CreditGrant[]
  readonly started: readonly GrantRemaining[]
  readonly at: Instant
  readonly horizon: Instant
  readonly burnPerDay: Exact
}

/** Days until a piece between two turns of the grants needs more than there is. Within a piece nothing changes, so its need can be taken at its start. */
function firstGap({ grants, started, at, horizon, burnPerDay }: Projection): Exact | undefined {
  const opening = openBurnDown(grants, { at, remaining: started.map(({ grant, remaining }) => ({ grant: grant.id, amount: remaining })) })
  const plan = { grants: inBurnOrder(grants), opening, until: horizon, reach: 'before', usage: [], resets: [] } as const
  const turns = [at, ...burnMoments(plan).map((moment) => moment.at).filter((turn) => turn > at), horizon]
  const pieces = turns.slice(0, -1).map((from, index) => ({ from, need: multiply(daysBetween(from, turns[index + 1] ?? horizon), burnPerDay) }))
  const { movements } = burnDown({ grants, opening, until: horizon, unpaid: 'lost', usage: pieces.map(({ from, need }) => ({ at: from, quantity: need })) })
  const paid = new Map<Instant, Exact>()
  for (const movement of movements) if (movement.cause === 'usage') paid.set(movement.at, add(paid.get(movement.at) ?? '0', movement.amount))
  const gap = pieces.find(({ from, need }) => compare(paid.get(from) ?? '0', need) < 0)
  return gap === undefined ? undefined : add(daysBetween(at, gap.from), divide(paid.get(gap.from) ?? '0', burnPerDay))
}

function daysBetween(from: Instant, to: Instant): Exact {
  return divide(`${epochMsOf(to) - epochMsOf(from)}`, dayMs)
}
