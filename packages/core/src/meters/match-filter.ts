import { fail, isFarthingError } from '../errors/failure.js'
import type { Json, JsonObject } from '../evidence/json.js'
import { compare } from '../money/compare.js'
import type { Decimal } from '../money/decimal-type.js'
import { pathReader } from './data-path.js'
import { decimalOfJson } from './decimal-of-json.js'
import type { DataPath, MeterFilter } from './meter.js'

export type DataPredicate = (data: JsonObject) => boolean

/** Compiles conditions that must hold together, tried in order. The predicate throws `meter.value_invalid` where a range meets no decimal. */
export function compileFilter(conditions: readonly MeterFilter[]): DataPredicate {
  const predicates = conditions.map(compileCondition)
  return (data) => predicates.every((holds) => holds(data))
}

function compileCondition(condition: MeterFilter): DataPredicate {
  if ('all' in condition) return compileFilter(condition.all)
  if ('any' in condition) {
    const predicates = condition.any.map(compileCondition)
    return (data) => predicates.some((holds) => holds(data))
  }
  if ('not' in condition) {
    const holds = compileCondition(condition.not)
    return (data) => !holds(data)
  }
  const read = pathReader(condition.path)
  if ('equals' in condition) return (data) => read(data) === condition.equals
  if ('in' in condition) {
    const alternatives: ReadonlySet<Json | undefined> = new Set(condition.in)
    return (data) => alternatives.has(read(data))
  }
  return (data) => {
    const value = read(data)
    return value !== undefined && isWithin(readDecimal(value, condition.path), condition)
  }
}

function isWithin(value: Decimal, range: { readonly from?: Decimal; readonly to?: Decimal }): boolean {
  if (range.from !== undefined && compare(value, range.from) < 0) return false
  return range.to === undefined || compare(value, range.to) < 0
}

function readDecimal(value: Json, path: DataPath): Decimal {
  try {
    return decimalOfJson(value, `data.${path}`)
  } catch (error) {
    if (!isFarthingError(error)) throw error
    return fail('meter.value_invalid', { field: error.field, because: 'is compared with a range and is no exact decimal' }, error)
  }
}
