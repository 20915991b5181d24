import { assertInvariant } from '@farthing/core'
import type { PgClient } from './pg-connection.js'

/** One row; a column that a statement did not select reads as undefined. */
export type Row = Readonly<Record<string, string | null>>

function isTextRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null && Object.values(row).every((value) => value === null || typeof value === 'string')
}

/**
 * Runs one statement whose columns are all cast to text. It orders by qualified columns, because a bare name means the column of the
 * result where there is one: as text, 10 comes before 9. No prepared name: a pooler may hand the next transaction another server process.
 */
export async function queryRows(client: Pick<PgClient, 'query'>, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const { rows } = await client.query(text, [...values])
  const first = rows[0]
  assertInvariant(first === undefined || isTextRow(first), 'a statement casts every column to text')
  return rows as readonly Row[]
}

/** A column that is never null. */
export function textOf(row: Row | undefined, column: string): string {
  const value = row?.[column]
  assertInvariant(typeof value === 'string', `column ${column} has a value`)
  return value
}

/** An integer column that fits a number. */
export function integerOf(row: Row | undefined, column: string): number {
  const value = Number(textOf(row, column))
  assertInvariant(Number.isSafeInteger(value), `column ${column} is a safe integer`)
  return value
}
