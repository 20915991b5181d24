const zero = 0x30
const letterA = 0x61
const hashBytes = 32

/** Two lowercase hexadecimal digits per byte. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  // A text glued from 32 pairs is kept as such, at 1 KB for each hash that nobody has compared yet; this makes one of 64 characters.
  for (let from = 0; from < bytes.length; from += hashBytes) text += String.fromCharCode(...digitsOf(bytes.subarray(from, from + hashBytes)))
  return text
}

function digitsOf(bytes: Uint8Array): readonly number[] {
  const codes: number[] = []
  for (const byte of bytes) codes.push(digitOf(byte >>> 4), digitOf(byte & 15))
  return codes
}

function digitOf(nibble: number): number {
  return nibble < 10 ? zero + nibble : letterA + nibble - 10
}
