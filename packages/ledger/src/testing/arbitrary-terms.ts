import * as fc from 'fast-check'
import { fromMinorUnits, isFarthingError, type CurrencyCode, type Decimal, type RoundingMode } from '@farthing/core'
import type { AmountGrant } from '../credits/credit-grant.js'
import { fxSnapshot } from '../currencies/fx-snapshot.js'
import { assembleInvoice } from '../invoices/assemble-invoice.js'
import type { InvoiceInput } from '../invoices/check-assembly.js'
import type { AccountAdjustment, DocumentDiscount, InvoiceTerms, LineOverride } from '../invoices/invoice-terms.js'
import { taxRequestOf } from '../invoices/tax-request-of.js'
import type { TaxAnswer, TaxTermsContent } from '../tax/tax-answer.js'
import { taxRequestHash, taxTerms } from '../tax/tax-key.js'
import type { TaxRequest } from '../tax/tax-request.js'
import { arbitraryInvoiceInput } from './arbitrary-charges.js'

/** What terms are made of, before there are charges that they fit. Amounts are minor units. */
interface TermsPlan {
  readonly adjustments: readonly number[]
  readonly override: number | null
  readonly billed: readonly number[]
  readonly percents: readonly number[]
  readonly credits: readonly { readonly kind: AmountGrant['kind']; readonly priority: number; readonly minor: number }[]
  readonly tax: { readonly prices: 'exclusive' | 'inclusive'; readonly percents: readonly Decimal[] } | null
  readonly coin: number | null
  readonly mode: RoundingMode
  readonly presented: boolean
}

function arbitraryPlan(): fc.Arbitrary<TermsPlan> {
  const kind = fc.constantFrom<AmountGrant['kind']>('promotional', 'paid')
  return fc.record({
    adjustments: fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 50_000 }) }, fc.integer({ min: -400, max: -1 })), { maxLength: 3 }),
    override: fc.option(fc.integer({ min: 0, max: 9_999 })),
    billed: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 2 }),
    percents: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
    credits: fc.array(fc.record({ kind, priority: fc.integer({ min: 0, max: 1 }), minor: fc.integer({ min: 0, max: 20_000 }) }), { maxLength: 4 }),
    tax: fc.option(fc.record({ prices: fc.constantFrom('exclusive', 'inclusive'), percents: fc.uniqueArray(fc.constantFrom<Decimal>('19', '7', '9.975', '0.1'), { minLength: 1, maxLength: 3 }) }), { freq: 4 }),
    coin: fc.option(fc.constantFrom(5, 10, 25)),
    mode: fc.constantFrom('half-even', 'half-up'),
    presented: fc.boolean(),
  })
}

/**
 * Valid input of `assembleInvoice` with everything beside charges: adjustments of either sign, an override, what was billed before, discounts, credit of both kinds,
 * taxes under prices of both kinds, coins, a second currency. In any currency and under any rounding policy.
 */
export function arbitraryInvoiceWithTerms(): fc.Arbitrary<InvoiceInput> {
  return fc
    .tuple(arbitraryInvoiceInput(), arbitraryPlan())
    .map(([input, plan]) => withAnswer({ ...input, terms: termsOf(plan, input) }, plan))
    .filter(isOwed)
}

/** What is owed to the account is a credit note and no invoice: such input is drawn again. */
function isOwed(input: InvoiceInput): boolean {
  try {
    assembleInvoice(input)
    return true
  } catch (error) {
    if (isFarthingError(error) && error.field === 'totals.payable') return false
    throw error
  }
}

function termsOf(plan: TermsPlan, { currency, from, to, charges }: InvoiceInput): InvoiceTerms {
  const amount = (minor: number): Decimal => fromMinorUnits(String(minor), currency).amount
  const [first, second] = charges.some(({ target }) => target !== undefined) ? [] : charges
  const adjustments = plan.adjustments.map((minor, index): AccountAdjustment => ({ id: `a${index}`, label: 'By hand', amount: amount(minor), reason: 'agreed', actor: 'ann', effectiveAt: from }))
  const overrides: readonly LineOverride[] = first === undefined || plan.override === null ? [] : [{ line: first.chargeKey, amount: amount(plan.override), reason: 'agreed', actor: 'ann', at: to }]
  const discounts = plan.percents.map((percent, index): DocumentDiscount => ({ key: `d${index}`, label: 'Discount', percent: `${percent}`, ...(index === 1 ? { scope: { meters: ['tokens'] } } : {}) }))
  return {
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(overrides.length === 0 ? {} : { overrides }),
    ...(second === undefined ? {} : { billedBefore: plan.billed.map((minor, index) => ({ line: second.chargeKey, document: `first ${index}`, label: 'Billed before', amount: amount(minor) })) }),
    ...(discounts.length === 0 ? {} : { discounts }),
    credits: plan.credits.map(({ minor, ...grant }, index) => ({ grant: grantOf({ ...grant, id: `g${index}`, amount: amount(minor + 1), currency }, from), remaining: amount(minor) })),
    ...(plan.coin === null ? {} : { cash: { increment: amount(plan.coin), mode: plan.mode } }),
    ...(plan.presented ? { presentation: { snapshot: snapshotOf(currency, to), mode: plan.mode } } : {}),
  }
}

function grantOf(grant: Pick<AmountGrant, 'id' | 'kind' | 'priority' | 'amount' | 'currency'>, at: string): AmountGrant {
  return { ...grant, account: 'acme', createdAt: at, effectiveAt: at }
}

function snapshotOf(currency: CurrencyCode, at: string): ReturnType<typeof fxSnapshot> {
  return fxSnapshot({ base: currency, quote: currency === 'KWD' ? 'EUR' : 'KWD', rate: '1.0837', inverse: { rule: 'divide' }, provider: 'own', at })
}

function withAnswer(input: InvoiceInput, { tax }: TermsPlan): InvoiceInput {
  if (tax === null) return input
  const party = (id: string) => ({ id, jurisdiction: 'DE', registrations: [] })
  const taxed = { ...input, terms: { ...input.terms, tax: { prices: tax.prices, taxPoint: input.to, taxPointRule: 'document', seller: party('default'), customer: party('acme') } } } as const
  const request = taxRequestOf(taxed)
  return request === undefined ? input : { ...taxed, terms: { ...taxed.terms, taxAnswer: answerTo(request, tax.percents) } }
}

/** One tax on every third line, the next on the others, and a compound third one on top of some. */
function answerTo(request: TaxRequest, percents: readonly Decimal[]): TaxAnswer {
  const contents = percents.map((percent, index): TaxTermsContent => ({ tax: `tax-${index}`, jurisdiction: 'DE', treatment: 'standard', categoryCode: 'S', percent, compound: index === 2 }))
  const taxes = contents.map((content) => taxTerms(content))
  const keysOf = (index: number) => [taxes[index % 3 === 0 ? 0 : Math.min(1, taxes.length - 1)], ...(index % 2 === 0 ? taxes.slice(2) : [])].flatMap((terms) => terms?.key ?? [])
  const portions = request.lines.map(({ key, amount, from, to }, index) => ({ line: key, amount, from, to, taxPoint: request.taxPoint, taxes: keysOf(index) }))
  const used = new Set(portions.flatMap((portion) => portion.taxes))
  return {
    request: taxRequestHash(request), provider: { name: 'arbitrary', version: '1' }, state: 'quoted', currency: request.currency,
    taxes: taxes.filter(({ key }) => used.has(key)), portions,
  }
}
