import { assertInvariant } from '../errors/assert-invariant.js'
import { canonicalJson } from './canonical-json.js'
import { sha256, type Digest, type Hash } from './digest.js'
import type { Json } from './json.js'
import { toHex } from './to-hex.js'
import { utf8 } from './utf8.js'

const tagForm = /^[a-z][a-z_-]*\/[1-9][0-9]*$/
const lengthBytes = 4
const digestBytes = 32
const lastAscii = 0x7f

/**
 * The content hash of a record kind: SHA-256 over the tag and the canonical JSON of each part, each behind its length.
 *
 * The length is that of the UTF-8 bytes as four bytes, most significant first. So no part can borrow bytes from its neighbour:
 * `['ab', 'c']` and `['a', 'bc']` differ, and so do the same parts under another tag (law L-INJECT).
 *
 * @param tag kind and version, such as `charge/1`; a change of any part's meaning takes the next version
 */
export function hashContent(tag: string, parts: readonly Json[], digest: Digest = sha256): Hash {
  assertInvariant(tagForm.test(tag), 'a hash tag reads kind/version')
  const hashed = digest(joinPrefixed([tag, ...parts.map(canonicalJson)]))
  assertInvariant(hashed.length === digestBytes, 'a digest has 32 bytes')
  return toHex(hashed)
}

/** Nearly every text is ASCII, whose bytes are its units: they are written where they stay. */
function joinPrefixed(texts: readonly string[]): Uint8Array {
  const joined = new Uint8Array(texts.reduce((sum, text) => sum + lengthBytes + text.length, 0))
  let end = 0
  for (const text of texts) {
    const start = writeLength(joined, text.length, end)
    end = writeAscii(joined, text, start)
    if (end < start + text.length) return joinEncoded(texts.map(utf8))
  }
  return joined
}

/** Gives where the text ends, or where its first character stands that has another number of bytes. */
function writeAscii(bytes: Uint8Array, text: string, at: number): number {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === 0 || unit > lastAscii) return at + index
    bytes[at + index] = unit
  }
  return at + text.length
}

function joinEncoded(fields: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(fields.reduce((sum, field) => sum + lengthBytes + field.length, 0))
  let end = 0
  for (const field of fields) {
    const start = writeLength(joined, field.length, end)
    joined.set(field, start)
    end = start + field.length
  }
  return joined
}

/** Gives where the field starts. */
function writeLength(bytes: Uint8Array, length: number, at: number): number {
  assertInvariant(length <= 0xffffffff, 'the length of a hashed part fits four bytes')
  for (let index = 0; index < lengthBytes; index += 1) bytes[at + index] = length >>> (8 * (lengthBytes - 1 - index))
  return at + lengthBytes
}
