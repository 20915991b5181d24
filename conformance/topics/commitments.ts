import { addAll, addDays, instantOfLocal, multiply, round, type Decimal, type Exact, type Interval } from '@farthing/core'
import { amountOf, capTotal, minimumCommitment, percentDiscount, prorate, proratedShare, settleCommitment } from '@farthing/pricing'
import type { Answer, Topic, Vector } from '../vector.js'
import { ruleOf, type AskedRounding } from './rounding.js'
import { addedBy, runLines, takenBy } from './run-lines.js'

interface GivenWindow {
  readonly quantity: Exact
  readonly unit_amount: Decimal
  readonly commitment: Exact | null
  readonly commitment_type: 'amount' | 'quantity'
  readonly overage_factor: Decimal | null
  readonly true_up: boolean
}

/** The fields of all operations; a case has those of its own. */
interface Given {
  readonly op: string
  readonly lines: readonly Exact[]
  readonly previously_billed: Exact
  readonly minimum: Decimal | null
  readonly maximum: Decimal | null
  readonly percentage_discount?: Decimal | null
  readonly last_in_period: boolean
  readonly commitment: Exact
  readonly used: Exact
  readonly rounding?: AskedRounding
  readonly minimum_cents: Decimal
  readonly used_cents: readonly Exact[]
  readonly subscription_cents: Exact
  readonly usage_cents: readonly Exact[]
  readonly commitment_cents?: Decimal
  readonly amount_cents?: Decimal
  readonly days?: number
  readonly period_days?: number
  readonly windows: readonly GivenWindow[]
}

export const commitments: Topic = (vector) => {
  const given = vector.given as Vector['given'] & Given
  const translate = operations[given.op]
  return translate === undefined ? { unsupported: `the operation ${given.op} is not known` } : translate(given, vector.expect)
}

const operations: { readonly [op: string]: ((given: Given, expect: Vector['expect']) => Answer) | undefined } = {
  min_max: minMax,
  true_up: ({ commitment, used, rounding = wholeCents }) => {
    const both = [commitment, used].map((amount) => round(amount, ruleOf(rounding)))
    const ran = runLines({ lines: both.slice(1), stages: [minimumCommitment('minimum', { amount: both[0] ?? '0' })] })
    return { answered: { true_up: addedBy(ran, 'minimum') } }
  },
  prorated_minimum: ({ minimum_cents: amount, used_cents: lines, days, period_days: periodDays }, expect) => {
    if (days === undefined || periodDays === undefined) return unknownFields
    const exact = addedBy(runLines({ lines, days, periodDays, stages: [minimumCommitment('minimum', { amount })] }), 'minimum')
    return { answered: { true_up_cents: round(exact, ruleOf(wholeCents)), ...preciseOf(exact, expect, 'precise_true_up_cents') } }
  },
  plan_minimum: (given) => {
    const [minimum, fee] = [given.minimum_cents, given.subscription_cents].map((amount) => prorated(amount, given))
    if (minimum === undefined || fee === undefined) return unknownFields
    const ran = runLines({ lines: [fee, ...given.usage_cents], stages: [minimumCommitment('minimum', { amount: minimum })] })
    return { answered: { true_up_cents: addedBy(ran, 'minimum') } }
  },
  prorated_commitment: (given, expect) => {
    const amount = given.commitment_cents ?? given.amount_cents ?? given.minimum_cents
    const share = shareOf(given)
    if (share === undefined) return unknownFields
    const exact = prorate(amount, share)
    const cents = round(exact, ruleOf(given.rounding ?? wholeCents))
    return { answered: { amount_cents: cents, commitment_cents: cents, minimum_cents: cents, ...preciseOf(exact, expect, 'precise_amount_cents') } }
  },
  coefficient: (given, expect) => {
    const share = shareOf(given)
    if (share === undefined) return unknownFields
    return { answered: { coefficient: roundedLike(proratedShare(share), expect['coefficient']), ...preciseOf(proratedShare(share), expect, 'coefficient') } }
  },
  windowed,
}

const wholeCents: AskedRounding = { mode: 'half_up', scale: 0 }
const unknownFields: Answer = { unsupported: 'the fields of this operation are not known' }

/** What was billed before is an earlier run of the same period, over one line. */
function minMax(given: Given): Answer {
  const { lines, previously_billed: billed, minimum, maximum, percentage_discount: percent, last_in_period: isLast } = given
  const limits = [
    ...(maximum === null ? [] : [capTotal('maximum', { amount: maximum, as: 'discounts' })]),
    ...(minimum === null ? [] : [minimumCommitment('minimum', { amount: minimum, proration: 'none', settle: 'period' })]),
  ]
  const before = runLines({ lines: [billed], stages: limits, continues: true })
  const discounts = percent === undefined || percent === null ? [] : [percentDiscount('percent', { percent })]
  const ran = runLines({ lines, stages: [...discounts, ...limits], carryIn: before.carryOut, continues: !isLast })
  return {
    answered: {
      discounts: takenBy(ran, 'maximum', lines),
      percentage_discounts: takenBy(ran, 'percent', lines),
      true_up: addedBy(ran, 'minimum'),
      total: addAll(ran.drafts.map(amountOf)),
    },
  }
}

/** A window without a commitment is used as it is. */
function windowed({ windows }: Given): Answer {
  const settled = windows.map(({ quantity, unit_amount: unit, commitment, commitment_type: type, overage_factor: overageFactor, true_up: trueUp }) => {
    const used = multiply(quantity, unit)
    const committed = commitment === null ? used : type === 'quantity' ? multiply(commitment, unit) : commitment
    return settleCommitment({ committed, used, trueUp, ...(overageFactor === null ? {} : { overageFactor }) })
  })
  return {
    answered: {
      total: addAll(settled.map(({ total }) => total)),
      per_window: settled.map(({ total }) => total),
      utilized: addAll(settled.map(({ utilized }) => utilized)),
      overage: addAll(settled.map(({ overage }) => overage)),
      true_up: addAll(settled.map(({ trueUp }) => trueUp)),
    },
  }
}

function prorated(amount: Exact, given: Given): Decimal | undefined {
  const share = shareOf(given)
  return share === undefined ? undefined : round(prorate(amount, share), ruleOf(given.rounding ?? wholeCents))
}

function shareOf({ days, period_days: periodDays }: Given): { readonly part: Interval; readonly period: Interval } | undefined {
  return days === undefined || periodDays === undefined ? undefined : { part: firstDays(days), period: firstDays(periodDays) }
}

function firstDays(days: number): Interval {
  return { from: instantOfLocal('2026-01-01', 'UTC'), to: instantOfLocal(addDays('2026-01-01', days), 'UTC') }
}

/** The exact figure to as many digits as the source states. */
function preciseOf(exact: Exact, expect: Vector['expect'], key: string): Readonly<Record<string, unknown>> {
  const scale = expect['precise_scale']
  if (expect[key] === undefined || typeof scale !== 'number') return {}
  return { [key]: round(exact, { mode: 'half-up', exponent: scale }), precise_scale: scale }
}

function roundedLike(exact: Exact, stated: unknown): Exact {
  const digits = typeof stated === 'string' ? (stated.split('.')[1] ?? '').length : 0
  return round(exact, { mode: 'half-up', exponent: digits })
}
