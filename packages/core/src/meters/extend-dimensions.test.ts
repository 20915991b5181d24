import { describe, expect, test } from 'vitest'
import { failureOf } from '../errors/failure.js'
import { parseUsageEvent } from '../events/parse-usage-event.js'
import { sum } from './aggregations/sum.js'
import { extendDimensions } from './extend-dimensions.js'
import { readMeter } from './read-meter.js'

const tokens = sum({ event: 'llm.tokens', value: 'count', by: ['model'] })

describe('extendDimensions', () => {
  test('keeps usage apart by what a tenant adds', () => {
    const extended = extendDimensions(tokens, { x_team: 'labels.team' }, 'meters.tokens')
    const event = parseUsageEvent({ id: '1', source: 's', type: 'llm.tokens', subject: 'u', time: '2026-10-14T09:00:00Z', data: { count: 1, model: 'large', labels: { team: 'blue' } } })
    expect(readMeter(extended, event)).toEqual({ value: '1', dimensions: { model: 'large', x_team: 'blue' } })
    expect(extendDimensions(extended, { x_cell: 'labels.cell' }, 'm').by).toEqual(['model', 'x_team', 'x_cell'])
  })

  test.each<[what: string, added: { readonly [name: string]: string }, code: string]>([
    ['a name of the seller', { team: 'labels.team' }, 'meter.dimension_reserved'],
    ['a name in use', { x_team: 'a' }, 'meter.dimension_reserved'],
    ['a prefix alone', { x_: 'a' }, 'meter.dimension_reserved'],
    ['capitals', { x_Team: 'a' }, 'meter.dimension_reserved'],
    ['65 characters', { [`x_${'a'.repeat(63)}`]: 'a' }, 'meter.dimension_reserved'],
    ['a bad path', { x_cell: 'a..b' }, 'meter.invalid'],
    ['16 more than the one there is', Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`x_d${index}`, 'a'])), 'meter.invalid'],
  ])('refuses %s', (what, added, code) => {
    const meter = what === 'a name in use' ? extendDimensions(tokens, { x_team: 'labels.team' }, 'm') : tokens
    try {
      extendDimensions(meter, added, 'm')
      expect.unreachable()
    } catch (error) {
      expect(failureOf(error).code).toBe(code)
    }
  })
})
