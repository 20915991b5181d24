import { fail, isFarthingError } from '../../errors/failure.js'
import type { JsonObject } from '../../evidence/json.js'
import { add, multiply, negate, subtract } from '../../money/arithmetic.js'
import { largest, smallest } from '../../money/compare.js'
import type { Decimal, Exact } from '../../money/decimal-type.js'
import { divide } from '../../money/exact/divide.js'
import { isDecimalValue } from '../../money/is-decimal-value.js'
import { parseDecimal } from '../../money/parse-decimal.js'
import { pathReader } from '../data-path.js'
import { decimalOfJson } from '../decimal-of-json.js'
import type { Expression } from './expression.js'
import { parseExpression } from './parse-expression.js'

type Evaluate = (data: JsonObject) => Exact

/**
 * Compiles an expression into a function of event data. Exact: a quotient inside it is a fraction, and only the end result must be a decimal
 * of at most 38 digits. So `seconds / 3600 * 3600` is fine, while `seconds / 3600` breaks the meter for 100 seconds: use its `factor`.
 *
 * The compiled function throws `meter.value_missing` or `meter.value_invalid`.
 *
 * @throws as `parseExpression`
 */
export function compileExpression(text: string, field: string): (data: JsonObject) => Decimal {
  const evaluate = compiled(parseExpression(text, field))
  return (data) => {
    try {
      const value = evaluate(data)
      if (!isDecimalValue(value)) fail('meter.value_invalid', { field: 'data', because: `gives ${value} in ${text}, which is no decimal` })
      return parseDecimal(value, 'data')
    } catch (error) {
      if (!isFarthingError(error) || error.code.startsWith('meter.')) throw error
      return fail('meter.value_invalid', { field: 'data', because: `gives nothing exact in ${text} (${error.rule})`, facts: { code: error.code } }, error)
    }
  }
}

function compiled(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'number':
      return () => expression.value
    case 'path':
      return pathEvaluator(expression.path)
    case 'negate': {
      const operand = compiled(expression.operand)
      return (data) => negate(operand(data))
    }
    case 'binary':
      return binaryEvaluator(expression)
    case 'call':
      return callEvaluator(expression)
  }
}

function pathEvaluator(path: string): Evaluate {
  const read = pathReader(path)
  const field = `data.${path}`
  return (data) => {
    const stated = read(data)
    if (stated === undefined) return fail('meter.value_missing', { field, because: 'is absent or null' })
    return decimalOfJson(stated, field)
  }
}

const operations = { '+': add, '-': subtract, '*': multiply, '/': divide } as const satisfies { readonly [operator: string]: (a: Exact, b: Exact) => Exact }

function binaryEvaluator({ operator, left, right }: Extract<Expression, { kind: 'binary' }>): Evaluate {
  const [a, b, operate] = [compiled(left), compiled(right), operations[operator]]
  return (data) => operate(a(data), b(data))
}

function callEvaluator({ name, operands }: Extract<Expression, { kind: 'call' }>): Evaluate {
  const evaluate = operands.map(compiled)
  if (name !== 'or') {
    const choose = name === 'min' ? smallest : largest
    return (data) => {
      const [first = '0', ...others] = evaluate.map((operand) => operand(data))
      return choose(first, ...others)
    }
  }
  const paths = pathsOf(operands[0])
  const [stated = () => '0' as const, fallback = () => '0' as const] = evaluate
  return (data) => (paths.every((read) => read(data) !== undefined) ? stated(data) : fallback(data))
}

function pathsOf(expression: Expression | undefined): readonly ReturnType<typeof pathReader>[] {
  switch (expression?.kind) {
    case 'path':
      return [pathReader(expression.path)]
    case 'negate':
      return pathsOf(expression.operand)
    case 'binary':
      return [...pathsOf(expression.left), ...pathsOf(expression.right)]
    case 'call':
      return expression.operands.flatMap(pathsOf)
    default:
      return []
  }
}
