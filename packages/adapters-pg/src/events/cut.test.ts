import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCut } from './cut.js'

describe('readCut', () => {
  it('gives the snapshot that a token was written from', () => {
    expect(readCut('pg1:3:735:741:0.2.3')).toEqual({ epoch: 3, snapshot: '735:741:735,737,740' })
    expect(readCut('pg1:1:5:5:')).toEqual({ epoch: 1, snapshot: '5:5:' })
  })

  it.each([
    ['', 'empty'],
    ['length:3', 'of another storage'],
    ['pg1:0:5:5:', 'an epoch that never is'],
    ['pg1:1:6:5:', 'ends before it starts'],
    ['pg1:1:5:9:4', 'names an id from the end on'],
    ['pg1:1:5:9:1.0', 'names an id twice'],
    ['pg1:1:5:9:01', 'written otherwise'],
    ['pg1:1:5:9:1.', 'with an empty step'],
    ['pg1:1:5:9:.', 'with two empty steps'],
    ['pg1:1:5:9:1,2', 'with other marks'],
    [' pg1:1:5:9:', 'with a space'],
    ['pg1:1:5:9:\n', 'with a line end'],
    ['pg1:1:5:99999999999999999999:', 'an id that does not fit'],
    [`pg1:1:5:9999999:${'1.'.repeat(5_000)}1`, 'longer than a token is'],
  ])('refuses %j: %s', (token) => {
    expect(() => readCut(token)).toThrow('a cut is a token that this storage gave')
  })

  it('refuses text that is no token, whatever it is', () => {
    const nearly = fc.string({ unit: fc.constantFrom('p', 'g', '1', ':', '0', '.', '9', ',', '-', ' ', '\n'), maxLength: 30 })
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string()), (text) => {
        // What is read is canonical, so the token can be written from it again.
        let snapshot: string | undefined
        try {
          snapshot = readCut(text).snapshot
        } catch (error) {
          expect(error).toMatchObject({ code: 'storage.cut_unknown' })
        }
        if (snapshot !== undefined) expect(snapshot).toMatch(/^\d+:\d+:[\d,]*$/)
      }),
      { numRuns: 2_000 },
    )
  })
})
