import { memory } from '@farthing/adapters-memory'
import { duration, fail } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import type { Storage, Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { wrapped } from '../test/sample-billing.js'

const catalog = defineCatalog({
  meters: { hours: duration({ event: 'lease', allocation: 'lease', phase: 'phase', per: 'hour' }) },
  plans: { leases: plan({ currency: 'EUR', every: 'month' }, { hours: perUnit('hours', '1') }) },
})

/** 20.00 EUR of credit, at 1.00 EUR for an hour of each lease; it is 14 October, noon, in UTC. */
async function leased(events: readonly (readonly [lease: string, phase: string, time: string])[]) {
  const storage = memory()
  const over = (storage: Storage) => createBilling({ catalog, storage, clock: fixedClock('2026-10-14T12:00:00Z') })
  const billing = over(storage)
  await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'leases', from: '2026-09-01', zone: 'UTC' })
  await billing.credits.grant({ key: 'g', account: 'acme', kind: 'promotional', currency: 'EUR', amount: '20', effectiveAt: '2026-09-01T00:00:00Z' })
  await billing.prepaid.put({ key: 'p', account: 'acme' })
  await billing.events.ingestOrThrow(events.map(([lease, phase, time], index) => ({ id: `e${index}`, source: 'scheduler', type: 'lease', subject: 'acme', time, data: { lease, phase } })))
  const run = await billing.rating.run({ key: 'r', account: 'acme', period: '2026-10' })
  await billing.accruals.accrue({ key: 'r', run: run.id })
  return { billing, through: (change: (stores: Stores) => Stores) => over(wrapped(storage, change)) }
}

describe('what depletion affects', () => {
  it('are allocations that are open, however long ago, and those that closed within the day', async () => {
    const { billing } = await leased([
      ['of-september', 'open', '2026-09-20T00:00:00Z'],
      ['of-october', 'open', '2026-10-02T00:00:00Z'],
      ['closed-today', 'open', '2026-10-01T00:00:00Z'], ['closed-today', 'close', '2026-10-14T09:00:00Z'],
      ['closed-before', 'open', '2026-10-01T00:00:00Z'], ['closed-before', 'close', '2026-10-13T11:00:00Z'],
    ])
    const { moved, refused } = await billing.credits.scanLow()
    expect(refused).toEqual([])
    expect(moved).toMatchObject([{ level: 'depleted', affected: { allocations: ['closed-today', 'of-october', 'of-september'], instances: [] } }])
  })

  it.each([['meter.state_too_large', 'none, where usage cannot be measured: credit is decided about all the same', ['depleted'], []], ['storage.unavailable', 'unknown, where the storage does not answer: nothing is decided', [], ['storage.unavailable']]] as const)('%s: %s', async (code, _, levels, refused) => {
    const { through } = await leased([['of-october', 'open', '2026-10-02T00:00:00Z']])
    const broken = through((stores) => ({ ...stores, usage: { ...stores.usage, latest: () => fail(code, { field: 'hours', because: 'is broken' }) } }))
    const scan = await broken.credits.scanLow()
    expect(scan.moved.map(({ level, affected }) => [level, affected.allocations])).toEqual(levels.map((level) => [level, []]))
    expect(scan.refused.map(({ failure }) => failure.code)).toEqual(refused)
  })
})
