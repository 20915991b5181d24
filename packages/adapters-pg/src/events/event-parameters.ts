import { assertInvariant } from '@farthing/core'
import type { ArrayValue } from '../connection/array-type.js'
import type { WriteArray } from '../connection/array-writer.js'
import type { EventColumn } from './event-columns.js'

/** The values of columns as parameters of a statement, one array for each. */
export function parametersOf(columns: readonly EventColumn[], values: readonly (readonly ArrayValue[])[], write: WriteArray): readonly unknown[] {
  return columns.map(({ type }, index) => {
    const column = values[index]
    assertInvariant(column !== undefined, 'each column has its values')
    return write(type, column)
  })
}

/**
 * The rows of arrays that begin at a parameter, in their order. In the list of what is selected and not in FROM: there the server would
 * write the values of each array to a store of its own before it reads the first row.
 */
export function unnestSql(columns: readonly EventColumn[], first: number): string {
  return columns.map(({ name, type }, index) => `unnest($${index + first}::${type}[]) AS ${name}`).join(', ')
}
