import * as crypto from 'node:crypto'
import type { Digest } from '@farthing/core'

/** SHA-256 by the platform. `crypto.hash` is the faster one and newer than the oldest Node that we support. */
export const nativeSha256: Digest = (bytes) =>
  typeof crypto.hash === 'function' ? crypto.hash('sha256', bytes, 'buffer') : crypto.createHash('sha256').update(bytes).digest()
