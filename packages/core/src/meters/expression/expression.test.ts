import { describe, expect, test } from 'vitest'
import { failureOf } from '../../errors/failure.js'
import type { JsonObject } from '../../evidence/json.js'
import { compileExpression } from './compile-expression.js'
import { parseExpression } from './parse-expression.js'

const data = { gpus: 8, seconds: '5400', 'input-tokens': 3, nested: { bytes: '0.1' }, text: 'many', none: null }

function evaluated(text: string, about: JsonObject = data): string {
  return compileExpression(text, 'm.expression')(about)
}

describe('an expression', () => {
  test.each([
    ['gpus * seconds', '43200'],
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['10 - 2 - 3', '5'],
    ['12 / 4 / 3', '1'],
    ['-gpus + 1', '-7'],
    ['2 * -gpus', '-16'],
    ['0.1 + 0.2', '0.3'],
    ['nested.bytes + 0.2', '0.3'],
    ['"input-tokens" * 2', '6'],
    ['seconds / 7 * 7', '5400'],
    ['min(gpus, 4) + max(1, 2, 3)', '7'],
    ['or(sampling, 1) * gpus', '8'],
    ['or(gpus * none, 5)', '5'],
    ['or(gpus, missing)', '8'],
  ])('%s is %s', (text, value) => {
    expect(evaluated(text)).toBe(value)
  })

  test.each([
    ['missing * 2', 'meter.value_missing', 'data.missing'],
    ['none', 'meter.value_missing', 'data.none'],
    ['text + 1', 'meter.value_invalid', 'data'],
    ['gpus / 0', 'meter.value_invalid', 'data'],
    ['1 / 3', 'meter.value_invalid', 'data'],
    ['99999999999999999999 * 99999999999999999999', 'meter.value_invalid', 'data'],
  ])('%s breaks the meter with %s', (text, code, field) => {
    expect(failureIn(() => evaluated(text))).toMatchObject({ code, field })
  })

  test('reads own properties only', () => {
    expect(failureIn(() => evaluated('constructor', {}))).toMatchObject({ code: 'meter.value_missing' })
    expect(evaluated('__proto__', JSON.parse('{"__proto__":5}') as JsonObject)).toBe('5')
  })
})

describe('parseExpression refuses', () => {
  test.each([
    ['nothing', '', 'text.empty'],
    ['an operator without operand', '1 +', 'meter.invalid'],
    ['two values in a row', 'a b', 'meter.invalid'],
    ['an open bracket', '(1', 'meter.invalid'],
    ['a closed one', '1)', 'meter.invalid'],
    ['an unknown function', 'eval(1)', 'meter.invalid'],
    ['or with one value', 'or(1)', 'meter.invalid'],
    ['an unknown character', 'a ^ 2', 'meter.invalid'],
    ['a number with two points', '1.2.3', 'decimal.malformed'],
    ['an exponent', '1e3', 'meter.invalid'],
    ['an empty key', 'a..b', 'meter.invalid'],
    ['a quote that does not end', '"a', 'meter.invalid'],
    ['a double sign', '--1', 'meter.invalid'],
    ['33 levels', `${'('.repeat(33)}1${')'.repeat(33)}`, 'meter.invalid'],
    ['257 characters', `1${'+1'.repeat(128)}`, 'text.too_long'],
  ])('%s', (_, text, code) => {
    expect(failureIn(() => parseExpression(text, 'm.expression'))).toMatchObject({ code, field: 'm.expression' })
  })

  test('and accepts each bound', () => {
    expect(parseExpression(`${'('.repeat(31)}1${')'.repeat(31)}`, 'e')).toEqual({ kind: 'number', value: '1' })
    expect(evaluated(`11${'+1'.repeat(127)}`)).toBe('138')
  })
})

function failureIn(call: () => unknown) {
  try {
    call()
  } catch (error) {
    return failureOf(error)
  }
  return undefined
}
