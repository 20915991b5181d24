import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkJson } from '../evidence/check-json.js'
import { checkText } from '../evidence/check-text.js'
import { compare } from '../money/compare.js'
import { parseDecimal } from '../money/parse-decimal.js'
import { checkPath } from './data-path.js'
import { meterLimits } from './meter-limits.js'

/** @throws `meter.invalid`, `text.*` or `decimal.*`, naming the part, such as `meters.tokens.filter[1].any[0].path`. */
export function checkFilter(filter: unknown, field: string): void {
  if (!Array.isArray(filter)) fail('meter.invalid', { field, because: `is ${describeValue(filter)} and not a list of conditions` })
  checkConditions(filter, { field, depth: 1, left: { conditions: meterLimits.conditions } })
}

interface Place {
  readonly field: string
  readonly depth: number
  /** How many more conditions the whole filter may have. */
  readonly left: { conditions: number }
}

function checkConditions(conditions: readonly unknown[], { field, depth, left }: Place): void {
  if (depth > meterLimits.conditionDepth) fail('meter.invalid', { field, because: `is more than ${meterLimits.conditionDepth} levels deep` })
  left.conditions -= conditions.length
  if (left.conditions < 0) fail('meter.invalid', { field, because: `makes more than ${meterLimits.conditions} conditions` })
  conditions.forEach((condition, index) => {
    checkCondition(condition, { field: `${field}[${index}]`, depth, left })
  })
}

function checkCondition(condition: unknown, place: Place): void {
  const { field } = place
  if (typeof condition !== 'object' || condition === null) fail('meter.invalid', { field, because: `is ${describeValue(condition)} and not a condition` })
  const parts: { readonly [part: string]: unknown } = { ...condition }
  const shape = Object.keys(parts).sort().join(' ')
  switch (shape) {
    case 'all':
    case 'any':
      checkNested(parts[shape], { ...place, field: `${field}.${shape}`, depth: place.depth + 1 })
      break
    case 'not':
      checkNested([parts['not']], { ...place, field: `${field}.not`, depth: place.depth + 1 })
      break
    case 'equals path':
      checkPath(parts['path'], `${field}.path`)
      checkComparison(parts['equals'], `${field}.equals`)
      break
    case 'in path':
      checkPath(parts['path'], `${field}.path`)
      checkAlternatives(parts['in'], `${field}.in`)
      break
    case 'from path':
    case 'path to':
    case 'from path to':
      checkPath(parts['path'], `${field}.path`)
      checkRange(parts, field)
      break
    default:
      fail('meter.invalid', { field, because: `has the parts ${describeValue(shape)}, which make no condition` })
  }
}

/** An empty `any` never holds and an empty `all` always does: neither is what a person means. */
function checkNested(conditions: unknown, place: Place): void {
  if (!Array.isArray(conditions) || conditions.length === 0) {
    fail('meter.invalid', { field: place.field, because: `is ${describeValue(conditions)} and not a list of at least one condition` })
  }
  checkConditions(conditions, place)
}

function checkAlternatives(values: unknown, field: string): void {
  if (!Array.isArray(values) || values.length === 0 || values.length > meterLimits.alternatives) {
    fail('meter.invalid', { field, because: `is not a list of 1 to ${meterLimits.alternatives} values` })
  }
  values.forEach((value: unknown, index) => {
    checkComparison(value, `${field}[${index}]`)
  })
}

function checkComparison(value: unknown, field: string): void {
  if (typeof value === 'string') checkText(value, { field, maxLength: meterLimits.comparisonLength, empty: 'allowed' })
  else if (typeof value === 'number') checkJson(value, field)
  else if (typeof value !== 'boolean') fail('meter.invalid', { field, because: `is ${describeValue(value)} and not text, a boolean or a number` })
}

function checkRange(range: { readonly [part: string]: unknown }, field: string): void {
  const bound = (name: 'from' | 'to') => {
    if (!Object.hasOwn(range, name)) return undefined
    const value = range[name]
    if (typeof value !== 'string') return fail('meter.invalid', { field: `${field}.${name}`, because: `is ${describeValue(value)} and not a decimal as text` })
    return parseDecimal(value, `${field}.${name}`)
  }
  const from = bound('from')
  const to = bound('to')
  if (from !== undefined && to !== undefined && compare(from, to) >= 0) {
    fail('meter.invalid', { field, because: `ranges from ${from} to ${to}, which holds nothing` })
  }
}
