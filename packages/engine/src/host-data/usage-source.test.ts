import { fail } from '@farthing/core'
import { eventSourceSuite } from '@farthing/ports/conformance'
import { describe, expect, it } from 'vitest'
import { acmeBilling, failureIn, october } from '../test/sample-billing.js'
import { usageSource, type HostUsage } from './usage-source.js'

/** A host that appends figures to a list. */
function hostWith(...figures: HostUsage[]) {
  const source = usageSource({
    name: 'metering', event: 'llm.tokens', value: 'count',
    list: async ({ after = '0', limit }) => {
      if (!/^[0-9]{1,9}$/.test(after) || Number(after) > figures.length) fail('source.offset_unknown', { field: 'after', because: 'is no place in the list' })
      const items = figures.slice(Number(after), Number(after) + limit)
      return { items, next: String(Number(after) + items.length), done: Number(after) + items.length === figures.length }
    },
  })
  return { figures, source }
}

const figure = (quantity: HostUsage['quantity'], about: Partial<HostUsage> = {}): HostUsage => ({
  subject: 'acme', from: '2026-10-14T09:00:00.000000Z', to: '2026-10-14T09:15:00.000000Z', quantity, dimensions: { model: 'large' }, ...about,
})

describe('usage of the host', () => {
  it('is billed as events are', async () => {
    const billing = await acmeBilling()
    const { source } = hostWith(figure('1000000'), figure('400000', { from: '2026-10-14T09:15:00.000000Z', to: '2026-10-14T09:30:00.000000Z' }))
    expect((await billing.events.pull(source)).counts).toMatchObject({ received: 2, accepted: 2 })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('50')
  })

  it('that is read twice counts once, and its next revision takes its place', async () => {
    const billing = await acmeBilling()
    const { source, figures } = hostWith(figure('1400000'))
    await billing.events.pull(source)
    figures.push(figure('1400000'), figure('1800000', { revision: 1 }))
    expect((await billing.events.pull(source)).counts).toMatchObject({ accepted: 1, duplicate: 1 })
    expect((await billing.invoices.preview(october)).totals.payable).toBe('51')
  })

  it('that changes after it was billed becomes a correction; the invoice stands', async () => {
    const billing = await acmeBilling()
    const { source, figures } = hostWith(figure('1400000'))
    await billing.events.pull(source)
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
    figures.push(figure('1000000', { revision: 1 }))
    expect((await billing.events.pull(source)).late).toBe(1)
    const taken = await billing.corrections.takeLate()
    expect([taken.events, taken.corrected.length]).toEqual([1, 1])
    expect(await billing.invoices.get(invoice.id)).toEqual(invoice)
    expect((await billing.ledger.balance({ role: 'receivable', account: 'acme' }))).toEqual([{ currency: 'EUR', amountMinor: '4900' }])
  })

  it('keeps what it has read when the host is down, and goes on from there', async () => {
    const billing = await acmeBilling()
    const { source, figures } = hostWith(figure('1400000'))
    await billing.events.pull(source)
    await expect(billing.events.pull({ ...source, read: () => Promise.reject(new Error('down')) })).rejects.toThrow('down')
    expect((await billing.invoices.preview(october)).totals.payable).toBe('50')
    figures.push(figure('400000', { from: '2026-10-14T10:00:00.000000Z', to: '2026-10-14T10:15:00.000000Z' }))
    expect((await billing.events.pull(source)).counts).toMatchObject({ received: 1, accepted: 1 })
  })

  it.each([
    ['wider than a window', { to: '2026-10-14T09:15:00.001000Z' }],
    ['empty', { to: '2026-10-14T09:00:00.000000Z' }],
    ['backwards', { to: '2026-10-14T08:00:00.000000Z' }],
  ])('of an interval that is %s is refused', async (_, about) => {
    const billing = await acmeBilling()
    expect(await failureIn(() => billing.events.pull(hostWith(figure('1', about)).source))).toMatchObject({ code: 'host.invalid', field: 'usage' })
  })
})

describe('a source of usage', () => {
  for (const { name, run } of eventSourceSuite.cases) {
    it(name, () =>
      run({
        concurrentTransactions: false,
        create: async () => {
          const { source, figures } = hostWith()
          const add = async (count: number) => {
            const before = figures.length
            figures.push(...Array.from({ length: count }, (_, index) => figure('1', { subject: `s${before + index}` })))
            return (await source.read({ after: String(before), limit: 1000 })).events.map((event) => (event as { readonly id: string }).id)
          }
          return { source, add }
        },
      }),
    )
  }
})
