import { canonicalJson, checkJson, fail, failureOf, isFarthingError, type Failure } from '@farthing/core'
import type { BillingContext } from '../context.js'
import { trying } from './trying.js'

export interface ImportRows {
  /** Up to 100,000 objects; every value is text, as in a CSV file, where a field does not say otherwise. */
  readonly rows: readonly unknown[]
  /** Tries every row by itself and keeps nothing. What a row needs of rows before it is missing then. */
  readonly dryRun?: boolean
  /** Told how many rows are done since it was told last, refused ones among them; in all as many as there are. What it throws ends the import: run it again. */
  readonly onProgress?: (rows: number) => void
  /** `system` unless given. */
  readonly actor?: string
  /** What the import belongs to; each row's own key unless given. */
  readonly correlation?: string
}

/** `received` is the sum of the others. */
export interface ImportCounts {
  readonly received: number
  readonly imported: number
  /** The same row was imported before. */
  readonly unchanged: number
  readonly refused: number
}

export interface ImportResult {
  readonly dryRun: boolean
  readonly counts: ImportCounts
  readonly refused: readonly RefusedRow[]
}

export interface RefusedRow {
  /** Place among the rows, from 0. */
  readonly index: number
  /** Absent where the row has none. */
  readonly reference?: string
  readonly failure: Failure
}

/** What all kinds of rows have. */
export interface ReferencedRow {
  readonly reference: string
}

export interface RowImport<R extends ReferencedRow> {
  /** Of the command that imports it. */
  readonly kind: string
  /** @throws `import.row_invalid`, naming the field */
  readonly read: (input: unknown) => R
  /** Rows that are imported together, by one command; each by itself unless given. `undefined` of a row that does not say so much. */
  readonly groupOf?: (input: unknown) => string | undefined
  readonly perform: (context: BillingContext, rows: readonly R[], options: { readonly key: string; readonly actor?: string; readonly correlation?: string }) => Promise<unknown>
}

const mostRows = 100_000

interface ReadRow<R> {
  readonly index: number
  readonly row: R
}

/**
 * Imports rows one after another, each group of them in a transaction of its own. Safe to run again after a crash.
 *
 * @throws `import.row_invalid` for too many rows; `storage.*`: what is done by then stays, run it again
 */
export async function importRows<R extends ReferencedRow>(context: BillingContext, input: ImportRows, steps: RowImport<R>): Promise<ImportResult> {
  const { rows, dryRun = false, onProgress, actor, correlation } = input
  if (rows.length > mostRows) fail('import.row_invalid', { field: 'rows', because: `are ${rows.length}, more than ${mostRows}` })
  const said = { ...(actor === undefined ? {} : { actor }), ...(correlation === undefined ? {} : { correlation }) }
  const target = dryRun ? { ...context, storage: trying(context.storage) } : context
  const { groups, refused, repeated } = readGroups(rows, steps)
  let [imported, unchanged] = [0, repeated]
  onProgress?.(repeated + refused.length)
  for (const [name, group] of groups) {
    const key = `import/${name}`
    const broken = refused.find(({ group: own }) => own === name)
    try {
      if (broken !== undefined) fail('import.row_invalid', { field: '', because: `is not imported without row ${broken.index + 1}, which is refused and belongs to it` })
      const known = await context.storage.transaction(context.tenant, ({ commands }) => commands.get(steps.kind, key))
      await steps.perform(target, group.map(({ row }) => row), { key, ...said })
      if (known === undefined) imported += group.length
      else unchanged += group.length
    } catch (error) {
      const failure = rowFailure(error)
      refused.push(...group.map(({ index, row: { reference } }) => ({ index, reference, failure })))
    }
    onProgress?.(group.length)
  }
  const shown = refused.map(({ group: _, ...row }) => row).sort((a, b) => a.index - b.index)
  return { dryRun, counts: { received: rows.length, imported, unchanged, refused: shown.length }, refused: shown }
}

interface ReadGroups<R> {
  readonly groups: ReadonlyMap<string, readonly ReadRow<R>[]>
  /** With the group that the row would have belonged to, where it says so much. */
  readonly refused: (RefusedRow & { readonly group?: string })[]
  /** Rows that stand twice, word for word. */
  readonly repeated: number
}

function readGroups<R extends ReferencedRow>(rows: readonly unknown[], { read, groupOf }: RowImport<R>): ReadGroups<R> {
  const groups = new Map<string, ReadRow<R>[]>()
  const refused: ReadGroups<R>['refused'] = []
  const seen = new Map<string, { readonly index: number; readonly text: string }>()
  let repeated = 0
  rows.forEach((input, index) => {
    const shared = groupOf?.(input)
    let row: R | undefined
    try {
      row = read(input)
      const text = canonicalJson(checkJson(row, ''))
      const before = seen.get(row.reference)
      if (before?.text === text) repeated += 1
      else if (before !== undefined) fail('import.row_invalid', { field: 'reference', because: `is ${JSON.stringify(row.reference)}, which row ${before.index + 1} has with other content` })
      else {
        seen.set(row.reference, { index, text })
        const group = shared ?? row.reference
        groups.set(group, [...(groups.get(group) ?? []), { index, row }])
      }
    } catch (error) {
      refused.push({ index, ...(row === undefined ? {} : { reference: row.reference }), ...(shared === undefined ? {} : { group: shared }), failure: rowFailure(error) })
    }
  })
  return { groups, refused, repeated }
}

/** A failure of the storage is none of the row. */
function rowFailure(error: unknown): Failure {
  if (!isFarthingError(error) || error.code.startsWith('storage.')) throw error
  return failureOf(error)
}
