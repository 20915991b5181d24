import { memory, mockPayments, type MockPayments, type WebhookFault } from '@farthing/adapters-memory'
import { fromMinorUnits, type Money } from '@farthing/core'
import type { PaymentProvider, Storage } from '@farthing/ports'
import { fixedClock } from '../clock/fixed-clock.js'
import type { Billing } from '../billing.js'
import { createBilling } from '../create-billing.js'
import { catalog, october, tokens } from './sample-billing.js'

export const eur = (amount: `${number}`): Money => ({ amount, currency: 'EUR' })
export const cents = (count: number): Money => fromMinorUnits(String(count), 'EUR')

export interface PaidOptions {
  readonly storage?: Storage
  readonly tenant?: string
  readonly now?: string
  readonly faults?: readonly WebhookFault[]
  /** What stands between the engine and the mock; nothing unless given. */
  readonly around?: (provider: PaymentProvider) => PaymentProvider
}

/** Billing with a mock provider, and an invoice of 50.00 EUR of `acme` for October, issued on 2 November 2026. */
export async function paidBilling({ storage = memory(), tenant = 'default', now = '2026-11-02T00:00:00Z', faults = [], around = (provider) => provider }: PaidOptions = {}) {
  const clock = fixedClock(now)
  const mock = mockPayments({ clock, faults })
  const billing = createBilling({ catalog, storage, clock, tenant, paymentProviders: [around(mock.provider)] })
  await billing.subscriptions.start({ key: 'acme', account: 'acme', plan: 'pro', from: '2026-10-01', zone: 'Europe/Berlin' })
  await billing.events.ingest([tokens('r1', '1400000')])
  const invoice = await billing.invoices.issue({ key: 'acme/2026-10', ...october })
  /** The same books, at another time, through another provider or another storage. */
  const again = (other: { readonly at?: string; readonly provider?: PaymentProvider; readonly through?: Storage } = {}) =>
    createBilling({ catalog, storage: other.through ?? storage, clock: fixedClock(other.at ?? now), tenant, paymentProviders: [other.provider ?? mock.provider] })
  return { billing, mock, invoice, again, storage, collect: () => takeAll(billing, mock) }
}

/** Takes in the webhooks that have arrived, and gives what became of each. */
async function takeAll(billing: Pick<Billing, 'payments'>, mock: MockPayments): Promise<readonly string[]> {
  const outcomes: string[] = []
  for (const { body, signature } of mock.collect()) outcomes.push((await billing.payments.webhook({ provider: mock.provider.name, body, signature })).outcome)
  return outcomes
}

/** What the accounts of the book hold in EUR cents, by role and routing; those at zero are left out. */
export async function bookOfPayments(billing: Pick<Billing, 'ledger'>): Promise<{ readonly [account: string]: string }> {
  const places = [
    { role: 'cash', routing: 'mock' }, { role: 'cash', routing: 'bank' }, { role: 'refunds', routing: 'mock' }, { role: 'disputes', routing: 'mock' },
    { role: 'receivable', account: 'acme' }, { role: 'unapplied_cash', account: 'acme' }, { role: 'customer_credit', account: 'acme' },
  ] as const
  const held: { [account: string]: string } = {}
  for (const place of places) {
    const [balance] = await billing.ledger.balance(place)
    if (balance !== undefined && balance.amountMinor !== '0') held[place.role === 'cash' ? `cash ${place.routing}` : place.role] = balance.amountMinor
  }
  return held
}
