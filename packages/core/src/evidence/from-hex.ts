import { hexToBytes } from '@noble/hashes/utils.js'
import type { Hash } from './digest.js'

/** The bytes of a hash. */
export function fromHex(hash: Hash): Uint8Array {
  return hexToBytes(hash)
}
