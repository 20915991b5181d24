import { aggregateUsage, carryUsage, coarsenUsage, count, latest, sum, type Instant, type JsonObject, type Meter, type UsageEvent } from '@farthing/core'
import {
  bucket, candidateOf, capTotal, categoryCoupons, flat, freemium, graduated, minimumCommitment, percentDiscount, perUnit, plan, publishPlan, rateSegments, termCuts, volume,
  type PlanVersion, type Program, type RatingOptions, type SegmentsInput, type Subscription,
} from '@farthing/pricing'
import type { AmountGrant } from '../credits/credit-grant.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceTerms } from '../invoices/invoice-terms.js'
import { issueInvoice } from '../invoices/issue-invoice.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import { taxFromRates } from '../tax/rates/tax-from-rates.js'
import { bundleEvidence } from '../verification/bundle-evidence.js'
import type { EvidenceBundle } from '../verification/evidence-bundle.js'

/** October 2026 in Berlin. */
const period = { from: '2026-09-30T22:00:00.000000Z', to: '2026-10-31T23:00:00.000000Z' } as const
const issuedAt = '2026-11-02T09:00:00.000000Z'
const knownAt = { cut: '17', at: issuedAt }
const monthly = { currency: 'EUR', every: 'month' } as const

const meters: { readonly [meter: string]: Meter } = {
  calls: count({ event: 'api.call' }),
  seats: latest({ event: 'seats.set', value: 'seats' }),
  tokens: sum({ event: 'llm.tokens', value: 'count', by: ['model'] }),
}

export interface SampleBundle extends RatingOptions {
  readonly plan: PlanVersion
  /** Versions that its changes name. */
  readonly others?: readonly PlanVersion[]
  readonly changes?: Subscription['changes']
  readonly events: readonly UsageEvent[]
  readonly terms?: InvoiceTerms
}

/** What the October invoice of one subscription is rated from, made of events by the functions that the engine uses. */
export function sampleSegments({ plan: planVersion, others = [], changes, events, ...options }: Omit<SampleBundle, 'terms'>) {
  const subscription: Subscription = {
    id: 'acme-1', account: 'acme', plan: planVersion.plan, planVersion: planVersion.version, zone: 'Europe/Berlin', anchor: '2026-10-01', from: period.from, ...(changes === undefined ? {} : { changes }),
  }
  const versions = [planVersion, ...others]
  const cuts = [period.from, ...termCuts({ subscription, versions }).filter((cut) => period.from < cut && cut < period.to), period.to]
  const candidate = { ...candidateOf(subscription, planVersion.content), meters: Object.keys(meters) }
  const { buckets } = aggregateUsage(events, { meters, subscriptions: [{ ...candidate, cuts }], ...options })
  const usage = cuts.slice(1).flatMap((to, index) => coarsenUsage(carryUsage(buckets, period, options), { from: cuts[index] ?? period.from, to }, { ...options, reference: period }))
  const segments: SegmentsInput = { tenant: 'default', side: 'retail', subscription, versions, facts: { usage }, carryIn: {}, period, knownAt }
  return { segments, candidate, cuts }
}

/** The bundle of the October invoice of one subscription. */
export function sampleBundle({ terms: given, ...sample }: SampleBundle): EvidenceBundle {
  const { plan: _, others: __, changes: ___, events: ____, ...options } = sample
  const { segments, candidate, cuts } = sampleSegments(sample)
  const { charges, ratings } = rateSegments(segments, options)
  const input = { ...period, tenant: 'default', account: 'acme', currency: 'EUR', zone: 'Europe/Berlin', rounding: { mode: 'half-even', scope: 'perLine' }, charges, knownAt } as const
  const terms = given === undefined ? undefined : answered(given, (asked) => taxRequestOf({ ...input, terms: asked }))
  const own = terms === undefined ? {} : { terms }
  const invoice = issueInvoice(assembleInvoice({ ...input, ...own }), { number: 'INV-000042', series: 'INV', issuedAt, ratings, ...own })
  const source = { evidence: { format: 'invoice-evidence/1' as const, invoice, ratings, ...own }, boundaries: [{ subscription: segments.subscription.id, cuts }], metering: { meters, candidates: [candidate] } }
  return bundleEvidence(source, options)
}

export const sampleAnswerer = taxFromRates({ name: 'own', version: '1', defaultCategory: 'saas', rates: [{ jurisdiction: 'DE', category: 'saas', taxes: [{ tax: 'vat', treatment: 'standard', percent: '19' }] }] })

function answered(terms: InvoiceTerms, request: (terms: InvoiceTerms) => ReturnType<typeof taxRequestOf>): InvoiceTerms {
  const asked = request(terms)
  return asked === undefined ? terms : { ...terms, taxAnswer: sampleAnswerer(asked) }
}

export function sampleEvent(type: string, id: string, time: Instant, data: JsonObject): UsageEvent {
  return { id, source: 'api', type, subject: 'acme', time, data, revision: 0 }
}

const at = (day: string, hour = '09') => `2026-10-${day}T${hour}:00:00.000000Z`

/** Tokens of two models, calls, and seats that are set twice. */
export const sampleEvents: readonly UsageEvent[] = [
  sampleEvent('seats.set', 's1', at('02'), { seats: '3' }),
  sampleEvent('llm.tokens', 't1', at('05'), { count: '600000', model: 'large' }),
  sampleEvent('llm.tokens', 't2', at('05', '10'), { count: '800000', model: 'small' }),
  sampleEvent('api.call', 'c1', at('09'), {}),
  sampleEvent('api.call', 'c2', at('20'), {}),
  sampleEvent('llm.tokens', 't3', at('21'), { count: '0.5', model: 'large' }),
  sampleEvent('seats.set', 's2', at('25'), { seats: '5' }),
  sampleEvent('api.call', 'c3', at('30'), {}),
]

/** A fee and tokens with a free tier. */
export const simplePlan = publishPlan('pro', plan(monthly, { base: flat('49'), tokens: graduated('tokens', [{ upTo: '1000000', unit: '0' }, { unit: '0.0000025' }]) }))

const program: Program = {
  stages: [
    freemium('free', { upTo: '2' }, { of: { components: ['calls'] } }),
    percentDiscount('launch', { percent: '12.5' }, { of: { components: ['tokens'] } }),
    capTotal('cap', { amount: '200' }),
    categoryCoupons('coupons', { coupons: [{ id: 'PEOPLE', percent: '20', uses: 3, categories: ['people'] }] }),
    minimumCommitment('minimum', { amount: '150' }),
  ],
}

const stagedPlan = publishPlan('staged', plan({ ...monthly, program }, {
  base: flat('60', { billing: 'advance' }),
  calls: bucket('calls', { included: '2', overage: '0.75', rolloverLimit: '10' }),
  seats: perUnit('seats', '3.333', { category: 'people' }),
  tokens: volume('tokens', [{ upTo: '1000', unit: '0.001' }, { unit: '0.000009' }], { by: ['model'] }),
}))

const team = publishPlan('team', plan(monthly, { base: flat('120', { billing: 'advance' }), calls: bucket('calls', { included: '1', overage: '0.5', rolloverLimit: '5' }), seats: perUnit('seats', '2.5') }))

function grant(id: string, kind: AmountGrant['kind'], amount: AmountGrant['amount']): AmountGrant {
  return { id, account: 'acme', kind, priority: 1, createdAt: period.from, effectiveAt: period.from, currency: 'EUR', amount }
}

const registered = { tax: 'vat', jurisdiction: 'DE', number: 'DE111111125' }

const terms: InvoiceTerms = {
  seller: { id: 'default', name: 'Farthing GmbH', registrations: [registered] },
  customer: { id: 'acme', name: 'Acme GmbH', reference: 'PO-7' },
  adjustments: [{ id: 'set-up', label: 'Set-up', amount: '20', reason: 'agreed', actor: 'ann', effectiveAt: period.from }],
  discounts: [{ key: 'launch', label: 'Launch', reason: 'first year', percent: '10' }],
  credits: [{ grant: grant('welcome', 'promotional', '12'), remaining: '12' }, { grant: grant('wallet', 'paid', '20'), remaining: '20' }],
  tax: {
    prices: 'exclusive', taxPoint: period.to, taxPointRule: 'document',
    seller: { id: 'default', jurisdiction: 'DE', registrations: [registered] },
    customer: { id: 'acme', jurisdiction: 'DE', registrations: [] },
  },
  cash: { increment: '0.05', mode: 'half-up' },
  payment: { terms: { due: 'net', days: 30 } },
  layout: { tierRows: 'rows', baseQuantities: ['1000', '1000000'] },
}

/** Bundles whose bytes are kept: one subscription and one price; every term of a document; stages, carry and a change of plan. */
export const sampleBundles: { readonly [name: string]: () => EvidenceBundle } = {
  simple: () => sampleBundle({ plan: simplePlan, events: sampleEvents }),
  'all-terms': () => sampleBundle({ plan: simplePlan, events: sampleEvents, terms }),
  stages: () => sampleBundle({
    plan: stagedPlan, others: [team], events: sampleEvents,
    changes: [{ kind: 'plan', id: 'c1', at: '2026-10-15T22:00:00.000000Z', decidedAt: '2026-10-10T00:00:00.000000Z', plan: 'team', planVersion: team.version }],
  }),
}
