import * as fc from 'fast-check'
import { absolute, addAll, compare, negate, round, subtract, type Decimal, type Exact, type RoundingRule } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { roundingUnit } from './document-rounding.js'
import { shareRounded, type RoundedShare } from './share-rounded.js'

const modes = ['half-even', 'half-up', 'half-down', 'up', 'down', 'ceiling', 'floor'] as const

const roundings: fc.Arbitrary<Required<RoundingRule>> = fc.record({
  mode: fc.constantFrom(...modes),
  exponent: fc.constantFrom(2, 0, -2),
  increment: fc.constantFrom<Decimal>('1', '5'),
})

const amounts: fc.Arbitrary<Exact> = fc.oneof(
  fc.integer({ min: -99_999_999, max: 99_999_999 }).map((n): Exact => `${n / 10_000}`),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.constantFrom(7, 31)).map(([n, d]): Exact => (n % d === 0 ? `${n / d}` : `${n}/${d}`)),
)

const shares = fc.array(amounts, { minLength: 1, maxLength: 12 }).map((all) => all.map((exact, index): RoundedShare => ({ key: `k${index}`, exact })))

function split(all: readonly RoundedShare[], rounding: Required<RoundingRule>) {
  const total = round(addAll(all.map((share) => share.exact)), rounding)
  return { total, parts: shareRounded(total, all, rounding) }
}

describe('shareRounded', () => {
  it('sums to the total, stays within one unit of each exact amount, and gives whole units', () => {
    fc.assert(
      fc.property(shares, roundings, (all, rounding) => {
        const { total, parts } = split(all, rounding)
        expect(compare(addAll(parts), total)).toBe(0)
        all.forEach(({ exact }, index) => {
          const part = parts[index] ?? '0'
          expect(compare(absolute(subtract(part, exact)), roundingUnit(rounding))).toBe(-1)
          expect(round(part, rounding)).toBe(part)
        })
      }),
      { numRuns: 1000 },
    )
  })

  it('does not depend on the order of shares', () => {
    const shuffled = shares.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })))
    fc.assert(
      fc.property(shuffled, roundings, ([all, reordered], rounding) => {
        const byKey = (list: readonly RoundedShare[]) => new Map(list.map(({ key }, index) => [key, split(list, rounding).parts[index]]))
        expect(byKey(reordered)).toEqual(new Map([...byKey(all)]))
      }),
      { numRuns: 1000 },
    )
  })

  it('mirrors: negated amounts get negated shares of the negated total', () => {
    fc.assert(
      fc.property(shares, roundings, (all, rounding) => {
        const { total, parts } = split(all, rounding)
        const mirrored = all.map(({ key, exact }) => ({ key, exact: negate(exact) }))
        if (compare(addAll(all.map((share) => share.exact)), '0') === 0) return
        expect(shareRounded(negate(total), mirrored, rounding)).toEqual(parts.map((part) => negate(part)))
      }),
      { numRuns: 1000 },
    )
  })
})
