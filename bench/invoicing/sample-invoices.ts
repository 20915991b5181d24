import { multiply, type Decimal } from '@farthing/core'
import { taxFromRates, type AmountGrant, type InvoiceInput, type InvoiceTerms } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'

const october = { from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' } as const

/** Two rates of tax, and no other figure that an invoice depends on beside its charges and credit. */
export const percents = { standard: '19', reduced: '7' } as const
export const promotional: Decimal = '25'
export const paid: Decimal = '40'

/** Answers for goods at two rates. */
export const answerer = taxFromRates({
  name: 'bench', version: '1', defaultCategory: 'standard',
  rates: [
    { jurisdiction: 'DE', category: 'standard', taxes: [{ tax: 'vat', treatment: 'standard', percent: percents.standard }] },
    { jurisdiction: 'DE', category: 'reduced', taxes: [{ tax: 'vat', treatment: 'reduced', percent: percents.reduced }] },
  ],
})

function grant(id: string, kind: AmountGrant['kind'], amount: Decimal): AmountGrant {
  return { id, account: 'acme', kind, priority: 1, createdAt: october.from, effectiveAt: october.from, currency: 'EUR', amount }
}

const party = (id: string) => ({ id, jurisdiction: 'DE', registrations: [] })

const terms: InvoiceTerms = {
  credits: [{ grant: grant('welcome', 'promotional', promotional), remaining: promotional }, { grant: grant('wallet', 'paid', paid), remaining: paid }],
  tax: { prices: 'exclusive', taxPoint: october.to, taxPointRule: 'document', seller: party('bench'), customer: party('acme') },
}

/** Invoices of so many lines with amounts of seven digits after the point, every other line at the reduced rate. The same in every run. */
export function sampleInvoices(count: number, lines: number): readonly InvoiceInput[] {
  let state = 20261101
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  return Array.from({ length: count }, (_, index): InvoiceInput => ({
    ...october,
    tenant: 'bench', account: `account-${index}`, currency: 'EUR', zone: 'Europe/Berlin', rounding: { mode: 'half-even', scope: 'perLine' },
    charges: Array.from({ length: lines }, (__, line) => charge(line, next())),
    terms,
    knownAt: { cut: '1', at: october.to },
  }))
}

function charge(line: number, random: number): Charge {
  const component = `component-${String(line).padStart(5, '0')}`
  const quantity: Decimal = `${1 + (random % 2_000_000)}`
  const unit: Decimal = '0.0000347'
  const amount = multiply(quantity, unit)
  const key = component.padEnd(64, '0')
  return {
    ...october,
    chargeKey: key, ratingKey: key, side: 'retail', subscription: 'main', plan: 'pro', planVersion: key, component, meter: component,
    taxCategory: line % 2 === 0 ? 'standard' : 'reduced', dimensions: {}, billing: 'arrears', model: 'per_unit@1', quantity, amount, currency: 'EUR',
    trail: [{ label: 'Usage', quantity, unit, flat: '0', amount }], stages: [], usageDigest: key,
  }
}
