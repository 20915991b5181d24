import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFarthingError } from '../errors/failure.js'
import { arbitraryLatenessPolicy } from '../testing/arbitrary-windowing.js'
import { checkLatenessPolicy } from './check-lateness-policy.js'
import type { LatenessPolicy } from './lateness-policy.js'

test('takes every well-formed policy as it is', () => {
  fc.assert(fc.property(arbitraryLatenessPolicy(), (policy) => {
    expect(checkLatenessPolicy(policy)).toBe(policy)
  }), { numRuns: 1_000 })
})

const source = { kind: 'source', sources: ['api'], deadline: 'P1D' }
const adaptive = { kind: 'adaptive', percentile: 99, least: 'PT1M', most: 'PT1H' }

test.each<[what: string, policy: unknown, code: string, field: string]>([
  ['no object', null, 'lateness.invalid', 'lateness'],
  ['a list', [], 'lateness.invalid', 'lateness'],
  ['a misspelt grace', { watermark: source, Grace: 'PT1H' }, 'lateness.invalid', 'lateness'],
  ['no watermark', {}, 'lateness.invalid', 'lateness.watermark'],
  ['an unknown watermark', { watermark: { kind: 'toString' } }, 'lateness.invalid', 'lateness.watermark.kind'],
  ['a grace of months', { watermark: source, grace: 'P1M' }, 'time.duration_invalid', 'lateness.grace'],
  ['a delay that is too long', { watermark: { kind: 'bounded', delay: 'P3661D' } }, 'time.duration_invalid', 'lateness.watermark.delay'],
  ['a number as a delay', { watermark: { kind: 'bounded', delay: 60 } }, 'time.duration_invalid', 'lateness.watermark.delay'],
  ['no source', { watermark: { ...source, sources: [] } }, 'lateness.invalid', 'lateness.watermark.sources'],
  ['a text of sources', { watermark: { ...source, sources: 'api' } }, 'lateness.invalid', 'lateness.watermark.sources'],
  ['too many sources', { watermark: { ...source, sources: Array.from({ length: 1_001 }, (_, index) => `s${index}`) } }, 'lateness.invalid', 'lateness.watermark.sources'],
  ['a source twice', { watermark: { ...source, sources: ['api', 'api'] } }, 'lateness.invalid', 'lateness.watermark.sources[1]'],
  ['an empty source', { watermark: { kind: 'bounded', delay: 'PT0S', sources: [{ source: '', delay: 'PT0S' }] } }, 'text.empty', 'lateness.watermark.sources[0]'],
  ['a source without its delay', { watermark: { kind: 'bounded', delay: 'PT0S', sources: [{ source: 'api' }] } }, 'time.duration_invalid', 'lateness.watermark.sources[0].delay'],
  ['a percentile of none', { watermark: { ...adaptive, percentile: 0 } }, 'lateness.invalid', 'lateness.watermark.percentile'],
  ['a percentile that is no number', { watermark: { ...adaptive, percentile: Number.NaN } }, 'lateness.invalid', 'lateness.watermark.percentile'],
  ['a least above the most', { watermark: { ...adaptive, least: 'PT2H' } }, 'lateness.invalid', 'lateness.watermark.least'],
  ['a delay by hand', { watermark: { kind: 'manual', delay: 'PT1H' } }, 'lateness.invalid', 'lateness.watermark'],
])('refuses %s', (_, policy, code, field) => {
  expect(() => checkLatenessPolicy(policy as LatenessPolicy)).toThrow(expect.toSatisfy((error: unknown) => isFarthingError(error) && error.code === code && error.field === field))
})
