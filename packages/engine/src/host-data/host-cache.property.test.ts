import { instantOfEpochMs, isFarthingError } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hostCache } from './host-cache.js'

const start = Date.UTC(2026, 10, 2)

/** What the host does with a question: answers its current value, fails, or answers what is not valid. */
const behaviour = fc.constantFrom('answers', 'fails', 'invalid')
const steps = fc.array(fc.record({ passSeconds: fc.integer({ min: -20, max: 40 }), behaviour, question: fc.constantFrom('a', 'b') }), { maxLength: 30 })

describe('answers of the host, over random histories', () => {
  it('are never older than they may be, never invented, and as fresh as the host allows', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 60 }), async (history, freshFor, usableFor) => {
        let [nowMs, version] = [start, 0]
        const cache = hostCache('accounts', { now: () => instantOfEpochMs(nowMs) }, { freshFor, usableFor })
        const good = new Map<string, { readonly value: number; readonly atMs: number }>()
        for (const { passSeconds, behaviour: does, question } of history) {
          nowMs += passSeconds * 1000
          version += 1
          const value = version
          let calls = 0
          const ask = async (): Promise<unknown> => {
            calls += 1
            if (does === 'fails') throw new Error('down')
            return does === 'invalid' ? 'nonsense' : value
          }
          const check = (answer: unknown): number => {
            if (typeof answer !== 'number') throw new Error('no number')
            return answer
          }
          const known = good.get(question)
          const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(nowMs - known.atMs) * 0.001
          const outcome = await cache.get({ about: question, ask, check }).catch((error: unknown) => (isFarthingError(error) ? error.code : 'a defect'))
          if (known !== undefined && freshFor > 0 && age <= freshFor) {
            expect([outcome, calls]).toEqual([{ value: known.value, asOf: instantOfEpochMs(known.atMs), ageSeconds: age, isStale: false }, 0])
          } else if (does === 'answers') {
            expect(outcome).toEqual({ value, asOf: instantOfEpochMs(nowMs), ageSeconds: 0, isStale: false })
            good.set(question, { value, atMs: nowMs })
          } else if (known !== undefined && age <= usableFor) {
            expect(outcome).toEqual({ value: known.value, asOf: instantOfEpochMs(known.atMs), ageSeconds: age, isStale: true })
          } else {
            expect(outcome).toBe(does === 'fails' ? 'host.unavailable' : 'host.invalid')
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})
