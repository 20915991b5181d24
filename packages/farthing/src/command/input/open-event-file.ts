import { stat } from 'node:fs/promises'
import { fail } from '@farthing/core'
import { readCsvMapping } from './csv-mapping.js'
import type { EventRow } from './event-row.js'
import { readCsv } from './read-csv.js'
import { readNdjson } from './read-ndjson.js'
import { reasonOf } from './read-lines.js'

export interface EventFile {
  readonly bytes: number
  /** Reads from the start; may be called again. */
  rows(onBytes?: (count: number) => void): AsyncIterable<EventRow>
}

/**
 * An event file: NDJSON, or CSV when a mapping is given.
 *
 * @throws `file.unreadable`, `mapping.invalid`; `file.columns` while reading.
 */
export async function openEventFile(path: string, mappingPath: string | undefined): Promise<EventFile> {
  if (mappingPath === undefined && path.endsWith('.csv')) {
    fail('mapping.invalid', { field: '--mapping', because: `is missing, and ${path} is a CSV file` })
  }
  const mapping = mappingPath === undefined ? undefined : await readCsvMapping(mappingPath)
  const { size } = await stat(path).catch((error: unknown) =>
    fail('file.unreadable', { field: path, because: `cannot be read (${reasonOf(error)})` }, error),
  )
  return {
    bytes: size,
    rows: (onBytes) => (mapping === undefined ? readNdjson(path, onBytes) : readCsv(path, mapping, onBytes)),
  }
}
