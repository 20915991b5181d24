import { afterEach, expect, test, vi } from 'vitest'
import { awkwardClockChanges } from '../testing/arbitrary-time.js'

const processZones = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia']

afterEach(() => {
  vi.unstubAllEnvs()
})

async function answersIn(processZone: string): Promise<{ offsetMinutes: number; answers: string }> {
  vi.stubEnv('TZ', processZone)
  // What is remembered from one process zone must not answer for the next.
  vi.resetModules()
  const { localDateTimeOf, instantOfLocal } = await import('./local-time.js')
  const { periodAt } = await import('./period-at.js')
  const { floorInstant } = await import('./floor-instant.js')
  const answers = awkwardClockChanges.map(({ zone, at }) => {
    const local = localDateTimeOf(at, zone)
    const days = periodAt({ unit: 'day', count: 1, zone, anchor: '2000-01-31' }, at)
    const months = periodAt({ unit: 'month', count: 1, zone, anchor: '2000-01-31T02:30:00' }, at)
    return { zone, local, back: instantOfLocal(local, zone), days, months, hour: floorInstant(at, 'hour', zone) }
  })
  return { offsetMinutes: new Date('2026-07-01T00:00:00Z').getTimezoneOffset(), answers: JSON.stringify(answers) }
}

test('no answer depends on the zone of the process', async () => {
  const runs: { offsetMinutes: number; answers: string }[] = []
  for (const processZone of processZones) runs.push(await answersIn(processZone))
  expect(runs.map(({ offsetMinutes }) => offsetMinutes)).toEqual([0, -120, 240, 180, -345, -780])
  expect(new Set(runs.map(({ answers }) => answers)).size).toBe(1)
})
