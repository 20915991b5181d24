import { memory, memoryFxProvider } from '@farthing/adapters-memory'
import { count } from '@farthing/core'
import { fxSnapshotAt, verifyInvoice, type FxQuery, type FxRateBook } from '@farthing/ledger'
import { defineCatalog, flat, perUnit, plan } from '@farthing/pricing'
import type { FxProvider } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { DocumentOptions } from '../invoices/document-options.js'
import { call, failureIn, october, readOnly } from '../test/sample-billing.js'
import { german, rates, seller } from '../test/taxed-billing.js'

const month = { every: 'month' } as const
const catalog = defineCatalog({
  meters: { calls: count({ event: 'api.call' }) },
  plans: {
    base: plan({ ...month, currency: 'EUR' }, { base: flat('49.00') }),
    calls: plan({ ...month, currency: 'USD' }, { fee: flat('10.00'), calls: perUnit('calls', '0.33') }),
  },
})
const inverse = { rule: 'divide' } as const
const book: FxRateBook = {
  provider: 'own',
  rates: [
    { base: 'USD', quote: 'EUR', rate: '0.92', inverse, at: '2026-10-01T00:00:00Z' },
    { base: 'USD', quote: 'EUR', rate: '0.95', inverse, at: '2026-11-15T00:00:00Z' },
    { base: 'EUR', quote: 'CHF', rate: '0.94', inverse, at: '2026-10-01T00:00:00Z' },
  ],
}

/** Acme pays in euros: 49.00 on one plan, and 10.00 dollars with 0.33 for each of two calls on another. */
async function acme(options: DocumentOptions = { fx: book }) {
  const storage = memory()
  const at = (now: string, given = options) => createBilling({ catalog, storage, clock: fixedClock(now), ...given })
  const billing = at('2026-11-02T00:00:00Z')
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: german } })
  await billing.subscriptions.start({ key: 'base', account: 'acme', plan: 'base', from: '2026-10-01' })
  await billing.subscriptions.start({ key: 'calls', account: 'acme', plan: 'calls', from: '2026-10-01' })
  await billing.events.ingest([call('1'), call('2')])
  return { storage, billing, at }
}

describe('a plan in another currency than its account', () => {
  it('is sold like this', async () => {
    const [storage, clock] = [memory(), fixedClock('2026-11-02T00:00:00Z')]
    // #region usage
    const billing = createBilling({
      catalog, storage, clock,
      fx: {
        provider: 'treasury',
        rates: [
          { base: 'USD', quote: 'EUR', rate: '0.92', inverse: { rule: 'divide' }, at: '2026-10-31T15:00:00Z' },
          { base: 'EUR', quote: 'CHF', rate: '0.94', inverse: { rule: 'divide' }, at: '2026-10-31T15:00:00Z' },
        ],
      },
      currencies: { default: 'EUR', allowed: ['EUR', 'CHF'], presentation: 'CHF' },
    })
    await billing.subscriptions.start({ key: 'base', account: 'acme', plan: 'base', from: '2026-10-01' }) // 49.00 EUR
    await billing.subscriptions.start({ key: 'calls', account: 'acme', plan: 'calls', from: '2026-10-01' }) // 10.00 USD
    const invoice = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    expect(invoice).toMatchObject({ currency: 'EUR', totals: { payable: '58.2' }, presentation: { currency: 'CHF', total: '54.71' } })
    expect(invoice.lines[1]).toMatchObject({ component: 'fee', amount: '9.2', conversion: { currency: 'USD', exact: '10' } })
    expect(invoice.conversions).toMatchObject([{ base: 'USD', quote: 'EUR', rate: '0.92', provider: 'treasury', at: '2026-10-31T15:00:00.000000Z' }])
    // #endregion usage
  })

  it('is billed at the rate in force when the period ends; its lines and the document say which', async () => {
    const { storage, billing, at } = await acme()
    const preview = await createBilling({ catalog, storage: readOnly(storage), clock: fixedClock('2026-11-02T00:00:00Z'), fx: book }).invoices.preview(october)
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    const snapshot = fxSnapshotAt(book, { base: 'USD', quote: 'EUR', at: invoice.to })
    expect(invoice.lines.map(({ component, exact, amount, conversion }) => [component, exact, amount, conversion])).toEqual([
      ['base', '49', '49', undefined],
      ['fee', '9.2', '9.2', { currency: 'USD', exact: '10', snapshot: snapshot.id }],
      ['calls', '0.6072', '0.61', { currency: 'USD', exact: '0.66', snapshot: snapshot.id }],
    ])
    expect(invoice).toMatchObject({ currency: 'EUR', conversions: [{ rate: '0.92', provider: 'own', at: '2026-10-01T00:00:00.000000Z' }], totals: { payable: '58.81' } })
    expect(invoice.contentHash).toBe(preview.contentHash)
    const evidence = await billing.invoices.evidence(invoice.id)
    expect(evidence && verifyInvoice(evidence)).toEqual({ verdict: 'verified' })
    const later = at('2026-12-02T00:00:00Z')
    expect((await later.invoices.issue({ key: 'n', account: 'acme', period: '2026-11' })).totals.payable).toBe('58.5')
  })

  it('is taxed and shown in a third currency like any other', async () => {
    const { billing } = await acme({ fx: book, seller, tax: rates, currencies: { default: 'EUR', presentation: 'CHF' } })
    const { totals, presentation } = await billing.invoices.preview(october)
    expect(totals).toMatchObject({ net: '58.81', tax: '11.17', gross: '69.98' })
    expect(presentation).toMatchObject({ currency: 'CHF', total: '65.78' })
  })

  it('asks a provider once for each pair, between transactions', async () => {
    const asked: FxQuery[] = []
    const answering = memoryFxProvider('own', (query) => fxSnapshotAt(book, query))
    const fx: FxProvider = { name: 'own', rate: (query) => (asked.push(query), answering.rate(query)) }
    const { billing } = await acme({ fx, currencies: { default: 'EUR', presentation: 'CHF' } })
    await billing.invoices.issue({ key: 'i', ...october })
    expect(asked.map(({ base, quote, at }) => `${base}/${quote} ${at}`)).toEqual(['USD/EUR 2026-11-01T00:00:00.000000Z', 'EUR/CHF 2026-11-01T00:00:00.000000Z'])
  })

  it('is refused where there are no rates, or none for the pair', async () => {
    expect(await failureIn(() => acme({}))).toMatchObject({ code: 'subscription.invalid', field: 'plan' })
    const { at } = await acme()
    expect(await failureIn(() => at('2026-11-02T00:00:00Z', {}).invoices.preview(october))).toMatchObject({ code: 'fx.rate_missing', field: 'USD/EUR' })
    const others = { ...book, rates: book.rates.slice(2) }
    expect(await failureIn(() => at('2026-11-02T00:00:00Z', { fx: others }).invoices.issue({ key: 'i', ...october }))).toMatchObject({ code: 'fx.rate_missing', field: 'USD/EUR' })
  })

  it('gives a new account the default currency, where the tenant does not take that of the plan', async () => {
    const currencies = { default: 'EUR', allowed: ['EUR'] } as const
    const billing = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), fx: book, currencies })
    await billing.subscriptions.start({ key: 'calls', account: 'globex', plan: 'calls', from: '2026-10-01' })
    expect(await billing.accounts.get('globex')).toMatchObject({ currency: 'EUR' })
    const started = async (about: DocumentOptions) => {
      const other = createBilling({ catalog, storage: memory(), clock: fixedClock('2026-11-02T00:00:00Z'), ...about })
      await other.subscriptions.start({ key: 'calls', account: 'globex', plan: 'calls', from: '2026-10-01' })
      return (await other.accounts.get('globex'))?.currency
    }
    expect([await started({ fx: book }), await started({ fx: book, currencies: { default: 'EUR' } })]).toEqual(['USD', 'USD'])
    expect(await failureIn(() => started({ currencies }))).toMatchObject({ code: 'currency.not_allowed' })
    const dollars = { id: 'initech', kind: 'customer', currency: 'USD', zone: 'UTC' } as const
    expect(await failureIn(() => billing.accounts.put({ key: 'p', account: dollars }))).toMatchObject({ code: 'currency.not_allowed' })
  })

  it('is not changed in a period that has an invoice', async () => {
    const { billing, at } = await acme()
    await billing.invoices.issue({ key: 'i', ...october })
    expect(await failureIn(() => at('2026-11-03T00:00:00Z').subscriptions.cancel({ key: 'c', subscription: 'calls', at: '2026-10-15' }))).toMatchObject({ code: 'subscription.period_billed' })
  })
})
