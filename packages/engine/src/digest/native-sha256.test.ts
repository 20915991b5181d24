import * as crypto from 'node:crypto'
import { sha256, toHex, utf8 } from '@farthing/core'
import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { nativeSha256 } from './native-sha256.js'

describe('nativeSha256', () => {
  it('gives the digest of the standard and of the pure one', () => {
    expect(toHex(nativeSha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(nativeSha256(bytes))).toBe(toHex(sha256(bytes)))
      }),
      { numRuns: 1000 },
    )
  })

  it('gives it on a Node without crypto.hash too', async () => {
    vi.resetModules()
    vi.doMock('node:crypto', () => ({ ...crypto, hash: undefined }))
    const { nativeSha256: older } = await import('./native-sha256.js')
    expect(toHex(older(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    vi.doUnmock('node:crypto')
  })
})
