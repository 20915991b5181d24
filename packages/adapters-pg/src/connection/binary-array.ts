import { assertInvariant, epochMsOf } from '@farthing/core'
import type { ArrayType, ArrayValue } from './array-type.js'

interface BinaryType {
  /** The type's own number, the same on every server. */
  readonly oid: number
  /** As many bytes as a value takes at most. */
  readonly room: (value: ArrayValue) => number
  /** Writes a value and gives its length in bytes. */
  readonly write: (bytes: Buffer, value: ArrayValue, at: number) => number
}

/** 2000-01-01T00:00:00Z, from which the server counts microseconds. */
const serverEpochMs = 946_684_800_000

function writeText(bytes: Buffer, value: ArrayValue, at: number): number {
  return bytes.write(String(value), at, 'utf8')
}

function writeHex(bytes: Buffer, value: ArrayValue, at: number): number {
  const digits = String(value)
  const length = bytes.write(digits, at, 'hex')
  // Node stops at the first digit that is none.
  assertInvariant(length * 2 === digits.length, 'bytes are written as hexadecimal digits')
  return length
}

/** All six digits of the second: a number holds no microseconds of the years before 1715 and after 2285. */
function writeInstant(bytes: Buffer, value: ArrayValue, at: number): number {
  const instant = String(value)
  return bytes.writeBigInt64BE(BigInt(epochMsOf(instant) - serverEpochMs) * 1_000n + BigInt(instant.slice(23, 26)), at) - at
}

const textOf = (oid: number): BinaryType => ({ oid, room: (value) => String(value).length * 3, write: writeText })

const types: Readonly<Record<ArrayType, BinaryType>> = {
  bytea: { oid: 17, room: (value) => String(value).length, write: writeHex },
  bool: { oid: 16, room: () => 1, write: (bytes, value, at) => bytes.writeUInt8(value === true ? 1 : 0, at) - at },
  int4: { oid: 23, room: () => 4, write: (bytes, value, at) => bytes.writeInt32BE(Number(value), at) - at },
  json: textOf(114),
  text: textOf(25),
  timestamptz: { oid: 1184, room: () => 8, write: writeInstant },
}

const headerBytes = 20
const lengthBytes = 4

/** One dimension, whose first index is 1. */
function writeHeader(bytes: Buffer, oid: number, values: readonly ArrayValue[]): void {
  const header = [1, values.includes(null) ? 1 : 0, oid, values.length, 1]
  header.forEach((field, index) => bytes.writeInt32BE(field, index * 4))
}

/** An array as the bytes that the server keeps it in: it parses and copies a third of what it would as text. */
export function binaryArray(type: ArrayType, values: readonly ArrayValue[]): Buffer {
  const { oid, room, write } = types[type]
  const bytes = Buffer.allocUnsafe(headerBytes + values.reduce<number>((sum, value) => sum + lengthBytes + (value === null ? 0 : room(value)), 0))
  writeHeader(bytes, oid, values)
  let end = headerBytes
  let last: { readonly value: ArrayValue; readonly start: number; readonly length: number } | undefined
  for (const value of values) {
    const start = end + lengthBytes
    let length = -1
    if (value !== null && value === last?.value) {
      // Most columns say the same many times over.
      length = last.length
      bytes.copyWithin(start, last.start, last.start + length)
    } else if (value !== null) {
      length = write(bytes, value, start)
      last = { value, start, length }
    }
    bytes.writeInt32BE(length, end)
    end = start + Math.max(length, 0)
  }
  return bytes.subarray(0, end)
}
