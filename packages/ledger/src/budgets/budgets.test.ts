import { failureOf, type Decimal, type Money } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { budgetThresholds, reachedThresholds } from './budget-thresholds.js'
import type { BudgetPolicy } from './budget-policy.js'
import { checkBudgetPolicy } from './check-budget-policy.js'
import { decideBudgets } from './decide-budgets.js'
import { budgetEventId, seeThreshold } from './see-threshold.js'

const policy: BudgetPolicy = { id: 'b', account: 'acme', currency: 'EUR', amount: '250', every: 'month', zone: 'Europe/Berlin', thresholds: ['50', '80', '100'], mode: 'block', createdAt: '2026-10-01T00:00:00.000000Z' }
const period = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' }
const at = '2026-10-14T00:00:00.000000Z'

describe('thresholds', () => {
  it('are percent of the amount, exactly', () => {
    expect(budgetThresholds({ amount: '0.01', thresholds: ['33.3', '1000'] })).toEqual([{ percent: '33.3', amount: '0.00333' }, { percent: '1000', amount: '0.1' }])
  })

  it.each<[spend: string, reached: readonly string[]]>([
    ['124.99999', []],
    ['125', ['50']],
    ['599999/3000', ['50']],
    ['200', ['50', '80']],
    ['1000000', ['50', '80', '100']],
    ['-5', []],
  ])('are reached at their amount: %s of 250', (spend, reached) => {
    expect(reachedThresholds(policy, spend as Decimal).map(({ percent }) => percent)).toEqual(reached)
  })
})

describe('seeThreshold', () => {
  const seen = { policy, period, threshold: { percent: '50', amount: '125' }, spend: '130', at, recipients: ['ops'] } as const

  it('counts different figures, and nothing twice', () => {
    const first = seeThreshold(undefined, seen)
    expect(first).toEqual({ id: budgetEventId(seen), policy: 'b', account: 'acme', currency: 'EUR', period, percent: '50', amount: '125', recipients: ['ops'], firstSeenAt: at, lastSeenAt: at, count: 1, firstSpend: '130', spend: '130' })
    expect(seeThreshold(first, { ...seen, spend: '130.0', at: '2026-10-15T00:00:00.000000Z' })).toBeUndefined()
    const again = seeThreshold(first, { ...seen, spend: '140', at: '2026-10-15T00:00:00.000000Z' })
    expect(again).toEqual({ ...first, count: 2, spend: '140', lastSeenAt: '2026-10-15T00:00:00.000000Z' })
    expect(seeThreshold(again, { ...seen, spend: '150', at })).toMatchObject({ count: 3, lastSeenAt: '2026-10-15T00:00:00.000000Z' })
  })

  it('knows a threshold by policy, period and amount', () => {
    const id = budgetEventId(seen)
    expect(budgetEventId({ ...seen, threshold: { percent: '25', amount: '125' } })).toBe(id)
    expect(budgetEventId({ ...seen, threshold: { percent: '50', amount: '126' } })).not.toBe(id)
    expect(budgetEventId({ ...seen, period: { ...period, to: at } })).not.toBe(id)
    expect(budgetEventId({ ...seen, policy: { ...policy, id: 'c' } })).not.toBe(id)
  })
})

describe('decideBudgets', () => {
  const standing = (about: Partial<BudgetPolicy>, spend: string) => ({ policy: { ...policy, ...about }, spent: { period, currency: 'EUR', spend: spend as Decimal } })
  const decide = (proposed: Money, standings: Parameters<typeof decideBudgets>[0]['standings']) => decideBudgets({ account: 'acme', proposed, at, standings })

  it('says why, to the cent for people and exactly for programs', () => {
    const { reasons } = decide({ amount: '20', currency: 'EUR' }, [standing({}, '541/3')])
    expect(reasons).toMatchObject([{ outcome: 'warn', spend: '541/3', after: '601/3', threshold: { percent: '80', amount: '200' }, because: '180.33 EUR of 250.00 EUR are spent, and with 20.00 EUR it is 200.33 EUR, which reaches 80 % of the budget' }])
  })

  it('takes the strictest, whatever the order, and leaves other currencies out', () => {
    const standings = [standing({ id: 'z' }, '0'), standing({ id: 'a', mode: 'notify_only', amount: '1', thresholds: ['80'] }, '0'), standing({ id: 'usd', currency: 'USD', amount: '1' }, '0')]
    for (const given of [standings, [...standings].reverse()]) {
      expect(decide({ amount: '2', currency: 'EUR' }, given)).toMatchObject({ outcome: 'would_block', reasons: [{ policy: 'a', outcome: 'would_block' }, { policy: 'z', outcome: 'allow' }] })
    }
    expect(decide({ amount: '2', currency: 'EUR' }, [])).toMatchObject({ outcome: 'allow', reasons: [] })
  })
})

describe('checkBudgetPolicy', () => {
  it('gives a policy in canonical form, the same again when it is checked again', () => {
    const checked = checkBudgetPolicy({ ...policy, amount: '250.00', zone: 'europe/berlin', thresholds: ['50.0', '80'], recipients: ['a'], project: 'p', endedAt: at })
    expect(checked).toEqual({ ...policy, thresholds: ['50', '80'], recipients: ['a'], project: 'p', endedAt: at })
    expect(checkBudgetPolicy(checked)).toEqual(checked)
  })

  it.each([[null], ['b'], [[]]])('refuses %s', (given) => {
    const refused = (): unknown => {
      try {
        return checkBudgetPolicy(given as never)
      } catch (error) {
        return failureOf(error)
      }
    }
    expect(refused()).toMatchObject({ field: expect.stringMatching(/^policy/) as unknown })
  })
})
