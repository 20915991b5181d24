import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryMalformedText, arbitraryText } from '../testing/arbitrary-text.js'
import { checkText } from './check-text.js'

describe('checkText', () => {
  it('returns text as it is', () => {
    fc.assert(
      fc.property(arbitraryText({ minLength: 1 }), (text) => {
        expect(checkText(text, { field: 'id' })).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses U+0000 and lone surrogates anywhere', () => {
    fc.assert(
      fc.property(arbitraryMalformedText(), (text) => {
        expect(() => checkText(text, { field: 'id' })).toThrow(expect.objectContaining({ code: 'text.malformed', field: 'id' }))
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['a number', 7, {}, 'text.malformed'],
    ['undefined', undefined, {}, 'text.malformed'],
    ['a text object', Object('id'), {}, 'text.malformed'],
    ['the empty text', '', {}, 'text.empty'],
    ['257 characters', 'x'.repeat(257), {}, 'text.too_long'],
    ['one more than allowed', 'abcd', { maxLength: 3 }, 'text.too_long'],
  ])('refuses %s', (_, value, limits, code) => {
    expect(() => checkText(value, { field: 'source', ...limits })).toThrow(expect.objectContaining({ code, field: 'source' }))
  })

  it('includes its bounds', () => {
    expect(checkText('x'.repeat(256), { field: 'id' })).toHaveLength(256)
    expect(checkText('abc', { field: 'id', maxLength: 3 })).toBe('abc')
    expect(checkText('', { field: 'note', empty: 'allowed' })).toBe('')
  })
})
