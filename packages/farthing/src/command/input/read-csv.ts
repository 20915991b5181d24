import { createReadStream } from 'node:fs'
import { parse, type CsvError, type Info } from 'csv-parse'
import { fail, failure, failureOf, isFarthingError, parseInstant } from '@farthing/core'
import { columnsOf, type CsvMapping, type MappedValue } from './csv-mapping.js'
import type { EventRow } from './event-row.js'
import { maxLineBytes, reasonOf } from './read-lines.js'

interface CsvRecord {
  readonly record: { readonly [column: string]: string }
  readonly info: Info
}

/**
 * Rows of a CSV file with a header line, as CloudEvents by a mapping. Streams. A row with another number of fields is refused,
 * possibly before rows that stand above it, and reading goes on.
 *
 * @throws `file.unreadable`; `file.columns` when the header lacks a column that the mapping names.
 */
export async function* readCsv(file: string, mapping: CsvMapping, onBytes?: (count: number) => void): AsyncGenerator<EventRow> {
  const skipped: EventRow[] = []
  const parser = parse({
    delimiter: mapping.delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: maxLineBytes,
    columns: (header: string[]) => checkedHeader(file, header, mapping),
    on_skip: (error) => void skipped.push(refusedRow(file, error)),
  })
  const stream = createReadStream(file)
  if (onBytes !== undefined) stream.on('data', (chunk) => onBytes(chunk.length))
  stream.on('error', (error) => parser.destroy(error))
  try {
    for await (const item of stream.pipe(parser) as AsyncIterable<CsvRecord>) {
      yield* skipped.splice(0)
      yield eventOf(file, item, mapping)
    }
  } catch (error) {
    if (isFarthingError(error)) throw error
    fail('file.unreadable', { field: file, because: `cannot be read (${reasonOf(error)})` }, error)
  } finally {
    stream.destroy()
  }
  yield* skipped
}

function checkedHeader(file: string, header: readonly string[], mapping: CsvMapping): string[] {
  const missing = columnsOf(mapping).filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const because = `lacks the column ${missing.map((column) => `"${column}"`).join(', ')} (line 1)`
    fail('file.columns', { field: file, because, facts: { file, missing, columns: [...header] } })
  }
  return [...header]
}

function refusedRow(file: string, error: CsvError | undefined): EventRow {
  const line = typeof error?.['lines'] === 'number' ? error['lines'] : 0
  return { file, line, refused: failure('file.columns', { field: '', because: `is not a row of this file (${error?.message ?? 'malformed'})` }) }
}

function eventOf(file: string, { record, info }: CsvRecord, mapping: CsvMapping): EventRow {
  const read = (value: MappedValue): string =>
    'column' in value ? (record[value.column] ?? '') : 'value' in value ? value.value : String(info.lines)
  try {
    const time = mapping.time.zone === 'UTC' ? parseInstant(read(mapping.time), { field: 'time', assumeUtc: true }) : read(mapping.time)
    const data = Object.fromEntries(Object.entries(mapping.data).map(([key, value]) => [key, read(value)]))
    const attributes = { id: read(mapping.id), source: read(mapping.source), type: read(mapping.type), subject: read(mapping.subject) }
    return { file, line: info.lines, input: { ...attributes, time, data } }
  } catch (error) {
    return { file, line: info.lines, refused: failureOf(error) }
  }
}
