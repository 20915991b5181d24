import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** SHA-256 over bytes. An argument everywhere, so that a host can pass a native one (`crypto.hash` is about 15 times faster). */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** SHA-256 in plain JavaScript: the default in the pure packages. */
export const sha256: Digest = (bytes) => nobleSha256(bytes)

/** 64 lowercase hexadecimal digits. */
export type Hash = string
