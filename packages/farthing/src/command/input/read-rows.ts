import { readFile } from 'node:fs/promises'
import { parse, type Info } from 'csv-parse/sync'
import { fail } from '@farthing/core'
import { readJsonFile } from './read-json-file.js'
import { maxLineBytes, reasonOf } from './read-lines.js'

/** One row of a file, with its place for people: `rows.csv:12`, or `rows.json[3]`. */
export interface FileRow {
  readonly place: string
  readonly input: unknown
}

/**
 * Reads a file of rows as a whole: CSV with a header line, whose names are the fields; or a JSON list.
 *
 * @throws `file.unreadable`; `file.columns` for a CSV row with another number of fields than the header, or a header that names one twice; `json.*`
 */
export async function readRows(path: string): Promise<readonly FileRow[]> {
  if (path.endsWith('.csv')) return readCsvRows(path)
  const input = await readJsonFile(path)
  if (!Array.isArray(input)) return fail('file.unreadable', { field: path, because: 'is neither CSV nor a JSON list of rows' })
  return input.map((row: unknown, index) => ({ place: `${path}[${index}]`, input: row }))
}

interface CsvRecord {
  readonly record: { readonly [column: string]: string }
  readonly info: Info
}

async function readCsvRows(path: string): Promise<readonly FileRow[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => fail('file.unreadable', { field: path, because: `cannot be read (${reasonOf(error)})` }, error))
  try {
    const columns = (header: string[]): string[] => checkedHeader(path, header)
    const records = parse(text, { bom: true, info: true, skip_empty_lines: true, max_record_size: maxLineBytes, columns }) as readonly unknown[] as readonly CsvRecord[]
    return records.map(({ record, info }) => ({ place: `${path}:${info.lines}`, input: record }))
  } catch (error) {
    if (!(error instanceof Error) || !('records' in error)) throw error
    return fail('file.columns', { field: path, because: `has a row that is none of this file (${error.message})` }, error)
  }
}

function checkedHeader(path: string, header: readonly string[]): string[] {
  const names = header.map((name) => name.trim())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) fail('file.columns', { field: path, because: `names the column ${JSON.stringify(twice)} twice (line 1)`, facts: { file: path } })
  return names
}
