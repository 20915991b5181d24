import { at, optional, readNamed, readRecord, readText } from '../models/read-fields.js'

/** What is sold, with the names that other systems know it by. */
export interface Product {
  readonly name: string
  /** Item ids in other systems, by system name. */
  readonly external?: { readonly [system: string]: string }
}

export function checkProduct(value: unknown, field: string): Product {
  const fields = readRecord(value, field, ['name', 'external'])
  return {
    name: readText(fields.name, at(field, 'name')),
    ...optional(fields, 'external', field, checkExternal),
  }
}

function checkExternal(value: unknown, field: string): { readonly [system: string]: string } {
  return Object.fromEntries(Object.entries(readNamed(value, field)).map(([system, id]) => [system, readText(id, at(field, system))]))
}
