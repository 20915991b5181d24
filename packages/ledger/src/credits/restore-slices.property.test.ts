import { add, addAll, compare, isZero, subtract, type Decimal } from '@farthing/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { creditHour } from '../testing/credit-arbitraries.js'
import type { AmountGrant } from './credit-grant.js'
import { bookRestoration, restoreSlices, slicesOf, type RestoredSlices } from './restore-slices.js'
import { consumeCredit } from './credit-journal.js'
import type { CreditMovement } from './credit-movement.js'

const bookedAt = creditHour(999)
const rules = fc.constantFrom<NonNullable<AmountGrant['restoredExpiry']>>('original', 'never', 'P3D')
const history = fc.record({
  rule: rules,
  end: fc.option(fc.integer({ min: 20, max: 200 }), { nil: undefined }),
  burns: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
  notes: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 4 }),
  hour: fc.integer({ min: 20, max: 300 }),
})

function grantOf(rule: AmountGrant['restoredExpiry'], end: number | undefined): AmountGrant {
  const terms = { id: 'g', account: 'acme', kind: 'paid', priority: 1, createdAt: creditHour(0), effectiveAt: creditHour(0), currency: 'EUR', amount: '1000' } as const
  return { ...terms, ...(rule === undefined ? {} : { restoredExpiry: rule }), ...(end === undefined ? {} : { expiresAt: creditHour(end) }) }
}

function burned(grant: AmountGrant, burns: readonly number[]): readonly CreditMovement[] {
  const journal: CreditMovement[] = []
  for (const [index, amount] of burns.entries()) {
    const head = journal.at(-1)
    journal.push(...consumeCredit({ grant, ...(head && { head }) }, { at: creditHour(index + 1), amount: `${amount}`, document: `INV-${index}`, line: 'l', bookedAt }))
  }
  return journal
}

/** Gives an amount back, and books it behind the journal. */
function restored(grant: AmountGrant, journal: CreditMovement[], amount: Decimal, hour: number): RestoredSlices {
  const result = restoreSlices({ slices: slicesOf(journal, () => true), grants: [grant], amount, at: creditHour(hour), document: `CN-${journal.length}` })
  for (const restoration of result.restorations) {
    const head = journal.at(-1)
    journal.push(...bookRestoration({ grant, ...(head && { head }) }, restoration, { at: creditHour(hour), bookedAt, document: 'CN' }))
  }
  return result
}

test('credit notes in any split give back what one gives back, the newest first, and no more than was burned', () => {
  fc.assert(
    fc.property(history, ({ rule, end, burns, notes, hour }) => {
      const grant = grantOf(rule, end)
      const [split, whole] = [[...burned(grant, burns)], [...burned(grant, burns)]]
      const lefts = notes.map((amount) => restored(grant, split, `${amount}`, hour).left)
      const total = addAll(notes.map((amount): Decimal => `${amount}`))
      expect(addAll(lefts)).toBe(restored(grant, whole, total, hour).left)
      const slices = slicesOf(split, () => true)
      expect(slices.map((slice) => slice.restored)).toEqual(slicesOf(whole, () => true).map((slice) => slice.restored))
      expect(add(addAll(slices.map((slice) => slice.restored)), addAll(lefts))).toBe(total)
      for (const [index, { consumption, restored: back }] of slices.entries()) {
        expect(compare(back, consumption.amount)).toBeLessThanOrEqual(0)
        const newer = slices[index + 1]
        if (newer !== undefined && !isZero(back)) expect(isZero(subtract(newer.consumption.amount, newer.restored))).toBe(true)
      }
    }),
    { numRuns: 1000 },
  )
})
