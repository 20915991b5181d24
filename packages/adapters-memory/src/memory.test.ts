import { describe, expect, it } from 'vitest'
import { memory } from './memory.js'

describe('memory', () => {
  it('gives a number back when its transaction rolls back', async () => {
    const storage = memory()
    await expect(storage.transaction('t', async ({ documents }) => { await documents.nextNumber('A'); throw new Error('no') })).rejects.toThrow('no')
    expect(await storage.transaction('t', ({ documents }) => documents.nextNumber('A'))).toBe(1)
  })
})
