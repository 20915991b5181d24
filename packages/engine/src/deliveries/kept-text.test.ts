import { checkText } from '@farthing/core'
import { describe, expect, it } from 'vitest'
import { keptText, textOfError } from './kept-text.js'

describe('keptText', () => {
  it.each([
    ['as it is: é 😀', 'as it is: é 😀'], ['a\0b', 'a\ufffdb'], ['a\ud800b', 'a\ufffdb'], ['\udc00', '\ufffd'], ['x'.repeat(1_001), 'x'.repeat(1_000)],
    ['😀'.repeat(1_001), '😀'.repeat(1_000)],
  ])('%j', (text, kept) => {
    expect(keptText(text)).toBe(kept)
    expect(checkText(keptText(text), { field: 'text', maxLength: 2_000 })).toBe(kept)
  })

  it('reads what was thrown, whatever it is', () => {
    expect([textOfError(new Error('a\0b')), textOfError('text'), textOfError(null), textOfError({ a: 1 })]).toEqual(['a\ufffdb', 'text', 'null', '[object Object]'])
  })
})
