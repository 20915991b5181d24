import { addAll, compare, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BudgetEvent } from './budget-event.js'
import type { BudgetPolicy } from './budget-policy.js'
import { reachedThresholds } from './budget-thresholds.js'
import { decideBudgets } from './decide-budgets.js'
import { budgetEventId, seeThreshold } from './see-threshold.js'

const at = '2026-10-14T00:00:00.000000Z'
const periods = ['2026-10', '2026-11'].map((month) => ({ from: `${month}-01T00:00:00.000000Z`, to: `${month}-28T00:00:00.000000Z` }))
const cents = (count: number): Decimal => (count % 100 < 10 ? `${Math.floor(count * 0.01)}.0${count % 100}` : `${Math.floor(count * 0.01)}.${count % 100}`) as Decimal

const policyOf = (percents: readonly number[], mode: BudgetPolicy['mode'] = 'block', amount = 100): BudgetPolicy => ({
  id: 'b', account: 'acme', currency: 'EUR', amount: `${amount}`, every: 'month', zone: 'UTC', mode, createdAt: at,
  thresholds: [...new Set(percents)].sort((a, b) => a - b).map((percent): Decimal => `${percent}`),
})

describe('budgets', () => {
  it('announce a threshold once in each period that reaches it, and no other, however looks repeat (once)', () => {
    const look = fc.record({ period: fc.integer({ min: 0, max: 1 }), spend: fc.integer({ min: 0, max: 30_000 }), times: fc.integer({ min: 1, max: 3 }) })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 6 }), fc.array(look, { maxLength: 20 }), (percents, looks) => {
        const policy = policyOf(percents)
        const kept = new Map<string, BudgetEvent>()
        const announced: string[] = []
        for (const { period: index, spend, times } of looks) {
          const period = periods[index]
          if (period === undefined) throw new Error('a period of two')
          for (let time = 0; time < times; time += 1) {
            for (const threshold of reachedThresholds(policy, cents(spend))) {
              const seen = { policy, period, threshold, spend: cents(spend), at, recipients: [] }
              const before = kept.get(budgetEventId(seen))
              const event = seeThreshold(before, seen)
              if (event !== undefined) kept.set(event.id, event)
              if (before === undefined) announced.push(`${index} ${threshold.percent}`)
            }
          }
        }
        // What a reader of rules would say: the highest spend of each period, in cents, against percent of 100.00.
        const highest = [0, 1].map((index) => Math.max(-1, ...looks.filter(({ period }) => period === index).map(({ spend }) => spend)))
        const expected = [0, 1].flatMap((index) => policy.thresholds.filter((percent) => Number(percent) * 100 <= (highest[index] ?? -1)).map((percent) => `${index} ${percent}`))
        expect([...announced].sort()).toEqual(expected.sort())
      }),
      { numRuns: 1000 },
    )
  })

  it('are never laxer about more, and block nothing that fits (decisions)', () => {
    const rank = ['allow', 'warn', 'would_block', 'block']
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 4 }), fc.constantFrom('block', 'notify_only'), fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 1, max: 9_999 }), (percents, mode, spent, first, more) => {
        const policy = policyOf(percents, mode)
        const outcome = (amount: Decimal) => decideBudgets({ account: 'acme', proposed: { amount, currency: 'EUR' }, at, standings: [{ policy, spent: { period: { from: at, to: at }, currency: 'EUR', spend: cents(spent) } }] }).outcome
        const [small, large] = [cents(first), addAll([cents(first), cents(more)])]
        expect(rank.indexOf(outcome(large))).toBeGreaterThanOrEqual(rank.indexOf(outcome(small)))
        const isOver = compare(addAll([cents(spent), small]), '100') > 0
        expect(['would_block', 'block'].includes(outcome(small))).toBe(isOver)
      }),
      { numRuns: 1000 },
    )
  })
})
