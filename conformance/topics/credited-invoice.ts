import { fromMinorUnits, isZero, toMinorUnits, type Decimal } from '@farthing/core'
import { assembleInvoice, creditInvoice, issueInvoice, taxRequestOf, type Correction, type InvoiceInput, type IssuedInvoice } from '@farthing/ledger'
import type { Charge } from '@farthing/pricing'
import { answerOf, type GivenTax } from './tax.js'

/** A fee that was invoiced, with what a coupon took off it. In cents. */
export interface GivenFee {
  readonly id: string
  readonly amount_cents: Decimal
  readonly coupon_cents: Decimal
  readonly taxes: readonly GivenTax[]
}

/** What is credited of a fee, before its coupon. In cents. */
export interface GivenItem {
  readonly fee: string
  readonly amount_cents: Decimal
}

const january = { from: '2026-01-01T00:00:00.000000Z', to: '2026-02-01T00:00:00.000000Z' } as const
const party = { id: 'any', jurisdiction: 'any', registrations: [] }

/** Invoices the fees, one line each, and credits the items by hand: each note taxed on its own. */
export function creditFees(fees: readonly GivenFee[], items: readonly GivenItem[]): Correction | undefined {
  const lines = items.map(({ fee, amount_cents: cents }) => ({ line: fee, amount: euros(cents) }))
  const causes = [{ kind: 'credit', reference: 'case', text: 'Agreed', actor: 'case', at: january.to }] as const
  return creditInvoice({ invoice: invoiceOf(fees), corrections: [], causes, actor: 'case', at: january.to, policy: { creditTax: 'perDocument' }, lines })
}

/** Figures in cents, as the sources show them. */
export function cents(amount: Decimal): string {
  return toMinorUnits({ amount, currency: 'EUR' })
}

function invoiceOf(fees: readonly GivenFee[]): IssuedInvoice {
  const coupons = fees.filter(({ coupon_cents: coupon }) => !isZero(coupon))
  const terms = {
    discounts: coupons.map(({ id, coupon_cents: coupon }) => ({ key: `coupon of ${id}`, label: 'Coupon', amount: euros(coupon), scope: { charges: [id] } })),
    tax: { prices: 'exclusive', taxPoint: january.to, taxPointRule: 'document', seller: party, customer: party },
  } as const
  const input: InvoiceInput = {
    ...january, tenant: 'any', account: 'any', currency: 'EUR', zone: 'UTC', charges: fees.map(chargeOf), terms, knownAt: { cut: '1', at: january.to },
    rounding: { mode: 'half-up', scope: 'perLine', taxScope: 'perDocument' },
  }
  const request = taxRequestOf(input)
  const byFee = new Map(fees.map((fee) => [fee.id, fee]))
  const taxed = request?.lines.map(({ key, amount }) => ({ amount, taxes: byFee.get(key)?.taxes ?? [] })) ?? []
  const draft = assembleInvoice(request === undefined ? input : { ...input, terms: { ...terms, taxAnswer: answerOf(request, taxed) } })
  return issueInvoice(draft, { number: '1', series: 'case', issuedAt: january.to, ratings: [] })
}

function chargeOf({ id, amount_cents: given }: GivenFee): Charge {
  const amount = euros(given)
  return {
    chargeKey: id, ratingKey: id, side: 'retail', subscription: 'any', plan: 'any', planVersion: 'any', component: id, dimensions: {}, billing: 'arrears', model: 'flat@1', ...january,
    quantity: '1', amount, currency: 'EUR', stages: [], usageDigest: id, trail: [{ label: id, quantity: '1', counted: amount, unit: '1', flat: '0', amount }],
  }
}

function euros(amountCents: Decimal): Decimal {
  return fromMinorUnits(amountCents, 'EUR').amount
}
