import { utf8ToBytes } from '@noble/hashes/utils.js'
import { assertInvariant } from '../errors/assert-invariant.js'
import { isWellFormed } from './check-text.js'

/** The UTF-8 bytes of well-formed text. Lone surrogates have none; encoders replace them, so that two texts would share bytes. */
export function utf8(text: string): Uint8Array {
  assertInvariant(isWellFormed(text), 'text is checked before it is encoded')
  return utf8ToBytes(text)
}
