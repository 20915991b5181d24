import { failureOf, type Decimal } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { creditHour } from '../testing/credit-arbitraries.js'
import type { AmountGrant } from './credit-grant.js'
import { projectRunway, type RunwayInput } from './project-runway.js'

const day = (date: number): string => creditHour((date - 1) * 24)
const at = day(21)

function credit(remaining: Decimal, about: Partial<AmountGrant> = {}) {
  const grant: AmountGrant = { id: 'g', account: 'acme', kind: 'paid', priority: 1, createdAt: day(1), effectiveAt: day(1), currency: 'EUR', amount: '1000', ...about }
  return { grant, remaining }
}

/** At 10 a day unless told otherwise. */
function runway(credits: RunwayInput['credits'], about: Partial<RunwayInput> = {}) {
  return projectRunway({ credits, at, history: { since: day(1), used: ['150', '50'] }, ...about })
}

describe('a balance lasts', () => {
  test.each<[what: string, credits: RunwayInput['credits'], balance: Decimal, daysLeft: string | undefined]>([
    ['as long as its average burn says', [credit('300')], '300', '30'],
    ['no time when nothing is left', [credit('0')], '0', '0'],
    ['less when a part expires unused', [credit('300', { expiresAt: day(31) }), credit('100', { id: 'h' })], '400', '20'],
    ['more when credit starts in time', [credit('100'), credit('0', { id: 'h', effectiveAt: day(31), amount: '45' })], '100', '14.5'],
    ['no more for credit that starts too late', [credit('100'), credit('0', { id: 'h', effectiveAt: day(32), amount: '45' })], '100', '10'],
    ['until a recurrence is too little', [credit('70', { amount: '80', recurrence: { unit: 'day', count: 9, zone: 'UTC', anchor: '2026-10-28' } })], '70', '15'],
    ['beyond the horizon', [credit('100000')], '100000', undefined],
  ])('%s', (_, credits, balance, daysLeft) => {
    const projected = runway(credits)
    expect(projected).toMatchObject({ method: 'average-burn@1', at, balance, burnPerDay: '10', horizon: '2031-10-20T00:00:00.000000Z' })
    expect(projected.daysLeft).toBe(daysLeft)
  })

  test('for ever when nothing burns', () => {
    const { daysLeft, burnPerDay } = runway([credit('1')], { history: { since: day(1), used: [] } })
    expect([daysLeft, burnPerDay]).toEqual([undefined, '0'])
  })

  test('in exact days, and to an instant that is cut to the millisecond', () => {
    const projected = runway([credit('100')], { history: { since: day(18), used: ['21'] } })
    expect(projected).toMatchObject({ burnPerDay: '7', daysLeft: '100/7', depletedAt: '2026-11-04T06:51:25.714000Z' })
  })
})

test.each<[what: string, about: Partial<RunwayInput>, failure: string]>([
  ['a history without length', { history: { since: at, used: ['1'] } }, 'credit.usage_invalid history.since'],
  ['a horizon of no days', { horizonDays: 0 }, 'time.malformed horizonDays'],
  ['a horizon beyond ten years', { horizonDays: 3_651 }, 'time.malformed horizonDays'],
  ['half a day', { horizonDays: 1.5 }, 'time.malformed days'],
])('refuses %s', (_, about, failure) => {
  try {
    runway([credit('1')], about)
    expect.unreachable()
  } catch (error) {
    const { code, field } = failureOf(error)
    expect(`${code} ${field}`).toBe(failure)
  }
})
