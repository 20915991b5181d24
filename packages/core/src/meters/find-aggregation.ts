import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import type { AggregationTable, AnyAggregation } from './aggregation.js'
import type { Measure } from './meter.js'

/** The aggregation of a meter or of usage, with its settings. @throws `meter.invalid` */
export function findAggregation({ aggregation: name, settings }: Pick<Measure, 'aggregation' | 'settings'>, table: AggregationTable, field = 'aggregation'): AnyAggregation {
  const found = Object.hasOwn(table, name) ? table[name] : undefined
  if (found === undefined) {
    const known = Object.keys(table)
    return fail('meter.invalid', { field, because: `is ${describeValue(name)} and none of ${known.join(', ')}`, facts: { known } })
  }
  const settingsField = field.replace(/aggregation$/, 'settings')
  if ('configure' in found) return found.configure(settings ?? {}, settingsField)
  if (settings !== undefined) fail('meter.invalid', { field: settingsField, because: `is given, but ${name} has nothing to set` })
  return found
}
