import { memory } from '@farthing/adapters-memory'
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import { catalog, failureIn } from '../test/sample-billing.js'
import { rates } from '../test/taxed-billing.js'
import type { DocumentOptions } from './document-options.js'

const storage = memory()
const clock = fixedClock('2026-11-02T00:00:00Z')

describe('what a host says about its documents', () => {
  it('is given like this', async () => {
    // #region usage
    const billing = createBilling({
      catalog, storage, clock,
      seller: { name: 'Farthing GmbH', jurisdiction: 'DE', registrations: [{ tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }] },
      tax: { name: 'own', version: '2026-10', defaultCategory: 'saas', rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] },
      invoicing: { prices: 'exclusive', taxPointRule: 'line_end', paymentTerms: { due: 'net', days: 14 } },
    })
    await billing.accounts.put({
      key: 'acme',
      account: { id: 'acme', kind: 'customer', name: 'Acme GmbH', currency: 'EUR', zone: 'Europe/Berlin', taxProfile: { jurisdiction: 'DE', registrations: [] } },
    })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
    const { totals, dueDate } = await billing.invoices.issue({ key: 'acme/2026-10', account: 'acme', period: '2026-10' })
    expect(totals).toMatchObject({ net: '49', tax: '9.31', gross: '58.31' })
    expect(dueDate).toBe('2026-11-16')
    // #endregion usage
  })

  it('and a line by hand like this', async () => {
    const billing = createBilling({ catalog, storage: memory(), clock })
    await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01' })
    // #region adjustments
    const october = { account: 'acme', period: '2026-10' } as const
    const decided = { account: 'acme', actor: 'ann', effectiveAt: '2026-10-01T00:00:00Z' } as const
    await billing.adjustments.record({ ...decided, key: 'set-up', kind: 'amount', label: 'Set-up', currency: 'EUR', amount: '20', reason: 'agreed by mail', needsApproval: true })
    await billing.adjustments.approve({ key: 'approve set-up', adjustment: 'set-up', actor: 'bob' })
    await billing.adjustments.record({ ...decided, key: 'partner', kind: 'discount', label: 'Partner', percent: '10', reason: 'contract of 2026' })
    const [base] = (await billing.invoices.preview(october)).lines
    await billing.adjustments.override({ ...october, key: 'outage', line: base?.id ?? '', amount: '40', reason: 'outage on the 3rd', actor: 'ann' })

    const { totals } = await billing.invoices.issue({ ...october, key: 'acme/2026-10' })
    expect(totals).toMatchObject({ subtotal: '60', discounts: '6', payable: '54' })
    // #endregion adjustments
  })

  it.each<readonly [name: string, options: DocumentOptions, code: string, field: string]>([
    ['taxes without a jurisdiction of the seller', { tax: rates, seller: { name: 'Farthing' } }, 'tax.party_unknown', 'seller.jurisdiction'],
    ['taxes without a seller', { tax: rates }, 'tax.party_unknown', 'seller.jurisdiction'],
    ['a book of rates that contradicts itself', { tax: { ...rates, rates: [...rates.rates, ...rates.rates] }, seller: { name: 'Farthing', jurisdiction: 'DE' } }, 'tax.rates_invalid', 'rates[4]'],
    ['a seller without a name', { seller: { name: '' } }, 'text.empty', 'seller.name'],
    ['a default currency that the tenant does not take', { currencies: { default: 'EUR', allowed: ['USD'] } }, 'currency.not_allowed', 'settings.default'],
    ['payment terms of no days', { invoicing: { paymentTerms: { due: 'net', days: 0 } } }, 'account.invalid', 'invoicing.paymentTerms.days'],
  ])('is refused at once for %s', async (_, options, code, field) => {
    expect(await failureIn(async () => createBilling({ catalog, storage, clock, ...options }))).toMatchObject({ code, field })
  })
})
