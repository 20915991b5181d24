import type { Exact } from '@farthing/core'
import type { Charge } from '@farthing/pricing'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'

/** July 2026, in UTC. */
export const july = { from: '2026-07-01T00:00:00.000000Z', to: '2026-08-01T00:00:00.000000Z' } as const
export const august = { from: july.to, to: '2026-09-01T00:00:00.000000Z' } as const

/** A fee of July in EUR; what a test is not about has a default. Its hashes are its name. */
export function sampleCharge(component: string, amount: Exact, more: Partial<Charge> = {}): Charge {
  return {
    chargeKey: component, ratingKey: component, side: 'retail', subscription: 'acme', plan: 'pro', planVersion: 'v1', component, dimensions: {},
    billing: 'arrears', model: 'flat@1', ...july, quantity: '1', amount, currency: 'EUR', stages: [], usageDigest: component,
    trail: [{ label: component, quantity: '1', counted: amount, unit: '1', flat: '0', amount }], ...more,
  }
}

/** The invoice of July of these charges, in UTC, each line half-even. */
export function sampleInput(charges: readonly Charge[], terms?: InvoiceTerms, more: Partial<InvoiceInput> = {}): InvoiceInput {
  return {
    ...july, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', rounding: { mode: 'half-even', scope: 'perLine' }, charges,
    ...(terms === undefined ? {} : { terms }), knownAt: { cut: '1', at: july.to }, ...more,
  }
}
