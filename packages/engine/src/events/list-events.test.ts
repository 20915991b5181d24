import { memory } from '@farthing/adapters-memory'
import { count, sum } from '@farthing/core'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { failureIn } from '../test/sample-billing.js'
import type { EventFilter } from './event-filter.js'

const catalog = defineCatalog({
  meters: {
    tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
    requests: count({ event: 'llm.tokens' }),
    calls: count({ event: 'api.call', filter: [{ path: 'billable', equals: true }] }),
  },
  products: { models: { name: 'Models' }, gateway: { name: 'Gateway' } },
  plans: {
    pro: plan({ currency: 'EUR', every: 'month' }, { tokens: perUnit('tokens', '0.01', { product: 'models' }), calls: perUnit('calls', '0.1', { product: 'gateway' }) }),
    basic: plan({ currency: 'EUR', every: 'month' }, { requests: perUnit('requests', '1', { product: 'models' }) }),
    idle: plan({ currency: 'EUR', every: 'month' }, { fee: flat('1') }),
  },
})

function event(id: string, about: object = {}) {
  return { id, source: 'api', type: 'llm.tokens', subject: 'acme', time: '2026-10-14T09:00:00Z', data: { count: '5', model: 'large' }, ...about }
}

const batch = [
  event('t1'),
  event('t2', { data: { count: '-1' } }),
  event('t3', { data: {}, source: 'edge' }),
  event('c1', { type: 'api.call', data: { billable: true } }),
  event('c2', { type: 'api.call', data: { billable: false } }),
  event('b1', { subject: 'globex' }),
  event('n1', { subject: 'globex', subscription: 'acme', time: '2026-10-20T00:00:00Z' }),
  event('s1', { subject: 'stranger' }),
  event('u1', { subscription: 'nobody' }),
  event('x1', { type: 'unheard.of' }),
  event('t4', { revision: 1 }),
  event('t4', { revision: 2, data: null }),
]

async function billingWith(events: readonly object[] = batch) {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
  await billing.subscriptions.start({ key: 'globex', account: 'globex', plan: 'basic', from: '2026-10-01' })
  await billing.events.ingest(events)
  return billing
}

const cases: readonly { readonly filter: EventFilter; readonly ids: readonly string[] }[] = [
  { filter: {}, ids: ['b1', 'c1', 'c2', 'n1', 's1', 't1', 't2', 't3', 'u1', 'x1'] },
  { filter: { from: '2026-10-14T09:00:00Z', to: '2026-10-20T00:00:00Z', type: 'llm.tokens' }, ids: ['b1', 's1', 't1', 't2', 't3', 'u1'] },
  { filter: { from: '2026-10-20T00:00:00Z' }, ids: ['n1'] },
  { filter: { source: 'edge' }, ids: ['t3'] },
  { filter: { subject: 'globex' }, ids: ['b1', 'n1'] },
  { filter: { account: 'acme' }, ids: ['c1', 'n1', 't1', 't2', 't3'] },
  { filter: { account: 'acme', subject: 'globex' }, ids: ['n1'] },
  { filter: { account: 'globex' }, ids: ['b1'] },
  { filter: { account: 'unheard' }, ids: [] },
  { filter: { account: 'stranger', status: 'unattached' }, ids: ['s1'] },
  { filter: { subscription: 'acme' }, ids: ['c1', 'n1', 't1', 't2', 't3'] },
  { filter: { subscription: 'acme', account: 'globex' }, ids: [] },
  { filter: { plan: 'basic' }, ids: ['b1'] },
  { filter: { product: 'models' }, ids: ['b1', 'n1', 't1', 't2', 't3'] },
  { filter: { product: 'gateway' }, ids: ['c1'] },
  { filter: { product: 'models', plan: 'pro', meter: 'tokens', status: 'metered' }, ids: ['n1', 't1'] },
  { filter: { meter: 'requests' }, ids: ['b1', 'n1', 's1', 't1', 't2', 't3', 'u1'] },
  { filter: { meter: 'requests', status: 'metered' }, ids: ['b1'] },
  { filter: { meter: 'calls' }, ids: ['c1'] },
  { filter: { meter: 'calls', type: 'llm.tokens' }, ids: [] },
  { filter: { status: 'quarantined' }, ids: ['t2', 't3'] },
  { filter: { status: 'unattached' }, ids: ['s1', 'u1'] },
  { filter: { status: 'not_metered' }, ids: ['b1', 'n1', 't1', 't2', 't3'] },
  { filter: { status: 'unmatched' }, ids: ['c2', 'x1'] },
]

describe('events.list and events.count', () => {
  it.each(cases)('find by $filter', async ({ filter, ids }) => {
    const billing = await billingWith()
    const { items, next } = await billing.events.list(filter)
    expect(items.map((item) => item.event.id).sort()).toEqual(ids)
    expect(next).toBeUndefined()
    expect((await billing.events.count(filter)).events).toBe(ids.length)
  })

  it('say for each meter which subscription takes an event, why none does, or why it breaks the meter', async () => {
    const billing = await billingWith()
    const readings = Object.fromEntries((await billing.events.list()).items.map(({ event: { id }, readings: all }) => [id, all]))
    expect(readings['t1']).toEqual([
      { meter: 'requests', status: 'not_metered' },
      { meter: 'tokens', status: 'metered', subscription: 'acme', value: '5', dimensions: { model: 'large' } },
    ])
    expect(readings['t2']).toMatchObject([{}, { meter: 'tokens', status: 'quarantined', subscription: 'acme', failure: { code: 'meter.value_negative', field: 'data.count' } }])
    expect(readings['t3']).toMatchObject([{}, { status: 'quarantined', failure: { code: 'meter.value_missing' } }])
    expect(readings['s1']).toEqual([{ meter: 'requests', status: 'unattached', reason: 'none' }, { meter: 'tokens', status: 'unattached', reason: 'none' }])
    expect(readings['u1']).toMatchObject([{ reason: 'unknown' }, { reason: 'unknown' }])
    expect(readings['c2']).toEqual([])
  })

  it('count readings by status; of a filter, those that meet it', async () => {
    const billing = await billingWith()
    expect(await billing.events.count()).toMatchObject({ events: 10, unmatched: 2, readings: { metered: 4, quarantined: 2, unattached: 4, not_metered: 5 } })
    expect((await billing.events.count({ account: 'acme' })).readings).toEqual({ metered: 3, quarantined: 2, unattached: 0, not_metered: 4 })
  })

  it('agree with what usage is computed from', async () => {
    const billing = await billingWith()
    const { usage, quarantined, unattached } = await billing.usage.current({ account: 'acme', period: '2026-10' })
    const { readings } = await billing.events.count({ account: 'acme' })
    expect(usage.reduce((events, each) => events + each.events, 0)).toBe(readings.metered)
    expect(quarantined).toHaveLength(readings.quarantined)
    expect(unattached.map(({ id }) => id)).toEqual(['u1', 'u1'])
    expect((await billing.events.count({ account: 'acme', status: 'unattached' })).readings.unattached).toBe(0)
    expect((await billing.events.count({ subject: 'acme', status: 'unattached' })).readings.unattached).toBe(2)
  })

  it('page through one cut, whatever arrives meanwhile', async () => {
    const billing = await billingWith(Array.from({ length: 1_250 }, (_, index) => event(`e${index}`)))
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await billing.events.list({ meter: 'tokens' }, { limit: 500, ...(cursor === undefined ? {} : { cursor }) })
      ids.push(...page.items.map((item) => item.event.id))
      cursor = page.next
      await billing.events.ingest([event(`late ${ids.length}`)])
    } while (cursor !== undefined)
    expect(ids).toHaveLength(1_250)
    expect(new Set(ids).size).toBe(1_250)
    expect(ids.some((id) => id.startsWith('late'))).toBe(false)
  })

  const refusals: readonly (readonly [name: string, filter: object, page: object, code: string, field: string])[] = [
    ['an unknown meter', { meter: 'toString' }, {}, 'meter.unknown', 'meter'],
    ['an unknown status', { status: 'SUCCESS' }, {}, 'command.invalid', 'status'],
    ['a malformed account', { account: '' }, {}, 'text.empty', 'account'],
    ['a time without zone', { from: '2026-10-01T00:00:00' }, {}, 'time.zone_missing', 'from'],
    ['a page of none', {}, { limit: 0 }, 'storage.page_invalid', 'limit'],
    ['a cursor of another list', {}, { cursor: '["a","b"]' }, 'storage.page_invalid', 'cursor'],
    ['a cursor that is no JSON', {}, { cursor: '{' }, 'storage.page_invalid', 'cursor'],
  ]

  it.each(refusals)('refuse %s', async (_, filter, page, code, field) => {
    const billing = await billingWith([])
    expect(await failureIn(() => billing.events.list(filter, page))).toMatchObject({ code, field })
  })
})
