import * as fc from 'fast-check'
import { instantOfEpochMs, isFarthingError } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { availableOf } from './available-of.js'
import { expireHolds, postHold, voidHold } from './end-hold.js'
import type { HoldPool } from './hold.js'
import { placeHold } from './place-hold.js'

interface Step {
  readonly kind: 'place' | 'post' | 'void' | 'expire'
  readonly id: number
  readonly units: number
  readonly minutes: number
}

const step = fc.record<Step>({
  kind: fc.constantFrom('place', 'place', 'post', 'void', 'expire'),
  id: fc.integer({ min: 0, max: 5 }),
  units: fc.integer({ min: 1, max: 80 }),
  minutes: fc.integer({ min: 0, max: 20 }),
})

function take(pool: HoldPool, { kind, id, units }: Step, now: number): HoldPool {
  const at = instantOfEpochMs(now * 60_000)
  const hold = `h${id}`
  if (kind === 'place') return placeHold(pool, { id: hold, amountMinor: String(units), at, expiresAt: instantOfEpochMs((now + 30) * 60_000) })
  if (kind === 'post') return postHold(pool, { id: hold, amountMinor: String(units), at })
  return kind === 'void' ? voidHold(pool, { id: hold, at }) : expireHolds(pool, at)
}

describe('holds (L-HOLD)', () => {
  it('end once, never take more than was held, and never cross the floor', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: -20, max: 20 }), (steps, floor) => {
        let pool: HoldPool = { account: { role: 'customer_credit', account: 'acme' }, currency: 'EUR', balanceMinor: '100', floorMinor: String(floor), holds: [] }
        // What a reader of rules would keep: free money, and what is pending.
        let [free, now] = [100, 0]
        const pending = new Map<string, { readonly units: number; readonly until: number }>()
        for (const one of steps) {
          now += one.minutes
          const before = pool
          const outcome = outcomeOf(() => take(pool, one, now))
          const known = pending.get(`h${one.id}`)
          const live = known !== undefined && now < known.until
          if (one.kind === 'expire') for (const [id, hold] of pending) if (now >= hold.until) { pending.delete(id); free += hold.units }
          if (outcome === undefined) continue
          pool = outcome
          if (pool === before) continue
          if (one.kind === 'place') { pending.set(`h${one.id}`, { units: one.units, until: now + 30 }); free -= one.units }
          if (one.kind === 'post' && known !== undefined) { expect(live && one.units <= known.units).toBe(true); pending.delete(`h${one.id}`); free += known.units - one.units }
          if (one.kind === 'void' && known !== undefined) { expect(live).toBe(true); pending.delete(`h${one.id}`); free += known.units }
          expect(availableOf(pool)).toBe(String(free - floor))
          if (one.kind === 'place') expect(Number(availableOf(pool))).toBeGreaterThanOrEqual(0)
          for (const hold of before.holds) if (hold.status !== 'pending') expect(pool.holds.find(({ id }) => id === hold.id)).toEqual(hold)
        }
        const taken = pool.holds.reduce((sum, { postedMinor = '0' }) => sum + Number(postedMinor), 0)
        expect(Number(pool.balanceMinor)).toBe(100 - taken)
      }),
      { numRuns: 1000 },
    )
  })
})

function outcomeOf(call: () => HoldPool): HoldPool | undefined {
  try {
    return call()
  } catch (error) {
    if (isFarthingError(error) && error.code.startsWith('hold.')) return undefined
    throw error
  }
}
