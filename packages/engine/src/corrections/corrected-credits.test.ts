import { memory } from '@farthing/adapters-memory'
import { sum } from '@farthing/core'
import { defineCatalog, perUnit, plan } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { CorrectionOptions } from './correction-options.js'

const catalog = defineCatalog({
  meters: { calls: sum({ event: 'calls', value: 'count' }) },
  plans: { api: plan({ currency: 'EUR', every: 'month' }, { calls: perUnit('calls', '10') }) },
})
const tax = {
  name: 'own', version: '1', defaultCategory: 'saas',
  rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }],
} as const
const used = (count: string, revision: number) => ({ id: 'calls', source: 'api', type: 'calls', subject: 'acme', time: '2026-01-10T00:00:00Z', data: { count }, revision })

/** Ten calls are 100.00, less 40.00 of promotional credit, with 19 % tax 71.40; 60.00 of paid credit leave 11.40 to pay. */
async function invoiced() {
  const storage = memory()
  const at = (now: string, corrections: CorrectionOptions = {}) => createBilling({ catalog, storage, clock: fixedClock(`${now}T00:00:00Z`), tax, corrections, seller: { name: 'Farthing GmbH', jurisdiction: 'DE' } })
  const billing = at('2026-01-01')
  await billing.accounts.put({ key: 'acme', account: { id: 'acme', kind: 'customer', currency: 'EUR', zone: 'UTC', taxProfile: { jurisdiction: 'DE', registrations: [] } } })
  await billing.subscriptions.start({ key: 's', account: 'acme', plan: 'api', from: '2026-01-01', zone: 'UTC' })
  for (const [kind, amount] of [['promotional', '40'], ['paid', '60']] as const) await billing.credits.grant({ key: kind, kind, amount, account: 'acme', currency: 'EUR', effectiveAt: '2026-01-01T00:00:00Z' })
  await billing.events.ingestOrThrow([used('10', 0)])
  const invoice = await at('2026-02-02').invoices.issue({ key: 'i', account: 'acme', period: '2026-01' })
  expect(invoice.totals).toMatchObject({ net: '60', gross: '71.4', credits: '60', payable: '11.4' })
  return { at, invoice }
}

async function standing(billing: ReturnType<Awaited<ReturnType<typeof invoiced>>['at']>, invoice: string) {
  const [amounts] = (await billing.credits.balance({ account: 'acme' })).amounts
  return { promotional: amounts?.promotional, paid: amounts?.paid, open: (await billing.invoices.status(invoice))?.open }
}

describe('credit that paid for what is corrected', () => {
  it('paid credit comes back before money: half of the calls, and the promotional credit stays used', async () => {
    const { at, invoice } = await invoiced()
    const now = at('2026-03-01')
    await now.events.ingestOrThrow([used('5', 1)])
    const { corrected: [look] } = await now.corrections.takeLate()
    // 50.00 less 40.00, with tax 11.90: 59.50 less than before.
    expect(look?.note?.totals).toMatchObject({ net: '50', tax: '9.5', gross: '59.5', restored: '59.5', payable: '0' })
    expect(await standing(now, invoice.id)).toEqual({ promotional: '0', paid: '59.5', open: '11.4' })
  })

  it('promotional credit comes back with the lines, and goes again when they do', async () => {
    const { at, invoice } = await invoiced()
    await at('2026-03-01').events.ingestOrThrow([used('3', 1)])
    const { corrected: [less] } = await at('2026-03-01').corrections.takeLate()
    expect(less?.note?.totals).toMatchObject({ gross: '71.4', restored: '60', payable: '11.4' })
    expect(await standing(at('2026-03-01'), invoice.id)).toEqual({ promotional: '10', paid: '60', open: '0' })
    await at('2026-03-02').events.ingestOrThrow([used('10', 2)])
    const { corrected: [more] } = await at('2026-03-02').corrections.takeLate()
    expect(more).toMatchObject({ correction: { outcome: 'supplementary_invoice', totals: { gross: '71.4' } } })
    expect(await standing(at('2026-03-02'), invoice.id)).toMatchObject({ promotional: '0', paid: '60' })
    expect(await at('2026-03-02').ledger.openItems('acme')).toMatchObject([{ item: invoice.id, amountMinor: '7140' }])
  })

  it('a void gives back all of it, and leaves nothing on any account (C-VOID)', async () => {
    const { at, invoice } = await invoiced()
    const now = at('2026-03-01')
    const { note } = await now.corrections.cancel({ key: 'v', invoice: invoice.id, reason: 'Wrong customer' })
    expect(note?.totals).toMatchObject({ gross: '71.4', restored: '60', payable: '11.4' })
    expect(await standing(now, invoice.id)).toEqual({ promotional: '40', paid: '60', open: '0' })
    for (const role of ['receivable', 'revenue', 'tax_payable'] as const) expect((await now.ledger.balance({ role })).filter(({ amountMinor }) => amountMinor !== '0')).toEqual([])
  })

  it.each([
    ['offset', { refund: '0', accountCredit: '0', unapplied: '11.4' }, '60'],
    ['refund', { refund: '11.4', accountCredit: '0', unapplied: '0' }, '60'],
    ['account_credit', { refund: '0', accountCredit: '11.4', unapplied: '0' }, '71.4'],
  ] as const)('what was paid goes to %s', async (destination, expected, paid) => {
    const { at, invoice } = await invoiced()
    const now = at('2026-03-01', { policy: { destination } })
    await now.payments.receive({ key: 'p', account: 'acme', provider: 'bank', payment: 'p1', amount: { amount: '11.40', currency: 'EUR' } })
    await now.events.ingestOrThrow([used('3', 1)])
    const { corrected: [look] } = await now.corrections.takeLate()
    expect(look?.destinations).toEqual({ offset: '0', ...expected })
    expect((await standing(now, invoice.id)).paid).toBe(paid)
  })
})
