import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import type { Stores } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { wrapped } from '../test/sample-billing.js'

/** Events that the store hands out while one late event of 20 January, 09:05, is found and billed, in a month of so many others that are not of its quarter hour. */
async function eventsRead(others: number, evidence: 'merkle' | 'none'): Promise<number> {
  const catalog = defineCatalog({
    meters: { calls: sum({ event: 'calls', value: 'n', evidence }) },
    plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '1') }) },
  })
  let read = 0
  const counting = ({ events, ...stores }: Stores): Stores => ({
    ...stores,
    events: {
      ...events,
      async *scan(query) {
        for await (const page of events.scan(query)) {
          read += page.length
          yield page
        }
      },
    },
  })
  const billing = createBilling({ catalog, storage: wrapped(memory(), counting), clock: fixedClock('2026-02-02T00:00:00Z') })
  const used = (id: string, time: string) => ({ id, source: 's', type: 'calls', subject: 'acme', time, data: { n: '1' } })
  await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-01-01', zone: 'UTC' })
  await billing.events.ingest([used('same', '2026-01-20T09:00:00Z'), ...Array.from({ length: others }, (_, index) => used(`${index}`, `2026-01-${String((index % 10) + 1).padStart(2, '0')}T12:00:00Z`))])
  await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-01' })
  await billing.events.ingest([used('late', '2026-01-20T09:05:00Z')])
  read = 0
  expect(await billing.corrections.takeLate()).toMatchObject({ events: 1, corrected: [{ correction: { totals: { net: '1' } } }] })
  return read
}

describe('a correction', () => {
  it.each(['merkle', 'none'] as const)('reads what came in and the quarter hours that it changes, whatever the month holds (evidence %s)', async (evidence) => {
    const read = await eventsRead(10, evidence)
    expect(await eventsRead(2_000, evidence)).toBe(read)
    // Found, found again by the plan, and with evidence its quarter hour.
    expect(read).toBe(evidence === 'none' ? 2 : 4)
  })
})
