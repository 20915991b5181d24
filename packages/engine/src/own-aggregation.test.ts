import { memory } from '@farthing/adapters-memory'
import { aggregations, type Aggregation, type AggregationTable } from '@farthing/core'
import { assertAggregationLaws } from '@farthing/core/testing'
import { verifyInvoice } from '@farthing/ledger'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from './clock/fixed-clock.js'
import { createBilling } from './create-billing.js'

/** A host's own: how many distinct days of UTC something was used on. */
const activeDays: Aggregation<readonly string[]> = {
  name: 'active_days',
  reads: 'nothing',
  zero: [],
  add: (state, _value, { time }) => sorted([...state, time.slice(0, 10)]),
  merge: (a, b) => sorted([...a, ...b]),
  result: (state) => `${state.length}`,
}

function sorted(days: readonly string[]): readonly string[] {
  return [...new Set(days)].sort()
}

const own: AggregationTable = { active_days: activeDays }
const catalog = defineCatalog(
  {
    meters: { days: { event: 'vm.used', aggregation: 'active_days' } },
    plans: { pro: plan({ currency: 'EUR', every: 'month' }, { days: perUnit('days', '1.50') }) },
  },
  { ...aggregations, ...own },
)

describe('an aggregation of the host', () => {
  it('keeps the laws', () => {
    assertAggregationLaws(activeDays)
  })

  it('meters, prices and verifies like a built-in one', async () => {
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), aggregations: own })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    const times = ['2026-10-03T09:00:00Z', '2026-10-03T21:00:00Z', '2026-10-14T00:00:00Z']
    await billing.events.ingestOrThrow(times.map((time, index) => ({ id: `e${index}`, source: 'vm', type: 'vm.used', subject: 'acme', time, data: {} })))
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    expect(invoice.lines).toMatchObject([{ quantity: '2', amount: '3' }])

    const evidence = await billing.invoices.evidence(invoice.id)
    if (evidence === undefined) throw new Error('no evidence')
    expect(verifyInvoice(evidence, { aggregations: { ...aggregations, ...own } })).toEqual({ verdict: 'verified' })
    expect((await billing.usage.current({ account: 'acme', period: '2026-10' })).usage).toMatchObject([{ quantity: '2', events: 3 }])
    expect((await billing.events.list()).items.map(({ readings }) => readings.length)).toEqual([1, 1, 1])
  })

  it('keeps events of a meter whose aggregation was not given, and refuses to measure them', async () => {
    const storage = memory()
    const given = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z'), aggregations: own })
    await given.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'UTC' })
    const forgotten = createBilling({ catalog, storage, clock: fixedClock('2026-11-02T00:00:00Z') })
    const used = { id: 'e', source: 'vm', type: 'vm.used', subject: 'acme', time: '2026-10-03T09:00:00Z', data: {} }
    expect(await forgotten.events.ingest([used])).toMatchObject({ counts: { accepted: 1 }, quarantined: [] })
    await expect(forgotten.usage.current({ account: 'acme', period: '2026-10' })).rejects.toMatchObject({ code: 'meter.invalid' })
  })

  it('may not take the name of a built-in one', () => {
    const clash = { sum: activeDays }
    expect(() => createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), aggregations: clash })).toThrow(
      expect.objectContaining({ code: 'meter.invalid', field: 'aggregations.sum' }),
    )
  })
})
