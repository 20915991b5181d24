import { bytesToHex } from '@noble/hashes/utils.js'

/** Two lowercase hexadecimal digits per byte. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}
