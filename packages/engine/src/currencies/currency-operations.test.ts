import { memory } from '@farthing/adapters-memory'
import type { FxRateBook } from '@farthing/ledger'
import { describe, expect, it } from 'vitest'
import { failureIn, october, readOnly, tokens } from '../test/sample-billing.js'
import { subscribed, taxedBilling } from '../test/taxed-billing.js'

const rate = { base: 'EUR', inverse: { rule: 'divide' } } as const
/** 1.08 and then 1.10 USD for a euro; francs at a rate that is too old to be used; kroner from December on. */
const book: FxRateBook = {
  provider: 'own',
  rates: [
    { ...rate, quote: 'USD', rate: '1.08', at: '2026-10-01T00:00:00Z' },
    { ...rate, quote: 'CHF', rate: '0.94', at: '2026-01-01T00:00:00Z' },
    { ...rate, quote: 'SEK', rate: '11.2', at: '2026-12-01T00:00:00Z' },
    { ...rate, quote: 'USD', rate: '1.1', at: '2026-11-01T00:00:00Z' },
  ],
  maxAgeMs: 40 * 86_400_000,
}

describe('currencies.settings', () => {
  it('says what the tenant takes, and which of its rates are in force, with no transaction', async () => {
    const settings = { default: 'EUR', allowed: ['EUR', 'USD'], presentation: 'USD' } as const
    const storage = { transaction: () => Promise.reject(new Error('the storage was touched')) }
    expect(await taxedBilling({ storage, fx: book, currencies: settings }).currencies.settings()).toMatchObject({
      at: '2026-11-02T00:00:00.000000Z',
      settings,
      exchange: {
        provider: 'own',
        pairs: [{ base: 'EUR', quote: 'CHF' }, { base: 'EUR', quote: 'SEK' }, { base: 'EUR', quote: 'USD', snapshot: { rate: '1.1', at: '2026-11-01T00:00:00.000000Z', provider: 'own' } }],
      },
    })
  })

  it('says nothing of what is not said, and asks no provider', async () => {
    expect(await taxedBilling().currencies.settings()).toEqual({ at: '2026-11-02T00:00:00.000000Z' })
    const fx = { name: 'bank', rate: () => Promise.reject(new Error('the provider was asked')) }
    expect(await taxedBilling({ fx }).currencies.settings()).toEqual({ at: '2026-11-02T00:00:00.000000Z', exchange: { provider: 'bank' } })
  })
})

describe('currencies.snapshots', () => {
  it('has the rates that stand on documents, and documents without any are left out', async () => {
    const storage = memory()
    const plain = taxedBilling({ storage })
    for (const id of ['acme', 'globex']) await subscribed(plain, id)
    await plain.events.ingest([tokens('r1', '1400000')])
    await plain.invoices.issue({ key: 'g', ...october, account: 'globex' })
    const invoice = await taxedBilling({ storage, fx: book, currencies: { default: 'EUR', presentation: 'USD' } }).invoices.issue({ key: 'i', ...october })
    const { currencies } = taxedBilling({ storage: readOnly(storage) })
    const { id: document, number, issuedAt } = invoice
    const shown = [{ document, number, account: 'acme', issuedAt, conversions: [], presentation: invoice.presentation?.snapshot }]
    expect(await currencies.snapshots()).toEqual({ items: shown })
    expect(await currencies.snapshots({ account: 'acme', since: '2026-11-02T00:00:00Z' })).toEqual({ items: shown })
    expect(await currencies.snapshots({ until: '2026-11-02T00:00:00Z' })).toEqual({ items: [] })
    expect(await currencies.snapshots({ accounts: ['globex'] })).toEqual({ items: [] })
    expect(await failureIn(() => currencies.snapshots({ currency: 'USD' } as never))).toMatchObject({ code: 'filter.invalid', field: 'currency' })
  })
})
