import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Delinquency, DelinquencyFacts, OverdueDocument } from './delinquency-state.js'
import { standardDunning } from './dunning-schedule.js'
import { judgeDelinquency } from './judge-delinquency.js'
import type { Restriction, RestrictionOverride } from './restriction.js'
import { restrictionsInForce } from './restrictions-in-force.js'

const at = '2026-12-16T00:00:00.000000Z'
const overdue = fc.record<OverdueDocument>({
  document: fc.constantFrom('d1', 'd2', 'd3'), number: fc.constant('INV-1'), dueDate: fc.constant('2026-12-02'), daysOverdue: fc.integer({ min: -5, max: 40 }),
  open: fc.constant({ amount: '50', currency: 'EUR' }), disputed: fc.boolean(), disputeLost: fc.boolean(), uncollectible: fc.boolean(),
})
const facts = fc.record<DelinquencyFacts>({ overdue: fc.array(overdue, { maxLength: 4 }), openDisputes: fc.subarray(['x']), depleted: fc.subarray(['EUR', 'USD']) })

function judge(given: DelinquencyFacts, before: Delinquency | undefined): Delinquency | undefined {
  return judgeDelinquency({ account: 'acme', before, facts: given, schedule: standardDunning, at })
}

describe('delinquency', () => {
  it('comes to rest at once, wherever an account comes from: the same facts move it no second time (once)', () => {
    fc.assert(
      fc.property(fc.array(facts, { minLength: 1, maxLength: 6 }), (history) => {
        let standing: Delinquency | undefined
        for (const given of history) {
          standing = judge(given, standing) ?? standing
          expect(judge(given, standing)).toBeUndefined()
          expect(judge({ ...given, overdue: [...given.overdue].reverse() }, standing)).toBeUndefined()
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('does not depend on the way, unless something is only contested', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 5 }), facts, (history, last) => {
        const isContested = last.openDisputes.length > 0 || last.overdue.some(({ disputed }) => disputed)
        fc.pre(!isContested)
        let standing: Delinquency | undefined
        for (const given of [...history, last]) standing = judge(given, standing) ?? standing
        const direct = judge(last, undefined)
        expect([standing?.state ?? 'current', standing?.restricts]).toEqual([direct?.state ?? 'current', direct?.restricts])
      }),
      { numRuns: 1000 },
    )
  })

  it('restricts what is not lifted, and nothing that an override covers (restrictions in force)', () => {
    const hour = (value: number): string => `2026-12-16T${String(value).padStart(2, '0')}:00:00.000000Z`
    const hours = fc.integer({ min: 0, max: 23 })
    const placed = fc.record({ scope: fc.constantFrom('new_usage' as const, 'all_usage' as const), since: hours, lifted: fc.option(hours) })
    const given = fc.record({ of: fc.option(fc.integer({ min: 0, max: 3 })), from: hours, to: hours, revoked: fc.option(hours) })
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 4 }), fc.array(given, { maxLength: 4 }), hours, (placements, overrides, now) => {
        const step = (value: number) => ({ at: hour(value), by: 'ann', reason: 'x' })
        const standing = restrictionsInForce({
          account: 'acme', at: hour(now),
          restrictions: placements.map(({ scope, since, lifted }, index): Restriction => ({
            id: `r${index}`, account: 'acme', scope, reason: { code: 'operator', text: `r${index}`, references: [] }, since: hour(since), by: 'ann', ...(lifted === null ? {} : { lifted: step(lifted) }),
          })),
          overrides: overrides.map(({ of, from, to, revoked }, index): RestrictionOverride => ({
            id: `o${index}`, account: 'acme', ...(of === null ? {} : { restriction: `r${of}` }), reason: 'x', by: 'ann', at: hour(from), expiresAt: hour(to), ...(revoked === null ? {} : { revoked: step(revoked) }),
          })),
        })
        const bites = placements.flatMap(({ scope, since, lifted }, index) => {
          const holds = since <= now && (lifted === null || now < lifted)
          const covered = overrides.some(({ of, from, to, revoked }) => (of === null || of === index) && from <= now && now < to && (revoked === null || now < revoked))
          return holds && !covered ? [{ scope, text: `r${index}` }] : []
        })
        expect(standing.reasons.map(({ text }) => text).sort()).toEqual(bites.map(({ text }) => text).sort())
        expect(standing.scope).toBe(bites.some(({ scope }) => scope === 'all_usage') ? 'all_usage' : bites[0]?.scope)
      }),
      { numRuns: 1000 },
    )
  })
})
