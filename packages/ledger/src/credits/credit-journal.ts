import { assertInvariant, compare, fail, isDecimalValue, isZero, nextBoundary, signOf, type Decimal, type Instant } from '@farthing/core'
import { burnDown } from './burn-down.js'
import { openBurnDown, type BurnReach, type BurnState } from './burn-state.js'
import { endOf, ranUntil, isRunning, type CreditGrant } from './credit-grant.js'
import type { CreditMovement, CreditUse } from './credit-movement.js'
import { emptyBalance, moveBalance, type GrantBalance } from './grant-balance.js'
import type { CreditAvailability } from './apply-credits.js'

/** A grant with the last movement of its journal; none when nothing has been booked. */
export interface BookedGrant {
  readonly grant: CreditGrant
  readonly head?: CreditMovement
}

/** A moment of the journal, and when it is written. */
export interface CreditBooking {
  readonly at: Instant
  readonly bookedAt: Instant
}

/** A grant as it stands: voided where its journal says so. */
export function grantAsBooked({ grant, head }: BookedGrant): CreditGrant {
  return head?.voidedAt === undefined ? grant : { ...grant, voidedAt: head.voidedAt }
}

/**
 * What time alone does to a grant up to an instant: its start, its recurrences and its end, as movements that follow its journal. What has been
 * booked is not booked again: none when nothing happens, or the journal is further.
 */
export function advanceGrant(booked: BookedGrant, booking: CreditBooking & { readonly reach: BurnReach }): readonly CreditMovement[] {
  const grant = grantAsBooked(booked)
  const opening = stateOf(booked)
  if (booking.at < opening.at) return []
  const { movements } = burnDown({ grants: [grant], opening, until: booking.at, reach: booking.reach })
  let head = booked.head
  return movements.map(({ kind, cause, at, amount }) => {
    assertInvariant(isDecimalValue(amount), 'what time does to a grant is a decimal amount')
    const reach = cause === 'expiry' || cause === 'void' ? 'instant' : 'turnover'
    head = following({ grant, ...(head === undefined ? {} : { head }) }, { kind, cause, at, amount, reach, bookedAt: booking.bookedAt })
    return head
  })
}

/**
 * What is left of a grant for a document: `"0"` when the grant is not there at `at`, or when it has recurred since and its journal has moved on.
 * Booked movements that are later count: credit that another document took is gone.
 */
export function remainingFor(booked: BookedGrant, at: Instant, availability: CreditAvailability = 'close'): Decimal {
  const grant = grantAsBooked(booked)
  const isThere = availability === 'close' ? ranUntil : isRunning
  if (!isThere(grant, at) || hasRecurredSince(booked, at, availability)) return '0'
  const moved = advanceGrant(booked, { at, bookedAt: at, reach: reachOf(availability) })
  return (moved.at(-1) ?? booked.head)?.balance.remaining ?? '0'
}

/**
 * Takes credit for a line of a document: what time has done up to `at`, and the consumption.
 *
 * @throws `credit.unavailable` for more than {@link remainingFor} says, `credit.movement_invalid` for an amount that is not positive
 */
export function consumeCredit(
  booked: BookedGrant,
  use: CreditBooking & CreditUse & { readonly amount: Decimal; readonly availability?: CreditAvailability },
): readonly CreditMovement[] {
  const { at, bookedAt, amount, document, line, availability = 'close' } = use
  if (signOf(amount) <= 0) fail('credit.movement_invalid', { field: 'amount', because: `is ${amount}` })
  const remaining = remainingFor(booked, at, availability)
  const reach = reachOf(availability)
  const moved = advanceGrant(booked, { at, bookedAt, reach })
  const head = moved.at(-1) ?? booked.head
  const grant = grantAsBooked(booked)
  if (head === undefined || compare(amount, remaining) > 0) {
    return fail('credit.unavailable', { field: 'amount', because: `is ${amount} where ${grant.id} has ${remaining} at ${at}`, facts: { grant: grant.id, amount, remaining, at } })
  }
  const place = at > head.at ? { at, reach } : { at: head.at, reach: head.reach }
  return [...moved, following({ grant, head }, { kind: 'consumed', cause: 'document', amount, bookedAt, document, line, ...place })]
}

/**
 * Voids a grant: what time has done up to `at`, and the loss of what is left, if anything.
 *
 * @throws `credit.ended` for a grant that has ended by then; `credit.movement_invalid` when the journal is further
 */
export function voidGrant(booked: BookedGrant, booking: CreditBooking): readonly CreditMovement[] {
  const { at, bookedAt } = booking
  const grant = grantAsBooked(booked)
  const end = endOf(grant)
  if (end !== undefined && end <= at) fail('credit.ended', { field: 'grant', because: `is ${JSON.stringify(grant.id)}, which ended at ${end}`, facts: { grant: grant.id, end } })
  if (booked.head !== undefined && at < booked.head.at) {
    fail('credit.movement_invalid', { field: 'at', because: `is ${at}, before what is booked at ${booked.head.at}`, facts: { at, booked: booked.head.at } })
  }
  const moved = advanceGrant(booked, { at, bookedAt, reach: 'turnover' })
  const head = moved.at(-1) ?? booked.head
  const amount = head?.balance.remaining ?? '0'
  const about = { kind: 'voided', cause: 'void', at, amount, reach: 'instant', bookedAt } as const
  return [...moved, { ...following({ grant, ...(head === undefined ? {} : { head }) }, about), voidedAt: at }]
}

/** The movement behind the head of a journal. One of zero leaves the balance as it is. */
export function following(
  { grant, head }: BookedGrant,
  about: Omit<CreditMovement, 'grant' | 'account' | 'sequence' | 'balance' | 'voidedAt'>,
): CreditMovement {
  const before = head?.balance ?? decimals(emptyBalance(grant.id))
  const balance = isZero(about.amount) ? before : decimals(moveBalance(before, about.kind, about.amount))
  const voided = head?.voidedAt === undefined ? {} : { voidedAt: head.voidedAt }
  return { grant: grant.id, account: grant.account, sequence: head === undefined ? 0 : head.sequence + 1, ...about, ...voided, balance }
}

/** Where a journal stands, for a burn-down to go on from. */
function stateOf({ grant, head }: BookedGrant): BurnState {
  if (head === undefined) return openBurnDown([grant], { at: grant.effectiveAt })
  return { at: head.at, reach: head.reach, balances: [head.balance], overage: '0', uncovered: '0' }
}

/** Whether what a recurring grant had at `at` has been replaced in its journal. */
function hasRecurredSince({ grant, head }: BookedGrant, at: Instant, availability: CreditAvailability): boolean {
  if (grant.recurrence === undefined || head === undefined || head.at < at) return false
  const next = nextBoundary(grant.recurrence, at, { inclusive: availability === 'close' })
  return next < head.at || (next === head.at && head.reach !== 'before')
}

function reachOf(availability: CreditAvailability): BurnReach {
  return availability === 'close' ? 'before' : 'instant'
}

function decimals({ grant, granted, consumed, expired, voided, remaining }: GrantBalance): GrantBalance<Decimal> {
  const all = [granted, consumed, expired, voided, remaining].map((value) => {
    assertInvariant(isDecimalValue(value), 'a journal holds decimals')
    return value
  })
  const [a = '0', b = '0', c = '0', d = '0', e = '0'] = all
  return { grant, granted: a, consumed: b, expired: c, voided: d, remaining: e }
}
