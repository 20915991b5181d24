import { expect, it } from 'vitest'
import { effectiveUnit } from './effective-unit.js'

it.each([
  ['163', '21', '163/21'],
  ['0.402', '20', '0.0201'],
  ['2', '0', '0'],
  ['-1.25', '-25', '0.05'],
] as const)('%s for %s units is %s each', (amount, quantity, unit) => {
  expect(effectiveUnit(amount, quantity)).toBe(unit)
})
