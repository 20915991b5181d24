import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import type { AggregationTable } from './aggregation.js'
import { aggregations as builtIn } from './aggregations.js'
import { checkFilter } from './check-filter.js'
import { checkPath } from './data-path.js'
import { meterLimits } from './meter-limits.js'
import type { Meter } from './meter.js'

/**
 * Checks a meter within the bounds of {@link meterLimits} and returns it.
 *
 * The aggregation must be in the table; a value path is required by one that reads a value, and refused for one that does not.
 *
 * @throws `meter.invalid` or `text.*`, naming the part below `field`.
 */
export function checkMeter<M extends Meter>(meter: M, field: string, aggregations: AggregationTable = builtIn): M {
  if (typeof meter !== 'object' || meter === null || Array.isArray(meter)) fail('meter.invalid', { field, because: 'is not an object' })
  checkText(meter.event, { field: `${field}.event`, maxLength: meterLimits.eventTypeLength })
  checkAggregation(meter, field, aggregations)
  if (meter.filter !== undefined) checkFilter(meter.filter, `${field}.filter`)
  checkDimensions(meter, field)
  const negative: unknown = meter.negative
  if (negative !== undefined && negative !== 'refused' && negative !== 'allowed') {
    fail('meter.invalid', { field: `${field}.negative`, because: 'is neither "refused" nor "allowed"' })
  }
  return meter
}

function checkAggregation(meter: Meter, field: string, aggregations: AggregationTable): void {
  const aggregation = Object.hasOwn(aggregations, meter.aggregation) ? aggregations[meter.aggregation] : undefined
  if (aggregation === undefined) {
    const known = Object.keys(aggregations)
    return fail('meter.invalid', {
      field: `${field}.aggregation`,
      because: `is ${JSON.stringify(meter.aggregation)?.slice(0, 40)} and none of ${known.join(', ')}`,
      facts: { known },
    })
  }
  if (aggregation.reads === 'nothing') {
    if (meter.value !== undefined) fail('meter.invalid', { field: `${field}.value`, because: `is given, but ${aggregation.name} reads none` })
  } else if (meter.value === undefined) {
    fail('meter.invalid', { field: `${field}.value`, because: `is missing, but ${aggregation.name} reads one` })
  } else checkPath(meter.value, `${field}.value`)
}

function checkDimensions(meter: Meter, field: string): void {
  const names: readonly string[] = meter.by ?? []
  if (!Array.isArray(names)) fail('meter.invalid', { field: `${field}.by`, because: 'is not a list' })
  if (names.length > meterLimits.dimensions) {
    fail('meter.invalid', { field: `${field}.by`, because: `names ${names.length} dimensions, more than ${meterLimits.dimensions}` })
  }
  const paths = meter.paths ?? {}
  names.forEach((name, index) => {
    checkText(name, { field: `${field}.by[${index}]`, maxLength: meterLimits.dimensionNameLength })
    if (names.indexOf(name) !== index) fail('meter.invalid', { field: `${field}.by[${index}]`, because: `repeats ${JSON.stringify(name)}` })
    if (!Object.hasOwn(paths, name)) checkPath(name, `${field}.by[${index}]`)
  })
  for (const name of Object.keys(paths)) {
    if (!names.includes(name)) fail('meter.invalid', { field: `${field}.paths.${name}`, because: 'is the path of no dimension in `by`' })
    checkPath(paths[name], `${field}.paths.${name}`)
  }
}
