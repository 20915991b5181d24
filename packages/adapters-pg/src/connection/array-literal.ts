import type { ArrayType, ArrayValue } from './array-type.js'

const special = /["\\]/g

/** Quoted always: an unquoted element must not be empty, `NULL`, or hold a comma or a brace. */
const quoted = (value: ArrayValue): string => `"${String(value).replaceAll(special, '\\$&')}"`

const elements: Readonly<Record<ArrayType, (value: ArrayValue) => string>> = {
  bytea: (value) => `"\\\\x${String(value)}"`,
  bool: String,
  int4: String,
  json: quoted,
  text: quoted,
  // Nothing in an instant needs quotes.
  timestamptz: String,
}

/** An array as the text that the server reads. Written here: a driver's own writing of arrays takes as long as the server's reading. */
export function arrayLiteral(type: ArrayType, values: readonly ArrayValue[]): string {
  const element = elements[type]
  return `{${values.map((value) => (value === null ? 'NULL' : element(value))).join(',')}}`
}
