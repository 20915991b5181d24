import { failureOf, type Decimal } from '@farthing/core'
import { describe, expect, test } from 'vitest'
import { creditHour } from '../testing/credit-arbitraries.js'
import type { AmountGrant, CreditGrant, QuantityGrant } from './credit-grant.js'
import { consumeCredit, voidGrant, type BookedGrant } from './credit-journal.js'
import type { CreditMovement } from './credit-movement.js'
import { bookRestoration, restoreSlices, slicesOf, type CreditSlice } from './restore-slices.js'

const day = (date: number): string => creditHour((date - 1) * 24)
const bookedAt = day(40)
const grant: AmountGrant = { id: 'g', account: 'acme', kind: 'paid', priority: 1, createdAt: day(1), effectiveAt: day(1), currency: 'EUR', amount: '100' }
const at = day(20)

/** The journal of a grant that a document used on the 5th and another on the 8th. */
function usedTwice(of: CreditGrant): readonly CreditMovement[] {
  const first = consumeCredit({ grant: of }, { at: day(5), amount: '30', document: 'INV-1', line: 'a', bookedAt })
  const head = first.at(-1)
  return [...first, ...consumeCredit({ grant: of, ...(head && { head }) }, { at: day(8), amount: '20', document: 'INV-2', line: 'b', bookedAt })]
}

function restore(of: CreditGrant, amount: Decimal, slices: readonly CreditSlice[] = slicesOf(usedTwice(of), () => true)) {
  return restoreSlices({ slices, grants: [of], amount, at, document: 'CN-1' })
}

describe('slices come back', () => {
  test('the newest first, each no further than it was burned', () => {
    expect(restore(grant, '35')).toEqual({
      restorations: [
        { grant: 'g', line: 'b', restores: 2, amount: '20', fate: 'returned' },
        { grant: 'g', line: 'a', restores: 1, amount: '15', fate: 'returned' },
      ],
      left: '0',
    })
    expect(restore(grant, '60').left).toBe('10')
  })

  test('less what has come back before', () => {
    const [older, newer] = slicesOf(usedTwice(grant), () => true)
    if (older === undefined || newer === undefined) throw new Error('two slices')
    const { restorations, left } = restore(grant, '60', [older, { ...newer, restored: '20' }])
    expect(restorations.map(({ restores, amount }) => [restores, amount])).toEqual([[1, '30']])
    expect(left).toBe('30')
  })

  const weekly: AmountGrant = { ...grant, recurrence: { unit: 'week', count: 1, zone: 'UTC', anchor: '2026-10-08' } }
  test.each<[rule: string, grant: CreditGrant, fate: string, expiresAt: string | undefined]>([
    ['with its grant while that lasts', { ...grant, expiresAt: day(21) }, 'returned', undefined],
    ['and expires at once when that has ended', { ...grant, expiresAt: day(20) }, 'expired', undefined],
    ['and expires at once when it has recurred since', weekly, 'expired', undefined],
    ['and is lost when it is void', { ...grant, voidedAt: day(10), restoredExpiry: 'never' }, 'voided', undefined],
    ['as a grant of its own that never expires', { ...grant, expiresAt: day(20), restoredExpiry: 'never' }, 'regranted', undefined],
    ['as a grant of its own for so long', { ...grant, expiresAt: day(21), restoredExpiry: 'P7D' }, 'regranted', day(27)],
  ])('%s', (_, of, fate, expiresAt) => {
    const [restored] = restore(of, '5').restorations
    expect(restored?.fate).toBe(fate)
    expect(restored?.regrant?.expiresAt).toBe(expiresAt)
    if (fate !== 'regranted') return
    expect(restored?.regrant).toMatchObject({ account: 'acme', kind: 'paid', priority: 1, currency: 'EUR', amount: '5', effectiveAt: at, createdAt: at })
    expect(restored?.regrant?.id).toMatch(/^[0-9a-f]{64}$/)
  })

  test('also as a quantity', () => {
    const { currency: _, amount: __, ...terms } = grant
    const quantity: QuantityGrant = { ...terms, meter: 'tokens', quantity: '100', restoredExpiry: 'never' }
    expect(restore(quantity, '5').restorations[0]?.regrant).toMatchObject({ meter: 'tokens', quantity: '5' })
  })
})

describe('the journal', () => {
  function booked(of: CreditGrant): BookedGrant & { readonly journal: readonly CreditMovement[] } {
    const journal = usedTwice(of)
    const head = journal.at(-1)
    return { grant: of, ...(head && { head }), journal }
  }

  test.each<[fate: string, grant: CreditGrant, movements: readonly string[]]>([
    ['returned', grant, ['restored 20 → 70']],
    ['expired', { ...grant, expiresAt: day(20) }, ['expired 50 → 0', 'restored 20 → 20', 'expired 20 → 0']],
    ['regranted', { ...grant, restoredExpiry: 'never' }, ['restored 20 → 70', 'voided 20 → 50']],
  ])('says what was %s, and what is left to restore', (fate, of, movements) => {
    const before = booked(of)
    const [restoration] = restore(of, '20').restorations
    if (restoration === undefined) throw new Error('a restoration')
    expect(restoration.fate).toBe(fate)
    const added = bookRestoration(before, restoration, { at, bookedAt, document: 'CN-1' })
    expect(added.map(({ kind, amount, balance }) => `${kind} ${amount} → ${balance.remaining}`)).toEqual(movements)
    expect(added.map(({ sequence }) => sequence)).toEqual(added.map((_, index) => before.journal.length + index))
    expect(slicesOf([...before.journal, ...added], ({ document }) => document === 'INV-2').map(({ restored }) => restored)).toEqual(['20'])
  })

  test('loses what comes back to a void grant', () => {
    const before = booked(grant)
    const voided = voidGrant(before, { at: day(10), bookedAt })
    const head = voided.at(-1)
    const [restoration] = restore({ ...grant, voidedAt: day(10) }, '20').restorations
    if (restoration === undefined || head === undefined) throw new Error('a restoration')
    const added = bookRestoration({ grant, head }, restoration, { at, bookedAt, document: 'CN-1' })
    expect(added.map(({ kind, balance }) => [kind, balance.voided, balance.consumed])).toEqual([['restored', '50', '30'], ['voided', '70', '30']])
  })

  test('of nothing consumed refuses to give back', () => {
    expect(refusal(() => bookRestoration({ grant }, { grant: 'g', line: 'a', restores: 1, amount: '1', fate: 'returned' }, { at, bookedAt, document: 'CN-1' }))).toBe('credit.restore_invalid restoration.amount')
  })
})

describe('refuses', () => {
  const [granted, , consumption] = usedTwice(grant)
  test.each<[what: string, amount: Decimal, slices: readonly unknown[], refused: string]>([
    ['an amount of zero', '0', [], 'amount'],
    ['a slice that is no consumption', '1', [{ consumption: granted, restored: '0' }], 'slices[0]'],
    ['a slice that came back beyond itself', '1', [{ consumption, restored: '21' }], 'slices[0].restored'],
    ['a slice with less than nothing back', '1', [{ consumption, restored: '-1' }], 'slices[0].restored'],
    ['a slice of an unknown grant', '1', [{ consumption: { ...consumption, grant: 'x' }, restored: '0' }], 'slices[0]'],
  ])('%s', (_, amount, slices, refused) => {
    expect(refusal(() => restore(grant, amount, slices as readonly CreditSlice[]))).toBe(`credit.restore_invalid ${refused}`)
  })
})

function refusal(act: () => unknown): string {
  try {
    act()
    return 'nothing'
  } catch (error) {
    const { code, field } = failureOf(error)
    return `${code} ${field}`
  }
}
