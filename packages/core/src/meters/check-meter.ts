import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { attributionAttributes, isAttributionAttribute } from '../events/attribution.js'
import { checkText } from '../evidence/check-text.js'
import { checkRoundingRule } from '../money/check-rounding-rule.js'
import { isZero } from '../money/compare.js'
import { parseExact } from '../money/parse-exact.js'
import type { AggregationTable } from './aggregation.js'
import { aggregations as builtIn } from './aggregations.js'
import { checkFilter } from './check-filter.js'
import { checkPath } from './data-path.js'
import { parseExpression } from './expression/parse-expression.js'
import { findAggregation } from './find-aggregation.js'
import { meterLimits } from './meter-limits.js'
import type { Meter } from './meter.js'
import { valueReader } from './value-reader.js'

const fields: ReadonlySet<string> = new Set<keyof Meter>([
  'event', 'aggregation', 'settings', 'value', 'expression', 'filter', 'by', 'paths', 'attributes', 'maxGroups', 'negative', 'factor', 'rounding', 'grid', 'evidence', 'displayName', 'unit',
])

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
  checkConversion(meter, field)
  checkMaxGroups(meter, field)
  const negative: unknown = meter.negative
  if (negative !== undefined && negative !== 'refused' && negative !== 'allowed') {
    fail('meter.invalid', { field: `${field}.negative`, because: `is ${describeValue(negative)} and not "refused" or "allowed"` })
  }
  const grid: unknown = meter.grid
  if (grid !== undefined && grid !== 'quarter_hour' && grid !== 'minute') {
    fail('meter.invalid', { field: `${field}.grid`, because: `is ${describeValue(grid)} and not "quarter_hour" or "minute"` })
  }
  const evidence: unknown = meter.evidence
  if (evidence !== undefined && evidence !== 'merkle' && evidence !== 'none') {
    fail('meter.invalid', { field: `${field}.evidence`, because: `is ${describeValue(evidence)} and not "merkle" or "none"` })
  }
  if (meter.displayName !== undefined) checkText(meter.displayName, { field: `${field}.displayName`, maxLength: meterLimits.displayNameLength })
  if (meter.unit !== undefined) checkText(meter.unit, { field: `${field}.unit`, maxLength: meterLimits.displayNameLength })
  return meter
}

function checkAggregation(meter: Meter, field: string, aggregations: AggregationTable): void {
  const { value, expression } = meter
  const aggregation = findAggregation(meter, aggregations, `${field}.aggregation`)
  const { name, reads } = aggregation
  if (value !== undefined) checkPath(value, `${field}.value`)
  if (expression !== undefined) {
    if (value !== undefined) fail('meter.invalid', { field: `${field}.expression`, because: 'is given beside a value path' })
    if (reads === 'text') fail('meter.invalid', { field: `${field}.expression`, because: `is given, but ${name} reads text` })
    parseExpression(expression, `${field}.expression`)
  }
  const given = value ?? expression
  if (reads === 'nothing') {
    if (given !== undefined) fail('meter.invalid', { field: `${field}.value`, because: `is given, but ${name} reads none` })
    return
  }
  if (typeof reads === 'string' && given === undefined) fail('meter.invalid', { field: `${field}.value`, because: `is missing, but ${name} reads one` })
  valueReader(meter, aggregation)
}

/** A factor may be a fraction; zero would bill nothing in silence. */
function checkConversion({ factor, rounding }: Meter, field: string): void {
  if (factor !== undefined && isZero(parseExact(factor, `${field}.factor`))) fail('meter.invalid', { field: `${field}.factor`, because: 'is zero' })
  if (rounding !== undefined) checkRoundingRule(rounding)
}

function checkMaxGroups({ maxGroups }: Meter, field: string): void {
  if (maxGroups === undefined || (Number.isInteger(maxGroups) && maxGroups >= 1 && maxGroups <= meterLimits.groups)) return
  fail('meter.invalid', { field: `${field}.maxGroups`, because: `is ${describeValue(maxGroups)} and not a whole number from 1 to ${meterLimits.groups}` })
}

function checkDimensions({ by, paths = {}, attributes = {} }: Meter, field: string): void {
  if (by === undefined) return
  const given: unknown = by
  if (!Array.isArray(given)) fail('meter.invalid', { field: `${field}.by`, because: `is ${describeValue(given)} and not a list` })
  if (by.length > meterLimits.dimensions) {
    fail('meter.invalid', { field: `${field}.by`, because: `names ${by.length} dimensions, more than ${meterLimits.dimensions}` })
  }
  by.forEach((name, index) => {
    checkText(name, { field: `${field}.by[${index}]`, maxLength: meterLimits.dimensionNameLength })
    if (by.indexOf(name) !== index) fail('meter.invalid', { field: `${field}.by[${index}]`, because: `repeats ${describeValue(name)}` })
    if (!Object.hasOwn(paths, name) && !Object.hasOwn(attributes, name)) checkPath(name, `${field}.by[${index}]`)
  })
}

function checkPaths({ by = [], paths = {}, attributes = {} }: Meter, field: string): void {
  const dimensions: ReadonlySet<string> = new Set(by)
  for (const name of Object.keys(paths)) {
    if (!dimensions.has(name)) fail('meter.invalid', { field: `${field}.paths`, because: `has ${describeValue(name)}, which is no dimension in "by"` })
    checkPath(paths[name], `${field}.paths.${name}`)
  }
  for (const [name, attribute] of Object.entries<string>(attributes)) {
    const at = `${field}.attributes`
    if (!dimensions.has(name)) fail('meter.invalid', { field: at, because: `has ${describeValue(name)}, which is no dimension in "by"` })
    if (Object.hasOwn(paths, name)) fail('meter.invalid', { field: at, because: `has ${describeValue(name)}, which has a path too` })
    if (!isAttributionAttribute(attribute)) {
      fail('meter.invalid', { field: `${at}.${name}`, because: `is ${describeValue(attribute)} and none of ${attributionAttributes.join(', ')}` })
    }
  }
}
