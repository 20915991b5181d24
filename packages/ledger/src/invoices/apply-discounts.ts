import { addAll, allocate, compare, fail, isZero, largest, minorUnitsOf, multiply, parseDecimal, round, signOf, subtract, toMinorUnits, type CurrencyCode, type Decimal, type RoundingPolicy } from '@farthing/core'
import { applyCredits, type CreditConsumption, type GrantRemaining } from '../credits/apply-credits.js'
import { isInScope } from '../credits/credit-scope.js'
import { withAmounts, type DocumentLine } from './document-line.js'
import type { InvoiceDiscount } from './invoice.js'
import type { DocumentDiscount, InvoiceTerms } from './invoice-terms.js'

export interface DiscountTerms extends Pick<InvoiceTerms, 'credits' | 'creditSpread' | 'discounts'> {
  readonly currency: CurrencyCode
  /** End of the document's period: the moment whose credit counts. */
  readonly to: string
  readonly rounding: Required<RoundingPolicy>
}

export interface DiscountedLines {
  /** In the order in which they were taken: document discounts, then promotional credit in burn order. */
  readonly discounts: readonly InvoiceDiscount[]
  /** The lines with what is left of them. */
  readonly lines: readonly DocumentLine[]
}

/**
 * Takes document discounts and then promotional credit off the lines. Each is spread over its lines by largest remainder in minor units and
 * takes no more of a line than is left. Charges below zero take nothing and lower what there is to take: of a fee of 60 of which 30 come back unused,
 * 10 % are 3. Credits by hand keep their worth, and corrections of
 * earlier invoices, which had their discounts, are left alone.
 *
 * @throws `invoice.over_discounted` for an amount above what is left of its lines; `invoice.invalid` for a discount of neither or both kinds;
 *   what `applyCredits` throws
 */
export function applyDiscounts(lines: readonly DocumentLine[], terms: DiscountTerms): DiscountedLines {
  const taken: InvoiceDiscount[] = []
  let open = lines
  for (const [index, discount] of (terms.discounts ?? []).entries()) {
    if (taken.some(({ key }) => key === discount.key)) refuse(`discounts[${index}].key`, `is ${discount.key} a second time`)
    const applied = takeDiscount(discount, open, terms, `discounts[${index}]`)
    if (applied === undefined) continue
    taken.push(applied)
    open = without(open, applied.lines)
  }
  const promotional = promotionalCredit(open, terms)
  return { discounts: [...taken, ...promotional], lines: without(open, promotional.flatMap((discount) => discount.lines)) }
}

function takeDiscount(discount: DocumentDiscount, open: readonly DocumentLine[], terms: DiscountTerms, field: string): InvoiceDiscount | undefined {
  const { key, label, reason } = discount
  const inScope = open.filter((line) => line.discountable !== false && isInScope(discount.scope, line))
  const eligible = inScope.filter(({ amount }) => signOf(amount) > 0)
  const credits = inScope.filter(({ amount, charge }) => signOf(amount) < 0 && charge !== undefined)
  const left = largest(addAll([...eligible, ...credits].map(({ amount }) => amount)), '0')
  const amount = discountAmount(discount, left, terms, field)
  if (compare(amount, left) > 0) {
    fail('invoice.over_discounted', { field: `${field}.amount`, because: `is ${amount}, and ${left} is left of its lines`, facts: { amount, left, discount: key } })
  }
  if (isZero(amount)) return undefined
  const shares = allocate({ total: amount, shares: eligible.map((line) => ({ key: line.key, weight: line.amount })), exponent: minorUnitsOf(terms.currency) })
  const spread = shares.filter((share) => !isZero(share.amount)).map((share) => ({ line: share.key, amount: share.amount }))
  return { key, kind: 'discount', label, ...(reason === undefined ? {} : { reason }), amount, lines: spread }
}

function discountAmount({ percent, amount }: DocumentDiscount, left: Decimal, { currency, rounding }: DiscountTerms, field: string): Decimal {
  if ((percent === undefined) === (amount === undefined)) refuse(field, 'gives neither or both of percent and amount')
  if (amount !== undefined) {
    const off = parseDecimal(amount, `${field}.amount`)
    toMinorUnits({ amount: off, currency })
    if (signOf(off) <= 0) refuse(`${field}.amount`, `is ${off} and not above 0`)
    return off
  }
  const rate = parseDecimal(percent ?? '0', `${field}.percent`)
  if (signOf(rate) <= 0 || compare(rate, '100') > 0) refuse(`${field}.percent`, `is ${rate} and not above 0 and at most 100`)
  return round(multiply(multiply(left, rate), '0.01'), { mode: rounding.mode, exponent: minorUnitsOf(currency) })
}

/** Promotional credit of the account, one discount for each grant that pays. */
function promotionalCredit(open: readonly DocumentLine[], { credits = [], creditSpread, currency, to }: DiscountTerms): readonly InvoiceDiscount[] {
  const { consumptions } = applyCredits({ kind: 'promotional', currency, lines: open, credits, at: to, ...(creditSpread === undefined ? {} : { spread: creditSpread }) })
  return byGrant(consumptions, credits).map(({ grant, label, amount, lines }) => ({ key: grant, kind: 'promotional_credit', label, grant, amount, lines }))
}

export interface GrantUse {
  readonly grant: string
  readonly label: string
  readonly amount: Decimal
  readonly lines: readonly { readonly line: string; readonly amount: Decimal }[]
}

/** What each grant paid, in the order in which they burned. */
export function byGrant(consumptions: readonly CreditConsumption[], credits: readonly GrantRemaining[]): readonly GrantUse[] {
  const uses = new Map<string, { line: string; amount: Decimal }[]>()
  for (const { grant, line, amount } of consumptions) {
    const own = uses.get(grant)
    if (own === undefined) uses.set(grant, [{ line, amount }])
    else own.push({ line, amount })
  }
  const labels = new Map(credits.map(({ grant }) => [grant.id, grant.reason ?? 'Credit']))
  return [...uses].map(([grant, lines]) => ({ grant, label: labels.get(grant) ?? 'Credit', amount: addAll(lines.map(({ amount }) => amount)), lines }))
}

function without(open: readonly DocumentLine[], taken: readonly { readonly line: string; readonly amount: Decimal }[]): readonly DocumentLine[] {
  const left = new Map(open.map(({ key, amount }) => [key, amount]))
  for (const { line, amount } of taken) left.set(line, subtract(left.get(line) ?? '0', amount))
  return withAmounts(open, left)
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
