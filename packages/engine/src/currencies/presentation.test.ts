import { memory, memoryFxProvider } from '@farthing/adapters-memory'
import { fxSnapshot, fxSnapshotAt, verifyInvoice, type FxQuery, type FxRateBook } from '@farthing/ledger'
import type { FxProvider } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn, october, tokens } from '../test/sample-billing.js'
import { subscribed, taxedBilling, type TaxedOptions } from '../test/taxed-billing.js'

/** 1.08 USD for a euro in October 2026, 1.10 from 1 November. */
const book: FxRateBook = {
  provider: 'own',
  rates: [
    { base: 'EUR', quote: 'USD', rate: '1.08', inverse: { rule: 'divide' }, at: '2026-10-01T00:00:00Z' },
    { base: 'EUR', quote: 'USD', rate: '1.1', inverse: { rule: 'divide' }, at: '2026-11-01T00:00:00Z' },
  ],
}
const currencies = { default: 'EUR', presentation: 'USD' } as const

async function acme(options: TaxedOptions) {
  const billing = taxedBilling({ currencies, ...options })
  await subscribed(billing, 'acme')
  await billing.events.ingest([tokens('r1', '1400000')])
  return billing
}

describe('a second currency', () => {
  it('is shown at the rate in force when the period ends; what is owed stays', async () => {
    const billing = await acme({ fx: book })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(invoice.totals.payable).toBe('59.5')
    expect(invoice.presentation).toMatchObject({
      currency: 'USD', mode: 'half-even', total: '64.26', snapshot: { provider: 'own', rate: '1.08', at: '2026-10-01T00:00:00.000000Z' },
      amounts: [{ key: 'net', amount: '54' }, { key: 'tax', amount: '10.26' }, { key: 'credits', amount: '0' }, { key: 'rounding', amount: '0' }],
    })
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
  })

  it('is left out where the account is billed in it', async () => {
    const billing = await acme({ fx: book, currencies: { default: 'EUR', presentation: 'EUR' } })
    expect(await billing.invoices.preview(october)).not.toHaveProperty('presentation')
  })

  it.each<readonly [name: string, options: TaxedOptions, code: string]>([
    ['no rates at all', {}, 'fx.rate_missing'],
    ['the other way round only', { fx: { ...book, rates: [{ base: 'USD', quote: 'EUR', rate: '0.9', inverse: { rule: 'divide' }, at: '2026-10-01T00:00:00Z' }] } }, 'fx.rate_missing'],
  ])('refuses %s', async (_, options, code) => {
    const billing = await acme(options)
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code })
  })

  it('refuses a billing currency that the tenant does not take any more', async () => {
    const storage = memory()
    await acme({ storage, fx: book })
    const other = taxedBilling({ storage, fx: book, currencies: { default: 'USD', allowed: ['USD'], presentation: 'USD' } })
    expect(await failureIn(() => other.invoices.preview(october))).toMatchObject({ code: 'currency.not_allowed' })
  })
})

describe('rates of exchange by a provider', () => {
  const answering = memoryFxProvider('own', (query) => fxSnapshotAt(book, query))
  const asking = (asked: FxQuery[]): FxProvider => ({ name: 'own', rate: (query) => (asked.push(query), answering.rate(query)) })

  it('are asked for once for a document: at the end of a period that has ended, else now', async () => {
    const asked: FxQuery[] = []
    const storage = memory()
    const billing = await acme({ fx: asking(asked), storage })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(asked).toEqual([{ base: 'EUR', quote: 'USD', at: '2026-10-31T23:00:00.000000Z' }])
    expect(invoice.presentation?.total).toBe('64.26')
    await taxedBilling({ fx: asking(asked), currencies, storage }).invoices.preview({ account: 'acme', period: '2026-11' })
    expect(asked[1]).toMatchObject({ at: '2026-11-02T00:00:00.000000Z' })
  })

  it('are asked for once also under a clock that goes on', async () => {
    const asked: FxQuery[] = []
    const storage = memory()
    await acme({ storage, fx: book })
    let tick = 0
    const clock = { now: () => `2026-10-20T00:00:00.${String((tick += 1)).padStart(6, '0')}Z` }
    const going = createBilling({ catalog, storage, clock, currencies, fx: asking(asked) })
    expect((await going.invoices.preview(october)).presentation?.currency).toBe('USD')
    expect(asked).toHaveLength(1)
  })

  it.each<readonly [name: string, provider: FxProvider]>([
    ['a rate from later', { name: 'own', rate: () => answering.rate({ base: 'EUR', quote: 'USD', at: '2026-11-01T00:00:00Z' }) }],
    ['another pair', { name: 'own', rate: (query) => Promise.resolve(fxSnapshot({ base: 'EUR', quote: 'CHF', rate: '0.9', inverse: { rule: 'divide' }, provider: 'own', at: query.at })) }],
    ['another name', { name: 'else', rate: (query) => answering.rate(query) }],
    ['a rate that is not the one of its id', { name: 'own', rate: async (query) => ({ ...(await answering.rate(query)), rate: '2' }) }],
  ])('are refused when they answer with %s', async (_, fx) => {
    const billing = await acme({ fx })
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'fx.snapshot_invalid' })
  })
})
