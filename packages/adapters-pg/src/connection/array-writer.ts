import { arrayLiteral } from './array-literal.js'
import type { ArrayType, ArrayValue } from './array-type.js'
import { binaryArray } from './binary-array.js'
import { textOf, type Row } from './rows.js'

/** Writes an array as a parameter of a statement. */
export type WriteArray = (type: ArrayType, values: readonly ArrayValue[]) => unknown

type Query = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>

/** Digits as a driver sends them that makes text of everything; as the eight bytes of an integer they are another number. */
const probe = '12345678'

/** Whether a driver sends bytes as they are. Asked of the server, because drivers of one shape differ; no answer is an error, so the transaction goes on. */
async function sendsBytes(query: Query): Promise<boolean> {
  if (typeof Buffer === 'undefined') return false
  const rows = await query('SELECT $1::pg_catalog.int8::pg_catalog.text AS read', [Buffer.from(probe)])
  return textOf(rows[0], 'read') !== probe
}

/** How arrays are written for the driver of one connection: as bytes where it sends them, else as text. Asked once. */
export function arrayWriter(): (query: Query) => Promise<WriteArray> {
  let known: WriteArray | undefined
  return async (query) => (known ??= (await sendsBytes(query)) ? binaryArray : arrayLiteral)
}
