import type { FactPackName } from '../pipeline/fact-pack.js'

/** What stands in one field of a record. Figures are text, as everywhere. */
export type FactFieldType = 'text' | 'decimal' | 'exact' | 'instant' | 'dimensions' | 'attributes'

export interface FactField {
  readonly type: FactFieldType
  /** Of a figure: what it counts. */
  readonly unit?: string
  readonly required: boolean
  readonly means: string
}

/** One version of a fact pack, as data: what its records hold, and what tells them apart. */
export interface FactPack {
  readonly name: FactPackName
  readonly version: number
  readonly means: string
  readonly fields: { readonly [field: string]: FactField }
  /** No two records have the same values of these fields. */
  readonly identity: readonly string[]
  /** Fields by which records may be narrowed before a stage is handed them. */
  readonly filters: readonly string[]
  /** `rate` makes it from the usage and the contract; the host gives the others. */
  readonly derived: boolean
}

/** A field that each record has. */
export function required(type: FactFieldType, means: string, unit?: string): FactField {
  return { type, ...(unit === undefined ? {} : { unit }), required: true, means }
}

/** A field that a record may have. */
export function given(type: FactFieldType, means: string, unit?: string): FactField {
  return { ...required(type, means, unit), required: false }
}
