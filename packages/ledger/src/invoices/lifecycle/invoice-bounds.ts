import { addAll, compare, fail, multiply, parseDecimal, type Decimal } from '@farthing/core'
import type { DraftInvoice, InvoiceLine } from '../invoice.js'

/** What a run of invoices must stay within; a bound that is absent holds nothing. */
export interface InvoiceBounds {
  /** Lines of one subscription. */
  readonly lines?: number
  /** Major units of one subscription. */
  readonly amount?: Decimal
  /** How many times what the subscription came to before, such as `"10"`. */
  readonly growth?: Decimal
}

/** Why a subscription is held. */
export interface BoundBreach {
  readonly subscription: string
  readonly bound: 'lines' | 'amount' | 'growth'
  readonly limit: string
  readonly found: string
}

export interface BoundsInput {
  readonly bounds: InvoiceBounds
  /** What each subscription came to in the period before; those without one have no growth. */
  readonly before?: { readonly [subscription: string]: Decimal }
}

/**
 * Which bounds a draft breaks, by subscription: what a run stops at before it issues. It names the subscriptions whose own lines are the reason and no other, so
 * that the others go on; with other bounds, or after a correction, the same draft is judged anew.
 *
 * @throws `invoice.invalid` for a bound that is not above 0
 */
export function breachesOf({ lines }: Pick<DraftInvoice, 'lines'>, { bounds, before = {} }: BoundsInput): readonly BoundBreach[] {
  checkBounds(bounds)
  const own = new Map<string, InvoiceLine[]>()
  for (const line of lines) {
    const others = own.get(line.subscription)
    if (others === undefined) own.set(line.subscription, [line])
    else others.push(line)
  }
  return [...own].flatMap(([subscription, its]) => {
    const earlier = Object.hasOwn(before, subscription) ? before[subscription] : undefined
    return breachesIn(subscription, its, { bounds, earlier })
  })
}

function breachesIn(subscription: string, lines: readonly InvoiceLine[], { bounds, earlier }: { readonly bounds: InvoiceBounds; readonly earlier: Decimal | undefined }): readonly BoundBreach[] {
  const amount = addAll(lines.map((line) => line.amount))
  const most = bounds.growth === undefined || earlier === undefined ? undefined : multiply(bounds.growth, earlier)
  const breach = (bound: BoundBreach['bound'], limit: string, found: string): BoundBreach => ({ subscription, bound, limit, found })
  return [
    ...(bounds.lines !== undefined && lines.length > bounds.lines ? [breach('lines', String(bounds.lines), String(lines.length))] : []),
    ...(bounds.amount !== undefined && compare(amount, bounds.amount) > 0 ? [breach('amount', bounds.amount, amount)] : []),
    ...(most !== undefined && compare(amount, most) > 0 ? [breach('growth', most, amount)] : []),
  ]
}

function checkBounds({ lines, amount, growth }: InvoiceBounds): void {
  if (lines !== undefined && (!Number.isInteger(lines) || lines < 1)) refuse('bounds.lines', `is ${lines} and no whole number above 0`)
  for (const [name, bound] of Object.entries({ amount, growth })) {
    if (bound !== undefined && compare(parseDecimal(bound, `bounds.${name}`), '0') <= 0) refuse(`bounds.${name}`, `is ${bound} and not above 0`)
  }
}

function refuse(field: string, because: string): never {
  return fail('invoice.invalid', { field, because })
}
