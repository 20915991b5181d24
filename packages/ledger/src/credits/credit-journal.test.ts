import { failureOf, type Decimal, type Failure } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { creditHour } from '../testing/credit-arbitraries.js'
import type { AmountGrant } from './credit-grant.js'
import { advanceGrant, consumeCredit, remainingFor, voidGrant, type BookedGrant } from './credit-journal.js'
import type { CreditMovement } from './credit-movement.js'

const day = (date: number): string => creditHour((date - 1) * 24)
const bookedAt = day(40)
const grant: AmountGrant = { id: 'g', account: 'acme', kind: 'promotional', priority: 1, createdAt: day(1), effectiveAt: day(1), currency: 'EUR', amount: '100' }
const weekly: AmountGrant = { ...grant, recurrence: { unit: 'week', count: 1, zone: 'UTC', anchor: '2026-10-08' } }

function after(given: AmountGrant, ...steps: readonly ((booked: BookedGrant) => readonly CreditMovement[])[]): BookedGrant & { readonly journal: readonly CreditMovement[] } {
  const journal: CreditMovement[] = []
  for (const step of steps) journal.push(...step(bookedOf(given, journal)))
  return { ...bookedOf(given, journal), journal }
}

function bookedOf(given: AmountGrant, journal: readonly CreditMovement[]): BookedGrant {
  const head = journal.at(-1)
  return head === undefined ? { grant: given } : { grant: given, head }
}

const use = (date: number, amount: Decimal, document = `INV-${date}`) => (booked: BookedGrant) => consumeCredit(booked, { at: day(date), amount, document, line: 'l', bookedAt })
const pass = (date: number) => (booked: BookedGrant) => advanceGrant(booked, { at: day(date), reach: 'instant', bookedAt })
const end = (date: number) => (booked: BookedGrant) => voidGrant(booked, { at: day(date), bookedAt })

/** Movements as `sequence kind amount → remaining`. */
function shown({ journal }: { readonly journal: readonly CreditMovement[] }): readonly string[] {
  return journal.map(({ sequence, kind, amount, balance }) => `${sequence} ${kind} ${amount} → ${balance.remaining}`)
}

describe('the journal of a grant', () => {
  test('starts with the grant, and a consumption names its document and line', () => {
    const booked = after(grant, use(8, '30'), use(15, '20'))
    expect(shown(booked)).toEqual(['0 granted 100 → 100', '1 consumed 30 → 70', '2 consumed 20 → 50'])
    expect(booked.head).toMatchObject({ grant: 'g', account: 'acme', document: 'INV-15', line: 'l', cause: 'document', at: day(15), reach: 'before', bookedAt })
  })

  test('says what expired, once', () => {
    const booked = after({ ...grant, expiresAt: day(10) }, use(8, '30'), pass(10), pass(12))
    expect(shown(booked)).toEqual(['0 granted 100 → 100', '1 consumed 30 → 70', '2 expired 70 → 0'])
  })

  test('recurs: what was left expires and the whole is there again', () => {
    expect(shown(after(weekly, use(5, '30'), pass(8), use(9, '10')))).toEqual([
      '0 granted 100 → 100', '1 consumed 30 → 70', '2 expired 70 → 0', '3 granted 100 → 100', '4 consumed 10 → 90',
    ])
  })

  test('the close of a period comes before what recurs then', () => {
    expect(shown(after(weekly, use(8, '30'), pass(8)))).toEqual(['0 granted 100 → 100', '1 consumed 30 → 70', '2 expired 70 → 0', '3 granted 100 → 100'])
  })

  test('voiding loses what is left and stops what would recur', () => {
    const booked = after(weekly, use(5, '30'), end(6), pass(9))
    expect(shown(booked)).toEqual(['0 granted 100 → 100', '1 consumed 30 → 70', '2 voided 70 → 0'])
    expect(booked.head?.voidedAt).toBe(day(6))
    expect(remainingFor(booked, day(9))).toBe('0')
  })

  test('voiding before the start is a movement of zero, and nothing starts', () => {
    const booked = after({ ...grant, effectiveAt: day(5) }, end(2), pass(9))
    expect(shown(booked)).toEqual(['0 voided 0 → 0'])
  })
})

describe('what is left for a document', () => {
  const expiring = { ...grant, expiresAt: day(10) }
  test.each<[what: string, booked: BookedGrant, date: number, availability: 'close' | 'instant', left: Decimal]>([
    ['nothing before the grant starts', { grant }, 1, 'close', '0'],
    ['all of it at the instant it starts', { grant }, 1, 'instant', '100'],
    ['all of it later', { grant }, 2, 'close', '100'],
    ['what others left, also for an earlier document', after(grant, use(15, '60')), 8, 'close', '40'],
    ['the last of it at the close of the period in which it ends', after(expiring, use(5, '60')), 10, 'close', '40'],
    ['nothing at the instant it ends', after(expiring, use(5, '60')), 10, 'instant', '0'],
    ['nothing once its end is booked', after(expiring, pass(10)), 10, 'close', '0'],
    ['nothing of what has recurred since', after(weekly, pass(8)), 8, 'close', '0'],
    ['the whole of what recurs then', after(weekly, pass(8)), 8, 'instant', '100'],
    ['what is there of a recurrence that is not over', after(weekly, use(12, '25')), 10, 'close', '75'],
  ])('%s', (_, booked, date, availability, left) => {
    expect(remainingFor(booked, day(date), availability)).toBe(left)
  })
})

describe('refuses', () => {
  test.each<[what: string, act: () => unknown, failure: Partial<Failure>]>([
    ['more than is left', () => after(grant, use(8, '101')), { code: 'credit.unavailable', field: 'amount' }],
    ['what is not there yet', () => after({ ...grant, effectiveAt: day(9) }, use(8, '1')), { code: 'credit.unavailable' }],
    ['to consume nothing', () => after(grant, use(8, '0')), { code: 'credit.movement_invalid', field: 'amount' }],
    ['to consume less than nothing', () => after(grant, use(8, '-1')), { code: 'credit.movement_invalid', field: 'amount' }],
    ['to void what has expired', () => after({ ...grant, expiresAt: day(10) }, end(10)), { code: 'credit.ended', field: 'grant' }],
    ['to void twice', () => after(grant, end(3), end(4)), { code: 'credit.ended' }],
    ['to void before what is booked', () => after(grant, use(8, '1'), end(4)), { code: 'credit.movement_invalid', field: 'at' }],
  ])('%s', (_, act, failure) => {
    try {
      act()
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error)).toMatchObject(failure)
    }
  })
})
