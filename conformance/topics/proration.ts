import {
  addAll,
  addDays,
  cadence,
  clipInterval,
  compare,
  instantOfLocal,
  round,
  type Decimal,
  type Exact,
  type Instant,
  type Interval,
  type LocalDate,
  type PeriodUnit,
  type Zone,
} from '@farthing/core'
import {
  billedCycles,
  capCredit,
  measureInterval,
  prorate,
  prorateChange,
  proratedShare,
  rateProratedLevels,
  stubShare,
  unusedCredit,
  type ChangeItem,
  type ProrationBasis,
  type Stub,
} from '@farthing/pricing'
import type { Answer, Topic, Vector } from '../vector.js'
import { translatePrice, type GivenPrice } from './price-translation.js'
import { ruleOf, type AskedRounding } from './rounding.js'

interface GivenLine {
  readonly kind: ChangeItem['kind']
  readonly amount: Exact
  readonly nominal_days?: number
}

/** The fields of all operations; a case has those of its own. Dates are days of UTC. */
interface Given extends Pick<GivenPrice, 'tiers'> {
  readonly op: string
  readonly timezone?: Zone
  readonly basis?: string
  readonly unit: PeriodUnit
  readonly count?: number
  readonly rounding?: AskedRounding
  readonly part_rounding: AskedRounding
  readonly start_date: LocalDate
  readonly end_date: LocalDate | null
  readonly target_date: LocalDate
  readonly billing_day: number
  readonly edge: 'before_first_boundary' | 'after_last_boundary'
  readonly from_date: LocalDate
  readonly to_date: LocalDate
  readonly to_date_inclusive: LocalDate
  readonly fixed_days_in_month: number | null
  readonly amount: Exact
  readonly amount_cents: Exact
  readonly from: Instant
  readonly to: Instant
  readonly period: Interval
  readonly zero_length?: 'full_amount'
  readonly already_billed: readonly Exact[]
  readonly potential: Exact
  readonly original: Exact
  readonly already_credited: Exact
  readonly at: Instant
  readonly lines: readonly GivenLine[]
  readonly period_from: LocalDate
  readonly period_to?: LocalDate
  readonly period_to_inclusive: LocalDate
  readonly period_days: number
  readonly trial_days_inside?: number
  readonly precise_scale?: number
  readonly opening_quantity: Exact
  readonly changes: readonly { readonly date: LocalDate; readonly delta: Exact }[]
}

export const proration: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  if (translate === undefined) return { unsupported: `the operation ${given.op} is not known` }
  if (given.basis !== undefined && !Object.hasOwn(bases, given.basis)) return { unsupported: `the basis ${given.basis} is not known` }
  return translate(given, vector.expect)
}

const bases: { readonly [name: string]: (zone: Zone) => ProrationBasis } = {
  second: () => ({ by: 'time' }),
  day: (zone) => ({ by: 'day', zone }),
  day_inclusive_end: (zone) => ({ by: 'day', zone, lastDay: 'included' }),
}

const operations: { readonly [op: string]: ((given: Given, expect: Vector['expect']) => Answer) | undefined } = {
  cycles_in_advance: (given) => {
    const { start_date: start, end_date: end, target_date: target, billing_day: day, unit, count = 1 } = given
    const dated = unit === 'day' || unit === 'week'
    const grid = { ...cadence({ unit, count }), zone: 'UTC', anchor: start, ...(dated ? {} : { anchorDay: day }) }
    const time = { from: midnightOf(start), ...(end === null ? {} : { to: midnightOf(end) }), dueAt: midnightOf(target), grid }
    return { answered: { cycles: addAll(billedCycles(time).map(({ share }) => round(share, ruleOf(given.part_rounding)))) } }
  },
  day_fraction: (given) => {
    const edge = given.edge === 'before_first_boundary' ? 'before_boundary' : 'after_boundary'
    const cycle = cadence({ unit: given.unit, count: given.count ?? 1 })
    return { answered: { fraction: rounded(stubShare({ stub: datesOf(given), edge, cycle, basis: monthBasis(given) }), given) } }
  },
  fixed_month_days: (given) => ({ answered: { days: measureInterval(datesOf(given), monthBasis(given)) } }),
  ratio: (given) => ({ answered: { ratio: proratedShare({ part: datesOf(given), period: periodOfDates(given), basis: utcDays }) } }),

  share: (given) => {
    const emptyPeriod = given.zero_length === 'full_amount' ? ('whole' as const) : ('refused' as const)
    const share = { part: { from: given.from, to: given.to }, period: given.period, basis: basisOf(given), emptyPeriod }
    return { answered: { amount: rounded(prorate(given.amount, share), given) } }
  },
  days_share: daysShare,
  unused_credit: (given) => {
    const { amount, from, period, already_billed: billed } = given
    return { answered: { credit: rounded(unusedCredit({ amount, from, period, billed, basis: basisOf(given) }).credit, given) } }
  },
  credit_cap: ({ potential: wanted, original: charged, already_credited: credited }) => ({
    answered: { credit: capCredit({ wanted, charged, credited }).credit },
  }),
  change: (given) => {
    const items = given.lines.map(({ kind, amount, nominal_days: nominalDays }) => ({ kind, amount, ...(nominalDays === undefined ? {} : { nominalDays }) }))
    const change = prorateChange({ at: given.at, period: given.period, basis: basisOf(given), items })
    const lines = change.lines.map((line) => rounded(line.due, given))
    return { answered: { lines, net: addAll(lines) } }
  },
  prorated_graduated: (given) => {
    const price = translatePrice({ ...(given as Given & GivenPrice), model: 'graduated' })
    if ('unsupported' in price) return price
    if (price.model !== 'graduated') return { unsupported: 'levels are priced through graduated tiers only' }
    const changes = given.changes.map(({ date, delta }) => ({ at: midnightOf(date), delta }))
    const rated = rateProratedLevels(price, { opening: given.opening_quantity, changes, period: periodOfDates(given), basis: utcDays })
    return { answered: { amount: rounded(rated.amount, given) } }
  },
}

const floats = 'the last digits are those of a binary float; ours are those of the exact share'

/** Days with an inclusive end; what falls into the trial at their start is free. The length of the period is all that is known of it. */
function daysShare(given: Given, expect: Vector['expect']): Answer {
  const { from_date: from, to_date_inclusive: last, trial_days_inside: trial = 0, period_days: days, precise_scale: scale } = given
  const period = { from: midnightOf(from), to: midnightOf(addDays(from, days)) }
  const part = clipInterval({ from: midnightOf(from), to: midnightOf(addDays(last, 1)) }, { from: midnightOf(addDays(from, trial)) })
  const exact = part === undefined ? '0' : prorate(given.amount_cents, { part, period, basis: utcDays })
  const cents = round(exact, ruleOf(given.rounding ?? wholeCents))
  const precise = expect['precise_amount_cents'] as Decimal | undefined
  const digits = scale ?? (expect['precise_scale'] as number | undefined)
  if (precise === undefined || digits === undefined) return { answered: { amount_cents: cents } }
  const to = (value: Exact, exponent: number): Exact => round(value, { mode: 'half-up', exponent })
  const isSame = (exponent: number): boolean => compare(to(precise, exponent), to(exact, exponent)) === 0
  if (!isSame(digits) && isSame(digits - 1)) return { unsupported: floats }
  return { answered: { amount_cents: cents, precise_amount_cents: to(exact, digits), precise_scale: digits } }
}

const wholeCents: AskedRounding = { mode: 'half_up', scale: 0 }
const utcDays = { by: 'day', zone: 'UTC' } as const

function monthBasis({ fixed_days_in_month: days }: Given): Stub['basis'] {
  return days === null ? utcDays : { by: 'fixed_month', zone: 'UTC', days }
}

function basisOf({ basis = 'second', timezone = 'UTC' }: Given): ProrationBasis {
  return bases[basis]?.(timezone) ?? { by: 'time' }
}

function datesOf({ from_date: from, to_date: to }: Given): Interval {
  return { from: midnightOf(from), to: midnightOf(to) }
}

function periodOfDates({ period_from: from, period_to: to, period_to_inclusive: last }: Given): Interval {
  return { from: midnightOf(from), to: midnightOf(to ?? addDays(last, 1)) }
}

function midnightOf(date: LocalDate): Instant {
  return instantOfLocal(date, 'UTC')
}

function rounded(value: Exact, { rounding }: Given): Exact {
  return rounding === undefined ? value : round(value, ruleOf(rounding))
}
