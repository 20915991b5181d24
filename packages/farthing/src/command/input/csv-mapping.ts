import { fail } from '@farthing/core'
import { readJsonFile } from './read-json-file.js'

/** Where an attribute of an event comes from: a column, a constant, or the number of its line (the header is 1). */
export type MappedValue = { readonly column: string } | { readonly value: string } | { readonly line: true }

/** How rows of a CSV file become CloudEvents. */
export interface CsvMapping {
  readonly delimiter: string
  readonly id: MappedValue
  readonly source: MappedValue
  readonly type: MappedValue
  readonly subject: MappedValue
  /** `zone: "UTC"` states that times without a zone are UTC; without it they are refused. */
  readonly time: MappedValue & { readonly zone?: 'UTC' }
  readonly data: { readonly [key: string]: MappedValue }
}

const attributes = ['id', 'source', 'type', 'subject', 'time'] as const

/**
 * Reads and checks a mapping file.
 *
 * @throws `file.unreadable`, `json.malformed`, `mapping.invalid` naming the attribute.
 */
export async function readCsvMapping(path: string): Promise<CsvMapping> {
  const input = asRecord(await readJsonFile(path), path)
  for (const key of Object.keys(input)) {
    if (![...attributes, 'data', 'delimiter'].includes(key)) refuse(`${path}: ${key}`, 'is not an attribute of a mapping')
  }
  const delimiter = input['delimiter'] ?? ','
  if (typeof delimiter !== 'string' || delimiter.length !== 1) refuse(`${path}: delimiter`, 'is not one character')
  const [id, source, type, subject] = attributes.map((name) => mappedValue(input[name], `${path}: ${name}`))
  const data = Object.entries(asRecord(input['data'] ?? {}, `${path}: data`))
  return {
    delimiter,
    id: id as MappedValue,
    source: source as MappedValue,
    type: type as MappedValue,
    subject: subject as MappedValue,
    time: { ...mappedValue(input['time'], `${path}: time`), ...zoneOf(input['time'], `${path}: time.zone`) },
    data: Object.fromEntries(data.map(([key, value]) => [key, mappedValue(value, `${path}: data.${key}`)])),
  }
}

/** The columns that a mapping reads. */
export function columnsOf(mapping: CsvMapping): readonly string[] {
  const values = [mapping.id, mapping.source, mapping.type, mapping.subject, mapping.time, ...Object.values(mapping.data)]
  return [...new Set(values.flatMap((value) => ('column' in value ? [value.column] : [])))]
}

function mappedValue(input: unknown, field: string): MappedValue {
  const record = asRecord(input, field)
  if (typeof record['column'] === 'string') return { column: record['column'] }
  if (typeof record['value'] === 'string') return { value: record['value'] }
  if (record['line'] === true) return { line: true }
  return refuse(field, 'names no column, value or line')
}

function zoneOf(input: unknown, field: string): { zone?: 'UTC' } {
  const zone = asRecord(input, field)['zone']
  if (zone === undefined) return {}
  return zone === 'UTC' ? { zone } : refuse(field, 'is not "UTC"')
}

function asRecord(input: unknown, field: string): { readonly [key: string]: unknown } {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as { readonly [key: string]: unknown }
  return refuse(field, 'is not an object')
}

function refuse(field: string, because: string): never {
  fail('mapping.invalid', { field, because })
}
