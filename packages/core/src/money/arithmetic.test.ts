import { describe, expect, it } from 'vitest'
import { absolute, add, addAll, multiply, negate, subtract } from './arithmetic.js'
import type { Decimal, Exact } from './decimal-type.js'
import { divide } from './exact/divide.js'

const nines = '9'.repeat(38) as Decimal
const least = `0.${'0'.repeat(37)}1` as Decimal

describe('arithmetic', () => {
  it.each<[string, (a: Exact, b: Exact) => Exact, Exact, Exact, Exact]>([
    ['+', add, '0.1', '0.2', '0.3'],
    ['+', add, '-0.5', '0.50', '0'],
    ['+', add, '1/3', '1/6', '0.5'],
    ['+', add, '1/3', '0.5', '5/6'],
    ['+', add, nines, least, `${nines}.${'0'.repeat(37)}1` as Decimal],
    ['−', subtract, '1', '0.9', '0.1'],
    ['−', subtract, '70/31', '39/31', '1'],
    ['−', subtract, '0', '0', '0'],
    ['×', multiply, '400000', '0.0000025', '1'],
    ['×', multiply, '-0.5', '0.02', '-0.01'],
    ['×', multiply, '0', '-5', '0'],
    ['×', multiply, '70/31', '31', '70'],
    ['×', multiply, '2/3', '-3/4', '-0.5'],
    ['×', multiply, least, least, `0.${'0'.repeat(75)}1` as Decimal],
    ['÷', divide, '70', '31', '70/31'],
    ['÷', divide, '1', '8', '0.125'],
    ['÷', divide, '1', '-3', '-1/3'],
    ['÷', divide, '-1.5', '-0.5', '3'],
    ['÷', divide, '1/3', '2/3', '0.5'],
    ['÷', divide, '0', '-7', '0'],
  ])('%#: a %s b', (_, operation, a, b, result) => {
    expect(operation(a, b)).toBe(result)
  })

  it.each<[Exact, Exact, Exact]>([
    ['0', '0', '0'],
    ['-0', '0', '0'],
    ['1.50', '-1.5', '1.5'],
    ['-1.50', '1.5', '1.5'],
    ['-70/31', '70/31', '70/31'],
  ])('negates %s and takes its size', (value, negated, size) => {
    expect(negate(value)).toBe(negated)
    expect(absolute(value)).toBe(size)
  })

  it.each<[readonly Exact[], Exact]>([
    [[], '0'],
    [['-0.10'], '-0.1'],
    [['0.1', '0.2', '-0.3'], '0'],
    [['1/3', '0.5', '2/3'], '1.5'],
    [['1/3', '1/7'], '10/21'],
  ])('adds all of %j', (values, sum) => {
    expect(addAll(values)).toBe(sum)
    expect(addAll(new Set(values))).toBe(sum)
  })

  it('refuses to divide by zero, however it is written', () => {
    for (const zero of ['0', '-0.00', '0/5'] as const) {
      expect(() => divide('1', zero)).toThrow(expect.objectContaining({ code: 'exact.division_by_zero' }))
    }
  })

  it.each([add, subtract, multiply, divide])('refuses a malformed operand on either side', (operation: (a: Exact, b: Exact) => Exact) => {
    expect(() => operation('1e3', '1')).toThrow(expect.objectContaining({ code: 'decimal.malformed' }))
    expect(() => operation('1', 'x' as Decimal)).toThrow(expect.objectContaining({ code: 'decimal.malformed' }))
    expect(() => operation('1/3', '1/x' as Exact)).toThrow(expect.objectContaining({ code: 'exact.malformed' }))
  })
})

it.each<[string, (value: Exact) => unknown]>([
  ['add', (value) => add(value, '1')],
  ['subtract', (value) => subtract('1', value)],
  ['multiply', (value) => multiply(value, '1')],
  ['divide', (value) => divide('1', value)],
  ['negate', negate],
  ['absolute', absolute],
  ['addAll', (value) => addAll([value])],
])('%s refuses a number and undefined, as plain JavaScript may pass them', (_, act) => {
  for (const value of [7, undefined, null] as unknown[]) {
    expect(() => act(value as Exact)).toThrow(expect.objectContaining({ code: 'exact.malformed' }))
  }
})

describe('the bound of computed values', () => {
  it('leaves room for the product of eight inputs', () => {
    const product = Array.from({ length: 7 }).reduce<Decimal>((value) => multiply(value, nines), nines)
    expect(product).toHaveLength(304)
    expect(product).toBe(String((10n ** 38n - 1n) ** 8n))
  })

  it('fails beyond it, on both sides of the point, instead of cutting', () => {
    const large = '9'.repeat(304) as Decimal
    const small = `0.${'0'.repeat(303)}1` as Decimal
    expect(add(large, '-1')).toHaveLength(304)
    expect(() => add(large, '1')).toThrow(expect.objectContaining({ code: 'decimal.too_long', field: 'result' }))
    expect(() => add(large, '0.1')).toThrow(expect.objectContaining({ code: 'decimal.too_long' }))
    expect(() => multiply(small, '0.1')).toThrow(expect.objectContaining({ code: 'decimal.too_long' }))
    expect(() => divide(small, '3')).toThrow(expect.objectContaining({ code: 'exact.too_long', field: 'result' }))
  })

  it('refuses a longer operand before any work', () => {
    const huge = '9'.repeat(100_000) as Decimal
    expect(() => add(huge, '1')).toThrow(expect.objectContaining({ code: 'decimal.too_long', field: 'operand' }))
    expect(() => divide(`${huge}/7`, '1')).toThrow(expect.objectContaining({ code: 'exact.too_long', field: 'operand' }))
  })
})
