import { isFarthingError } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { fixedClock } from './fixed-clock.js'
import { systemClock } from './system-clock.js'

describe('fixedClock', () => {
  it('stands still, in canonical form', () => {
    const clock = fixedClock('2026-11-02T01:00:00+01:00')
    expect([clock.now(), clock.now()]).toEqual(['2026-11-02T00:00:00.000000Z', '2026-11-02T00:00:00.000000Z'])
  })

  it('refuses what is no instant', () => {
    expect(() => fixedClock('2026-11-02')).toThrow(expect.toSatisfy((error) => isFarthingError(error) && error.field === 'at') as Error)
  })
})

describe('systemClock', () => {
  it('tells the time of the machine', () => {
    const before = new Date().toISOString()
    const now = systemClock().now()
    const after = new Date().toISOString()
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    expect([before, now.replace(/000Z$/, 'Z'), after]).toEqual([before, now.replace(/000Z$/, 'Z'), after].sort())
  })
})
