import type { CurrencyCode, RoundingPolicy } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal-of.js'
import { documentRounding, roundingUnit } from './document-rounding.js'

const halfEven: RoundingPolicy = { mode: 'half-even', scope: 'perLine' }

describe('documentRounding', () => {
  it.each<readonly [name: string, policy: RoundingPolicy, currency: CurrencyCode, expected: Partial<RoundingPolicy>]>([
    ['minor units, and taxes per key in the mode of the rest', halfEven, 'EUR', { exponent: 2, increment: '1', taxScope: 'perKey', taxMode: 'half-even' }],
    ['no digits for yen', halfEven, 'JPY', { exponent: 0 }],
    ['three for dinars', halfEven, 'KWD', { exponent: 3 }],
    ['multiples of five, canonical', { ...halfEven, increment: '5.0' }, 'CHF', { exponent: 2, increment: '5' }],
    ['thousands', { ...halfEven, exponent: -3 }, 'KRW', { exponent: -3 }],
    ['taxes cut, each line for itself', { ...halfEven, taxScope: 'perLine', taxMode: 'down' }, 'JPY', { mode: 'half-even', taxScope: 'perLine', taxMode: 'down' }],
    ['taxes of the document rounded once', { ...halfEven, taxScope: 'perDocument' }, 'EUR', { taxScope: 'perDocument', taxMode: 'half-even' }],
  ])('fills in %s', (_, policy, currency, expected) => {
    expect(documentRounding(policy, currency)).toMatchObject(expected)
  })

  it.each<readonly [name: string, policy: object, code: string, field: string]>([
    ['an unknown scope', { scope: 'perPage' }, 'invoice.invalid', 'rounding.scope'],
    ['an unknown tax scope', { taxScope: 'perTotal' }, 'invoice.invalid', 'rounding.taxScope'],
    ['an unknown tax mode', { taxMode: 'half' }, 'rounding.invalid', 'rounding.taxMode'],
    ['an unknown mode', { mode: 'half' }, 'rounding.invalid', 'rounding.mode'],
    ['a tenth of a cent', { exponent: 3 }, 'invoice.invalid', 'rounding.exponent'],
    ['half a cent', { increment: '0.5' }, 'invoice.invalid', 'rounding.increment'],
  ])('refuses %s', (_, changes, code, field) => {
    expect(refusalOf(() => documentRounding({ ...halfEven, ...changes }, 'EUR'))).toEqual({ code, field })
  })
})

it.each([
  [2, '1', '0.01'],
  [2, '5', '0.05'],
  [0, '1', '1'],
  [-3, '1', '1000'],
  [-3, '25', '25000'],
] as const)('the rounding unit of exponent %s and increment %s is %s', (exponent, increment, unit) => {
  expect(roundingUnit({ exponent, increment })).toBe(unit)
})
