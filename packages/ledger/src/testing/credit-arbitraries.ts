import * as fc from 'fast-check'
import { epochMsOf, fromMinorUnits, instantOfEpochMs, type CurrencyCode, type Decimal, type Instant } from '@farthing/core'
import type { CreditableLine, CreditApplication } from '../credits/apply-credits.js'
import type { BurnDownInput } from '../credits/burn-down.js'
import { openBurnDown } from '../credits/burn-state.js'
import type { AmountGrant, CreditScope } from '../credits/credit-grant.js'

const originMs = epochMsOf('2026-10-01T00:00:00Z')
const hours = 24 * 14

/** The instant so many hours after the start of every history. */
export function creditHour(hour: number): Instant {
  return instantOfEpochMs(originMs + hour * 3_600_000)
}

/**
 * Grants of whole EUR within two weeks, on the hour: with and without expiry, voiding, recurrence by days in UTC, and rollover; many of one priority, and many
 * that start, end and recur at the same hour.
 */
export function arbitraryGrants({ maxLength = 6 }: { readonly maxLength?: number } = {}): fc.Arbitrary<readonly AmountGrant[]> {
  const hour = fc.oneof(fc.integer({ min: 0, max: hours }), fc.integer({ min: 0, max: 14 }).map((day) => day * 24))
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
  const grant = fc
    .record({
      priority: fc.integer({ min: 0, max: 2 }),
      created: fc.integer({ min: -2, max: 0 }),
      start: hour,
      length: optional(fc.integer({ min: 1, max: hours })),
      voided: optional(hour),
      everyDays: optional(fc.integer({ min: 1, max: 5 })),
      rollover: optional(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 60 }))),
      amount: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ priority, created, start, length, voided, everyDays, rollover, amount }): Omit<AmountGrant, 'id'> => ({
      account: 'acme',
      kind: 'promotional',
      priority,
      createdAt: creditHour(created),
      effectiveAt: creditHour(start),
      ...(length === undefined ? {} : { expiresAt: creditHour(start + length) }),
      ...(voided === undefined ? {} : { voidedAt: creditHour(voided) }),
      ...(everyDays === undefined ? {} : { recurrence: { unit: 'day', count: everyDays, zone: 'UTC', anchor: '2026-10-02' } }),
      ...(rollover === undefined ? {} : { rollover: { min: `${rollover[0]}`, max: `${rollover[0] + rollover[1]}` } }),
      currency: 'EUR',
      amount: `${amount}`,
    }))
  return fc.array(grant, { maxLength }).map((grants) => grants.map((terms, index) => ({ id: `g${index}`, ...terms })))
}

/** A burn-down from nothing over two weeks: grants, usage and resets on the hour, with whole quantities. */
export function arbitraryBurnDown(): fc.Arbitrary<BurnDownInput> {
  const hour = fc.integer({ min: 0, max: hours - 1 })
  return fc
    .record({
      grants: arbitraryGrants(),
      usage: fc.array(fc.tuple(hour, fc.integer({ min: 0, max: 80 })), { maxLength: 12 }),
      resets: fc.uniqueArray(fc.tuple(hour, fc.constantFrom<'cleared' | 'carried'>('cleared', 'carried')), { maxLength: 2, selector: ([at]) => at }),
      until: fc.integer({ min: 0, max: hours }),
      reach: fc.constantFrom<NonNullable<BurnDownInput['reach']>>('before', 'turnover', 'instant'),
      unpaid: fc.constantFrom<NonNullable<BurnDownInput['unpaid']>>('carried', 'lost'),
    })
    .map(({ grants, usage, resets, until, reach, unpaid }) => ({
      grants,
      opening: openBurnDown(grants, { at: creditHour(0) }),
      usage: usage.filter(([at]) => at < until).map(([at, quantity]) => ({ at: creditHour(at), quantity: `${quantity}` })),
      resets: resets.filter(([at]) => at <= until).map(([at, overage]) => ({ at: creditHour(at), overage })),
      until: creditHour(until),
      reach,
      unpaid,
    }))
}

/** Credit and lines of a document in some currency, with scopes, lines below zero, and credit that is none of the document's business. */
export function arbitraryCreditApplication(): fc.Arbitrary<CreditApplication> {
  return fc.constantFrom('EUR', 'JPY', 'KWD').chain((currency) =>
    fc.record({
      kind: fc.constantFrom('promotional', 'paid'),
      currency: fc.constant(currency),
      lines: fc.array(arbitraryLine(currency), { maxLength: 6 }).map((lines) => lines.map((line, index) => ({ ...line, key: `l${index}` }))),
      credits: fc.array(arbitraryCredit(currency), { maxLength: 5 }).map((credits) => credits.map(({ grant, remaining }, index) => ({ grant: { ...grant, id: `g${index}` }, remaining }))),
      at: fc.constant(creditHour(24)),
      availability: fc.constantFrom('close', 'instant'),
      spread: fc.constantFrom('proportional', 'in-order'),
    }),
  )
}

function arbitraryLine(currency: CurrencyCode): fc.Arbitrary<Omit<CreditableLine, 'key'>> {
  return fc
    .record({ minor: fc.integer({ min: -300, max: 2_000 }), meter: fc.constantFrom('m1', 'm2', undefined), category: fc.constantFrom('fee', 'usage') })
    .map(({ minor, meter, category }) => ({ amount: fromMinorUnits(`${minor}`, currency).amount, category, ...(meter === undefined ? {} : { meter }) }))
}

function arbitraryCredit(currency: CurrencyCode): fc.Arbitrary<{ readonly grant: AmountGrant; readonly remaining: Decimal }> {
  const scope = fc.constantFrom<CreditScope | undefined>(undefined, undefined, { meters: ['m1'] }, { categories: ['fee'] }, { meters: ['m2'], categories: ['fee'] })
  const kinds = fc.constantFrom<AmountGrant['kind']>('promotional', 'promotional', 'paid')
  return fc
    .record({ kind: kinds, priority: fc.integer({ min: 0, max: 1 }), scope, start: fc.integer({ min: 22, max: 24 }), length: fc.integer({ min: 1, max: 4 }), minor: fc.integer({ min: 0, max: 1_500 }), same: fc.integer({ min: 0, max: 9 }) })
    .map(({ kind, priority, scope: limits, start, length, minor, same }) => {
      const own = same === 0 ? 'USD' : currency
      const remaining = fromMinorUnits(`${minor}`, own).amount
      const terms = { id: '', account: 'acme', kind, priority, createdAt: creditHour(0), effectiveAt: creditHour(start), expiresAt: creditHour(start + length) } as const
      return { grant: { ...terms, ...(limits === undefined ? {} : { scope: limits }), currency: own, amount: remaining }, remaining }
    })
}
