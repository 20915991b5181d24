import { memory, memoryTaxProvider } from '@farthing/adapters-memory'
import { fail, type Account } from '@farthing/core'
import { taxFromRates, verifyInvoice, type TaxRequest } from '@farthing/ledger'
import type { Storage, TaxProvider } from '@farthing/ports'
import { describe, expect, it } from 'vitest'
import { failureIn, october, readOnly, tokens } from '../test/sample-billing.js'
import { german, rates, seller, subscribed, taxedBilling, type SampleBilling } from '../test/taxed-billing.js'

async function acme(options: Parameters<typeof taxedBilling>[0] = {}): Promise<SampleBilling> {
  const billing = taxedBilling(options)
  await subscribed(billing, 'acme')
  await billing.events.ingest([tokens('r1', '1400000')])
  return billing
}

async function verified(billing: SampleBilling, id: string) {
  const evidence = await billing.invoices.evidence(id)
  return evidence && verifyInvoice(evidence)
}

const french = { tax: 'vat', jurisdiction: 'FR', number: 'FR12345678901' } as const
const embassy = { jurisdiction: 'DE', reason: { code: 'VATEX-EU-143', text: 'Organisation' } } as const

describe('taxes by configured rates', () => {
  it('are asked for what the lines come to, and stand on the document with its evidence', async () => {
    const billing = await acme()
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(invoice.totals).toMatchObject({ subtotal: '50', net: '50', tax: '9.5', gross: '59.5', payable: '59.5' })
    expect(invoice.tax?.taxes).toMatchObject([{ tax: 'vat', jurisdiction: 'DE', treatment: 'standard', basisPoints: '1900', base: '50', amount: '9.5', sellerRegistration: { number: 'DE111111125' } }])
    expect(invoice.seller).toEqual({ id: 'default', name: 'Farthing GmbH', registrations: seller.registrations })
    expect(await verified(billing, invoice.id)).toEqual({ verdict: 'verified' })
  })

  it.each<readonly [name: string, about: Partial<Account>, taxes: readonly string[], gross: string]>([
    // The clocks go back on 25 October: 504 of 745 hours have the old rate, 33.15 of 49.00 and 0.68 of 1.00.
    ['a rate that changes in mid-period', { taxProfile: german }, ['DE vat standard 19: 16.17 -> 3.07', 'DE vat standard 16: 33.83 -> 5.41'], '58.48'],
    ['another jurisdiction', { taxProfile: { jurisdiction: 'FR', registrations: [] } }, ['FR vat standard 20: 50 -> 10'], '60'],
    ['two taxes, of which one compounds', { taxProfile: { jurisdiction: 'CA-QC', registrations: [] } }, ['CA gst standard 5: 50 -> 2.5', 'CA-QC qst standard 9.975: 52.5 -> 5.24'], '57.74'],
    ['an exempt customer', { taxProfile: { ...german, exemptions: [embassy] } }, ['DE vat exempt 0: 50 -> 0'], '50'],
    ['reverse charge', { taxProfile: { jurisdiction: 'FR', registrations: [french] } }, ['FR vat reverse_charge 0: 50 -> 0'], '50'],
  ])('%s', async (_, about, taxes, gross) => {
    const billing = taxedBilling({ invoicing: { taxPointRule: 'split' } })
    await subscribed(billing, 'acme', about)
    await billing.events.ingest([tokens('r1', '1400000')])
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    const shown = invoice.tax?.taxes.map(({ jurisdiction, tax, treatment, percent, base, amount }) => `${jurisdiction} ${tax} ${treatment} ${percent}: ${base} -> ${amount}`)
    expect([shown, invoice.totals.gross]).toEqual([taxes, gross])
    expect(await verified(billing, invoice.id)).toEqual({ verdict: 'verified' })
  })

  it('leave what is owed as it is where prices hold them', async () => {
    const billing = await acme({ invoicing: { prices: 'inclusive' } })
    expect((await billing.invoices.preview(october)).totals).toMatchObject({ net: '42.02', tax: '7.98', gross: '50' })
  })

  it('leave no document untaxed by accident', async () => {
    const billing = taxedBilling()
    await subscribed(billing, 'acme', {})
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'tax.party_unknown', field: 'account.taxProfile' })
    expect(await failureIn(async () => taxedBilling({ seller: { name: 'Farthing' } }))).toMatchObject({ code: 'tax.party_unknown', field: 'seller.jurisdiction' })
  })

  it('are left to the account above, where that accounts for them', async () => {
    const billing = taxedBilling()
    const reseller = { id: 'globex', kind: 'reseller', currency: 'EUR', zone: 'UTC' } as const
    await billing.accounts.put({ key: 'globex', account: { ...reseller, taxResponsibility: 'account' } })
    await subscribed(billing, 'acme', { parent: 'globex' })
    expect(await billing.invoices.preview(october)).not.toHaveProperty('tax')
    await billing.accounts.put({ key: 'globex again', account: { ...reseller, taxResponsibility: 'tenant' } })
    expect(await failureIn(() => billing.invoices.preview(october))).toMatchObject({ code: 'tax.party_unknown' })
  })

  it('refuse a rate that is missing, and keep nothing', async () => {
    const billing = taxedBilling()
    await subscribed(billing, 'acme', { taxProfile: { jurisdiction: 'US-CA', registrations: [] } })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', ...october }))).toMatchObject({ code: 'tax.rate_missing' })
    expect((await billing.invoices.list()).items).toEqual([])
  })
})

/** A storage that knows how many of its transactions are open. */
function watched(storage: Storage) {
  const state = { open: 0 }
  const watching: Storage = {
    async transaction(tenant, work) {
      state.open += 1
      try {
        return await storage.transaction(tenant, work)
      } finally {
        state.open -= 1
      }
    },
  }
  return { storage: watching, state }
}

function provider(quote: (request: TaxRequest) => void | Promise<void>): TaxProvider {
  const answering = memoryTaxProvider('own', taxFromRates(rates))
  return { name: 'own', quote: async (request) => (await quote(request), answering.quote(request)) }
}

describe('taxes by a provider', () => {
  it('are asked for between transactions, once, and are those of the preview', async () => {
    const { storage, state } = watched(memory())
    const asked: string[] = []
    const billing = await acme({ storage, tax: provider(({ document }) => void asked.push(`${document} in ${state.open} transactions`)) })
    const preview = await billing.invoices.preview(october)
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(asked).toEqual([`${invoice.id} in 0 transactions`, `${invoice.id} in 0 transactions`])
    expect(invoice.contentHash).toBe(preview.contentHash)
    expect(await billing.invoices.issue({ key: 'i', ...october })).toEqual(invoice)
    expect(asked).toHaveLength(2)
    expect(await verified(billing, invoice.id)).toEqual({ verdict: 'verified' })
  })

  it('are asked again when the lines have moved while the answer came: no document carries the taxes of other lines', async () => {
    const storage = memory()
    const bases: string[] = []
    const billing = await acme({
      storage,
      tax: provider(async ({ lines }) => {
        bases.push(lines.map(({ amount }) => amount).join(' + '))
        if (bases.length === 1) await taxedBilling({ storage }).events.ingest([tokens('r2', '400000')])
      }),
    })
    const invoice = await billing.invoices.issue({ key: 'i', ...october })
    expect(bases).toEqual(['49 + 1', '49 + 2'])
    expect(invoice.totals).toMatchObject({ net: '51', tax: '9.69' })
  })

  it('keep nothing and draw no number when the provider does not answer', async () => {
    let answers = false
    const billing = await acme({ tax: provider(() => (answers ? undefined : fail('tax.unavailable', { field: 'tax', because: 'did not answer' }))) })
    expect(await failureIn(() => billing.invoices.issue({ key: 'i', ...october }))).toMatchObject({ code: 'tax.unavailable' })
    expect((await billing.invoices.list()).items).toEqual([])
    answers = true
    expect((await billing.invoices.issue({ key: 'i', ...october })).number).toBe('INV-000001')
  })

  it('are refused when they answer another request or another name', async () => {
    const answering = memoryTaxProvider('own', taxFromRates(rates))
    const misleading = (change: (request: TaxRequest) => TaxRequest) => acme({ tax: { name: 'own', quote: (request) => answering.quote(change(request)) } })
    const other = await misleading((request) => ({ ...request, document: 'another' }))
    expect(await failureIn(() => other.invoices.preview(october))).toMatchObject({ code: 'tax.answer_mismatch', field: 'request' })
    const named = await acme({ tax: { ...answering, name: 'else' } })
    expect(await failureIn(() => named.invoices.preview(october))).toMatchObject({ code: 'tax.answer_mismatch', field: 'provider.name' })
  })

  it('change no record in a preview', async () => {
    const storage = memory()
    await acme({ storage })
    const billing = taxedBilling({ storage: readOnly(storage), tax: provider(() => undefined) })
    expect((await billing.invoices.preview(october)).totals.tax).toBe('9.5')
  })
})
