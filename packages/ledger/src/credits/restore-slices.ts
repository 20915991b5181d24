import { addAll, compare, durationMs, fail, hashContent, isZero, nextBoundary, shiftInstant, signOf, smallest, subtract, type Decimal, type Digest, type Instant } from '@farthing/core'
import { advanceGrant, following, grantAsBooked, type BookedGrant, type CreditBooking } from './credit-journal.js'
import { endOf, isAmountGrant, type CreditGrant } from './credit-grant.js'
import type { CreditMovement, CreditUse } from './credit-movement.js'

/** What a line took from a grant, and how much of that has been given back so far. */
export interface CreditSlice {
  /** A movement of the kind `consumed`. */
  readonly consumption: CreditMovement
  readonly restored: Decimal
}

/**
 * What becomes of credit that comes back: it can be used again with its grant, it expires or is lost at once because its time is over or its grant is
 * void, or it goes into a grant of its own.
 */
export type RestorationFate = 'returned' | 'expired' | 'voided' | 'regranted'

export interface CreditRestoration {
  readonly grant: string
  readonly line: string
  /** Sequence of the consumption that it takes back. */
  readonly restores: number
  readonly amount: Decimal
  readonly fate: RestorationFate
  readonly regrant?: CreditGrant
}

export interface RestoreSlices {
  /** In the order in which they were burned; the last one is the newest. */
  readonly slices: readonly CreditSlice[]
  readonly grants: readonly CreditGrant[]
  /** How much is to be given back; more than zero. */
  readonly amount: Decimal
  readonly at: Instant
  /** Id of the credit note; ids of new grants follow from it. */
  readonly document: string
}

export interface RestoredSlices {
  /** Newest first. */
  readonly restorations: readonly CreditRestoration[]
  /** What the slices did not hold: it was not paid by credit. */
  readonly left: Decimal
}

/**
 * Gives back what lines took from credit, the newest slice first, each no further than it was burned. The grant's `restoredExpiry` says what
 * becomes of it. Burns of other documents do not move. `O(s + g)`.
 *
 * @throws `credit.restore_invalid` for an amount that is not positive, a slice that is no consumption or was restored beyond what it is, or one of an unknown grant
 */
export function restoreSlices({ slices, grants, amount, at, document }: RestoreSlices, digest?: Digest): RestoredSlices {
  if (signOf(amount) <= 0) refuse('amount', `is ${amount}`)
  const byId = new Map(grants.map((grant) => [grant.id, grant]))
  const open = slices.map((slice, index) => openPart(slice, `slices[${index}]`))
  const restorations: CreditRestoration[] = []
  let left = amount
  for (let index = slices.length - 1; index >= 0 && signOf(left) > 0; index -= 1) {
    const part = smallest(open[index] ?? '0', left)
    const consumption = slices[index]?.consumption
    if (consumption === undefined || isZero(part)) continue
    const grant = byId.get(consumption.grant) ?? refuse(`slices[${index}]`, `is of the grant ${JSON.stringify(consumption.grant)}, which is not given`)
    const fate = fateOf(grant, consumption, at)
    const regrant = fate === 'regranted' ? { regrant: regrantOf(grant, { amount: part, at, key: [document, consumption.grant, consumption.sequence] }, digest) } : {}
    restorations.push({ grant: grant.id, line: consumption.line ?? '', restores: consumption.sequence, amount: part, fate, ...regrant })
    left = subtract(left, part)
  }
  return { restorations, left }
}

/**
 * A restoration as movements that follow the journal of its grant: what time has done, the restoration, and, where it is not returned, its loss at once. A new
 * grant is a journal of its own.
 *
 * @throws `credit.restore_invalid` for more than the grant has consumed
 */
export function bookRestoration(booked: BookedGrant, restoration: CreditRestoration, booking: CreditBooking & Pick<CreditUse, 'document'>): readonly CreditMovement[] {
  const { amount, line, restores, fate } = restoration
  const { at, bookedAt, document } = booking
  const grant = grantAsBooked(booked)
  const { consumed } = booked.head?.balance ?? { consumed: '0' as const }
  const moved = advanceGrant(booked, { at, bookedAt, reach: 'instant' })
  const head = moved.at(-1) ?? booked.head
  if (head === undefined || compare(amount, consumed) > 0) return refuse('restoration.amount', `is ${amount}, where ${consumed} of ${JSON.stringify(grant.id)} is consumed`)
  const place = at > head.at ? { at, reach: 'instant' as const } : { at: head.at, reach: head.reach }
  const common = { amount, bookedAt, document, line, restores, ...place }
  const restored = following({ grant, head }, { kind: 'restored', cause: 'credit-note', ...common })
  if (fate === 'returned') return [...moved, restored]
  const loss = fate === 'expired' ? ({ kind: 'expired', cause: 'expiry' } as const) : ({ kind: 'voided', cause: fate === 'voided' ? 'void' : 'credit-note' } as const)
  return [...moved, restored, following({ grant, head: restored }, { ...loss, ...common })]
}

/** What journals say was consumed for a document or its lines, with what has come back since: slices for {@link restoreSlices}, oldest first. */
export function slicesOf(movements: readonly CreditMovement[], consumedFor: (consumption: CreditMovement) => boolean): readonly CreditSlice[] {
  const key = (grant: string, sequence: number): string => JSON.stringify([grant, sequence])
  const restored = new Map<string, Decimal[]>()
  for (const { kind, grant, restores, amount } of movements) {
    if (kind !== 'restored' || restores === undefined) continue
    const own = key(grant, restores)
    restored.set(own, [...(restored.get(own) ?? []), amount])
  }
  return movements
    .filter((movement) => movement.kind === 'consumed' && consumedFor(movement))
    .sort((a, b) => (a.at === b.at ? (a.bookedAt === b.bookedAt ? a.sequence - b.sequence : a.bookedAt < b.bookedAt ? -1 : 1) : a.at < b.at ? -1 : 1))
    .map((consumption) => ({ consumption, restored: addAll(restored.get(key(consumption.grant, consumption.sequence)) ?? []) }))
}

function openPart({ consumption, restored }: CreditSlice, field: string): Decimal {
  if (consumption.kind !== 'consumed') refuse(field, `is a movement of the kind ${consumption.kind}`)
  if (signOf(restored) < 0 || compare(restored, consumption.amount) > 0) refuse(`${field}.restored`, `is ${restored} of ${consumption.amount}`)
  return subtract(consumption.amount, restored)
}

function fateOf(grant: CreditGrant, { at: burnedAt, reach }: CreditMovement, at: Instant): RestorationFate {
  if (grant.voidedAt !== undefined && grant.voidedAt <= at) return 'voided'
  if (grant.restoredExpiry !== undefined && grant.restoredExpiry !== 'original') return 'regranted'
  const recurred = grant.recurrence === undefined ? undefined : nextBoundary(grant.recurrence, burnedAt, { inclusive: reach === 'before' })
  const end = endOf(grant)
  return [recurred, end].some((over) => over !== undefined && over <= at) ? 'expired' : 'returned'
}

function regrantOf(
  grant: CreditGrant,
  { amount, at, key }: { readonly amount: Decimal; readonly at: Instant; readonly key: readonly (string | number)[] },
  digest?: Digest,
): CreditGrant {
  const { expiresAt: _expiresAt, recurrence: _recurrence, rollover: _rollover, voidedAt: _voidedAt, ...terms } = grant
  const { restoredExpiry } = grant
  const expiry = restoredExpiry === undefined || restoredExpiry === 'original' || restoredExpiry === 'never' ? {} : { expiresAt: shiftInstant(at, durationMs(restoredExpiry)) }
  const own = { id: hashContent('restored-credit/1', [[...key]], digest), createdAt: at, effectiveAt: at, ...expiry }
  return isAmountGrant(grant) ? { ...(terms as typeof grant), ...own, amount } : { ...(terms as typeof grant), ...own, quantity: amount }
}

function refuse(field: string, because: string): never {
  return fail('credit.restore_invalid', { field, because })
}
