import { hashContent, type Interval } from '@farthing/core'
import type { IssuedInvoice } from '@farthing/ledger'
import { october } from './event-samples.js'

export interface InvoiceSample extends Partial<Interval>, Partial<Pick<IssuedInvoice, 'side' | 'group' | 'sequence'>> {
  readonly tenant?: string
  readonly account?: string
  readonly currency?: string
  readonly series?: string
  readonly number?: string
  readonly issuedAt?: string
  /** What makes the id; one id for each account, currency, period and place in it unless given. */
  readonly id?: string
  readonly description?: string
}

/** An issued invoice; what a case is not about has a default. Its hashes are well-formed and prove nothing. */
export function sampleInvoice(about: InvoiceSample = {}): IssuedInvoice {
  const { tenant = 'tenant', account = 'acme', currency = 'EUR', series = 'INV', number = '1', description = 'Tokens' } = about
  const { side, group, sequence } = about
  const { from = october.from, to = october.to, issuedAt = '2026-11-02T00:00:00.000000Z' } = about
  const planVersion = hashContent('sample-plan/1', ['pro'])
  return {
    kind: 'invoice',
    tenant,
    account,
    ...(side === undefined ? {} : { side }),
    ...(group === undefined ? {} : { group }),
    ...(sequence === undefined ? {} : { sequence }),
    currency,
    zone: 'Europe/Berlin',
    from,
    to,
    rounding: { mode: 'half-even', exponent: 2, increment: '1', scope: 'perLine', taxScope: 'perKey', taxMode: 'half-even' },
    zeroLines: 'keep',
    lines: [
      {
        id: hashContent('sample-charge/1', [account]),
        ratingKey: hashContent('sample-rating/1', [account]),
        stages: [{ id: 'usage-tiers@1', use: 'usage-tiers@1', hash: hashContent('sample-stage/1', []) }],
        usageDigest: hashContent('sample-usage/1', [account]),
        from,
        to,
        subscription: account,
        plan: 'pro',
        planVersion,
        component: 'tokens',
        meter: 'tokens',
        dimensions: { model: 'large', region: null },
        billing: 'arrears',
        model: 'graduated@1',
        description,
        calculation: '400,000 × 0.0000025',
        quantity: '1400000',
        exact: '1',
        amount: '1',
        details: [],
      },
    ],
    totals: { exact: '1', subtotal: '1', discounts: '0', net: '1', tax: '0', gross: '1', credits: '0', rounding: '0', payable: '1' },
    contentHash: hashContent('sample-content/1', [account, description]),
    knownAt: { cut: 'c1', at: '2026-11-02T00:00:00.000000Z' },
    id: hashContent('sample-invoice/1', [about.id ?? [tenant, account, currency, from, to, side ?? null, group ?? null, sequence ?? null]]),
    number,
    series,
    issuedAt,
    evidenceHash: hashContent('sample-evidence/1', [account]),
    documentHash: hashContent('sample-document/1', [account, description, number]),
  }
}
