import { hashContent, instantOfLocal, count, sum, type Decimal, type Interval, type UsageBucket } from '@farthing/core'
import { bucket, capTotal, categoryCoupons, defineCatalog, flat, graduated, minimumCommitment, percentDiscount, plan, publishPlan, rateSegments, volume, type Carry, type PlanVersion, type SegmentsInput } from '@farthing/pricing'
import type { AmountGrant } from '../credits/credit-grant.js'
import { targetInvoice, type TargetInvoice } from '../corrections/target-invoice.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { IssuedInvoice } from '../invoices/invoice.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import { taxFromRates } from '../tax/rates/tax-from-rates.js'
import type { TaxAnswerer } from '../tax/tax-answer.js'

export const correctedMeters = ['tokens', 'calls', 'minutes'] as const

/** What is true of an account over some months: units by month and meter, which price version holds, and at which rate services are taxed. */
export interface AccountTruth {
  /** One record for each month, the first of which is January 2026. */
  readonly usage: readonly { readonly [meter in (typeof correctedMeters)[number]]: number }[]
  readonly version: number
  /** In percent. */
  readonly taxPercent: number
}

/** An invoice with what it was made from. */
export interface AccountInvoice {
  readonly invoice: IssuedInvoice
  readonly terms: InvoiceTerms
  readonly carryOut: Carry
}

const rounding = { mode: 'half-even', scope: 'perLine' } as const

/**
 * A plan with everything that corrections have to get right at once: a volume price with a bound, graduated tiers under a discount, minutes that roll over, a cap, a
 * coupon over three periods, and a minimum. The second version is another price for tokens and a smaller coupon.
 */
function planVersionOf(version: number): PlanVersion {
  const dearer = version % 2 === 1
  const catalog = defineCatalog({
    meters: {
      tokens: sum({ event: 'tokens', value: 'count' }),
      calls: count({ event: 'call' }),
      minutes: sum({ event: 'minutes', value: 'count' }),
    },
    products: { api: { name: 'API' } },
    plans: {
      pro: plan(
        {
          currency: 'EUR', every: 'month',
          program: {
            stages: [
              percentDiscount('loyal', { percent: '12.5' }, { of: { components: ['calls'] } }),
              capTotal('cap', { amount: '450' }),
              categoryCoupons('welcome', { coupons: [{ id: 'ten', amount: dearer ? '7' : '10', uses: 3 }] }),
              minimumCommitment('floor', { amount: '40', taxCategory: 'saas' }),
            ],
          },
        },
        {
          base: flat('19.99', { taxCategory: 'saas' }),
          tokens: volume('tokens', [{ upTo: '1000', unit: dearer ? '0.11' : '0.1' }, { unit: '0.09' }], { product: 'api', taxCategory: 'saas' }),
          calls: graduated('calls', [{ upTo: '10', unit: '0.333' }, { unit: '0.0717' }], { taxCategory: 'support' }),
          minutes: bucket('minutes', { included: '100', fee: '5', overage: '0.305', rolloverLimit: '50' }, { taxCategory: 'saas' }),
        },
      ),
    },
  })
  return publishPlan('pro', catalog.plans.pro)
}

const versions = [planVersionOf(0), planVersionOf(1)] as const
const promotional: readonly Decimal[] = ['15', '0.07', '300']

function monthOf(index: number): Interval {
  const local = (month: number) => instantOfLocal(`2026-${String(month).padStart(2, '0')}-01`, 'UTC')
  return { from: local(index + 1), to: local(index + 2) }
}

/** Rates of services; everything that is called support is taxed at 7 %. */
export function taxesOfTruth({ taxPercent }: AccountTruth): TaxAnswerer {
  const taxed = (category: string, percent: Decimal) => ({ jurisdiction: 'DE', category, taxes: [{ tax: 'vat', treatment: 'standard' as const, percent }] })
  return taxFromRates({ name: 'own', version: String(taxPercent), defaultCategory: 'saas', rates: [taxed('saas', `${taxPercent}`), taxed('support', '7')] })
}

/** What a month of the account is rated from. */
export function ratingOf(truth: AccountTruth, index: number, carryIn: Carry): SegmentsInput {
  const period = monthOf(index)
  const version = versions[truth.version % 2] ?? versions[0]
  const usage = Object.entries(truth.usage[index] ?? {}).map(([meter, quantity]): UsageBucket => {
    const units: Decimal = `${quantity}`
    return { ...period, subscription: 'acme', meter, dimensions: {}, quantity: units, events: 1, evidence: hashContent('sample/1', [meter, units]), aggregation: meter === 'calls' ? 'count' : 'sum', state: units }
  })
  const subscription = { id: 'acme', account: 'acme', plan: 'pro', planVersion: version.version, zone: 'UTC', anchor: '2026-01-01', from: monthOf(0).from }
  return { tenant: 'default', subscription, versions, facts: { usage }, carryIn, period, knownAt: { cut: '1', at: period.to } }
}

/** Terms of a month: a discount of the document, promotional credit of its own, and taxes. */
function termsOf(index: number): InvoiceTerms & Required<Pick<InvoiceTerms, 'tax'>> {
  const { from, to } = monthOf(index)
  const grant: AmountGrant = { id: `promo-${index}`, account: 'acme', kind: 'promotional', priority: 1, createdAt: from, effectiveAt: from, expiresAt: to, currency: 'EUR', amount: promotional[index % 3] ?? '15' }
  const party = (id: string) => ({ id, jurisdiction: 'DE', registrations: [] })
  return {
    discounts: [{ key: 'spring', label: 'Spring', percent: '3' }],
    credits: [{ grant, remaining: grant.amount }],
    tax: { prices: index === 1 ? 'inclusive' : 'exclusive', taxPoint: to, taxPointRule: 'document', seller: party('default'), customer: party('acme') },
  }
}

/** Issues the invoices of all months by what is true at first. */
export function issueMonths(truth: AccountTruth): readonly AccountInvoice[] {
  const issued: AccountInvoice[] = []
  let carryIn: Carry = {}
  for (const [index] of truth.usage.entries()) {
    const period = monthOf(index)
    const rated = rateSegments(ratingOf(truth, index, carryIn))
    const input = {
      ...period, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'UTC', rounding, charges: rated.charges, knownAt: { cut: '1', at: period.to }, terms: termsOf(index),
    }
    const request = taxRequestOf(input)
    const terms = request === undefined ? input.terms : { ...input.terms, taxAnswer: taxesOfTruth(truth)(request) }
    const draft = assembleInvoice({ ...input, terms })
    const invoice = issueInvoice(draft, { number: `INV-${index + 1}`, series: 'INV', issuedAt: period.to, ratings: rated.ratings, terms })
    issued.push({ invoice, terms, carryOut: rated.carryOut })
    carryIn = rated.carryOut
  }
  return issued
}

/** The invoices of all months as they would be by what is true now, from scratch. */
export function scratchInvoices(truth: AccountTruth, issued: readonly AccountInvoice[]): readonly TargetInvoice[] {
  const targets: TargetInvoice[] = []
  let carryIn: Carry = {}
  for (const [index, { invoice, terms }] of issued.entries()) {
    const target = targetInvoice({ invoice, terms, ratings: [ratingOf(truth, index, carryIn)], answerTax: taxesOfTruth(truth), knownAt: { cut: '2', at: invoice.to } })
    targets.push(target)
    carryIn = target.carryOut[0] ?? {}
  }
  return targets
}
