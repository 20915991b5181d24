import { explain } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { call, sampleBilling } from '../test/sample-billing.js'

const cases: readonly {
  readonly name: string
  readonly zone: string
  readonly start: string
  readonly anchorDay?: number
  readonly period: string
  readonly from: string
  readonly to: string
}[] = [
  { name: 'Berlin, the month that gains an hour', zone: 'Europe/Berlin', start: '2026-10-01', period: '2026-10', from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' },
  { name: 'New York, the month that loses an hour', zone: 'America/New_York', start: '2026-01-01', period: '2026-03', from: '2026-03-01T05:00:00.000000Z', to: '2026-04-01T04:00:00.000000Z' },
  { name: 'Kolkata, half an hour off', zone: 'Asia/Kolkata', start: '2026-01-01', period: '2026-10', from: '2026-09-30T18:30:00.000000Z', to: '2026-10-31T18:30:00.000000Z' },
  { name: 'Santiago, a midnight that does not exist', zone: 'America/Santiago', start: '2026-09-06', period: '2026-09-06', from: '2026-09-06T04:00:00.000000Z', to: '2026-10-06T03:00:00.000000Z' },
  { name: 'the 31st, clamped to February', zone: 'UTC', start: '2026-01-31', period: '2026-02', from: '2026-02-28T00:00:00.000000Z', to: '2026-03-31T00:00:00.000000Z' },
  { name: 'the 31st, back after February', zone: 'UTC', start: '2026-01-31', period: '2026-03', from: '2026-03-31T00:00:00.000000Z', to: '2026-04-30T00:00:00.000000Z' },
  { name: 'a start in April with day 31', zone: 'Europe/Berlin', start: '2026-04-30', anchorDay: 31, period: '2026-05', from: '2026-05-30T22:00:00.000000Z', to: '2026-06-29T22:00:00.000000Z' },
]

describe('a period on the local clock', () => {
  it.each(cases)('$name', async ({ zone, start, anchorDay, period, from, to }) => {
    const billing = sampleBilling({ now: '2027-01-01T00:00:00Z' })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'calls', from: start, zone, ...(anchorDay === undefined ? {} : { anchorDay }) })
    const last = to.replace(/:00\.000000Z$/, ':00Z')
    await billing.events.ingest([call('first', { time: from }), call('last', { time: justBefore(to) }), call('next', { time: last })])
    const preview = await billing.invoices.preview({ account: 'acme', period })
    const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period })
    expect(invoice).toMatchObject({ from, to, zone, contentHash: preview.contentHash })
    expect(invoice.lines.map(({ quantity }) => quantity)).toEqual(['2'])
  })

  it('has no gap and no overlap over a year: each event is billed once', async () => {
    const billing = sampleBilling({ now: '2028-01-01T00:00:00Z' })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'calls', from: '2026-08-31', zone: 'Europe/Berlin' })
    const hours = Array.from({ length: 24 * 365 }, (_, hour) => call(`h${hour}`, { time: new Date(Date.UTC(2026, 7, 30, 22 + hour)).toISOString() }))
    await billing.events.ingest(hours)
    const labels = ['2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04', '2027-05', '2027-06', '2027-07']
    const invoices = []
    for (const period of labels) invoices.push(await billing.invoices.issue({ key: period, account: 'acme', period }))
    expect(invoices.map(({ from }) => from).slice(1)).toEqual(invoices.map(({ to }) => to).slice(0, -1))
    expect(invoices.reduce((billed, { lines }) => billed + Number(lines[0]?.quantity), 0)).toBe(24 * 365)
    expect(invoices.map(({ number }) => number).at(-1)).toBe('INV-000012')
  })

  it('charges the share of a fee for the part of a period in which a subscription runs', async () => {
    const billing = sampleBilling()
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-15', anchor: '2026-10-01' })
    const invoice = await billing.invoices.issue({ key: 'i', account: 'acme', period: '2026-10' })
    expect(invoice.lines[0]).toMatchObject({ from: '2026-10-15T00:00:00.000000Z', quantity: '17/31', exact: '833/31', amount: '26.87' })
    expect(explain(invoice).split('\n').at(-1)).toBe('17/31 × 49.00 = 833/31, rounded half-even line by line to 26.87 EUR')
  })
})

function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString().replace('Z', '999Z')
}
