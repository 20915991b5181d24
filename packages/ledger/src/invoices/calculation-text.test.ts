import type { Decimal, Exact } from '@farthing/core'
import type { ChargePart } from '@farthing/pricing'
import { describe, expect, it } from 'vitest'
import { chargeCalculation, numberText, partCalculation } from './calculation-text.js'

const numbers: readonly (readonly [value: Exact, minDigits: number, text: string])[] = [
  ['0', 2, '0.00'],
  ['5', 0, '5'],
  ['49', 2, '49.00'],
  ['0.0000025', 2, '0.0000025'],
  ['999', 0, '999'],
  ['1000', 0, '1,000'],
  ['-1234567.5', 2, '-1,234,567.50'],
  ['-123', 2, '-123.00'],
  ['12345678901234567890', 0, '12,345,678,901,234,567,890'],
  ['70000/31', 2, '70,000/31'],
  ['-70000/1031', 2, '-70,000/1,031'],
]

function part(quantity: Exact, unit: Decimal, flat: Decimal, amount: Exact): ChargePart {
  return { label: 'Usage', quantity, unit, flat, amount }
}

describe('numberText', () => {
  it.each(numbers)('%s with at least %i digits is %s', (value, minDigits, text) => {
    expect(numberText(value, minDigits)).toBe(text)
  })
})

describe('partCalculation', () => {
  const cases = [
    { name: 'usage', part: part('400000', '0.0000025', '0', '1'), metered: true, text: '400,000 × 0.0000025' },
    { name: 'one unit of usage', part: part('1', '110', '0', '110'), metered: true, text: '1 × 110.00' },
    { name: 'a whole fee', part: part('1', '49', '0', '49'), metered: false, text: '49.00' },
    { name: 'a share of a fee', part: part('17/31', '49', '0', '833/31'), metered: false, text: '17/31 × 49.00' },
    { name: 'a tier with a flat fee', part: part('10', '2', '5', '25'), metered: true, text: '10 × 2.00 + 5.00' },
    { name: 'packages', part: { ...part('25', '5', '0', '15'), counted: '3' }, metered: true, text: '3 × 5.00' },
    { name: 'a step', part: part('700', '0', '29', '29'), metered: true, text: '29.00' },
    { name: 'a free tier', part: part('700', '0', '0', '0'), metered: true, text: '700 × 0.00' },
  ] as const

  it.each(cases)('$name: $text', ({ part, metered, text }) => {
    expect(partCalculation(part, { metered, minorUnits: 2 })).toBe(text)
  })
})

describe('chargeCalculation', () => {
  const options = { metered: true, minorUnits: 2 }
  const free = part('1000', '0', '0', '0')

  it('joins the parts that cost something', () => {
    expect(chargeCalculation([free, part('5', '2', '0', '10'), part('1', '1', '0', '1')], options)).toBe('5 × 2.00 + 1 × 1.00')
  })

  it('shows the first part where nothing costs anything, and nothing without parts', () => {
    expect(chargeCalculation([free, part('0', '2', '0', '0')], options)).toBe('1,000 × 0.00')
    expect(chargeCalculation([], options)).toBe('')
  })
})
