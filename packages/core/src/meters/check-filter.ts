import { fail } from '../errors/failure.js'
import { checkJson } from '../evidence/check-json.js'
import { checkText } from '../evidence/check-text.js'
import { compare } from '../money/compare.js'
import { parseDecimal } from '../money/parse-decimal.js'
import { checkPath } from './data-path.js'
import { meterLimits } from './meter-limits.js'
import type { MeterFilter } from './meter.js'

/** @throws `meter.invalid` naming the condition, such as `meters.tokens.filter[1].any[0].path`. */
export function checkFilter(conditions: readonly MeterFilter[], field: string): void {
  const left = { conditions: meterLimits.conditions as number }
  checkList(conditions, field, 1, left)
}

function checkList(conditions: unknown, field: string, depth: number, left: { conditions: number }): void {
  if (!Array.isArray(conditions) || (conditions.length === 0 && depth > 1)) {
    fail('meter.invalid', { field, because: 'is not a list of at least one condition' })
  }
  if (depth > meterLimits.conditionDepth) fail('meter.invalid', { field, because: `nests more than ${meterLimits.conditionDepth} deep` })
  left.conditions -= conditions.length
  if (left.conditions < 0) fail('meter.invalid', { field, because: `makes more than ${meterLimits.conditions} conditions` })
  conditions.forEach((condition: unknown, index) => checkCondition(condition, `${field}[${index}]`, depth, left))
}

function checkCondition(condition: unknown, field: string, depth: number, left: { conditions: number }): void {
  if (typeof condition !== 'object' || condition === null) fail('meter.invalid', { field, because: 'is not a condition' })
  const parts = condition as { readonly [part: string]: unknown }
  const shape = Object.keys(parts).sort().join()
  switch (shape) {
    case 'all':
    case 'any':
      return checkList(parts[shape], `${field}.${shape}`, depth + 1, left)
    case 'not':
      return checkList([parts['not']], `${field}.not`, depth + 1, left)
    case 'equals,path':
      checkPath(parts['path'], `${field}.path`)
      return checkComparison(parts['equals'], `${field}.equals`)
    case 'in,path':
      checkPath(parts['path'], `${field}.path`)
      return checkAlternatives(parts['in'], `${field}.in`)
    case 'from,path':
    case 'path,to':
    case 'from,path,to':
      checkPath(parts['path'], `${field}.path`)
      return checkRange(parts, field)
    default:
      fail('meter.invalid', { field, because: `has the keys "${shape.slice(0, 80)}", which make no condition` })
  }
}

function checkAlternatives(values: unknown, field: string): void {
  if (!Array.isArray(values) || values.length === 0 || values.length > meterLimits.alternatives) {
    fail('meter.invalid', { field, because: `is not a list of 1 to ${meterLimits.alternatives} values` })
  }
  values.forEach((value: unknown, index) => checkComparison(value, `${field}[${index}]`))
}

function checkComparison(value: unknown, field: string): void {
  if (typeof value === 'boolean') return
  if (typeof value === 'number') return void checkJson(value, field)
  if (typeof value === 'string') return void checkText(value, { field, maxLength: meterLimits.comparisonLength, empty: 'allowed' })
  fail('meter.invalid', { field, because: 'is not text, a boolean or a number' })
}

function checkRange(range: { readonly from?: unknown; readonly to?: unknown }, field: string): void {
  const from = range.from === undefined ? undefined : parseDecimal(range.from as string, `${field}.from`)
  const to = range.to === undefined ? undefined : parseDecimal(range.to as string, `${field}.to`)
  if (from !== undefined && to !== undefined && compare(from, to) >= 0) {
    fail('meter.invalid', { field, because: `ranges from ${from} to ${to}, which holds nothing` })
  }
}
