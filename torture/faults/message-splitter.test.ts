import { describe, expect, it } from 'vitest'
import { messageSplitter } from './message-splitter.js'

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(4 + body.length)
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}

const stream = Buffer.concat([message('', 'startup'), message('Q', 'SELECT 1'), message('X', '')])

describe('messageSplitter', () => {
  it.each([1, 2, 3, 5, 7, 100])('finds the same messages when bytes come %i at a time', (size) => {
    const split = messageSplitter({ startsUntyped: true })
    const found: string[] = []
    for (let at = 0; at < stream.length; at += size) for (const each of split(stream.subarray(at, at + size))) found.push(each.toString('hex'))
    expect(found).toEqual([message('', 'startup'), message('Q', 'SELECT 1'), message('X', '')].map((each) => each.toString('hex')))
  })

  it('takes the first message of a server by its type', () => {
    expect(messageSplitter({ startsUntyped: false })(message('R', 'ok'))).toEqual([message('R', 'ok')])
  })
})
