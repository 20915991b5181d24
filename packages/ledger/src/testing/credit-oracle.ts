import { epochMsOf, type Instant } from '@farthing/core'
import type { BurnDownInput } from '../credits/burn-down.js'
import type { AmountGrant } from '../credits/credit-grant.js'

/** What {@link burnDownByHours} says of a grant, in the order given. */
export interface HourlyBalance {
  granted: bigint
  consumed: bigint
  expired: bigint
  voided: bigint
  remaining: bigint
}

export interface HourlyBurnDown {
  readonly balances: readonly HourlyBalance[]
  readonly overage: bigint
  readonly uncovered: bigint
}

const hourMs = 3_600_000

/**
 * A burn-down by a second, slow and obvious rule: hour by hour, looking at every grant each time. For whole quantities on the hour, recurrences by days in
 * UTC anchored on a midnight, and an opening before anything has started. Shares nothing with the one that it judges.
 */
export function burnDownByHours({ grants: given, opening, usage = [], resets = [], until, reach = 'before', unpaid = 'carried' }: BurnDownInput): HourlyBurnDown {
  const grants = given as readonly AmountGrant[]
  const book = grants.map((): HourlyBalance => ({ granted: 0n, consumed: 0n, expired: 0n, voided: 0n, remaining: 0n }))
  let [overage, uncovered] = [0n, 0n]
  const [first, last] = [epochMsOf(opening.at), epochMsOf(until)]
  const order = grants.map((_, index) => index).sort((a, b) => comparePlaces(grants, a, b))
  const burn = (ms: number, quantity: bigint): bigint => {
    for (const place of order) {
      const own = book[place]
      if (own === undefined || !runs(grants[place], ms)) continue
      const taken = own.remaining < quantity ? own.remaining : quantity
      own.remaining -= taken
      own.consumed += taken
      quantity -= taken
    }
    return quantity
  }
  for (let ms = first; ms <= last; ms += hourMs) {
    const isLast = ms === last
    if (!isLast || reach === 'instant') grants.forEach((grant, place) => end(grant, book[place], ms))
    if (isLast && reach === 'before') break
    for (const reset of resets) {
      if (epochMsOf(reset.at) !== ms) continue
      grants.forEach((grant, place) => rollOver(grant, book[place], ms))
      if (reset.overage === 'carried') continue
      uncovered += overage
      overage = 0n
    }
    grants.forEach((grant, place) => fill(grant, book[place], ms))
    overage = burn(ms, overage)
    if (isLast) break
    for (const { at, quantity } of usage) {
      if (epochMsOf(at) !== ms) continue
      const left = burn(ms, wholeOf(quantity))
      if (unpaid === 'carried') overage += left
      else uncovered += left
    }
  }
  return { balances: book, overage, uncovered }
}

function end(grant: AmountGrant, own: HourlyBalance | undefined, ms: number): void {
  const [expiry, voiding] = [msOf(grant.expiresAt), msOf(grant.voidedAt)]
  if (own === undefined || Math.min(expiry, voiding) !== ms) return
  if (voiding < expiry) own.voided += own.remaining
  else own.expired += own.remaining
  own.remaining = 0n
}

function rollOver(grant: AmountGrant, own: HourlyBalance | undefined, ms: number): void {
  if (own === undefined || !runs(grant, ms) || epochMsOf(grant.effectiveAt) === ms || grant.rollover === undefined) return
  const [min, max] = [wholeOf(grant.rollover.min ?? '0'), wholeOf(grant.rollover.max ?? '0')]
  const raised = own.remaining < min ? min : own.remaining
  const after = raised > max ? max : raised
  if (after > own.remaining) own.granted += after - own.remaining
  else own.expired += own.remaining - after
  own.remaining = after
}

function fill(grant: AmountGrant, own: HourlyBalance | undefined, ms: number): void {
  const start = epochMsOf(grant.effectiveAt)
  const stepMs = (grant.recurrence?.count ?? 0) * 24 * hourMs
  const anchor = epochMsOf(`${grant.recurrence?.anchor ?? '2026-10-02'}T00:00:00Z`)
  let boundary = anchor
  while (stepMs > 0 && boundary > ms) boundary -= stepMs
  while (stepMs > 0 && boundary < ms) boundary += stepMs
  const recurs = stepMs > 0 && boundary === ms && ms > start
  if (own === undefined || !runs(grant, ms) || !(ms === start || recurs)) return
  own.expired += own.remaining
  own.remaining = wholeOf(grant.amount)
  own.granted += own.remaining
}

function runs(grant: AmountGrant | undefined, ms: number): boolean {
  return grant !== undefined && epochMsOf(grant.effectiveAt) <= ms && ms < Math.min(msOf(grant.expiresAt), msOf(grant.voidedAt))
}

function comparePlaces(grants: readonly AmountGrant[], a: number, b: number): number {
  const keys = [a, b].map((place) => {
    const grant = grants[place]
    return grant === undefined ? [] : [grant.priority, msOf(grant.expiresAt), epochMsOf(grant.createdAt), place]
  })
  const differs = (keys[0] ?? []).findIndex((value, index) => value !== keys[1]?.[index])
  return (keys[0]?.[differs] ?? 0) < (keys[1]?.[differs] ?? 0) ? -1 : 1
}

function msOf(at: Instant | undefined): number {
  return at === undefined ? Number.MAX_SAFE_INTEGER : epochMsOf(at)
}

function wholeOf(text: string): bigint {
  return BigInt(text)
}
