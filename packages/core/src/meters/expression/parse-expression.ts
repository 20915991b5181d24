import { fail } from '../../errors/failure.js'
import { checkText } from '../../evidence/check-text.js'
import { parseDecimal } from '../../money/parse-decimal.js'
import { checkPath } from '../data-path.js'
import { meterLimits } from '../meter-limits.js'
import type { Expression, ExpressionFunction } from './expression.js'
import { tokenize, type Token } from './tokenize.js'

const functions: ReadonlySet<string> = new Set<ExpressionFunction>(['min', 'max', 'or'])

/**
 * Reads arithmetic over event data: numbers, paths, `+ - * /`, brackets, `min(a, b, …)`, `max(a, b, …)` and `or(a, b)`.
 *
 * `*` and `/` bind tighter than `+` and `-`, both from the left. At most 256 characters and 32 levels of nesting. `O(n)`.
 *
 * @throws `meter.invalid` with the place; `text.*`; `decimal.*` for a number
 */
export function parseExpression(text: string, field: string): Expression {
  const cursor: Cursor = { tokens: tokenize(checkText(text, { field, maxLength: meterLimits.expressionLength }), field), next: 0, field }
  const expression = parseSum(cursor, 1)
  const rest = cursor.tokens[cursor.next]
  return rest === undefined ? expression : refuse(cursor, rest)
}

/** Where the parser stands; one function below for each level of precedence moves it on. */
interface Cursor {
  readonly tokens: readonly Token[]
  next: number
  readonly field: string
}

function parseSum(cursor: Cursor, depth: number): Expression {
  if (depth > meterLimits.expressionDepth) fail('meter.invalid', { field: cursor.field, because: `nests more than ${meterLimits.expressionDepth} levels` })
  let left = parseProduct(cursor, depth)
  for (let operator = takeSign(cursor, '+', '-'); operator !== undefined; operator = takeSign(cursor, '+', '-')) {
    left = { kind: 'binary', operator, left, right: parseProduct(cursor, depth) }
  }
  return left
}

function parseProduct(cursor: Cursor, depth: number): Expression {
  let left = parseFactor(cursor, depth)
  for (let operator = takeSign(cursor, '*', '/'); operator !== undefined; operator = takeSign(cursor, '*', '/')) {
    left = { kind: 'binary', operator, left, right: parseFactor(cursor, depth) }
  }
  return left
}

function parseFactor(cursor: Cursor, depth: number): Expression {
  if (takeSign(cursor, '-') !== undefined) return { kind: 'negate', operand: parseAtom(cursor, depth) }
  return parseAtom(cursor, depth)
}

function parseAtom(cursor: Cursor, depth: number): Expression {
  const { field } = cursor
  const token = cursor.tokens[cursor.next]
  if (token === undefined) return fail('meter.invalid', { field, because: 'ends where a value is expected' })
  cursor.next += 1
  if (token.kind === 'number') return { kind: 'number', value: parseDecimal(token.text, field) }
  if (token.kind === 'path') return takeSign(cursor, '(') === undefined ? { kind: 'path', path: checkPath(token.text, field) } : parseCall(cursor, token, depth)
  if (token.text !== '(') return refuse(cursor, token)
  const inner = parseSum(cursor, depth + 1)
  expectSign(cursor, ')')
  return inner
}

function parseCall(cursor: Cursor, { text: name, at }: Token, depth: number): Expression {
  const { field } = cursor
  if (!isFunction(name)) return fail('meter.invalid', { field, because: `calls ${JSON.stringify(name)} at ${at}; there are min, max and or` })
  const operands = [parseSum(cursor, depth + 1)]
  while (takeSign(cursor, ',') !== undefined) operands.push(parseSum(cursor, depth + 1))
  expectSign(cursor, ')')
  if (name === 'or' && operands.length !== 2) fail('meter.invalid', { field, because: `gives or ${operands.length} values at ${at}; it takes two` })
  return { kind: 'call', name, operands }
}

function takeSign<S extends string>(cursor: Cursor, ...wanted: readonly S[]): S | undefined {
  const token = cursor.tokens[cursor.next]
  const found = token?.kind === 'sign' ? wanted.find((sign) => sign === token.text) : undefined
  if (found !== undefined) cursor.next += 1
  return found
}

function expectSign(cursor: Cursor, sign: string): void {
  const token = cursor.tokens[cursor.next]
  if (takeSign(cursor, sign) !== undefined) return
  if (token === undefined) fail('meter.invalid', { field: cursor.field, because: `ends where ${sign} is expected` })
  refuse(cursor, token)
}

function refuse({ field }: Cursor, { text, at }: Token): never {
  return fail('meter.invalid', { field, because: `has ${JSON.stringify(text)} at ${at}, where it means nothing` })
}

function isFunction(name: string): name is ExpressionFunction {
  return functions.has(name)
}
