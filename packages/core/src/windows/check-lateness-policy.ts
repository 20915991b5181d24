import { describeValue } from '../errors/describe-value.js'
import { fail } from '../errors/failure.js'
import { checkText } from '../evidence/check-text.js'
import { durationMs } from '../time/parse-duration.js'
import { mostSources, type LatenessPolicy, type WatermarkPolicy } from './lateness-policy.js'

/**
 * Checks a policy and returns it. Sources are 1 to 1,000 and named once; durations have at most 3,660 days; a percentile is from 1 to 100.
 *
 * @throws `lateness.invalid`, `time.duration_invalid`, `text.*`
 */
export function checkLatenessPolicy(policy: LatenessPolicy, field = 'lateness'): LatenessPolicy {
  refuseUnknownFields(policy, ['watermark', 'grace'], field)
  durationMs(policy.grace ?? 'PT0S', `${field}.grace`)
  const { watermark } = policy
  const place = `${field}.watermark`
  switch (fieldsOf(watermark, place)['kind']) {
    case 'bounded':
      checkBounded(watermark as Policy<'bounded'>, place)
      return policy
    case 'source':
      checkNamed(watermark as Policy<'source'>, place)
      return policy
    case 'adaptive':
      checkAdaptive(watermark as Policy<'adaptive'>, place)
      return policy
    case 'manual':
      refuseUnknownFields(watermark, ['kind'], place)
      return policy
    default:
      return fail('lateness.invalid', { field: `${place}.kind`, because: `is ${describeValue(watermark.kind)} and not bounded, source, adaptive or manual` })
  }
}

type Policy<K extends WatermarkPolicy['kind']> = Extract<WatermarkPolicy, { readonly kind: K }>

function checkBounded(policy: Policy<'bounded'>, field: string): void {
  refuseUnknownFields(policy, ['kind', 'delay', 'sources'], field)
  durationMs(policy.delay, `${field}.delay`)
  if (policy.sources === undefined) return
  const sources = listOf(policy.sources, `${field}.sources`)
  sources.forEach((each, index) => {
    refuseUnknownFields(each, ['source', 'delay'], `${field}.sources[${index}]`)
    durationMs(each.delay, `${field}.sources[${index}].delay`)
  })
  checkSources(sources.map(({ source }) => source), `${field}.sources`)
}

function checkNamed(policy: Policy<'source'>, field: string): void {
  refuseUnknownFields(policy, ['kind', 'sources', 'deadline'], field)
  durationMs(policy.deadline, `${field}.deadline`)
  checkSources(listOf(policy.sources, `${field}.sources`), `${field}.sources`)
}

function checkAdaptive(policy: Policy<'adaptive'>, field: string): void {
  refuseUnknownFields(policy, ['kind', 'percentile', 'least', 'most'], field)
  const { percentile } = policy
  if (typeof percentile !== 'number' || !(percentile >= 1 && percentile <= 100)) {
    fail('lateness.invalid', { field: `${field}.percentile`, because: `is ${describeValue(percentile)} and not a number from 1 to 100` })
  }
  if (durationMs(policy.least, `${field}.least`) > durationMs(policy.most, `${field}.most`)) {
    fail('lateness.invalid', { field: `${field}.least`, because: `is ${policy.least}, more than ${policy.most}, which is the most` })
  }
}

function checkSources(sources: readonly string[], field: string): void {
  if (sources.length === 0 || sources.length > mostSources) fail('lateness.invalid', { field, because: `names ${sources.length} sources and not 1 to ${mostSources}` })
  const seen = new Set<string>()
  sources.forEach((source, index) => {
    checkText(source, { field: `${field}[${index}]`, maxLength: 1_024 })
    if (seen.has(source)) fail('lateness.invalid', { field: `${field}[${index}]`, because: `repeats ${describeValue(source)}` })
    seen.add(source)
  })
}

/** A policy may come from a file. A field that it does not have is refused: a misspelt `grace` would close too early in silence. */
function refuseUnknownFields(given: object, known: readonly string[], field: string): void {
  const stranger = Object.keys(fieldsOf(given, field)).find((name) => !known.includes(name))
  if (stranger !== undefined) fail('lateness.invalid', { field, because: `has the unknown field ${describeValue(stranger)}` })
}

function fieldsOf(given: unknown, field: string): { readonly [name: string]: unknown } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fail('lateness.invalid', { field, because: `is ${describeValue(given)} and not an object` })
  return given as { readonly [name: string]: unknown }
}

function listOf<T>(given: readonly T[], field: string): readonly T[] {
  const list: unknown = given
  if (!Array.isArray(list)) return fail('lateness.invalid', { field, because: `is ${describeValue(list)} and not a list` })
  return given
}
