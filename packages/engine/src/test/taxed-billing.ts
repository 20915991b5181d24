import { memory } from '@farthing/adapters-memory'
import type { Account, TaxProfile } from '@farthing/core'
import type { TaxRateBook } from '@farthing/ledger'
import type { Storage } from '@farthing/ports'
import { fixedClock } from '../clock/fixed-clock.js'
import { createBilling } from '../create-billing.js'
import type { DocumentOptions } from '../invoices/document-options.js'
import type { Seller } from '../invoices/invoicing.js'
import { catalog } from './sample-billing.js'

const reason = { code: 'VATEX-EU-AE', text: 'Reverse charge' }
/** In Berlin 16 % until 22 October 2026 and 19 % from then on; France 20 %, Quebec two taxes of which one compounds. */
export const rates: TaxRateBook = {
  name: 'own', version: '2026-10', defaultCategory: 'saas',
  rates: [
    { jurisdiction: 'DE', category: 'saas', to: '2026-10-21T22:00:00Z', taxes: [{ tax: 'vat', treatment: 'standard', percent: '16' }] },
    { jurisdiction: 'DE', category: 'saas', from: '2026-10-21T22:00:00Z', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] },
    { jurisdiction: 'FR', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '20' }] },
    { jurisdiction: 'CA-QC', category: 'saas', taxes: [{ tax: 'gst', jurisdiction: 'CA', treatment: 'standard', percent: '5' }, { tax: 'qst', treatment: 'standard', percent: '9.975', compound: true }] },
  ],
  reverseCharge: [{ tax: 'vat', jurisdictions: ['FR'], sellers: ['DE'], reason }],
}
export const seller: Seller = { name: 'Farthing GmbH', jurisdiction: 'DE', registrations: [{ tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }] }
export const german: TaxProfile = { jurisdiction: 'DE', registrations: [] }

export interface TaxedOptions extends DocumentOptions {
  readonly storage?: Storage
  readonly now?: string
}

/** Billing of a German seller by the configured rates, on 2 November 2026 unless told otherwise. */
export function taxedBilling({ storage = memory(), now = '2026-11-02T00:00:00Z', ...options }: TaxedOptions = {}) {
  return createBilling({ catalog, storage, clock: fixedClock(now), seller, tax: rates, ...options })
}

export type SampleBilling = ReturnType<typeof taxedBilling>

/** An account, and a subscription of its name to `pro` (49.00 a month) from 1 October 2026 in Berlin. */
export async function subscribed(billing: SampleBilling, id: string, about: Partial<Account> = { taxProfile: german }): Promise<void> {
  await billing.accounts.put({ key: id, account: { id, kind: 'customer', currency: 'EUR', zone: 'Europe/Berlin', ...about } })
  await billing.subscriptions.start({ key: id, account: id, plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
}
