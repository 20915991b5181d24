import { memory } from '@farthing/adapters-memory'
import { count, duration, sum, timeWeighted, type Json } from '@farthing/core'
import { explain } from '@farthing/ledger'
import { defineCatalog, graduated, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'

// What infrastructure sellers meter, from raw events to the lines of an invoice, in June 2026 of 30 days in UTC.

const catalog = defineCatalog({
  meters: {
    gpu_hours: duration({
      event: 'gpu.allocation', allocation: 'allocation', phase: 'phase', weight: 'gpus', snapshot: 'price', per: 'hour',
      words: { open: ['started'], accrue: ['running'], close: ['released', 'release_failed'] },
      by: ['project', 'submitter'], attributes: { project: 'project', submitter: 'submitter' },
    }),
    gb_months: timeWeighted({ event: 'storage.uploaded', value: 'bytes', reports: 'level', of: 'volume', per: 'period', factor: '1/1000000000' }),
    tokens_in: sum({ event: 'llm.completion', value: 'usage.input', by: ['model'] }),
    tokens_out: sum({ event: 'llm.completion', value: 'usage.output', by: ['model'] }),
    jobs: count({ event: 'job.finished', filter: [{ path: 'state', in: ['done', 'failed'] }], by: ['resellers'], attributes: { resellers: 'resellers' } }),
    requests: sum({ event: 'ingress.sample', expression: 'requests * or(sampling, 1)', by: ['route'], attributes: { route: 'route' } }),
    bytes: sum({ event: 'ingress.sample', expression: '(sent + received) * or(sampling, 1)', factor: '1/1000000000' }),
  },
  plans: {
    cloud: plan({ currency: 'EUR', every: 'month' }, {
      gpu: perUnit('gpu_hours', '2.40', { by: ['project', 'submitter'] }),
      storage: perUnit('gb_months', '0.025'),
      input: graduated('tokens_in', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]),
      output: perUnit('tokens_out', '0.00001', { by: ['model'] }),
      jobs: perUnit('jobs', '0.03', { by: ['resellers'] }),
      requests: perUnit('requests', '0', { by: ['route'] }),
      traffic: perUnit('bytes', '0.09'),
    }),
  },
})

let serial = 0
function event(type: string, time: string, data: { readonly [key: string]: Json }, about: object = {}) {
  serial += 1
  return { id: `e${serial}`, source: 'cloud', type, subject: 'acme', time, data, ...about }
}

function gpu(allocation: string, phase: string, time: string, data: { readonly [key: string]: Json } = {}) {
  return event('gpu.allocation', time, { allocation, phase, ...data }, { project: 'weather', submitter: 'ada', correlationid: `${allocation}/${phase}` })
}

async function cloud() {
  const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-08-02T00:00:00Z') })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'cloud', from: '2026-05-01', zone: 'UTC' })
  return billing
}

type Billing = Awaited<ReturnType<typeof cloud>>

async function ingest(billing: Billing, events: readonly object[]): Promise<void> {
  const { counts, refused } = await billing.events.ingest(events)
  expect(refused).toEqual([])
  expect(counts.accepted).toBe(events.length)
}

/** Component, dimensions, quantity and amount of each line that says something. */
async function linesOf(billing: Billing, period: string) {
  const invoice = await billing.invoices.preview({ account: 'acme', period })
  return invoice.lines.flatMap((line) => (line.quantity === '0' ? [] : [[line.component, Object.values(line.dimensions).join(' '), line.quantity, line.amount]]))
}

describe('from raw events to invoice lines', () => {
  it('GPU-hours: 4 GPUs for 30 minutes, a failed release that ends, and what runs on into July', async () => {
    const billing = await cloud()
    await ingest(billing, [
      gpu('a', 'started', '2026-06-10T08:00:00Z', { gpus: 4 }),
      gpu('a', 'running', '2026-06-10T08:15:00Z'),
      gpu('a', 'released', '2026-06-10T08:30:00Z'),
      gpu('b', 'release_failed', '2026-06-11T13:00:00Z'),
      gpu('b', 'started', '2026-06-11T12:00:00Z', { gpus: 1 }),
      gpu('c', 'started', '2026-06-30T22:00:00Z', { gpus: 8, price: { mode: 'spot', unitPrice: '1.10', currency: 'EUR', planVersion: 'cloud/1' } }),
      gpu('c', 'released', '2026-07-01T01:30:00Z'),
    ])
    expect(await linesOf(billing, '2026-06')).toEqual([['gpu', 'weather ada', '19', '24.8']])
    expect(await linesOf(billing, '2026-07')).toEqual([['gpu', 'weather ada', '12', '13.2']])
    const { usage } = await billing.usage.current({ account: 'acme', period: '2026-07' })
    expect(usage[0]).toMatchObject({
      dimensions: { project: 'weather', submitter: 'ada' }, events: 1,
      parts: [{ key: 'c', quantity: '12', snapshot: { mode: 'spot', unitPrice: '1.10', currency: 'EUR', planVersion: 'cloud/1' } }],
    })
  })

  it('GPU-hours that do not fit together: what each counts for is stated with the usage', async () => {
    const billing = await cloud()
    await ingest(billing, [
      gpu('lost', 'released', '2026-06-10T08:00:00Z'),
      gpu('twice', 'started', '2026-06-10T08:00:00Z', { gpus: 1 }),
      gpu('twice', 'started', '2026-06-10T09:00:00Z', { gpus: 1 }),
      gpu('twice', 'released', '2026-06-10T10:00:00Z'),
    ])
    const { usage } = await billing.usage.current({ account: 'acme', period: '2026-06' })
    expect(usage).toMatchObject([{ quantity: '2', anomalies: [
      { kind: 'close_without_open', key: 'lost', at: '2026-06-10T08:00:00.000000Z' },
      { kind: 'open_twice', key: 'twice', at: '2026-06-10T09:00:00.000000Z' },
    ] }])
  })

  it('storage GB-months: the gauge of each upload is a level and no sum', async () => {
    const billing = await cloud()
    const upload = (time: string, volume: string, gigabytes: number) => event('storage.uploaded', time, { volume, bytes: gigabytes * 1_000_000_000 })
    await ingest(billing, [
      upload('2026-05-20T00:00:00Z', 'a', 100),
      upload('2026-06-16T00:00:00Z', 'a', 160),
      upload('2026-06-21T00:00:00Z', 'b', 30),
    ])
    // June: 100 × 15/30 + 160 × 15/30 + 30 × 10/30 = 140 GB-months. July: 190, without an event.
    expect(await linesOf(billing, '2026-06')).toEqual([['storage', '', '140', '3.5']])
    expect(await linesOf(billing, '2026-07')).toEqual([['storage', '', '190', '4.75']])
  })

  it('a level keeps to what a seal says until a late event changes what came before', async () => {
    const billing = await cloud()
    await ingest(billing, [event('storage.uploaded', '2026-06-01T00:00:00Z', { volume: 'a', bytes: 40_000_000_000 })])
    const july = { account: 'acme', period: '2026-07' }
    const [first] = await billing.usage.seal(july)
    expect(first?.buckets).toMatchObject([{ events: 0, from: '2026-07-01T00:00:00.000000Z', opening: [['a', '40000000000']] }])
    expect(await billing.usage.seal(july)).toEqual([first])
    await ingest(billing, [event('storage.uploaded', '2026-06-30T00:00:00Z', { volume: 'a', bytes: 50_000_000_000 })])
    expect(await billing.usage.seal(july)).toMatchObject([{ revision: 1, buckets: [{ opening: [['a', '50000000000']] }] }])
  })

  it('model tokens in and out', async () => {
    const billing = await cloud()
    await ingest(billing, [
      event('llm.completion', '2026-06-02T10:00:00Z', { model: 'large', usage: { input: '1200000', output: 3000 } }),
      event('llm.completion', '2026-06-02T10:00:01Z', { model: 'small', usage: { input: '200000', output: '5000' } }),
    ])
    expect(await linesOf(billing, '2026-06')).toEqual([
      ['input', '', '1400000', '1'],
      ['output', 'large', '3000', '0.03'],
      ['output', 'small', '5000', '0.05'],
    ])
  })

  it('scheduler jobs, by the chain of resellers that sold them', async () => {
    const billing = await cloud()
    const job = (state: string, resellers?: string) => event('job.finished', '2026-06-05T00:00:00Z', { state }, resellers === undefined ? {} : { resellers })
    await ingest(billing, [job('done', 'north/acme'), job('failed', 'north/acme'), job('cancelled', 'north/acme'), job('done')])
    expect(await linesOf(billing, '2026-06')).toEqual([['jobs', 'north/acme', '2', '0.06'], ['jobs', '', '1', '0.03']])
  })

  it('managed-ingress requests and bytes: requests are free and shown, samples count for what they stand for', async () => {
    const billing = await cloud()
    await ingest(billing, [
      event('ingress.sample', '2026-06-05T00:00:00Z', { requests: 7, sampling: 100, sent: 40_000_000, received: 10_000_000 }, { route: 'edge/fra', usagesource: 'sampled-log' }),
      event('ingress.sample', '2026-06-05T00:00:01Z', { requests: 3, sent: 2_000_000_000, received: 0 }, { route: 'edge/fra', usagesource: 'gateway' }),
    ])
    expect(await linesOf(billing, '2026-06')).toEqual([['traffic', '', '7', '0.63'], ['requests', 'edge/fra', '703', '0']])
  })

  it('the explanation of an issued invoice names who used', async () => {
    const billing = await cloud()
    await ingest(billing, [gpu('a', 'started', '2026-06-10T08:00:00Z', { gpus: 4 }), gpu('a', 'released', '2026-06-10T08:30:00Z')])
    const invoice = await billing.invoices.issue({ key: 'acme/2026-06', account: 'acme', period: '2026-06' })
    expect(explain(invoice)).toMatch(/weather.*ada|ada.*weather/s)
    expect(invoice.totals.payable).toBe('4.8')
  })

  it('a repeat that names another project is a conflict', async () => {
    const billing = await cloud()
    const sent = gpu('a', 'started', '2026-06-10T08:00:00Z', { gpus: 4 })
    await ingest(billing, [sent])
    expect(await billing.events.ingest([{ ...sent, project: 'climate' }])).toMatchObject({ counts: { conflict: 1 } })
    expect(await billing.events.ingest([{ ...sent, correlationid: 'retry' }])).toMatchObject({ counts: { duplicate: 1 } })
  })
})
