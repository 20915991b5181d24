import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { AggregationTable } from './aggregation.js'
import { aggregations as builtIn } from './aggregations.js'
import { checkFilter } from './check-filter.js'
import { checkPath } from './data-path.js'
import { meterLimits } from './meter-limits.js'
import type { Meter } from './meter.js'

const fields: ReadonlySet<string> = new Set<keyof Meter>(['event', 'aggregation', 'value', 'filter', 'by', 'paths', 'negative', 'grid'])

/**
 * Checks a meter within the bounds of {@link meterLimits} and returns it.
 *
 * The aggregation is one of the table; a value path is required by one that reads a value and refused for one that does not.
 * A field that a meter does not have is refused, because a misspelt `filter` would bill too much in silence.
 *
 * @throws `meter.invalid`, `text.*` or `decimal.*`, naming the part below `field`.
 */
export function checkMeter<M extends Meter>(meter: M, field: string, aggregations: AggregationTable = builtIn): M {
  const given: unknown = meter
  if (typeof given !== 'object' || given === null) fail('meter.invalid', { field, because: `is ${describeValue(given)} and not an object` })
  const stranger = Object.keys(given).find((name) => !fields.has(name))
  if (stranger !== undefined) fail('meter.invalid', { field, because: `has the unknown field ${describeValue(stranger)}` })

  checkText(meter.event, { field: `${field}.event`, maxLength: meterLimits.eventTypeLength })
  checkAggregation(meter, field, aggregations)
  if (meter.filter !== undefined) checkFilter(meter.filter, `${field}.filter`)
  checkDimensions(meter, field)
  checkPaths(meter, field)
  const negative: unknown = meter.negative
  if (negative !== undefined && negative !== 'refused' && negative !== 'allowed') {
    fail('meter.invalid', { field: `${field}.negative`, because: `is ${describeValue(negative)} and not "refused" or "allowed"` })
  }
  const grid: unknown = meter.grid
  if (grid !== undefined && grid !== 'quarter_hour' && grid !== 'minute') {
    fail('meter.invalid', { field: `${field}.grid`, because: `is ${describeValue(grid)} and not "quarter_hour" or "minute"` })
  }
  return meter
}

function checkAggregation(meter: Meter, field: string, aggregations: AggregationTable): void {
  const aggregation = Object.hasOwn(aggregations, meter.aggregation) ? aggregations[meter.aggregation] : undefined
  if (aggregation === undefined) {
    const known = Object.keys(aggregations)
    const because = `is ${describeValue(meter.aggregation)} and none of ${known.join(', ')}`
    return fail('meter.invalid', { field: `${field}.aggregation`, because, facts: { known } })
  }
  const reads = aggregation.reads !== 'nothing'
  if (reads && meter.value === undefined) fail('meter.invalid', { field: `${field}.value`, because: `is missing, but ${aggregation.name} reads one` })
  if (!reads && meter.value !== undefined) fail('meter.invalid', { field: `${field}.value`, because: `is given, but ${aggregation.name} reads none` })
  if (meter.value !== undefined) checkPath(meter.value, `${field}.value`)
}

function checkDimensions({ by, paths = {} }: Meter, field: string): void {
  if (by === undefined) return
  const given: unknown = by
  if (!Array.isArray(given)) fail('meter.invalid', { field: `${field}.by`, because: `is ${describeValue(given)} and not a list` })
  if (by.length > meterLimits.dimensions) {
    fail('meter.invalid', { field: `${field}.by`, because: `names ${by.length} dimensions, more than ${meterLimits.dimensions}` })
  }
  by.forEach((name, index) => {
    checkText(name, { field: `${field}.by[${index}]`, maxLength: meterLimits.dimensionNameLength })
    if (by.indexOf(name) !== index) fail('meter.invalid', { field: `${field}.by[${index}]`, because: `repeats ${describeValue(name)}` })
    if (!Object.hasOwn(paths, name)) checkPath(name, `${field}.by[${index}]`)
  })
}

function checkPaths({ by = [], paths = {} }: Meter, field: string): void {
  for (const name of Object.keys(paths)) {
    if (!by.includes(name)) fail('meter.invalid', { field: `${field}.paths`, because: `has ${describeValue(name)}, which is no dimension in "by"` })
    checkPath(paths[name], `${field}.paths.${name}`)
  }
}
