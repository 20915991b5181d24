import { assertInvariant } from '../errors/assert-invariant.js'
import { canonicalJson } from './canonical-json.js'
import { sha256, type Digest, type Hash } from './digest.js'
import type { Json } from './json.js'
import { toHex } from './to-hex.js'
import { utf8 } from './utf8.js'

const tagForm = /^[a-z][a-z_-]*\/[1-9][0-9]*$/
const lengthBytes = 4
const digestBytes = 32

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
  const fields = [utf8(tag), ...parts.map((part) => utf8(canonicalJson(part)))]
  const hashed = digest(joinPrefixed(fields))
  assertInvariant(hashed.length === digestBytes, 'a digest has 32 bytes')
  return toHex(hashed)
}

function joinPrefixed(fields: readonly Uint8Array[]): Uint8Array {
  const total = fields.reduce((sum, field) => sum + lengthBytes + field.length, 0)
  const joined = new Uint8Array(total)
  const view = new DataView(joined.buffer)
  let offset = 0
  for (const field of fields) {
    assertInvariant(field.length <= 0xffffffff, 'the length of a hashed part fits four bytes')
    view.setUint32(offset, field.length)
    joined.set(field, offset + lengthBytes)
    offset += lengthBytes + field.length
  }
  return joined
}
