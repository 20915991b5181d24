import { Decimal as DecimalJs } from 'decimal.js'
import { describe, expect, it } from 'vitest'
import { allocate, type AllocatedAmount } from '../money/allocate.js'
import { absolute, add, addAll, multiply, negate, subtract } from '../money/arithmetic.js'
import { compare, isZero, signOf } from '../money/compare.js'
import type { Decimal } from '../money/decimal-type.js'
import { divide } from '../money/exact/divide.js'
import { round } from '../money/round.js'
import { assertAllocationLaws, type Allocator } from './allocation-laws.js'
import { assertDecimalLaws, type DecimalArithmetic } from './decimal-laws.js'
import { assertRoundingLaws, type Rounding } from './rounding-laws.js'

// Each implementation has one plausible mistake, and its law must notice.

const deterministic = { seed: 1, endOnFailure: true }
const exact: DecimalArithmetic = { add, subtract, multiply, negate, compare }

describe('assertDecimalLaws notices', () => {
  it.each<[string, Partial<DecimalArithmetic>, string]>([
    ['floats', { add: (a, b) => String(Number(a) + Number(b)) as Decimal }, 'a sum is exact'],
    ['decimal.js at its default precision', { multiply: (a, b) => new DecimalJs(a).times(b).toFixed() as Decimal }, 'a product is exact'],
    ['trailing zeros', { subtract: (a, b) => `${subtract(a, b)}.0` as Decimal }, 'a difference is exact'],
    ['a zero with a sign', { negate: (value) => (isZero(value) ? '-0' : negate(value)) }, 'a negation is exact'],
    ['order by characters', { compare: (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1) }, 'values are ordered by size'],
  ])('%s', (_, mistake, law) => {
    expect(() => assertDecimalLaws({ ...exact, ...mistake }, deterministic)).toThrow(law)
  })
})

describe('assertRoundingLaws notices', () => {
  const roundTwice: Rounding = (value, rule) => round(round(value, { mode: rule.mode, exponent: 16 }), rule)

  it.each<[string, Rounding, string]>([
    ['half-even in place of half-up', (value, rule) => round(value, { ...rule, mode: rule.mode === 'half-up' ? 'half-even' : rule.mode }), 'half-up'],
    ['half-up in place of half-even', (value, rule) => round(value, { ...rule, mode: rule.mode === 'half-even' ? 'half-up' : rule.mode }), 'half-even'],
    ['down that floors', (value, rule) => round(value, { ...rule, mode: rule.mode === 'down' ? 'floor' : rule.mode }), 'down'],
    ['ceiling away from zero', (value, rule) => round(value, { ...rule, mode: rule.mode === 'ceiling' ? 'up' : rule.mode }), 'ceiling'],
    ['an increment that is ignored', (value, { mode, exponent }) => round(value, { mode, exponent }), 'Law broken'],
    ['a cut to 16 digits before', roundTwice, 'takes the multiple'],
    ['nothing rounded', (value) => (value.includes('/') ? '0' : (value as Decimal)), 'Law broken'],
    ['ties that depend on the side of zero', (value, rule) => round(value, { ...rule, mode: rule.mode === 'half-down' ? (signOf(value) < 0 ? 'half-up' : 'half-down') : rule.mode }), 'half-down'],
  ])('%s', (_, mistaken, law) => {
    expect(() => assertRoundingLaws(mistaken, deterministic)).toThrow(law)
  })
})

describe('assertAllocationLaws notices', () => {
  const byPosition: Allocator = (allocation) => {
    const numbered = allocation.shares.map(({ weight }, index) => ({ key: String(index).padStart(4, '0'), weight }))
    return named(allocation.shares, allocate({ ...allocation, shares: numbered }))
  }
  const roundEach: Allocator = ({ total, shares, exponent, increment }) => {
    const weights = addAll(shares.map(({ weight }) => weight))
    return shares.map(({ key, weight }) => {
      const amount = round(divide(multiply(total, weight), weights), { mode: 'half-even', exponent, ...(increment === undefined ? {} : { increment }) })
      return { key, amount }
    })
  }
  const restToLast: Allocator = (allocation) => {
    const parts = roundEach(allocation)
    const rest = subtract(allocation.total, addAll(parts.map(({ amount }) => amount)))
    return parts.map(({ key, amount }, index) => ({ key, amount: index === parts.length - 1 ? add(amount, rest) : amount }))
  }
  const floored: Allocator = (allocation) => {
    if (signOf(allocation.total) >= 0) return allocate(allocation)
    const reversed = allocate({ ...allocation, total: absolute(allocation.total), shares: allocation.shares.map(({ key, weight }) => ({ key: flipped(key), weight })) })
    return named(allocation.shares, reversed).map(({ key, amount }) => ({ key, amount: negate(amount) }))
  }

  it.each<[string, Allocator, string]>([
    ['rounding each part', roundEach, 'parts sum to the total'],
    ['the rest on the last part', restToLast, 'Law broken'],
    ['ties by position', byPosition, 'Law broken'],
    ['another order of the parts', (allocation) => [...allocate(allocation)].sort((a, b) => (a.key < b.key ? -1 : 1)), 'order of the shares'],
    ['ties of a negative total the other way', floored, 'mirror image'],
  ])('%s', (_, mistaken, law) => {
    expect(() => assertAllocationLaws(mistaken, deterministic)).toThrow(law)
  })

  function named(shares: readonly { readonly key: string }[], parts: readonly AllocatedAmount[]): readonly AllocatedAmount[] {
    return parts.map(({ amount }, index) => ({ key: shares[index]?.key ?? '', amount }))
  }

  /** Reverses the order of most keys. */
  function flipped(key: string): string {
    return Array.from(key, (character) => String.fromCodePoint(0x10ffff - (character.codePointAt(0) ?? 0))).join('') + '\u{10FFFF}'
  }
})
