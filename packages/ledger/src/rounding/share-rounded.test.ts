import type { Decimal, Exact } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import type { RoundingUnit } from './document-rounding.js'
import { shareRounded } from './share-rounded.js'

const cents: RoundingUnit = { exponent: 2, increment: '1' }

const cases: readonly { readonly name: string; readonly total: Decimal; readonly exact: readonly Exact[]; readonly shares: readonly Decimal[] }[] = [
  { name: 'the odd cent goes to the first of equal remainders', total: '10', exact: ['10/3', '10/3', '10/3'], shares: ['3.34', '3.33', '3.33'] },
  { name: 'the odd cent goes to the largest remainder', total: '1', exact: ['0.333', '0.334', '0.333'], shares: ['0.33', '0.34', '0.33'] },
  { name: 'an amount in whole cents keeps it', total: '1', exact: ['0.5', '0.246', '0.254'], shares: ['0.5', '0.25', '0.25'] },
  { name: 'a credit mirrors its charge', total: '-10', exact: ['-10/3', '-10/3', '-10/3'], shares: ['-3.34', '-3.33', '-3.33'] },
  { name: 'amounts of mixed sign', total: '0.01', exact: ['0.016', '-0.008'], shares: ['0.02', '-0.01'] },
  { name: 'nothing to share', total: '0', exact: ['0.004', '0'], shares: ['0', '0'] },
]

describe('shareRounded', () => {
  it.each(cases)('$name', ({ total, exact, shares }) => {
    const keyed = exact.map((amount, index) => ({ key: `k${index}`, exact: amount }))
    expect(shareRounded(total, keyed, cents)).toEqual(shares)
  })

  it('works in multiples of an increment', () => {
    const fiveCents: RoundingUnit = { ...cents, increment: '5' }
    expect(shareRounded('0.1', [{ key: 'a', exact: '0.04' }, { key: 'b', exact: '0.04' }], fiveCents)).toEqual(['0.05', '0.05'])
  })

  it('asserts that the total is the rounding of what it is split over', () => {
    expect(() => shareRounded('0.03', [{ key: 'a', exact: '0.01' }], cents)).toThrow('Broken invariant')
    expect(() => shareRounded('0', [{ key: 'a', exact: '0.01' }], cents)).toThrow('Broken invariant')
  })
})
