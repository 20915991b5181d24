import { assertInvariant } from '@farthing/core'
import type { ArrayType, ArrayValue } from '../connection/array-type.js'
import type { WriteArray } from '../connection/array-writer.js'
import type { EventColumn } from './event-columns.js'

/** Values of columns, in the order of the columns. */
export type ColumnValues = readonly (readonly ArrayValue[])[]

function valuesAt(values: ColumnValues, index: number): readonly ArrayValue[] {
  const column = values[index]
  assertInvariant(column !== undefined, 'each column has its values')
  return column
}

/** The values of columns as parameters of a statement, one array for each. */
export function parametersOf(columns: readonly EventColumn[], values: ColumnValues, write: WriteArray): readonly unknown[] {
  return columns.map(({ type }, index) => write(type, valuesAt(values, index)))
}

/** Rows as the list of what is selected, and its parameters. */
export interface SelectedRows {
  readonly select: string
  readonly parameters: readonly unknown[]
}

/** Bytes are the digests of events: an array at any rate, so that the rows are as many as the events. */
const saysTheSame = (type: ArrayType, values: readonly ArrayValue[]): boolean => type !== 'bytea' && values.every((value) => value === values[0])

const scalarOf = (value: ArrayValue | undefined): string | null => (value === null || value === undefined ? null : String(value))

/**
 * Rows whose parameters begin at `first`, in their order. Arrays are taken apart in the list of what is selected and not in FROM: there the server
 * would write the values of each to a store of its own before it reads the first row. A column that says the same in each row is one value; most do.
 */
export function selectedRows(columns: readonly EventColumn[], values: ColumnValues, { first, write }: { readonly first: number; readonly write: WriteArray }): SelectedRows {
  const parts = columns.map(({ name, type }, index) => {
    const column = valuesAt(values, index)
    const place = `$${index + first}`
    // Text for every driver: some refuse to send text for a boolean.
    if (saysTheSame(type, column)) return { item: `${place}::text::${type} AS ${name}`, parameter: scalarOf(column[0]) }
    return { item: `unnest(${place}::${type}[]) AS ${name}`, parameter: write(type, column) }
  })
  return { select: parts.map(({ item }) => item).join(', '), parameters: parts.map(({ parameter }) => parameter) }
}
