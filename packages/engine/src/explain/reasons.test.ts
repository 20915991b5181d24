import { memory } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { defineCatalog, flat, percentDiscount, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { ExclusionReason, FreeReason } from './event-fate.js'

const program = { stages: [percentDiscount('gift', { percent: '100' }, { of: { components: ['gifts'] } })] }
const catalog = defineCatalog({
  meters: {
    calls: count({ event: 'calls', filter: [{ path: 'billable', equals: true }] }), gifts: count({ event: 'gifts' }), spare: count({ event: 'spare' }), archive: count({ event: 'archive' }),
    sized: { ...count({ event: 'sized' }), by: ['size'] },
  },
  plans: {
    full: plan({ currency: 'EUR', every: 'month', program }, { calls: perUnit('calls', '1'), gifts: perUnit('gifts', '2'), spare: perUnit('spare', '0'), sized: perUnit('sized', '1') }),
    small: plan({ currency: 'EUR', every: 'month' }, { base: flat('5'), calls: perUnit('calls', '1') }),
    other: plan({ currency: 'EUR', every: 'month' }, { archive: perUnit('archive', '1') }),
  },
})

function event(id: string, type: string, about: object = {}) {
  return { id, source: 'api', type, subject: 'acme', time: '2026-10-05T00:00:00Z', data: { billable: true, size: 'L' }, ...about }
}

const events = [
  event('billed', 'calls'),
  event('filtered', 'calls', { data: { billable: false } }),
  event('discounted', 'gifts'),
  event('zero_price', 'spare'),
  event('quarantined', 'sized', { data: { size: { nested: true } } }),
  event('unattached', 'calls', { subject: 'stranger' }),
  event('not_metered', 'archive'),
  event('unpriced', 'gifts', { time: '2026-10-25T00:00:00Z' }),
  event('elsewhere', 'calls', { subscription: 'second' }),
]

/** October of two subscriptions of one account, the first on a plan without gifts from the 20th on; late, written off, and of an open period. */
async function october() {
  const storage = memory()
  const at = (now: string) => createBilling({ catalog, storage, clock: fixedClock(now) })
  const [then, now] = [at('2026-10-01T00:00:00Z'), at('2026-11-02T00:00:00Z')]
  await then.subscriptions.start({ key: 'first', account: 'acme', plan: 'full', from: '2026-10-01', zone: 'UTC' })
  await then.subscriptions.start({ key: 'second', account: 'acme', plan: 'small', from: '2026-10-01', zone: 'UTC', subjects: ['second'] })
  await then.subscriptions.change({ key: 'down', subscription: 'first', plan: 'small', at: '2026-10-20T00:00:00Z' })
  await now.events.ingest(events)
  await now.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
  await now.events.ingest([event('late', 'calls'), event('written_off', 'calls'), event('unsealed', 'calls', { time: '2026-11-01T00:00:00Z' })])
  await now.events.writeOff({ key: 'w', actor: 'ann', reason: 'goodwill', account: 'acme', period: '2026-10', events: [{ source: 'api', id: 'written_off' }] })
  return now
}

describe('every reason', () => {
  const free: { readonly [reason in FreeReason]: true } = { zero_price: true, discounted: true, unpriced: true }
  const excluded: { readonly [reason in Exclude<ExclusionReason, 'elsewhere' | 'not_invoiced' | 'credited'>]: true } = {
    filtered: true, quarantined: true, unattached: true, not_metered: true, unsealed: true, late: true, written_off: true,
  }

  it('is given for the event that is called by it', async () => {
    const billing = await october()
    const fateOf = async (id: string) => (await billing.events.whyNot({ source: 'api', id })).fates
    for (const reason of Object.keys(free)) expect(await fateOf(reason)).toMatchObject([{ outcome: 'free', reason }])
    for (const reason of Object.keys(excluded)) expect(await fateOf(reason)).toMatchObject([{ outcome: 'excluded', reason }])
    expect(await fateOf('billed')).toMatchObject([{ outcome: 'billed', subscription: 'first' }])
    expect(await fateOf('elsewhere')).toMatchObject([{ outcome: 'billed', subscription: 'second' }])
    expect(await fateOf('quarantined')).toMatchObject([{ failure: { code: expect.any(String) as unknown } }])
    expect(await fateOf('unattached')).toMatchObject([{ unattached: expect.any(String) as unknown }])
  })

  it('is counted where events of a period are accounted for', async () => {
    const rows = await (await october()).events.conservation({ account: 'acme', period: '2026-10' })
    const of = (meter: string, subscription = 'first') => rows.find((row) => row.meter === meter && row.subscription === subscription)
    expect(of('gifts')).toMatchObject({ events: 2, billed: 0, free: { discounted: 1, unpriced: 1 }, invoiced: 2 })
    expect(of('calls')).toMatchObject({ events: 5, billed: 1, excluded: { filtered: 1, late: 1, written_off: 1, elsewhere: 1 } })
    expect(of('calls', 'second')).toMatchObject({ billed: 1, invoiced: 1 })
    expect(of('sized')).toMatchObject({ events: 1, excluded: { quarantined: 1 }, invoiced: 0 })
  })
})
